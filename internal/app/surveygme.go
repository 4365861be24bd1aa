package app

import (
	"context"
	"slices"
	"time"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/survey"
	"evenly/internal/tenant"
)

// SurveysAcross is the GME office's view: alarms, replies that are missing, and figures across programs.
type SurveysAcross struct {
	Alarms  []store.Alarm
	Waiting []Waiting
	Marks   []store.Mark
}

// Waiting is a closed wave without a reply.
type Waiting struct {
	store.Wave
	MayUnlock time.Time
	Now       bool // the office may unlock it now
}

// SurveysAcross reads them, and keeps a benchmark the first time it may be shown.
func (a *App) SurveysAcross(ctx context.Context, who tenant.Scope) (out SurveysAcross, err error) {
	if err := access.Check(who, access.SurveyAcross); err != nil {
		return out, err
	}
	who.Program = ""
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		if out.Alarms, err = tx.Alarms(ctx); err != nil {
			return err
		}
		waves, err := tx.WavesEverywhere(ctx)
		if err != nil {
			return err
		}
		out.Waiting = waiting(waves, tx.Now())
		if err := keepMarks(ctx, tx); err != nil {
			return err
		}
		out.Marks, err = tx.Marks(ctx)
		return err
	})
	return out, err
}

// waiting lists the last closed wave of each program and audience that locks the next one.
func waiting(waves []store.Wave, now time.Time) []Waiting {
	var out []Waiting
	seen := map[string]bool{}
	for _, w := range waves { // newest first within a program and audience
		key := string(w.ProgramID) + string(w.Audience)
		if w.State != mentorship.WaveClosed || seen[key] {
			continue
		}
		seen[key] = true
		if lock := lockAfter(w); lock.Locked {
			out = append(out, Waiting{Wave: w, MayUnlock: lock.MayUnlock, Now: !now.Before(lock.MayUnlock)})
		}
	}
	return out
}

// keepMarks works out the benchmarks that may be shown and are not kept yet: the share of the two lowest answers, pooled
// over the programs, per wave and alarm item. One that is kept stays as it was: a later program would show by difference.
func keepMarks(ctx context.Context, tx *store.Tx) error {
	all, err := tx.ReleasesEverywhere(ctx)
	if err != nil {
		return err
	}
	type of struct {
		audience survey.Audience
		number   int
		item     survey.ItemID
	}
	shares := map[of][]survey.Share{}
	for _, r := range all {
		for _, item := range []survey.ItemID{survey.Value, survey.Support, survey.Development} {
			if found, ok := r.Figures.Item(item); ok {
				if share, known := found.Figure.BottomTwo(); known && r.Figures.Pooled == 0 {
					key := of{r.Audience, r.Number, item}
					shares[key] = append(shares[key], share)
				}
			}
		}
	}
	for key, programs := range shares {
		percent, ok := survey.Benchmark(programs)
		if !ok {
			continue
		}
		if err := tx.AddMark(ctx, store.Mark{Number: key.number, Audience: key.audience, Item: key.item, Percent: percent, Programs: len(programs)}); err != nil {
			return err
		}
	}
	return nil
}

// UnlockSurvey lets a program's next wave open without a reply to its last one, from 30 days after that closed, so that
// silence cannot switch surveys off.
func (a *App) UnlockSurvey(ctx context.Context, who tenant.Scope, program tenant.ProgramID, id mentorship.WaveID) error {
	if err := access.Check(who, access.SurveyAcross); err != nil {
		return err
	}
	who, err := inOne(who, program)
	if err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		w, err := tx.LockWave(ctx, id)
		if err != nil {
			return err
		}
		lock := lockAfter(w)
		if !lock.Locked {
			return fault.New(fault.Conflict, "Nothing is locked any more.")
		}
		if tx.Now().Before(lock.MayUnlock) {
			return fault.New(fault.Closed, "The program has until %s to reply.", lock.MayUnlock.Format("2 January"))
		}
		if err := tx.SetUnlocked(ctx, id); err != nil {
			return err
		}
		return tx.Audit(ctx, "survey.unlock", string(id), nil)
	})
}

// SignAlarmAcross is SignAlarm for the GME office, in any program of the institution.
func (a *App) SignAlarmAcross(ctx context.Context, who tenant.Scope, program tenant.ProgramID, id mentorship.AlarmID, word AlarmWord) error {
	if err := access.Check(who, access.SurveyAcross); err != nil {
		return err
	}
	who, err := inOne(who, program)
	if err != nil {
		return err
	}
	return a.SignAlarm(ctx, who, id, word)
}

// inOne narrows an institution's scope to one of its programs.
func inOne(who tenant.Scope, program tenant.ProgramID) (tenant.Scope, error) {
	if !slices.Contains(who.Programs, program) {
		return who, fault.New(fault.NotFound, "There is no such program.")
	}
	return who.ForProgram(program), nil
}
