package equity_test

import (
	"encoding/json"
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"evenly/internal/equity"
)

func TestReadPublishedCase(t *testing.T) {
	t.Parallel()
	r := read(t, program(repeat(3, 1, 30, 4, 6, 12), 400))
	f := r.Finding()
	want := equity.Finding{Pairs: 39, InRange: 30, Met: 36, Missed: 3, Higher: 6}
	if diff := cmp.Diff(want, f); diff != "" {
		t.Errorf("Finding (-want +got):\n%s", diff)
	}
	if r.Program.Meetings != 195 || r.Program.Mean != 5 || r.Program.Dyads != 39 {
		t.Errorf("program: %+v", r.Program)
	}
	printed(t, "threshold", r.Program.PeerThreshold, "5.27")
	if look := r.Dyads[0].Look(); look != equity.LookLess {
		t.Errorf("a pair that met once: look %q, want less", look)
	}
	if look := r.Dyads[38].Look(); look != equity.LookMore {
		t.Errorf("a pair that met twelve times: look %q, want more", look)
	}
}

func TestPeerReadingWaits(t *testing.T) {
	t.Parallel()
	one := func(n, meetings, day int) equity.PeerReading {
		return equity.ComparePeers(year(repeat(n-1, meetings, 1, 0)), 0.10, day).Pairs[n-1].Reading
	}
	tests := map[string]struct {
		n, meetings, day int
		want             equity.PeerReading
	}{
		"ten pairs on day 56":     {10, 20, 56, "lower"},
		"day 55":                  {10, 20, 55, "too_early"},
		"nine pairs":              {9, 20, 364, "too_early"},
		"too few meetings so far": {39, 5, 364, "too_early"},
		"enough meetings":         {39, 6, 364, "lower"},
	}
	for name, tt := range tests {
		if got := one(tt.n, tt.meetings, tt.day); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
	equal := equity.ComparePeers(year(repeat(39, 6)), 0.10, 364)
	if equal.Pairs[0].Reading != equity.PeerTypical {
		t.Errorf("equal pairs: %s, want typical", equal.Pairs[0].Reading)
	}
}

func TestTailsAreComplements(t *testing.T) {
	t.Parallel()
	pairs := []equity.Exposure{{0, 364}, {1, 182}, {90, 91}, {7, 1}, {30, 364}}
	for i, p := range equity.ComparePeers(pairs, 0.10, 364).Pairs {
		if math.Abs(p.PLow+p.PHigh-1) > 1e-9 || p.PLow <= 0 || p.PHigh <= 0 {
			t.Errorf("pair %d: low %g, high %g", i, p.PLow, p.PHigh)
		}
	}
	for _, pairs := range [][]equity.Exposure{{{0, 10}, {0, 20}}, {{5, 10}}} {
		for _, p := range equity.ComparePeers(pairs, 0.10, 364).Pairs {
			if p.PLow != 0.5 || p.PHigh != 0.5 {
				t.Errorf("%v: %+v, want one half where nothing is left to chance", pairs, p)
			}
		}
	}
}

func TestWhoIsCompared(t *testing.T) {
	t.Parallel()
	in := program(repeat(12, 4), 364)
	in.Dyads[0].To = in.AsOf - 1 // ended
	in.Dyads[1].To = in.AsOf     // its last day
	in.Dyads[2].Secondary = true
	in.Dyads[3].Away = []equity.Span{{From: july, To: in.AsOf + 10}}
	in.Dyads[4].From = in.AsOf + 1
	r := read(t, in)
	want := []bool{false, true, false, false, false, true, true, true, true, true, true, true}
	for i, d := range r.Dyads {
		if (d.Peer != nil) != want[i] || (d.Estimate != nil) != want[i] {
			t.Errorf("%s: peer %v, estimate %v; want them: %t", d.ID, d.Peer, d.Estimate, want[i])
		}
	}
	if r.Program.Dyads != 8 || r.Program.Meetings != 32 {
		t.Errorf("%d pairs with %d meetings, want 8 with 32", r.Program.Dyads, r.Program.Meetings)
	}
	if r.Dyads[4].Promise != equity.PromiseTooEarly || len(r.Dyads[4].Windows) != 0 {
		t.Errorf("not begun: %+v", r.Dyads[4])
	}
}

func TestReadNobody(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]equity.Input{
		"no pairs":    {Settings: equity.Defaults(july)},
		"one pair":    program([]int{3}, 100),
		"no meetings": program(repeat(39, 0), 364),
		"first day":   program(repeat(39, 0), 1),
	} {
		r := read(t, in)
		if _, err := json.Marshal(r); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if len(r.Flags()) > 0 && name != "no meetings" {
			t.Errorf("%s: flags %v", name, r.Flags())
		}
	}
}

