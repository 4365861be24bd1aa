package equity

import (
	"cmp"
	"slices"
)

// Window is one stretch of a pairing in which one meeting is promised. It ends on its nominal last day even where
// the pairing ended earlier; ActiveDays then holds only the days there were.
type Window struct {
	From       Date        `json:"from"`
	To         Date        `json:"to"`
	ActiveDays int         `json:"active_days"`
	Meetings   int         `json:"meetings"`
	State      WindowState `json:"state"`
}

// WindowState is what became of the meeting promised in one window.
type WindowState string

// The states in the order they are tried: the first that holds is the state.
const (
	WindowMet       WindowState = "met"        // a meeting is dated in it
	WindowOpen      WindowState = "open"       // its last day is not over
	WindowNotJudged WindowState = "not_judged" // too few active days
	WindowDue       WindowState = "due"        // over, but its meeting may still be logged
	WindowMissed    WindowState = "missed"     // over, grace too
)

// Promise is the reading of a pair against what was promised to it: a fact, not a test.
type Promise string

// Escalated and missed are what mentorship leads act on; neither outlives the next window that is met.
const (
	PromiseEscalated Promise = "escalated" // the last two judged windows were missed
	PromiseMissed    Promise = "missed"    // the last judged window was missed
	PromiseDue       Promise = "due"       // a window is over and its meeting may still be logged
	PromiseTooEarly  Promise = "too_early" // nothing to judge yet
	PromiseMet       Promise = "met"
)

// Broken reports whether the promise is missed or escalated.
func (p Promise) Broken() bool { return p == PromiseMissed || p == PromiseEscalated }

// Standing says what part a pair has in the program's readings.
type Standing string

// Only live pairs are compared with each other.
const (
	Live      Standing = "live"      // the resident's own pair, going on
	Ended     Standing = "ended"     // over before the as-of day
	Secondary Standing = "secondary" // a further mentor
)

// PairReading is everything read about one pair. ReadPair fills what concerns the pair alone; Peer and Estimate
// need the others and are nil for pairs that are not live or have no active day.
type PairReading struct {
	ID          DyadID    `json:"id"`
	Standing    Standing  `json:"standing"`
	ActiveDays  int       `json:"active_days"`
	Expected    float64   `json:"expected"` // meetings: active days over the interval
	Count       int       `json:"count"`
	Minutes     int       `json:"minutes"`
	LastMeeting Date      `json:"last_meeting"`
	Windows     []Window  `json:"windows"`
	Promise     Promise   `json:"promise"`
	Offers      int       `json:"offers"` // to this resident and not open to all; 0 unless live
	Peer        *Peer     `json:"peer"`
	Estimate    *Estimate `json:"estimate"`
}

// GoneQuiet reports a pair that broke its promise lately although, over the whole time, it has met about as often
// as promised: it began well and stopped. Such a pair wants a different conversation from one that never began.
func (p PairReading) GoneQuiet() bool {
	return p.Promise.Broken() && float64(p.Count) >= 0.75*p.Expected
}

// ReadPair reads one pair by itself: what its own two people see. It expects an input that Check accepts.
func ReadPair(s Settings, d Dyad) PairReading {
	r := PairReading{ID: d.ID, Standing: d.standing(s.AsOf)}
	interval := d.interval(s)
	away := merge(d.Away)
	end := d.end(s.AsOf)
	r.Windows = make([]Window, 0, max(0, int(end-d.From)/interval+1))
	r.ActiveDays = activeDays(Span{d.From, end}, away)
	r.Expected = float64(r.ActiveDays) / float64(interval)
	for from := d.From; from <= end; from += Date(interval) {
		w := Window{From: from, To: from + Date(interval) - 1}
		w.ActiveDays = activeDays(Span{from, min(w.To, end)}, away)
		r.Windows = append(r.Windows, w)
	}
	for m := range d.counted(s.AsOf) {
		r.Count++
		r.Minutes += m.Minutes
		r.LastMeeting = max(r.LastMeeting, m.Date)
		r.Windows[int(m.Date-d.From)/interval].Meetings++
	}
	rule := promiseRule{AsOf: s.AsOf, Grace: s.Grace, Enough: enough(s.MinActiveDays, interval)}
	r.Promise = rule.judge(r.Windows)
	return r
}

