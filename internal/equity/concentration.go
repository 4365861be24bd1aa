package equity

import (
	"math"
	"slices"
)

// Concentration describes how contact, given the active days, is shared out: of meetings where all pairs had the
// same active days, else of meetings per active day. It describes and never flags. Gini is worth nothing without
// GiniByChance beside it: 39 equal pairs that meet five times on average show 0.24.
type Concentration struct {
	Gini                float64 `json:"gini"`
	GiniByChance        float64 `json:"gini_by_chance"` // mean over programs in which only chance is at work
	Theil               float64 `json:"theil"`
	TheilBetweenMentors float64 `json:"theil_between_mentors"` // the luck of the draw: some mentors meet more
	TheilWithinMentors  float64 `json:"theil_within_mentors"`  // one mentor's residents treated differently
	TheilBetweenSites   float64 `json:"theil_between_sites"`
	TheilWithinSites    float64 `json:"theil_within_sites"`
	Shares
	Palma *float64 `json:"palma"` // top tenth over bottom 40 %; nil below 50 pairs, or when those have nothing
}

// Minutes describes how the time of the meetings is shared out. Durations are told from memory and a few are very
// long, so nothing is tested on them.
type Minutes struct {
	Total int `json:"total"`
	Shares
}

// Shares are parts of a whole held by those who have most and least.
type Shares struct {
	TopTenth int     `json:"top_tenth"` // how many residents those are
	Top      float64 `json:"top_tenth_share"`
	Bottom40 float64 `json:"bottom_40_share"`
	Lorenz   Lorenz  `json:"lorenz"` // empty, like the shares, when there is nothing to share
}

const palmaPairs = 50

// concentration is nil while there is no meeting.
func (c cohort) concentration() *Concentration {
	total, _ := totals(c.pairs)
	if total == 0 {
		return nil
	}
	contact := contactOf(c.pairs)
	k := Concentration{Gini: Gini(contact), Theil: Theil(contact), Shares: sharesOf(contact)}
	k.GiniByChance = giniByChance(canonical(c.pairs), newDice(c.Seed, "gini"), c.Draws)
	k.TheilBetweenMentors, k.TheilWithinMentors = TheilSplit(c.split(contact, member.mentor))
	k.TheilBetweenSites, k.TheilWithinSites = TheilSplit(c.split(contact, member.site))
	if len(contact) >= palmaPairs && k.Bottom40 > 0 {
		palma := k.Top / k.Bottom40
		k.Palma = &palma
	}
	return &k
}

func (m member) mentor() string { return string(m.dyad.Mentor) }
func (m member) site() string   { return m.dyad.Site }

func (c cohort) minutes() Minutes {
	var out Minutes
	var each []float64
	for _, m := range c.members {
		out.Total += m.reading.Minutes
		each = append(each, float64(m.reading.Minutes))
	}
	out.Shares = sharesOf(each)
	return out
}

// contactOf returns counts where all pairs have the same active days, else counts per active day.
func contactOf(pairs []Exposure) []float64 {
	equal := !slices.ContainsFunc(pairs, func(e Exposure) bool { return e.Days != pairs[0].Days })
	contact := make([]float64, len(pairs))
	for i, e := range pairs {
		contact[i] = float64(e.Count)
		if !equal {
			contact[i] /= float64(e.Days)
		}
	}
	return contact
}

// split sorts the members' values into groups, in the order in which the groups first appear.
func (c cohort) split(values []float64, by func(member) string) [][]float64 {
	index := map[string]int{}
	var groups [][]float64
	for i, m := range c.members {
		g, known := index[by(m)]
		if !known {
			g = len(groups)
			index[by(m)] = g
			groups = append(groups, nil)
		}
		groups[g] = append(groups[g], values[i])
	}
	return groups
}

// giniByChance is the mean Gini of programs that share out as many meetings by active days and chance alone.
func giniByChance(pairs []Exposure, dice dice, draws int) float64 {
	var sum float64
	drawn := slices.Clone(pairs)
	fairCounts(pairs, dice, draws, func(counts []int) {
		for i, n := range counts {
			drawn[i].Count = n
		}
		sum += Gini(contactOf(drawn))
	})
	return sum / float64(draws)
}

// Gini returns the mean difference between two of the values, over twice their mean; 0 when all are equal, or all 0.
func Gini(x []float64) float64 {
	sorted := slices.Sorted(slices.Values(x))
	var weighted, sum float64
	for i, v := range sorted {
		weighted += float64(2*i+1-len(sorted)) * v
		sum += v
	}
	if sum == 0 {
		return 0
	}
	return weighted / (float64(len(sorted)) * sum)
}

// Theil returns the mean of (x/mean) ln(x/mean), a value of 0 adding nothing; 0 when all are equal, or all 0.
func Theil(x []float64) float64 {
	average := average(x)
	if average == 0 {
		return 0
	}
	var sum float64
	for _, v := range x {
		if v > 0 {
			sum += v / average * math.Log(v/average)
		}
	}
	return sum / float64(len(x))
}

// TheilSplit divides the Theil index of all values exactly into what lies between the groups and within them.
func TheilSplit(groups [][]float64) (between, within float64) {
	all := slices.Concat(groups...)
	total := average(all) * float64(len(all))
	if total == 0 {
		return 0, 0
	}
	for _, g := range groups {
		sum := average(g) * float64(len(g))
		if sum > 0 {
			share := sum / total
			between += share * math.Log(average(g)/average(all))
			within += share * Theil(g)
		}
	}
	return between, within
}

func average(x []float64) float64 {
	var sum float64
	for _, v := range x {
		sum += v
	}
	return sum / float64(max(1, len(x)))
}

// Lorenz is a Lorenz curve: point k is the share of the whole held by the k who have least, from 0 to 1.
type Lorenz []float64

// NewLorenz returns the curve through len(x)+1 points; empty when the values add up to nothing.
func NewLorenz(x []float64) Lorenz {
	sorted := slices.Sorted(slices.Values(x))
	total := average(sorted) * float64(len(sorted))
	curve := Lorenz{}
	if total == 0 {
		return curve
	}
	var sum float64
	curve = append(curve, 0)
	for _, v := range sorted {
		sum += v
		curve = append(curve, sum/total)
	}
	return curve
}

// Bottom is the share of the k who have least; 0 on an empty curve.
func (l Lorenz) Bottom(k int) float64 {
	if len(l) == 0 {
		return 0
	}
	return l[min(k, len(l)-1)]
}

// Top is the share of the k who have most; 0 on an empty curve.
func (l Lorenz) Top(k int) float64 {
	if len(l) == 0 {
		return 0
	}
	return 1 - l[max(0, len(l)-1-k)]
}

// sharesOf counts the top tenth up and the bottom 40 % down to whole residents, in whole numbers because 0.4 n is
// not what it looks like in floating point.
func sharesOf(x []float64) Shares {
	curve := NewLorenz(x)
	tenth := (len(x) + 9) / 10
	return Shares{TopTenth: tenth, Top: curve.Top(tenth), Bottom40: curve.Bottom(2 * len(x) / 5), Lorenz: curve}
}
