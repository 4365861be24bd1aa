package app

import (
	"context"

	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/survey"
	"evenly/internal/survey/urn"
	"evenly/internal/tenant"
)

// AbandonSurvey ends an open survey whose keys are lost, without counting: its sealed ballots can be opened by nobody, and
// while it is open no other can be. It is for whoever runs the site, by the command line. While the keys are there it is
// fault.Conflict, so that nobody throws answers away by mistake.
func (a *App) AbandonSurvey(ctx context.Context, who tenant.Scope, id mentorship.WaveID) error {
	if a.keys == nil {
		return errNoKeys
	}
	_, err := a.keys.Load(urn.Wave{Institution: string(who.Institution), ID: string(id)})
	if !fault.Is(err, fault.NotFound) {
		if err != nil {
			return err
		}
		return fault.New(fault.Conflict, "The keys of this survey are in the folder. Close it, and its answers are counted.")
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		w, err := openWave(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := tx.ShutBox(ctx, id); err != nil {
			return err
		}
		asked, invited, _, err := a.asked(ctx, tx, w)
		if err != nil {
			return err
		}
		if err := tx.AddRelease(ctx, id, survey.Release{}); err != nil {
			return err
		}
		w.Invited = invited
		if err := tx.CloseWave(ctx, w, asked); err != nil {
			return err
		}
		if err := tx.SetKeysGone(ctx, id); err != nil {
			return err
		}
		return tx.Audit(ctx, "survey.abandon", string(id), nil)
	})
}

// SurveysWithoutKeys lists the open surveys of the scope whose keys are not in this server's folder.
func (a *App) SurveysWithoutKeys(ctx context.Context, who tenant.Scope) (lost []mentorship.WaveID, err error) {
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		all, err := tx.Waves(ctx)
		if err != nil {
			return err
		}
		lost = a.withoutKeys(who.Institution, all)
		return nil
	})
	return lost, err
}

func (a *App) withoutKeys(in tenant.InstitutionID, all []store.Wave) (lost []mentorship.WaveID) {
	for _, w := range all {
		if w.State != mentorship.WaveOpen {
			continue
		}
		if _, err := a.loadKeys(in, w.ID); err != nil {
			lost = append(lost, w.ID)
		}
	}
	return lost
}
