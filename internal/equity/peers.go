package equity

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Exposure is what the comparisons between pairs look at: how often they met in how many active days, of which there
// must be at least one.
type Exposure struct {
	Count int `json:"count"`
	Days  int `json:"days"`
}

// Peer is L3, one pair compared with all live pairs of its program.
type Peer struct {
	Reading PeerReading `json:"reading"`
	PLow    float64     `json:"p_low"`  // mid-P of so few meetings if all pairs met alike
	PHigh   float64     `json:"p_high"` // mid-P of so many
}

// PeerReading is the variation of one pair. Higher is no fault: the answer to it is to offer others the same.
type PeerReading string

// The four readings of a pair beside its peers.
const (
	PeerLower    PeerReading = "lower"
	PeerTypical  PeerReading = "typical"
	PeerHigher   PeerReading = "higher"
	PeerTooEarly PeerReading = "too_early" // even a pair that never met could not have been told apart yet
)

const (
	minPairs = 10 // below, neither L3 nor L4 says anything
	minDay   = 56 // nor before this day, day 0 being the first live pairing's
)

// Peers is the peer reading of a whole program.
type Peers struct {
	Pairs     []Peer  // in the order given
	Threshold float64 // mean count from which a pair that never met would be seen; 0 without pairs
	CutLow    float64 // pairs with PLow <= CutLow read lower; 0 = none did
	CutHigh   float64
}

// ComparePeers reads every pair against all of them, keeping the false discovery rate at q in each tail. Day is the
// number of days since the first pairing began. Given the total T of meetings and the pairs' shares of the active
// days, a pair's count is Binomial(T, share) if all meet alike: no rate has to be estimated, so the test is exact.
func ComparePeers(pairs []Exposure, q float64, day int) Peers {
	ps := Peers{Pairs: make([]Peer, len(pairs)), Threshold: peerThreshold(len(pairs), q)}
	low, high := tails(pairs)
	started := len(pairs) >= minPairs && day >= minDay
	if started {
		_, ps.CutLow = BenjaminiHochberg(low, q)
		_, ps.CutHigh = BenjaminiHochberg(high, q)
	}
	unflagged := PeerTooEarly
	if started && mean(pairs) >= ps.Threshold {
		unflagged = PeerTypical
	}
	for i := range pairs {
		ps.Pairs[i] = Peer{Reading: unflagged, PLow: low[i], PHigh: high[i]}
		switch {
		case ps.CutLow > 0 && low[i] <= ps.CutLow:
			ps.Pairs[i].Reading = PeerLower
		case ps.CutHigh > 0 && high[i] <= ps.CutHigh:
			ps.Pairs[i].Reading = PeerHigher
		}
	}
	return ps
}

// peerThreshold is the mean count at which a single pair that never met gets a mid-P of q/n, half of exp(-mean).
func peerThreshold(n int, q float64) float64 {
	if n == 0 {
		return 0
	}
	return math.Log(0.5 * float64(n) / q)
}

func totals(pairs []Exposure) (count, days int) {
	for _, e := range pairs {
		count += e.Count
		days += e.Days
	}
	return count, days
}

// mean count of the pairs; 0 without pairs.
func mean(pairs []Exposure) float64 {
	if len(pairs) == 0 {
		return 0
	}
	count, _ := totals(pairs)
	return float64(count) / float64(len(pairs))
}

// tails returns both mid-P values of every pair. Pairs with equal exposure share one calculation: in a large
// program there are a few dozen different ones.
func tails(pairs []Exposure) (low, high []float64) {
	total, days := totals(pairs)
	low, high = make([]float64, len(pairs)), make([]float64, len(pairs))
	known := map[Exposure][2]float64{}
	for i, e := range pairs {
		p, ok := known[e]
		if !ok {
			p[0], p[1] = midP(e.Count, total, float64(e.Days)/float64(days))
			known[e] = p
		}
		low[i], high[i] = p[0], p[1]
	}
	return low, high
}

// midP returns P(X < y) + P(X = y)/2 and P(X > y) + P(X = y)/2 for X ~ Binomial(total, share). The upper tail is
// the lower one of the complement, which keeps its precision where 1 - low would lose it.
func midP(y, total int, share float64) (low, high float64) {
	if total == 0 || share >= 1 {
		return 0.5, 0.5 // X can only be total
	}
	return lowerMidP(y, total, share), lowerMidP(total-y, total, 1-share)
}

func lowerMidP(y, total int, share float64) float64 {
	x := distuv.Binomial{N: float64(total), P: share}
	return x.CDF(float64(y)-1) + 0.5*x.Prob(float64(y))
}

// BenjaminiHochberg returns how many of the p-values are rejected at false discovery rate q, and the line q k/n they
// lie on or below; 0 and 0 if none is. Benjamini & Hochberg, J. R. Stat. Soc. B 57 (1995) 289.
func BenjaminiHochberg(p []float64, q float64) (rejected int, cut float64) {
	sorted := slices.Sorted(slices.Values(p))
	for k := len(sorted); k > 0; k-- {
		line := q * float64(k) / float64(len(sorted))
		if sorted[k-1] <= line {
			return k, line
		}
	}
	return 0, 0
}
