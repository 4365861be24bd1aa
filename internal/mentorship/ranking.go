package mentorship

import (
	"crypto/sha256"
	"slices"
	"strconv"
	"strings"
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
	Kept     []MentorID        // the list as it was: a mentor who stepped back since may stay until the resident agrees
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
		case !c.Eligible[m] && !slices.Contains(c.Kept, m):
			p.Add("rank", "A mentor on your list has stepped back or has no place any more. Choose another.")
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

// Put puts a mentor back at a place (from 1), as it was before something was undone. A list that grows too long loses its
// last.
func (l RankList) Put(m MentorID, place, length int) RankList {
	l = l.Remove(m)
	at := min(max(place-1, 0), len(l.Mentors))
	l.Mentors = slices.Insert(l.Mentors, at, m)
	l.Mentors = l.Mentors[:min(len(l.Mentors), length)]
	return l
}

// Place is where a mentor stands, from 1; 0 when not on the list.
func (l RankList) Place(m MentorID) int { return slices.Index(l.Mentors, m) + 1 }

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

// RankOp is one change of a rank list, as a button of the form names it.
type RankOp struct {
	Verb   string // add, up, down, remove, back, save, done
	Mentor MentorID
	Place  int // of back: where the mentor stood, from 1
}

// ParseRankOp reads "add:ID", "up:ID", "down:ID", "remove:ID", "back:ID:PLACE", "save" or "done". Anything else is
// fault.Invalid.
func ParseRankOp(s string) (RankOp, error) {
	verb, rest, _ := strings.Cut(s, ":")
	id, place, _ := strings.Cut(rest, ":")
	op := RankOp{Verb: verb, Mentor: MentorID(id)}
	op.Place, _ = strconv.Atoi(place) // without a number: last in line
	known := slices.Contains([]string{"save", "done"}, verb) && rest == "" ||
		slices.Contains([]string{"add", "up", "down", "remove", "back"}, verb) && id != ""
	if !known {
		return op, fault.New(fault.Invalid, "This form could not be read. Open the page again.")
	}
	return op, nil
}

// Apply makes the change. out is the mentor who went off the list by it, "" for nobody, and was their place.
func (o RankOp) Apply(l RankList, length int) (next RankList, out MentorID, was int) {
	next = l
	switch o.Verb {
	case "add":
		next, out = l.Add(o.Mentor, length)
	case "up":
		next = l.Move(o.Mentor, -1)
	case "down":
		next = l.Move(o.Mentor, 1)
	case "remove":
		next = l.Remove(o.Mentor)
		if l.Place(o.Mentor) > 0 {
			out = o.Mentor
		}
	case "back":
		next = l.Put(o.Mentor, o.Place, length)
	}
	return next, out, l.Place(out)
}

// ShuffleFor puts mentors into an order of a person's own: the same all day, another the next day, and never alphabetical,
// so that no name profits from where it stands. A mentor who joins or leaves does not move the others.
func ShuffleFor[T any](mentors []T, id func(T) MentorID, person string, day time.Time) {
	key := func(m T) string {
		h := sha256.Sum256([]byte(person + "\x00" + day.Format(time.DateOnly) + "\x00" + string(id(m))))
		return string(h[:])
	}
	slices.SortFunc(mentors, func(a, b T) int { return strings.Compare(key(a), key(b)) })
}
