package access

import "evenly/internal/tenant"

// NotWithOwn is a resident's private list of mentors they cannot be matched with.
const NotWithOwn Act = "notwith.own"

var notWithActs = map[Act][]tenant.Role{
	NotWithOwn: {tenant.Resident},
}
