package server

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"evenly/internal/access"
	"evenly/internal/app"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/route"
	"evenly/internal/tenant"
	"evenly/templates/layout"
	"evenly/templates/page"
	"evenly/templates/ui"
)

// A one-purpose link from mail does one thing for one person, without a session: GET shows, POST does. What it shows
// depends on its purpose; each has its pair of handlers here.

// oneLinks are the purposes a link can have.
var oneLinks = map[string]struct {
	show, do func(*request, app.Visit) error
}{
	"log":     {showLogLink, useLogLink},
	"answer":  {showAnswerLink, useAnswerLink},
	"confirm": {showConfirmLink, useConfirmLink},
	"fit":     {showFitLink, useFitLink},
	"offer":   {showOfferLink, useOfferLink},
	"change":  {showChangeLink, useChangeLink},
}

func (s *Server) oneLinkRoutes() []Endpoint {
	return []Endpoint{
		{Method: http.MethodGet, Pattern: route.OneLinkPattern, Access: access.ByLink, handle: showOneLink},
		{Method: http.MethodPost, Pattern: route.OneLinkPattern, Access: access.ByLink, handle: useOneLink},
	}
}

// showOneLink is GET /l/{token}. It changes nothing: mail scanners open links, too.
func showOneLink(q *request) error {
	v, err := q.byLink()
	if err != nil {
		return err
	}
	return oneLinks[v.Purpose].show(q, v)
}

// useOneLink is POST /l/{token}.
func useOneLink(q *request) error {
	v, err := q.byLink()
	if err != nil {
		return err
	}
	return oneLinks[v.Purpose].do(q, v)
}

// byLink finds who the link speaks for and lets the request act as them, in this one thing.
func (q *request) byLink() (app.Visit, error) {
	v, err := q.srv.app.VisitByLink(q.Context(), chi.URLParam(q.Request, "token"))
	if err != nil {
		return v, err
	}
	if _, known := oneLinks[v.Purpose]; !known {
		return v, fault.New(fault.Expired, "This link no longer leads anywhere. Sign in to go on.")
	}
	q.who, q.me, q.place = v.Scope, v.Me, v.Place
	q.at = route.Program{Institution: v.Me.Institution.Slug, Program: v.Place.Slug}
	return v, nil
}

// linkFrame is the frame of a page that a link opened: no way into the rest of the site but by signing in.
func (q *request) linkFrame(title string) layout.Frame {
	return layout.Frame{Title: title, Program: q.place.Name, Institution: q.me.Institution.Name, HomeHref: route.SignIn, Width: layout.Narrow,
		Footer: layout.Footer{Contacts: contacts(q.place.Contacts)}}
}

func (q *request) linkEyebrow() string {
	return "Signed in by your e-mail link as " + q.me.Name.Full() + ", for this only"
}

// showLogLink shows the form, or what was logged with this link.
func showLogLink(q *request, v app.Visit) error {
	p, err := q.srv.app.SeePair(q.Context(), q.who, mentorship.PairingID(v.Subject))
	if err != nil {
		return err
	}
	if v.Done != "" {
		m, _, err := q.srv.app.SeeMeeting(q.Context(), q.who, mentorship.MeetingID(v.Done))
		if err != nil {
			return err
		}
		if m.RemovedAt == nil {
			return q.page(http.StatusOK, q.logged(p, m).View())
		}
	}
	form := q.logForm(p)
	q.linked(&form)
	form.Waiting = q.linkedWaiting(form.Waiting)
	return q.page(http.StatusOK, form.View())
}

// linked turns the form into that of a link.
func (q *request) linked(v *page.LogMeeting) {
	v.Frame = q.linkFrame(v.Title)
	v.Frame.Dock = true
	v.Frame.Errors = len(v.Errors) > 0
	v.Eyebrow = q.linkEyebrow()
	v.Action, v.Hidden = q.URL.Path, nil
	if v.SameDay != nil {
		v.SameDay.Change = "" // this link logs; changing needs a sign-in
	}
}

// linkedWaiting shows what the other logged already, without the buttons: logging the same day here is the answer.
func (q *request) linkedWaiting(list []page.Waiting) []page.Waiting {
	for i := range list {
		list[i].Confirm, list[i].Edit, list[i].Settle = "", "", ""
		list[i].Note = "Log the same day here and it becomes your answer."
	}
	return list
}

// logged says what the link logged, with the way back.
func (q *request) logged(p app.PairSeen, m mentorship.Meeting) page.LinkDone {
	_, other := p.Other(q.who.Person)
	d := page.LinkDone{Frame: q.linkFrame("Logged"), Eyebrow: q.linkEyebrow(), Title: "Logged", SignIn: route.SignInThen(q.at.Pair(string(p.ID)))}
	switch {
	case m.Attempted:
		d.Text = fmt.Sprintf("Noted: you tried to meet %s %s.", other.Short(), nearDay(m.HeldOn, p.Today))
	case m.LoggedBy != string(q.who.Person):
		d.Text = fmt.Sprintf("%s had logged %s. %s", other.Short(), memory(m.Memory, p.Today), agreement(m))
	default:
		d.Text = fmt.Sprintf("%s, with %s. %s has one tap to confirm.", memory(m.Memory, p.Today), other.Short(), other.First())
	}
	if m.Answer == mentorship.Unanswered || m.LoggedBy != string(q.who.Person) {
		d.Undo = &ui.Post{Action: q.URL.Path, Key: newKey(), Btn: ui.Btn{Label: "Undo", Icon: "undo-2", Name: "op", Value: "undo"},
			Fields: []ui.Hidden{{Name: "version", Value: strconv.Itoa(m.Version)}}}
	}
	return d
}

