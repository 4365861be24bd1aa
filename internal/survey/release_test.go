package survey_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"evenly/internal/survey"
)

// vote makes a ballot of a first-, second- or third-year at the main site or north.
func vote(value, pgy, site int, comment string) survey.Answers {
	a := survey.Answers{Choice: map[survey.ItemID]int{survey.Value: value, "pgy": pgy, "site": site}, Text: map[survey.ItemID]string{}}
	if comment != "" {
		a.Text[survey.WhatToChange] = comment
	}
	return a
}

func votes(n, value, pgy, site int) []survey.Answers {
	list := make([]survey.Answers, n)
	for i := range list {
		list[i] = vote((value+i)%5, pgy, site, "")
	}
	return list
}

func chance() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }

func TestReleaseShowsWhatMayBeShown(t *testing.T) {
	t.Parallel()
	q := planned()
	ballots := slices.Concat(votes(10, 0, 0, 0), votes(9, 1, 1, 1), votes(8, 2, 2, 1))
	r, pool := q.Count(ballots, survey.Pool{}, chance())
	if r.Answered != 27 || pool.Waves != 0 {
		t.Fatalf("Count = %d answered, pool %v", r.Answered, pool)
	}
	value, _ := r.Item(survey.Value)
	if value.Figure.Detail != survey.Exact || value.Figure.N != 27 {
		t.Errorf("figure of everybody = %+v", value.Figure)
	}
	years, sites := value.Breakdowns[0], value.Breakdowns[1]
	if len(years.Groups) != 3 || years.Others != nil {
		t.Errorf("by year = %+v, want three groups", years)
	}
	for _, g := range years.Groups {
		if g.Figure.Detail != survey.Banded {
			t.Errorf("%s is %s; with a group of 8 in it the whole breakdown is banded", g.Name, g.Figure.Detail)
		}
	}
	if len(sites.Groups) != 2 || sites.Groups[0].Figure.Detail != survey.Exact {
		t.Errorf("by site = %+v, want two exact groups", sites)
	}
}

func TestReleaseWithholdsWhatSubtractionWouldShow(t *testing.T) {
	t.Parallel()
	q := planned()
	// All first-years are at the main site, and so are two third-years.
	ballots := slices.Concat(votes(10, 0, 0, 0), votes(2, 3, 2, 0), votes(9, 1, 1, 1), votes(8, 2, 2, 1))
	r, _ := q.Count(ballots, survey.Pool{}, chance())
	value, _ := r.Item(survey.Value)
	if value.Breakdowns[0].Withheld || !value.Breakdowns[1].Withheld {
		t.Errorf("breakdowns = %+v, want years shown and sites withheld", value.Breakdowns)
	}
}

func TestReleaseSaysNearlyAll(t *testing.T) {
	t.Parallel()
	q := planned()
	var ballots []survey.Answers
	for i := range 24 {
		year := i % 2
		answer := 4 - 2*year*(i/2%2) // first-years are all delighted, second-years are divided
		ballots = append(ballots, vote(answer, year, 0, ""))
	}
	r, _ := q.Count(ballots, survey.Pool{}, chance())
	value, _ := r.Item(survey.Value)
	groups := value.Breakdowns[0].Groups
	if groups[0].Figure.Detail != survey.NearlyAll || groups[0].Figure.Counts != nil || groups[1].Figure.Detail != survey.Mixed || groups[1].Figure.Counts != nil {
		t.Errorf("by year = %+v, want words only: counts of one group give the other away", groups)
	}
	if unhappy, ok := (survey.Figure{Detail: survey.NearlyAll, N: 9, Answer: 1}).BottomTwo(); !ok || unhappy.K != 9 {
		t.Errorf("a program where all are unhappy counts %v unhappy", unhappy)
	}
}