// standing of the pair on the given day; a pair whose last day is that day is live.
func (d Dyad) standing(asOf Date) Standing {
	switch {
	case d.Secondary:
		return Secondary
	case d.To != 0 && d.To < asOf:
		return Ended
	}
	return Live
}

// interval of the pair. No input that Check accepts has one below 1; any other must not keep ReadPair for ever.
func (d Dyad) interval(s Settings) int { return max(1, cmp.Or(d.Interval, s.Interval)) }

// end is the last day that is counted, before From when the pairing has not begun.
func (d Dyad) end(asOf Date) Date {
	if d.To != 0 {
		return min(d.To, asOf)
	}
	return asOf
}

// counted yields the meetings that exist on the given day: dated within the pairing, written down by then, and not
// denied by the other person. Meetings during time away count; people do meet on leave.
func (d Dyad) counted(asOf Date) func(yield func(Meeting) bool) {
	end := d.end(asOf)
	return func(yield func(Meeting) bool) {
		for _, m := range d.Meetings {
			exists := d.From <= m.Date && m.Date <= end && m.Logged <= asOf && m.Confirmed != Denied
			if exists && !yield(m) {
				return
			}
		}
	}
}

// enough scales the active days a 91-day window needs to another length, rounding half up.
func enough(minActiveDays, interval int) int {
	return (2*minActiveDays*interval + 91) / 182
}

// promiseRule is L2: it turns what happened in each window into states, and the states into a promise.
type promiseRule struct {
	AsOf   Date `json:"asof"`
	Grace  int  `json:"grace_days"`
	Enough int  `json:"enough_active_days"`
}

// judge sets the state of every window and returns the pair's promise.
func (rule promiseRule) judge(windows []Window) Promise {
	var last, before WindowState // of the windows that are met or missed
	var due bool
	for i := range windows {
		w := &windows[i]
		w.State = rule.state(*w)
		switch w.State {
		case WindowMet, WindowMissed:
			before, last = last, w.State
		case WindowDue:
			due = true
		}
	}
	switch {
	case last == WindowMissed && before == WindowMissed:
		return PromiseEscalated
	case last == WindowMissed:
		return PromiseMissed
	case due:
		return PromiseDue
	case last == WindowMet:
		return PromiseMet
	}
	return PromiseTooEarly
}

func (rule promiseRule) state(w Window) WindowState {
	switch {
	case w.Meetings > 0:
		return WindowMet
	case rule.AsOf <= w.To:
		return WindowOpen
	case w.ActiveDays < rule.Enough:
		return WindowNotJudged
	case rule.AsOf <= w.To+Date(rule.Grace):
		return WindowDue
	}
	return WindowMissed
}

// merge returns the same days as disjoint spans in order.
func merge(spans []Span) []Span {
	sorted := slices.SortedFunc(slices.Values(spans), func(a, b Span) int { return cmp.Compare(a.From, b.From) })
	var out []Span
	for _, s := range sorted {
		if n := len(out); n > 0 && s.From <= out[n-1].To {
			out[n-1].To = max(out[n-1].To, s.To)
			continue
		}
		out = append(out, s)
	}
	return out
}

// activeDays counts the days of a span, which may be empty, that lie in none of the disjoint spans away.
func activeDays(s Span, away []Span) int {
	days := max(0, int(s.To-s.From)+1)
	for _, a := range away {
		days -= max(0, int(min(a.To, s.To)-max(a.From, s.From))+1)
	}
	return days
}
