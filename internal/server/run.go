package server

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"evenly/internal/app"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/templates/chart"
	"evenly/templates/layout"
	"evenly/templates/page"
	"evenly/templates/ui"
)

// showRun is GET /{institution}/{program}/match/{run}: one run beside the others.
func showRun(q *request) error {
	r, err := q.srv.app.SeeRun(q.Context(), q.who, runID(q))
	if err != nil {
		return err
	}
	return q.page(http.StatusOK, q.runPage(r).View())
}

func (q *request) runPage(r app.RunSeen) page.Run {
	v := page.Run{Head: runHead(r), Table: q.scenarios(r), ByHand: q.handChanges(r.ByHand, r.Run.State != mentorship.RunAnnounced)}
	v.Frame = q.frame(v.Head.Title)
	v.Frame.PrintHead = fmt.Sprintf("%s · %s · %s · run %d · printed %s by %s · Confidential", q.place.Name, r.Cycle.Name, v.Head.Title, r.Run.Number, dayYear(q.today()), q.me.Name.Full())
	if r.Run.State == mentorship.RunFailed || r.Run.State == mentorship.RunWaiting {
		v.Problem = "There is no result of this run. Run the match again."
	}
	if len(r.Open.Changes) > 0 {
		v.Stale = capital(strings.Join(r.Open.Changes, ", ")) + " since this run."
		if r.Run.ParentID == nil && r.Open2 == nil {
			v.Again = q.runAll(r, "Run again")
		}
	}
	q.runFigures(&v, r)
	q.runNames(&v, r)
	q.runActs(&v, r)
	return v
}

// runHead says the finding: how many got one of their top two.
func runHead(r app.RunSeen) ui.Head {
	s := r.Open
	h := ui.Head{Eyebrow: fmt.Sprintf("%s · run %d", r.Cycle.Name, r.Run.Number), Title: r.Run.Name}
	if !s.Proven {
		return h
	}
	switch {
	case s.Unmatched > 0 && r.Run.Purpose != mentorship.ForSecond:
		h.Title = ui.Count(s.Unmatched, "resident has", "residents have") + " no place"
	case r.Run.Purpose == mentorship.ForChange:
		h.Title = ui.Count(s.New, "pair changes", "pairs change")
		h.Lede = "The fewest that give everyone concerned a mentor."
		return h
	case s.TopTwo == s.Residents:
		h.Title = "Everyone gets one of their top two"
	default:
		h.Title = fmt.Sprintf("%d of %d get one of their top two", s.TopTwo, s.Residents)
	}
	h.Strong = r.Run.Name + "."
	h.Lede = profileWords(s) + ". Proven stage by stage, and checked by a second program."
	return h
}

// profileWords is "31 first choices, 8 second, 0 off the list".
func profileWords(s app.Scenario) string {
	var parts []string
	for k, n := range s.Profile {
		if n > 0 || k == 0 {
			parts = append(parts, ui.Count(n, rankWord(k+1)+" choice", rankWord(k+1)+" choices"))
		}
	}
	return strings.Join(append(parts, fmt.Sprintf("%d off the list", s.OffList)), ", ")
}

