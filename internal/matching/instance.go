package matching

import "math"

// MentorID names a mentor within one instance. Ids are compared byte for byte: "Ana", "ana" and "ana " are three people.
type MentorID string

// ResidentID names a resident within one instance. A resident and a mentor with the same id are the same person, who is
// never paired with themselves.
type ResidentID string

// GroupID names a group of mentors: a site, a department, a division of one.
type GroupID string

// Unlimited is the Max of a group that has none.
const Unlimited = math.MaxInt32

// An Instance is everything a match depends on. Its zero value is a program without anybody, which has a (trivial) match.
// The order of every slice is irrelevant to the result, except the order of the ranks in a list.
type Instance struct {
	Name, Source, Licence, Note string // free text, carried along

	// Fallback allows a resident to be placed with a mentor they did not list. Without it they stay unmatched instead.
	Fallback bool
	// ListLength is how many ranks the program asks for; 0 takes the longest list handed in. With Fallback, whoever
	// lists fewer and ends off their list counts as placed at the next rank (see the package comment).
	ListLength int
	// AllowMoves is how many of the Current pairs may be broken for a better profile. Pairs that must break always may.
	AllowMoves int

	Seed   string // of the lottery
	Preset Preset // empty means NobodyLeftBehind, unless Stages are given
	Stages []Stage

	Mentors   []Mentor
	Groups    []Group
	Residents []Resident
	Pins      []Pair
	Affinity  []Affinity
	Current   []Pair
}

// A Mentor takes between Min and Max residents. Ranks, best first and with ties, are used by DeferredAcceptance only;
// residents left out come after all who are named.
type Mentor struct {
	ID       MentorID
	Min, Max int
	Group    GroupID // empty: none
	Ranks    [][]ResidentID
}

// A Group bounds the residents of all mentors in it and in the groups below it.
type Group struct {
	ID       GroupID
	Min, Max int
	Parent   GroupID // empty: none
}

// A Resident ranks mentors, best first. A rank may hold several (a tie) or nobody; an empty rank keeps its number.
// Excluded holds program rules and others' vetoes, NotWith the resident's own private refusals.
type Resident struct {
	ID       ResidentID
	Ranks    [][]MentorID
	Excluded []MentorID
	NotWith  []MentorID
}

// A Pair is one resident with one mentor.
type Pair struct {
	Resident ResidentID `json:"resident"`
	Mentor   MentorID   `json:"mentor"`
}

// An Affinity is how well two people who did not choose each other would suit; it counts only when the placement is off
// the resident's list. More is better.
type Affinity struct {
	Resident ResidentID `json:"resident"`
	Mentor   MentorID   `json:"mentor"`
	Score    int        `json:"score"`
}

// A Problem is one thing wrong with an instance, and where: a JSON path such as "residents[3].ranks[0][1]".
type Problem struct {
	Path, Text string
}

func (p Problem) String() string {
	if p.Path == "" {
		return p.Text
	}
	return p.Path + ": " + p.Text
}

// Limits on what a file may hold; beyond them lies a mistake, or an integer that would no longer fit.
const (
	maxRanks = 2_000         // ranks in one list
	maxScore = 1_000_000_000 // size of an affinity score
	maxCount = 1 << 30       // residents, places
)
