package server

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"evenly/internal/access"
	"evenly/internal/app"
	"evenly/internal/equity"
	"evenly/internal/mentorship"
	"evenly/internal/route"
	"evenly/templates/page"
	"evenly/templates/ui"
)

func (s *Server) pairRoutes() []Endpoint {
	return []Endpoint{
		{Method: http.MethodGet, Pattern: route.InProgram + route.PairPattern, Access: access.PairSee, handle: showPair},
	}
}

// showPair is GET /{institution}/{program}/pairs/{pair}: for its two people everything, for mentorship leads when, how long
// and where.
func showPair(q *request) error {
	p, err := q.srv.app.SeePair(q.Context(), q.who, mentorship.PairingID(chi.URLParam(q.Request, "pair")))
	if err != nil {
		return err
	}
	if !p.Mine {
		return q.reviewPage(http.StatusOK, p, nil)
	}
	return q.page(http.StatusOK, q.pairPage(p).View())
}

// pairPage is the page of the two people.
func (q *request) pairPage(p app.PairSeen) page.Pair {
	_, other := p.Other(q.who.Person)
	title := "You and " + other.Short()
	v := page.Pair{Frame: q.frame(title), Title: title, Eyebrow: "A pair since " + dayYear(p.StartsOn), Charter: promise(p.Program, p.IntervalDays),
		Next: dueWords(p.OwnPair, p.Year), Promised: promised(p.Reading), Reading: promiseWords(p.Reading), Since: sinceWords(p.Year),
		Strip: strip(p.Year, p.OwnPair), Months: months(p.Year), Away: away(p.Pair, p.Year)}
	if q.who.Leads() {
		v.Notice = "This is your own pair. You see it as one of its two people; what the readings say about it goes to another lead."
	}
	if p.EndsOn != nil && p.EndsOn.Before(p.Today) {
		v.Eyebrow, v.Next = fmt.Sprintf("A pair from %s to %s", dayYear(p.StartsOn), dayYear(*p.EndsOn)), "This pair has ended. A meeting before that can still be logged."
	}
	if !p.StartsOn.After(p.Today) {
		v.Log = q.at.MeetingNew(string(p.ID))
	}
	for _, m := range p.Waiting(q.who.Person) {
		v.Waiting = append(v.Waiting, q.waiting(p.OwnPair, p.Year, m))
	}
	for _, m := range p.Meetings {
		v.Meetings = append(v.Meetings, q.ownMeeting(p, m))
	}
	if p.EndsOn == nil && access.Check(q.who, access.ChangeAsk) == nil {
		v.Change = q.at.ChangeAsk(string(p.ID))
	}
	q.afterAct(&v, p, other)
	return v
}

// afterAct says on the page what the last act did, and keeps its Undo there until the page is left.
func (q *request) afterAct(v *page.Pair, p app.PairSeen, other mentorship.Name) {
	code, id, _ := strings.Cut(q.flash, ":")
	if code == "removed" {
		v.Removed = &ui.Post{Action: q.at.MeetingRestore(id), Key: newKey(), Btn: ui.Btn{Label: "Undo", Icon: "undo-2"}}
	}
	for _, m := range p.Meetings {
		if string(m.ID) != id {
			continue
		}
		v.Frame.Flash = q.meetingToast(code, m, other)
	}
	if v.Removed != nil {
		v.Removed.Fields = []ui.Hidden{{Name: "version", Value: q.removedVersion(mentorship.MeetingID(id))}}
	}
}

// removedVersion is the version of a meeting that was just taken back; it is no longer in the list.
func (q *request) removedVersion(id mentorship.MeetingID) string {
	m, _, err := q.srv.app.SeeMeeting(q.Context(), q.who, id)
	if err != nil {
		return "" // the Undo then says that it changed meanwhile
	}
	return strconv.Itoa(m.Version)
}

// meetingToast says what was done to a meeting.
func (q *request) meetingToast(code string, m mentorship.Meeting, other mentorship.Name) *ui.Toast {
	version := []ui.Hidden{{Name: "version", Value: strconv.Itoa(m.Version)}}
	undoAnswer := &ui.Undo{Action: q.at.MeetingAnswer(string(m.ID)), Key: newKey(), Fields: append(version, ui.Hidden{Name: "answer", Value: "withdrawn"})}
	switch {
	case code == "logged" && m.Attempted:
		return &ui.Toast{Text: "Noted.", Undo: &ui.Undo{Action: q.at.MeetingRemove(string(m.ID)), Key: newKey(), Fields: version}}
	case code == "logged" && m.LoggedBy != string(q.who.Person):
		return &ui.Toast{Text: other.Short() + " had logged it. " + agreement(m), Undo: undoAnswer}
	case code == "logged":
		return &ui.Toast{Text: "Logged. " + other.First() + " has one tap to confirm.", Undo: &ui.Undo{Action: q.at.MeetingRemove(string(m.ID)), Key: newKey(), Fields: version}}
	case code == "answered-confirmed":
		return &ui.Toast{Text: "Confirmed.", Undo: undoAnswer}
	case code == "answered-differs", code == "answered-denied":
		return &ui.Toast{Text: "Saved. You both see both versions.", Undo: undoAnswer}
	}
	return q.toast()
}

