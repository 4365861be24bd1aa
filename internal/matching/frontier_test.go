package matching_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"evenly/internal/matching"
	"evenly/internal/matching/certify"
)

// TestMovesAllowed compares a re-match with each allowance, and the whole frontier, with the enumeration of all pairings.
func TestMovesAllowed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := drawInstance(t, 5)
		drawSitting(t, &in)
		in.Preset = rapid.SampledFrom(matching.Presets()[:4]).Draw(t, "preset")
		b := newBrute(in)
		frontier, err := matching.Frontier(in, matching.Options{}, len(in.Residents))
		if err != nil {
			t.Fatal(err)
		}
		fewest := frontier[0].Moves
		for k := range len(in.Residents) + 1 {
			in.AllowMoves = k
			res := mustRun(t, in, matching.Options{})
			want := b.bestWithin(in.Preset.Stages(), max(k, fewest))
			if got := b.scoreOf(t, in.Preset.Stages(), res); !slices.Equal(got, want) {
				t.Fatalf("%s, %d moves allowed: %v, want %v\n%+v", in.Preset, k, got, want, in)
			}
			if _, err := certify.Verify(encode(t, in), encodeResult(t, res)); err != nil {
				t.Fatalf("%d moves allowed: %v\n%+v", k, err, in)
			}
			at := lastWithin(frontier, max(k, fewest))
			if got := b.scoreOf(t, in.Preset.Stages(), at.Result); !slices.Equal(got, want) {
				t.Fatalf("%s, frontier at %d moves: %v, want %v\n%+v", in.Preset, k, got, want, in)
			}
		}
	})
}

// drawSitting gives most residents a current pair.
func drawSitting(t *rapid.T, in *matching.Instance) {
	in.Current = nil
	for _, r := range in.Residents {
		if len(in.Mentors) > 0 && rapid.IntRange(0, 4).Draw(t, "sitting") > 0 {
			m := rapid.SampledFrom(in.Mentors).Draw(t, "current").ID
			in.Current = append(in.Current, matching.Pair{Resident: r.ID, Mentor: m})
		}
	}
}

func lastWithin(frontier []matching.FrontierPoint, moves int) matching.FrontierPoint {
	best := frontier[0]
	for _, p := range frontier {
		if p.Moves <= moves {
			best = p
		}
	}
	return best
}

// bestWithin is the best score, but for the pairs kept, of a pairing that breaks at most so many.
func (b *brute) bestWithin(stages []matching.Stage, moves int) []int {
	var best []int
	stages = slices.DeleteFunc(slices.Clone(stages), func(s matching.Stage) bool { return s == matching.Kept })
	b.each(func(at []string, load map[string]int) {
		if b.broken(at) > moves {
			return
		}
		if score := b.score(stages, at, load); best == nil || slices.Compare(score, best) < 0 {
			best = score
		}
	})
	return best
}

func (b *brute) scoreOf(t fataler, stages []matching.Stage, res matching.Result) []int {
	t.Helper()
	stages = slices.DeleteFunc(slices.Clone(stages), func(s matching.Stage) bool { return s == matching.Kept })
	at := make([]string, len(b.residents))
	for i, r := range b.residents {
		if m := mentorOf(res, r.ID); m != nil {
			at[i] = string(*m)
		}
	}
	load, ok := b.loads(at)
	if !ok {
		t.Fatal("an upper limit is passed")
	}
	return b.score(stages, at, load)
}
