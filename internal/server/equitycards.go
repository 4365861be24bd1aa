package server

import (
	"fmt"
	"slices"

	"evenly/internal/app"
	"evenly/internal/equity"
	"evenly/internal/mentorship"
	"evenly/templates/chart"
	"evenly/templates/page"
	"evenly/templates/ui"
)

// look lists the pairs worth a look. When the program as a whole missed its promise, only those are named that missed it
// twice in a row: thirty flags say less than one sentence.
func (d *deck) look() page.Look {
	less, more := d.flagged(ui.LessThan, ui.GoneQuiet), d.flagged(ui.MoreThanMost)
	var l page.Look
	if d.Finding.Widespread {
		less = slices.DeleteFunc(less, func(c card) bool { return c.read.Promise != equity.PromiseEscalated })
		l.Message = fmt.Sprintf("%d of %d pairs missed a promised meeting. Named are those that missed two in a row.", d.Finding.Missed+d.Finding.Escalated, d.Finding.Pairs)
	}
	for _, c := range less {
		l.Less = append(l.Less, d.item(c))
	}
	for _, c := range more {
		l.More = append(l.More, d.item(c))
	}
	if ids := d.notMine(less); len(ids) > 0 {
		l.Nudge = &ui.Btn{Label: "Write to " + ui.Count(mentorsOf(less), "mentor", "mentors"), Icon: "bell", Small: true, Href: d.at.Nudge(ids...)}
	}
	if len(more) > 0 {
		l.LevelUp = &ui.Btn{Label: "Level up", SR: "offer to all what some had", Icon: "sprout", Small: true, Href: d.at.LevelUp()}
	}
	l.LessCount, l.MoreCount = fmt.Sprint(len(less)), fmt.Sprint(len(more))
	if len(less)+len(more) == 0 && l.Message == "" {
		l.None = "No pair is far from what was promised or from the others."
	}
	if !d.Compared() {
		l.Message += " Pairs are compared with each other once a week; the first comparison has not run yet."
	}
	return l
}

// mentorsOf counts the mentors of pairs.
func mentorsOf(cards []card) int {
	seen := map[mentorship.MentorID]bool{}
	for _, c := range cards {
		seen[c.MentorID] = true
	}
	return len(seen)
}

// notMine are the ids of pairs that the person is not one of.
func (d *deck) notMine(cards []card) []string {
	var ids []string
	for _, c := range cards {
		if !c.Pair.Has(d.who.Person) {
			ids = append(ids, string(c.ID))
		}
	}
	return ids
}

func (d *deck) item(c card) ui.FlagItem {
	reason := c.reason(d.Year)
	if c.Pair.Has(d.who.Person) {
		reason += ". Your own pair: another lead acts"
	}
	return ui.FlagItem{Flag: c.flag, Number: c.number, Href: d.at.Pair(string(c.ID)), Resident: c.Resident().Short(), Mentor: c.Mentor().Short(),
		Reason: reason, Value: fmt.Sprint(c.read.Count), Of: " of " + tenth(c.read.Expected)}
}

// against is the picture of meetings over promised meetings with its table.
func (d *deck) against() *page.Against {
	f := chart.FunnelView{Label: "Each mark is one pair. Across: meetings promised so far. Up: meetings logged. The flagged pairs are links."}
	table := ui.Twin{Label: "Meetings logged and promised, by pair", Head: []string{"Resident", "Mentor", "Reading", "Logged", "Promised"}, Num: []int{3, 4}}
	dots := chart.Group{Name: "All pairs", Noun: "pairs"}
	for _, c := range d.numbered() {
		f.Points = append(f.Points, chart.Point{Promised: c.read.Expected, Logged: float64(c.read.Count), Flag: c.flag, Number: c.number, Href: d.at.Pair(string(c.ID)),
			Title: fmt.Sprintf("%s with %s: %s, %s promised", c.Resident().Short(), c.Mentor().Short(), ui.Count(c.read.Count, "meeting", "meetings"), tenth(c.read.Expected))})
		dots.Dots = append(dots.Dots, chart.Dot{Value: c.read.Count, Flag: c.flag})
		table.Rows = append(table.Rows, []string{c.Resident().Short(), c.Mentor().Short(), flagWords(c.flag), fmt.Sprint(c.read.Count), tenth(c.read.Expected)})
	}
	a := &page.Against{Takeaway: d.againstWords(), Table: table}
	switch {
	case f.Worth():
		a.Funnel = &f
	default: // everyone was promised about the same: dots say it better than a column
		a.Stacks = &chart.StacksView{Groups: []chart.Group{dots}, Unit: fmt.Sprintf("Meetings per pair, about %s promised. Line marks the median.", tenth(d.Reading.Dyads[0].Expected))}
	}
	return a
}

