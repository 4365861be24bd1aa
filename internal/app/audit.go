package app

import (
	"context"

	"evenly/internal/access"
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

// AuditLog is a page of the audit log.
type AuditLog struct {
	Entries []store.AuditEntry
	Whole   bool // the program's log; else the person's own entries
	More    bool // older ones follow
}

// auditPage is how many entries a page holds.
const auditPage = 50

// AuditLog reads the newest entries before a number (0: the newest): directors read the program's, others their own.
func (a *App) AuditLog(ctx context.Context, who tenant.Scope, before int64) (out AuditLog, err error) {
	if err := access.Check(who, access.AuditSee); err != nil {
		return out, err
	}
	person := who.Person
	if out.Whole = who.Is(tenant.Director, tenant.AssociateDirector); out.Whole {
		person = ""
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		out.Entries, err = tx.AuditEntries(ctx, person, before, auditPage+1)
		return err
	})
	if len(out.Entries) > auditPage {
		out.Entries, out.More = out.Entries[:auditPage], true
	}
	return out, err
}
