package app

import (
	"context"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// SeeMeeting reads a meeting of one of the person's own pairs, with the pair. Anybody else's is fault.NotFound.
func (a *App) SeeMeeting(ctx context.Context, who tenant.Scope, id mentorship.MeetingID) (m mentorship.Meeting, p PairSeen, err error) {
	if err := access.Check(who, access.MeetingLog); err != nil {
		return m, p, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		if m, err = tx.Meeting(ctx, id); err != nil {
			return err
		}
		p, err = seePair(ctx, tx, m.Pairing)
		return err
	})
	if err == nil && !p.Mine {
		err = fault.New(fault.NotFound, "There is no such meeting.")
	}
	return m, p, err
}

// ownMeeting reads a meeting of one of the person's own pairs and keeps the other person from changing it meanwhile. was is
// the version that the person saw; another one returns fault.Conflict.
func ownMeeting(ctx context.Context, tx *store.Tx, id mentorship.MeetingID, was int) (mentorship.Meeting, OwnPair, error) {
	m, err := tx.Meeting(ctx, id)
	if err != nil {
		return m, OwnPair{}, err
	}
	p, err := lockOwn(ctx, tx, m.Pairing)
	if err != nil {
		return m, p, err
	}
	if m, err = tx.Meeting(ctx, id); err != nil {
		return m, p, err
	}
	if m.Version != was {
		return m, p, fault.New(fault.Conflict, "This meeting was changed meanwhile. Look at it again, then decide.")
	}
	return m, p, nil
}

// change is the shape of every act on a meeting: read it, apply a rule, save it, note it.
func (a *App) change(ctx context.Context, who tenant.Scope, id mentorship.MeetingID, was int, fn func(*store.Tx, mentorship.Meeting, OwnPair) error) error {
	if err := access.Check(who, access.MeetingLog); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		m, p, err := ownMeeting(ctx, tx, id, was)
		if err != nil {
			return err
		}
		return fn(tx, m, p)
	})
}

// AnswerMeeting is what the other person says of a meeting: Confirmed, Differs with their own memory, Denied, or Unanswered
// to take an answer back. was is the version they saw.
func (a *App) AnswerMeeting(ctx context.Context, who tenant.Scope, id mentorship.MeetingID, was int, answer mentorship.Answer, own mentorship.Memory) error {
	return a.change(ctx, who, id, was, func(tx *store.Tx, m mentorship.Meeting, p OwnPair) error {
		if m.LoggedBy == string(who.Person) {
			return fault.New(fault.Forbidden, "You logged this meeting, so the answer is for the other of you.")
		}
		if m.Attempted || m.RemovedAt != nil {
			return fault.New(fault.Conflict, "This meeting was taken back meanwhile. There is nothing to answer.")
		}
		switch answer {
		case mentorship.Confirmed:
			m = m.Confirm()
		case mentorship.Denied:
			m = m.Deny()
		case mentorship.Differs:
			if err := p.logging(tx).CheckMemory(own); err != nil {
				return err
			}
			m = m.Differ(own)
		default:
			m = m.Withdraw()
		}
		return saveAnswer(ctx, tx, m)
	})
}

// saveAnswer stores what the person of the scope answered. The mail that asks for an answer is stopped if it still waits.
func saveAnswer(ctx context.Context, tx *store.Tx, m mentorship.Meeting) error {
	m.AnsweredBy, m.AnsweredAt = "", nil
	if m.Answer != mentorship.Unanswered {
		now := tx.Now()
		m.AnsweredBy, m.AnsweredAt = string(tx.Who().Person), &now
	}
	if err := tx.SaveMeeting(ctx, m); err != nil {
		return err
	}
	if err := tx.StopMessages(ctx, confirmMail, string(m.ID)); err != nil {
		return err
	}
	return tx.Audit(ctx, "meeting.answer", string(m.ID), map[string]any{"answer": string(m.Answer)})
}

