package matching

import (
	"fmt"
	"strings"
)

// A Change is the difference between two optimal pairings: what one place more would gain, what a rule costs. Everything
// in it is "after minus before"; when nothing a stage counts would change it holds only words that say so.
type Change struct {
	// Words say the change, such as "one fewer third choice, one more first choice".
	Words string `json:"words"`
	// Impossible: there is no pairing after the change, because of pins.
	Impossible bool `json:"impossible,omitempty"`

	Profile   []int `json:"profile,omitempty"`
	OffList   int   `json:"off_list,omitempty"`
	Unmatched int   `json:"unmatched,omitempty"`
	Moved     int   `json:"moved,omitempty"`
	Shortfall int   `json:"shortfall,omitempty"`

	// Stages holds the stages whose optimum changes, in their order, with the difference.
	Stages []StageValue `json:"stages,omitempty"`

	offAsRank         []int
	squares, affinity int64
}

// None reports that no stage would end differently.
func (c *Change) None() bool { return len(c.Stages) == 0 && !c.Impossible }

// Difference is what changes from one result to another of the same residents and ranks. Between two results of a reference
// preset, whose aims count no ranks, it is the outcome that is compared, and said to be the lottery's.
func Difference(before, after *Result) Change {
	c := Change{Profile: minusEach(after.Profile, before.Profile), offAsRank: minusEach(after.OffListAsRank, before.OffListAsRank),
		OffList: after.OffList - before.OffList, Unmatched: after.Unmatched - before.Unmatched,
		Moved: after.Moved - before.Moved, Shortfall: after.Shortfall - before.Shortfall}
	for _, b := range before.Stages {
		for _, a := range after.Stages {
			if a.Name == b.Name {
				d := StageValue{Name: a.Name, Value: a.Value - b.Value}
				if a.Counts != nil {
					d.Counts = minusEach(a.Counts, b.Counts)
				}
				c.note(d)
			}
		}
	}
	if before.Preset.isReference() && after.Preset == before.Preset && c.countsAnything() {
		c.Stages = append(c.Stages, StageValue{Name: Lottery})
	}
	c.say()
	return c
}

func (c *Change) countsAnything() bool {
	some := c.OffList != 0 || c.Unmatched != 0 || c.Moved != 0 || c.Shortfall != 0
	for k := range c.Profile {
		some = some || c.Profile[k] != 0 || c.offAsRank[k] != 0
	}
	return some
}

func minusEach(a, b []int) []int {
	out := make([]int, max(len(a), len(b)))
	copy(out, a)
	for i, x := range b {
		out[i] -= x
	}
	return out
}

// finish works out the stages and the words from the tallied numbers.
func (c *Change) finish(order []Stage, fallback bool) {
	for _, s := range order {
		c.note(c.stage(s, fallback))
	}
	c.say()
}

func (c *Change) stage(s Stage, fallback bool) StageValue {
	out := StageValue{Name: s}
	switch s {
	case LowerLimits:
		out.Value = int64(c.Shortfall)
	case Kept:
		out.Value = int64(c.Moved)
	case OffList:
		out.Value = int64(c.OffList)
		if !fallback {
			out.Value = int64(c.Unmatched)
		}
	case WorstRankFirst, BestRankFirst:
		out.Counts = c.ranks(s)
	case TotalRank:
		for k := range c.Profile {
			out.Value += int64(k+1) * int64(c.Profile[k]+c.offAsRank[k])
		}
	case EvenLoad:
		out.Value = c.squares
	case AffinityScore:
		out.Value = c.affinity
	}
	return out
}

func (c *Change) ranks(s Stage) []int {
	counts := make([]int, len(c.Profile))
	for k := range counts {
		i := k
		if s == WorstRankFirst {
			i = len(counts) - 1 - k
		}
		counts[i] = c.Profile[k] + c.offAsRank[k]
	}
	return counts
}

// note keeps a stage that changes.
func (c *Change) note(s StageValue) {
	changes := s.Value != 0
	for _, n := range s.Counts {
		changes = changes || n != 0
	}
	if changes {
		c.Stages = append(c.Stages, s)
	}
}

// say puts the change into words, most serious first. A change no stage counts is none.
func (c *Change) say() {
	if len(c.Stages) == 0 {
		*c = Change{Words: "no change"}
		return
	}
	var parts []string
	add := func(n int, one, many string) {
		if n != 0 {
			parts = append(parts, moreOrFewer(n)+" "+plural(n, one, many))
		}
	}
	add(c.Unmatched, "resident without a mentor", "residents without a mentor")
	add(c.missingPlaces(), "place missing below a lower limit", "places missing below a lower limit")
	add(c.Moved, "pair broken", "pairs broken")
	add(c.OffList+total(c.offAsRank), "placement off the list", "placements off the list")
	for k := len(c.Profile) - 1; k >= 0; k-- {
		add(c.Profile[k], ordinal(k+1)+" choice", ordinal(k+1)+" choices")
	}
	for _, s := range c.Stages {
		switch {
		case s.Name == EvenLoad && len(parts) == 0 && s.Value < 0:
			parts = append(parts, "more even loads")
		case s.Name == EvenLoad && len(parts) == 0:
			parts = append(parts, "less even loads")
		case s.Name == AffinityScore && len(parts) == 0:
			parts = append(parts, fmt.Sprintf("an affinity %+d", s.Value))
		}
	}
	if c.Words = strings.Join(parts, ", "); len(parts) == 0 {
		c.Words = "other placements off short lists"
	}
}

// missingPlaces is the shortfall without the residents it counts.
func (c *Change) missingPlaces() int {
	for _, s := range c.Stages {
		if s.Name == OffList && int(s.Value) == c.Unmatched && c.OffList == 0 {
			return c.Shortfall // no fallback: the unmatched are counted in another stage
		}
	}
	if c.Shortfall == 0 {
		return 0
	}
	return c.Shortfall - c.Unmatched
}

func total(counts []int) (sum int) {
	for _, n := range counts {
		sum += n
	}
	return sum
}

func moreOrFewer(n int) string {
	if n < 0 {
		return number(-n) + " fewer"
	}
	return number(n) + " more"
}

func plural(n int, one, many string) string {
	if n == 1 || n == -1 {
		return one
	}
	return many
}

func number(n int) string {
	names := [...]string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}
	if n < len(names) {
		return names[n]
	}
	return fmt.Sprint(n)
}

func ordinal(n int) string {
	names := [...]string{"", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"}
	switch {
	case n < len(names):
		return names[n]
	case n%100/10 == 1:
		return fmt.Sprintf("%dth", n)
	}
	suffix := [...]string{"th", "st", "nd", "rd", "th", "th", "th", "th", "th", "th"}
	return fmt.Sprintf("%d%s", n, suffix[n%10])
}
