package app

import (
	"context"

	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// Me is a signed-in person in an institution: who they are and every place they have a role in. Every page's frame is
// drawn from it.
type Me struct {
	Account     tenant.AccountID
	Person      tenant.PersonID
	Email       string
	Name        mentorship.Name
	Institution store.Institution
	Version     int64         // grows with every act in the institution (store.WhoIs)
	Roles       []tenant.Role // institution roles
	Places      []Place       // programs, by name
}

// Place is a program a person has roles in.
type Place struct {
	Program  tenant.ProgramID
	Slug     string
	Name     string
	TimeZone string
	Cycle    string // the name of its current year, "" before the first
	Roles    []tenant.Role
	Contacts Contacts
}

// Contacts are the doors outside a program, shown in every footer as text.
type Contacts struct {
	Ombudsperson, DIO, Outside string
}

// Enter finds who an account is in an institution. An institution that does not exist and one where the person has no
// role answer the same: fault.NotFound.
func (a *App) Enter(ctx context.Context, account tenant.AccountID, institution string) (Me, error) {
	email, in, err := a.store.AccountAt(ctx, account, institution)
	if err != nil {
		return Me{}, err
	}
	return a.enterInto(ctx, account, in, email, "")
}

// enterInto is Enter for an institution that is known; the person by e-mail or, without one, by id.
func (a *App) enterInto(ctx context.Context, account tenant.AccountID, in store.Institution, email string, person tenant.PersonID) (Me, error) {
	held, version, err := a.store.WhoIs(ctx, in.ID, email, person)
	if err != nil {
		return Me{}, err
	}
	me := Me{Account: account, Person: held[0].PersonID, Email: held[0].Email, Institution: in, Version: version,
		Name: mentorship.Name{Title: held[0].Title, Given: held[0].GivenName, Family: held[0].FamilyName}}
	for _, h := range held {
		me.add(h)
	}
	return me, nil
}

// add files one role under its program, or under the institution.
func (m *Me) add(h store.Held) {
	if h.ProgramID == nil {
		m.Roles = append(m.Roles, h.Role)
		return
	}
	if n := len(m.Places); n == 0 || m.Places[n-1].Program != *h.ProgramID {
		m.Places = append(m.Places, Place{Program: *h.ProgramID, Slug: *h.ProgramSlug, Name: *h.ProgramName, TimeZone: *h.TimeZone,
			Cycle: text(h.CycleName), Contacts: Contacts{Ombudsperson: text(h.Ombudsperson), DIO: text(h.DIO), Outside: text(h.Outside)}})
	}
	last := &m.Places[len(m.Places)-1]
	last.Roles = append(last.Roles, h.Role)
}

// In is the scope for a program's pages, with the place itself. A program where the person has no role is
// fault.NotFound, whether it exists or not.
func (m Me) In(slug string) (tenant.Scope, Place, error) {
	for _, p := range m.Places {
		if p.Slug == slug {
			return tenant.Scope{Institution: m.Institution.ID, Program: p.Program, Programs: []tenant.ProgramID{p.Program},
				Person: m.Person, Account: m.Account, Roles: p.Roles}, p, nil
		}
	}
	return tenant.Scope{}, Place{}, fault.New(fault.NotFound, "Check the address, or start from the first page.")
}

// Across is the scope for institution pages: every program of the institution for institution roles.
func (m Me) Across(programs []tenant.ProgramID) tenant.Scope {
	return tenant.Scope{Institution: m.Institution.ID, Programs: programs, Person: m.Person, Account: m.Account, Roles: m.Roles}
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// Across finds the scope of a person on institution pages: all programs for those with an institution role, else the
// programs they have a role in.
func (a *App) Across(ctx context.Context, me Me) (tenant.Scope, error) {
	var ids []tenant.ProgramID
	for _, p := range me.Places {
		ids = append(ids, p.Program)
	}
	if len(me.Roles) > 0 {
		var err error
		if ids, err = a.store.ProgramIDs(ctx, me.Institution.ID); err != nil {
			return tenant.Scope{}, err
		}
	}
	return me.Across(ids), nil
}

// EmailOf is the e-mail address of a signed-in account.
func (a *App) EmailOf(ctx context.Context, id tenant.AccountID) (string, error) {
	return a.store.AccountEmail(ctx, id)
}
