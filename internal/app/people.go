package app

import (
	"bytes"
	"context"
	"net/mail"
	"slices"
	"strings"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/sheet"
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
	if err := p.check(who); err != nil {
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

// check reports every problem of a person's entry. Roles of the institution are not a program's to give.
func (p NewPerson) check(who tenant.Scope) error {
	var all fault.Problems
	checkIdentity(&all, p.Email, p.Name)
	if len(p.Roles) == 0 {
		all.Add("roles", "Choose at least one role.")
	}
	for _, r := range p.Roles {
		if !slices.Contains(tenant.ProgramRoles, r) && !(slices.Contains(tenant.InstitutionRoles, r) && who.Is(tenant.System)) {
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

// PeopleWorkbook writes the list of people as a workbook and notes in the audit log that it was taken out, and how many
// rows.
func (a *App) PeopleWorkbook(ctx context.Context, who tenant.Scope, l List) ([]byte, error) {
	if err := access.Check(who, access.PeopleSee); err != nil {
		return nil, err
	}
	err := a.store.As(ctx, who, func(tx *store.Tx) error {
		return tx.Audit(ctx, "people.export", "", map[string]any{"rows": len(l.Rows)})
	})
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = sheet.WriteXLSX(&b, l.table())
	return b.Bytes(), err
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
	if err := p.check(who); err != nil {
		return err
	}
	if err := a.mayRename(ctx, who, id, p); err != nil {
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

// mayRename keeps an address, with which a person signs in everywhere, from being changed by one program when the person
// has roles in others too; and nobody from ending the role by which they are here.
func (a *App) mayRename(ctx context.Context, who tenant.Scope, id tenant.PersonID, p NewPerson) error {
	var was store.Member
	err := a.store.As(ctx, reading(who), func(tx *store.Tx) (err error) {
		was, err = tx.PersonOf(ctx, id)
		return err
	})
	if err != nil {
		return err
	}
	var all fault.Problems
	if id == who.Person && !slices.ContainsFunc(p.Roles, func(r tenant.Role) bool { return slices.Contains(access.Roles(access.PeopleChange), r) }) {
		all.Add("roles", "You would lose this page. Ask another coordinator or director to end your role.")
	}
	if tidyEmail(p.Email) != was.Email && !who.Is(tenant.System) {
		elsewhere, err := a.hasRolesElsewhere(ctx, who, id)
		if err != nil {
			return err
		}
		if elsewhere {
			all.Add("email", "This person has roles outside this program too, and signs in there with %s. An institution administrator can change it.", was.Email)
		}
	}
	return all.Err()
}

// hasRolesElsewhere looks beyond the program of the scope, and says no more than yes or no.
func (a *App) hasRolesElsewhere(ctx context.Context, who tenant.Scope, id tenant.PersonID) (yes bool, err error) {
	programs, err := a.store.ProgramIDs(ctx, who.Institution)
	if err != nil {
		return false, err
	}
	all := tenant.SystemScope(who.Institution, programs...)
	all.Program = who.Program
	err = a.store.As(ctx, all, func(tx *store.Tx) error {
		yes, err = tx.HasRolesElsewhere(ctx, id)
		return err
	})
	return yes, err
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
