package equity_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"evenly/internal/equity"
)

var july = equity.DateOf(2025, time.July, 1)

// pair is a pairing since 1 July with a meeting on each of the given days after it, logged the same day.
func pair(id equity.DyadID, days ...int) equity.Dyad {
	d := equity.Dyad{ID: id, Mentor: "m-" + equity.MentorID(id), From: july}
	for _, day := range days {
		d.Meetings = append(d.Meetings, equity.Meeting{Date: july + equity.Date(day), Minutes: 30})
	}
	return d
}

// on is a reading of a pair on a day after 1 July.
func on(day int, d equity.Dyad) equity.PairReading {
	return equity.ReadPair(equity.Defaults(july+equity.Date(day)), d)
}

func TestPromiseOfPairThatNeverMeets(t *testing.T) {
	t.Parallel()
	want := map[int]equity.Promise{
		0: "too_early", 90: "too_early", 91: "due", 111: "due", 112: "missed",
		202: "missed", 203: "escalated", 294: "escalated",
	}
	for day, promise := range want {
		if got := on(day, pair("d")).Promise; got != promise {
			t.Errorf("day %d: promise %s, want %s", day, got, promise)
		}
	}
}

func TestWindowStates(t *testing.T) {
	t.Parallel()
	away := func(d equity.Dyad, from, to int) equity.Dyad {
		d.Away = append(d.Away, equity.Span{From: july + equity.Date(from), To: july + equity.Date(to)})
		return d
	}
	ended := func(d equity.Dyad, day int) equity.Dyad {
		d.To = july + equity.Date(day)
		return d
	}
	monthly := func(d equity.Dyad) equity.Dyad {
		d.Interval = 30
		return d
	}
	type states = []equity.WindowState
	tests := map[string]struct {
		pair    equity.Dyad
		day     int
		want    states
		promise equity.Promise
	}{
		"met on the last day":         {pair("d", 90), 95, states{"met", "open"}, "met"},
		"met in the open window only": {pair("d", 91), 91, states{"due", "met"}, "due"},
		"missed then met":             {pair("d", 100), 200, states{"missed", "met", "open"}, "met"},
		"missed, met, missed":         {pair("d", 100), 300, states{"missed", "met", "missed", "open"}, "missed"},
		"60 active days are enough":   {away(pair("d"), 0, 30), 112, states{"missed", "open"}, "missed"},
		"59 active days are not":      {away(pair("d"), 0, 31), 112, states{"not_judged", "open"}, "too_early"},
		"overlapping absences are one": {away(away(pair("d"), 0, 30), 10, 20), 112,
			states{"missed", "open"}, "missed"},
		"not judged between two misses": {away(pair("d"), 91, 181), 300,
			states{"missed", "not_judged", "missed", "open"}, "escalated"},
		"a meeting on leave counts":   {away(pair("d", 10), 0, 90), 112, states{"met", "open"}, "met"},
		"ended in the first window":   {ended(pair("d"), 40), 300, states{"not_judged"}, "too_early"},
		"ended late in the window":    {ended(pair("d"), 70), 300, states{"missed"}, "missed"},
		"ended, window still running": {ended(pair("d"), 70), 80, states{"open"}, "too_early"},
		"own cadence scales the minimum": {away(monthly(pair("d")), 0, 9), 51, // 20 of 30 days, 19.8 rounds to 20
			states{"missed", "open"}, "missed"},
		"own cadence, one day less": {away(monthly(pair("d")), 0, 10), 51, states{"not_judged", "open"}, "too_early"},
		"not begun":                 {pair("d"), -1, nil, "too_early"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := on(tt.day, tt.pair)
			var have states
			for _, w := range got.Windows {
				have = append(have, w.State)
			}
			if diff := cmp.Diff(tt.want, have); diff != "" {
				t.Errorf("window states (-want +got):\n%s", diff)
			}
			if got.Promise != tt.promise {
				t.Errorf("promise %s, want %s", got.Promise, tt.promise)
			}
		})
	}
}

func TestReadPairCountsWhatExists(t *testing.T) {
	t.Parallel()
	d := pair("d", 5, 40, -3, 200)    // the third is before the pairing, the last in the future
	d.Meetings[1].Logged = july + 101 // not written down yet
	d.Meetings = append(d.Meetings, equity.Meeting{Date: july + 60, Minutes: 45, Confirmed: equity.Denied})
	d.Meetings = append(d.Meetings, equity.Meeting{Date: july + 50, Minutes: 20, Confirmed: equity.Pending})
	got := on(100, d)
	got.Windows = nil
	want := equity.PairReading{
		ID: "d", Standing: equity.Live, ActiveDays: 101, Expected: 101.0 / 91, Count: 2, Minutes: 50,
		LastMeeting: july + 50, Promise: equity.PromiseMet,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ReadPair (-want +got):\n%s", diff)
	}
}

func TestReadPairGivesExampleOfTheFormat(t *testing.T) {
	t.Parallel()
	d := pair("d1", 46)
	d.Away = []equity.Span{{From: equity.DateOf(2025, 9, 1), To: equity.DateOf(2025, 9, 28)}}
	got := equity.ReadPair(equity.Defaults(equity.DateOf(2026, 4, 17)), d)
	want := equity.Window{From: july, To: equity.DateOf(2025, 9, 29), ActiveDays: 63, Meetings: 1, State: "met"}
	if diff := cmp.Diff(want, got.Windows[0]); diff != "" {
		t.Errorf("first window (-want +got):\n%s", diff)
	}
	if got.ActiveDays != 263 || got.Promise != equity.PromiseMissed {
		t.Errorf("active days %d, promise %s; want 263, missed", got.ActiveDays, got.Promise)
	}
}
