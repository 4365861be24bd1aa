package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"evenly/internal/equity"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
	mails "evenly/templates/mail"
)

// The mails about meetings: one that asks the other of a pair to confirm, and one that asks whether the two have met.
const (
	confirmMail = "meeting.confirm" // subject: the meeting
	promptMail  = "meeting.prompt"  // subject: the pair
)

const (
	undoTime    = 10 * time.Minute    // a log can be taken back before the other hears of it
	promptPause = 14 * 24 * time.Hour // at most one prompt or nudge per person in so long
)

// errNothingToSay stops a message that is no longer true when it is its turn: the meeting was answered or taken back.
var errNothingToSay = errors.New("nothing to say any more")

// askToConfirm writes to the other of the pair, once per meeting, after the time to undo and not at night.
func (a *App) askToConfirm(ctx context.Context, tx *store.Tx, p store.Pair, id mentorship.MeetingID) error {
	other, _ := p.Other(tx.Who().Person)
	at := calm(tx.Now().Add(undoTime), mentorship.Zone(p.TimeZone))
	return a.write(ctx, tx, store.Message{PersonID: other, Kind: confirmMail, Subject: string(id)}, at)
}

// composeConfirm is the mail that asks for the other's answer, with a link that does only that.
func composeConfirm(a *App, ctx context.Context, who tenant.Scope, msg store.Message) (mails.Body, error) {
	var m mentorship.Meeting
	var p store.Pair
	var from mails.From
	err := a.store.As(ctx, who, func(tx *store.Tx) (err error) {
		if m, err = tx.Meeting(ctx, mentorship.MeetingID(msg.Subject)); err != nil {
			return err
		}
		if p, err = tx.Pair(ctx, m.Pairing); err != nil {
			return err
		}
		from, err = a.from(ctx, tx)
		return err
	})
	if err != nil {
		return mails.Body{}, err
	}
	if m.RemovedAt != nil || m.Answer != mentorship.Unanswered || !p.Has(msg.PersonID) {
		return mails.Body{}, errNothingToSay
	}
	url, until, err := a.linkFor(ctx, who, "confirm", msg, string(m.ID))
	if err != nil {
		return mails.Body{}, err
	}
	_, by := p.Other(msg.PersonID)
	zone := mentorship.Zone(p.TimeZone)
	return mails.ConfirmMeeting{From: from, By: by.Short(), When: m.HeldOn.Format("Mon 2 Jan"), Minutes: m.Minutes, Where: m.Setting.Words(),
		Link: url, Until: until.In(zone).Format("Mon 2 Jan")}.Body(), nil
}

// from names institution and program in a mail.
func (a *App) from(ctx context.Context, tx *store.Tx) (mails.From, error) {
	program, err := tx.Program(ctx)
	if err != nil {
		return mails.From{}, err
	}
	in, err := a.store.Institution(ctx, tx.Who().Institution)
	return mails.From{Institution: in.Name, Program: program.Name}, err
}

// promptData is kept with a prompt, so that its words fit the day it was written.
type promptData struct {
	LastMet string `json:"last_met,omitempty"` // a date; "" when they have not met
}

// composePrompt is the mail that asks whether two people met, with a link that logs it.
func composePrompt(a *App, ctx context.Context, who tenant.Scope, msg store.Message) (mails.Body, error) {
	var data promptData
	if err := json.Unmarshal(msg.Data, &data); err != nil {
		return mails.Body{}, fmt.Errorf("read a prompt: %w", err)
	}
	var p OwnPair
	var y Year
	var from mails.From
	err := a.store.As(ctx, who, func(tx *store.Tx) (err error) {
		if y, err = year(ctx, tx); err != nil {
			return err
		}
		if p, err = y.pair(ctx, tx, mentorship.PairingID(msg.Subject)); err != nil {
			return err
		}
		from, err = a.from(ctx, tx)
		return err
	})
	if err != nil {
		return mails.Body{}, err
	}
	if p.NudgeIs == equity.NudgeQuiet || !p.Has(msg.PersonID) {
		return mails.Body{}, errNothingToSay // they met meanwhile, or one of them is away
	}
	url, until, err := a.linkFor(ctx, who, "log", msg, string(p.ID))
	if err != nil {
		return mails.Body{}, err
	}
	_, with := p.Other(msg.PersonID)
	return mails.LogMeeting{From: from, With: with.Short(), Since: data.words(), Link: url, Until: until.In(y.Zone()).Format("Mon 2 Jan")}.Body(), nil
}

