package chart

import "fmt"

// Strip is a bar of people out of all who were asked: those counted, and where it matters those of whom it is not known.
type Strip struct {
	Alt          string // "12 months: between 6 and 16 of 39"
	Of           int    // everybody who was asked: the whole length
	Sure, Unsure int    // people counted; people who might be, because they did not answer
	Tone         StripTone
	Mark         float64 // a share of the length that is marked by a line; 0 for none
}

// StripTone says what a strip counts.
type StripTone string

// The tones of strips.
const (
	Answering StripTone = "answered" // who answered
	Unhappy   StripTone = "unhappy"  // who gave one of the two lowest answers
)

func (s Strip) share(people int) float64 {
	return min(1, float64(people)/float64(max(s.Of, 1)))
}

// lowEnd is the share of a bar that its two lowest answers take.
func lowEnd(counts []int) float64 {
	low := 0
	for i := range min(2, len(counts)) {
		low += counts[i]
	}
	return float64(low) / float64(max(total(counts), 1))
}

// Palette says what the colours of a bar of answers mean.
type Palette int

// The palettes. In Amounts only "none" is a worry, and a large number is much, not good.
const (
	Feelings Palette = iota // unhappiest to happiest
	Amounts                 // none, one, two, ...
)

// amountHue are the colours of Amounts in their order. Three bands join "none" with "one", so none of them is a worry.
var amountHue = map[int][]int{3: {3, 4, 5}, 5: {1, 3, 4, 5, 6}}

func (p Palette) hue(i, of int) int {
	if hues, known := amountHue[of]; known && p == Amounts {
		return hues[i]
	}
	return hue(i, of)
}

// segments are the parts of a bar, those nobody chose left out.
func (p Palette) segments(counts []int) []segment {
	var out []segment
	all, before := float64(total(counts)), 0
	for i, n := range counts {
		if n > 0 {
			h := p.hue(i, len(counts))
			out = append(out, segment{float64(before) / all, float64(n) / all, n, fmt.Sprintf("l%d", h), likertInk[h]})
		}
		before += n
	}
	return out
}
