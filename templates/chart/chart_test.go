package chart

import (
	"math"
	"testing"

	"evenly/templates/ui"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// poisson is P(N <= k) for mean m, added up term by term: an oracle that shares nothing with the gamma function.
func poisson(k int, m float64) float64 {
	p, sum := math.Exp(-m), 0.0
	for i := 0; i <= k; i++ {
		sum += p
		p *= m / float64(i+1)
	}
	return sum
}

func TestLimitsAgreeWithThePoissonDistributionAtEveryCount(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.Float64Range(.05, 30).Draw(t, "mean")
		tail := rapid.SampledFrom([]float64{inner, outer}).Draw(t, "tail")
		lo, hi := limits(m, tail)
		for k := range 80 {
			below := poisson(k, m)
			atLeast := 1 - poisson(k-1, m)
			if math.Abs(below-tail) > 1e-3 && (float64(k) < lo-.01) != (below < tail) && math.Abs(float64(k)-lo) > .01 {
				t.Fatalf("mean %g, tail %g: count %d, P(N <= k) = %g, but lo = %g", m, tail, k, below, lo)
			}
			if math.Abs(float64(k)-hi) > .01 && (float64(k) > hi) != (atLeast < tail) {
				t.Fatalf("mean %g, tail %g: count %d, P(N >= k) = %g, but hi = %g", m, tail, k, atLeast, hi)
			}
		}
	})
}

func TestStepIsRoundAndCoversTheAxis(t *testing.T) {
	t.Parallel()
	for most, want := range map[float64]float64{18: 3, 7.5: 2, 5: 1, 0: 1, 30: 5, 120: 20} {
		if got := step(most, 6); got != want {
			t.Errorf("step(%g, 6) = %g, want %g", most, got, want)
		}
	}
}

// Six of one program met twelve times where three were promised: their marks stand one over another and stay in the plot.
func TestStackedMarksStayInThePlot(t *testing.T) {
	t.Parallel()
	var f FunnelView
	for _, logged := range []float64{11, 11, 11, 12, 12, 12, 1, 1, 0} {
		f.Points = append(f.Points, Point{Promised: 3.2, Logged: logged, Flag: ui.MoreThanMost})
	}
	for i, lift := range f.lifts() {
		if y := f.y(f.Points[i].Logged) + lift; y < 10 || y > funnelHeight-10 && lift > 0 {
			t.Errorf("mark %d stands at %g of %g", i, y, funnelHeight)
		}
	}
}

func TestFunnelKeepsEveryPointInside(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var f FunnelView
		for range rapid.IntRange(1, 60).Draw(t, "n") {
			f.Points = append(f.Points, Point{
				Promised: rapid.Float64Range(0, 40).Draw(t, "promised"), Logged: float64(rapid.IntRange(0, 60).Draw(t, "logged")),
				Flag: rapid.SampledFrom([]ui.Flag{ui.InRange, ui.LessThan, ui.MoreThanMost}).Draw(t, "flag"),
			})
		}
		for _, p := range f.Points {
			if x, y := f.x(p.Promised), f.y(p.Logged); x < 0 || x > 1 || y < 0 || y > funnelHeight {
				t.Fatalf("%+v is drawn at (%g, %g)", p, x, y)
			}
		}
	})
}

func TestLiftedMarksNeverCoverEachOther(t *testing.T) {
	t.Parallel()
	f := FunnelView{}
	for range 9 {
		f.Points = append(f.Points, Point{Promised: 6, Logged: 2, Flag: ui.LessThan})
	}
	f.Points = append(f.Points, Point{Promised: 6, Logged: 2})
	lifts := f.lifts()
	if lifts[0] != 0 || lifts[9] != 0 {
		t.Errorf("the first mark and unflagged points stay, got %v", lifts)
	}
	for i := range 9 {
		for j := range i {
			if d := math.Abs(lifts[i] - lifts[j]); d < 20 {
				t.Errorf("marks %d and %d are %g px apart", i, j, d)
			}
		}
	}
}

func TestFunnelIsWorthDrawingOnlyWhenPromisesDiffer(t *testing.T) {
	t.Parallel()
	same := FunnelView{Points: []Point{{Promised: 6}, {Promised: 6.9}}}
	spread := FunnelView{Points: []Point{{Promised: 5.5}, {Promised: 6.9}}}
	if same.Worth() || !spread.Worth() || (FunnelView{}).Worth() {
		t.Error("a funnel needs promises that are a meeting apart")
	}
}

