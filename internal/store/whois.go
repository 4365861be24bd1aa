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

// WhoIs finds every role that the person with this e-mail (or, if email is "", this id) holds in an institution. Nobody,
// or nobody with a role, is fault.NotFound. One round trip.
func (s *Store) WhoIs(ctx context.Context, in tenant.InstitutionID, email string, id tenant.PersonID) ([]Held, error) {
	begin, err := beginAs(tenant.Scope{Institution: in})
	if err != nil {
		return nil, err
	}
	if id != "" && !IsID(string(id)) {
		return nil, fault.New(fault.NotFound, "Nobody is here by that name.")
	}
	var held []Held
	err = s.transact(ctx, begin, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT * FROM who_is($1, nullif($2, '')::uuid)`, email, string(id))
		if err != nil {
			return fmt.Errorf("who is: %w", err)
		}
		held, err = pgx.CollectRows(rows, pgx.RowToStructByName[Held])
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(held) == 0 {
		return nil, fault.New(fault.NotFound, "Nobody is here by that name.")
	}
	return held, nil
}

// AccountEmail is the e-mail of a signed-in account, in one query without a transaction. An account that is gone is
// fault.SignIn.
func (s *Store) AccountEmail(ctx context.Context, id tenant.AccountID) (string, error) {
	var email string
	err := s.pool.QueryRow(ctx, `SELECT email FROM account WHERE id = $1`, id).Scan(&email)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", fault.New(fault.SignIn, "Sign in to go on.")
	}
	return email, translate(err)
}
