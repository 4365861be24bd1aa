package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"evenly/internal/fault"
	"evenly/internal/tenant"
)

// Held is one role of a person, with the names a page needs around it. Program fields are nil for institution roles.
type Held struct {
	PersonID     tenant.PersonID
	Email        string
	Title        string
	GivenName    string
	FamilyName   string
	ProgramID    *tenant.ProgramID
	ProgramSlug  *string
	ProgramName  *string
	TimeZone     *string
	Role         tenant.Role
	CycleName    *string
	Ombudsperson *string
	DIO          *string `db:"dio"`
	Outside      *string
}

// WhoIs finds every role that the person with this e-mail (or, if email is "", this id) holds in an institution, and the
// institution's version. Nobody, or nobody with a role, is fault.NotFound. One round trip.
//
// The version grows with every act in the institution: it is the number of the newest row of the audit log. What was drawn
// at one version can be shown again at the same.
func (s *Store) WhoIs(ctx context.Context, in tenant.InstitutionID, email string, id tenant.PersonID) (held []Held, version int64, err error) {
	if !IsID(string(in)) || id != "" && !IsID(string(id)) {
		return nil, 0, fault.New(fault.NotFound, "Nobody is here by that name.")
	}
	batch := &pgx.Batch{}
	batch.Queue(`BEGIN`)
	batch.Queue(`SELECT set_config('role', 'evenly_tenant', true), set_config('app.institution', $1, true), set_config('app.programs', '{}', true), set_config('app.person', '', true)`, string(in))
	batch.Queue(`SELECT * FROM who_is($1, nullif($2, '')::uuid)`, email, string(id)).Query(func(rows pgx.Rows) (err error) {
		held, err = pgx.CollectRows(rows, pgx.RowToStructByName[Held])
		return err
	})
	batch.Queue(`SELECT coalesce(max(seq), 0) FROM audit_head`).QueryRow(func(row pgx.Row) error { return row.Scan(&version) })
	batch.Queue(`COMMIT`)
	// A connection that comes back in the middle of a transaction is closed by the pool.
	if err := s.pool.SendBatch(ctx, batch).Close(); err != nil {
		return nil, 0, translate(fmt.Errorf("who is: %w", err))
	}
	if len(held) == 0 {
		return nil, 0, fault.New(fault.NotFound, "Nobody is here by that name.")
	}
	return held, version, nil
}

// AccountAt is the e-mail of a signed-in account, and the institution with this short name, in one query without a
// transaction. An account that is gone is fault.SignIn, an institution that does not exist fault.NotFound.
func (s *Store) AccountAt(ctx context.Context, id tenant.AccountID, slug string) (string, Institution, error) {
	var email string
	var at struct{ ID, Slug, Name *string }
	err := s.pool.QueryRow(ctx, `
		SELECT a.email, i.id::text, i.slug, i.name FROM account a LEFT JOIN institution i ON i.slug = $2 WHERE a.id = $1`, id, slug).
		Scan(&email, &at.ID, &at.Slug, &at.Name)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return "", Institution{}, fault.New(fault.SignIn, "Sign in to go on.")
	case err != nil:
		return "", Institution{}, translate(err)
	case at.ID == nil:
		return "", Institution{}, fault.New(fault.NotFound, "Nothing is here by that name.")
	}
	return email, Institution{ID: tenant.InstitutionID(*at.ID), Slug: *at.Slug, Name: *at.Name}, nil
}

// AccountEmail is the e-mail of a signed-in account. An account that is gone is fault.SignIn.
func (s *Store) AccountEmail(ctx context.Context, id tenant.AccountID) (string, error) {
	var email string
	err := s.pool.QueryRow(ctx, `SELECT email FROM account WHERE id = $1`, id).Scan(&email)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", fault.New(fault.SignIn, "Sign in to go on.")
	}
	return email, translate(err)
}
