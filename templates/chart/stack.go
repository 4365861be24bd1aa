package chart

import (
	"fmt"
	"slices"

	"evenly/templates/ui"
)

// StacksView is one stack of dots per group on a common axis: a dot is a person, its place a count of meetings.
type StacksView struct {
	Groups []Group
	Unit   string // "Meetings per resident. Line marks the median."
}

// Group is one row.
type Group struct {
	Name string // "PGY-2"
	Noun string // "residents" when empty
	Dots []Dot
}

// Dot is one person.
type Dot struct {
	Value int
	Flag  ui.Flag
}

// placed is a dot with its place in the stack, 0 at the bottom.
type placed struct {
	Dot
	level int
}

// slots is how many columns the axis has: one per count, and one of air.
func (s StacksView) slots() float64 {
	most := 5
	for _, g := range s.Groups {
		for _, d := range g.Dots {
			most = max(most, d.Value)
		}
	}
	return float64(most + 2)
}

func (s StacksView) x(v float64) string { return pct((v + .5) / s.slots()) }

func (s StacksView) ticks() []float64 { return ticks(s.slots()-2, step(s.slots()-2, 6)) }

// stacked puts flagged dots on top of their column, where they are seen.
func (g Group) stacked() []placed {
	dots := slices.Clone(g.Dots)
	slices.SortStableFunc(dots, func(a, b Dot) int { return len(a.Flag) - len(b.Flag) })
	height := map[int]int{}
	var out []placed
	for _, d := range dots {
		out = append(out, placed{d, height[d.Value]})
		height[d.Value]++
	}
	return out
}

const dot = 12 // pixels from one dot to the next

// row is one group laid out: worked out once, not for each dot.
type row struct {
	dots   []placed
	height int // in pixels; at least four dots, so that rows look alike
	slots  float64
}

func (s StacksView) row(g Group) row {
	r := row{dots: g.stacked(), slots: s.slots()}
	most := 4
	for _, p := range r.dots {
		most = max(most, p.level+1)
	}
	r.height = most*dot + 2
	return r
}

func (r row) x(v float64) string { return pct((v + .5) / r.slots) }

func (r row) y(level int) string { return itoa(r.height - 7 - dot*level) }

// Median is the middle count, or the mean of the two middle ones.
func (g Group) Median() float64 {
	if len(g.Dots) == 0 {
		return 0
	}
	var v []int
	for _, d := range g.Dots {
		v = append(v, d.Value)
	}
	slices.Sort(v)
	n := len(v)
	return float64(v[(n-1)/2]+v[n/2]) / 2
}

func (g Group) noun() string {
	if g.Noun == "" {
		return "residents"
	}
	return g.Noun
}

func (g Group) alt() string {
	lo, hi := g.Dots[0].Value, g.Dots[0].Value
	for _, d := range g.Dots {
		lo, hi = min(lo, d.Value), max(hi, d.Value)
	}
	return fmt.Sprintf("%s: %d %s, from %d to %d meetings, median %s", g.Name, len(g.Dots), g.noun(), lo, hi, number(g.Median()))
}