// numbered is every live pair, the flagged ones by their numbers, so that marks are reached in the order of the list.
func (d *deck) numbered() []card {
	return append(d.flagged(ui.LessThan, ui.GoneQuiet, ui.MoreThanMost), d.flagged(ui.InRange)...)
}

func (d *deck) againstWords() string {
	out := len(d.flagged(ui.LessThan, ui.MoreThanMost))
	quiet := len(d.flagged(ui.GoneQuiet))
	switch {
	case out+quiet == 0:
		return "No pair is far from what was promised."
	case out == 0:
		return title(have(quiet)) + " gone quiet; the others are in range."
	case quiet == 0:
		return fmt.Sprintf("%s of %s far from what was promised, or from the others.", title(number(out)), isPairs(len(d.cards)))
	}
	return fmt.Sprintf("%s of %s far from what was promised, or from the others. %s gone quiet.", title(number(out)), isPairs(len(d.cards)), title(have(quiet)))
}

func isPairs(n int) string { return fmt.Sprintf("%d pairs are", n) }

func flagWords(f ui.Flag) string {
	return map[ui.Flag]string{ui.InRange: "In range", ui.LessThan: "Less", ui.GoneQuiet: "Gone quiet", ui.MoreThanMost: "More"}[f]
}

// stripsShown is how many pairs the contact card draws; the rest is a click away.
const stripsShown = 12

func (d *deck) contactCard() *page.ContactCard {
	bySilence := slices.Clone(d.cards)
	slices.SortStableFunc(bySilence, func(a, b card) int { return b.silent - a.silent })
	shown := bySilence[:min(stripsShown, len(bySilence))]
	c := &page.ContactCard{Heading: sinceWords(d.Year), Months: months(d.Year), All: d.at.PairsWith(sorted("silence")),
		AllText: "Show all " + ui.Count(len(d.cards), "pair", "pairs"), Caption: "Longest silence first. " + ui.ShownOf(len(shown), len(d.cards), "pair", "pairs") + "."}
	for _, x := range shown {
		c.Rows = append(c.Rows, page.ContactRow{Href: d.at.Pair(string(x.ID)), Resident: x.Resident().Short(), Mentor: x.Mentor().Short(),
			Strip: stripOf(d.Year, x.Pair, x.Met), Count: fmt.Sprint(x.read.Count), Of: tenth(x.read.Expected), Last: x.lastText()})
	}
	return c
}

func (c card) lastText() string {
	if len(c.Met) == 0 {
		return "Never"
	}
	return c.last().HeldOn.Format("2 Jan")
}

// hoursCard is how contact hours are shared out, in words and as a curve.
func (d *deck) hoursCard() *page.HoursCard {
	minutes := app.Minutes(d.Reading)
	curve := equity.NewLorenz(minutes)
	if len(curve) == 0 {
		return nil
	}
	v := chart.LorenzView{Curve: chart.Curve(minutes), Mark: .5, What: "contact hours"}
	half := (curve.Bottom(len(minutes)/2) + curve.Bottom((len(minutes)+1)/2)) / 2 // the one in the middle counts half
	tenths := (len(minutes) + 9) / 10
	h := &page.HoursCard{Curve: v, Takeaway: fmt.Sprintf("The half of residents with the least contact hold %s of the hours.", percent(half)),
		Lines: []string{fmt.Sprintf("%d of %d residents had %s of the minutes.", tenths, len(minutes), percent(curve.Top(tenths)))},
		Table: ui.Twin{Label: "Share of contact hours", Head: []string{"Residents with the least", "Share of the hours"}, Num: []int{1}}}
	for _, part := range []int{20, 40, 60, 80, 100} {
		h.Table.Rows = append(h.Table.Rows, []string{fmt.Sprintf("%d%%", part), percent(curve.Bottom(part * len(minutes) / 100))})
	}
	if line := splitWords(d.Reading.Program.Concentration); line != "" {
		h.Lines = append(h.Lines, line)
	}
	return h
}

// splitWords says how much of the unevenness is the luck of the draw between mentors, and how much lies between residents
// of the same mentor.
func splitWords(c *equity.Concentration) string {
	if c == nil || c.Theil <= 0 || c.Gini <= c.GiniByChance {
		return ""
	}
	return fmt.Sprintf("Of what is uneven in meetings, %s lies between mentors, whose pairs meet more or less often, and %s between residents of the same mentor.",
		percent(c.TheilBetweenMentors/c.Theil), percent(c.TheilWithinMentors/c.Theil))
}

