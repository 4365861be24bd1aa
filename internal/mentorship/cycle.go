package mentorship

import (
	"sync"
	"time"

	"evenly/internal/fault"
)

// CycleState is where a mentorship year stands. States follow one another in this order.
type CycleState string

// The states of a cycle.
const (
	Draft        CycleState = "draft"
	ProfilesOpen CycleState = "profiles" // faculty write profiles
	RankingOpen  CycleState = "ranking"  // residents rank mentors
	Matching     CycleState = "matching" // lists are closed, the match is run and answered
	Running      CycleState = "running"  // pairs are announced and meet
	Closed       CycleState = "closed"
)

// CycleStates in their order.
var CycleStates = []CycleState{Draft, ProfilesOpen, RankingOpen, Matching, Running, Closed}

// Words is the state as people say it.
func (s CycleState) Words() string {
	return map[CycleState]string{Draft: "Draft", ProfilesOpen: "Profiles open", RankingOpen: "Ranking open",
		Matching: "Matching", Running: "Running", Closed: "Closed"}[s]
}

// Cycle is one mentorship year of a program.
type Cycle struct {
	ID              CycleID
	Name            string    // "2025–26"
	StartsOn        time.Time // a date, midnight UTC
	EndsOn          time.Time
	State           CycleState
	RankingOpensAt  *time.Time
	RankingClosesAt *time.Time
	AnnounceOn      *time.Time
	AnswerDays      int    // days a mentor has to accept or decline
	ListLength      int    // how many mentors a resident ranks
	Seed            string // secret until lists close
	SeedHash        string // published before
	Key             string // makes the pseudonyms of audit bundles; secret for good
	KeyHash         string // published before
	Order           string `db:"objective"` // the published order of aims: a preset, or OwnOrder with Aims
	Aims            []Aim
}

// RankingIsOpen reports whether lists may change at the moment now.
func (c Cycle) RankingIsOpen(now time.Time) bool {
	return c.State == RankingOpen && (c.RankingClosesAt == nil || now.Before(*c.RankingClosesAt))
}

// ListsAreClosed reports whether rank lists and private lists are fixed at the moment now, because the match is being made
// from them.
func (c Cycle) ListsAreClosed(now time.Time) bool {
	return c.State == Matching || c.State == RankingOpen && !c.RankingIsOpen(now)
}

// Week is the number of the week of the cycle, from 1, at the day given; 0 before it starts.
func (c Cycle) Week(day time.Time) int {
	if day.Before(c.StartsOn) {
		return 0
	}
	return int(day.Sub(c.StartsOn).Hours()/24)/7 + 1
}

// DateOf is the calendar date of a moment in a time zone, as midnight UTC: the form in which dates are compared and stored.
func DateOf(t time.Time, zone *time.Location) time.Time {
	y, m, d := t.In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// Zone is the time zone by its IANA name; an unknown one (the form refuses it) reads as UTC.
func Zone(name string) *time.Location {
	if loc, ok := zones.Load(name); ok {
		return loc.(*time.Location)
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	zones.Store(name, loc)
	return loc
}

// zones are those read so far: time.LoadLocation reads and parses a file each time, and a page asks for the zone of every
// date on it. There are a few hundred, and they do not change while the program runs.
var zones sync.Map

// ParseZone is Zone for input: an unknown name is fault.Invalid.
func ParseZone(name string) (*time.Location, error) {
	loc, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" {
		var p fault.Problems
		p.Add("time_zone", "Choose a time zone by its name, like America/Chicago.")
		return nil, p.Err()
	}
	return loc, nil
}
