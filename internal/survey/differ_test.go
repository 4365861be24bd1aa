package survey_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"evenly/internal/survey"
)

func TestComparable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		changed, then, now int
		want               bool
	}{
		{0, 10, 10, true}, {0, 10, 8, true}, // the same people, of whom two did not answer: nobody knows who
		{1, 10, 10, false}, {4, 10, 14, false}, {4, 10, 10, false},
		{5, 10, 11, false}, {20, 10, 6, false}, {20, 10, 5, true}, {20, 10, 10, true}, {20, 10, 16, true},
	} {
		if got := survey.Comparable(c.changed, c.then, c.now); got != c.want {
			t.Errorf("Comparable(%d, %d, %d) = %v", c.changed, c.then, c.now, got)
		}
	}
}

// breakdown makes a shown breakdown of groups "g0", "g1", ...: hidden ones have n below 0, and unnamed people answered none.
func breakdown(unnamed int, sizes ...int) survey.BreakdownResult {
	b := survey.BreakdownResult{By: "pgy"}
	others := unnamed
	for i, n := range sizes {
		name := fmt.Sprint("g", i)
		if n < 0 {
			b.Hidden, others = append(b.Hidden, name), others-n
			continue
		}
		b.Groups = append(b.Groups, survey.GroupResult{Name: name, Figure: survey.Figure{Detail: survey.Exact, N: n}})
	}
	if others > 0 {
		b.Others = &survey.Figure{Detail: survey.Exact, N: others}
	}
	return b
}

func releaseOf(b survey.BreakdownResult) survey.Release {
	return survey.Release{Answered: 29, Items: []survey.ItemResult{{ID: survey.Value, Figure: survey.Figure{Detail: survey.Exact, N: 29}, Breakdowns: []survey.BreakdownResult{b}}}}
}

func TestAfterWithholdsWhatEarlierWavesWouldShow(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		then, now survey.BreakdownResult
		changed   int
		withheld  bool
	}{
		"the same people":                                {breakdown(0, 10, 10, 9), breakdown(0, 9, 10, 8), 0, false},
		"one joined":                                     {breakdown(0, 10, 10, 9), breakdown(0, 10, 11, 9), 1, true},
		"one joined and answered nothing":                {breakdown(0, 10, 10, 9), breakdown(0, 10, 10, 9), 1, true},
		"July, and two groups differ by few":             {breakdown(0, 10, 10, 9), breakdown(0, 10, 11, 8), 20, true},
		"July, and the groups are as large":              {breakdown(0, 10, 10, 9), breakdown(0, 10, 10, 9), 20, false},
		"July, and the groups differ by many":            {breakdown(0, 10, 10, 9), breakdown(0, 15, 5, 9), 20, false},
		"then two groups were one, which changed by one": {breakdown(0, 12, -11, -4), breakdown(0, 12, 8, 8), 20, true},
		"then two groups were one, as large as now":      {breakdown(0, 12, -11, -4), breakdown(0, 12, 8, 7), 20, false},
		"only everybody is common to the two":            {breakdown(0, -12, 11, -6), breakdown(0, 10, -11, -7), 20, false},
		"who named no group are part of the others":      {breakdown(3, 12, -11, -4), breakdown(0, 12, 8, 7), 20, true},
		"nothing was shown":                              {survey.BreakdownResult{By: "pgy"}, breakdown(0, 10, 11, 9), 1, false},
		"another question":                               {survey.BreakdownResult{By: "site", Groups: breakdown(0, 10, 9).Groups}, breakdown(0, 10, 11, 9), 1, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := releaseOf(c.now).After([]survey.Earlier{{Release: releaseOf(c.then), Changed: c.changed}}).Items[0].Breakdowns[0]
			if got.Withheld != c.withheld || got.Changed != c.withheld || c.withheld == (len(got.Groups) > 0) {
				t.Errorf("after a change of %d: %+v", c.changed, got)
			}
		})
	}
}

// person is somebody who stays in the program for some waves, in one group by year and in one by site.
type person struct{ year, site int }

