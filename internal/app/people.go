package app

import (
	"context"
	"net/mail"
	"slices"
	"strings"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// Member is a person of a program as the list of people shows one.
type Member = store.Member

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
	if err := p.check(); err != nil {
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

// check reports every problem of a person's entry.
func (p NewPerson) check() error {
	var all fault.Problems
	checkIdentity(&all, p.Email, p.Name)
	if len(p.Roles) == 0 {
		all.Add("roles", "Choose at least one role.")
	}
	for _, r := range p.Roles {
		if !slices.Contains(tenant.ProgramRoles, r) && !slices.Contains(tenant.InstitutionRoles, r) {
			all.Add("roles", "Choose roles from the list.")
			break
		}
	}
	if slices.Contains(p.Roles, tenant.Resident) {
		checkResident(&all, p.Resident)
	}
	return all.Err()
}

func checkIdentity(all *fault.Problems, email string, n mentorship.Name) {
	if a, err := mail.ParseAddress(tidyEmail(email)); err != nil || a.Address != tidyEmail(email) || len(email) > 254 {
		all.Add("email", "Enter an e-mail address, like name@hospital.org.")
	}
	if strings.TrimSpace(n.Family) == "" {
		all.Add("family", "Enter a family name.")
	}
	for field, s := range map[string]string{"given": n.Given, "family": n.Family, "title": n.Title} {
		if len([]rune(s)) > 100 {
			all.Add(field, "Keep it to 100 characters.")
		}
	}
}

func checkResident(all *fault.Problems, d store.ResidentDetail) {
	if d.PGY < 1 || d.PGY > 10 {
		all.Add("pgy", "Enter the training year, 1 to 10.")
	}
	if d.StartsOn != nil && d.EndsOn != nil && d.EndsOn.Before(*d.StartsOn) {
		all.Add("ends_on", "The end is before the start.")
	}
}

// People lists who is in the program.
func (a *App) People(ctx context.Context, who tenant.Scope) (list []store.Member, err error) {
	if err := access.Check(who, access.PeopleSee); err != nil {
		return nil, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		list, err = tx.People(ctx)
		return err
	})
	return list, err
}

// PersonPage is one person with their time away.
type PersonPage struct {
	Person store.Member
	Away   []mentorship.TimeAway
}

// PersonPage reads one person of the program.
func (a *App) PersonPage(ctx context.Context, who tenant.Scope, id tenant.PersonID) (out PersonPage, err error) {
	if err := access.Check(who, access.PeopleSee); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		if out.Person, err = tx.PersonOf(ctx, id); err != nil {
			return err
		}
		out.Away, err = tx.TimeAwayOf(ctx, id)
		return err
	})
	return out, err
}

// ChangePerson stores a person's name, e-mail, roles and, for residents, details. Roles that are not named any more end;
// nothing that the person did is lost.
func (a *App) ChangePerson(ctx context.Context, who tenant.Scope, id tenant.PersonID, p NewPerson, ccc bool) error {
	if err := access.Check(who, access.PeopleChange); err != nil {
		return err
	}
	if err := p.check(); err != nil {
		return err
	}
	err := a.store.As(ctx, who, func(tx *store.Tx) error {
		was, err := tx.PersonOf(ctx, id)
		if err != nil {
			return err
		}
		if err := tx.SetPerson(ctx, id, tidyEmail(p.Email), p.Name); err != nil {
			return err
		}
		if err := changeRoles(ctx, tx, was, p); err != nil {
			return err
		}
		if err := tx.SetCCC(ctx, id, ccc); err != nil {
			return err
		}
		return tx.Audit(ctx, "person.change", string(id), map[string]any{"roles": p.Roles})
	})
	if err != nil {
		return err
	}
	return a.knowAccounts(ctx, who.Institution, p.Email)
}

// changeRoles ends the roles that went and puts those that are there.
func changeRoles(ctx context.Context, tx *store.Tx, was store.Member, p NewPerson) error {
	for _, r := range was.Roles {
		if slices.Contains(p.Roles, tenant.Role(r)) {
			continue
		}
		if err := tx.EndRole(ctx, was.ID, tenant.Role(r)); err != nil {
			return err
		}
	}
	for _, r := range p.Roles {
		if err := putRole(ctx, tx, was.ID, r, p.Resident); err != nil {
			return err
		}
	}
	return nil
}

// SetTimeAway adds a stretch of time away, or changes the one with its id.
func (a *App) SetTimeAway(ctx context.Context, who tenant.Scope, id tenant.PersonID, t mentorship.TimeAway) error {
	return a.timeAway(ctx, who, id, t.Check(), func(tx *store.Tx) error { return tx.PutTimeAway(ctx, id, t) })
}

// DropTimeAway removes a stretch of time away. What is removed can be put back with SetTimeAway.
func (a *App) DropTimeAway(ctx context.Context, who tenant.Scope, id tenant.PersonID, away string) (gone mentorship.TimeAway, err error) {
	err = a.timeAway(ctx, who, id, nil, func(tx *store.Tx) error {
		gone, err = tx.DropTimeAway(ctx, id, away)
		return err
	})
	return gone, err
}

func (a *App) timeAway(ctx context.Context, who tenant.Scope, id tenant.PersonID, problem error, change func(*store.Tx) error) error {
	if err := access.Check(who, access.PeopleChange); err != nil {
		return err
	}
	if problem != nil {
		return problem
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		if _, err := tx.PersonOf(ctx, id); err != nil {
			return err
		}
		if err := change(tx); err != nil {
			return err
		}
		return tx.Audit(ctx, "timeaway.change", string(id), nil)
	})
}
