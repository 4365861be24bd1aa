package equity

import (
	"math"

	"gonum.org/v1/gonum/stat/combin"
)

// Stratum is the people of one site or training year: those in the group that is compared, and the others.
type Stratum struct {
	Group  []float64
	Others []float64
}

// Permutation is the outcome of a permutation test for a difference of means.
type Permutation struct {
	Diff    float64 // mean of the others less mean of the group, over all strata
	P       float64 // two-sided
	Extreme int     // arrangements, or draws, at least as far from what the strata alone explain
	Of      int     // arrangements tried, or draws
	Exact   bool    // all arrangements were tried
}

const (
	maxArrangements  = 20_000
	permutationDraws = 9999
)

// Permute tests whether the group's mean differs from the others' by more than chance, given the strata: people are
// exchanged within their stratum only. Every arrangement is tried if there are at most 20,000, and then p = extreme /
// all; else 9,999 are drawn, and p = (1 + extreme) / (1 + 9,999). A Poisson test on totals would not do: where people
// differ by 60 % it calls one fair comparison in four significant.
func Permute(strata []Stratum, seed string) Permutation {
	t := newPermutation(strata)
	out := Permutation{Diff: t.diff(), Exact: t.arrangements() <= maxArrangements}
	if out.Exact {
		out.Extreme, out.Of = t.try()
		out.P = float64(out.Extreme) / float64(out.Of)
		return out
	}
	out.Extreme, out.Of = t.draw(newDice(seed, "permutation"), permutationDraws)
	out.P = float64(1+out.Extreme) / float64(1+out.Of)
	return out
}

// permutation holds each stratum's values, the group's first. With all sizes fixed the difference of means is a
// linear function of the sum of the group, so only that sum is followed. It is compared with its mean over all
// arrangements: where the group is unevenly spread over strata that differ, that is not where the means are equal.
type permutation struct {
	values   [][]float64
	sizes    []int
	n, m     int // in the group, and of the others
	sum      float64
	total    float64
	expected float64
	limit    float64 // distance from expected that counts as at least as far
}

func newPermutation(strata []Stratum) permutation {
	var t permutation
	for _, s := range strata {
		values := append(append([]float64{}, s.Group...), s.Others...)
		t.values = append(t.values, values)
		t.sizes = append(t.sizes, len(s.Group))
		t.n += len(s.Group)
		t.m += len(s.Others)
		t.sum += average(s.Group) * float64(len(s.Group))
		t.total += average(values) * float64(len(values))
		t.expected += average(values) * float64(len(s.Group))
	}
	t.limit = math.Abs(t.sum-t.expected) - 1e-9*max(1, math.Abs(t.total))
	return t
}

func (t permutation) diff() float64 {
	return (t.total-t.sum)/float64(max(1, t.m)) - t.sum/float64(max(1, t.n))
}

func (t permutation) extreme(sum float64) bool { return math.Abs(sum-t.expected) >= t.limit }

func (t permutation) arrangements() float64 {
	log := 0.0
	for i, values := range t.values {
		log += logChoose(len(values), t.sizes[i])
	}
	return math.Round(math.Exp(log))
}

// try goes through all arrangements: every choice in one stratum with every choice in the others.
func (t permutation) try() (extreme, of int) {
	sums := []float64{0}
	for i, values := range t.values {
		var next []float64
		for _, own := range sumsOf(values, t.sizes[i]) {
			for _, sum := range sums {
				next = append(next, sum+own)
			}
		}
		sums = next
	}
	for _, sum := range sums {
		if t.extreme(sum) {
			extreme++
		}
	}
	return extreme, len(sums)
}

// sumsOf returns the sum of each choice of k values.
func sumsOf(values []float64, k int) []float64 {
	if k == 0 {
		return []float64{0}
	}
	var sums []float64
	chosen := make([]int, k)
	for all := combin.NewCombinationGenerator(len(values), k); all.Next(); {
		var sum float64
		for _, i := range all.Combination(chosen) {
			sum += values[i]
		}
		sums = append(sums, sum)
	}
	return sums
}

// draw arranges at random, by shuffling as many places of each stratum as the group has in it.
func (t permutation) draw(dice dice, draws int) (extreme, of int) {
	for range draws {
		var sum float64
		for i, values := range t.values {
			for k := range t.sizes[i] {
				other := k + dice.below(len(values)-k)
				values[k], values[other] = values[other], values[k]
				sum += values[k]
			}
		}
		if t.extreme(sum) {
			extreme++
		}
	}
	return extreme, draws
}
