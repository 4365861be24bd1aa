package access

import "evenly/internal/tenant"

// GMESee is the institution's view: programs side by side, without names.
const GMESee Act = "gme.see"

// OfficeSee is the first page of an office outside every program: which programs lead people to it.
const OfficeSee Act = "office.see"

var gmeActs = map[Act][]tenant.Role{
	GMESee:    {tenant.DIO, tenant.Admin},
	OfficeSee: {tenant.DIO, tenant.Admin, tenant.Ombudsperson},
}
