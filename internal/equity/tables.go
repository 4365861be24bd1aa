package equity

import (
	"math"

	"gonum.org/v1/gonum/stat/combin"
)

// Table counts yes and no in two groups.
type Table struct {
	Yes1, N1 int // in the first group, and its size
	Yes2, N2 int
}

// sameP lets tables count that are as unlikely as the one seen but for rounding.
const sameP = 1 + 1e-7

// Fisher returns the two-sided p-value of Fisher's exact test: the chance, given both margins, of a table at most as
// likely as this one.
func (t Table) Fisher() float64 {
	seen := t.chance(t.Yes1)
	var p float64
	for yes1 := range t.N1 + 1 {
		if chance := t.chance(yes1); chance <= seen*sameP {
			p += chance
		}
	}
	return min(1, p)
}

// chance is the hypergeometric probability of so many yes in the first group, given all margins.
func (t Table) chance(yes1 int) float64 {
	yes2 := t.Yes1 + t.Yes2 - yes1
	if yes1 < 0 || yes1 > t.N1 || yes2 < 0 || yes2 > t.N2 {
		return 0
	}
	return math.Exp(logChoose(t.N1, yes1) + logChoose(t.N2, yes2) - logChoose(t.N1+t.N2, t.Yes1+t.Yes2))
}

func logChoose(n, k int) float64 {
	return combin.LogGeneralizedBinomial(float64(n), float64(k))
}

// atMost is Fisher's one-sided p-value: of so few yes, or fewer, in the first group.
func (t Table) atMost() float64 {
	var p float64
	for yes1 := range t.Yes1 + 1 {
		p += t.chance(yes1)
	}
	return p
}

// swapped has the groups the other way round.
func (t Table) swapped() Table { return Table{t.Yes2, t.N2, t.Yes1, t.N1} }

// Boschloo returns the two-sided p-value of Boschloo's exact test, twice the smaller tail. It fixes the group sizes
// only, not how many said yes, and finds more than Fisher's test at the same error rate. Boschloo, Statistica
// Neerlandica 24 (1970) 1.
func (t Table) Boschloo() float64 {
	return min(1, 2*min(t.boschlooTail(), t.swapped().boschlooTail()))
}

// boschlooTail is the largest chance, over every rate of yes common to both groups, of a table whose one-sided
// Fisher p-value is at most that of t.
func (t Table) boschlooTail() float64 {
	const steps = 1000
	ways := t.tailByTotal()
	at := func(rate float64) float64 { return chanceAt(rate, ways) }
	best, highest := 0, -1.0
	for i := 1; i < steps; i++ {
		if p := at(float64(i) / steps); p > highest {
			best, highest = i, p
		}
	}
	return at(peak(at, float64(best-1)/steps, float64(best+1)/steps))
}

// tailByTotal returns, for each number of yes in both groups, the log of how many ways there are to a table whose
// one-sided Fisher p-value is at most that of t.
func (t Table) tailByTotal() []float64 {
	limit := t.atMost() * sameP
	log := make([]float64, t.N1+t.N2+1)
	for total := range log {
		var tail float64 // one-sided p-value of the last table counted, which is also their share of all ways
		for yes1 := max(0, total-t.N2); yes1 <= min(t.N1, total); yes1++ {
			next := tail + Table{yes1, t.N1, total - yes1, t.N2}.chance(yes1)
			if next > limit {
				break
			}
			tail = next
		}
		log[total] = math.Log(tail) + logChoose(t.N1+t.N2, total)
	}
	return log
}

// chanceAt is the chance of the counted ways when every person says yes at the given rate.
func chanceAt(rate float64, logWays []float64) float64 {
	n := len(logWays) - 1
	var p float64
	for yes, log := range logWays {
		p += math.Exp(log + float64(yes)*math.Log(rate) + float64(n-yes)*math.Log1p(-rate))
	}
	return p
}

// peak returns where a function with one maximum between low and high has it, by golden section.
func peak(f func(float64) float64, low, high float64) float64 {
	const golden = math.Phi - 1
	for high-low > 1e-9 {
		a, b := high-golden*(high-low), low+golden*(high-low)
		if f(a) < f(b) {
			low = a
		} else {
			high = b
		}
	}
	return (low + high) / 2
}

// Ratio is the smaller of the two shares of yes over the larger: a description, never a verdict, because at the
// size of a program no test can tell four fifths from one. 1 when nobody said yes.
func (t Table) Ratio() float64 {
	a, b := float64(t.Yes1)/float64(t.N1), float64(t.Yes2)/float64(t.N2)
	if max(a, b) == 0 {
		return 1
	}
	return min(a, b) / max(a, b)
}
