package server

import (
	"fmt"
	"math"
	"strings"
	"time"

	"evenly/internal/app"
	"evenly/internal/equity"
	"evenly/internal/mentorship"
	"evenly/templates/page"
	"evenly/templates/ui"
)

// The words of the leads' page are made from data by rules (UX.md 6): the title is the finding.

// head is title and lede.
func (d *deck) head() ui.Head {
	h := ui.Head{Eyebrow: eyebrow(d.Year), WideOnly: true}
	if len(d.cards) == 0 {
		h.Title, h.Lede = "No pairs yet", "When the match is announced, this page says which pairs have the contact that was promised."
		return h
	}
	h.Actions = []ui.Btn{{Label: "Excel", Icon: "download", Href: d.at.EquityExport()}}
	if d.young() {
		met := 0
		for _, c := range d.cards {
			met += ones(c.read.Count > 0)
		}
		h.Title = fmt.Sprintf("Too early to judge. %d of %d pairs have met once.", met, len(d.cards))
		h.Lede = fmt.Sprintf("The first %d days are for first meetings. From then on this page says which pairs have the contact that was promised.", firstDays)
		return h
	}
	h.Title = findingTitle(d.Finding, d.Reading)
	h.Strong = fmt.Sprintf("%d of %d", d.Finding.InRange, d.Finding.Pairs)
	h.Lede = d.lede()
	return h
}

// findingTitle is the finding in one line.
func findingTitle(f equity.Finding, r equity.Reading) string {
	short := f.Missed + f.Escalated + lowerOnly(r)
	look := f.Pairs - f.InRange
	switch {
	case look == 0:
		return fmt.Sprintf("Even across all %d pairs.", f.Pairs)
	case f.Widespread || short > 0 && r.Program.Dispersion.Reading == equity.Uneven:
		return fmt.Sprintf("Uneven. %d of %d residents are short of contact.", short, f.Pairs)
	case look == 1:
		return "Mostly even. One pair needs a look."
	}
	return fmt.Sprintf("Mostly even. %s pairs need a look.", title(number(look)))
}

// lowerOnly counts pairs below their peers that kept their promise.
func lowerOnly(r equity.Reading) int {
	n := 0
	for _, d := range r.Dyads {
		n += ones(d.Standing == equity.Live && !d.Promise.Broken() && d.Peer != nil && d.Peer.Reading == equity.PeerLower)
	}
	return n
}

// lede says how many are short, silent or far above.
func (d *deck) lede() string {
	less, quiet, more := len(d.flagged(ui.LessThan)), len(d.flagged(ui.GoneQuiet)), len(d.flagged(ui.MoreThanMost))
	text := "residents are getting the contact your charter promises: one meeting " + every(d.Program.IntervalDays) + ", time away excluded."
	var parts []string
	if less > 0 {
		parts = append(parts, fmt.Sprintf("%s had too little", have(less)))
	}
	if quiet > 0 {
		parts = append(parts, fmt.Sprintf("%s gone quiet", have(quiet)))
	}
	if more > 0 {
		parts = append(parts, fmt.Sprintf("%s had much more", have(more)))
	}
	if len(parts) > 0 {
		text += " " + title(and(parts)) + "."
	}
	return text
}

// have is "one pair has", "four pairs have".
func have(n int) string {
	if n == 1 {
		return "one pair has"
	}
	return number(n) + " pairs have"
}

