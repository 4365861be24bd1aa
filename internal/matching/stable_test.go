package matching_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"evenly/internal/matching"
)

// TestStableBruteForce compares deferred acceptance with the enumeration of all pairings: of those that are stable, it must
// be the one that is best for every resident at once (Gale and Shapley 1962). Groups are left out, as stability with them is
// checked by the certificate.
func TestStableBruteForce(t *testing.T) {
	t.Parallel()
	for seed := range uint64(1500) {
		in := anyInstance(rand.New(rand.NewPCG(seed, 8)), 5)
		in.Preset, in.Groups = matching.DeferredAcceptance, nil
		for i := range in.Mentors {
			in.Mentors[i].Group = ""
		}
		in.Mentors = in.Mentors[:min(4, len(in.Mentors))]
		if len(matching.Check(&in)) > 0 {
			continue // somebody names a mentor who was cut off
		}
		b := newBrute(in)
		want := b.bestStable()
		res := mustRun(t, in, matching.Options{NoWhatIf: true})
		for i, r := range b.residents {
			got := ""
			if m := mentorOf(res, r.ID); m != nil {
				got = string(*m)
			}
			if got != want[i] {
				t.Fatalf("seed %d: resident %s goes to %q, want %q (all: %q)\n%+v", seed, r.ID, got, want[i], want, in)
			}
		}
	}
}

// bestStable is what each resident gets at best in any stable pairing.
func (b *brute) bestStable() []string {
	var best []string
	b.each(func(at []string, load map[string]int) {
		if !b.isStable(at, load) {
			return
		}
		if best == nil {
			best = slices.Clone(at)
		}
		for i := range at {
			if b.prefer(i, at[i], best[i]) < 0 {
				best[i] = at[i]
			}
		}
	})
	return best
}

// isStable: nobody can point to an option they would rather have, and that has room or somebody liked less.
func (b *brute) isStable(at []string, load map[string]int) bool {
	for i := range at {
		for _, m := range b.options[i] {
			if b.prefer(i, m, at[i]) >= 0 {
				continue
			}
			if m == "" || load["m:"+m] < b.mentor(m).Max {
				return false
			}
			for j := range at {
				if at[j] == m && b.likes(m, i, j) {
					return false
				}
			}
		}
	}
	return true
}

// likes tells whether mentor m would rather have i than j: the pinned first, then by rank, then by the order of the lottery.
func (b *brute) likes(m string, i, j int) bool {
	key := func(i int) []int {
		r := b.residents[i]
		if b.pinned(r) {
			return []int{-1, 0}
		}
		k := slices.IndexFunc(b.mentor(m).Ranks, func(tie []matching.ResidentID) bool { return slices.Contains(tie, r.ID) })
		if k < 0 {
			k = len(b.residents) + 1_000_000
		}
		return []int{k, slices.Index(b.drawOrder(), i)}
	}
	return slices.Compare(key(i), key(j)) < 0
}