// Whatever people answer, no figure of a release is about 1 to 4 people, and neither is a difference of its figures.
func TestReleaseExposesNobody(t *testing.T) {
	t.Parallel()
	q := planned()
	rng := rand.New(rand.NewPCG(29, 39))
	for range 300 {
		ballots := make([]survey.Answers, 1+rng.IntN(45))
		for i := range ballots {
			pgy := rng.IntN(3)
			ballots[i] = vote(rng.IntN(5), pgy, min(1, rng.IntN(1+pgy)), "")
			for id := range ballots[i].Choice {
				if rng.IntN(12) == 0 {
					delete(ballots[i].Choice, id)
				}
			}
		}
		r, _ := q.Count(ballots, survey.Pool{}, chance())
		checkRelease(t, q, r, ballots)
	}
}

func checkRelease(t *testing.T, q survey.Questionnaire, r survey.Release, ballots []survey.Answers) {
	t.Helper()
	for _, item := range r.Items {
		cells := shownCells(t, q, item, ballots)
		if got := survey.Exposed(len(ballots), cells); got != nil {
			t.Fatalf("%s of %d ballots exposes %v", item.ID, len(ballots), got)
		}
	}
}

// shownCells finds the people behind every figure of an item, and checks its size.
func shownCells(t *testing.T, q survey.Questionnaire, item survey.ItemResult, ballots []survey.Answers) []survey.Cell {
	t.Helper()
	if item.Figure.Detail == survey.Suppressed {
		return nil
	}
	answered := peopleWith(ballots, func(a survey.Answers) bool { _, ok := a.Choice[item.ID]; return ok })
	cells := []survey.Cell{{Name: "everybody", People: answered}}
	for _, b := range item.Breakdowns {
		question, _ := q.Item(b.By)
		shown := make(map[int]bool)
		for _, g := range b.Groups {
			at := slices.Index(question.Answers, g.Name)
			shown[at] = true
			in := peopleWith(ballots, func(a survey.Answers) bool { return choice(a, item.ID) >= 0 && choice(a, b.By) == at })
			if len(in) != g.Figure.N || len(in) < survey.Threshold {
				t.Fatalf("%s %s shows %d people, there are %d", item.ID, g.Name, g.Figure.N, len(in))
			}
			cells = append(cells, survey.Cell{Name: g.Name, People: in})
		}
		if b.Others != nil {
			rest := peopleWith(ballots, func(a survey.Answers) bool { return choice(a, item.ID) >= 0 && !shown[choice(a, b.By)] })
			cells = append(cells, survey.Cell{Name: "others", People: rest})
		}
	}
	return cells
}

func choice(a survey.Answers, id survey.ItemID) int {
	if c, ok := a.Choice[id]; ok {
		return c
	}
	return survey.Unanswered
}

func peopleWith(ballots []survey.Answers, has func(survey.Answers) bool) []int {
	var list []int
	for i, b := range ballots {
		if has(b) {
			list = append(list, i)
		}
	}
	return list
}

func TestSmallWavesArePooledOnce(t *testing.T) {
	t.Parallel()
	q := planned()
	first, pool := q.Count(votes(3, 0, 0, 0), survey.Pool{}, chance())
	if !first.Suppressed() || pool.Answered != 3 {
		t.Fatalf("3 answers: %+v, pool %+v", first, pool)
	}
	none, same := q.Count(nil, pool, chance())
	if !none.Suppressed() || cmp.Diff(pool, same) != "" {
		t.Fatalf("nobody: %+v, pool %+v", none, same)
	}
	second, next := q.Count(votes(4, 0, 0, 0), pool, chance())
	value, _ := second.Item(survey.Value)
	if second.Answered != 7 || second.Pooled != 2 || value.Figure.N != 7 || len(value.Breakdowns) != 0 {
		t.Errorf("pool of 7 shows %+v", second)
	}
	if diff := cmp.Diff(survey.Pool{}, next); diff != "" {
		t.Errorf("a shown pool goes on: %s", diff)
	}
	if pool.Answered != 3 || pool.Items[survey.Value].N() != 3 {
		t.Errorf("Count changed the pool it was given: %+v", pool)
	}
}

