package access

import "evenly/internal/tenant"

// GMESee is the institution's view: programs side by side, without names.
const GMESee Act = "gme.see"

var gmeActs = map[Act][]tenant.Role{GMESee: {tenant.DIO, tenant.Admin}}
