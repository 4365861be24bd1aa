package app

import (
	"context"

	"evenly/internal/access"
	"evenly/internal/equity"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
	mails "evenly/templates/mail"
)

// nudgeMail is a word from a lead to one of a pair. Subject: the step that holds its text.
const nudgeMail = "nudge"

// composeNudge is the mail of a nudge. It is not sent when it was stopped, or when the two met meanwhile.
func composeNudge(a *App, ctx context.Context, who tenant.Scope, msg store.Message) (mails.Body, error) {
	var s store.Step
	var p OwnPair
	var y Year
	var from mails.From
	var by string
	err := a.store.As(ctx, who, func(tx *store.Tx) (err error) {
		if s, err = tx.Step(ctx, msg.Subject); err != nil {
			return err
		}
		if y, err = year(ctx, tx); err != nil {
			return err
		}
		if p, err = y.pair(ctx, tx, s.PairingID); err != nil {
			return err
		}
		if by, err = leadWords(ctx, tx, s.CreatedBy, s.By()); err != nil {
			return err
		}
		from, err = a.from(ctx, tx)
		return err
	})
	if err != nil {
		return mails.Body{}, err
	}
	if s.State == "stopped" || !p.Has(msg.PersonID) || metSince(p, s) {
		return mails.Body{}, errNothingToSay
	}
	url, until, err := a.linkFor(ctx, who, "log", msg, string(s.PairingID))
	if err != nil {
		return mails.Body{}, err
	}
	if err := a.nudgeSent(ctx, who, s); err != nil {
		return mails.Body{}, err
	}
	_, with := p.Other(msg.PersonID)
	return mails.Nudge{From: from, With: with.Short(), DaysSince: daysSince(y, p), Text: s.Note, By: by, Link: url,
		Until: until.In(y.Zone()).Format("Mon 2 Jan")}.Body(), nil
}

// nudgeSent closes the step of a nudge that goes out. A second try of the same mail finds it closed, and goes out still.
func (a *App) nudgeSent(ctx context.Context, who tenant.Scope, s store.Step) error {
	err := a.store.As(ctx, who, func(tx *store.Tx) error { return tx.EndStep(ctx, s.ID, "waiting", "done") })
	if fault.Is(err, fault.Conflict) {
		return nil
	}
	return err
}

// leadWords is who sends: "Helen Marsh, facilitator".
func leadWords(ctx context.Context, tx *store.Tx, id tenant.PersonID, name mentorship.Name) (string, error) {
	leads, err := tx.Leads(ctx)
	if err != nil {
		return "", err
	}
	for _, l := range leads {
		if l.ID == id {
			return name.Full() + ", " + lowerFirst(access.Singular(l.Role)), nil
		}
	}
	return name.Full(), nil
}

func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	return string(s[0]|0x20) + s[1:]
}

// metSince reports a meeting that was logged after the nudge was written.
func metSince(p OwnPair, s store.Step) bool {
	for _, m := range p.Meetings {
		if m.Counts() && m.LoggedAt.After(s.CreatedAt) {
			return true
		}
	}
	return false
}

// daysSince is the number of days since the two met; below 0 when they have not.
func daysSince(y Year, p OwnPair) int {
	if p.Reading.Count == 0 {
		return -1
	}
	return SilenceOf(equity.DateAt(y.AsOf()), p.Reading)
}