func TestReadRefusesWithEveryProblem(t *testing.T) {
	t.Parallel()
	in := equity.Input{Settings: equity.Settings{Interval: 0, Grace: -1, MinActiveDays: 92, Q: math.NaN(), Draws: 0}}
	in.Dyads = []equity.Dyad{
		{Away: []equity.Span{{From: 9, To: 8}, {}}, Meetings: []equity.Meeting{{Minutes: -1, Setting: "moon"}}},
		{ID: "a", Mentor: "m", From: 10, To: 9, Interval: -1, Offers: []equity.Offer{{OpenTo: "some"}}},
		{ID: "a", Mentor: "m", From: 10, Meetings: []equity.Meeting{{Date: 11, Confirmed: "perhaps"}}},
	}
	in.Offers = []equity.Offer{{Kind: "poster", Date: 3, OpenTo: equity.ToFew}}
	_, err := equity.Read(in)
	problems, ok := errors.AsType[equity.Problems](err)
	if !ok {
		t.Fatalf("error %v, want Problems", err)
	}
	var got []string
	for _, p := range problems {
		got = append(got, p.Path)
	}
	want := []string{
		"asof", "interval_days", "grace_days", "min_active_days", "q", "draws",
		"dyads[0].id", "dyads[0].mentor", "dyads[0].from", "dyads[0].away[0].to", "dyads[0].away[1].from",
		"dyads[0].away[1].to", "dyads[0].meetings[0].date", "dyads[0].meetings[0].minutes",
		"dyads[0].meetings[0].setting",
		"dyads[1].to", "dyads[1].interval_days", "dyads[1].offers[0].kind", "dyads[1].offers[0].date",
		"dyads[1].offers[0].open_to",
		"dyads[2].meetings[0].confirmed", "dyads[2].id", "offers[0].resident",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("paths of the problems (-want +got):\n%s", diff)
	}
}

func TestReadingSurvivesStorage(t *testing.T) {
	t.Parallel()
	want := read(t, rich())
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got equity.Reading
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("read back from JSON (-want +got):\n%s", diff)
	}
}

func TestFlagsAreRecomputed(t *testing.T) {
	t.Parallel()
	r := read(t, program(repeat(3, 1, 30, 4, 6, 12), 400))
	rules := map[equity.Rule]int{}
	for _, f := range r.Flags() {
		rules[f.Rule]++
		got, err := equity.Recompute(equity.Flag{Rule: f.Rule, Version: f.Version, Inputs: f.Inputs})
		if err != nil || got != f.Outcome {
			t.Errorf("%s %s: %+v, %v; stored %+v", f.Rule, f.Dyad, got, err, f.Outcome)
		}
		if f.Rule != equity.RulePromise && f.Value > f.Cut || f.Rule == equity.RulePromise && f.Value < f.Cut {
			t.Errorf("%s %s: value %g does not pass the cut %g", f.Rule, f.Dyad, f.Value, f.Cut)
		}
	}
	want := map[equity.Rule]int{equity.RulePromise: 3, equity.RulePeer: 6, equity.RuleDispersion: 1}
	if diff := cmp.Diff(want, rules); diff != "" {
		t.Errorf("flags by rule (-want +got):\n%s", diff)
	}
}

func TestRecomputeRefusesNonsense(t *testing.T) {
	t.Parallel()
	for _, f := range []equity.Flag{
		{Rule: "moon", Version: 1},
		{Rule: equity.RulePeer, Version: 2, Inputs: json.RawMessage(`{}`)},
		{Rule: equity.RulePeer, Version: 1, Inputs: json.RawMessage(`{"pair": 3, "pairs": []}`)},
		{Rule: equity.RulePeer, Version: 1, Inputs: json.RawMessage(`{"pair": 0, "pairs": [{"count": 1, "days": 0}]}`)},
		{Rule: equity.RuleDispersion, Version: 1, Inputs: json.RawMessage(`{"pairs": [], "draws": 0}`)},
		{Rule: equity.RulePromise, Version: 1, Inputs: json.RawMessage(`[]`)},
	} {
		if got, err := equity.Recompute(f); err == nil {
			t.Errorf("Recompute(%+v) = %+v", f, got)
		}
	}
}

func TestGoneQuiet(t *testing.T) {
	t.Parallel()
	began := on(300, pair("d", 5, 20, 40)) // 3 of 3.3 promised, none for 260 days
	never := on(300, pair("d", 5))
	if began.Look() != equity.LookQuiet || never.Look() != equity.LookLess {
		t.Errorf("began well: %q, met once: %q", began.Look(), never.Look())
	}
}

