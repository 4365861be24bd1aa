package chart

import (
	"fmt"
	"strings"
	"time"
)

// Setting is where a meeting was, as far as the strip tells by shape.
type Setting string

// The three shapes: filled circle, ring, diamond.
const (
	Hospital Setting = "hospital"
	Video    Setting = "video"
	Offsite  Setting = "offsite"
)

// TimelineView is one pair's year as a strip. Days count from the first day of the strip.
type TimelineView struct {
	Days     int // length of the strip
	Start    int // the pair began
	Today    int
	Meetings []Meeting
	Gaps     []Gap
	Away     []Span // nights, leave, away rotations: no contact expected
	Last     string // "16 Aug, 244 days ago"; "" when they never met
}

// Meeting is one mark.
type Meeting struct {
	Day     int
	Setting Setting
	Open    bool   // not confirmed by the other person after 14 days: drawn hollow
	Title   string // shown under the pointer: "16 Aug, 30 min, video"
}

// Span is from one day to another.
type Span struct{ From, To int }

// Gap is a long time without a meeting; Open means it lasts until today.
type Gap struct {
	Span
	Open bool
}

// Gaps returns the times of more than least days without a meeting between start and today. Days must be sorted.
func Gaps(start, today int, days []int, least int) []Gap {
	var out []Gap
	last := start
	for _, d := range days {
		if d-last > least {
			out = append(out, Gap{Span{last, d}, false})
		}
		last = d
	}
	if today-last > least {
		out = append(out, Gap{Span{last, today}, true})
	}
	return out
}

func (t TimelineView) x(day int) string { return pct(float64(day) / float64(max(t.Days, 1))) }

func (g Gap) mid() float64 { return float64(g.From+g.To) / 2 }

// alt says the strip in words.
func (t TimelineView) alt() string {
	count := map[Setting]int{}
	for _, m := range t.Meetings {
		count[m.Setting]++
	}
	if len(t.Meetings) == 0 {
		return "No meetings yet."
	}
	var parts []string
	for _, k := range []struct {
		s     Setting
		words string
	}{{Hospital, "in hospital"}, {Video, "by video or phone"}, {Offsite, "off-site"}} {
		if n := count[k.s]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, k.words))
		}
	}
	noun := "meetings"
	if len(t.Meetings) == 1 {
		noun = "meeting"
	}
	s := fmt.Sprintf("%d %s: %s.", len(t.Meetings), noun, strings.Join(parts, ", "))
	if t.Last != "" {
		s += " Last " + t.Last + "."
	}
	return s
}

// MonthsView is the scale above strips.
type MonthsView struct {
	Days   int
	Months []Month
}

// Month is a label at a day.
type Month struct {
	Day   int
	Label string
}

// Months returns the scale of a strip that begins at first and is so many days long.
func Months(first time.Time, days int) MonthsView {
	v := MonthsView{Days: days}
	m := time.Date(first.Year(), first.Month(), 1, 0, 0, 0, 0, time.UTC)
	from := time.Date(first.Year(), first.Month(), first.Day(), 0, 0, 0, 0, time.UTC)
	for ; ; m = m.AddDate(0, 1, 0) {
		day := int(m.Sub(from).Hours() / 24)
		if day >= days-12 { // no room for the word
			return v
		}
		if day >= 0 {
			v.Months = append(v.Months, Month{day, m.Format("Jan")})
		}
	}
}
