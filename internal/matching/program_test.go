package matching_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"evenly/internal/matching"
	"evenly/internal/matching/certify"
)

// Instances of the size of a program are too large for brute force; the independent checker proves them. With 39 residents
// and popular mentors a search visits nodes whose distance shrinks while they wait, which small instances hardly do.
func TestProgramsAreProven(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		in := residency(rand.New(rand.NewPCG(seed, 7)), seed)
		for _, p := range []matching.Preset{matching.NobodyLeftBehind, matching.GreedyMaximum, matching.MinTotalRank, matching.RankMaximal} {
			res, err := matching.Run(in, matching.Options{Preset: p})
			if err != nil {
				t.Fatalf("seed %d, %s: %v", seed, p, err)
			}
			var instance, result bytes.Buffer
			if err := matching.WriteInstance(&instance, &in); err != nil {
				t.Fatal(err)
			}
			if err := matching.WriteResult(&result, &res); err != nil {
				t.Fatal(err)
			}
			if _, err := certify.Verify(instance.Bytes(), result.Bytes()); err != nil {
				t.Errorf("seed %d, %s: %v", seed, p, err)
			}
		}
	}
}

// residency draws 39 residents with lists of three (of up to three in every fifth program) and 26 mentors, of whom a few are
// ranked by most.
func residency(rng *rand.Rand, seed uint64) matching.Instance {
	const mentors = 26
	in := matching.Instance{Fallback: true, ListLength: 3, Seed: fmt.Sprint(seed)}
	for range mentors {
		in.Mentors = append(in.Mentors, matching.Mentor{ID: matching.MentorID(fmt.Sprintf("m%016x", rng.Uint64())), Max: 1 + rng.IntN(3)})
	}
	for range 39 {
		r := matching.Resident{ID: matching.ResidentID(fmt.Sprintf("r%016x", rng.Uint64()))}
		length := 3
		if seed%5 == 0 {
			length = rng.IntN(4)
		}
		for seen := map[int]bool{}; len(r.Ranks) < length; {
			k := int(mentors * rng.Float64() * rng.Float64())
			if !seen[k] {
				seen[k] = true
				r.Ranks = append(r.Ranks, []matching.MentorID{in.Mentors[k].ID})
			}
		}
		in.Residents = append(in.Residents, r)
	}
	return in
}
