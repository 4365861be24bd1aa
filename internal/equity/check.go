package equity

import (
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing wrong with an input. Path names it with the keys of the file format, such as
// dyads[3].meetings[0].date, whether or not the input came from a file.
type Problem struct {
	Path string
	Text string
}

// String returns "path: what is wrong".
func (p Problem) String() string { return p.Path + ": " + p.Text }

// Problems is every Problem found, in the order of the input. It is the error of Read.
type Problems []Problem

// Error returns one problem a line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

const (
	maxDays    = 36525     // a century: longer cadences and delays are typing errors
	maxMinutes = 24 * 60   // a meeting has one date
	maxDraws   = 1_000_000 // keeps one reading within seconds
	maxQ       = 0.5       // from here on a pair could read lower and higher at once
)

// Check returns everything wrong with the input, or nil.
func (in Input) Check() Problems {
	c := checker{}
	c.settings(in.Settings)
	seen := map[DyadID]int{}
	for i, d := range in.Dyads {
		at := fmt.Sprintf("dyads[%d]", i)
		c.dyad(at, d)
		if first, twice := seen[d.ID]; twice && d.ID != "" {
			c.add(at+".id", fmt.Sprintf("%q is already the id of dyads[%d]", d.ID, first))
			continue
		}
		seen[d.ID] = i
	}
	for i, o := range in.Offers {
		at := fmt.Sprintf("offers[%d]", i)
		c.offer(at, o)
		c.when(o.Resident == "" && o.OpenTo != ToAll, at+".resident", "is required unless the offer is open to all")
	}
	return c.found
}

type checker struct{ found Problems }

func (c *checker) add(path, text string) { c.found = append(c.found, Problem{path, text}) }

func (c *checker) when(wrong bool, path, text string) {
	if wrong {
		c.add(path, text)
	}
}

func (c *checker) between(n, low, high int, path string) {
	c.when(n < low || n > high, path, fmt.Sprintf("must be from %d to %d", low, high))
}

func (c *checker) settings(s Settings) {
	c.when(s.AsOf == 0, "asof", "is required")
	c.between(s.Interval, 1, maxDays, "interval_days")
	c.between(s.Grace, 0, maxDays, "grace_days")
	c.between(s.MinActiveDays, 0, 91, "min_active_days")
	c.when(!(s.Q > 0 && s.Q < maxQ), "q", "must be above 0 and below 0.5") // so written, it catches NaN too
	c.between(s.Draws, 1, maxDraws, "draws")
}

func (c *checker) dyad(at string, d Dyad) {
	c.when(d.ID == "", at+".id", "is required")
	c.when(d.Mentor == "", at+".mentor", "is required")
	c.when(d.From == 0, at+".from", "is required")
	c.when(d.To != 0 && d.To < d.From, at+".to", "is before from")
	if d.Interval != 0 {
		c.between(d.Interval, 1, maxDays, at+".interval_days")
	}
	for i, a := range d.Away {
		c.span(fmt.Sprintf("%s.away[%d]", at, i), a)
	}
	for i, m := range d.Meetings {
		c.meeting(fmt.Sprintf("%s.meetings[%d]", at, i), m)
	}
	for i, o := range d.Offers {
		c.offer(fmt.Sprintf("%s.offers[%d]", at, i), o)
	}
}

func (c *checker) span(at string, s Span) {
	c.when(s.From == 0, at+".from", "is required")
	c.when(s.To == 0, at+".to", "is required")
	c.when(s.To != 0 && s.To < s.From, at+".to", "is before from")
}

func (c *checker) meeting(at string, m Meeting) {
	c.when(m.Date == 0, at+".date", "is required")
	c.between(m.Minutes, 0, maxMinutes, at+".minutes")
	c.oneOf(string(m.Setting), texts(AllSettings()), at+".setting")
	c.oneOf(string(m.Confirmed), texts([]Confirmation{Confirmed, Pending, Denied}), at+".confirmed")
}

func (c *checker) offer(at string, o Offer) {
	c.when(o.Kind == "", at+".kind", "is required")
	c.when(o.Date == 0, at+".date", "is required")
	c.when(o.OpenTo == "", at+".open_to", "is required")
	c.oneOf(string(o.OpenTo), texts([]OpenTo{ToOne, ToFew, ToAll}), at+".open_to")
}

// oneOf lets the empty word pass: whether it may be left out is asked elsewhere.
func (c *checker) oneOf(word string, words []string, path string) {
	wrong := word != "" && !slices.Contains(words, word)
	c.when(wrong, path, fmt.Sprintf("is %q; it must be one of %s", word, strings.Join(words, ", ")))
}

func texts[S ~string](words []S) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = string(w)
	}
	return out
}
