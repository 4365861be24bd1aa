package server

import (
	"fmt"
	"strings"
	"time"

	"evenly/internal/app"
	"evenly/internal/mentorship"
)

// exportRun is GET .../match/{run}/run.xlsx: the comparison as on the page and what was set by hand; once the run is chosen
// its pairs, too, with what the page shows of them at that time.
func exportRun(q *request) error {
	r, err := q.srv.app.SeeRun(q.Context(), q.who, runID(q))
	if err != nil {
		return err
	}
	more := []app.List{}
	if r.Run.State.NamesShown() {
		more = append(more, q.runPairsList(r))
	}
	if len(r.ByHand) > 0 {
		more = append(more, byHandList(r))
	}
	book, err := q.srv.app.Workbook(q.Context(), q.who, app.RunExport, q.scenarioList(r), more...)
	if err != nil {
		return err
	}
	return q.workbook(fmt.Sprintf("match-%s-run-%d-%s.xlsx", q.at.Program, r.Run.Number, q.today().Format(time.DateOnly)), book)
}

// scenarioList is one row for each measure and one column for each scenario, as on the page.
func (q *request) scenarioList(r app.RunSeen) app.List {
	l := app.List{Name: "Scenarios", Columns: []app.ListColumn{{Text: "Measure"}}}
	names, orders := []string{"Scenario"}, []string{"Can be chosen"}
	for _, s := range r.All {
		l.Columns = append(l.Columns, app.ListColumn{Text: s.Letter})
		names = append(names, s.Name)
		orders = append(orders, chosenWords(s, r.Run.Purpose))
	}
	l.Rows = append(l.Rows, names, orders)
	for _, row := range scenarioRows(r.All, r.Run.Purpose) {
		cells := []string{row.Label}
		for _, c := range row.Cells {
			if c.Best {
				c.Text += " (best)"
			}
			cells = append(cells, c.Text)
		}
		l.Rows = append(l.Rows, cells)
	}
	l.ReadMe = [][2]string{{"What", "Scenarios of the match of " + q.place.Name + ", " + r.Cycle.Name}, {"Open on the page", r.Open.Letter},
		{"As of", q.srv.app.Now().In(q.zone()).Format("2 January 2006, 3:04 pm")}, {"Published order of aims", app.OrderOf(r.Cycle).Name},
		{"Top two by year", fmt.Sprintf("Only training years with %d residents or more.", mentorship.SmallestGroup)},
		{"Confidential", "For the program’s mentorship leads. Nobody’s list is in this file."}}
	return l
}

func chosenWords(s app.Scenario, purpose mentorship.RunPurpose) string {
	switch why := s.WhyNot(purpose); {
	case s.State.NamesShown():
		return "Chosen"
	case why != "":
		return why
	}
	return "Yes"
}

// runPairsList is the pairs of a chosen run. The place on the resident's list is there as long as the page shows it.
func (q *request) runPairsList(r app.RunSeen) app.List {
	l := app.List{Name: "Pairs", Columns: []app.ListColumn{{Text: "Resident"}, {Text: "Year"}, {Text: "Mentor"}}}
	if r.Ranks {
		l.Columns = append(l.Columns, app.ListColumn{Text: "Choice"})
	}
	l.Columns = append(l.Columns, app.ListColumn{Text: "Note"})
	for _, p := range r.Pairs {
		x := q.runRow(r, p)
		cells := []string{x.Resident, x.PGY, x.Mentor}
		if r.Ranks {
			cells = append(cells, x.Choice)
		}
		l.Rows = append(l.Rows, append(cells, x.Note))
	}
	return l
}

func byHandList(r app.RunSeen) app.List {
	l := app.List{Name: "Set by hand", Columns: []app.ListColumn{{Text: "What"}, {Text: "Resident"}, {Text: "Mentor"}, {Text: "Reason"}, {Text: "By"}}}
	for _, h := range r.ByHand {
		what := map[string]string{"pin": "Pinned", "forbid": "Not"}[h.Kind]
		l.Rows = append(l.Rows, []string{what, h.Resident().Full(), h.Mentor().Full(), strings.TrimSpace(h.Reason), h.By().Short()})
	}
	return l
}