// The same ballots in another order give the same release, comments included: nothing of their order is left.
func TestReleaseForgetsTheOrderOfBallots(t *testing.T) {
	t.Parallel()
	q := planned()
	var ballots []survey.Answers
	for i := range 12 {
		ballots = append(ballots, vote(i%5, i%3, i%2, fmt.Sprintf("comment %02d", i*7%12)))
	}
	one, _ := q.Count(ballots, survey.Pool{}, chance())
	rng := rand.New(rand.NewPCG(3, 3))
	rng.Shuffle(len(ballots), func(i, j int) { ballots[i], ballots[j] = ballots[j], ballots[i] })
	other, _ := q.Count(ballots, survey.Pool{}, chance())
	if diff := cmp.Diff(one, other); diff != "" {
		t.Errorf("the order of the ballots shows:\n%s", diff)
	}
}

// What is stored of a wave holds no joint answers: no comment beside a choice, no two items of one person.
func TestReleaseAsStored(t *testing.T) {
	t.Parallel()
	q := planned()
	ballots := slices.Concat(votes(10, 0, 0, 0), votes(9, 1, 1, 1), []survey.Answers{vote(0, 2, 1, "I fear my mentor.")})
	r, _ := q.Count(ballots, survey.Pool{}, chance())
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var back survey.Release
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(r, back); diff != "" {
		t.Errorf("stored and read back (-want +got):\n%s", diff)
	}
	if !strings.Contains(string(text), `"comments":[{"item":"what_to_change","text":"I fear my mentor."}]`) {
		t.Errorf("comments are not on their own: %s", text)
	}
}

func TestWarningsReadTheReleases(t *testing.T) {
	t.Parallel()
	q := survey.ForResidents()
	past := survey.Release{Answered: 27, Items: []survey.ItemResult{{ID: survey.Value, Figure: survey.Show(survey.Counts{1, 1, 5, 12, 8}, 5)}}}
	tiny := survey.Release{Answered: 7, Items: []survey.ItemResult{{ID: survey.Value, Figure: survey.Figure{Detail: survey.Suppressed}}}}
	now := survey.Release{Answered: 29, Items: []survey.ItemResult{
		{ID: survey.Value, Figure: survey.Show(survey.Counts{2, 4, 1, 7, 15}, 5)},
		{ID: survey.Support, Figure: survey.Figure{Detail: survey.Suppressed}},
	}}
	got := q.Warnings(now, []survey.Release{past, tiny})
	if len(got) != 1 || got[0].Item != survey.Value || got[0].Reading != survey.Act || got[0].Past != (survey.Share{K: 2, N: 27}) {
		t.Errorf("Warnings = %+v, want one act on value against 2 of 27", got)
	}
}

func TestBenchmark(t *testing.T) {
	t.Parallel()
	fair := []survey.Share{{K: 2, N: 20}, {K: 3, N: 20}, {K: 1, N: 20}, {K: 4, N: 20}, {K: 5, N: 20}}
	if percent, ok := survey.Benchmark(fair); !ok || percent != 15 {
		t.Errorf("Benchmark = %d, %v; want 15", percent, ok)
	}
	for name, programs := range map[string][]survey.Share{
		"four programs":      fair[:4],
		"one is too large":   append([]survey.Share{{K: 9, N: 90}}, fair[1:]...),
		"one did not answer": append([]survey.Share{{}}, fair[1:]...),
		"too few people":     {{0, 9}, {0, 9}, {0, 9}, {0, 9}, {0, 9}},
	} {
		if percent, ok := survey.Benchmark(programs); ok {
			t.Errorf("%s: Benchmark = %d, want none", name, percent)
		}
	}
}

func TestGroupsAreComparedOnlyWhenTheySharePeople(t *testing.T) {
	t.Parallel()
	for changed, want := range []bool{true, false, false, false, false, true, true} {
		if got := survey.GroupComparable(changed); got != want {
			t.Errorf("GroupComparable(%d) = %v", changed, got)
		}
	}
}

