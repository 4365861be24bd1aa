package access

import "evenly/internal/tenant"

// Acts around the contact of a pair. Which pairs are a person's own is decided by the functions of app.
const (
	MeetingLog  Act = "meeting.log"  // log, change and remove meetings of one's own pairs, answer the other's
	PairSee     Act = "pair.see"     // one's own pairs; any pair for mentorship leads, without what the two keep to themselves
	PairsSee    Act = "pairs.see"    // the list of pairs; chief residents see names only
	PairsExport Act = "pairs.export" // the list of pairs as a workbook
	EquitySee   Act = "equity.see"   // readings by name
	MethodSee   Act = "method.see"   // how the readings are worked out
)

var meetingActs = map[Act][]tenant.Role{
	MeetingLog:  {tenant.Resident, tenant.Mentor},
	PairSee:     {tenant.Resident, tenant.Mentor, tenant.Coordinator, tenant.Director, tenant.AssociateDirector, tenant.Facilitator},
	PairsSee:    {tenant.Chief, tenant.Coordinator, tenant.Director, tenant.AssociateDirector, tenant.Facilitator},
	PairsExport: leads,
	EquitySee:   leads,
	MethodSee:   everyone,
}
