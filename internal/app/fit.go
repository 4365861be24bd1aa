package app

import (
	"context"
	"slices"
	"strings"
	"time"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// A lead can ask both of a pair how the contact is for them, each alone, and can offer both a change of pairing. Nothing
// that one of the two says reaches the other. An answer is read by one person, who is named before it is given, and is wiped
// after a season.

// FitCheck is a question to one of a pair.
type FitCheck = store.FitCheck

const (
	fitMail   = "fit.ask"      // subject: the step
	offerMail = "change.offer" // subject: the step
)

// What goes to both of a pair unless the lead changes it.
const (
	fitText   = "How is the contact between the two of you for you? Is it what you need, and what would help? Nobody keeps score: the answer helps me to help."
	offerText = "Pairings end for all sorts of reasons, and a change is nobody’s fault. If another pairing would suit you better, one tap says so; nobody asks why. If all is well, there is nothing to do."
)

// EachAlone is the check page of a word that goes to both of a pair, each alone.
type EachAlone struct {
	Year
	Pair    Pair
	Kind    mentorship.StepKind // AskBoth or OfferChange
	Text    string
	Readers []Lead // who can read the answers, the first by default; none for an offer
	Bars    []string
	Goes    time.Time
}

// PrepareEachAlone drafts the question, or the offer of a change, to both of a pair. Bars say why it cannot go now.
func (a *App) PrepareEachAlone(ctx context.Context, who tenant.Scope, id mentorship.PairingID, kind mentorship.StepKind) (e EachAlone, err error) {
	if err := access.Check(who, access.StepTake); err != nil {
		return e, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		e, err = eachAlone(ctx, tx, id, kind)
		return err
	})
	return e, err
}

func eachAlone(ctx context.Context, tx *store.Tx, id mentorship.PairingID, kind mentorship.StepKind) (e EachAlone, err error) {
	if e.Year, err = year(ctx, tx); err != nil {
		return e, err
	}
	if e.Pair, err = notOwn(ctx, tx, id); err != nil {
		return e, err
	}
	if e.Pair.EndsOn != nil && e.Pair.EndsOn.Before(e.Today) {
		return e, fault.New(fault.Closed, "This pair has ended.")
	}
	e.Kind, e.Text, e.Goes = kind, offerText, calm(tx.Now().Add(nudgeHold), e.Zone())
	if kind == mentorship.AskBoth {
		e.Text = fitText
		if e.Readers, err = fitReaders(ctx, tx, e.Pair); err != nil {
			return e, err
		}
	}
	bars, err := nudgeBars(ctx, tx, e.Year)
	for _, p := range e.people() {
		bar := bars[p.id]
		if bar == "" && away(e.Pair, e.Today, p.resident) {
			bar = "is away"
		}
		if bar != "" {
			e.Bars = append(e.Bars, p.name.Short()+" "+bar+".")
		}
	}
	return e, err
}

type oneOfTwo struct {
	id       tenant.PersonID
	name     mentorship.Name
	resident bool
}

func (e EachAlone) people() []oneOfTwo {
	return []oneOfTwo{{tenant.PersonID(e.Pair.MentorID), e.Pair.Mentor(), false}, {tenant.PersonID(e.Pair.ResidentID), e.Pair.Resident(), true}}
}

// fitReaders are who can read the answers: the program's facilitators, whom people answer more freely, and whoever asks.
func fitReaders(ctx context.Context, tx *store.Tx, p Pair) ([]Lead, error) {
	leads, err := tx.Leads(ctx)
	if err != nil {
		return nil, err
	}
	var first, last []Lead
	for _, l := range leads {
		switch {
		case p.Has(l.ID):
		case l.Role == tenant.Facilitator:
			first = append(first, l)
		case l.ID == tx.Who().Person:
			last = append(last, l)
		}
	}
	return append(first, last...), nil
}

// AskBoth asks both of a pair, each alone; reader is who reads the answers. It can be stopped for ten minutes.
func (a *App) AskBoth(ctx context.Context, who tenant.Scope, id mentorship.PairingID, text string, reader tenant.PersonID) error {
	return a.toEach(ctx, who, id, mentorship.AskBoth, text, reader)
}

// OfferChange offers both of a pair a change, each alone. It can be stopped for ten minutes.
func (a *App) OfferChange(ctx context.Context, who tenant.Scope, id mentorship.PairingID, text string) error {
	return a.toEach(ctx, who, id, mentorship.OfferChange, text, "")
}

