package mentorship

import (
	"strings"
	"time"
	"unicode/utf8"

	"evenly/internal/fault"
)

// RunState is where a run of the match stands.
type RunState string

// The states of a run. It is solved or found infeasible by a task; one of those solved is chosen, then both sides are asked,
// then it is announced. A run that another one replaced is dropped.
const (
	RunWaiting    RunState = "waiting"
	RunSolved     RunState = "solved"
	RunInfeasible RunState = "infeasible"
	RunFailed     RunState = "failed"
	RunChosen     RunState = "chosen"
	RunAnswering  RunState = "answering"
	RunAnnounced  RunState = "announced"
	RunDropped    RunState = "dropped"
)

// NamesShown reports whether mentorship leads may read a run by name: once it is chosen, and not before.
func (s RunState) NamesShown() bool { return s == RunChosen || s == RunAnswering || s == RunAnnounced }

// Done reports whether a run has a result.
func (s RunState) Done() bool { return s == RunSolved || s == RunInfeasible || s.NamesShown() }

// RunPurpose is what a run is for.
type RunPurpose string

// The purposes of a run.
const (
	ForYear   RunPurpose = "year"   // everyone's primary mentor, before the year
	ForChange RunPurpose = "change" // pairs that end or are to change in mid-year
	ForSecond RunPurpose = "second" // further mentors of one kind
)

// PrimaryKind is the kind of everyone's first mentor.
const PrimaryKind = "primary"

// SecondKinds are the kinds of further mentors, in the order people choose from.
var SecondKinds = []string{"career", "research", "peer", "other"}

// KindWords is a kind of mentor as people say it: "research mentor".
func KindWords(kind string) string {
	return map[string]string{PrimaryKind: "mentor", "career": "career mentor", "research": "research mentor", "peer": "peer mentor",
		"other": "further mentor"}[kind]
}

// The answers to a proposed pair.
const (
	AnswerUnasked  = "unasked"
	AnswerWaiting  = "waiting"
	AnswerAccepted = "accepted"
	AnswerDeclined = "declined"
)

// HandChange is a pair pinned or forbidden by hand, as somebody typed it.
type HandChange struct {
	Kind     string // pin, forbid
	Resident ResidentID
	Mentor   MentorID
	Reason   string
}

// Check reports every problem of a hand change.
func (h HandChange) Check() error {
	var p fault.Problems
	if h.Kind != "pin" && h.Kind != "forbid" {
		p.Add("kind", "Choose whether the pair must be or must not be.")
	}
	if h.Resident == "" {
		p.Add("resident", "Choose a resident.")
	}
	if h.Mentor == "" {
		p.Add("mentor", "Choose a mentor.")
	}
	if h.Resident != "" && string(h.Resident) == string(h.Mentor) {
		p.Add("mentor", "Nobody can mentor themselves. Choose somebody else.")
	}
	CheckReason(&p, h.Reason)
	return p.Err()
}

// reasonMax is how many characters one line of reason may have.
const reasonMax = 500

// CheckReason notes what is wrong with one line of reason.
func CheckReason(p *fault.Problems, reason string) {
	switch {
	case strings.TrimSpace(reason) == "":
		p.Add("reason", "Give the reason in one line. It is kept and printed.")
	case utf8.RuneCountInString(reason) > reasonMax:
		p.Add("reason", "Shorten the reason to %d characters.", reasonMax)
	}
}

// AnswerWindow is when the time to answer ends: the end of the day so many days from now, in the program's time zone.
func AnswerWindow(now time.Time, days int, zone *time.Location) time.Time {
	y, m, d := now.In(zone).Date()
	return time.Date(y, m, d+days+1, 0, 0, 0, 0, zone)
}

// SmallestGroup is the fewest people a share may be about: fewer, and a share would tell about single persons.
const SmallestGroup = 5

// ShownGroups says which groups of these sizes may be shown beside the total. Groups below SmallestGroup are hidden; when
// what is hidden could be worked out from the total, because it is too few people itself, the smallest group left is hidden
// with it.
func ShownGroups(sizes []int) []bool {
	shown, hidden := make([]bool, len(sizes)), 0
	for i, n := range sizes {
		if shown[i] = n >= SmallestGroup; !shown[i] {
			hidden += n
		}
	}
	for hidden > 0 && hidden < SmallestGroup {
		least := -1
		for i, n := range sizes {
			if shown[i] && (least < 0 || n < sizes[least]) {
				least = i
			}
		}
		if least < 0 {
			break
		}
		shown[least] = false
		hidden += sizes[least]
	}
	return shown
}
