package chart

import "fmt"

// BarView is one kind of offer: how many were open to everyone, and how many went to one person.
type BarView struct {
	Name      string // "Research projects"
	Open, One int
}

// longest is the length of the longest bar, so that bars compare.
func longest(bars []BarView) int {
	most := 1
	for _, b := range bars {
		most = max(most, b.Open+b.One)
	}
	return most
}

func (b BarView) words() string { return fmt.Sprintf("%d of %d posted", b.Open, b.Open+b.One) }

func part(n, of int) string { return pct(float64(n) / float64(of)) }

// spark holds the points of a sparkline in a box of 100 by 100, highest value on top.
func spark(values []float64) []xy {
	lo, hi := values[0], values[0]
	for _, v := range values {
		lo, hi = min(lo, v), max(hi, v)
	}
	var out []xy
	for i, v := range values {
		p := xy{100, 50} // one value, or all alike: the middle
		if len(values) > 1 {
			p.x = 100 * float64(i) / float64(len(values)-1)
		}
		if hi > lo {
			p.y = 100 * (hi - v) / (hi - lo)
		}
		out = append(out, p)
	}
	return out
}

// sparkEnd is the height of the last value in a drawing of 36 px with 2 px of air.
func sparkEnd(values []float64) float64 {
	p := spark(values)
	return 2 + 32*p[len(p)-1].y/100
}
