package survey

import "math"

// Points is the number of answers of a scale item, from "not at all" to "extremely".
const Points = 5

// Counts is how many people gave each answer to an item, worst answer first.
type Counts []int

// N is the number of people who answered.
func (c Counts) N() int {
	n := 0
	for _, k := range c {
		n += k
	}
	return n
}

// BottomTwo is the number of people who gave one of the two worst answers, of all who answered.
func (c Counts) BottomTwo() Share {
	low := 0
	for i := 0; i < len(c) && i < 2; i++ {
		low += c[i]
	}
	return Share{K: low, N: c.N()}
}

// Mean is the mean answer, the worst counting 1; NaN when nobody answered. It hides small groups: never show it alone.
func (c Counts) Mean() float64 {
	sum := 0
	for i, k := range c {
		sum += (i + 1) * k
	}
	return float64(sum) / float64(c.N())
}

// Plus adds two tallies of the same item.
func (c Counts) Plus(d Counts) Counts {
	sum := make(Counts, max(len(c), len(d)))
	for i := range sum {
		if i < len(c) {
			sum[i] += c[i]
		}
		if i < len(d) {
			sum[i] += d[i]
		}
	}
	return sum
}

// Share is K people of N.
type Share struct{ K, N int }

// Plus pools two shares.
func (s Share) Plus(t Share) Share { return Share{K: s.K + t.K, N: s.N + t.N} }

// Value is K/N; NaN for nobody.
func (s Share) Value() float64 { return float64(s.K) / float64(s.N) }

// z95 is the 97.5 % point of the standard normal distribution.
const z95 = 1.959963984540054

// Wilson is the 95 % score interval of a share (Wilson 1927). It is [0, 1] for nobody.
func (s Share) Wilson() (low, high float64) {
	if s.N == 0 {
		return 0, 1
	}
	n, p := float64(s.N), s.Value()
	centre := p + z95*z95/(2*n)
	half := z95 * math.Sqrt(p*(1-p)/n+z95*z95/(4*n*n))
	scale := 1 + z95*z95/n
	return max(0, (centre-half)/scale), min(1, (centre+half)/scale)
}

// Bounds is what the share would be among all invited people if none, or all, of those who did not answer belonged to it.
// Invited counts them all and is at least s.N.
func (s Share) Bounds(invited int) (low, high float64) {
	all := float64(invited)
	return float64(s.K) / all, float64(s.K+invited-s.N) / all
}
