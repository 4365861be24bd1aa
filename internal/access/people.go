package access

import "evenly/internal/tenant"

// Acts around the people of a program.
const (
	PeopleSee    Act = "people.see"
	PeopleChange Act = "people.change"
)

var peopleActs = map[Act][]tenant.Role{
	PeopleSee:    leads,
	PeopleChange: {tenant.Coordinator, tenant.Director, tenant.AssociateDirector},
}