func (a *App) toEach(ctx context.Context, who tenant.Scope, id mentorship.PairingID, kind mentorship.StepKind, text string, reader tenant.PersonID) error {
	if err := access.Check(who, access.StepTake); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		e, err := eachAlone(ctx, tx, id, kind)
		if err != nil {
			return err
		}
		if len(e.Bars) > 0 {
			return fault.New(fault.Conflict, "%s Nothing was sent.", strings.Join(e.Bars, " "))
		}
		due := e.Today.AddDate(0, 0, 14)
		step := mentorship.Step{Kind: kind, Note: strings.TrimSpace(text), Owner: string(reader), Due: &due}
		if err := e.check(step); err != nil {
			return err
		}
		return a.sendEach(ctx, tx, e, step)
	})
}

// check is the rules of a step, and that the reader is one of those who can read.
func (e EachAlone) check(s mentorship.Step) error {
	p := fault.Problems(problems(s.Check(e.Today)))
	if e.Kind == mentorship.AskBoth && !slices.ContainsFunc(e.Readers, func(l Lead) bool { return string(l.ID) == s.Owner }) {
		p.Add("reader", "Choose who reads the answers.")
	}
	return p.Err()
}

func (a *App) sendEach(ctx context.Context, tx *store.Tx, e EachAlone, s mentorship.Step) error {
	id, err := tx.AddStep(ctx, e.Pair.ID, "", s, "waiting")
	if err != nil {
		return err
	}
	kind := offerMail
	if e.Kind == mentorship.AskBoth {
		kind = fitMail
	}
	for _, p := range e.people() {
		if e.Kind == mentorship.AskBoth {
			if err := tx.AddFitCheck(ctx, id, p.id, tenant.PersonID(s.Owner), e.Today.Add(mentorship.FitKept)); err != nil {
				return err
			}
		}
		if err := a.write(ctx, tx, store.Message{PersonID: p.id, Kind: kind, Subject: id}, e.Goes); err != nil {
			return err
		}
	}
	return tx.Audit(ctx, "step.take", string(e.Pair.ID), map[string]any{"kind": string(e.Kind)})
}

// SeeFit reads a question that the person was asked. Everybody else gets fault.NotFound.
func (a *App) SeeFit(ctx context.Context, who tenant.Scope, id string) (f FitCheck, p Pair, err error) {
	if err := access.Check(who, access.FitAnswer); err != nil {
		return f, p, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		if f, err = tx.FitCheck(ctx, id); err != nil {
			return err
		}
		if f.StepState == "stopped" || f.StepState == "waiting" {
			return fault.New(fault.NotFound, "There is no page here.")
		}
		p, err = tx.Pair(ctx, f.PairingID)
		return err
	})
	return f, p, err
}

// AnswerFit keeps the person's answer, in place of an earlier one.
func (a *App) AnswerFit(ctx context.Context, who tenant.Scope, id string, answer mentorship.FitAnswer) error {
	answer.Text = strings.TrimSpace(answer.Text)
	if err := answer.Check(); err != nil {
		return err
	}
	return a.setFit(ctx, who, id, answer)
}

// TakeBackFit takes the person's answer back: nobody reads it any more.
func (a *App) TakeBackFit(ctx context.Context, who tenant.Scope, id string) error {
	return a.setFit(ctx, who, id, mentorship.FitAnswer{})
}

// setFit leaves no entry in the audit log: a director reads that of the program, and may be the other of the pair.
func (a *App) setFit(ctx context.Context, who tenant.Scope, id string, answer mentorship.FitAnswer) error {
	if err := access.Check(who, access.FitAnswer); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		f, err := tx.FitCheck(ctx, id)
		if err != nil {
			return err
		}
		return tx.AnswerFit(ctx, f.ID, answer)
	})
}

// forgetFits wipes answers whose day has come.
func forgetFits(a *App, ctx context.Context, who tenant.Scope) error {
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		program, err := tx.Program(ctx)
		if err != nil {
			return err
		}
		n, err := tx.ForgetFits(ctx, mentorship.DateOf(tx.Now(), mentorship.Zone(program.TimeZone)))
		if err != nil || n == 0 {
			return err
		}
		return tx.Audit(ctx, "fit.forget", "", map[string]any{"answers": n})
	})
}
