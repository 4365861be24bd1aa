package mentorship

import (
	"slices"
	"strings"
	"time"

	"evenly/internal/fault"
)

// Feeling is how the contact is for one of a pair, in a tap.
type Feeling string

// The feelings, and none when only a text is written.
const (
	FeelsGood  Feeling = "good"
	WantsMore  Feeling = "more"
	FindsHard  Feeling = "hard"
	WantsOther Feeling = "other"
)

// Feelings in the order in which people are asked.
var Feelings = []Feeling{FeelsGood, WantsMore, FindsHard, WantsOther}

// Words is the feeling as the person says it.
func (f Feeling) Words() string {
	return map[Feeling]string{FeelsGood: "All right as it is", WantsMore: "I would like more contact", FindsHard: "Something stands in the way",
		WantsOther: "I would rather have another pairing"}[f]
}

// FitAnswer is what one of a pair answers to a lead, alone: a tap, a text, or both.
type FitAnswer struct {
	Feeling Feeling
	Text    string
}

// FitKept is how long an answer is kept before it is wiped: a season, enough to act on it.
const FitKept = 90 * 24 * time.Hour

// Check reports every problem, by the names of the form's fields.
func (a FitAnswer) Check() error {
	var p fault.Problems
	if a.Feeling != "" && !slices.Contains(Feelings, a.Feeling) {
		p.Add("feeling", "Choose one of the four, or none.")
	}
	if a.Feeling == "" && strings.TrimSpace(a.Text) == "" {
		p.Add("feeling", "Choose one, or write a line.")
	}
	if len([]rune(a.Text)) > 2000 {
		p.Add("answer", "Shorten this to 2,000 characters.")
	}
	return p.Err()
}
