package app

import (
	"context"

	"evenly/internal/access"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// NewPerson is somebody to add to a program, or to the institution for institution roles.
type NewPerson struct {
	Email    string
	Name     mentorship.Name
	Roles    []tenant.Role
	Resident store.ResidentDetail // for residents
}

// AddPerson adds somebody, or gives somebody who is there already further roles, and makes sure that their e-mail has an
// account. Nobody is mailed.
func (a *App) AddPerson(ctx context.Context, who tenant.Scope, p NewPerson) (tenant.PersonID, error) {
	if err := access.Check(who, access.PeopleChange); err != nil {
		return "", err
	}
	var id tenant.PersonID
	err := a.store.As(ctx, who, func(tx *store.Tx) (err error) {
		if id, err = putPerson(ctx, tx, p); err != nil {
			return err
		}
		return tx.Audit(ctx, "person.add", string(id), map[string]any{"roles": p.Roles})
	})
	if err != nil {
		return "", err
	}
	return id, a.knowAccounts(ctx, who.Institution, p.Email)
}

// putPerson stores a person with roles and what the roles need.
func putPerson(ctx context.Context, tx *store.Tx, p NewPerson) (tenant.PersonID, error) {
	id, err := tx.PutPerson(ctx, tidyEmail(p.Email), p.Name)
	if err != nil {
		return "", err
	}
	for _, r := range p.Roles {
		if err := putRole(ctx, tx, id, r, p.Resident); err != nil {
			return "", err
		}
	}
	return id, nil
}

func putRole(ctx context.Context, tx *store.Tx, id tenant.PersonID, r tenant.Role, d store.ResidentDetail) error {
	if err := tx.PutRole(ctx, id, r); err != nil {
		return err
	}
	switch r {
	case tenant.Resident:
		return tx.PutResident(ctx, id, d)
	case tenant.Mentor:
		return tx.PutMentor(ctx, id)
	}
	return nil
}

// knowAccounts makes accounts for addresses. It stands outside the transaction of the act because accounts belong to no
// tenant; an account without a person does nothing, and the next import or invitation makes a missing one.
func (a *App) knowAccounts(ctx context.Context, in tenant.InstitutionID, emails ...string) error {
	for i := range emails {
		emails[i] = tidyEmail(emails[i])
	}
	return a.store.Global(ctx, func(g *store.Global) error { return g.KnowAccounts(ctx, in, emails) })
}
