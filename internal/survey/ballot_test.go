package survey_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"evenly/internal/fault"
	"evenly/internal/survey"
)

// planned is our residents' questionnaire with breakdowns by year and by site.
func planned() survey.Questionnaire {
	q := survey.ForResidents()
	site := survey.Item{ID: "site", Kind: survey.GroupKind, Ask: "Where do you train most of the time?", Answers: []string{"Main", "North"}}
	q.Items = append(q.Items, survey.ByPGY(3), site)
	q.Breakdowns = []survey.ItemID{"pgy", "site"}
	return q
}

func TestOwnQuestionnairesAreSound(t *testing.T) {
	t.Parallel()
	for _, q := range []survey.Questionnaire{survey.ForResidents(), survey.ForMentors(), planned()} {
		if err := q.Check(); err != nil {
			t.Errorf("%s: %v", q.Title, err)
		}
		if q.AlarmItems() != 3 {
			t.Errorf("%s has %d alarm items, want 3", q.Title, q.AlarmItems())
		}
	}
}

func TestCheckSaysEverything(t *testing.T) {
	t.Parallel()
	q := survey.Questionnaire{
		Audience: "everyone", Threshold: 4,
		Items: []survey.Item{
			{ID: "Value", Kind: survey.Scale, Ask: "?", Answers: []string{"a"}},
			{ID: "x", Kind: "stars"},
			{ID: "x", Kind: survey.YesNo, Ask: "?", Alarm: true, Bytes: 3},
			{ID: "g", Kind: survey.GroupKind, Ask: "?", Answers: []string{"one", "one"}},
			{ID: "c", Kind: survey.Text, Ask: "?", Bytes: 99_999},
		},
		Breakdowns:  []survey.ItemID{"x", "x"},
		Instruments: []survey.InstrumentUse{{Instrument: "nosuch"}, {Instrument: "wbi"}, {Instrument: "who5", Items: []survey.ItemID{"x"}}},
	}
	err := q.Check()
	want := []string{
		"title", "audience", "threshold", "items[0].id", "items[0].answers", "items[1].ask", "items[1].kind", "items[2].id", "items[2].alarm",
		"items[2].bytes", "items[3].answers[1]", "items[4].bytes", "breakdowns[0]", "breakdowns[1]", "breakdowns[1]", "items[3]",
		"instruments[0].instrument", "instruments[1].instrument", "instruments[2].items", "instruments[2].items[0]",
	}
	if diff := cmp.Diff(want, paths(t, err)); diff != "" {
		t.Errorf("Check (-want +got):\n%s", diff)
	}
}

func paths(t *testing.T, err error) []string {
	t.Helper()
	f, ok := err.(*fault.Error)
	if !ok {
		t.Fatalf("got %v, want a fault", err)
	}
	var list []string
	for _, p := range f.Problems {
		list = append(list, p.Field)
	}
	return list
}

// Packing is a bijection between answers and ballots of one length.
func TestBallotsAreCanonical(t *testing.T) {
	t.Parallel()
	q := planned()
	rapid.Check(t, func(t *rapid.T) {
		a := drawAnswers(t, q)
		ballot, err := q.Pack(a)
		if err != nil || len(ballot) != q.BallotSize() {
			t.Fatalf("Pack(%v) = %d bytes, %v; want %d", a, len(ballot), err, q.BallotSize())
		}
		back, err := q.Unpack(ballot)
		if err != nil {
			t.Fatalf("Unpack: %v", err)
		}
		if diff := cmp.Diff(a, back); diff != "" {
			t.Fatalf("Unpack(Pack) (-want +got):\n%s", diff)
		}
	})
}

func drawAnswers(t *rapid.T, q survey.Questionnaire) survey.Answers {
	a := survey.Answers{Choice: map[survey.ItemID]int{}, Text: map[survey.ItemID]string{}}
	for _, item := range q.Items {
		if !rapid.Bool().Draw(t, "answers "+string(item.ID)) {
			continue
		}
		if item.Kind != survey.Text {
			a.Choice[item.ID] = rapid.IntRange(0, item.Options()-1).Draw(t, string(item.ID))
		} else if text := survey.Tidy(rapid.StringN(0, 200, item.Bytes).Draw(t, string(item.ID))); text != "" {
			a.Text[item.ID] = text
		}
	}
	return a
}

func TestUnpackRefusesWhatPackNeverWrites(t *testing.T) {
	t.Parallel()
	q := planned()
	good, err := q.Pack(survey.Answers{Choice: map[survey.ItemID]int{survey.Value: 2}})
	if err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(b []byte) []byte{
		"short":                 func(b []byte) []byte { return b[:len(b)-1] },
		"long":                  func(b []byte) []byte { return append(b, 0) },
		"version":               func(b []byte) []byte { b[0] = 2; return b },
		"another questionnaire": func(b []byte) []byte { b[3] ^= 1; return b },
		"no such answer":        func(b []byte) []byte { b[11] = 6; return b },
		"padding":               func(b []byte) []byte { b[len(b)-1] = 1; return b },
		"comment too long":      func(b []byte) []byte { b[16] = 0xff; return b },
		"empty":                 func([]byte) []byte { return nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if a, err := q.Unpack(spoil(slices.Clone(good))); !fault.Is(err, fault.Invalid) {
				t.Errorf("Unpack = %v, %v; want it refused", a, err)
			}
		})
	}
}

func FuzzUnpack(f *testing.F) {
	q := planned()
	good, err := q.Pack(survey.Answers{Choice: map[survey.ItemID]int{survey.Value: 2}, Text: map[survey.ItemID]string{survey.WhatToChange: "More time."}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Fuzz(func(t *testing.T, ballot []byte) {
		a, err := q.Unpack(ballot)
		if err != nil {
			return
		}
		if _, err := q.Pack(a); err != nil {
			t.Fatalf("Unpack(%x) = %v, which cannot be packed: %v", ballot, a, err)
		}
	})
}

func TestTidyLeavesNoMark(t *testing.T) {
	t.Parallel()
	got := survey.Tidy(" More\u200b time\r\nfor \u202eresearch\x00.\xff ")
	if want := "More time\nfor research."; got != want {
		t.Errorf("Tidy = %q, want %q", got, want)
	}
}