func TestNudge(t *testing.T) {
	t.Parallel()
	state := func(day int, d equity.Dyad, booked bool) equity.NudgeState {
		_, s := equity.NudgePair(equity.Defaults(july+equity.Date(day)), d, booked)
		return s
	}
	away := pair("d")
	away.Away = []equity.Span{{From: july + 60, To: july + 80}}
	ended := pair("d")
	ended.To = july + 70
	tests := map[string]struct{ got, want equity.NudgeState }{
		"day 68 of 91":           {state(68, pair("d"), false), equity.NudgeQuiet},
		"day 69, three quarters": {state(69, pair("d"), false), equity.NudgeDue},
		"day 90":                 {state(90, pair("d"), false), equity.NudgeDue},
		"day 91":                 {state(91, pair("d"), false), equity.NudgeOverdue},
		"a meeting is booked":    {state(91, pair("d"), true), equity.NudgeQuiet},
		"counted from the last":  {state(91, pair("d", 50), false), equity.NudgeQuiet},
		"away":                   {state(75, away, false), equity.NudgeQuiet},
		"back":                   {state(81, away, false), equity.NudgeDue},
		"ended":                  {state(91, ended, false), equity.NudgeQuiet},
	}
	for name, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("%s: %s, want %s", name, tt.got, tt.want)
		}
	}
}

func TestPosition(t *testing.T) {
	t.Parallel()
	r := read(t, program(repeat(3, 1, 30, 4, 6, 12), 364))
	got, ok := r.Position("d000")
	want := equity.Position{Count: 1, Of: 39, More: 36, Middle: equity.Quartiles{Low: 4, Median: 4, High: 4}}
	if !ok || got != want {
		t.Errorf("Position = %+v, %t; want %+v", got, ok, want)
	}
	if _, ok := r.Position("nobody"); ok {
		t.Error("a pair that is not there has a position")
	}
	if _, ok := read(t, program(repeat(9, 4), 364)).Position("d000"); ok {
		t.Error("a program of nine shows positions")
	}
}

func TestMiddleHalf(t *testing.T) {
	t.Parallel()
	minutes := func(p equity.PairReading) float64 { return float64(p.Minutes) }
	got := read(t, program([]int{1, 2, 3, 4, 5, 6, 7, 8}, 364)).MiddleHalf(minutes)
	if want := (equity.Quartiles{Low: 60, Median: 120, High: 180}); got != want {
		t.Errorf("MiddleHalf = %+v, want %+v", got, want)
	}
	if got := read(t, program(nil, 364)).MiddleHalf(minutes); got != (equity.Quartiles{}) {
		t.Errorf("MiddleHalf of nobody = %+v", got)
	}
}

func TestChanges(t *testing.T) {
	t.Parallel()
	in := program(repeat(3, 1, 30, 4, 6, 12), 400)
	after := read(t, in)
	in.AsOf -= 90
	in.Dyads = in.Dyads[1:] // the first pair is new
	got := equity.Changes(read(t, in), after)
	want := []equity.Change{
		{Dyad: "d000", Rule: equity.RulePromise, Before: "", After: "missed"},
		{Dyad: "d001", Rule: equity.RulePromise, Before: "met", After: "missed"},
		{Dyad: "d002", Rule: equity.RulePromise, Before: "met", After: "missed"},
	}
	var promises []equity.Change
	for _, c := range got {
		if c.Rule == equity.RulePromise {
			promises = append(promises, c)
		}
	}
	if diff := cmp.Diff(want, promises); diff != "" {
		t.Errorf("changes of promises (-want +got):\n%s", diff)
	}
	if same := equity.Changes(after, after); len(same) > 0 {
		t.Errorf("changes since the same reading: %v", same)
	}
}

func TestLoggingLagWidensGrace(t *testing.T) {
	t.Parallel()
	in := program(repeat(10, 2), 200)
	if p := read(t, in).Program; *p.MedianLag != 0 || p.AdvisedGrace(21) != 21 {
		t.Errorf("median lag %g, grace %d", *p.MedianLag, p.AdvisedGrace(21))
	}
	for i := range in.Dyads {
		for j := range in.Dyads[i].Meetings {
			m := &in.Dyads[i].Meetings[j]
			m.Logged = m.Date + 8
		}
	}
	if p := read(t, in).Program; *p.MedianLag != 8 || p.AdvisedGrace(21) != 28 || p.AdvisedGrace(40) != 40 {
		t.Errorf("median lag %g, grace %d and %d", *p.MedianLag, p.AdvisedGrace(21), p.AdvisedGrace(40))
	}
}

func TestCountRangeOfNothing(t *testing.T) {
	t.Parallel()
	if low, high := equity.CountRange(0, 0.95); low != 0 || high != 0 {
		t.Errorf("CountRange(0) = %d, %d", low, high)
	}
}
