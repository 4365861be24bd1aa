package chart

import (
	"fmt"
	"slices"
	"strings"
)

// MatchView is who got whom: residents on the left, mentors and their places on the right.
type MatchView struct {
	Residents []string
	Mentors   []Places
	Edges     []Edge
}

// Places is a mentor's name and how many residents they take.
type Places struct {
	Name   string
	Places int
}

// Edge pairs a resident with a mentor, both by index. Choice is 1 for a first choice, 0 for one not on the list.
type Edge struct{ Resident, Mentor, Choice int }

const rowHeight = 30

func (m MatchView) height() int { return max(len(m.Residents), len(m.Mentors))*rowHeight + 10 }

// rowY is the middle of a resident's row.
func rowY(i int) float64 { return float64(i)*rowHeight + 20 }

// order returns the mentors from top to bottom: each near its residents, which keeps curves from crossing. Those
// without residents come last.
func (m MatchView) order() []int {
	sum, n := make([]float64, len(m.Mentors)), make([]float64, len(m.Mentors))
	for _, e := range m.Edges {
		sum[e.Mentor] += float64(e.Resident)
		n[e.Mentor]++
	}
	mean := func(i int) float64 {
		if n[i] == 0 {
			return float64(len(m.Residents))
		}
		return sum[i] / n[i]
	}
	order := make([]int, len(m.Mentors))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch d := mean(a) - mean(b); {
		case d < 0:
			return -1
		case d > 0:
			return 1
		}
		return 0
	})
	return order
}

// mentorY is where each mentor stands, by index.
func (m MatchView) mentorY() []float64 {
	y := make([]float64, len(m.Mentors))
	h := float64(m.height()-10) / float64(max(len(m.Mentors), 1))
	for place, i := range m.order() {
		y[i] = (float64(place)+.5)*h + 5
	}
	return y
}

// flow is the curve of an edge in a box 100 wide.
func (m MatchView) flow(e Edge) string {
	a, b := rowY(e.Resident)-4, m.mentorY()[e.Mentor]
	return fmt.Sprintf("M1 %sC50 %s 50 %s 99 %s", number(a), number(a), number(b), number(b))
}

// flowClass is the line pattern of a choice; all beyond the third look alike.
func flowClass(choice int) string { return fmt.Sprintf("flow-%d", min(choice, 3)) }

func (m MatchView) taken(mentor int) int {
	n := 0
	for _, e := range m.Edges {
		if e.Mentor == mentor {
			n++
		}
	}
	return n
}

func (m MatchView) unmatched(resident int) bool {
	return !slices.ContainsFunc(m.Edges, func(e Edge) bool { return e.Resident == resident })
}

func (m MatchView) alt() string {
	return fmt.Sprintf("%d residents and %d mentors, %d pairs. The table says the same.", len(m.Residents), len(m.Mentors), len(m.Edges))
}

// short is a mentor's title and last name, which fits beside the curves.
func short(name string) string {
	words := strings.Fields(name)
	if len(words) < 3 || !strings.HasSuffix(words[0], ".") {
		return name
	}
	return words[0] + "\u00a0" + words[len(words)-1]
}
