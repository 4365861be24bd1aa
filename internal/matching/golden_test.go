package matching_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"hash"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"evenly/internal/matching"
)

var writeGolden = flag.Bool("golden", false, "write testdata/golden.txt anew: only after a change that is meant to change results")

// TestGolden holds results still, byte for byte, certificates and counterfactuals included: a program that repeats last
// year's match with this year's Evenly must get last year's bytes. Whatever makes the solver faster must leave the file as
// it is.
func TestGolden(t *testing.T) {
	t.Parallel()
	var lines []string
	for _, preset := range matching.Presets() {
		lines = append(lines, fmt.Sprintf("%s %s", goldenSmall(t, preset), preset))
	}
	lines = append(lines, goldenOwnStages(t)+" own stages", goldenMoves(t)+" moves allowed", goldenWords(t)+" explanations")
	lines = append(lines, goldenPrograms(t)...)
	got := strings.Join(lines, "\n") + "\n"
	if *writeGolden {
		if err := os.WriteFile("testdata/golden.txt", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/golden.txt")
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("results have changed; got\n%swant\n%s", got, want)
	}
}

const goldenEach = 400

func goldenSmall(t *testing.T, preset matching.Preset) string {
	return digest(goldenEach, func(sum hash.Hash, i int) {
		in := anyInstance(rand.New(rand.NewPCG(uint64(i), 1)), 12)
		in.Preset = preset
		sum.Write(encodeResult(t, mustRun(t, in, matching.Options{})))
	})
}

func goldenOwnStages(t *testing.T) string {
	return digest(goldenEach, func(sum hash.Hash, i int) {
		random := rand.New(rand.NewPCG(uint64(i), 2))
		in := anyInstance(random, 10)
		all := []matching.Stage{matching.Kept, matching.OffList, matching.WorstRankFirst, matching.BestRankFirst, matching.TotalRank,
			matching.EvenLoad, matching.AffinityScore}
		for _, k := range random.Perm(len(all))[:1+random.IntN(len(all))] {
			in.Stages = append(in.Stages, all[k])
		}
		sum.Write(encodeResult(t, mustRun(t, in, matching.Options{})))
	})
}

func goldenMoves(t *testing.T) string {
	return digest(goldenEach/8, func(sum hash.Hash, i int) {
		random := rand.New(rand.NewPCG(uint64(i), 3))
		in := anyInstance(random, 10)
		in.Preset = matching.Presets()[i%4]
		for _, p := range mustRun(t, in, matching.Options{}).Pairings {
			if p.Mentor != nil && !slices.ContainsFunc(in.Current, func(c matching.Pair) bool { return c.Resident == p.Resident }) {
				in.Current = append(in.Current, matching.Pair{Resident: p.Resident, Mentor: *p.Mentor})
			}
		}
		if len(in.Mentors) > 0 && len(in.Pins) == 0 {
			in.Mentors[0].Min, in.Mentors[0].Max = 0, 0
		}
		points, err := matching.Frontier(in, matching.Options{}, 4)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range points {
			fmt.Fprintln(sum, p.Moves, p.Proven, p.Change.Words)
			sum.Write(encodeResult(t, p.Result))
		}
	})
}

func goldenWords(t *testing.T) string {
	return digest(goldenEach/4, func(sum hash.Hash, i int) {
		in := anyInstance(rand.New(rand.NewPCG(uint64(i), 4)), 12)
		in.Preset = matching.Presets()[i%4]
		x, err := matching.NewExplainer(in, mustRun(t, in, matching.Options{NoWhatIf: true}))
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range in.Residents {
			e, err := x.Resident(r.ID)
			if err != nil {
				t.Fatal(err)
			}
			if err := json.NewEncoder(sum).Encode(e); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// goldenPrograms has sizes at which there is a hub, more packs than one, and searches that visit thousands.
func goldenPrograms(t *testing.T) (lines []string) {
	for _, n := range []int{300, 1500, 4000} {
		for _, power := range []float64{0.5, 1} {
			for _, fallback := range []bool{true, false} {
				for _, preset := range matching.Presets()[:5] {
					if n > 300 && preset != matching.NobodyLeftBehind && preset != matching.RankMaximal {
						continue
					}
					in := popular(n, power, fallback)
					in.Preset = preset
					sum := sha256.Sum256(encodeResult(t, mustRun(t, in, matching.Options{})))
					lines = append(lines, fmt.Sprintf("%s n=%d zipf=%.1f fallback=%t %s", hex.EncodeToString(sum[:]), n, power, fallback, preset))
				}
			}
		}
	}
	return lines
}

func digest(n int, add func(sum hash.Hash, i int)) string {
	sum := sha256.New()
	for i := range n {
		add(sum, i)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// anyInstance draws an instance with up to most residents and every feature now and then. Unlike drawInstance it depends on
// no library but the standard one, whose generator never changes.
func anyInstance(random *rand.Rand, most int) matching.Instance {
	in := matching.Instance{Fallback: random.IntN(2) == 0, Seed: fmt.Sprint(random.IntN(3)), ListLength: random.IntN(4)}
	for i := range random.IntN(4) {
		g := matching.Group{ID: matching.GroupID(fmt.Sprint("g", 5-i)), Max: 1 + random.IntN(8)}
		g.Min = max(0, random.IntN(5)-2)
		g.Min = min(g.Min, g.Max)
		if i > 0 && random.IntN(2) == 0 {
			g.Parent = in.Groups[random.IntN(i)].ID
		}
		in.Groups = append(in.Groups, g)
	}
	for i := range random.IntN(7) {
		m := matching.Mentor{ID: matching.MentorID(fmt.Sprint("m", i)), Max: random.IntN(4)}
		m.Min = min(m.Max, max(0, random.IntN(4)-2))
		if len(in.Groups) > 0 && random.IntN(2) == 0 {
			m.Group = in.Groups[random.IntN(len(in.Groups))].ID
		}
		in.Mentors = append(in.Mentors, m)
	}
	for i := range random.IntN(most + 1) {
		in.Residents = append(in.Residents, anyResident(random, i, in.Mentors))
	}
	for i := range in.Mentors {
		for _, r := range random.Perm(len(in.Residents)) {
			if random.IntN(3) == 0 {
				in.Mentors[i].Ranks = append(in.Mentors[i].Ranks, []matching.ResidentID{in.Residents[r].ID})
			}
		}
	}
	for i := range in.Residents {
		anyPairs(random, &in, in.Residents[i].ID)
	}
	return in
}

func anyResident(random *rand.Rand, i int, mentors []matching.Mentor) matching.Resident {
	r := matching.Resident{ID: matching.ResidentID(fmt.Sprint("r", i))}
	for _, k := range random.Perm(len(mentors)) {
		m := mentors[k].ID
		last := len(r.Ranks) - 1
		switch what := random.IntN(10); {
		case what < 4:
			r.Ranks = append(r.Ranks, []matching.MentorID{m})
		case what == 4 && last >= 0:
			r.Ranks[last] = append(r.Ranks[last], m)
		case what == 5 && len(r.Ranks) < 2:
			r.Ranks = append(r.Ranks, nil, []matching.MentorID{m})
		}
		if random.IntN(8) == 0 {
			r.Excluded = append(r.Excluded, m)
		}
		if random.IntN(8) == 0 {
			r.NotWith = append(r.NotWith, m)
		}
	}
	return r
}

func anyPairs(random *rand.Rand, in *matching.Instance, r matching.ResidentID) {
	for _, m := range in.Mentors {
		if random.IntN(4) == 0 {
			in.Affinity = append(in.Affinity, matching.Affinity{Resident: r, Mentor: m.ID, Score: random.IntN(7) - 2})
		}
	}
	if len(in.Mentors) == 0 {
		return
	}
	pair := matching.Pair{Resident: r, Mentor: in.Mentors[random.IntN(len(in.Mentors))].ID}
	switch random.IntN(10) {
	case 0:
		pinned := *in
		pinned.Pins = append(slices.Clone(in.Pins), pair)
		if len(matching.Check(&pinned)) == 0 {
			in.Pins = pinned.Pins
		}
	case 1, 2:
		in.Current = append(in.Current, pair)
	}
}
