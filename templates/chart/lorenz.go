package chart

import (
	"fmt"
	"slices"
)

// LorenzView is how something is shared: least-met people first.
type LorenzView struct {
	Curve []Share // from (0,0) to (1,1), see Curve
	Mark  float64 // the share of people whose share is marked and written: .5
	What  string  // "contact hours"
}

// Share is a point of the curve: this part of the people holds this part of the whole.
type Share struct{ People, Held float64 }

// Curve returns the Lorenz curve of what each person has. When nobody has anything it is the even split.
func Curve(values []float64) []Share {
	v := slices.Clone(values)
	slices.Sort(v)
	total := 0.0
	for _, x := range v {
		total += x
	}
	out := []Share{{}}
	sum := 0.0
	for i, x := range v {
		sum += x
		s := Share{People: float64(i+1) / float64(len(v)), Held: float64(i+1) / float64(len(v))}
		if total > 0 {
			s.Held = sum / total
		}
		out = append(out, s)
	}
	return out
}

// held returns what the first part of the people hold, between points by a straight line.
func (l LorenzView) held(people float64) float64 {
	for i, s := range l.Curve {
		if s.People < people-1e-9 {
			continue
		}
		if i == 0 || s.People-people < 1e-9 {
			return s.Held
		}
		before := l.Curve[i-1]
		return before.Held + (s.Held-before.Held)*(people-before.People)/(s.People-before.People)
	}
	return 1
}

const lorenzHeight = 210.0

func (l LorenzView) markY() float64 { return lorenzHeight * (1 - l.held(l.Mark)) }

func (l LorenzView) line() string { return path(l.points()) }

// area lies between the even split and the curve.
func (l LorenzView) area() string {
	back := l.points()
	slices.Reverse(back)
	return path(append([]xy{{0, 100}, {100, 0}}, back...)) + "Z"
}

func (l LorenzView) points() []xy {
	var out []xy
	for _, s := range l.Curve {
		out = append(out, xy{100 * s.People, 100 - 100*s.Held})
	}
	return out
}

func (l LorenzView) alt() string {
	return fmt.Sprintf("Lorenz curve of %s. The %s of residents with the least hold %s; the fifth with the most hold %s.",
		l.What, whole(l.Mark), whole(l.held(l.Mark)), whole(1-l.held(.8)))
}

func (l LorenzView) markName() string {
	if l.Mark == .5 {
		return "half"
	}
	return whole(l.Mark)
}
