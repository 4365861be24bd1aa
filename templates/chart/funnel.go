package chart

import (
	"math"
	"slices"

	"evenly/templates/ui"

	"gonum.org/v1/gonum/mathext"
)

// FunnelView is meetings logged against meetings promised, one point per pair.
type FunnelView struct {
	Label  string // what the picture is, for those who cannot see it
	Points []Point
}

// Point is one pair. Flagged points are drawn as linked marks with Number in them, the same as in the list beside the
// chart. EQUITY.md owns what is flagged; the funnel is only a picture.
type Point struct {
	Promised float64 // meetings promised so far, time away subtracted
	Logged   float64
	Flag     ui.Flag
	Number   string
	Href     string
	Title    string // "Leila Farahani with Dr. Lindqvist: 1 meeting, 6.0 promised"
}

const funnelHeight = 420.0

// narrow is the width in pixels at which marks must still not cover each other: a phone.
const narrow = 300.0

// Worth reports whether a funnel shows anything: if everyone was promised about the same, it is a column, and Stacks
// says the same better.
func (f FunnelView) Worth() bool {
	if len(f.Points) == 0 {
		return false
	}
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, p := range f.Points {
		lo, hi = min(lo, p.Promised), max(hi, p.Promised)
	}
	return hi-lo >= 1
}

// maxX and maxY are where the axes end: a little beyond the outermost point, and at a tick upwards.
func (f FunnelView) maxX() float64 {
	most := 2.0
	for _, p := range f.Points {
		most = max(most, p.Promised)
	}
	return math.Ceil(most*2+1) / 2
}

func (f FunnelView) maxY() float64 {
	most := f.maxX()
	for _, p := range f.Points {
		most = max(most, p.Logged+1)
	}
	s := step(most, 6)
	return math.Ceil(most/s) * s
}

func (f FunnelView) x(v float64) float64 { return v / f.maxX() }
func (f FunnelView) y(v float64) float64 { return funnelHeight * (1 - v/f.maxY()) }

func (f FunnelView) xTicks() []float64 { return ticks(f.maxX(), step(f.maxX(), 8)) }
func (f FunnelView) yTicks() []float64 { return ticks(f.maxY(), step(f.maxY(), 6)) }

// limits returns the smallest and largest count that a Poisson process with mean m explains, each side missing with
// probability tail: a count below lo has P(N <= count) < tail, one above hi has P(N >= count) < tail. The exact
// distribution is continued between whole counts through the gamma function, which makes the edge smooth.
func limits(m, tail float64) (lo, hi float64) {
	if m <= 0 {
		return 0, 0
	}
	far := m + 10*math.Sqrt(m) + 20
	if math.Exp(-m) < tail { // otherwise even zero meetings are explained
		lo = bisect(0, far, func(y float64) bool { return mathext.GammaIncRegComp(y+1, m) >= tail })
	}
	hi = bisect(1e-9, far, func(y float64) bool { return mathext.GammaIncReg(y, m) < tail })
	return lo, hi
}

// bisect returns where ok turns from false to true between a and b, to a thousandth.
func bisect(a, b float64, ok func(float64) bool) float64 {
	for b-a > 1e-3 {
		if mid := (a + b) / 2; ok(mid) {
			b = mid
		} else {
			a = mid
		}
	}
	return (a + b) / 2
}

// Tails of the two bands: 95 % and 99.8 % lie between the limits.
const (
	inner = 0.025
	outer = 0.001
)

// band is the area between the limits, in a box of 100 by 100.
func (f FunnelView) band(tail float64) string {
	var upper, lower []xy
	const steps = 24
	for i := range steps + 1 {
		m := f.maxX() * float64(i) / steps
		lo, hi := limits(m, tail)
		x := 100 * float64(i) / steps
		upper = append(upper, xy{x, 100 - 100*min(hi, f.maxY())/f.maxY()})
		lower = append(lower, xy{x, 100 - 100*lo/f.maxY()})
	}
	slices.Reverse(lower)
	return path(append(upper, lower...)) + "Z"
}

// diagonal is "as promised", in the same box.
func (f FunnelView) diagonal() string {
	end := min(f.maxX(), f.maxY())
	return path([]xy{{0, 100}, {100 * end / f.maxX(), 100 - 100*end/f.maxY()}})
}

// lifts returns how many pixels each point's mark moves up (below zero: up) so that no mark covers an earlier one on a
// phone; a leader line keeps the true position visible. A mark that would leave the plot at the top moves down instead.
// Unflagged points stay.
func (f FunnelView) lifts() []float64 {
	const near, up, edge = 20.0, 23.0, 12.0
	out := make([]float64, len(f.Points))
	var placed []xy
	for i, p := range f.Points {
		if p.Flag == ui.InRange {
			continue
		}
		at := xy{f.x(p.Promised) * narrow, f.y(p.Logged)}
		covers := func(y float64) bool {
			return slices.ContainsFunc(placed, func(q xy) bool { return math.Hypot(at.x-q.x, y-q.y) < near })
		}
		for covers(at.y+out[i]) && at.y+out[i]-up >= edge {
			out[i] -= up
		}
		if covers(at.y + out[i]) {
			for out[i] = up; covers(at.y + out[i]); {
				out[i] += up
			}
		}
		placed = append(placed, xy{at.x, at.y + out[i]})
	}
	return out
}

// expectedAt is the height, in meetings, at which the words "Expected spread" stand on the left: inside the inner band
// and clear of the label above.
func (f FunnelView) expectedAt() float64 {
	_, hi := limits(f.maxX()*.08, inner)
	return min(hi*.8, f.maxY()*.6)
}
