package access

import "evenly/internal/tenant"

// Visible is one line of the page "who can see what": a thing that is kept, and what each role sees of it, in words. ""
// means nothing at all.
type Visible struct {
	What string
	By   map[tenant.Role]string
}

// SeenBy lists the roles of that page, in the order of its columns.
var SeenBy = []tenant.Role{tenant.Resident, tenant.Mentor, tenant.Chief, tenant.Coordinator, tenant.Director, tenant.Facilitator, tenant.Ombudsperson, tenant.DIO}

// see is a line for the eight roles of SeenBy, in their order.
func see(what string, by ...string) Visible {
	v := Visible{What: what, By: map[tenant.Role]string{}}
	for i, words := range by {
		v.By[SeenBy[i]] = words
	}
	v.By[tenant.AssociateDirector] = v.By[tenant.Director]
	return v
}

// Sight is the whole page. The functions of app keep to it, and tests of each hold them to it.
var Sight = []Visible{
	see("Mentor profiles", "all of the program", "all of the program", "all of the program", "all, edits", "all", "all", "", ""),
	see("A resident’s rank list and private “not with” list", "own", "", "", "for the match, until it is announced", "never by name before a run is chosen", "", "", ""),
	see("A mentor’s private “cannot mentor” list", "", "own", "", "", "", "", "", ""),
	see("Pairs", "own", "own", "names only", "all", "all", "all", "", "counts"),
	see("Meetings of a pair: when, how long, where", "own", "own pairs’", "", "all", "all", "all", "", "totals"),
	see("What a pair worked on", "own", "own pairs’", "", "", "", "", "", ""),
	see("What one answers to a lead who asked how it is going", "own", "own", "", "if named as the reader", "if named as the reader", "if named as the reader", "", ""),
	see("Time away: dates and kind", "own, and one’s mentor’s", "own, and one’s residents’", "", "all, edits", "all", "all", "", ""),
	see("Readings by name: less, gone quiet, more", "own promise", "own pairs’", "", "yes", "yes, but not act on own pairs", "yes", "", "per program"),
	see("The program’s own reading", "yes", "yes", "yes", "yes", "yes", "yes", "", "yes"),
	see("Audit log", "own entries", "own entries", "own entries", "", "program", "", "own area", "institution"),
}