func TestWavesNeverEnd(t *testing.T) {
	t.Parallel()
	began := time.Date(2025, 8, 31, 0, 0, 0, 0, time.UTC)
	for k, want := range map[int]string{0: "2025-08-31", 1: "2026-02-28", 2: "2026-08-31", 21: "2036-02-29"} {
		if got := survey.WaveOpens(began, k).Format(time.DateOnly); got != want {
			t.Errorf("wave %d opens %s, want %s", k, got, want)
		}
	}
	closed := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	if lock := survey.NextWave(closed, time.Time{}); !lock.Locked || lock.MayUnlock != closed.AddDate(0, 0, 30) {
		t.Errorf("without a reply: %+v", lock)
	}
	if survey.NextWave(closed, closed.AddDate(0, 0, 9)).Locked || survey.NextWave(time.Time{}, time.Time{}).Locked {
		t.Error("a replied wave, or none, locks the next")
	}
}

func TestCommentsThatNameSomebody(t *testing.T) {
	t.Parallel()
	names := []string{"Dr. Åsa Lindqvist", "Mei Li", "Omar Haddad", ""}
	for comment, want := range map[string][]string{
		"Since asa LINDQVIST left, Dr Li listens.":          names[:2],
		"I would like a mentor who has time, li ke before.": nil,
		"Haddad's clinic": names[2:3],
		"(Haddad)":        names[2:3],
	} {
		if diff := cmp.Diff(want, survey.NamesIn(comment, names)); diff != "" {
			t.Errorf("NamesIn(%q) (-want +got):\n%s", comment, diff)
		}
	}
}

// A questionnaire keeps its fingerprint through storage, or its ballots would be refused at close.
func TestFingerprintSurvivesStorage(t *testing.T) {
	t.Parallel()
	q := planned()
	q.Instruments = []survey.InstrumentUse{{Instrument: "mca21", Scales: map[string][]int{"diversity": {2}, "communication": {1}}}}
	stored, err := json.Marshal(q)
	if err != nil {
		t.Fatal(err)
	}
	var back survey.Questionnaire
	if err := json.Unmarshal(stored, &back); err != nil {
		t.Fatal(err)
	}
	if back.Fingerprint() != q.Fingerprint() {
		t.Error("the fingerprint changed")
	}
	back.Items[0].Ask += " "
	if back.Fingerprint() == q.Fingerprint() {
		t.Error("another question has the same fingerprint")
	}
}

// All waves of a program's life together: whatever is shown of waves and pools, nobody's answer is left over by subtraction.
func TestAllWavesTogetherExposeNobody(t *testing.T) {
	t.Parallel()
	q := survey.ForResidents()
	rng := rand.New(rand.NewPCG(6, 12))
	for range 200 {
		pool, people, waiting := survey.Pool{}, 0, []int(nil)
		var cells []survey.Cell // an answer in each wave is a person of its own here
		for wave := range 12 {
			n := rng.IntN(9)
			members := upTo(people + n)[people:]
			people += n
			var r survey.Release
			r, pool = q.Count(votes(n, wave, 0, 0), pool, chance())
			waiting = append(waiting, smallWave(members)...)
			switch {
			case r.Pooled > 0:
				cells = append(cells, survey.Cell{Name: "pool", People: waiting})
				waiting = nil
			case r.Answered > 0:
				cells = append(cells, survey.Cell{Name: fmt.Sprint("wave ", wave), People: members})
			}
			if shown := r.Answered; shown > 0 && shown != len(cells[len(cells)-1].People) {
				t.Fatalf("wave %d shows %d people, these are %d", wave, shown, len(cells[len(cells)-1].People))
			}
		}
		if got := survey.Exposed(people, cells); got != nil {
			t.Fatalf("%d waves expose %v", len(cells), got)
		}
	}
}

// smallWave gives the members of a wave that goes into the pool.
func smallWave(members []int) []int {
	if len(members) < survey.Threshold {
		return members
	}
	return nil
}