// agreement says whether two versions agree.
func agreement(m mentorship.Meeting) string {
	if m.Answer == mentorship.Confirmed {
		return "Yours agrees, so it is confirmed."
	}
	return "Yours differs. You both see both; the lower number of minutes counts until you agree."
}

// useLogLink logs, or takes back what this link logged.
func useLogLink(q *request, v app.Visit) error {
	token := chi.URLParam(q.Request, "token")
	p, err := q.srv.app.SeePair(q.Context(), q.who, mentorship.PairingID(v.Subject))
	if err != nil {
		return err
	}
	who, err := q.once(q.URL.Path)
	if err != nil {
		return err
	}
	if q.field("op") == "undo" {
		if err := q.takeBack(v, who); err != nil {
			return err
		}
		return q.linkNoted(token, "")
	}
	done, err := q.srv.app.LogMeeting(q.Context(), who, q.typedEntry(p))
	if r, again := q.retry(p, q.logFrame(p), err); again {
		q.linked(&r.page)
		return q.page(r.status, r.page.View())
	}
	if err != nil {
		return err
	}
	return q.linkNoted(token, string(done.ID))
}

// takeBack undoes what the link did: the person's own log, or their answer.
func (q *request) takeBack(v app.Visit, who tenant.Scope) error {
	m, _, err := q.srv.app.SeeMeeting(q.Context(), q.who, mentorship.MeetingID(v.Done))
	if err != nil {
		return err
	}
	if m.LoggedBy == string(q.who.Person) {
		return q.srv.app.RemoveMeeting(q.Context(), who, m.ID, q.version())
	}
	return q.srv.app.AnswerMeeting(q.Context(), who, m.ID, q.version(), mentorship.Unanswered, mentorship.Memory{})
}

// linkNoted writes into the link what was done and shows the link again.
func (q *request) linkNoted(token, done string) error {
	if err := q.srv.app.NoteLinkDone(q.Context(), token, done); err != nil {
		return err
	}
	return q.see(q.URL.Path, "")
}

// showConfirmLink shows what the other logged with the button that confirms it, or what became of it.
func showConfirmLink(q *request, v app.Visit) error {
	m, p, err := q.srv.app.SeeMeeting(q.Context(), q.who, mentorship.MeetingID(v.Subject))
	if err != nil {
		return err
	}
	if m.RemovedAt != nil || m.Answer != mentorship.Unanswered {
		return q.page(http.StatusOK, q.answered(p, m).View())
	}
	return q.page(http.StatusOK, q.confirmForm(p, m).View())
}

func (q *request) confirmForm(p app.PairSeen, m mentorship.Meeting) page.AnswerMeeting {
	f := q.answerForm(p, m)
	f.Frame = q.linkFrame("Was it like this?")
	f.Frame.Dock = true
	f.Title, f.Eyebrow, f.Action, f.Confirm = "Was it like this?", q.linkEyebrow(), q.URL.Path, true
	f.MeetingFields = memoryFields(m.Memory, p)
	return f
}

// answered says what became of a meeting, with the way back from one's own answer.
func (q *request) answered(p app.PairSeen, m mentorship.Meeting) page.LinkDone {
	_, other := p.Other(q.who.Person)
	d := page.LinkDone{Frame: q.linkFrame("Your answer"), Eyebrow: q.linkEyebrow(), SignIn: route.SignInThen(q.at.Pair(string(p.ID)))}
	switch {
	case m.RemovedAt != nil:
		d.Title, d.Text = "Nothing to answer", other.Short()+" took this meeting back."
		return d
	case m.Answer == mentorship.Confirmed:
		d.Title, d.Text = "Confirmed", "You both have "+memory(m.Memory, p.Today)+"."
	case m.Answer == mentorship.Denied:
		d.Title, d.Text = "You remember no meeting", "It waits and does not count until the two of you agree."
	default:
		d.Title = "Two versions"
		d.Text = fmt.Sprintf("%s has %s, you have %s. %d min count until you agree.", other.Short(), memory(m.Memory, p.Today), memory(m.Other, p.Today), m.CountedMinutes())
	}
	d.Undo = &ui.Post{Action: q.URL.Path, Key: newKey(), Btn: ui.Btn{Label: "Undo", Icon: "undo-2", Name: "answer", Value: "withdrawn"},
		Fields: []ui.Hidden{{Name: "version", Value: strconv.Itoa(m.Version)}}}
	return d
}

// useConfirmLink stores the answer, or takes it back.
func useConfirmLink(q *request, v app.Visit) error {
	m, p, err := q.srv.app.SeeMeeting(q.Context(), q.who, mentorship.MeetingID(v.Subject))
	if err != nil {
		return err
	}
	who, err := q.once(q.URL.Path)
	if err != nil {
		return err
	}
	err = q.srv.app.AnswerMeeting(q.Context(), who, m.ID, q.version(), mentorship.Answer(q.field("answer")), q.typedMemory(p.Today))
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind == fault.Invalid {
		return q.page(http.StatusUnprocessableEntity, q.badAnswer(q.confirmForm(p, m), p, f).View())
	}
	if err != nil {
		return err
	}
	return q.see(q.URL.Path, "")
}
