package server

import (
	"fmt"
	"strconv"

	"github.com/a-h/templ"

	"evenly/internal/app"
	"evenly/internal/mentorship"
	"evenly/templates/ui"
)

// scenarios is the comparison: one column per run.
func (q *request) scenarios(r app.RunSeen) ui.Scenarios {
	t := ui.Scenarios{Caption: "Scenarios of the match, side by side"}
	for _, s := range r.All {
		c := ui.Scenario{Name: s.Letter, About: s.Name, Chosen: s.State.NamesShown(), Why: s.WhyNot(r.Run.Purpose)}
		switch {
		case s.State.NamesShown():
			c.Why = ""
		case c.Why == "" && r.NeedsReason(s):
			c.Act = ui.LinkButton(ui.Btn{Label: "Choose", Attrs: named("Choose scenario " + s.Letter), Href: q.at.RunChoose(string(s.ID)), Small: true, Kind: primaryIf(s.ID == r.Run.ID)})
		case c.Why == "" && r.Open2 == nil:
			c.Act = ui.PostButton(ui.Post{Action: q.at.RunChoose(string(s.ID)), Key: newKey(), Btn: ui.Btn{Label: "Choose", Attrs: named("Choose scenario " + s.Letter), Small: true, Kind: primaryIf(s.ID == r.Run.ID)}})
		}
		if s.ID != r.Run.ID {
			c.Act = both(ui.LinkButton(ui.Btn{Label: "Open", Attrs: named("Open scenario " + s.Letter), Href: q.at.Run(string(s.ID)), Small: true, Kind: ui.Quiet}), c.Act)
		}
		t.Columns = append(t.Columns, c)
	}
	t.Rows = scenarioRows(r.All, r.Run.Purpose)
	return t
}

// named gives a control a name for screen readers that begins with its label. In a table that scrolls sideways this stays
// inside, where text set off the screen would widen the page.
func named(name string) templ.Attributes { return templ.Attributes{"aria-label": name} }

// both puts two acts one after another.
func both(a, b templ.Component) templ.Component {
	if b == nil {
		return a
	}
	return templ.Join(a, b)
}

// measure is one row of the comparison: how a scenario does, and whether more or less is better (0: neither).
type measure struct {
	label  string
	value  func(app.Scenario) int
	text   func(app.Scenario) string
	better int
}

func scenarioRows(all []app.Scenario, purpose mentorship.RunPurpose) []ui.ScenarioRow {
	list := []measure{
		{"First choice", func(s app.Scenario) int { return atRank(s, 1) }, nil, 1},
		{"Top two", func(s app.Scenario) int { return s.TopTwo }, func(s app.Scenario) string { return share(s.TopTwo, s.Residents) }, 1},
		{"Top three", func(s app.Scenario) int { return upTo(s, 3) }, func(s app.Scenario) string { return share(upTo(s, 3), s.Residents) }, 1},
		{"Third choice or later", func(s app.Scenario) int { return laterThan(s, 2) }, nil, -1},
		{"Off their list", func(s app.Scenario) int { return s.OffList }, nil, -1},
		{"Without a mentor", func(s app.Scenario) int { return s.Unmatched }, nil, -1},
		{"Residents per mentor", nil, func(s app.Scenario) string { return fmt.Sprintf("%d to %d", s.LoadMin, s.LoadMax) }, 0},
		{"Unused places", func(s app.Scenario) int { return s.Unused }, nil, 0},
		{"Breaks a rule or limit", func(s app.Scenario) int { return s.Conflicts }, nil, -1},
	}
	if len(all) > 1 && purpose == mentorship.ForYear {
		list = append(list, measure{"Residents elsewhere than in A", func(s app.Scenario) int { return s.Movers }, func(s app.Scenario) string { return movers(all[0], s, s.Movers) }, 0})
	}
	if purpose == mentorship.ForChange {
		list = append(list, measure{"Pairs that end", func(s app.Scenario) int { return s.Moved }, nil, -1})
	}
	if len(all) > 0 && all[0].HasLast {
		list = append(list, measure{"Pairs of last year again", func(s app.Scenario) int { return s.Repeats }, nil, 0})
	}
	list = append(list, yearMeasures(all, purpose)...)
	var rows []ui.ScenarioRow
	for _, m := range list {
		rows = append(rows, m.row(all))
	}
	return rows
}

// yearMeasures are the top-two shares of the training years that may be shown.
func yearMeasures(all []app.Scenario, purpose mentorship.RunPurpose) []measure {
	if len(all) == 0 {
		return nil
	}
	var out, elsewhere []measure
	for _, y := range all[0].ByYear {
		of := func(s app.Scenario) app.YearShare {
			for _, x := range s.ByYear {
				if x.PGY == y.PGY {
					return x
				}
			}
			return app.YearShare{}
		}
		out = append(out, measure{fmt.Sprintf("Top two, PGY-%d", y.PGY), func(s app.Scenario) int { return of(s).TopTwo },
			func(s app.Scenario) string { return share(of(s).TopTwo, of(s).Of) }, 1})
		if len(all) > 1 && purpose == mentorship.ForYear {
			elsewhere = append(elsewhere, measure{fmt.Sprintf("Elsewhere than in A, PGY-%d", y.PGY), nil, func(s app.Scenario) string { return movers(all[0], s, of(s).Movers) }, 0})
		}
	}
	return append(out, elsewhere...)
}

// movers is how many go elsewhere than under the first scenario, which has none to compare with.
func movers(first, s app.Scenario, n int) string {
	if s.ID == first.ID {
		return "–"
	}
	return strconv.Itoa(n)
}

func (m measure) row(all []app.Scenario) ui.ScenarioRow {
	r := ui.ScenarioRow{Label: m.label}
	best, differ := 0, false
	for i, s := range all {
		if m.better == 0 || !s.Proven {
			continue
		}
		v := m.value(s)
		differ = differ || i > 0 && v != m.value(all[0])
		if i == 0 || m.better*(v-best) > 0 {
			best = v
		}
	}
	for _, s := range all {
		c := ui.ScenarioCell{Text: "–"}
		if s.Proven {
			if c.Text = m.words(s); m.better != 0 {
				c.Best = differ && m.value(s) == best
			}
			c.Broken = m.label == "Breaks a rule or limit" && s.Conflicts > 0
		}
		r.Cells = append(r.Cells, c)
	}
	return r
}

func (m measure) words(s app.Scenario) string {
	if m.text != nil {
		return m.text(s)
	}
	return strconv.Itoa(m.value(s))
}

// share is "37 of 39".
func share(n, of int) string {
	if of == 0 {
		return "–"
	}
	return fmt.Sprintf("%d of %d", n, of)
}

func atRank(s app.Scenario, k int) int {
	if k > len(s.Profile) {
		return 0
	}
	return s.Profile[k-1]
}

// upTo is how many got one of their first k choices.
func upTo(s app.Scenario, k int) int {
	n := 0
	for _, x := range s.Profile[:min(k, len(s.Profile))] {
		n += x
	}
	return n
}

func laterThan(s app.Scenario, k int) int {
	n := 0
	for _, x := range s.Profile[min(k, len(s.Profile)):] {
		n += x
	}
	return n
}
