package mentorship_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"evenly/internal/mentorship"
)

// TestDraw states what makes a draw fair: everybody who asked is in it once, the order in which they asked changes
// nothing, and another person asking does not change who of the others comes first.
func TestDraw(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		people := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z]{4}`), 1, 12, rapid.ID[string]).Draw(t, "people")
		seed := rapid.String().Draw(t, "seed")
		order := mentorship.Draw(seed, people)
		got, want := slices.Clone(order), slices.Clone(people)
		slices.Sort(got)
		slices.Sort(want)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("not everybody once: %s", diff)
		}
		if diff := cmp.Diff(order, mentorship.Draw(seed, rapid.Permutation(people).Draw(t, "asked in another order"))); diff != "" {
			t.Fatalf("who asked first has an advantage: %s", diff)
		}
		without := slices.DeleteFunc(slices.Clone(order), func(p string) bool { return p == people[0] })
		fewer := mentorship.Draw(seed, people[1:])
		if len(fewer) > 0 && !slices.Equal(fewer, without) {
			t.Fatalf("one person changes the order of the others: %v, %v", without, fewer)
		}
	})
}
