package server

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"evenly/internal/access"
	"evenly/internal/app"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/route"
	"evenly/templates/layout"
	"evenly/templates/page"
	"evenly/templates/ui"
)

func (s *Server) setupRoutes() []Endpoint {
	in := func(method, pattern string, act access.Act, h handler) Endpoint {
		return Endpoint{Method: method, Pattern: route.InProgram + pattern, Access: act, handle: h}
	}
	return []Endpoint{
		in(http.MethodGet, route.SetupPattern, access.SetupSee, showSetup),
		in(http.MethodGet, route.SetupCharterPattern, access.SetupChange, showForm(charterForm)),
		in(http.MethodPost, route.SetupCharterPattern, access.SetupChange, saveForm(charterForm, saveCharter)),
		in(http.MethodGet, route.SetupProfilesPattern, access.SetupChange, showForm(profilesForm)),
		in(http.MethodPost, route.SetupProfilesPattern, access.SetupChange, saveForm(profilesForm, saveProfiles)),
		in(http.MethodGet, route.SetupContactsPattern, access.SetupChange, showForm(contactsForm)),
		in(http.MethodPost, route.SetupContactsPattern, access.SetupChange, saveForm(contactsForm, saveContacts)),
		in(http.MethodGet, route.SetupDatesPattern, access.SetupChange, showForm(datesForm)),
		in(http.MethodPost, route.SetupDatesPattern, access.SetupChange, saveForm(datesForm, saveDates)),
		in(http.MethodGet, route.SetupYearPattern, access.SetupChange, showForm(yearForm)),
		in(http.MethodPost, route.SetupYearPattern, access.SetupChange, saveForm(yearForm, saveYear)),
		in(http.MethodGet, route.SetupObjectivePattern, access.SetupChange, showObjective),
		in(http.MethodPost, route.SetupObjectivePattern, access.SetupChange, saveObjective),
		in(http.MethodPost, route.SetupSeedPattern, access.SetupChange, redrawSeed),
		in(http.MethodPost, route.SetupStatePattern, access.SetupChange, moveYear),
	}
}

// showSetup is GET /{institution}/{program}/setup.
func showSetup(q *request) error {
	s, err := q.srv.app.Setup(q.Context(), q.who)
	if err != nil {
		return err
	}
	v := page.Setup{Frame: q.frame("Set the program up"), Lede: "In any order. Everything saves as you go, and can be changed later.",
		Before: q.tasksBefore(s), Match: q.tasksMatch(s), AddTo: q.at.SetupYear(), NoYear: s.Cycle == nil}
	if s.Cycle != nil {
		v.Year = s.Cycle.Name + ": " + strings.ToLower(s.Cycle.State.Words()) + "."
		v.Moves = q.yearMoves(*s.Cycle)
	}
	if access.Check(q.who, access.SetupChange) != nil {
		q.onlyToRead(&v)
	}
	return q.page(http.StatusOK, v.View())
}

// onlyToRead takes away the ways to change anything, for those who may only look.
func (q *request) onlyToRead(v *page.Setup) {
	v.Lede, v.AddTo, v.Moves = "How the program is set up. The coordinator and the directors change it.", "", nil
	for _, tasks := range [][]ui.Task{v.Before, v.Match} {
		for i := range tasks {
			if to := tasks[i].Href; to != q.at.People() && to != q.at.Rules() {
				tasks[i].Href = ""
			}
		}
	}
}

func (q *request) tasksBefore(s app.Setup) []ui.Task {
	people := ui.Task{Href: q.at.People(), Label: "People", Hint: fmt.Sprintf("%s, %s", ui.Count(s.Counts.Residents, "resident", "residents"), ui.Count(s.Counts.Mentors, "mentor", "mentors")), Status: ui.NotStarted}
	switch {
	case s.Counts.Uninvited > 0 && s.Counts.Residents+s.Counts.Mentors > 0:
		people.Status, people.Hint = ui.InProgress, people.Hint+fmt.Sprintf(", %d not invited yet", s.Counts.Uninvited)
	case s.Counts.Residents > 0 && s.Counts.Mentors > 0:
		people.Status = ui.Completed
	}
	contacts := ui.Task{Href: q.at.SetupContacts(), Label: "Contacts outside the program", Hint: "At the foot of every page", Status: ui.NotStarted}
	if s.Program.OmbudspersonContact != "" {
		contacts.Status = ui.Completed
	}
	charter := ui.Task{Href: q.at.SetupCharter(), Label: "What every pair is promised", Hint: charterWords(s.Program), Status: ui.Completed}
	if s.Program.CharterAt == nil {
		charter.Hint, charter.Status = "Not said yet. Assumed until then: "+lowerFirst(charter.Hint), ui.NotStarted
	}
	return []ui.Task{people, charter, contacts}
}

// charterWords is the charter as one sentence.
func charterWords(p mentorship.Program) string {
	var places []string
	for _, s := range p.MeetingSettings {
		places = append(places, strings.ToLower(mentorship.Setting(s).Words()))
	}
	return fmt.Sprintf("A meeting every %d days, %d min or more, %s", p.IntervalDays, p.MeetingMinutes, strings.Join(places, " or "))
}

