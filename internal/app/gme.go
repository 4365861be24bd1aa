package app

import (
	"context"

	"evenly/internal/access"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// ProgramHeadline is a program as the GME office sees it.
type ProgramHeadline = store.ProgramHeadline

// Programs lists the institution's programs with the headline of their newest weekly reading. It holds no names.
func (a *App) Programs(ctx context.Context, who tenant.Scope) (list []ProgramHeadline, err error) {
	if err := access.Check(who, access.GMESee); err != nil {
		return nil, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		list, err = tx.ProgramHeadlines(ctx)
		return err
	})
	return list, err
}

// ProgramDoors is what a program tells its people about the doors outside it.
type ProgramDoors = store.ProgramDoors

// Offices lists what the institution's programs say about whom to turn to: an office sees that people can find it.
func (a *App) Offices(ctx context.Context, who tenant.Scope) (list []ProgramDoors, err error) {
	if err := access.Check(who, access.OfficeSee); err != nil {
		return nil, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		list, err = tx.ProgramDoors(ctx)
		return err
	})
	return list, err
}
