package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/survey"
	"evenly/internal/tenant"
)

// Attestations lists whose word stands behind which instrument.
func (a *App) Attestations(ctx context.Context, who tenant.Scope) (all []store.Attestation, err error) {
	if err := access.Check(who, access.SurveyRun); err != nil {
		return nil, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		all, err = tx.Attestations(ctx)
		return err
	})
	return all, err
}

// attested refuses a questionnaire with the text of an instrument that nobody vouched for.
func attested(ctx context.Context, tx *store.Tx, q survey.Questionnaire) error {
	if len(q.Instruments) == 0 {
		return nil
	}
	all, err := tx.Attestations(ctx)
	if err != nil {
		return err
	}
	for _, use := range q.Instruments {
		if !slices.ContainsFunc(all, func(a store.Attestation) bool { return a.Instrument == use.Instrument }) {
			return fault.New(fault.Forbidden, "Nobody has confirmed that the program may use “%s”.", use.Instrument)
		}
	}
	return nil
}

// InstrumentText is the text of an instrument as the program typed it in, and the word that it may be used.
type InstrumentText struct {
	Basis   string
	Items   []string         // in the instrument's order
	Answers []string         // the labels, worst first
	Scales  map[string][]int // for instruments whose scales the program fills in
}

// AddInstrument puts an instrument into a draft. What is missing comes back by field; an instrument that is only linked to
// is fault.Forbidden.
func (a *App) AddInstrument(ctx context.Context, who tenant.Scope, id mentorship.WaveID, key survey.InstrumentKey, text InstrumentText) error {
	if err := access.Check(who, access.SurveyRun); err != nil {
		return err
	}
	in, known := survey.Find(key)
	if !known {
		return fault.New(fault.NotFound, "There is no such instrument.")
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		today, err := todayOf(ctx, tx)
		if err != nil {
			return err
		}
		w, err := tx.LockWave(ctx, id)
		if err != nil {
			return err
		}
		vouched := in.MayEnter(survey.Attestation{By: string(who.Person), On: today, Basis: text.Basis})
		if w.Questionnaire, err = with(w.Questionnaire, in, text); err != nil || vouched != nil {
			return joinProblems(vouched, err)
		}
		if err := w.Questionnaire.Check(); err != nil {
			return err
		}
		if err := tx.Attest(ctx, key, today, text.Basis); err != nil {
			return err
		}
		if err := tx.Audit(ctx, "survey.attest", string(key), nil); err != nil {
			return err
		}
		return a.kept(ctx, tx, w)
	})
}

// with appends an instrument's items to a questionnaire.
func with(q survey.Questionnaire, in survey.Instrument, text InstrumentText) (survey.Questionnaire, error) {
	var wrong fault.Problems
	if slices.ContainsFunc(q.Instruments, func(u survey.InstrumentUse) bool { return u.Instrument == in.Key }) {
		wrong.Add("items", "This survey has it already.")
	}
	if in.Items > 0 && len(text.Items) != in.Items {
		wrong.Add("items", "Enter its %d items, one on each line: there are %d now.", in.Items, len(text.Items))
	}
	if points := in.Points(); points > 0 && len(text.Answers) != points {
		wrong.Add("labels", "Enter its %d answers, one on each line, from the lowest: there are %d now.", points, len(text.Answers))
	} else if len(text.Answers) < 2 {
		wrong.Add("labels", "Enter its answers as the form has them, one on each line, from the lowest.")
	}
	if err := wrong.Err(); err != nil {
		return q, err
	}
	use := survey.InstrumentUse{Instrument: in.Key, Scales: text.Scales}
	prefix := strings.ReplaceAll(string(in.Key), "-", "_")
	q.Items = slices.Clone(q.Items)
	for i, ask := range text.Items {
		item := survey.Item{ID: survey.ItemID(fmt.Sprintf("%s_%d", prefix, i+1)), Kind: survey.Rating, Ask: ask, Answers: text.Answers}
		use.Items = append(use.Items, item.ID)
		q.Items = append(q.Items, item)
	}
	q.Instruments = append(slices.Clone(q.Instruments), use)
	return q, nil
}
