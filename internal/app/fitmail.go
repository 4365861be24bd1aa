package app

import (
	"context"

	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
	mails "evenly/templates/mail"
)

// aloneMail is what the two mails to each of a pair are made of.
type aloneMail struct {
	step  store.Step
	pair  store.Pair
	year  Year
	by    string
	from  mails.From
	other mentorship.Name
}

func (a *App) aloneMail(ctx context.Context, who tenant.Scope, msg store.Message) (m aloneMail, err error) {
	err = a.store.As(ctx, who, func(tx *store.Tx) (err error) {
		if m.step, err = tx.Step(ctx, msg.Subject); err != nil {
			return err
		}
		if m.pair, err = tx.Pair(ctx, m.step.PairingID); err != nil {
			return err
		}
		if m.year, err = year(ctx, tx); err != nil {
			return err
		}
		if m.by, err = leadWords(ctx, tx, m.step.CreatedBy, m.step.By()); err != nil {
			return err
		}
		m.from, err = a.from(ctx, tx)
		return err
	})
	if err != nil {
		return m, err
	}
	_, m.other = m.pair.Other(msg.PersonID)
	if m.step.State == "stopped" || !m.pair.Has(msg.PersonID) || m.pair.EndsOn != nil && m.pair.EndsOn.Before(m.year.Today) {
		return m, errNothingToSay
	}
	return m, nil
}

// stepOnItsWay opens the step of a mail that goes out. A second try of the same mail finds it open, and goes out still.
func (a *App) stepOnItsWay(ctx context.Context, who tenant.Scope, s store.Step) error {
	err := a.store.As(ctx, who, func(tx *store.Tx) error { return tx.EndStep(ctx, s.ID, "waiting", "open") })
	if fault.Is(err, fault.Conflict) {
		return nil
	}
	return err
}

// composeFit asks one of a pair how the contact is.
func composeFit(a *App, ctx context.Context, who tenant.Scope, msg store.Message) (mails.Body, error) {
	m, err := a.aloneMail(ctx, who, msg)
	if err != nil {
		return mails.Body{}, err
	}
	asked := who
	asked.Person = msg.PersonID
	var f store.FitCheck
	err = a.store.As(ctx, asked, func(tx *store.Tx) error {
		f, err = tx.FitCheckIn(ctx, m.step.ID)
		return err
	})
	if err != nil {
		return mails.Body{}, err
	}
	if f.AnsweredAt != nil || f.ForgottenAt != nil {
		return mails.Body{}, errNothingToSay
	}
	url, until, err := a.linkFor(ctx, who, "fit", msg, f.ID)
	if err != nil {
		return mails.Body{}, err
	}
	if err := a.stepOnItsWay(ctx, who, m.step); err != nil {
		return mails.Body{}, err
	}
	reader := f.Reader().Short()
	return mails.Letter{From: m.from, Subject: "A question for you", Preview: "Asked of you alone, by " + m.by, Title: "How is it going?",
		Quote: mails.Quote{Text: m.step.Note, By: m.by}, Button: mails.Button{Label: "Answer", URL: url},
		Lead: []string{"You are asked about your pairing with " + m.other.Short() + ", and " + m.other.Short() + " is asked about it, too: each of you alone."},
		After: []string{"Only " + reader + " reads your answer, with your name. " + m.other.Short() + " never does. It is wiped on " + f.ForgetOn.Format("2 January 2006") +
			", and you can take it back before.", "You need not answer. The button works until " + until.In(m.year.Zone()).Format("Mon 2 Jan") + "."},
		Why: "You get this mail because a mentorship lead of your program asks you by name."}.Body(), nil
}

// composeOffer offers one of a pair a change.
func composeOffer(a *App, ctx context.Context, who tenant.Scope, msg store.Message) (mails.Body, error) {
	m, err := a.aloneMail(ctx, who, msg)
	if err != nil {
		return mails.Body{}, err
	}
	url, until, err := a.linkFor(ctx, who, "offer", msg, string(m.pair.ID))
	if err != nil {
		return mails.Body{}, err
	}
	if err := a.stepOnItsWay(ctx, who, m.step); err != nil {
		return mails.Body{}, err
	}
	return mails.Letter{From: m.from, Subject: "Your pairing, and a way to change it", Preview: "Sent to each of the two of you", Title: "If another pairing would suit you better",
		Quote: mails.Quote{Text: m.step.Note, By: m.by}, Button: mails.Button{Label: "See how a change works", URL: url},
		After: []string{"The same mail goes to " + m.other.Short() + ". Neither of you is told what the other does with it, and doing nothing changes nothing.",
			"The button works until " + until.In(m.year.Zone()).Format("Mon 2 Jan") + "; after that, the same stands on the page of your pair."},
		Why: "You get this mail because a mentorship lead offers both of you a change."}.Body(), nil
}
