package equity

import "slices"

const (
	slowLag   = 7  // median days to log a meeting above which three weeks' grace accuses people wrongly
	slowGrace = 28 // days of grace that are enough then
)

// medianLag is the median number of days from a counted meeting to its being logged; nil without meetings.
func (c cohort) medianLag() *float64 {
	var lags []int
	for _, m := range c.members {
		for meeting := range m.dyad.counted(c.AsOf) {
			lags = append(lags, max(0, int(meeting.Logged-meeting.Date)))
		}
	}
	if len(lags) == 0 {
		return nil
	}
	slices.Sort(lags)
	upper := len(lags) / 2
	return new(float64(lags[(len(lags)-1)/2]+lags[upper]) / 2)
}

// confirmed counts the meetings that the other person said took place.
func (c cohort) confirmed() int {
	n := 0
	for _, m := range c.members {
		for meeting := range m.dyad.counted(c.AsOf) {
			n += one(meeting.Confirmed == Confirmed)
		}
	}
	return n
}

// AdvisedGrace is the grace a program should give: its own, but at least four weeks where meetings are logged late.
// With a mean lag of 14 days, three weeks would make five false misses a year in a program that keeps its promises.
func (p Program) AdvisedGrace(grace int) int {
	if p.MedianLag != nil && *p.MedianLag > slowLag {
		return max(grace, slowGrace)
	}
	return grace
}
