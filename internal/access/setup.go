package access

import "evenly/internal/tenant"

// Acts around a program's settings and years.
const (
	SetupSee    Act = "setup.see"
	SetupChange Act = "setup.change"
)

var setupActs = map[Act][]tenant.Role{
	SetupSee:    leads,
	SetupChange: runners,
}
