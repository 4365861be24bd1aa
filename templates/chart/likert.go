package chart

import (
	"fmt"
	"strings"
)

// LikertView is one question's answers, wave under wave.
type LikertView struct {
	Question string
	Labels   []string // answers, unhappiest first: it stands on the baseline, so its growth is the easiest to see
	Waves    []Wave
}

// Wave is one survey's answers to the question.
type Wave struct {
	Name   string // "6 months"
	Counts []int  // per label; empty when Hidden says why
	Hidden string // "Fewer than 5 answers, so not shown."
}

// segment is one part of a bar; x and w are fractions of its length.
type segment struct {
	x, w  float64
	n     int
	class string // of the area
	ink   string // of the number in it
}

// hue maps an answer to one of five colours, from low to brand, whatever the number of answers.
func hue(i, of int) int {
	if of <= 1 {
		return 3
	}
	return 1 + (i*4+(of-1)/2)/(of-1)
}

var likertInk = map[int]string{1: "on-low", 2: "on-mid", 3: "on-light", 4: "on-mid", 5: "on-brand", 6: "on-high"}

func total(counts []int) int {
	t := 0
	for _, n := range counts {
		t += n
	}
	return t
}

// room is the least share of the bar that has space for its number on a phone. The table has all of them.
const room = .09

func likertAlt(labels []string, counts []int) string {
	var b strings.Builder
	for i, n := range counts {
		fmt.Fprintf(&b, "%s %d. ", labels[i], n)
	}
	fmt.Fprintf(&b, "%d answers.", total(counts))
	return b.String()
}
