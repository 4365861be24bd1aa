package mentorship

import (
	"slices"
	"time"

	"evenly/internal/fault"
)

// AwayKind is why a person is away. It is seen by the pair and the mentorship leads; no reasons beyond it are kept.
type AwayKind string

// The kinds of time away.
const (
	Nights       AwayKind = "nights"
	Leave        AwayKind = "leave"
	AwayRotation AwayKind = "away_rotation"
	OtherAway    AwayKind = "other"
)

// AwayKinds in the order people choose from.
var AwayKinds = []AwayKind{Nights, Leave, AwayRotation, OtherAway}

// Words is the kind as people say it.
func (k AwayKind) Words() string {
	return map[AwayKind]string{Nights: "Nights", Leave: "Leave", AwayRotation: "Away rotation", OtherAway: "Other"}[k]
}

// TimeAway is a stretch of days on which nothing was promised. Both ends belong to it.
type TimeAway struct {
	ID       string
	StartsOn time.Time
	EndsOn   time.Time
	Kind     AwayKind
}

// Days is how many calendar days it holds.
func (t TimeAway) Days() int { return int(t.EndsOn.Sub(t.StartsOn).Hours()/24) + 1 }

// Check reports every problem.
func (t TimeAway) Check() error {
	var p fault.Problems
	if t.EndsOn.Before(t.StartsOn) {
		p.Add("ends_on", "The last day is before the first day.")
	} else if t.Days() > 732 {
		p.Add("ends_on", "Enter at most two years at once.")
	}
	if !slices.Contains(AwayKinds, t.Kind) {
		p.Add("kind", "Choose what kind of time away it is.")
	}
	return p.Err()
}
