package app

import (
	"context"
	"slices"
	"strings"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/route"
	"evenly/internal/store"
	"evenly/internal/tenant"
	mails "evenly/templates/mail"
)

// A check-in is the opposite of a survey: one person asks another by name, and both know it. It is called confidential and
// never anonymous, has a colour of its own, and nothing of it reaches a survey's results.

// CheckIn is one of them.
type CheckIn = store.CheckIn

const checkInMail = "checkin.ask" // subject: the check-in

// CheckIns lists those a person asked or was asked, with the people they may ask.
func (a *App) CheckIns(ctx context.Context, who tenant.Scope) (all []CheckIn, people []SurveyReader, err error) {
	if err := access.Check(who, access.CheckInSee); err != nil {
		return nil, nil, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		if all, err = tx.CheckIns(ctx); err != nil || access.Check(who, access.CheckInAsk) != nil {
			return err
		}
		people, err = tx.Holders(ctx, tenant.Resident, tenant.Mentor)
		return err
	})
	return all, people, err
}

// CheckIn reads one; whoever is neither of the two gets fault.NotFound.
func (a *App) CheckIn(ctx context.Context, who tenant.Scope, id string) (c CheckIn, err error) {
	if err := access.Check(who, access.CheckInSee); err != nil {
		return c, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		c, err = tx.CheckIn(ctx, id)
		return err
	})
	return c, err
}

// AskCheckIn asks a resident or mentor by name.
func (a *App) AskCheckIn(ctx context.Context, who tenant.Scope, person tenant.PersonID, question string) error {
	if err := access.Check(who, access.CheckInAsk); err != nil {
		return err
	}
	question = strings.TrimSpace(question)
	var wrong fault.Problems
	if question == "" || len(question) > 500 {
		wrong.Add("question", "Write the question in at most 500 characters.")
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		people, err := tx.Holders(ctx, tenant.Resident, tenant.Mentor)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(people, func(h store.Holder) bool { return h.PersonID == person }) {
			wrong.Add("person", "Choose somebody from the list.")
		}
		if err := wrong.Err(); err != nil {
			return err
		}
		id, err := tx.AddCheckIn(ctx, person, question)
		if err != nil {
			return err
		}
		if err := a.writeAll(ctx, tx, []tenant.PersonID{person}, checkInMail, id); err != nil {
			return err
		}
		return tx.Audit(ctx, "checkin.ask", id, nil)
	})
}

// AnswerCheckIn keeps the answer of the person who was asked. It can be changed.
func (a *App) AnswerCheckIn(ctx context.Context, who tenant.Scope, id, answer string) error {
	if err := access.Check(who, access.CheckInSee); err != nil {
		return err
	}
	answer = strings.TrimSpace(answer)
	if answer == "" || len(answer) > 2000 {
		return fieldProblem("answer", "Write an answer of at most 2,000 characters.")
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		c, err := tx.CheckIn(ctx, id)
		if err != nil {
			return err
		}
		if c.PersonID != who.Person {
			return fault.New(fault.Forbidden, "Only %s answers this.", c.Person)
		}
		if err := tx.AnswerCheckIn(ctx, id, answer); err != nil {
			return err
		}
		return tx.Audit(ctx, "checkin.answer", id, nil)
	})
}

// composeCheckIn is the mail that says that somebody asks.
func composeCheckIn(a *App, ctx context.Context, who tenant.Scope, m store.Message) (mails.Body, error) {
	in, err := a.store.Institution(ctx, who.Institution)
	if err != nil {
		return mails.Body{}, err
	}
	var c CheckIn
	var program mentorship.Program
	var from mails.From
	who.Person = m.PersonID
	err = a.store.As(ctx, who, func(tx *store.Tx) (err error) {
		if c, err = tx.CheckIn(ctx, m.Subject); err != nil {
			return err
		}
		if program, err = tx.Program(ctx); err != nil {
			return err
		}
		from, err = a.from(ctx, tx)
		return err
	})
	if err != nil {
		return mails.Body{}, err
	}
	if c.AnsweredAt != nil {
		return mails.Body{}, errNothingToSay
	}
	at := route.Program{Institution: in.Slug, Program: program.Slug}
	return mails.SurveyNews{From: from, Subject: c.Asker + " asks how it is going", Label: "Read and answer", Link: a.baseURL + at.CheckIn(c.ID),
		Lead: []string{"This is confidential, not anonymous: " + c.Asker + " sees your answer with your name, and nobody else does."},
		Why:  "You get this mail because " + c.Asker + " asked you by name."}.Body(), nil
}
