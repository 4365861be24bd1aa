package mentorship

import (
	"slices"
	"time"

	"evenly/internal/fault"
)

// RankList is a resident's mentors in their true order, best first.
type RankList struct {
	Mentors []MentorID
	Version int        // grows with each change; 0: nothing saved yet
	SavedAt *time.Time // nil: nothing saved yet
	DoneAt  *time.Time // when the resident pressed Done
}

// Choice is what a rank list may contain in a cycle: the mentors who can be ranked, and how many places the list has.
type Choice struct {
	Length   int
	Eligible map[MentorID]bool
	NotWith  map[MentorID]bool // the resident's own private list
}

// Check reports every problem of a list against what may be chosen.
func (l RankList) Check(c Choice) error {
	var p fault.Problems
	if len(l.Mentors) > c.Length {
		p.Add("rank", "Choose at most %d mentors.", c.Length)
	}
	seen := map[MentorID]bool{}
	for _, m := range l.Mentors {
		switch {
		case seen[m]:
			p.Add("rank", "You already ranked this mentor. Each mentor has one place on your list.")
		case c.NotWith[m]:
			p.Add("rank", "This mentor is on your private list of people you cannot be matched with. Take them off that list first.")
		case !c.Eligible[m]:
			p.Add("rank", "This mentor is not taking residents. Choose another.")
		}
		seen[m] = true
	}
	return p.Err()
}

// Add puts a mentor last. On a full list the mentor takes the last place, and the one who had it is returned.
func (l RankList) Add(m MentorID, length int) (RankList, MentorID) {
	if slices.Contains(l.Mentors, m) {
		return l, ""
	}
	next := slices.Clone(l.Mentors)
	if len(next) < length {
		l.Mentors = append(next, m)
		return l, ""
	}
	out := next[length-1]
	next[length-1] = m
	l.Mentors = next
	return l, out
}

// Remove takes a mentor off; those below move up.
func (l RankList) Remove(m MentorID) RankList {
	l.Mentors = slices.DeleteFunc(slices.Clone(l.Mentors), func(x MentorID) bool { return x == m })
	return l
}

// Move shifts a mentor by one place: -1 up, +1 down. At the end of the list nothing changes.
func (l RankList) Move(m MentorID, by int) RankList {
	next := slices.Clone(l.Mentors)
	i := slices.Index(next, m)
	j := i + by
	if i < 0 || j < 0 || j >= len(next) {
		return l
	}
	next[i], next[j] = next[j], next[i]
	l.Mentors = next
	return l
}