// ChangeMeeting is a new memory of the person who logged a meeting. A day on which the pair has another meeting already
// is *SameDay unless e.Another is set.
func (a *App) ChangeMeeting(ctx context.Context, who tenant.Scope, id mentorship.MeetingID, was int, e Entry) error {
	return a.changeOwn(ctx, who, id, was, func(tx *store.Tx, m mentorship.Meeting, p OwnPair) error {
		next := m.Change(e.Meeting.Memory)
		next.OutOfHours, next.WorkedOn = e.Meeting.OutOfHours, e.Meeting.WorkedOn
		if err := next.Check(p.logging(tx)); err != nil {
			return err
		}
		if same, found := p.on(next.HeldOn); found && same.ID != id && !e.Another && !m.HeldOn.Equal(next.HeldOn) {
			return &SameDay{same}
		}
		if next.Answer == mentorship.Unanswered {
			next.AnsweredBy, next.AnsweredAt = "", nil
		}
		if err := tx.SaveMeeting(ctx, next); err != nil {
			return err
		}
		return tx.Audit(ctx, "meeting.change", string(id), map[string]any{"answer": string(next.Answer)})
	})
}

// SettleMeeting takes over the other's version.
func (a *App) SettleMeeting(ctx context.Context, who tenant.Scope, id mentorship.MeetingID, was int) error {
	return a.changeOwn(ctx, who, id, was, func(tx *store.Tx, m mentorship.Meeting, _ OwnPair) error {
		if err := tx.SaveMeeting(ctx, m.Accept()); err != nil {
			return err
		}
		return tx.Audit(ctx, "meeting.settle", string(id), nil)
	})
}

// RemoveMeeting takes a meeting back, with the offer recorded in it, and stops the mail that asks the other to confirm.
// One that the other has confirmed stays: fault.Conflict.
func (a *App) RemoveMeeting(ctx context.Context, who tenant.Scope, id mentorship.MeetingID, was int) error {
	return a.changeOwn(ctx, who, id, was, func(tx *store.Tx, m mentorship.Meeting, _ OwnPair) error {
		if err := m.Removable(); err != nil {
			return err
		}
		now := tx.Now()
		m.RemovedAt = &now
		if err := tx.SaveMeeting(ctx, m); err != nil {
			return err
		}
		if err := tx.RemoveOffers(ctx, id, &now); err != nil {
			return err
		}
		if err := tx.StopMessages(ctx, confirmMail, string(id)); err != nil {
			return err
		}
		return tx.Audit(ctx, "meeting.remove", string(id), nil)
	})
}

// RestoreMeeting undoes RemoveMeeting. It does not ask the other by mail again: their first page does.
func (a *App) RestoreMeeting(ctx context.Context, who tenant.Scope, id mentorship.MeetingID, was int) error {
	return a.change(ctx, who, id, was, func(tx *store.Tx, m mentorship.Meeting, p OwnPair) error {
		if err := logger(who, m); err != nil {
			return err
		}
		if _, found := p.on(m.HeldOn); found && !m.Attempted && m.RemovedAt != nil {
			return fault.New(fault.Conflict, "This day has a meeting again. Change that one, or log another.")
		}
		m.RemovedAt = nil
		if err := tx.SaveMeeting(ctx, m); err != nil {
			return err
		}
		if err := tx.RemoveOffers(ctx, id, nil); err != nil {
			return err
		}
		return tx.Audit(ctx, "meeting.restore", string(id), nil)
	})
}

// changeOwn is change for the person who logged the meeting, while it stands.
func (a *App) changeOwn(ctx context.Context, who tenant.Scope, id mentorship.MeetingID, was int, fn func(*store.Tx, mentorship.Meeting, OwnPair) error) error {
	return a.change(ctx, who, id, was, func(tx *store.Tx, m mentorship.Meeting, p OwnPair) error {
		if err := logger(who, m); err != nil {
			return err
		}
		if m.RemovedAt != nil {
			return fault.New(fault.Conflict, "This meeting was taken back. Undo that first.")
		}
		return fn(tx, m, p)
	})
}

func logger(who tenant.Scope, m mentorship.Meeting) error {
	if m.LoggedBy != string(who.Person) {
		return fault.New(fault.Forbidden, "The other of you logged this meeting. You can confirm it, or say how you remember it.")
	}
	return nil
}
