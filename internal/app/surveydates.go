package app

import (
	"context"
	"errors"
	"time"

	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/survey"
	"evenly/internal/tenant"
)

// Days around the plan of waves.
const (
	draftAhead = 14 // the next wave is drafted so many days before it opens by itself
	remindLeft = 3  // everybody is reminded when so many days are left
)

// surveysByDate does what the plan of waves says: it drafts the next one, opens drafts whose day has come, reminds everybody
// of an open one, closes those past their last day, and destroys keys that a crash left behind. The plan never ends.
func surveysByDate(a *App, ctx context.Context, who tenant.Scope) error {
	var all []store.Wave
	var today time.Time
	var zone *time.Location
	err := a.store.As(ctx, who, func(tx *store.Tx) error {
		program, err := tx.Program(ctx)
		if err != nil {
			return err
		}
		zone = mentorship.Zone(program.TimeZone)
		today = mentorship.DateOf(tx.Now(), zone)
		all, err = tx.Waves(ctx)
		return err
	})
	if err != nil {
		return err
	}
	for _, id := range a.withoutKeys(who.Institution, all) {
		a.logger.Error("the keys of an open survey are not in this server’s folder (EVENLY_KEYS): nobody can fetch a token here, and its answers cannot be counted", "survey", id)
	}
	var failed []error
	for _, w := range all {
		failed = append(failed, a.waveByDate(ctx, who, w, today))
	}
	for _, next := range plan(all, zone) {
		if !today.Before(next.On.AddDate(0, 0, -draftAhead)) {
			failed = append(failed, a.draftNext(ctx, who, next))
		}
	}
	return errors.Join(failed...)
}

func (a *App) waveByDate(ctx context.Context, who tenant.Scope, w store.Wave, today time.Time) error {
	switch {
	case w.State == mentorship.WaveOpen && today.After(w.ClosesOn):
		err := a.CloseSurvey(ctx, who, w.ID)
		if fault.Is(err, fault.Conflict) {
			return nil // closed by hand this moment
		}
		return err
	case w.State == mentorship.WaveOpen && today.Equal(w.ClosesOn.AddDate(0, 0, -remindLeft)):
		return a.remindOfSurvey(ctx, who, w)
	case w.State == mentorship.WaveDraft && w.OpensOn != nil && !today.Before(*w.OpensOn):
		return a.openByDate(ctx, who, w, today)
	case w.State == mentorship.WaveClosed && !w.KeysGone && a.keys != nil:
		return a.destroyKeys(ctx, who, w.ID, w.PoolID)
	}
	return nil
}

// openByDate opens a draft whose day has come. While the last one waits for its reply, the draft waits with it.
func (a *App) openByDate(ctx context.Context, who tenant.Scope, w store.Wave, today time.Time) error {
	if last := w.OpensOn.AddDate(0, 0, usualDays); w.ClosesOn.Before(today.AddDate(0, 0, usualDays/2)) {
		w.ClosesOn = last
		if last.Before(today.AddDate(0, 0, usualDays/2)) {
			w.ClosesOn = today.AddDate(0, 0, usualDays)
		}
		if err := a.store.As(ctx, who, func(tx *store.Tx) error { _, err := tx.SetDraft(ctx, w); return err }); err != nil {
			return err
		}
	}
	err := a.OpenSurvey(ctx, who, w.ID)
	if fault.Is(err, fault.Closed) || fault.Is(err, fault.Conflict) || fault.Is(err, fault.Invalid) {
		return nil // the page of surveys says why it waits
	}
	return err
}

// remindOfSurvey writes to everybody who was asked: nobody knows who has answered. Once, by the day in the message's key.
func (a *App) remindOfSurvey(ctx context.Context, who tenant.Scope, w store.Wave) error {
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		asked, err := tx.Asked(ctx, audienceRole[w.Audience])
		if err != nil {
			return err
		}
		return a.writeAll(ctx, tx, asked, surveyRemindMail, string(w.ID))
	})
}

// draftNext prepares the next wave of the plan, with the questions of the last one, and tells those who run surveys.
func (a *App) draftNext(ctx context.Context, who tenant.Scope, next Planned) error {
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		if open, err := hasDraftOrOpen(ctx, tx, next.Audience); err != nil || open {
			return err
		}
		id, err := draft(ctx, tx, next.Audience, &next.On)
		if err != nil {
			return err
		}
		holders, err := tx.Holders(ctx, tenant.Coordinator)
		if err != nil {
			return err
		}
		var to []tenant.PersonID
		for _, h := range holders {
			to = append(to, h.PersonID)
		}
		return a.writeAll(ctx, tx, to, surveyDraftMail, string(id))
	})
}

func hasDraftOrOpen(ctx context.Context, tx *store.Tx, audience survey.Audience) (bool, error) {
	all, err := tx.Waves(ctx)
	for _, w := range all {
		if w.Audience == audience && w.State != mentorship.WaveClosed {
			return true, err
		}
	}
	return false, err
}
