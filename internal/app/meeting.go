package app

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// Entry is what a person logs about one of their pairs.
type Entry struct {
	Pair    mentorship.PairingID
	Meeting mentorship.Meeting // Attempted, Memory, OutOfHours, WorkedOn
	Offer   *mentorship.Offer  // an opportunity that came up; nil: none
	Another bool               // log it although there is one on that day already
}

// Logged is what became of an entry: a meeting of its own, or the answer to the one the other person had logged.
type Logged struct {
	ID     mentorship.MeetingID
	Answer mentorship.Answer // Unanswered for a meeting of its own
}

// SameDay is the error of an entry whose pair has a meeting on that day already: log another, or change that one?
type SameDay struct{ Meeting mentorship.Meeting }

// Error implements error.
func (e *SameDay) Error() string { return "there is a meeting of this pair on that day already" }

// LogMeeting logs a meeting or an attempted contact. The first of the two who logs a meeting makes it; what the second
// logs for the same day becomes the answer. Returns *SameDay when the day has a meeting that this cannot answer,
// fault.Invalid with every problem, and fault.NotFound for pairs of others.
func (a *App) LogMeeting(ctx context.Context, who tenant.Scope, e Entry) (out Logged, err error) {
	if err := access.Check(who, access.MeetingLog); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		p, err := lockOwn(ctx, tx, e.Pair)
		if err != nil {
			return err
		}
		if out, err = a.enterMeeting(ctx, tx, p, e); err != nil || e.Offer == nil {
			return err
		}
		return offerWith(ctx, tx, p, out.ID, e)
	})
	return out, err
}

// offerWith records the opportunity that came up. One that every resident can have goes onto the board for two weeks, so
// that they hear of it.
func offerWith(ctx context.Context, tx *store.Tx, p OwnPair, id mentorship.MeetingID, e Entry) error {
	offer, err := tx.AddOffer(ctx, p.Pair, id, e.Meeting.HeldOn, *e.Offer)
	if err != nil || !e.Offer.ToAll {
		return err
	}
	title := e.Offer.Title
	if title == "" {
		title = e.Offer.Kind.Words() + " with " + p.Mentor().Short()
	}
	_, err = tx.AddPosting(ctx, p.MentorID, offer, mentorship.Posting{Kind: e.Offer.Kind, Title: title, Places: 1,
		ClosesOn: p.logging(tx).Today.AddDate(0, 0, postingDays)}, rand.Text())
	return err
}

func (a *App) enterMeeting(ctx context.Context, tx *store.Tx, p OwnPair, e Entry) (Logged, error) {
	if err := e.check(p.logging(tx)); err != nil {
		return Logged{}, err
	}
	if same, found := p.on(e.Meeting.HeldOn); found && !e.Another && !e.Meeting.Attempted {
		if !answersTo(same, tx.Who().Person) {
			return Logged{}, &SameDay{same}
		}
		return answerByLogging(ctx, tx, same, e.Meeting)
	}
	m := e.Meeting
	m.Pairing = p.ID
	id, err := tx.AddMeeting(ctx, m)
	if err != nil {
		return Logged{}, err
	}
	if !m.Attempted {
		if err := a.askToConfirm(ctx, tx, p.Pair, id); err != nil {
			return Logged{}, err
		}
	}
	return Logged{ID: id}, tx.Audit(ctx, "meeting.log", string(id), map[string]any{"pair": string(p.ID), "attempted": m.Attempted})
}

// check reports every problem of the entry, of the meeting and of the offer.
func (e Entry) check(l mentorship.Logging) error {
	var p fault.Problems
	p = append(p, problems(e.Meeting.Check(l))...)
	if e.Offer != nil {
		p = append(p, problems(e.Offer.Check())...)
	}
	return p.Err()
}

func problems(err error) []fault.Problem {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return f.Problems
	}
	return nil
}

// answersTo reports whether a log by me can be the answer to this meeting of the same day.
func answersTo(m mentorship.Meeting, me tenant.PersonID) bool {
	return m.LoggedBy != string(me) && (m.Answer == mentorship.Unanswered || m.Answer == mentorship.Denied)
}

// answerByLogging makes the second person's log the answer to the first one's.
func answerByLogging(ctx context.Context, tx *store.Tx, m, mine mentorship.Meeting) (Logged, error) {
	m = m.Differ(mine.Memory)
	m.OutOfHours = m.OutOfHours || mine.OutOfHours
	m.WorkedOn = joinNotes(m.WorkedOn, mine.WorkedOn)
	if err := saveAnswer(ctx, tx, m); err != nil {
		return Logged{}, err
	}
	return Logged{ID: m.ID, Answer: m.Answer}, nil
}

// joinNotes keeps what both wrote, within what fits.
func joinNotes(a, b string) string {
	switch {
	case a == "":
		return b
	case b == "" || a == b || len([]rune(a))+len([]rune(b)) > 1990:
		return a
	}
	return a + "\n\n" + b
}

// lockOwn reads one of the person's own pairs with its meetings and keeps the other person from logging meanwhile.
func lockOwn(ctx context.Context, tx *store.Tx, id mentorship.PairingID) (OwnPair, error) {
	p, err := tx.LockPair(ctx, id)
	if err != nil {
		return OwnPair{}, err
	}
	if !p.Has(tx.Who().Person) {
		return OwnPair{}, fault.New(fault.NotFound, "There is no such pair.")
	}
	meetings, err := tx.Meetings(ctx, id)
	return OwnPair{Pair: p, Meetings: meetings}, err
}

// logging is the frame for logs of this pair.
func (p OwnPair) logging(tx *store.Tx) mentorship.Logging {
	return mentorship.Logging{Since: p.StartsOn, Until: p.EndsOn, Today: mentorship.DateOf(tx.Now(), mentorship.Zone(p.TimeZone))}
}

// on finds a meeting of a day: one that waits for an answer first.
func (p OwnPair) on(day time.Time) (found mentorship.Meeting, ok bool) {
	for _, m := range p.Meetings {
		if m.Attempted || !m.HeldOn.Equal(day) {
			continue
		}
		if !ok || found.Answer != mentorship.Unanswered && m.Answer == mentorship.Unanswered {
			found, ok = m, true
		}
	}
	return found, ok
}
