package equity

import "slices"

// Nudge is L1, the only rolling clock: when the two people of a pair should think of meeting again. It is theirs
// alone; no reading for others holds it.
type Nudge struct {
	Due     Date // three quarters of the interval after the last meeting
	Overdue Date // the whole interval after it
}

// NudgeState is what to tell the pair.
type NudgeState string

// A nudge is quiet while a meeting is booked or either person is away.
const (
	NudgeQuiet   NudgeState = "quiet"
	NudgeDue     NudgeState = "due"
	NudgeOverdue NudgeState = "overdue"
)

// NextDue returns the two days for a pair that last met on the day since, or that began then and has not met. A
// quarter of a day rounds up: nobody is reminded early.
func NextDue(since Date, interval int) Nudge {
	return Nudge{Due: since + Date((3*interval+3)/4), Overdue: since + Date(interval)}
}

// NudgePair reads the nudge of one pair. Booked says that their next meeting has a date. Secondary pairs have one
// too: it is about two people, not about counting.
func NudgePair(s Settings, d Dyad, booked bool) (Nudge, NudgeState) {
	since := d.From
	for m := range d.counted(s.AsOf) {
		since = max(since, m.Date)
	}
	n := NextDue(since, d.interval(s))
	over := d.To != 0 && d.To < s.AsOf
	away := slices.ContainsFunc(d.Away, func(a Span) bool { return a.From <= s.AsOf && s.AsOf <= a.To })
	switch {
	case over || booked || away || s.AsOf < n.Due:
		return n, NudgeQuiet
	case s.AsOf < n.Overdue:
		return n, NudgeDue
	}
	return n, NudgeOverdue
}