func TestGaps(t *testing.T) {
	t.Parallel()
	got := Gaps(10, 290, []int{24, 81, 200}, 84)
	want := []Gap{{Span{81, 200}, false}, {Span{200, 290}, true}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if got := Gaps(10, 290, nil, 84); len(got) != 1 || !got[0].Open || got[0].From != 10 {
		t.Errorf("a pair that never met has one open gap, got %v", got)
	}
	if got := Gaps(250, 290, nil, 84); len(got) != 0 {
		t.Errorf("a new pair has no gap, got %v", got)
	}
}

func TestTimelineSaysInWordsWhatItShows(t *testing.T) {
	t.Parallel()
	v := TimelineView{Meetings: []Meeting{{Setting: Hospital}, {Setting: Video}, {Setting: Hospital}}, Last: "10 Jan, 97 days ago"}
	if got, want := v.alt(), "3 meetings: 2 in hospital, 1 by video or phone. Last 10 Jan, 97 days ago."; got != want {
		t.Errorf("alt = %q, want %q", got, want)
	}
	if got, want := (TimelineView{}).alt(), "No meetings yet."; got != want {
		t.Errorf("alt = %q, want %q", got, want)
	}
}

func TestLorenzCurveIsConvexAndEndsAtTheWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(0, 100), 1, 50).Draw(t, "values")
		c := Curve(values)
		last := c[len(c)-1]
		if math.Abs(last.People-1) > 1e-9 || math.Abs(last.Held-1) > 1e-9 {
			t.Fatalf("ends at %+v", last)
		}
		for i := 2; i < len(c); i++ {
			if c[i].Held-c[i-1].Held < c[i-1].Held-c[i-2].Held-1e-9 {
				t.Fatalf("bends the wrong way at %d: %v", i, c)
			}
		}
		if h := (LorenzView{Curve: c}).held(.5); h > .5+1e-9 {
			t.Fatalf("the half with least hold %g", h)
		}
	})
}

func TestHeldBetweenPointsLiesOnTheLine(t *testing.T) {
	t.Parallel()
	l := LorenzView{Curve: Curve([]float64{1, 3})} // a quarter, then the rest
	for at, want := range map[float64]float64{0: 0, .25: .125, .5: .25, .75: .625, 1: 1} {
		if got := l.held(at); math.Abs(got-want) > 1e-9 {
			t.Errorf("held(%g) = %g, want %g", at, got, want)
		}
	}
}

func TestStackPutsEveryDotInItsOwnPlace(t *testing.T) {
	t.Parallel()
	g := Group{Dots: []Dot{{6, ""}, {6, ui.LessThan}, {6, ""}, {2, ui.MoreThanMost}, {7, ""}}}
	seen := map[[2]int]bool{}
	for _, p := range g.stacked() {
		at := [2]int{p.Value, p.level}
		if seen[at] {
			t.Errorf("two dots at %v", at)
		}
		seen[at] = true
		if p.Flag == ui.LessThan && p.level != 2 {
			t.Errorf("the flagged dot is at level %d, want on top", p.level)
		}
	}
	if got := g.Median(); got != 6 {
		t.Errorf("Median = %g, want 6", got)
	}
	if got := (Group{Dots: []Dot{{Value: 2}, {Value: 5}}}).Median(); got != 3.5 {
		t.Errorf("Median of 2 and 5 = %g, want 3.5", got)
	}
}

func TestLikertSegmentsFillTheBar(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOfN(rapid.IntRange(0, 20), 2, 5).Draw(t, "counts")
		if total(counts) == 0 {
			return
		}
		at := 0.0
		for _, s := range Feelings.segments(counts) {
			if math.Abs(s.x-at) > 1e-9 {
				t.Fatalf("%v: a segment begins at %g, the one before ends at %g", counts, s.x, at)
			}
			at += s.w
		}
		if math.Abs(at-1) > 1e-9 {
			t.Fatalf("%v: the bar ends at %g", counts, at)
		}
	})
}

func TestHueKeepsTheEndsWhateverTheNumberOfAnswers(t *testing.T) {
	t.Parallel()
	for of, want := range map[int][]int{2: {1, 5}, 3: {1, 3, 5}, 4: {1, 2, 4, 5}, 5: {1, 2, 3, 4, 5}} {
		var got []int
		for i := range of {
			got = append(got, hue(i, of))
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%d answers: %s", of, d)
		}
	}
}

func TestMatchOrdersMentorsBesideTheirResidents(t *testing.T) {
	t.Parallel()
	m := MatchView{Residents: make([]string, 3), Mentors: make([]Places, 3), Edges: []Edge{{0, 2, 1}, {2, 0, 1}}}
	if d := cmp.Diff([]int{2, 0, 1}, m.order()); d != "" {
		t.Error(d)
	}
	if !m.unmatched(1) || m.unmatched(0) {
		t.Error("only the second resident is without a mentor")
	}
	y := m.mentorY()
	if !(y[2] < y[0] && y[0] < y[1]) || y[1] > float64(m.height()) {
		t.Errorf("heights %v", y)
	}
}

func TestShortKeepsTitleAndLastName(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"Dr. Amara Okafor": "Dr.\u00a0Okafor", "Dr. Okafor": "Dr. Okafor", "Mei-Ling Chou": "Mei-Ling Chou"} {
		if got := short(in); got != want {
			t.Errorf("short(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSparkSurvivesOneValueAndNoChange(t *testing.T) {
	t.Parallel()
	for _, values := range [][]float64{{3}, {3, 3, 3}, {1, 2}} {
		for _, p := range spark(values) {
			if math.IsNaN(p.x) || math.IsNaN(p.y) || p.y < 0 || p.y > 100 {
				t.Errorf("spark(%v) = %v", values, spark(values))
			}
		}
	}
}

func TestNumberIsShort(t *testing.T) {
	t.Parallel()
	for in, want := range map[float64]string{53.204: "53.2", 100: "100", -0.001: "0", 1.0 / 3: "0.33"} {
		if got := number(in); got != want {
			t.Errorf("number(%g) = %q, want %q", in, got, want)
		}
	}
}