func (q *request) tasksMatch(s app.Setup) []ui.Task {
	profiles := ui.Task{Href: q.at.SetupProfiles(), Label: "Mentor profiles", Hint: fmt.Sprintf("%d of %d are published, %s", s.Counts.ProfilesReady, s.Counts.Mentors, ui.Count(s.Counts.Places, "place", "places")), Status: ui.NotStarted}
	if s.Counts.ProfilesReady > 0 {
		profiles.Status = ui.InProgress
	}
	if s.Counts.Mentors > 0 && s.Counts.ProfilesReady == s.Counts.Mentors {
		profiles.Status = ui.Completed
	}
	rules := ui.Task{Href: q.at.Rules(), Label: "Rules", Hint: "Who cannot mentor whom: " + ui.Count(s.Counts.Rules, "rule", "rules"), Status: ui.NotStarted}
	if s.Counts.Rules > 0 {
		rules.Status = ui.Completed
	}
	dates := ui.Task{Label: "Dates", Hint: "Add a year first", Status: ui.CantStartYet}
	aims := ui.Task{Label: "The order of aims", Hint: "Add a year first", Status: ui.CantStartYet}
	if s.Cycle != nil {
		aims = ui.Task{Href: q.at.SetupObjective(), Label: "The order of aims", Hint: app.OrderOf(*s.Cycle).Name + ", published", Status: ui.Completed}
		dates = ui.Task{Href: q.at.SetupDates(), Label: "Dates", Hint: "Ranking, announcement, time zone", Status: ui.InProgress}
		if s.Cycle.RankingOpensAt != nil && s.Cycle.RankingClosesAt != nil {
			dates.Status = ui.Completed
		}
	}
	return []ui.Task{profiles, rules, aims, dates}
}

// yearMoves are the buttons that move the year on, and one step back.
func (q *request) yearMoves(c mentorship.Cycle) []ui.Post {
	on := map[mentorship.CycleState]string{mentorship.Draft: "Open profiles", mentorship.ProfilesOpen: "Open ranking",
		mentorship.RankingOpen: "Close ranking", mentorship.Matching: "Start without a match", mentorship.Running: "Close the year"}
	back := map[mentorship.CycleState]string{mentorship.ProfilesOpen: "Back to draft", mentorship.RankingOpen: "Back to profiles",
		mentorship.Matching: "Reopen ranking", mentorship.Closed: "Reopen the year"}
	var out []ui.Post
	add := func(to mentorship.CycleState, label string, kind ui.Kind) {
		out = append(out, ui.Post{Action: q.at.SetupState(), Key: newKey(), Btn: ui.Btn{Label: label, Kind: kind},
			Fields: []ui.Hidden{{Name: "cycle", Value: string(c.ID)}, {Name: "from", Value: string(c.State)}, {Name: "to", Value: string(to)}}})
	}
	if label, ok := on[c.State]; ok {
		add(c.State.Next(), label, ui.Primary)
	}
	if c.MayPublish(0) == nil {
		out = append(out, ui.Post{Action: q.at.SetupSeed(), Key: newKey(), Btn: ui.Btn{Label: "Draw the lottery’s seed again", Icon: "shuffle"}})
	}
	if label, ok := back[c.State]; ok {
		for _, s := range mentorship.CycleStates {
			if s.Next() == c.State {
				add(s, label, ui.Secondary)
			}
		}
	}
	return out
}

// moveYear is POST /{institution}/{program}/setup/state.
func moveYear(q *request) error {
	who, err := q.once(q.at.Setup())
	if err != nil {
		return err
	}
	err = q.srv.app.MoveYear(q.Context(), who, mentorship.CycleID(q.field("cycle")), mentorship.CycleState(q.field("from")), mentorship.CycleState(q.field("to")))
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind == fault.Invalid && len(f.Problems) > 0 {
		return fault.New(fault.Conflict, "%s", f.Problems[0].Message)
	}
	if err != nil {
		return err
	}
	return q.see(q.at.Setup(), "year-moved")
}

// setupForm is one form of the setup: its words, its fields as they are stored, and its fields as they were sent.
type setupForm struct {
	title, lede, who string
	action           func(route.Program) string
	stored           func(q *request, s app.Setup) (templ.Component, error)
	sent             func(q *request, f *fault.Error) templ.Component
}

func (q *request) formPage(status int, x setupForm, body templ.Component, f *fault.Error) error {
	v := page.Form{Frame: q.task(x.title, layout.Link{Href: q.at.Setup(), Label: "Setup"}), Title: x.title, Lede: x.lede, Who: x.who,
		Errors: problems(f), Action: x.action(q.at), Key: newKey(), Body: body, Submit: "Save"}
	v.Frame.Errors = f != nil
	return q.page(status, v.View())
}

// showForm is GET of a form of the setup.
func showForm(x setupForm) handler {
	return func(q *request) error {
		s, err := q.srv.app.Setup(q.Context(), q.who)
		if err != nil {
			return err
		}
		body, err := x.stored(q, s)
		if err != nil {
			return err
		}
		return q.formPage(http.StatusOK, x, body, nil)
	}
}

// saveForm is POST of a form of the setup.
func saveForm(x setupForm, save func(q *request) error) handler {
	return func(q *request) error {
		err := save(q)
		f, ok := errors.AsType[*fault.Error](err)
		if ok && f.Kind == fault.Invalid {
			return q.formPage(http.StatusUnprocessableEntity, x, x.sent(q, f), f)
		}
		if err != nil {
			return err
		}
		return q.see(q.at.Setup(), "setup-saved")
	}
}
