package server

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/route"
	"evenly/internal/tenant"
	"evenly/templates/layout"
	"evenly/templates/page"
	"evenly/templates/ui"
)

func (s *Server) checkInRoutes() []Endpoint {
	in := func(method, pattern string, act access.Act, h handler) Endpoint {
		return Endpoint{Method: method, Pattern: route.InProgram + pattern, Access: act, handle: h}
	}
	return []Endpoint{
		in(http.MethodGet, route.CheckInsPattern, access.CheckInSee, showCheckIns),
		in(http.MethodPost, route.CheckInsPattern, access.CheckInAsk, askCheckIn),
		in(http.MethodGet, route.CheckInPattern, access.CheckInSee, showCheckIn),
		in(http.MethodPost, route.CheckInPattern, access.CheckInSee, answerCheckIn),
	}
}

// showCheckIns is GET /{institution}/{program}/checkins.
func showCheckIns(q *request) error { return q.checkIns(http.StatusOK, nil) }

func (q *request) checkIns(status int, f *fault.Error) error {
	all, people, err := q.srv.app.CheckIns(q.Context(), q.who)
	if err != nil {
		return err
	}
	v := page.CheckIns{Frame: q.frame("Check-ins"), Errors: problems(f), CanAsk: len(people) > 0, Action: q.at.CheckIns(), Key: newKey(),
		People: []ui.Option{{Label: "Choose"}}, Person: q.PostFormValue("person"), Question: q.PostFormValue("question"),
		ErrPerson: problemAt(f, "person"), ErrQ: problemAt(f, "question")}
	v.Frame.Errors, v.Frame.Width = f != nil, layout.List
	for _, p := range people {
		v.People = append(v.People, ui.Option{Value: string(p.PersonID), Label: p.Name().Full() + ", " + access.Singular(p.Role)})
	}
	for _, c := range all {
		item := ui.Item{Href: q.at.CheckIn(c.ID), Title: c.Asker + " asked you", Text: "Asked on " + day(c.AskedAt.In(q.zone())) + ". Waits for your answer."}
		if c.AskedBy == q.who.Person {
			item.Title, item.Text = "You asked "+c.Person, "Asked on "+day(c.AskedAt.In(q.zone()))+". No answer yet."
		}
		if c.AnsweredAt != nil {
			item.Text = "Answered on " + day(c.AnsweredAt.In(q.zone())) + "."
		}
		v.Rows = append(v.Rows, item)
	}
	return q.page(status, v.View())
}

// askCheckIn is its POST.
func askCheckIn(q *request) error {
	who, err := q.once(q.at.CheckIns())
	if err != nil {
		return err
	}
	err = q.srv.app.AskCheckIn(q.Context(), who, tenant.PersonID(q.field("person")), q.field("question"))
	if f, ok := asInvalid(err); ok {
		return q.checkIns(http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	return q.see(q.at.CheckIns(), "checkin-asked")
}

// showCheckIn is GET /{institution}/{program}/checkins/{checkin}.
func showCheckIn(q *request) error { return q.checkIn(http.StatusOK, nil) }

func (q *request) checkIn(status int, f *fault.Error) error {
	c, err := q.srv.app.CheckIn(q.Context(), q.who, chi.URLParam(q.Request, "checkin"))
	if err != nil {
		return err
	}
	v := page.CheckIn{Frame: q.task("Check-in", layout.Link{Href: q.at.CheckIns(), Label: "Check-ins"}), Title: c.Asker + " asks you", Question: c.Question, Answer: c.Answer,
		CanAnswer: c.PersonID == q.who.Person, Who: c.Asker + " sees your answer, and nobody else does.", Errors: problems(f), Error: problemAt(f, "answer"),
		Action: q.at.CheckIn(c.ID), Key: newKey()}
	if !v.CanAnswer {
		v.Title, v.Who = "You asked "+c.Person, "You see the answer of "+c.Person+", and nobody else does."
	}
	if f != nil {
		v.Answer, v.Frame.Errors = q.PostFormValue("answer"), true
	}
	if c.AnsweredAt != nil {
		v.When = "Answered on " + day(c.AnsweredAt.In(q.zone())) + "."
	}
	return q.page(status, v.View())
}

// answerCheckIn is its POST.
func answerCheckIn(q *request) error {
	here := q.at.CheckIn(chi.URLParam(q.Request, "checkin"))
	who, err := q.once(here)
	if err != nil {
		return err
	}
	err = q.srv.app.AnswerCheckIn(q.Context(), who, chi.URLParam(q.Request, "checkin"), q.field("answer"))
	if f, ok := asInvalid(err); ok {
		return q.checkIn(http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	return q.see(here, "checkin-answered")
}
