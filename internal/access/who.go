package access

import "evenly/internal/tenant"

// WhoSee is the page that says who can see what.
const WhoSee Act = "who.see"

var whoActs = map[Act][]tenant.Role{WhoSee: everyone}
