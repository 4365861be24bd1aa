package equity_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"evenly/internal/equity"
)

// The values of this file are those of the published table for the rules that are built, so that they are checked
// wherever the project is, with or without the oracle file.

func TestExposureWithLeave(t *testing.T) {
	t.Parallel()
	d := pair("d", 100)
	d.Away = []equity.Span{{From: july + 10, To: july + 64}} // eight weeks less a day of a year of 364 days
	r := equity.ReadPair(equity.Defaults(july+363), d)
	if r.ActiveDays != 309 {
		t.Fatalf("active days %d, want 309", r.ActiveDays)
	}
	printed(t, "expected", r.Expected, "3.395604")
}

func TestPublishedPeerReadings(t *testing.T) {
	t.Parallel()
	paper := year(repeat(3, 1, 30, 4, 6, 12))
	for _, q := range []float64{0.10, 0.15} {
		got := equity.ComparePeers(paper, q, 364)
		if low, high := flagged(got); low != 0 || high != 6 {
			t.Errorf("q = %g: %d lower, %d higher; want 0 and 6", q, low, high)
		}
		printed(t, "low(1)", got.Pairs[0].PLow, "0.022509")
		printed(t, "high(12)", got.Pairs[38].PHigh, "0.003278331")
	}
	monthly := equity.ComparePeers(year(repeat(3, 1, 36, 12)), 0.10, 364)
	if low, high := flagged(monthly); low != 3 || high != 0 {
		t.Errorf("monthly: %d lower, %d higher; want 3 and 0", low, high)
	}
	printed(t, "low(1)", monthly.Pairs[0].PLow, "8.3247e-05")
}

func TestPublishedConcentration(t *testing.T) {
	t.Parallel()
	tests := []struct {
		x           []float64
		gini, theil json.Number
	}{
		{[]float64{1, 1, 2, 4, 12}, "0.5", "0.451223"},
		{floats(repeat(3, 1, 30, 4, 6, 12)), "0.250888", "0.161170"},
		{[]float64{0, 0, 4, 4}, "0.5", "0.693147"},
		{[]float64{4, 4, 4}, "0", "0"},
		{[]float64{0, 0}, "0", "0"},
	}
	for _, tt := range tests {
		printed(t, "gini", equity.Gini(tt.x), tt.gini)
		printed(t, "theil", equity.Theil(tt.x), tt.theil)
	}
	between, within := equity.TheilSplit([][]float64{{1, 1, 2, 4}, {4, 4, 8, 12}})
	printed(t, "between", between, ".163441")
	printed(t, "within", within, ".123488")
	for i, want := range []json.Number{"0", ".05", ".1", ".2", ".4", "1"} {
		printed(t, "lorenz", equity.NewLorenz([]float64{1, 1, 2, 4, 12})[i], want)
	}
}

func TestGiniByChanceOfEqualPairs(t *testing.T) {
	t.Parallel()
	// The published values are for Poisson totals; fixing the total moves them by less than their rounding.
	for meetings, want := range map[int]float64{2: 0.378, 4: 0.271, 8: 0.193, 12: 0.158} {
		got := read(t, program(repeat(39, meetings), 364)).Program.Concentration.GiniByChance
		if math.Abs(got-want) > 0.006 {
			t.Errorf("39 equal pairs with %d meetings: %.4f, want %.3f", meetings, got, want)
		}
	}
}

func TestPublishedDispersion(t *testing.T) {
	t.Parallel()
	d := equity.Disperse(year(repeat(3, 1, 30, 4, 6, 12)), 364, "", 4000)
	printed(t, "D", d.D, "74.4")
	printed(t, "D/df", d.Ratio, "1.957895")
	if d.P > 0.004 { // the chi-squared approximation says 0.000378
		t.Errorf("p = %g, want about 0.0004", d.P)
	}
}

func TestPublishedEstimates(t *testing.T) {
	t.Parallel()
	counts := repeat(3, 1, 30, 4, 6, 12)
	expected := make([]float64, len(counts))
	for i := range expected {
		expected[i] = 4
	}
	prior := equity.NewPrior(counts, expected)
	printed(t, "m", prior.Mean, "1.25")
	printed(t, "s2", prior.Raw, ".596154")
	printed(t, "A", prior.Variance, ".283654")
	printed(t, "C", prior.Credibility(4), ".475806")
	one := prior.Estimate(1, 4)
	printed(t, "r*(1)", one.RateRatio, ".774194")
	printed(t, "low", *one.Low90, ".351101")
	printed(t, "high", *one.High90, "1.331340")
}

func TestPublishedTests(t *testing.T) {
	t.Parallel()
	p := []float64{.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1}
	if rejected, cut := equity.BenjaminiHochberg(p, 0.05); rejected != 4 || math.Abs(cut-0.05*4/15) > 1e-15 {
		t.Errorf("Benjamini-Hochberg = %d, %g; want 4, 0.0133", rejected, cut)
	}
	perm := equity.Permute([]equity.Stratum{{Group: []float64{1, 2, 1, 0, 3}, Others: []float64{4, 5, 3, 6, 4}}}, "")
	if perm.Extreme != 4 || perm.Of != 252 {
		t.Errorf("permutation: %+v, want 4 of 252", perm)
	}
	printed(t, "difference", perm.Diff, "3.0")
	printed(t, "p", perm.P, ".015873")
	offers := equity.Table{Yes1: 2, N1: 13, Yes2: 15, N2: 26}
	printed(t, "Fisher", offers.Fisher(), ".017283")
	printed(t, "ratio", offers.Ratio(), ".266667")
}

func TestDates(t *testing.T) {
	t.Parallel()
	tests := map[string]string{"2026-04-17": "", "2024-02-29": "", "0001-01-01": "", "9999-12-31": "",
		"2026-02-29": "x", "2026-4-17": "x", "0000-01-01": "x", "": "x", "2026-04-17T00:00:00Z": "x"}
	for text, wrong := range tests {
		d, err := equity.ParseDate(text)
		if (err != nil) != (wrong != "") {
			t.Errorf("ParseDate(%q): %v", text, err)
		}
		if err == nil && d.String() != text {
			t.Errorf("ParseDate(%q) = %s", text, d)
		}
	}
	late := time.Date(2026, 4, 17, 23, 30, 0, 0, time.UTC)
	if got := equity.DateAt(late.In(time.FixedZone("", 3600))); got != equity.DateOf(2026, time.April, 18) {
		t.Errorf("DateAt east of Greenwich = %s, want 2026-04-18", got)
	}
	var none equity.Date
	if none.String() != "" || !none.Time().IsZero() {
		t.Errorf("no date reads %q, %s", none, none.Time())
	}
	if equity.DateOf(2026, 1, 1)-equity.DateOf(2025, 1, 1) != 365 {
		t.Error("2025 does not have 365 days")
	}
}
