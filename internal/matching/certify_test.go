package matching_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"evenly/internal/matching"
	"evenly/internal/matching/certify"
)

func TestCertificatesHold(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := drawInstance(t, 8)
		in.Preset = rapid.SampledFrom(matching.Presets()).Draw(t, "preset")
		if rapid.IntRange(0, 3).Draw(t, "own stages") == 0 {
			in.Stages = drawStages(t)
		}
		res, err := matching.Run(in, matching.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := certify.Verify(encode(t, in), encodeResult(t, res)); err != nil {
			t.Fatalf("%s: %v\n%+v\n%s", in.Preset, err, in, encodeResult(t, res))
		}
	})
}

func drawStages(t *rapid.T) []matching.Stage {
	stages := rapid.Permutation([]matching.Stage{matching.Kept, matching.OffList, matching.WorstRankFirst, matching.BestRankFirst,
		matching.TotalRank, matching.EvenLoad, matching.AffinityScore}).Draw(t, "stages")
	return stages[:rapid.IntRange(1, len(stages)).Draw(t, "how many")]
}

type fataler interface {
	Helper()
	Fatal(args ...any)
}

func encode(t fataler, in matching.Instance) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := matching.WriteInstance(&b, &in); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func encodeResult(t fataler, res matching.Result) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := matching.WriteResult(&b, &res); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestCertificatesOfRealInstances(t *testing.T) {
	t.Parallel()
	readExpected(t)
	files, _ := filepath.Glob(filepath.Join(dataDir, "*.json"))
	for _, file := range files {
		if strings.HasSuffix(file, "expected.json") {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		in, problems := matching.Parse(bytes.NewReader(data))
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		for _, preset := range matching.Presets() {
			for _, in.Fallback = range []bool{true, false} {
				if _, err := certify.Verify(encode(t, in), encodeResult(t, run(t, in, preset))); err != nil {
					t.Errorf("%s, %s, fallback %t: %v", file, preset, in.Fallback, err)
				}
			}
		}
	}
}

// TestTampering changes a sound result in every way somebody might try, and expects the checker to notice.
func TestTampering(t *testing.T) {
	t.Parallel()
	in := contested()
	sound := run(t, in, matching.NobodyLeftBehind)
	if _, err := certify.Verify(encode(t, in), encodeResult(t, sound)); err != nil {
		t.Fatal(err)
	}
	for name, tamper := range map[string]func(in *matching.Instance, res *matching.Result){
		"two residents swapped": func(_ *matching.Instance, res *matching.Result) {
			p := res.Pairings
			p[0].Mentor, p[1].Mentor, p[0].Rank, p[1].Rank = p[1].Mentor, p[0].Mentor, p[1].Rank, p[0].Rank
		},
		"a price raised":      func(_ *matching.Instance, res *matching.Result) { res.Certificate.Packs[0].Mentors[0].Price++ },
		"a price lowered":     func(_ *matching.Instance, res *matching.Result) { res.Certificate.Packs[0].Mentors[0].Price-- },
		"a price left out":    func(_ *matching.Instance, res *matching.Result) { res.Certificate.Packs[0].Mentors = nil },
		"a pack left out":     func(_ *matching.Instance, res *matching.Result) { res.Certificate.Packs = res.Certificate.Packs[1:] },
		"a pairing left out":  func(_ *matching.Instance, res *matching.Result) { res.Pairings = res.Pairings[1:] },
		"another profile":     func(_ *matching.Instance, res *matching.Result) { res.Profile[0]++ },
		"another stage value": func(_ *matching.Instance, res *matching.Result) { res.Stages[4].Value++ },
		"another seed":        func(_ *matching.Instance, res *matching.Result) { res.Certificate.Seed += "!" },
		"another seed and its hash": func(_ *matching.Instance, res *matching.Result) {
			res.Certificate.Seed = otherOutcome(t, in)
			res.Certificate.SeedHash = matching.SeedHash(res.Certificate.Seed)
		},
		"spans too small": func(_ *matching.Instance, res *matching.Result) { res.Certificate.Packs[0].Counts[1].Span = 1 },
		"a choice dropped from the instance": func(in *matching.Instance, _ *matching.Result) {
			in.Residents[0].Ranks = in.Residents[0].Ranks[:1]
		},
		"a choice dropped, with a fitting hash": func(in *matching.Instance, res *matching.Result) {
			in.Residents[3].Ranks = [][]matching.MentorID{{"c"}}
			res.Certificate.Instance = in.Hash()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in, res := contested(), run(t, contested(), matching.NobodyLeftBehind)
			tamper(&in, &res)
			_, err := certify.Verify(encode(t, in), encodeResult(t, res))
			if _, refuted := errors.AsType[*certify.Refuted](err); !refuted {
				t.Errorf("Verify: %v, want a refutation", err)
			}
		})
	}
}

// contested is a small program in which a first choice is scarce and a lottery needed.
func contested() matching.Instance {
	in := matching.Instance{Fallback: true, ListLength: 2, Seed: "seed", Mentors: []matching.Mentor{
		{ID: "a", Max: 1}, {ID: "b", Max: 2}, {ID: "c", Max: 2}}}
	for _, r := range []struct {
		id    matching.ResidentID
		ranks [][]matching.MentorID
	}{
		{"r1", [][]matching.MentorID{{"a"}, {"b"}}}, {"r2", [][]matching.MentorID{{"a"}, {"b"}}},
		{"r3", [][]matching.MentorID{{"b"}, {"c"}}}, {"r4", [][]matching.MentorID{{"a"}, {"c"}}},
	} {
		in.Residents = append(in.Residents, matching.Resident{ID: r.id, Ranks: r.ranks})
	}
	return in
}

// otherOutcome finds a seed that gives the contested program another pairing.
func otherOutcome(t *testing.T, in matching.Instance) string {
	t.Helper()
	same := run(t, in, "")
	for seed := byte('a'); seed <= 'z'; seed++ {
		in.Seed = string(seed)
		other := run(t, in, "")
		was, _ := json.Marshal(same.Pairings)
		if is, _ := json.Marshal(other.Pairings); !bytes.Equal(was, is) {
			return in.Seed
		}
	}
	t.Fatal("no seed changes the pairing")
	return ""
}