func (d promptData) words() string {
	day, err := time.Parse(time.DateOnly, d.LastMet)
	if err != nil {
		return "No meeting of the two of you is logged yet."
	}
	return "You last logged a meeting on " + day.Format("Mon 2 Jan") + "."
}

// pair reads one pair with its meetings and readings.
func (y Year) pair(ctx context.Context, tx *store.Tx, id mentorship.PairingID) (OwnPair, error) {
	p, err := tx.Pair(ctx, id)
	if err != nil {
		return OwnPair{}, err
	}
	meetings, err := tx.Meetings(ctx, id)
	return y.own(p, meetings), err
}

// promptLogs asks the people of pairs whose next meeting is due whether they have met: by day, at most once in 14 days for
// each person (about the pair that has waited longest), never while either is away, never to those who turned it off.
func promptLogs(a *App, ctx context.Context, who tenant.Scope) error {
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		y, err := year(ctx, tx)
		if notYet(err) || err == nil && (y.Cycle.State != mentorship.Running || !isCalm(tx.Now(), y.Zone())) {
			return nil
		}
		if err != nil {
			return err
		}
		due, err := duePairs(ctx, tx, y)
		if err != nil || len(due) == 0 {
			return err
		}
		skip, err := tx.WroteTo(ctx, tx.Now().Add(-promptPause), promptMail, nudgeMail, askMail)
		if err != nil {
			return err
		}
		off, err := tx.WantsNoMail(ctx)
		if err != nil {
			return err
		}
		return a.writePrompts(ctx, tx, due, append(skip, off...))
	})
}

// duePair is a pair whose next meeting is due, with the day since which it counts.
type duePair struct {
	store.Pair
	since equity.Date
	met   bool
}

// duePairs lists the pairs whose next meeting is due or overdue, longest wait first.
func duePairs(ctx context.Context, tx *store.Tx, y Year) ([]duePair, error) {
	c, err := contactIn(ctx, tx, y)
	if err != nil {
		return nil, err
	}
	in := c.Input()
	var due []duePair
	for _, d := range in.Dyads {
		n, state := equity.NudgePair(in.Settings, d, false)
		if state == equity.NudgeQuiet || d.From > in.AsOf {
			continue
		}
		i := slices.IndexFunc(c.Pairs, func(p store.Pair) bool { return string(p.ID) == string(d.ID) })
		since := n.Overdue - equity.Date(cadence(in.Settings, d))
		due = append(due, duePair{c.Pairs[i], since, since > d.From || equity.ReadPair(in.Settings, d).Count > 0})
	}
	slices.SortStableFunc(due, func(a, b duePair) int { return int(a.since - b.since) })
	return due, nil
}

func cadence(s equity.Settings, d equity.Dyad) int {
	if d.Interval > 0 {
		return d.Interval
	}
	return s.Interval
}

func (a *App) writePrompts(ctx context.Context, tx *store.Tx, due []duePair, skip []tenant.PersonID) error {
	for _, p := range due {
		for _, person := range []tenant.PersonID{tenant.PersonID(p.MentorID), tenant.PersonID(p.ResidentID)} {
			if slices.Contains(skip, person) {
				continue
			}
			skip = append(skip, person)
			data := promptData{}
			if p.met {
				data.LastMet = p.since.String()
			}
			body, err := json.Marshal(data)
			if err != nil {
				return fmt.Errorf("write a prompt: %w", err)
			}
			if err := a.write(ctx, tx, store.Message{PersonID: person, Kind: promptMail, Subject: string(p.ID), Data: body}, time.Time{}); err != nil {
				return err
			}
		}
	}
	return nil
}

// notYet reports that a program has no year yet: there is nothing to do.
func notYet(err error) bool { return fault.Is(err, fault.NotFound) }
