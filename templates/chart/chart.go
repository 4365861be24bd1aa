// Package chart draws the charts as SVG in the page: no script, no style attribute, nothing to load.
//
// The technique: the root <svg> has no viewBox, the whole width and a fixed height in pixels. Marks sit at percentages
// ("53.2%"), so text and marks keep their size at every width and one drawing serves a phone, a desktop and paper.
// Curves live in a nested <svg> that is stretched, with strokes that are not. Colours are classes of the stylesheet.
//
// The rules: shape and words first, colour second. Flagged marks are links with a name, everything else is hidden from
// screen readers behind one label that says the same. Groups under [Least] people are not drawn. Every figure has a
// heading that names the measure, a takeaway that says the finding and a table behind it (ui.Figure, ui.ScrollTable).
//
// A component takes a view of strings and numbers that knows nothing of the program's nouns; the geometry is in plain
// functions beside it.
package chart

import (
	"math"
	"strconv"
	"strings"
)

// Least is the number of people below which a group is not drawn; the chart says so in words.
const Least = 5

// pct writes a fraction as a percentage for an SVG attribute, to a hundredth.
func pct(f float64) string { return number(f*100) + "%" }

// number writes f with at most two decimals and no superfluous zeros: every byte of a chart is in the page.
func number(f float64) string {
	f = math.Round(f*100) / 100
	if f == 0 {
		return "0" // not "-0"
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

func itoa(n int) string { return strconv.Itoa(n) }

// whole writes a fraction as whole per cent, for people.
func whole(f float64) string { return strconv.Itoa(int(math.Round(f*100))) + "%" }

// xy is a point in the coordinates of a stretched drawing.
type xy struct{ x, y float64 }

// path joins points by straight lines.
func path(points []xy) string {
	var b strings.Builder
	for i, p := range points {
		if i == 0 {
			b.WriteByte('M')
		} else {
			b.WriteByte('L')
		}
		b.WriteString(number(p.x))
		b.WriteByte(' ')
		b.WriteString(number(p.y))
	}
	return b.String()
}

// step returns a round distance between axis ticks, so that about want of them reach up to most.
func step(most float64, want int) float64 {
	if most <= 0 {
		return 1
	}
	raw := most / float64(want)
	unit := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range []float64{1, 2, 3, 5, 10} {
		if s := m * unit; s >= raw && s >= 1 {
			return s
		}
	}
	return max(1, 10*unit)
}

// ticks returns 0, step, 2 step, ... up to most.
func ticks(most, step float64) []float64 {
	var out []float64
	for v := 0.0; v <= most+1e-9; v += step {
		out = append(out, v)
	}
	return out
}
