package server

import (
	"fmt"
	"time"

	"evenly/internal/app"
	"evenly/templates/ui"
)

// exportPairs is GET /{institution}/{program}/pairs/export.xlsx: the list under the same filter and order.
func exportPairs(q *request) error {
	b, err := q.srv.app.Board(q.Context(), q.who)
	if err != nil {
		return err
	}
	d, v := newDeck(q, b), q.pairView()
	book, err := q.srv.app.Workbook(q.Context(), q.who, app.PairsExport, d.pairsList(v))
	if err != nil {
		return err
	}
	return q.workbook(fmt.Sprintf("pairs-%s-%s.xlsx", q.at.Program, d.Today.Format(time.DateOnly)), book)
}

func (d *deck) pairsList(v pairView) app.List {
	shown := v.of(d.cards)
	l := app.List{Name: "Pairs", Columns: []app.ListColumn{{Text: "Resident"}, {Text: "Mentor"}, {Text: "Year"}, {Text: "Promise"}, {Text: "Meetings", Number: true},
		{Text: "Promised so far", Number: true}, {Text: "Hours", Number: true}, {Text: "Last met"}, {Text: "Days since", Number: true}}}
	for _, c := range shown {
		r := d.pairRow(c)
		last := ""
		if len(c.Met) > 0 {
			last = c.last().HeldOn.Format(time.DateOnly)
		}
		l.Rows = append(l.Rows, []string{r.Resident, r.Mentor, r.PGY, r.Promise, r.Count, r.Expected, r.Hours, last, r.Silent})
	}
	l.ReadMe = [][2]string{{"What", "Pairs of " + d.place.Name + ", " + d.Cycle.Name}, {"As of", d.AsOf().Format("2 January 2006")},
		{"Shown", ui.ShownOf(len(shown), len(d.cards), "pair", "pairs")}, {"Filter", v.words()},
		{"Promise", fmt.Sprintf("One meeting %s, time away excluded; a stretch is missed %d days after its end.", every(d.Program.IntervalDays), d.Reading.Grace)},
		{"Confidential", "For the program’s mentorship leads. Notes, goals, surveys and concerns are in no file."}}
	return l
}

// words says which filter and order made a list.
func (v pairView) words() string {
	text := "all pairs"
	if v.flag != "" {
		text = map[string]string{"any": "worth a look", "low": "less than promised", "quiet": "gone quiet", "high": "more than most"}[v.flag]
	}
	if v.pgy != "" {
		text += ", PGY-" + v.pgy
	}
	return text + ", sorted by " + v.sort
}