// rankWord is a place on a list as a word: "first". Beyond the words it is "6th".
func rankWord(k int) string {
	words := []string{"first", "second", "third", "fourth", "fifth"}
	if k <= len(words) {
		return words[k-1]
	}
	return ui.Ordinal(k)
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// scenarios is the comparison: one column per run.
func (q *request) scenarios(r app.RunSeen) ui.Scenarios {
	t := ui.Scenarios{Caption: "Scenarios of the match, side by side"}
	for _, s := range r.All {
		c := ui.Scenario{Name: s.Letter, About: s.Name, Chosen: s.State.NamesShown(), Why: s.WhyNot(r.Run.Purpose)}
		switch {
		case s.State.NamesShown():
			c.Why = ""
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
		{"Third choice or later", func(s app.Scenario) int { return laterThan(s, 2) }, nil, -1},
		{"Off their list", func(s app.Scenario) int { return s.OffList }, nil, -1},
		{"Without a mentor", func(s app.Scenario) int { return s.Unmatched }, nil, -1},
		{"Residents per mentor", nil, func(s app.Scenario) string { return fmt.Sprintf("%d to %d", s.LoadMin, s.LoadMax) }, 0},
		{"Unused places", func(s app.Scenario) int { return s.Unused }, nil, 0},
		{"Breaks a rule or limit", func(s app.Scenario) int { return s.Conflicts }, nil, -1},
	}
	if purpose == mentorship.ForChange {
		list = append(list, measure{"Pairs that end", func(s app.Scenario) int { return s.Moved }, nil, -1})
	}
	if len(all) > 0 && all[0].HasLast {
		list = append(list, measure{"Pairs of last year again", func(s app.Scenario) int { return s.Repeats }, nil, 0})
	}
	list = append(list, yearMeasures(all)...)
	var rows []ui.ScenarioRow
	for _, m := range list {
		rows = append(rows, m.row(all))
	}
	return rows
}

// yearMeasures are the top-two shares of the training years that may be shown.
func yearMeasures(all []app.Scenario) []measure {
	if len(all) == 0 {
		return nil
	}
	var out []measure
	for _, y := range all[0].ByYear {
		of := func(s app.Scenario) (n, of int) {
			for _, x := range s.ByYear {
				if x.PGY == y.PGY {
					return x.TopTwo, x.Of
				}
			}
			return 0, 0
		}
		out = append(out, measure{fmt.Sprintf("Top two, PGY-%d", y.PGY), func(s app.Scenario) int { n, _ := of(s); return n },
			func(s app.Scenario) string { return share(of(s)) }, 1})
	}
	return out
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

func laterThan(s app.Scenario, k int) int {
	n := 0
	for _, x := range s.Profile[min(k, len(s.Profile)):] {
		n += x
	}
	return n
}

// runFigures is what a run shows without a name.
func (q *request) runFigures(v *page.Run, r app.RunSeen) {
	if !r.Open.Proven {
		return
	}
	for _, s := range r.All {
		if s.Proven && s.ID != r.All[0].ID && s.ID == r.Run.ID {
			v.Differ = append(v.Differ, differWords(s.Movers, r.All[0].Letter, s.Letter))
		}
	}
	if r.Shortage != nil {
		v.Shortage = shortageWords(*r.Shortage)
		v.Ways = []ui.Btn{{Label: "See mentors and places", Href: q.at.Mentors()}, {Label: "Look at the rules", Href: q.at.Rules()}}
	}
	if !r.Names && r.OffList > 0 {
		v.OffList = []string{ui.Count(r.OffList, "resident is", "residents are") + " with a mentor they did not list: no place with those they listed could be freed without making the match worse by the order of aims. Who it is shows once a run is chosen."}
	}
	if len(r.Open.ByYear) == 0 {
		v.Differ = append(v.Differ, fmt.Sprintf("Training years with fewer than %d residents are not shown apart.", mentorship.SmallestGroup))
	}
}

func differWords(n int, first, other string) string {
	switch n {
	case 0:
		return "Nobody goes elsewhere under " + other + " than under " + first + "."
	case 1:
		return "Only 1 resident differs between " + first + " and " + other + "."
	}
	return fmt.Sprintf("%d residents differ between %s and %s.", n, first, other)
}

// shortageWords says why a hard limit cannot hold, in counts: whom it concerns may rest on private lists.
func shortageWords(s app.Shortage) string {
	switch {
	case s.Kind == "lower_limits":
		return fmt.Sprintf("Some mentors ask for a least number of residents: %d in all, and only %d can be placed there.", s.Needed, s.Available)
	case s.Mentors == 0:
		return ui.Count(s.Residents, "resident has", "residents have") + " nobody left to go to under the rules and private lists."
	}
	return fmt.Sprintf("%s can only go to %s between them, who have %s. More places there, another mentor, or one rule less would help.",
		ui.Count(s.Residents, "resident", "residents"), ui.Count(s.Mentors, "mentor", "mentors"), ui.Count(s.Available, "place", "places"))
}

// runNames is what a run shows by name, to those who may read it.
func (q *request) runNames(v *page.Run, r app.RunSeen) {
	switch {
	case !r.Names:
		v.Names = "Names show when a run is chosen. Before that, nobody who evaluates residents sees who ranked whom."
		return
	case !r.Run.State.NamesShown():
		v.Names = "You read names to prepare the match. Directors see them when a run is chosen; nobody else sees lists."
	case r.Ranks:
		v.Names = "The program’s leads see this until the announcement. Mentors never see lists."
	default:
		v.Names = "Pairs only: places on lists are not shown any more."
	}
	v.Pairs = ui.Table{Caption: ui.Count(len(r.Pairs), "pair", "pairs"), CaptionHidden: true, Columns: []ui.Column{{Label: "Resident"}, {Label: "Year"}, {Label: "Mentor"}, {Label: "Choice"}}}
	open := r.Run.Purpose == mentorship.ForYear && r.Run.State != mentorship.RunAnnounced && r.Run.State != mentorship.RunAnswering && r.Run.State != mentorship.RunDropped
	if open {
		v.HandLink = q.at.MatchAdjust("", "")
		v.Pairs.Columns = append(v.Pairs.Columns, ui.Column{Label: "By hand", Hidden: true})
	}
	for _, p := range r.Pairs {
		v.Rows = append(v.Rows, q.runRow(r, p))
		if len(p.Reasons) > 0 && p.Rank == 0 {
			state := ""
			if p.MentorID == "" {
				state = "without a mentor. "
			}
			v.OffList = append(v.OffList, fmt.Sprintf("%s, PGY-%d: %s%s", p.Resident.Full(), p.PGY, state, strings.Join(p.Reasons, " ")))
		}
	}
	if r.Ranks {
		v.Chart, v.Twin = matchChart(r)
		v.ChartSays = profileWords(r.Open) + "."
	}
	v.Loads = ui.Twin{Label: "Residents of each mentor", Head: []string{"Mentor", "Residents", "Places"}, Num: []int{1, 2}}
	for _, l := range r.Loads {
		v.Loads.Rows = append(v.Loads.Rows, []string{l.Mentor.Full(), strconv.Itoa(l.Load), strconv.Itoa(l.Places)})
	}
}

func (q *request) runRow(r app.RunSeen, p app.RunPair) page.RunRow {
	x := page.RunRow{Resident: p.Resident.Full(), PGY: "PGY-" + strconv.Itoa(p.PGY), Mentor: "Nobody", Choice: "–", Adjust: q.at.MatchAdjust(string(p.ResidentID), string(p.MentorID))}
	if p.MentorID != "" {
		x.Mentor = p.Mentor.Full()
	}
	switch {
	case !r.Ranks || p.MentorID == "":
	case p.Rank > 0:
		x.Choice = ui.Ordinal(p.Rank)
	default:
		x.Choice, x.Reasons = "Not on the list", p.Reasons
	}
	if p.Pinned {
		x.Note = "Pinned"
	}
	if r.Run.Purpose == mentorship.ForChange && p.New {
		x.Note = "New"
		if p.Was.Family != "" {
			x.Note = "So far with " + p.Was.Short()
		}
	}
	return x
}

// matchChart draws who got whom. On a chart of hundreds nobody finds anything: above 120 residents the table stands alone.
func matchChart(r app.RunSeen) (*chart.MatchView, ui.Twin) {
	const most = 120
	t := ui.Twin{Label: "Who got whom", Head: []string{"Resident", "Mentor", "Choice"}}
	if len(r.Pairs) == 0 || len(r.Pairs) > most {
		return nil, t
	}
	v, at := &chart.MatchView{}, map[mentorship.MentorID]int{}
	for _, l := range r.Loads {
		at[l.ID] = len(v.Mentors)
		v.Mentors = append(v.Mentors, chart.Places{Name: l.Mentor.Full(), Places: max(l.Places, l.Load)})
	}
	for i, p := range r.Pairs {
		v.Residents = append(v.Residents, p.Resident.Full())
		choice := "Not on the list"
		if p.Rank > 0 {
			choice = ui.Ordinal(p.Rank)
		}
		if j, ok := at[p.MentorID]; ok {
			v.Edges = append(v.Edges, chart.Edge{Resident: i, Mentor: j, Choice: p.Rank})
		}
		t.Rows = append(t.Rows, []string{p.Resident.Full(), p.Mentor.Full(), choice})
	}
	return v, t
}

// runAll is the button that runs everything once more.
func (q *request) runAll(r app.RunSeen, label string) *ui.Post {
	return &ui.Post{Action: q.at.Runs(), Key: newKey(), Btn: ui.Btn{Label: label, Icon: "refresh-cw"},
		Fields: []ui.Hidden{{Name: "task", Value: newID()}, {Name: "purpose", Value: string(r.Run.Purpose)}, {Name: "kind", Value: r.Run.Kind}}}
}

// runActs is what comes next with a run.
func (q *request) runActs(v *page.Run, r app.RunSeen) {
	id := string(r.Run.ID)
	switch r.Run.State {
	case mentorship.RunSolved, mentorship.RunInfeasible:
		if r.Open2 == nil {
			v.WhatIf = q.at.WhatIf() + "?purpose=" + string(r.Run.Purpose) + "&kind=" + r.Run.Kind
		} else if r.Run.ParentID != nil && *r.Run.ParentID == r.Open2.ID && r.Open.WhyNot(r.Run.Purpose) == "" {
			v.Acts = append(v.Acts, ui.Post{Action: q.at.RunChoose(id), Key: newKey(), Btn: ui.Btn{Label: "Choose this run instead", Kind: ui.Primary}})
		}
	case mentorship.RunChosen:
		if r.Run.ParentID == nil {
			v.Acts = append(v.Acts, ui.Post{Action: q.at.RunUnchoose(id), Key: newKey(), Btn: ui.Btn{Label: "Back to comparing"}})
		}
		v.Next = append(v.Next, ui.Btn{Label: "Ask for answers", Href: q.at.RunAsk(id), Kind: ui.Primary})
	case mentorship.RunAnswering:
		v.Next = append(v.Next, ui.Btn{Label: "See the answers", Href: q.at.RunAnswers(id), Kind: ui.Primary})
	}
	if r.Run.State.NamesShown() {
		v.Next = append(v.Next, ui.Btn{Label: "Audit bundle", Href: q.at.RunBundle(id), Icon: "download"})
	}
}

// chooseRun is POST .../match/{run}/choose.
func chooseRun(q *request) error {
	id := runID(q)
	who, err := q.once(q.at.Run(string(id)))
	if err != nil {
		return err
	}
	if err := q.srv.app.Choose(q.Context(), who, id); err != nil {
		return err
	}
	return q.see(q.at.Run(string(id)), "run-chosen")
}

// reconsiderRun is POST .../match/{run}/reconsider.
func reconsiderRun(q *request) error {
	id := runID(q)
	who, err := q.once(q.at.Run(string(id)))
	if err != nil {
		return err
	}
	if err := q.srv.app.Reconsider(q.Context(), who, id); err != nil {
		return err
	}
	return q.see(q.at.Run(string(id)), "")
}

// downloadBundle is GET .../match/{run}/bundle.zip.
func downloadBundle(q *request) error {
	data, name, err := q.srv.app.Bundle(q.Context(), q.who, runID(q))
	if err != nil {
		return err
	}
	q.w.Header().Set("Content-Type", "application/zip")
	q.w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	_, _ = q.w.Write(data) // the person is gone: nobody to tell
	return nil
}

// showAdjust is GET .../match/adjust, filled in from the address.
func showAdjust(q *request) error {
	h := mentorship.HandChange{Kind: "pin", Resident: mentorship.ResidentID(q.FormValue("resident")), Mentor: mentorship.MentorID(q.FormValue("mentor"))}
	return q.adjustPage(http.StatusOK, h, nil)
}

func (q *request) adjustPage(status int, h mentorship.HandChange, f *fault.Error) error {
	r, err := q.srv.app.Rules(q.Context(), q.who)
	if err != nil {
		return err
	}
	bad := wordsOf(f)
	form := page.HandForm{Kind: h.Kind, Reason: h.Reason, Residents: []ui.Option{{Label: "Choose"}}, Mentors: []ui.Option{{Label: "Choose"}},
		ErrKind: bad["kind"], ErrResident: bad["resident"], ErrMentor: bad["mentor"], ErrReason: bad["reason"]}
	for _, x := range r.Residents {
		form.Residents = append(form.Residents, ui.Option{Value: string(x.ID), Label: x.Name().Full() + ", PGY-" + strconv.Itoa(x.PGY), Checked: x.ID == h.Resident})
	}
	for _, m := range r.Mentors {
		if m.Taking() {
			form.Mentors = append(form.Mentors, ui.Option{Value: string(m.ID), Label: m.Name().Full(), Checked: m.ID == h.Mentor})
		}
	}
	v := page.Form{Frame: q.task("Pin or forbid a pair", layout.Link{Href: q.at.Match(), Label: "Match"}), Title: "Pin or forbid a pair",
		Lede: "It takes effect when the match is run again.", Who: "The program’s leads see who set it and why.", Errors: problems(f),
		Action: q.at.MatchAdjust("", ""), Key: newKey(), Body: page.HandFields(form), Submit: "Save"}
	v.Frame.Errors = f != nil
	return q.page(status, v.View())
}

// adjust is its POST.
func adjust(q *request) error {
	who, err := q.once(q.at.Match())
	if err != nil {
		return err
	}
	h := mentorship.HandChange{Kind: q.field("kind"), Resident: mentorship.ResidentID(q.field("resident")), Mentor: mentorship.MentorID(q.field("mentor")), Reason: q.field("reason")}
	err = q.srv.app.Adjust(q.Context(), who, h)
	if f := invalid(err); f != nil {
		return q.adjustPage(http.StatusUnprocessableEntity, h, f)
	}
	if err != nil {
		return err
	}
	return q.see(q.at.Match(), "hand-set")
}

// unadjust is POST .../match/adjust/{adjustment}/remove.
func unadjust(q *request) error {
	who, err := q.once(q.at.Match())
	if err != nil {
		return err
	}
	if err := q.srv.app.Unadjust(q.Context(), who, chi.URLParam(q.Request, "adjustment")); err != nil {
		return err
	}
	return q.see(q.at.Match(), "hand-removed")
}

// showWhatIf is GET .../match/runs/new.
func showWhatIf(q *request) error { return q.whatIfPage(http.StatusOK, nil) }

func (q *request) whatIfPage(status int, f *fault.Error) error {
	r, err := q.srv.app.Rules(q.Context(), q.who)
	if err != nil {
		return err
	}
	bad := wordsOf(f)
	form := page.WhatIfForm{Places: q.FormValue("places"), Moves: q.FormValue("moves"), Change: q.purpose() == mentorship.ForChange,
		Mentors: []ui.Option{{Label: "Nobody"}}, Rules: []ui.Option{{Label: "None"}},
		ErrPreset: bad["preset"], ErrMentor: bad["mentor"], ErrPlaces: bad["places"], ErrRule: bad["rule"], ErrMoves: bad["moves"]}
	for _, p := range app.Published() {
		form.Presets = append(form.Presets, ui.Option{Value: string(p.Preset), Label: p.Name, Checked: string(p.Preset) == q.FormValue("preset")})
	}
	for _, m := range r.Mentors {
		form.Mentors = append(form.Mentors, ui.Option{Value: string(m.ID), Label: m.Name().Full(), Checked: string(m.ID) == q.FormValue("mentor")})
	}
	for _, x := range r.Rules {
		form.Rules = append(form.Rules, ui.Option{Value: string(x.ID), Label: whoCannot(x), Checked: string(x.ID) == q.FormValue("rule")})
	}
	v := page.Form{Frame: q.task("Try a what-if", layout.Link{Href: q.at.Match(), Label: "Match"}), Title: "Try a what-if", Errors: problems(f),
		Lede: "It becomes one more column of the comparison. Nothing else changes.", Action: q.at.WhatIf(), Key: newKey(), Body: page.WhatIfFields(form), Submit: "Run it",
		Fields: []ui.Hidden{{Name: "task", Value: newID()}, {Name: "purpose", Value: string(q.purpose())}, {Name: "kind", Value: q.kind()}}}
	v.Frame.Errors = f != nil
	return q.page(status, v.View())
}

// startWhatIf is its POST.
func startWhatIf(q *request) error {
	if err := q.parse(); err != nil {
		return err
	}
	task := q.newTask()
	who, err := q.once(q.at.Task(task))
	if err != nil {
		return err
	}
	w, bad := q.typedWhatIf()
	if err := bad.Err(); err != nil {
		return q.whatIfPage(http.StatusUnprocessableEntity, invalid(err))
	}
	err = q.srv.app.StartRuns(q.Context(), who, app.RunRequest{Task: task, At: q.at, Purpose: q.purpose(), Kind: q.kind(), WhatIf: &w})
	if f := invalid(err); f != nil {
		return q.whatIfPage(http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	return q.see(q.at.Task(task), "")
}

func (q *request) typedWhatIf() (w app.WhatIf, bad fault.Problems) {
	w = app.WhatIf{Mentor: mentorship.MentorID(q.field("mentor")), Rule: mentorship.RuleID(q.field("rule"))}
	for _, p := range app.Published() {
		if string(p.Preset) == q.field("preset") {
			w.Preset = p.Preset
		}
	}
	number := func(name, otherwise string) int {
		if q.field(name) == "" {
			return 0
		}
		n, err := strconv.Atoi(strings.TrimPrefix(q.field(name), "+"))
		if err != nil {
			bad.Add(name, "%s", otherwise)
		}
		return n
	}
	w.Places = number("places", "Enter how many places more, or fewer with a minus: 1 or -1.")
	w.Moves = number("moves", "Enter a number from 0 to 1000.")
	return w, bad
}
