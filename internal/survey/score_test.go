package survey_test

import (
	"slices"
	"testing"
	"time"

	"evenly/internal/fault"
	"evenly/internal/survey"
)

// instrument is one of the library, with the answers of its form where only that says how many there are.
func instrument(t *testing.T, key survey.InstrumentKey) survey.Instrument {
	t.Helper()
	in, ok := survey.Find(key)
	if !ok {
		t.Fatalf("no instrument %q", key)
	}
	return in.Answered(map[survey.InstrumentKey]int{"met": 7, "memeq": 5, "dual": 5}[key])
}

func repeat(answer, n int) []int { return slices.Repeat([]int{answer}, n) }

func TestScores(t *testing.T) {
	t.Parallel()
	no := survey.Unanswered
	for name, c := range map[string]struct {
		key     survey.InstrumentKey
		answers []int
		want    float64
		bin     string
	}{
		"LMX-7 least":                    {"lmx7", repeat(1, 7), 7, "very low"},
		"LMX-7 just moderate":            {"lmx7", []int{3, 3, 3, 3, 3, 3, 2}, 20, "moderate"},
		"LMX-7 most":                     {"lmx7", repeat(5, 7), 35, "very high"},
		"WHO-5 on the line":              {"who5", []int{3, 3, 3, 2, 1}, 48, "low"},
		"WHO-5 above it":                 {"who5", []int{3, 3, 3, 3, 1}, 52, "not low"},
		"self-efficacy":                  {"gse", repeat(3, 10), 30, "28 to 34"},
		"commitment turns items round":   {"acs6", []int{7, 7, 1, 1, 1, 7}, 7, "5.8 to 7"},
		"a mean bears some gaps":         {"met", append(repeat(6, 7), repeat(no, 6)...), 6, "5.8 to 7"},
		"importance weighs satisfaction": {"memeq", []int{5, 1, 1, 5, 3, no}, 10.0 / 6, "1 to 1.8"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := instrument(t, c.key)
			use := survey.InstrumentUse{Instrument: c.key, Scales: map[string][]int{"commitment": {1, 2, -3, -4, -5, 6}}}
			scale := use.ScalesOf(in)
			if c.key == "memeq" {
				scale = in.Scales
			}
			got, ok := in.Score(scale[0], c.answers)
			if !ok {
				t.Fatalf("Score(%v) cannot be computed", c.answers)
			}
			near(t, "score", got, c.want, 1e-12)
			if bin := in.Bins(scale[0])[in.Bin(scale[0], got)]; bin != c.bin {
				t.Errorf("score %v is in %q, want %q", got, bin, c.bin)
			}
		})
	}
}

func TestScoresNeedAnswers(t *testing.T) {
	t.Parallel()
	no := survey.Unanswered
	for key, answers := range map[survey.InstrumentKey][]int{
		"lmx7":  {3, 3, 3, no, 3, 3, 3},                 // a sum with a gap
		"met":   append(repeat(6, 6), repeat(no, 7)...), // a mean of fewer than half
		"memeq": {no, 3, 4, no},
	} {
		in := instrument(t, key)
		if score, ok := in.Score(in.Scales[0], answers); ok {
			t.Errorf("%s: Score(%v) = %v, want none", key, answers, score)
		}
	}
}

func TestGapScores(t *testing.T) {
	t.Parallel()
	in := instrument(t, "dual")
	scale := survey.ScaleDef{Name: "reflection", Items: []int{1, 2}}
	got, ok := in.Score(scale, []int{2, 5, 4, 4, 1, 5})
	if !ok || got != 1.5 {
		t.Errorf("gap = %v, %v; want 1.5: more is wanted than happens", got, ok)
	}
}

func TestLibraryShipsNoText(t *testing.T) {
	t.Parallel()
	seen := make(map[survey.InstrumentKey]bool)
	for _, in := range survey.Library() {
		if seen[in.Key] || in.Name == "" || in.Source == "" || in.Terms == "" || in.Licence == "" || in.Checked == "" {
			t.Errorf("%s: listed twice, or without name, source, terms or what it was compared with", in.Key)
		}
		seen[in.Key] = true
		for _, scale := range in.Scales {
			for _, item := range slices.Concat(scale.Items, scale.Reverse) {
				if item < 1 || item > in.Items {
					t.Errorf("%s, %s: there is no item %d", in.Key, scale.Name, item)
				}
			}
		}
	}
	if len(seen) < 15 {
		t.Errorf("%d instruments", len(seen))
	}
}

