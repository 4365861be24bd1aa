package equity

import (
	"cmp"
	"slices"
)

// Dispersion is L4: whether contact in the program as a whole is more uneven than chance makes it.
type Dispersion struct {
	D       float64           `json:"D"`     // sum of (count - fair share)^2 / fair share
	DF      int               `json:"df"`    // pairs - 1
	Ratio   float64           `json:"ratio"` // D / df, about 1 when only chance is at work
	P       float64           `json:"p"`     // share of fair programs that are at least as uneven
	Reading DispersionReading `json:"reading"`
}

// DispersionReading is the one word said about a program.
type DispersionReading string

// Even is the absence of proof; a program is too early with fewer than 10 pairs or before day 56.
const (
	Even     DispersionReading = "even"
	Uneven   DispersionReading = "uneven"
	TooEarly DispersionReading = "too_early"
)

const (
	unevenP     = 0.05
	unevenRatio = 1.3 // matters in large programs only, where trifles become significant
)

// Disperse tests the counts of a program, given the active days, by drawing programs in which only chance is at
// work. The result depends on the pairs as a set, and on nothing random that the seed does not fix. Look once a
// quarter: the 5 % is for each look.
func Disperse(pairs []Exposure, day int, seed string, draws int) Dispersion {
	pairs = canonical(pairs)
	d := Dispersion{DF: max(0, len(pairs)-1), P: 1, Reading: Even}
	if d.DF > 0 {
		d.D, d.P = unevenness(pairs, newDice(seed, "dispersion"), draws)
		d.Ratio = d.D / float64(d.DF)
	}
	switch {
	case len(pairs) < minPairs || day < minDay:
		d.Reading = TooEarly
	case d.P <= unevenP && d.Ratio > unevenRatio:
		d.Reading = Uneven
	}
	return d
}

// unevenness returns D and its Monte Carlo p-value (1+b)/(1+draws).
func unevenness(pairs []Exposure, dice dice, draws int) (d, p float64) {
	total, days := totals(pairs)
	if total == 0 {
		return 0, 1 // nothing was shared out, so nothing unevenly
	}
	perDay := float64(total) / float64(days)
	statistic := func(count func(i int) int) float64 {
		var sum float64
		for i, e := range pairs {
			fair := perDay * float64(e.Days)
			diff := float64(count(i)) - fair
			sum += diff * diff / fair
		}
		return sum
	}
	d = statistic(func(i int) int { return pairs[i].Count })
	atLeast := 0
	limit := d * (1 - 1e-9) // draws equal to what was seen must count, whatever the last bit says
	fairCounts(pairs, dice, draws, func(counts []int) {
		if statistic(func(i int) int { return counts[i] }) >= limit {
			atLeast++
		}
	})
	return d, float64(1+atLeast) / float64(1+draws)
}

// canonical sorts a copy of the pairs, so that neither the draws nor the last digits of a sum depend on the order
// in which pairs happen to be listed.
func canonical(pairs []Exposure) []Exposure {
	return slices.SortedFunc(slices.Values(pairs), func(a, b Exposure) int {
		return cmp.Or(cmp.Compare(a.Days, b.Days), cmp.Compare(a.Count, b.Count))
	})
}