// ownMeeting is a row of the two people's list.
func (q *request) ownMeeting(p app.PairSeen, m mentorship.Meeting) page.MeetingRow {
	_, other := p.Other(q.who.Person)
	mine := m.LoggedBy == string(q.who.Person)
	r := page.MeetingRow{When: dayIn(m.HeldOn, p.Today), What: contactWords(m), WorkedOn: m.WorkedOn, State: ownState(m, mine, other)}
	version := []ui.Hidden{{Name: "version", Value: strconv.Itoa(m.Version)}}
	label := "Remove"
	if q.srv.app.Now().Sub(m.LoggedAt) < 24*time.Hour {
		label = "Undo"
	}
	if mine {
		r.Edit = q.at.Meeting(string(m.ID))
		if m.Removable() == nil {
			r.Undo = &ui.Post{Action: q.at.MeetingRemove(string(m.ID)), Key: newKey(), Fields: version, Btn: ui.Btn{Label: label, SR: r.When, Kind: ui.Quiet, Small: true}}
		}
		if m.Attempted {
			r.Edit = ""
		}
		return r
	}
	if m.Answer != mentorship.Unanswered && !m.Attempted {
		r.Edit = q.at.MeetingAnswer(string(m.ID))
	}
	if m.AnsweredAt != nil && q.srv.app.Now().Sub(*m.AnsweredAt) < 24*time.Hour {
		r.Undo = &ui.Post{Action: q.at.MeetingAnswer(string(m.ID)), Key: newKey(), Fields: append(version, ui.Hidden{Name: "answer", Value: "withdrawn"}),
			Btn: ui.Btn{Label: "Undo", SR: r.When, Kind: ui.Quiet, Small: true}}
	}
	return r
}

// contactWords is "30 min in hospital", or that it was an attempt.
func contactWords(m mentorship.Meeting) string {
	if m.Attempted {
		return "tried, but did not meet"
	}
	words := fmt.Sprintf("%d min %s", m.Minutes, lower(m.Setting))
	if m.OutOfHours {
		words += ", after hours"
	}
	return words
}

// ownState says to one of the two how far they agree.
func ownState(m mentorship.Meeting, mine bool, other mentorship.Name) string {
	switch {
	case m.Attempted && mine:
		return "You noted the attempt. It does not count as a meeting."
	case m.Attempted:
		return other.Short() + " noted the attempt. It does not count as a meeting."
	case m.Answer == mentorship.Confirmed:
		return "Confirmed by both of you"
	case m.Answer == mentorship.Differs:
		return fmt.Sprintf("Two versions: %d min count until you agree", m.CountedMinutes())
	case m.Answer == mentorship.Denied:
		return "Not agreed: does not count until it is settled"
	case mine:
		return "Waiting for " + other.First()
	}
	return "Logged by " + other.Short() + ", waiting for you"
}

// waiting is a meeting that waits for this person: to confirm, or to settle.
func (q *request) waiting(p app.OwnPair, y app.Year, m mentorship.Meeting) page.Waiting {
	_, other := p.Other(q.who.Person)
	id, mine := string(m.ID), m.LoggedBy == string(q.who.Person)
	w := page.Waiting{Action: q.at.MeetingAnswer(id), Key: newKey(), Version: strconv.Itoa(m.Version), EditText: "Not how it was", Edit: q.at.MeetingAnswer(id)}
	switch {
	case m.Answer == mentorship.Unanswered:
		w.Text, w.Confirm, w.Primary = fmt.Sprintf("%s logged %s.", other.Short(), memory(m.Memory, y.Today)), "Confirm", true
		return w
	case m.Answer == mentorship.Denied:
		w.Text = fmt.Sprintf("You logged %s. %s remembers no meeting then.", memory(m.Memory, y.Today), other.Short())
		w.Note, w.Edit, w.EditText = "It does not count until the two of you agree.", q.at.Meeting(id), "Change mine"
		return w
	}
	w.Text, w.Note = "You two remember a meeting differently.", fmt.Sprintf("%d min count until you agree.", m.CountedMinutes())
	w.Versions = []page.Version{{Who: other.Short(), What: memory(m.Memory, y.Today)}, {Who: "You", What: memory(m.Other, y.Today)}}
	w.EditText = "Change mine"
	if mine {
		w.Versions = []page.Version{{Who: "You", What: memory(m.Memory, y.Today)}, {Who: other.Short(), What: memory(m.Other, y.Today)}}
		w.Settle, w.Edit = q.at.MeetingSettle(id), q.at.Meeting(id)
		return w
	}
	w.Confirm = "Use the other version"
	return w
}

// promised is "3 of 3.2 promised so far".
func promised(r equity.PairReading) string {
	return fmt.Sprintf("%s of %s promised so far", ui.Count(r.Count, "meeting", "meetings"), tenth(r.Expected))
}
