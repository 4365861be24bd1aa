package matching_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"evenly/internal/matching"
	"evenly/internal/matching/certify"
)

// sameStages compares changes by the stages that change: of two ways that are equal in all of them, either may be told.
var sameStages = cmp.Comparer(func(a, b matching.Change) bool { return cmp.Equal(a.Stages, b.Stages, cmpopts.EquateEmpty()) })

// TestHub: whether mentors off the list are listed one by one or stood for by a hub changes nothing.
func TestHub(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := drawInstance(t, 8)
		in.Fallback = true
		in.Preset = rapid.SampledFrom(matching.Presets()).Draw(t, "preset")
		if rapid.IntRange(0, 3).Draw(t, "own stages") == 0 {
			in.Stages = drawStages(t)
		}
		if rapid.Bool().Draw(t, "moves") {
			in.AllowMoves = rapid.IntRange(0, 3).Draw(t, "allowed")
		}
		want := mustRun(t, in, matching.Options{})
		for _, explicit := range []bool{true, false} {
			got, exact := matching.RunThroughHub(in, explicit)
			if diff := cmp.Diff(want.Pairings, got.Pairings); diff != "" {
				t.Fatalf("explicit %t: pairings (-want +got):\n%s\n%+v", explicit, diff, in)
			}
			if diff := cmp.Diff(want.Loads, got.Loads, sameStages); diff != "" && exact {
				t.Fatalf("explicit %t: loads (-want +got):\n%s\n%+v", explicit, diff, in)
			}
			if (got.Hall == nil) != (want.Hall == nil) {
				t.Fatalf("Hall set %v, want %v", got.Hall, want.Hall)
			}
			if _, err := certify.Verify(encode(t, in), encodeResult(t, got)); err != nil {
				t.Fatalf("explicit %t: %v\n%+v", explicit, err, in)
			}
		}
	})
}
