package server

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"evenly/internal/access"
	"evenly/internal/app"
	"evenly/internal/mentorship"
	"evenly/internal/route"
	"evenly/templates/page"
)

func (s *Server) equityFileRoutes() []Endpoint {
	at := route.InProgram
	return []Endpoint{
		{Method: http.MethodGet, Pattern: at + route.EquityExportPattern, Access: access.PairsExport, handle: exportEquity},
		{Method: http.MethodGet, Pattern: at + route.EquityJSONPattern, Access: access.PairsExport, handle: func(q *request) error { return exportInput(q, "json") }},
		{Method: http.MethodGet, Pattern: at + route.EquityCSVPattern, Access: access.PairsExport, handle: func(q *request) error { return exportInput(q, "csv") }},
		{Method: http.MethodGet, Pattern: at + route.StepsExportPattern, Access: access.StepSee, handle: exportSteps},
		{Method: http.MethodGet, Pattern: at + route.DecisionsExport, Access: access.DecisionSee, handle: exportDecisions},
	}
}

// exportEquity is GET /{institution}/{program}/equity.xlsx: the leads' page as sheets, with what the page hides hidden.
func exportEquity(q *request) error {
	b, err := q.srv.app.Board(q.Context(), q.who)
	if err != nil {
		return err
	}
	d := newDeck(q, b)
	v := d.page()
	first := app.List{Name: "Key figures", Columns: []app.ListColumn{{Text: "Figure"}, {Text: "Value"}, {Text: "Beside"}, {Text: "Context"}}, Rows: [][]string{{"Finding", v.Head.Title}}}
	for _, k := range v.KPIs {
		first.Rows = append(first.Rows, []string{k.Label, k.Value, k.Unit, k.Context})
	}
	first.ReadMe = [][2]string{{"What", "Mentorship equity of " + d.place.Name + ", " + d.Cycle.Name}, {"As of", d.AsOf().Format("2 January 2006")}, {"Basis", v.Basis},
		{"Small numbers", "Groups under five people are not shown, nor what they could be worked out from."},
		{"Confidential", "For the program’s mentorship leads. Notes, goals, surveys and concerns are in no file."}}
	book, err := q.srv.app.Workbook(q.Context(), q.who, app.EquityExport, first, append(equitySheets(v), d.pairsList(pairView{sort: "resident"}))...)
	if err != nil {
		return err
	}
	return q.workbook(fmt.Sprintf("equity-%s-%s.xlsx", q.at.Program, d.Today.Format(time.DateOnly)), book)
}

// equitySheets are the cards of the page, each as a sheet.
func equitySheets(v page.Equity) []app.List {
	look := app.List{Name: "Worth a look", Columns: []app.ListColumn{{Text: "Reading"}, {Text: "Resident"}, {Text: "Mentor"}, {Text: "Why"}, {Text: "Meetings", Number: true}, {Text: "Promised", Number: true}}}
	for _, list := range [][]string{{"Less than promised"}, {"More than most"}} {
		items := v.Look.Less
		if list[0] == "More than most" {
			items = v.Look.More
		}
		for _, i := range items {
			look.Rows = append(look.Rows, []string{list[0], i.Resident, i.Mentor, i.Reason, i.Value, strings.TrimPrefix(i.Of, " of ")})
		}
	}
	out := []app.List{look}
	for _, y := range append([]*page.YearsCard{v.Years}, v.Groups...) {
		if y != nil {
			l := twinList(y.Heading, y.Table.Head, y.Table.Rows, y.Table.Num)
			l.Rows = append(l.Rows, []string{y.Takeaway}, []string{y.Note})
			out = append(out, l)
		}
	}
	if v.Hours != nil {
		out = append(out, twinList("Hours", v.Hours.Table.Head, v.Hours.Table.Rows, v.Hours.Table.Num))
	}
	if v.Offers != nil {
		l := app.List{Name: "Opportunities", Columns: []app.ListColumn{{Text: "Kind"}, {Text: "Open to all", Number: true}, {Text: "To one", Number: true}}}
		for _, b := range v.Offers.Bars {
			l.Rows = append(l.Rows, []string{b.Name, fmt.Sprint(b.Open), fmt.Sprint(b.One)})
		}
		out = append(out, l)
	}
	if len(v.Places) > 0 {
		l := app.List{Name: "Where they met", Columns: []app.ListColumn{{Text: "Kind"}, {Text: "Residents"}, {Text: "Without"}}}
		for _, p := range v.Places {
			l.Rows = append(l.Rows, []string{p.What, p.HowMany, p.Without})
		}
		out = append(out, l)
	}
	return out
}

