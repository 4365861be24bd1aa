package matching_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"evenly/internal/matching"
)

// TestShorteningDoesNotHelp shortens one list at a time in random programs of a believable kind (top three, popularity
// falling off, places a little scarce) and compares what the resident gets. It is a test, not a proof: no rule that looks
// at ranks is strategy-proof.
func TestShorteningDoesNotHelp(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(11, 12))
	tried := 0
	for range 60 {
		in := popularOf(random, 24, 8, 3)
		before := mustRun(t, in, matching.Options{NoWhatIf: true})
		for i, r := range in.Residents {
			for k := range 3 {
				short := in
				short.Residents = append([]matching.Resident(nil), in.Residents...)
				short.Residents[i].Ranks = r.Ranks[:k]
				after := mustRun(t, short, matching.Options{NoWhatIf: true})
				if was, is := trueRank(before, r), trueRank(after, r); is < was {
					t.Errorf("%s gets rank %d instead of %d with a list of %d", r.ID, is, was, k)
				}
				tried++
			}
		}
	}
	if tried < 4000 {
		t.Errorf("only %d lists were shortened", tried)
	}
}

// popularOf draws a program with top-three lists and just enough places.
func popularOf(random *rand.Rand, residents, mentors, places int) matching.Instance {
	in := matching.Instance{Fallback: true, ListLength: 3, Seed: fmt.Sprint(random.Uint64())}
	for m := range mentors {
		in.Mentors = append(in.Mentors, matching.Mentor{ID: matching.MentorID(fmt.Sprint("m", m)), Max: places})
	}
	for r := range residents {
		who := matching.Resident{ID: matching.ResidentID(fmt.Sprint("r", r))}
		for len(who.Ranks) < 3 {
			m := in.Mentors[min(random.IntN(mentors), random.IntN(mentors))].ID
			if rankOf(who, string(m)) == 0 {
				who.Ranks = append(who.Ranks, []matching.MentorID{m})
			}
		}
		in.Residents = append(in.Residents, who)
	}
	return in
}

// trueRank is where the outcome stands on the full list; off it comes after all ranks.
func trueRank(res matching.Result, r matching.Resident) int {
	if m := mentorOf(res, r.ID); m != nil && rankOf(r, string(*m)) > 0 {
		return rankOf(r, string(*m))
	}
	return len(r.Ranks) + 1
}
