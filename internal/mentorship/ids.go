// Package mentorship is the nouns of a residency mentorship program and their rules.
//
// A sponsoring institution runs programs; a program runs cycles (academic years). In a cycle faculty write mentor
// profiles with places, residents rank mentors, a match is run and announced, and each pair (a resident and a mentor)
// logs its meetings. The rules here know no database and no clock: they take values and report every problem at once as
// a fault.Error.
package mentorship

// Typed ids, UUIDs in text form: a function that wants a resident cannot be given a mentor. A ResidentID and a MentorID
// are the ids of persons.
type (
	CycleID    string
	ResidentID string
	MentorID   string
	PairingID  string
	MeetingID  string
	OfferID    string
	RunID      string
	RuleID     string
)

// Name is how a person is called.
type Name struct {
	Title  string // "Dr." before the names of faculty, "" for residents
	Given  string
	Family string
}

// Full is the name with its title: "Dr. Amara Okafor", "Priya Nair".
func (n Name) Full() string { return join(n.Title, n.Given, n.Family) }

// Short is how the person is named after the first mention: "Dr. Okafor" (with a non-breaking space) for faculty, first
// and last name for residents.
func (n Name) Short() string {
	if n.Title == "" {
		return join(n.Given, n.Family)
	}
	return n.Title + "\u00a0" + n.Family
}

// First is the first name alone, as one resident would say it: "Priya has one tap to confirm". Faculty keep their title.
func (n Name) First() string {
	if n.Title != "" || n.Given == "" {
		return n.Short()
	}
	return n.Given
}

// Initials are the letters of the disc beside the name.
func (n Name) Initials() string { return initial(n.Given) + initial(n.Family) }

func initial(s string) string {
	for _, r := range s {
		return string(r)
	}
	return ""
}

func join(parts ...string) string {
	out := ""
	for _, p := range parts {
		if p == "" {
			continue
		}
		if out != "" {
			out += " "
		}
		out += p
	}
	return out
}