// twinList is the table behind a chart as a sheet.
func twinList(name string, head []string, rows [][]string, numbers []int) app.List {
	l := app.List{Name: name, Rows: rows}
	for i, h := range head {
		c := app.ListColumn{Text: h}
		for _, n := range numbers {
			c.Number = c.Number || n == i
		}
		l.Columns = append(l.Columns, c)
	}
	return l
}

// exportInput is GET /{institution}/{program}/equity/input.json and .csv: the file that `evenly equity` reads. asof in the
// query reads it of an earlier day.
func exportInput(q *request, format string) error {
	asOf, _ := time.Parse(time.DateOnly, q.URL.Query().Get("asof")) // nonsense means today
	file, err := q.srv.app.EquityFile(q.Context(), q.who, asOf, format == "csv")
	if err != nil {
		return err
	}
	h := q.w.Header()
	h.Set("Content-Type", map[string]string{"json": "application/json", "csv": "text/csv; charset=utf-8"}[format])
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="equity-%s-%s.%s"`, q.at.Program, q.today().Format(time.DateOnly), format))
	_, _ = q.w.Write(file) // the person is gone: nobody to tell
	return nil
}

// exportSteps is GET /{institution}/{program}/nudges/steps.xlsx. What a nudge said and what people answered is in no file.
func exportSteps(q *request) error {
	list, pairs, err := q.srv.app.AllSteps(q.Context(), q.who)
	if err != nil {
		return err
	}
	about := map[mentorship.PairingID]app.Pair{}
	for _, p := range pairs {
		about[p.ID] = p
	}
	l := app.List{Name: "Steps", Columns: []app.ListColumn{{Text: "Day"}, {Text: "Resident"}, {Text: "Mentor"}, {Text: "Step"}, {Text: "In a line"}, {Text: "By"}, {Text: "Who sees to it"}, {Text: "Due"}, {Text: "State"}}}
	for _, s := range list {
		p, note := about[s.PairingID], s.Note
		if s.Kind == mentorship.Nudge || s.Kind == mentorship.AskBoth || s.Kind == mentorship.OfferChange && s.Owner().Family == "" {
			note = ""
		}
		l.Rows = append(l.Rows, []string{mentorship.DateOf(s.CreatedAt, q.zone()).Format(time.DateOnly), p.Resident().Short(), p.Mentor().Short(), s.Kind.Words(), note, s.By().Full(),
			s.Owner().Full(), isoDay(s.DueOn), s.State})
	}
	l.ReadMe = [][2]string{{"What", "Steps around the pairs of " + q.place.Name + " this year"}, {"Taken out", q.today().Format("2 January 2006")},
		{"Not in it", "What people were written, asked and answered."}, {"Confidential", "For the program’s mentorship leads."}}
	book, err := q.srv.app.Workbook(q.Context(), q.who, app.StepsExport, l)
	if err != nil {
		return err
	}
	return q.workbook(fmt.Sprintf("steps-%s-%s.xlsx", q.at.Program, q.today().Format(time.DateOnly)), book)
}

// exportDecisions is GET /{institution}/{program}/decisions.xlsx.
func exportDecisions(q *request) error {
	list, err := q.srv.app.Decisions(q.Context(), q.who)
	if err != nil {
		return err
	}
	l := app.List{Name: "Decisions", Columns: []app.ListColumn{{Text: "Day"}, {Text: "Kind"}, {Text: "Decision"}, {Text: "Why"}, {Text: "Weighed"}, {Text: "Who loses"}, {Text: "What may follow"},
		{Text: "Look again"}, {Text: "By"}}}
	for _, d := range list {
		l.Rows = append(l.Rows, []string{mentorship.DateOf(d.CreatedAt, q.zone()).Format(time.DateOnly), title(string(d.Kind)), d.Title, d.Reason, d.Alternatives, d.Losers, d.SideEffects,
			isoDay(d.ReviewOn), d.By().Full()})
	}
	l.ReadMe = [][2]string{{"What", "Decisions of " + q.place.Name}, {"Taken out", q.today().Format("2 January 2006")}, {"Confidential", "For the program’s mentorship leads."}}
	book, err := q.srv.app.Workbook(q.Context(), q.who, app.DecisionsExport, l)
	if err != nil {
		return err
	}
	return q.workbook(fmt.Sprintf("decisions-%s-%s.xlsx", q.at.Program, q.today().Format(time.DateOnly)), book)
}
