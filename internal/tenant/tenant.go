// Package tenant says on whose behalf something is done.
//
// A Scope is the person acting, the sponsoring institution they act in, the programs of it that they may see, and the
// roles they hold there. It is a parameter of every function that touches data, never a hidden value: the compiler then
// finds each place that forgot to ask. Row-level security in Postgres enforces the same scope once more.
package tenant

import "slices"

// Typed ids: a function that wants a program cannot be given an institution. All are UUIDs in text form.
type (
	InstitutionID string
	ProgramID     string
	PersonID      string
	AccountID     string
)

// Role is what a person does in a program or in the institution.
type Role string

// Program roles, then institution roles (held outside any program), then System for the clock.
const (
	Resident          Role = "resident"
	Mentor            Role = "mentor"
	Chief             Role = "chief" // chief resident
	Coordinator       Role = "coordinator"
	Director          Role = "director"
	AssociateDirector Role = "associate_director"
	Facilitator       Role = "facilitator"

	Ombudsperson Role = "ombudsperson"
	DIO          Role = "dio" // designated institutional official and the GME office
	Admin        Role = "admin"

	System Role = "system" // the clock and the command line
)

// ProgramRoles are the roles held in one program, in the order people list them.
var ProgramRoles = []Role{Resident, Mentor, Chief, Coordinator, Director, AssociateDirector, Facilitator}

// InstitutionRoles are the roles held in the institution, outside its programs.
var InstitutionRoles = []Role{Ombudsperson, DIO, Admin}

// Scope is who acts, where, and as what. The zero Scope sees nothing: Postgres refuses it.
type Scope struct {
	Institution InstitutionID
	Program     ProgramID   // the program of the page, "" on institution pages
	Programs    []ProgramID // every program whose rows may be seen; contains Program
	Person      PersonID    // "" for the clock
	Account     AccountID   // "" for the clock
	Roles       []Role      // roles in Program, and in the institution
	Once        *Once       // set on a write that came with an idempotency key
}

// Once makes a write happen once: the form's hidden key, a hash of the body, and where the answer sends the person.
// The store inserts it in the same transaction as the effect.
type Once struct {
	Key      string
	BodyHash []byte // SHA-256 of route and form fields
	Location string // the Location of the 303 that answers it
}

// Is reports whether the scope holds any of the roles.
func (s Scope) Is(roles ...Role) bool {
	return slices.ContainsFunc(roles, func(r Role) bool { return slices.Contains(s.Roles, r) })
}

// Leads reports whether the person is one of the mentorship leads: coordinator, director, associate director or
// facilitator. They see readings by name.
func (s Scope) Leads() bool { return s.Is(Coordinator, Director, AssociateDirector, Facilitator) }

// ForProgram narrows the scope of the clock to one program of the institution.
func (s Scope) ForProgram(p ProgramID) Scope {
	s.Program = p
	s.Programs = []ProgramID{p}
	return s
}

// SystemScope is the scope of the clock and the command line in one institution, seeing the programs given.
func SystemScope(i InstitutionID, programs ...ProgramID) Scope {
	return Scope{Institution: i, Programs: programs, Roles: []Role{System}}
}