// title begins with a capital.
func title(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// and lists parts of a sentence.
func and(parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
}

// ones counts a yes as one.
func ones(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// kpis are the four key figures, with their trend over the weeks.
func (d *deck) kpis() []page.KPI {
	f := d.Finding
	broken := f.Missed + f.Escalated
	all, named := d.offered()
	out := []page.KPI{
		{Measure: ui.Measure{Label: "Residents in range", Value: fmt.Sprint(f.InRange), Unit: fmt.Sprintf("of %d", f.Pairs),
			Context: d.was(func(w app.Week) string { return fmt.Sprint(w.InRange) })}, Trend: d.trend(func(w app.Week) float64 { return float64(w.InRange) }), Tone: ui.LessThan},
		{Measure: ui.Measure{Label: "Promise missed", Value: fmt.Sprint(broken), Unit: noun(broken, "pair", "pairs"), Context: missedContext(f)},
			Trend: d.trend(func(w app.Week) float64 { return float64(w.Missed) }), Tone: ui.LessThan},
	}
	if top := app.TopFifth(d.Reading); top > 0 && len(d.cards) >= fewPairs {
		out = append(out, page.KPI{Measure: ui.Measure{Label: "Top fifth’s share of hours", Value: percent(top), Unit: "even = 20%",
			Context: d.was(func(w app.Week) string { return percent(w.TopFifth) })}, Trend: d.trend(func(w app.Week) float64 { return w.TopFifth }), Tone: ui.MoreThanMost})
	}
	return append(out, page.KPI{Measure: ui.Measure{Label: "Opportunities open to all", Value: fmt.Sprint(all), Unit: fmt.Sprintf("of %d", all+named),
		Context: d.was(func(w app.Week) string { return fmt.Sprintf("%d of %d", w.OffersAll, w.OffersAll+w.OffersNamed) })},
		Trend: d.trend(func(w app.Week) float64 { return float64(w.OffersAll) })})
}

func noun(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func missedContext(f equity.Finding) string {
	switch {
	case f.Escalated > 0:
		return fmt.Sprintf("%d of them twice in a row", f.Escalated)
	case f.Missed > 0:
		return "none of them twice in a row"
	}
	return fmt.Sprintf("%d not due yet or within grace", f.Due+f.TooEarly)
}

// trend is a figure over the weeks, oldest first.
func (d *deck) trend(of func(app.Week) float64) []float64 {
	var out []float64
	for i := len(d.Weeks) - 1; i >= 0; i-- {
		out = append(out, of(d.Weeks[i]))
	}
	return out
}

// was is a figure about four weeks ago: "was 33 in March".
func (d *deck) was(of func(app.Week) string) string {
	for _, w := range d.Weeks {
		if d.Today.Sub(w.AsOf) >= 27*24*time.Hour {
			return "was " + of(w) + " on " + w.AsOf.Format("2 Jan")
		}
	}
	return ""
}

func percent(f float64) string { return fmt.Sprintf("%.0f%%", math.Round(100*f)) }

// reason says in a few words why a pair is worth a look. It never says whose fault it is.
func (c card) reason(y app.Year) string {
	n := c.read.Count
	var text string
	switch {
	case c.flag == ui.MoreThanMost:
		text = c.reasonForMore()
	case n == 0:
		text = "No meeting since " + c.StartsOn.Format("January")
	case c.flag == ui.GoneQuiet:
		text = fmt.Sprintf("%s, none since %s", meetingsWords(n), monthOf(c.last().HeldOn, y))
	case n == 1:
		m := c.last()
		text = fmt.Sprintf("One meeting %s in %s", lower(m.Setting), monthOf(m.HeldOn, y))
	case c.silent > longSilence:
		text = fmt.Sprintf("%s, none since %s", meetingsWords(n), monthOf(c.last().HeldOn, y))
	default:
		text = meetingsWords(n) + ", " + c.spacing()
	}
	if c.Has.Attempts > 0 && c.flag != ui.MoreThanMost {
		text += ". " + title(ui.Count(c.Has.Attempts, "attempt", "attempts")) + " noted since"
	}
	return text
}

func (c card) reasonForMore() string {
	n := c.read.Count
	switch {
	case 3*c.Has.Outside > n && c.Has.AfterHours*2 > c.Has.Outside:
		return fmt.Sprintf("%d of %d off-site, %d after hours", c.Has.Outside, n, c.Has.AfterHours)
	case 3*c.Has.Outside > n:
		return fmt.Sprintf("%d of %d off-site", c.Has.Outside, n)
	case c.read.Offers > 0:
		return ui.Count(c.read.Offers, "opportunity", "opportunities") + " offered to this resident"
	}
	return fmt.Sprintf("A meeting about every %s", ui.Count(max(1, c.read.ActiveDays/max(1, n)), "day", "days"))
}

// spacing is the longest time between two meetings, or how short they were.
func (c card) spacing() string {
	longest := 0
	for i := 1; i < len(c.Met); i++ {
		longest = max(longest, daysFrom(c.Met[i-1].HeldOn, c.Met[i].HeldOn))
	}
	return fmt.Sprintf("up to %d days apart", longest)
}

func (c card) last() app.Met {
	if len(c.Met) == 0 {
		return app.Met{HeldOn: c.StartsOn, Setting: mentorship.OnSite}
	}
	return c.Met[len(c.Met)-1]
}

func meetingsWords(n int) string {
	if n == 1 {
		return "One meeting"
	}
	return title(number(n)) + " meetings"
}

// monthOf names the month of a date, with the day when it was this month.
func monthOf(date time.Time, y app.Year) string {
	if date.Year() == y.Today.Year() && date.Month() == y.Today.Month() {
		return date.Format("2 January")
	}
	return date.Format("January")
}
