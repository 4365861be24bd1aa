package server

import (
	"fmt"

	"evenly/internal/app"
	"evenly/internal/equity"
	"evenly/internal/mentorship"
	"evenly/templates/page"
	"evenly/templates/ui"
)

// pairReview is the page of a pair for mentorship leads: facts, what is not known, and the mentor's load before any fault.
func (q *request) pairReview(p app.PairSeen) page.PairReview {
	title := reviewTitle(p)
	v := page.PairReview{Frame: q.frame(title), Title: title, Eyebrow: fmt.Sprintf("PGY-%d · %s", p.PGY, orElse(p.Specialty, "mentor")), Sub: reviewSub(p),
		Flag: flagOf(p.Reading.Look()), FlagText: flagText(p.Reading), Since: sinceWords(p.Year), Strip: strip(p.Year, p.OwnPair), Months: months(p.Year),
		Hours: hoursWords(p), Windows: windowTable(p), Known: known(p), Unknown: unknown(p), Mentor: p.Pair.Mentor().Short() + "’s other pairs", Back: q.at.Pairs()}
	for _, m := range p.Meetings {
		v.Meetings = append(v.Meetings, reviewRow(p, m))
	}
	for _, o := range p.Others {
		v.Others = append(v.Others, ui.FlagItem{Flag: flagOf(o.Reading.Look()), Href: q.at.Pair(string(o.ID)), Resident: o.Resident().Short(), Mentor: o.Mentor().Short(),
			Reason: flagText(o.Reading), Value: fmt.Sprint(o.Reading.Count), Of: " of " + tenth(o.Reading.Expected)})
	}
	return v
}

// reviewTitle is the reason as a sentence: "Leila Farahani has met Dr. Lindqvist once since July".
func reviewTitle(p app.PairSeen) string {
	resident, mentor, since := p.Pair.Resident().Short(), p.Pair.Mentor().Short(), p.StartsOn.Format("January")
	switch n := p.Reading.Count; n {
	case 0:
		return fmt.Sprintf("%s has not met %s since %s", resident, mentor, since)
	case 1:
		return fmt.Sprintf("%s has met %s once since %s", resident, mentor, since)
	case 2:
		return fmt.Sprintf("%s has met %s twice since %s", resident, mentor, since)
	default:
		return fmt.Sprintf("%s has met %s %s times since %s", resident, mentor, number(n), since)
	}
}

// reviewSub is what was promised, and the time away that lowered it, with its source.
func reviewSub(p app.PairSeen) string {
	text := fmt.Sprintf("Promised so far: %s.", tenth(p.Reading.Expected))
	days := 0
	for i, from := range p.AwayFrom {
		to := p.AwayTo[i]
		if to.After(p.AsOf()) {
			to = p.AsOf()
		}
		days += max(0, daysFrom(from, to)+1)
	}
	if days > 0 {
		text += fmt.Sprintf(" Time away: %s, entered by the coordinator.", ui.Count(days, "day", "days"))
	}
	if p.IntervalDays != nil && *p.IntervalDays != p.Program.IntervalDays {
		text += fmt.Sprintf(" This pair agreed to meet %s.", every(*p.IntervalDays))
	}
	return text
}

func flagText(r equity.PairReading) string {
	switch {
	case r.Promise == equity.PromiseEscalated:
		return "Two stretches in a row without a meeting"
	case r.GoneQuiet():
		return "Gone quiet: met as promised, then stopped"
	case r.Promise == equity.PromiseMissed:
		return "The last stretch passed without a meeting"
	case r.Look() == equity.LookLess:
		return "Fewer meetings than chance explains beside the others"
	case r.Look() == equity.LookMore:
		return "More meetings than most. Not a fault"
	}
	return map[equity.Promise]string{equity.PromiseMet: "Promise kept so far", equity.PromiseDue: "A meeting is due", equity.PromiseTooEarly: "Too early to judge"}[r.Promise]
}

