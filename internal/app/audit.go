package app

import (
	"context"

	"evenly/internal/store"
	"evenly/internal/tenant"
)

// AuditCheck is what verifying one institution's audit log found.
type AuditCheck struct {
	Institution string
	Rows        int64
	Bad         int64 // the first row that was changed or before which one is missing; 0: none
}

// VerifyAudit walks the audit chain of every institution.
func (a *App) VerifyAudit(ctx context.Context) (out []AuditCheck, err error) {
	all, err := a.store.Institutions(ctx)
	if err != nil {
		return nil, err
	}
	for _, in := range all {
		ids, err := a.store.ProgramIDs(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		c := AuditCheck{Institution: in.Slug}
		err = a.store.As(ctx, tenant.SystemScope(in.ID, ids...), func(tx *store.Tx) error {
			c.Rows, c.Bad, err = tx.BadAuditRow(ctx)
			return err
		})
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}
