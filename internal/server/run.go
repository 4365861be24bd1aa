package server

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

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
		h.Strong = r.Run.Name + "."
		if h.Lede = profileWords(s) + "."; len(r.All) > 0 && s.ID == r.All[0].ID {
			h.Lede = "The fewest that give everyone concerned a mentor. " + h.Lede
		}
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

// runFigures is what a run shows without a name.
func (q *request) runFigures(v *page.Run, r app.RunSeen) {
	if !r.Open.Proven {
		return
	}
	for _, s := range r.All {
		if s.Proven && s.ID != r.All[0].ID && s.ID == r.Run.ID {
			v.Differ = append(v.Differ, differences(s, r.All[0].Letter)...)
		}
	}
	v.Facts = append(v.Facts, ui.Fact{Icon: "shuffle", Text: "What was still equal is drawn by lot, from the seed fixed before ranking opened. Its hash begins with", Strong: r.Cycle.SeedHash[:min(len(r.Cycle.SeedHash), 12)], After: "."})
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

// differences say who goes elsewhere than under the first scenario: how many, and by training years that may be shown.
func differences(s app.Scenario, first string) []string {
	out := []string{differWords(s.Movers, first, s.Letter) + betterWords(s.Movers, s.Better, s.Worse, s.Letter)}
	for _, y := range s.ByYear {
		if y.Movers > 0 {
			out = append(out, fmt.Sprintf("In PGY-%d: %d of %d.", y.PGY, y.Movers, y.Of)+betterWords(y.Movers, y.Better, y.Worse, s.Letter))
		}
	}
	return out
}

// betterWords is " Under B: 2 higher on their list, 1 lower, 1 as high."
func betterWords(movers, better, worse int, letter string) string {
	if movers == 0 {
		return ""
	}
	return fmt.Sprintf(" Under %s: %d higher on their list, %d lower, %d as high.", letter, better, worse, movers-better-worse)
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
		x.Choice = "Not on the list" // why stands under "Off their list"
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
	if r.Open.Proven {
		v.Next = append(v.Next, ui.Btn{Label: "Excel", Href: q.at.RunSheet(id), Icon: "file-spreadsheet"})
	}
	if r.Run.State.NamesShown() {
		v.Next = append(v.Next, ui.Btn{Label: "Audit bundle", Href: q.at.RunBundle(id), Icon: "download"})
	}
}

// showChoose is GET .../match/{run}/choose: the reason for another order of aims than the published one.
func showChoose(q *request) error { return q.choosePage(http.StatusOK, nil) }

func (q *request) choosePage(status int, f *fault.Error) error {
	r, err := q.srv.app.SeeRun(q.Context(), q.who, runID(q))
	if err != nil {
		return err
	}
	title := "Choose scenario " + r.Open.Letter
	v := page.Form{Frame: q.task(title, layout.Link{Href: q.at.Run(string(r.Run.ID)), Label: "Comparison"}), Title: title,
		Lede: r.Run.Name + ". " + profileWords(r.Open) + ".", Errors: problems(f), Action: q.at.RunChoose(string(r.Run.ID)), Key: newKey(), Submit: title,
		Body: page.ChooseFields(page.ChooseForm{Published: app.OrderOf(r.Cycle).Name, Reason: q.FormValue("reason"), Error: wordsOf(f)["reason"]}),
		Who:  "Everyone in the program reads the reason, on the page that says how the match is made."}
	v.Frame.Errors = f != nil
	return q.page(status, v.View())
}

// chooseRun is POST .../match/{run}/choose.
func chooseRun(q *request) error {
	id := runID(q)
	who, err := q.once(q.at.Run(string(id)))
	if err != nil {
		return err
	}
	err = q.srv.app.Choose(q.Context(), who, id, q.field("reason"))
	if f := invalid(err); f != nil {
		return q.choosePage(http.StatusUnprocessableEntity, f)
	}
	if err != nil {
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
