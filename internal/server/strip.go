package server

import (
	"fmt"
	"time"

	"evenly/internal/app"
	"evenly/internal/equity"
	"evenly/internal/mentorship"
	"evenly/templates/chart"
	"evenly/templates/ui"
)

// longSilence is from how many days without contact a strip draws a line: twelve weeks.
const longSilence = 84

// unconfirmedAfter is after how many days a meeting that nobody confirmed is drawn hollow.
const unconfirmedAfter = 14

// months is the scale above strips.
func months(y app.Year) chart.MonthsView { return chart.Months(y.Cycle.StartsOn, stripDays(y)) }

// stripDays is how long a strip is: to two weeks after today, so that what happened has the room.
func stripDays(y app.Year) int {
	return min(yearDays(y), max(120, daysFrom(y.Cycle.StartsOn, y.AsOf())+15))
}

func yearDays(y app.Year) int { return daysFrom(y.Cycle.StartsOn, y.Cycle.EndsOn) + 1 }

func daysFrom(from, to time.Time) int { return int(to.Sub(from).Hours() / 24) }

// sinceWords heads a strip: "Contact since July".
func sinceWords(y app.Year) string { return "Contact since " + y.Cycle.StartsOn.Format("January") }

// strip is a pair's year as its own people know it.
func strip(y app.Year, p app.OwnPair) chart.TimelineView {
	var met []app.Met
	for i := len(p.Meetings) - 1; i >= 0; i-- {
		if m := p.Meetings[i]; m.Counts() {
			met = append(met, app.Met{HeldOn: m.HeldOn, Minutes: m.CountedMinutes(), Setting: m.Setting, LoggedAt: m.LoggedAt, Answer: m.Answer})
		}
	}
	return stripOf(y, p.Pair, met)
}

// stripOf is a pair's year as a chart. The meetings that count come in the order of their days.
func stripOf(y app.Year, p app.Pair, met []app.Met) chart.TimelineView {
	first, until := y.Cycle.StartsOn, y.AsOf()
	if p.EndsOn != nil && p.EndsOn.Before(until) {
		until = *p.EndsOn
	}
	v := chart.TimelineView{Days: stripDays(y), Start: max(0, daysFrom(first, p.StartsOn)), Today: daysFrom(first, until)}
	var days []int
	for _, m := range met {
		at := daysFrom(first, m.HeldOn)
		days = append(days, at)
		v.Meetings = append(v.Meetings, chart.Meeting{Day: at, Setting: shape(m.Setting), Open: isOpen(m, until),
			Title: fmt.Sprintf("%s, %d min, %s", m.HeldOn.Format("2 Jan"), m.Minutes, lower(m.Setting))})
	}
	v.Gaps = chart.Gaps(v.Start, v.Today, days, longSilence)
	if n := len(met); n > 0 {
		v.Last = fmt.Sprintf("%s, %s ago", met[n-1].HeldOn.Format("2 Jan"), ui.Count(v.Today-days[n-1], "day", "days"))
	}
	for i, from := range p.AwayFrom {
		if a := (chart.Span{From: max(v.Start, daysFrom(first, from)), To: min(v.Today, daysFrom(first, p.AwayTo[i])+1)}); a.From < a.To {
			v.Away = append(v.Away, a)
		}
	}
	return v
}

// isOpen reports a meeting that nobody has confirmed for a while.
func isOpen(m app.Met, today time.Time) bool {
	return m.Answer != mentorship.Confirmed && daysFrom(m.LoggedAt, today) >= unconfirmedAfter
}

func shape(s mentorship.Setting) chart.Setting {
	switch {
	case s.Remote():
		return chart.Video
	case s.Outside():
		return chart.Offsite
	}
	return chart.Hospital
}

// away lists the time away of a pair, with whose it is and why.
func away(p app.Pair, y app.Year) []string {
	var out []string
	for i, from := range p.AwayFrom {
		whose := p.Mentor().Short()
		if p.AwayIsResidents[i] {
			whose = p.Resident().Short()
		}
		out = append(out, fmt.Sprintf("%s: %s, %s to %s", whose, awayWords(p.AwayKind[i]), dayIn(from, y.Today), dayIn(p.AwayTo[i], y.Today)))
	}
	return out
}

func awayWords(kind string) string {
	return map[string]string{"nights": "nights", "leave": "leave", "away_rotation": "away rotation", "other": "time away"}[kind]
}

// promiseWords is the promise reading to the two people.
func promiseWords(r equity.PairReading) string {
	switch r.Promise {
	case equity.PromiseMet:
		return "Kept so far."
	case equity.PromiseDue:
		return "A meeting of the last stretch is still open. If you met, log it."
	case equity.PromiseMissed:
		return "The last stretch passed without a logged meeting. If you met, log it; the reading follows."
	case equity.PromiseEscalated:
		return "Two stretches in a row passed without a logged meeting. If you met, log it; the reading follows."
	}
	return "Too early to say anything."
}

// dueWords says when the next meeting is due.
func dueWords(p app.OwnPair, y app.Year) string {
	due := p.Nudge.Overdue.Time()
	switch {
	case p.NudgeIs == equity.NudgeOverdue:
		return "The next meeting has been due since " + dayIn(due, y.Today) + "."
	case due.Before(y.Today):
		return "The next meeting is due when both of you are back."
	}
	return "Next meeting due by " + dayIn(due, y.Today) + "."
}

// lastWords says when the two last met.
func lastWords(p app.OwnPair, y app.Year) string {
	m, ok := p.Last()
	if !ok {
		return "No meeting logged yet."
	}
	return fmt.Sprintf("Last met %s, %s.", nearDay(m.HeldOn, y.Today), contactWords(m))
}