// offered counts offers open to everyone, and those made to one or a few.
func (d *deck) offered() (all, named int) {
	for _, o := range d.Offers {
		if o.OpenTo == string(equity.ToAll) {
			all++
		} else {
			named++
		}
	}
	return all, named
}

func (d *deck) offersCard() *page.OffersCard {
	o := &page.OffersCard{Board: d.at.Board()}
	bars := map[mentorship.OfferKind]*chart.BarView{}
	for _, kind := range mentorship.OfferKinds {
		bars[kind] = &chart.BarView{Name: kind.Many()}
	}
	singled := map[mentorship.ResidentID]bool{}
	for _, x := range d.Offers {
		if x.ResidentID == nil {
			bars[x.Kind].Open++
			continue
		}
		bars[x.Kind].One++
		singled[*x.ResidentID] = true
	}
	for _, kind := range mentorship.OfferKinds {
		if b := bars[kind]; b.Open+b.One > 0 {
			o.Bars = append(o.Bars, *b)
		}
	}
	all, named := d.offered()
	switch {
	case all+named == 0:
		o.Takeaway = "No opportunity is recorded yet."
		return o
	case named == 0:
		o.Takeaway = fmt.Sprintf("All %d were open to everyone.", all)
	default:
		o.Takeaway = fmt.Sprintf("%s of %d went to one resident without being posted.", title(number(named)), all+named)
		o.Lines = append(o.Lines, fmt.Sprintf("%d of %d residents were offered something that others were not.", len(singled), len(d.cards)))
	}
	return o
}

// places says how many residents had a kind of meeting at all, and names those without when they are few.
func (d *deck) places() []page.PlaceLine {
	if !d.Compared() || d.Reading.Program.Reach == nil {
		return nil
	}
	names := map[equity.DyadID]string{}
	for _, c := range d.cards {
		names[equity.DyadID(c.ID)] = c.Resident().Short()
	}
	var out []page.PlaceLine
	for _, k := range []struct{ key, what string }{{"on_site", "In hospital"}, {"virtual", "By video"}, {"phone", "By phone"}, {"off_site", "Off-site"},
		{"home", "At a home"}, {"dinner", "Over a meal"}, {equity.OutOfHours, "After hours"}} {
		r := d.Reading.Program.Reach[k.key]
		if r.Residents > 0 {
			out = append(out, page.PlaceLine{What: k.what, HowMany: fmt.Sprintf("%d of %d", r.Residents, r.Residents+len(r.Without)), Without: withoutWords(r.Without, names)})
		}
	}
	return out
}

func withoutWords(ids []equity.DyadID, names map[equity.DyadID]string) string {
	if len(ids) > 6 {
		return fmt.Sprintf("%d residents", len(ids))
	}
	var list []string
	for _, id := range ids {
		if n := names[id]; n != "" {
			list = append(list, n)
		}
	}
	if len(list) == 0 {
		return "nobody"
	}
	return and(list)
}

// changes says which pairs read differently than in the week before.
func (d *deck) changes() []ui.Change {
	var out []ui.Change
	for _, c := range d.cards {
		before, known := d.Before[equity.DyadID(c.ID)]
		if was := flagOf(before.Look); known && was != c.flag {
			out = append(out, ui.Change{What: c.Resident().Short() + " with " + c.Mentor().Short(), From: flagWords(was), To: flagWords(c.flag)})
		}
	}
	return out
}

// basis is what the figures rest on.
func (d *deck) basis() string {
	meetings, confirmed := 0, 0
	for _, c := range d.cards {
		for _, m := range c.Met {
			meetings++
			confirmed += ones(m.Answer == mentorship.Confirmed)
		}
	}
	if meetings == 0 {
		return fmt.Sprintf("Based on %s; no meeting is logged yet.", ui.Count(len(d.cards), "pair", "pairs"))
	}
	text := fmt.Sprintf("Based on %s of %s; %s confirmed by both people", ui.Count(meetings, "logged meeting", "logged meetings"),
		ui.Count(len(d.cards), "pair", "pairs"), percent(float64(confirmed)/float64(meetings)))
	if d.Lag != nil {
		text += fmt.Sprintf("; logged a median of %s after", days(*d.Lag))
	}
	text += ". Groups under five are never shown."
	if d.Compared() {
		text += " Pairs compared as of " + day(d.Weeks[0].AsOf) + "."
	}
	return text
}

// days writes half days as people do.
func days(f float64) string {
	if f == float64(int(f)) {
		return ui.Count(int(f), "day", "days")
	}
	return tenth(f) + " days"
}
