package server

import (
	"context"
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

func (s *Server) meetingRoutes() []Endpoint {
	at := route.InProgram
	return []Endpoint{
		{Method: http.MethodGet, Pattern: at + route.MeetingNewPattern, Access: access.MeetingLog, handle: showLog},
		{Method: http.MethodPost, Pattern: at + route.MeetingNewPattern, Access: access.MeetingLog, handle: logMeeting},
		{Method: http.MethodGet, Pattern: at + route.MeetingPattern, Access: access.MeetingLog, handle: showChange},
		{Method: http.MethodPost, Pattern: at + route.MeetingPattern, Access: access.MeetingLog, handle: changeMeeting},
		{Method: http.MethodGet, Pattern: at + route.MeetingAnswerPattern, Access: access.MeetingLog, handle: showAnswer},
		{Method: http.MethodPost, Pattern: at + route.MeetingAnswerPattern, Access: access.MeetingLog, handle: answerMeeting},
		{Method: http.MethodPost, Pattern: at + route.MeetingSettlePattern, Access: access.MeetingLog, handle: settleMeeting},
		{Method: http.MethodPost, Pattern: at + route.MeetingRemovePattern, Access: access.MeetingLog, handle: removeMeeting},
		{Method: http.MethodPost, Pattern: at + route.MeetingRestorePattern, Access: access.MeetingLog, handle: restoreMeeting},
	}
}

// showLog is GET /{institution}/{program}/meetings/new: the form for the pair named by "with", or whom one met.
func showLog(q *request) error {
	with := q.URL.Query().Get("with")
	if with == "" {
		return choosePair(q)
	}
	p, err := q.ownPair(mentorship.PairingID(with))
	if err != nil {
		return err
	}
	return q.page(http.StatusOK, q.logForm(p).View())
}

// ownPair reads a pair that the person is one of.
func (q *request) ownPair(id mentorship.PairingID) (app.PairSeen, error) {
	p, err := q.srv.app.SeePair(q.Context(), q.who, id)
	if err == nil && !p.Mine {
		err = fault.New(fault.Forbidden, "Only the two people of a pair log their meetings.")
	}
	return p, err
}

// choosePair leads straight to the form when there is only one pair.
func choosePair(q *request) error {
	mine, err := q.srv.app.MyPairs(q.Context(), q.who)
	if err != nil {
		return err
	}
	v := page.ChoosePair{Frame: q.task("Who did you meet?", layout.Link{Href: q.at.Home(), Label: "Home"}),
		Empty: "You have no pair yet. When the match is announced, you log your meetings here."}
	for _, p := range mine.Pairs {
		if p.Live(mine.Today) {
			_, other := p.Other(q.who.Person)
			v.Pairs = append(v.Pairs, ui.Item{Avatar: other.Full(), Href: q.at.MeetingNew(string(p.ID)), Title: other.Short(), Text: lastWords(p, mine.Year)})
		}
	}
	if len(v.Pairs) == 1 {
		return q.see(v.Pairs[0].Href, "")
	}
	return q.page(http.StatusOK, v.View())
}

// logForm is the empty form, set as the pair's last meeting was.
func (q *request) logForm(p app.PairSeen) page.LogMeeting {
	last := mentorship.Memory{HeldOn: p.Today, Minutes: p.Program.MeetingMinutes, Setting: mentorship.OnSite}
	if m, ok := p.Last(); ok {
		last.Minutes, last.Setting = m.Minutes, m.Setting
	}
	v := q.logFrame(p)
	v.MeetingFields = memoryFields(last, p)
	v.Offer, v.OfferTo = "none", "all"
	for _, m := range p.Waiting(q.who.Person) {
		if m.Answer == mentorship.Unanswered {
			v.Waiting = append(v.Waiting, q.waiting(p.OwnPair, p.Year, m))
		}
	}
	return v
}

// logFrame is what the form says around its fields.
func (q *request) logFrame(p app.PairSeen) page.LogMeeting {
	_, other := p.Other(q.who.Person)
	title := fmt.Sprintf("You met with %s?", other.Short())
	f := q.task(title, layout.Link{Href: q.at.Pair(string(p.ID)), Label: other.Short()})
	f.Dock = true
	return page.LogMeeting{Frame: f, Title: title, Action: q.at.Log(), Key: newKey(), Hidden: []ui.Hidden{{Name: "with", Value: string(p.ID)}},
		Button: "Log meeting", First: other.First(), Offers: true, Attempt: true}
}

// logMeeting is POST /{institution}/{program}/meetings/new.
func logMeeting(q *request) error {
	p, err := q.ownPair(mentorship.PairingID(q.field("with")))
	if err != nil {
		return err
	}
	if id := q.field("change"); id != "" {
		return q.see(q.at.Meeting(id), "")
	}
	to := q.at.Pair(string(p.ID))
	who, err := q.once(to)
	if err != nil {
		return err
	}
	done, err := q.srv.app.LogMeeting(q.Context(), who, q.typedEntry(p))
	if v, again := q.retry(p, q.logFrame(p), err); again {
		return q.page(v.status, v.page.View())
	}
	if err != nil {
		return err
	}
	return q.see(to, "logged:"+string(done.ID))
}

// retried is a form that comes back.
type retried struct {
	status int
	page   page.LogMeeting
}

// retry fills a form with what was typed when the entry broke a rule, or fell on a day that has a meeting already.
func (q *request) retry(p app.PairSeen, v page.LogMeeting, err error) (retried, bool) {
	f, _ := errors.AsType[*fault.Error](err)
	same, isSame := errors.AsType[*app.SameDay](err)
	if !isSame && (f == nil || f.Kind != fault.Invalid) {
		return retried{}, false
	}
	v.MeetingFields = q.typedFields(p)
	v.OutOfHours, v.WorkedOn = q.field("out_of_hours") != "", q.field("worked_on")
	v.Offer, v.OfferTitle, v.OfferTo, v.Reason = orElse(q.field("offer"), "none"), q.field("offer_title"), orElse(q.field("offer_to"), "all"), q.field("offer_reason")
	v.More = v.WorkedOn != "" || v.Offer != "none"
	if isSame {
		v.SameDay = q.sameDay(p, same.Meeting)
		return retried{http.StatusConflict, v}, true
	}
	blame(&v.MeetingFields, f)
	v.Frame.Errors, v.Errors = true, problems(f)
	v.ErrWorked, v.ErrTitle, v.ErrReason = problem(f, "worked_on"), problem(f, "offer_title"), problem(f, "offer_reason")
	return retried{http.StatusUnprocessableEntity, v}, true
}

// sameDay says what the day has already, and whether it is this person's to change.
func (q *request) sameDay(p app.PairSeen, m mentorship.Meeting) *page.SameDay {
	_, other := p.Other(q.who.Person)
	by, change := other.Short(), ""
	if m.LoggedBy == string(q.who.Person) {
		by, change = "You", string(m.ID)
	}
	return &page.SameDay{Change: change, Text: fmt.Sprintf("%s logged %s, at %s.", by, memory(m.Memory, p.Today), clock(m.LoggedAt, p.Zone()))}
}

func (q *request) meetingID() mentorship.MeetingID {
	return mentorship.MeetingID(chi.URLParam(q.Request, "meeting"))
}

// showChange is GET /{institution}/{program}/meetings/{meeting}: the form that changes a meeting one logged.
func showChange(q *request) error {
	m, p, err := q.srv.app.SeeMeeting(q.Context(), q.who, q.meetingID())
	if err != nil {
		return err
	}
	if m.LoggedBy != string(q.who.Person) {
		return q.see(q.at.MeetingAnswer(string(m.ID)), "")
	}
	v := q.changeFrame(p, m)
	v.MeetingFields = memoryFields(m.Memory, p)
	v.OutOfHours, v.WorkedOn, v.More = m.OutOfHours, m.WorkedOn, m.WorkedOn != ""
	return q.page(http.StatusOK, v.View())
}

func (q *request) changeFrame(p app.PairSeen, m mentorship.Meeting) page.LogMeeting {
	v := q.logFrame(p)
	v.Title, v.Frame.Title = "Change this meeting", "Change this meeting"
	v.Action, v.Button = q.at.Meeting(string(m.ID)), "Save"
	v.Hidden = []ui.Hidden{{Name: "version", Value: strconv.Itoa(m.Version)}}
	v.Offers, v.Attempt = false, false
	return v
}

// changeMeeting is POST /{institution}/{program}/meetings/{meeting}.
func changeMeeting(q *request) error {
	m, p, err := q.srv.app.SeeMeeting(q.Context(), q.who, q.meetingID())
	if err != nil {
		return err
	}
	to := q.at.Pair(string(p.ID))
	who, err := q.once(to)
	if err != nil {
		return err
	}
	err = q.srv.app.ChangeMeeting(q.Context(), who, m.ID, q.version(), q.typedEntry(p))
	if v, again := q.retry(p, q.changeFrame(p, m), err); again {
		return q.page(v.status, v.page.View())
	}
	if err != nil {
		return err
	}
	return q.see(to, "meeting-changed")
}

// showAnswer is GET /{institution}/{program}/meetings/{meeting}/answer: how the other person remembers it.
func showAnswer(q *request) error {
	m, p, err := q.srv.app.SeeMeeting(q.Context(), q.who, q.meetingID())
	if err != nil {
		return err
	}
	v := q.answerForm(p, m)
	own := m.Memory
	if m.Answer == mentorship.Differs {
		own = m.Other
	}
	v.MeetingFields = memoryFields(own, p)
	return q.page(http.StatusOK, v.View())
}

func (q *request) answerForm(p app.PairSeen, m mentorship.Meeting) page.AnswerMeeting {
	_, other := p.Other(q.who.Person)
	f := q.task("How do you remember it?", layout.Link{Href: q.at.Pair(string(p.ID)), Label: other.Short()})
	return page.AnswerMeeting{Frame: f, Title: "How do you remember it?", Lede: fmt.Sprintf("%s logged %s.", other.Short(), memory(m.Memory, p.Today)),
		Action: q.at.MeetingAnswer(string(m.ID)), Key: newKey(), Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(m.Version)}}, Never: "We didn’t meet"}
}