func hoursWords(p app.PairSeen) string {
	text := fmt.Sprintf("%s hours in all.", tenth(float64(p.Reading.Minutes)/60))
	switch low, high := tenth(p.Middle[0]), tenth(p.Middle[1]); {
	case p.Middle == [2]float64{}:
	case low == high:
		text += fmt.Sprintf(" Half of the pairs had about %s hours.", low)
	default:
		text += fmt.Sprintf(" The middle half of pairs had %s to %s hours.", low, high)
	}
	return text
}

// windowTable says what became of each promised meeting.
func windowTable(p app.PairSeen) ui.Twin {
	t := ui.Twin{Label: "Promised meetings, one by one", Head: []string{"From", "To", "Days there", "Meetings", "Reading"}, Num: []int{2, 3}}
	for _, w := range p.Reading.Windows {
		t.Rows = append(t.Rows, []string{w.From.Time().Format("2 Jan"), w.To.Time().Format("2 Jan"), fmt.Sprint(w.ActiveDays), fmt.Sprint(w.Meetings), windowWords(w.State)})
	}
	return t
}

func windowWords(s equity.WindowState) string {
	return map[equity.WindowState]string{equity.WindowMet: "Met", equity.WindowOpen: "Goes on", equity.WindowNotJudged: "Away too long to judge",
		equity.WindowDue: "Due", equity.WindowMissed: "Missed"}[s]
}

// known says what the log says, and how far both people vouch for it.
func known(p app.PairSeen) []string {
	var out []string
	confirmed, open, attempts := 0, 0, 0
	for _, m := range p.Meetings {
		switch {
		case m.Attempted:
			attempts++
		case m.Answer == mentorship.Confirmed:
			confirmed++
		default:
			open++
		}
	}
	if confirmed+open > 0 {
		out = append(out, fmt.Sprintf("%s logged, %d confirmed by both.", ui.Count(confirmed+open, "meeting", "meetings"), confirmed))
	} else {
		out = append(out, "No meeting is logged.")
	}
	if attempts > 0 {
		out = append(out, ui.Count(attempts, "attempt", "attempts")+" to meet noted.")
	}
	if len(p.AwayFrom) > 0 {
		out = append(out, "Time away: "+and(away(p.Pair, p.Year))+".")
	}
	for _, b := range p.Before {
		out = append(out, fmt.Sprintf("Before that with %s, until %s: %s. The promise of this pair begins anew.", b.Mentor().Short(), dayYear(*b.EndsOn), ui.Count(b.Reading.Count, "meeting", "meetings")))
	}
	if p.StartsOn.After(p.Cycle.StartsOn) {
		out = append(out, "A pair since "+dayYear(p.StartsOn)+": what was promised counts from then.")
	}
	return out
}

// unknown keeps a reading from becoming a verdict.
func unknown(p app.PairSeen) []string {
	if p.Reading.Promise == equity.PromiseMet {
		return []string{"What the two talked about, and how it goes. That is theirs."}
	}
	return []string{"Why. Common reasons: clashing schedules, leave that is not entered here, a meeting nobody logged, not a fit.",
		"Whether they met without logging it. Ask both before you conclude anything."}
}

// reviewRow is a meeting as far as the leads see it.
func reviewRow(p app.PairSeen, m mentorship.Meeting) page.MeetingRow {
	by := p.Pair.Mentor().Short()
	if m.LoggedBy == string(p.ResidentID) {
		by = p.Pair.Resident().Short()
	}
	r := page.MeetingRow{When: dayIn(m.HeldOn, p.Today), What: contactWords(m)}
	switch {
	case m.Attempted:
		r.State = "Noted by " + by
	case m.Answer == mentorship.Confirmed:
		r.State = "Confirmed by both"
	case m.Answer == mentorship.Differs:
		r.State = fmt.Sprintf("Logged by %s; the other remembers %d min. %d count until they agree", by, m.Other.Minutes, m.CountedMinutes())
	case m.Answer == mentorship.Denied:
		r.State = "Logged by " + by + "; not agreed, so it does not count"
	default:
		r.State = "Logged by " + by + ", not confirmed yet"
	}
	return r
}
