// Package access is who may do what: one table of act x role. A route declares its act, the server asks before the
// handler runs, and each function of app asks again with the scope it was given. Rows are kept apart by the store
// (tenancy) and by the functions of app (a mentor's own pairs); this table says which roles may try at all.
package access

import (
	"slices"

	"evenly/internal/fault"
	"evenly/internal/tenant"
)

// Act is one thing that can be done, "noun.verb".
type Act string

// Acts that need no role in a program.
const (
	Public    Act = "public"    // anyone, without signing in
	Anonymous Act = "anonymous" // nobody's cookie is read
	ByLink    Act = "link"      // whoever holds a one-purpose link
	SignedIn  Act = "signed-in" // any account
)

// Acts in a program or an institution. Each feature adds its own in a file of its own stem.
const (
	HomeSee Act = "home.see"
)

var (
	leads       = []tenant.Role{tenant.Coordinator, tenant.Director, tenant.AssociateDirector, tenant.Facilitator}
	everyone    = []tenant.Role{tenant.Resident, tenant.Mentor, tenant.Chief, tenant.Coordinator, tenant.Director, tenant.AssociateDirector, tenant.Facilitator}
	runners     = []tenant.Role{tenant.Coordinator, tenant.Director, tenant.AssociateDirector}
	coordinator = []tenant.Role{tenant.Coordinator}
)

// table is the whole of it; each feature's file holds its part.
var table = merge(
	map[Act][]tenant.Role{HomeSee: everyone},
	rankingActs, profileActs, ruleActs, notWithActs,
	meetingActs,
	stepActs,
	boardActs,
	gmeActs,
	peopleActs,
	whoActs,
	auditActs,
	setupActs,
	taskActs, matchActs, surveyActs,
)

// Roles lists who may do an act, in the order of the table; nil for acts that need no role.
func Roles(a Act) []tenant.Role { return slices.Clone(table[a]) }

// Acts lists every act of the table, for the page that draws it and for tests.
func Acts() []Act {
	var all []Act
	for a := range table {
		all = append(all, a)
	}
	slices.Sort(all)
	return all
}

// Known reports whether an act stands in the table or needs no role.
func Known(a Act) bool {
	_, ok := table[a]
	return ok || slices.Contains([]Act{Public, Anonymous, ByLink, SignedIn}, a)
}

// Check returns nil when the scope may do the act, fault.SignIn when nobody is signed in, else fault.Forbidden. The
// clock and the command line may do everything.
func Check(who tenant.Scope, a Act) error {
	if who.Is(tenant.System) || slices.Contains([]Act{Public, Anonymous, ByLink}, a) {
		return nil
	}
	if who.Account == "" && who.Person == "" {
		return fault.New(fault.SignIn, "Sign in to go on.")
	}
	if a == SignedIn || who.Is(table[a]...) {
		return nil
	}
	return fault.New(fault.Forbidden, "This page is for %s.", words(table[a]))
}

// words names the roles as people say them.
func words(roles []tenant.Role) string {
	out := ""
	for i, r := range roles {
		switch {
		case i > 0 && i == len(roles)-1:
			out += " and "
		case i > 0:
			out += ", "
		}
		out += Plural(r)
	}
	return out
}

// Plural is a role in words, many: "associate directors".
func Plural(r tenant.Role) string {
	return map[tenant.Role]string{tenant.Resident: "residents", tenant.Mentor: "mentors", tenant.Chief: "chief residents",
		tenant.Coordinator: "coordinators", tenant.Director: "program directors", tenant.AssociateDirector: "associate directors",
		tenant.Facilitator: "facilitators", tenant.Ombudsperson: "the ombudsperson", tenant.DIO: "the GME office",
		tenant.Admin: "institution administrators"}[r]
}

// Singular is a role in words, one: "Associate director".
func Singular(r tenant.Role) string {
	return map[tenant.Role]string{tenant.Resident: "Resident", tenant.Mentor: "Mentor", tenant.Chief: "Chief resident",
		tenant.Coordinator: "Coordinator", tenant.Director: "Program director", tenant.AssociateDirector: "Associate director",
		tenant.Facilitator: "Facilitator", tenant.Ombudsperson: "Ombudsperson", tenant.DIO: "GME office",
		tenant.Admin: "Administrator"}[r]
}

func merge(parts ...map[Act][]tenant.Role) map[Act][]tenant.Role {
	all := map[Act][]tenant.Role{}
	for _, p := range parts {
		for a, r := range p {
			all[a] = r
		}
	}
	return all
}