// 20,000 random programs over three waves, in which people leave, join, skip questions and name no group. Whatever is
// shown, of any wave: no figure is about 1 to 4 respondents; no difference of figures of one wave is; and where 1 to 4
// people came or went, no groups that are shown in two waves can be subtracted at all.
func TestNothingShownInAnyWaveIsAboutFew(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(20_000, 5))
	q := planned()
	shown, withheld := 0, 0
	for range 20_000 / 3 {
		var now []person
		var before []survey.Earlier
		pool := survey.Pool{}
		for range 3 {
			changed := turnOver(rng, &now)
			for i := range before {
				before[i].Changed += changed
			}
			ballots := answer(rng, now)
			var r survey.Release
			r, pool = q.Count(ballots, pool, rng)
			r = r.After(before)
			for _, item := range r.Items {
				if r.Pooled == 0 {
					checkCells(t, q, item, ballots)
				}
				s, w := checkAgainst(t, item, before)
				shown, withheld = shown+s, withheld+w
			}
			before = append(before, survey.Earlier{Release: r})
		}
	}
	if shown < 1000 || withheld < 1000 {
		t.Errorf("%d breakdowns were shown a second time and %d withheld: the test is one-sided", shown, withheld)
	}
}

// turnOver lets people leave and join, and counts them.
func turnOver(rng *rand.Rand, now *[]person) (changed int) {
	if len(*now) == 0 {
		for range 3 + rng.IntN(40) {
			*now = append(*now, person{rng.IntN(3), rng.IntN(2)})
		}
		return 0
	}
	for range rng.IntN(2) * rng.IntN(7) {
		*now = append(*now, person{rng.IntN(3), rng.IntN(2)})
		changed++
	}
	for range rng.IntN(2) * min(len(*now)-1, rng.IntN(7)) {
		i := rng.IntN(len(*now))
		*now = slices.Delete(*now, i, i+1)
		changed++
	}
	return changed
}

func answer(rng *rand.Rand, now []person) (ballots []survey.Answers) {
	often := 2 + rng.IntN(20) // one in so many does not answer, or skips a question
	for _, p := range now {
		if rng.IntN(often) == 0 {
			continue
		}
		a := vote(rng.IntN(5), p.year, p.site, "")
		for id := range a.Choice {
			if rng.IntN(2*often) == 0 {
				delete(a.Choice, id)
			}
		}
		ballots = append(ballots, a)
	}
	return ballots
}

// checkCells looks for few people behind the figures of one item, by exact algebra and not by the code under test. People
// in exactly the same cells stand for each other.
func checkCells(t *testing.T, q survey.Questionnaire, item survey.ItemResult, ballots []survey.Answers) {
	t.Helper()
	cells := shownCells(t, q, item, ballots)
	if len(cells) < 2 {
		return
	}
	kinds, sizes := map[string]int{}, []int(nil)
	byKind := make([]survey.Cell, len(cells))
	for _, p := range cells[0].People {
		signature := ""
		for _, c := range cells {
			signature += fmt.Sprint(slices.Contains(c.People, p))
		}
		kind, known := kinds[signature]
		if !known {
			kind = len(sizes)
			kinds[signature], sizes = kind, append(sizes, 0)
			for c := range cells {
				if slices.Contains(cells[c].People, p) {
					byKind[c].People = append(byKind[c].People, kind)
				}
			}
		}
		sizes[kind]++
	}
	for set := range 1 << len(sizes) {
		var chosen []int
		n := 0
		for k, size := range sizes {
			if set>>k&1 == 1 {
				chosen, n = append(chosen, k), n+size
			}
		}
		if 0 < n && n < survey.Threshold && spanned(len(sizes), byKind, chosen) {
			t.Fatalf("%s: the cells %v expose %d people", item.ID, cells, n)
		}
	}
}

// checkAgainst looks for breakdowns that are shown although few people came or went since they were shown before.
func checkAgainst(t *testing.T, item survey.ItemResult, before []survey.Earlier) (shown, withheld int) {
	t.Helper()
	for _, b := range item.Breakdowns {
		if b.Changed {
			withheld++
		}
		for _, e := range before {
			was, _ := e.Release.Item(item.ID)
			for _, old := range was.Breakdowns {
				if old.By != b.By || len(b.Groups) == 0 || len(old.Groups) == 0 {
					continue
				}
				shown++
				checkGroups(t, old, b, e.Changed)
			}
		}
	}
	return shown, withheld
}

// checkGroups tries every set of groups that both waves show, one by one.
func checkGroups(t *testing.T, old, now survey.BreakdownResult, changed int) {
	t.Helper()
	for _, g := range now.Groups {
		for _, h := range old.Groups {
			if d := g.Figure.N - h.Figure.N; g.Name == h.Name && (1 <= changed && changed <= 4 || changed > 4 && d != 0 && -5 < d && d < 5) {
				t.Fatalf("%s had %d answers and has %d after %d people came or went: %+v, %+v", g.Name, h.Figure.N, g.Figure.N, changed, old, now)
			}
		}
	}
}