// answerMeeting is POST /{institution}/{program}/meetings/{meeting}/answer.
func answerMeeting(q *request) error {
	m, p, err := q.srv.app.SeeMeeting(q.Context(), q.who, q.meetingID())
	if err != nil {
		return err
	}
	to := q.at.Pair(string(p.ID))
	who, err := q.once(to)
	if err != nil {
		return err
	}
	answer := mentorship.Answer(q.field("answer"))
	err = q.srv.app.AnswerMeeting(q.Context(), who, m.ID, q.version(), answer, q.typedMemory(p.Today))
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind == fault.Invalid {
		return q.page(http.StatusUnprocessableEntity, q.badAnswer(q.answerForm(p, m), p, f).View())
	}
	if err != nil {
		return err
	}
	return q.see(to, "answered-"+orElse(string(answer), "withdrawn")+":"+string(m.ID))
}

// badAnswer is the form with what was typed and what is wrong with it.
func (q *request) badAnswer(v page.AnswerMeeting, p app.PairSeen, f *fault.Error) page.AnswerMeeting {
	v.MeetingFields = q.typedFields(p)
	blame(&v.MeetingFields, f)
	v.Frame.Errors, v.Errors, v.Open = true, problems(f), true
	return v
}

// settleMeeting is POST /{institution}/{program}/meetings/{meeting}/settle.
func settleMeeting(q *request) error {
	return q.onMeeting("settled", q.srv.app.SettleMeeting)
}

// removeMeeting is POST /{institution}/{program}/meetings/{meeting}/remove.
func removeMeeting(q *request) error {
	return q.onMeeting("removed", q.srv.app.RemoveMeeting)
}

// restoreMeeting is POST /{institution}/{program}/meetings/{meeting}/restore.
func restoreMeeting(q *request) error {
	return q.onMeeting("restored", q.srv.app.RestoreMeeting)
}

// onMeeting does one act on a meeting and leads back to the pair.
func (q *request) onMeeting(flash string, act func(context.Context, tenant.Scope, mentorship.MeetingID, int) error) error {
	m, p, err := q.srv.app.SeeMeeting(q.Context(), q.who, q.meetingID())
	if err != nil {
		return err
	}
	to := q.at.Pair(string(p.ID))
	who, err := q.once(to)
	if err != nil {
		return err
	}
	if err := act(q.Context(), who, m.ID, q.version()); err != nil {
		return err
	}
	return q.see(to, flash+":"+string(m.ID))
}
