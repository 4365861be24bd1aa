package app

import (
	"context"
	"time"

	"evenly/internal/access"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// AskedNames reports whether the person may answer a wave today, and names the people they work with, so that the browser
// can warn them before a comment names one. The list goes to the browser and is kept nowhere.
func (a *App) AskedNames(ctx context.Context, who tenant.Scope, w store.Wave, today time.Time) (names []string, asked bool, err error) {
	if err := access.Check(who, access.SurveySee); err != nil || !answerable(who, w, today) {
		return nil, false, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		names, err = workedWith(ctx, tx)
		return err
	})
	return names, err == nil, err
}

// workedWith names the other person of each of one's pairs of the current year.
func workedWith(ctx context.Context, tx *store.Tx) ([]string, error) {
	names := []string{}
	cycle, err := tx.RunningCycle(ctx)
	if notYet(err) {
		return names, nil
	}
	if err != nil {
		return nil, err
	}
	pairs, err := tx.PairsOf(ctx, cycle.ID, tx.Who().Person)
	for _, p := range pairs {
		_, other := p.Other(tx.Who().Person)
		names = append(names, other.Full())
	}
	return names, err
}

// TokensToFetch lists the open waves a person is asked in, and closed ones whose tokens can be forgotten.
func (a *App) TokensToFetch(ctx context.Context, who tenant.Scope) (open, closed []store.Wave, names []string, err error) {
	if err := access.Check(who, access.SurveySee); err != nil {
		return nil, nil, nil, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		all, err := tx.Waves(ctx)
		if err != nil {
			return err
		}
		today, err := todayOf(ctx, tx)
		if err != nil {
			return err
		}
		for _, w := range all {
			switch {
			case answerable(who, w, today):
				open = append(open, w)
			case w.State == mentorship.WaveClosed && w.Fingerprint != "":
				closed = append(closed, w)
			}
		}
		names, err = workedWith(ctx, tx)
		return err
	})
	return open, closed, names, err
}
