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
