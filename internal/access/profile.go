package access

import "evenly/internal/tenant"

// Acts around mentor profiles.
const (
	ProfileOwn  Act = "profile.own"  // write one's own, step back, keep the private list of residents
	MentorsSee  Act = "mentors.see"  // browse the published profiles
	MentorsEdit Act = "mentors.edit" // change anyone's
)

var profileActs = map[Act][]tenant.Role{
	ProfileOwn:  {tenant.Mentor},
	MentorsSee:  everyone,
	MentorsEdit: coordinator,
}