// Which items an instrument turns round is never remembered: only what public documents say is in the library, and the rest
// is typed in with the form in hand.
func TestNothingIsCodedFromMemory(t *testing.T) {
	t.Parallel()
	for _, in := range survey.Library() {
		for _, scale := range in.Scales {
			if len(scale.Reverse) > 0 {
				t.Errorf("%s, %s turns items %v round on our word", in.Key, scale.Name, scale.Reverse)
			}
			if len(in.Scales) > 1 && len(scale.Items) > 0 && len(scale.Items) < in.Items {
				t.Errorf("%s, %s: items %v are sorted on our word", in.Key, scale.Name, scale.Items)
			}
		}
	}
	q := survey.ForResidents()
	use := survey.InstrumentUse{Instrument: "acs6", Scales: map[string][]int{"commitment": {1, 2, -3, -4, -5, 6, -7, 0}}}
	for i := range 6 {
		id := survey.ItemID(string(rune('a' + i)))
		q.Items = append(q.Items, survey.Item{ID: id, Kind: survey.Rating, Ask: "Typed in by the program", Answers: []string{"1", "2", "3", "4", "5", "6", "7"}})
		use.Items = append(use.Items, id)
	}
	q.Instruments = []survey.InstrumentUse{use}
	if err := q.Check(); !fault.Is(err, fault.Invalid) {
		t.Errorf("items -7 and 0 of six: %v, want invalid", err)
	}
	use.Scales["commitment"] = []int{1, 2, -3, -4, -5, 6}
	if err := q.Check(); err != nil {
		t.Errorf("with the form in hand: %v", err)
	}
}

func TestLicenceGate(t *testing.T) {
	t.Parallel()
	word := survey.Attestation{By: "Dr. Osei", On: time.Date(2026, 1, 9, 0, 0, 0, 0, time.UTC), Basis: "Letter of 3 January"}
	if err := instrument(t, "lmx7").MayEnter(word); err != nil {
		t.Errorf("with an attestation: %v", err)
	}
	if err := instrument(t, "met").MayEnter(survey.Attestation{}); !fault.Is(err, fault.Invalid) {
		t.Errorf("without one: %v, want invalid", err)
	}
	if err := instrument(t, "wbi").MayEnter(word); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a vendor-run index: %v, want forbidden", err)
	}
}

// An instrument typed into a questionnaire is scored at close and only its distribution is released.
func TestInstrumentInAWave(t *testing.T) {
	t.Parallel()
	q := survey.ForResidents()
	use := survey.InstrumentUse{Instrument: "who5"}
	for _, id := range []survey.ItemID{"w1", "w2", "w3", "w4", "w5"} {
		q.Items = append(q.Items, survey.Item{ID: id, Kind: survey.Rating, Ask: "Typed in by the program", Answers: []string{"0", "1", "2", "3", "4", "5"}})
		use.Items = append(use.Items, id)
	}
	q.Instruments = []survey.InstrumentUse{use}
	if err := q.Check(); err != nil {
		t.Fatal(err)
	}
	var ballots []survey.Answers
	for i := range 12 {
		a := survey.Answers{Choice: map[survey.ItemID]int{}}
		for _, id := range use.Items {
			a.Choice[id] = i % 6
		}
		ballots = append(ballots, a)
	}
	r, _ := q.Count(ballots, survey.Pool{}, chance())
	if len(r.Scores) != 1 || !slices.Equal(r.Scores[0].Figure.Counts, []int{6, 6}) {
		t.Errorf("scores = %+v, want six low and six not", r.Scores)
	}
}

func TestCareerSatisfactionIsNotSplitByGender(t *testing.T) {
	t.Parallel()
	q := planned()
	q.Items = append(q.Items, survey.ByGender())
	q.Breakdowns = []survey.ItemID{"pgy", survey.Gender}
	use := survey.InstrumentUse{Instrument: "careersat"}
	for _, id := range []survey.ItemID{"c1", "c2", "c3", "c4", "c5"} {
		q.Items = append(q.Items, survey.Item{ID: id, Kind: survey.Scale, Ask: "Typed in by the program"})
		use.Items = append(use.Items, id)
	}
	q.Instruments = []survey.InstrumentUse{use}
	var ballots []survey.Answers
	for i := range 40 {
		a := vote(i%5, i%2, 0, "")
		a.Choice[survey.Gender] = i / 20
		for _, id := range use.Items {
			a.Choice[id] = i % 5
		}
		ballots = append(ballots, a)
	}
	r, _ := q.Count(ballots, survey.Pool{}, chance())
	if by := r.Scores[0].Breakdowns; len(by) != 1 || by[0].By != "pgy" {
		t.Errorf("scores are split by %+v, want by year only", by)
	}
}

// Splits by who people are leave the GME office only if every group, the rare one included, has ten.
func TestEveryGroupHas(t *testing.T) {
	t.Parallel()
	group := func(n int) survey.GroupResult {
		return survey.GroupResult{Figure: survey.Figure{Detail: survey.Exact, N: n}}
	}
	full := survey.BreakdownResult{Groups: []survey.GroupResult{group(12), group(10)}}
	hidden := survey.BreakdownResult{Groups: full.Groups, Hidden: []string{"Another gender"}}
	for name, c := range map[string]struct {
		breakdown survey.BreakdownResult
		n         int
		want      bool
	}{
		"every group has ten": {full, 10, true},
		"one has not eleven":  {full, 11, false},
		"one is not shown":    {hidden, 10, false},
		"nothing is shown":    {survey.BreakdownResult{Withheld: true}, 10, false},
	} {
		if got := c.breakdown.EveryGroupHas(c.n); got != c.want {
			t.Errorf("%s: EveryGroupHas(%d) = %v", name, c.n, got)
		}
	}
}
