package matching_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"evenly/internal/matching"
)

// dataDir holds real instances that are used in tests and not copied into the project.
const dataDir = "../../../shared/data/matching"

func TestExpected(t *testing.T) {
	t.Parallel()
	want := readExpected(t)
	for name, values := range want.Profiles {
		for key, preset := range map[string]matching.Preset{
			"greedy_max": matching.GreedyMaximum, "generous_max": matching.NobodyLeftBehind, "rank_maximal": matching.RankMaximal,
		} {
			checkProfile(t, name, preset, values[key])
		}
		var sum struct {
			Size int `json:"size"`
			Rank int `json:"rank_sum"`
		}
		unmarshal(t, values["minsum_max"], &sum)
		checkRankSum(t, name, sum.Size, sum.Rank)
	}
	for name, values := range want.BruteForce {
		if _, infeasible := values["infeasible"]; infeasible {
			if res := run(t, load(t, name), matching.NobodyLeftBehind); res.Feasible() || res.Hall == nil {
				t.Errorf("%s: feasible %t with Hall set %v, want infeasible with one", name, res.Feasible(), res.Hall)
			}
			continue
		}
		for key, preset := range map[string]matching.Preset{
			"optimal_generousmaxprofile": matching.NobodyLeftBehind, "optimal_greedymaxprofile": matching.GreedyMaximum,
			"optimal_greedyprofile": matching.RankMaximal,
		} {
			checkProfile(t, name, preset, values[key])
		}
		var size, cost int
		unmarshal(t, values["optimal_size"], &size)
		unmarshal(t, values["optimal_maxsizemincost"], &cost)
		checkRankSum(t, name, size, cost)
	}
}

type expected struct {
	Profiles   map[string]map[string]json.RawMessage `json:"profiles"`
	BruteForce map[string]map[string]json.RawMessage `json:"bruteforce_published"`
}

func readExpected(t *testing.T) (e expected) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dataDir, "expected.json"))
	if err != nil {
		t.Skip("the shared matching data is not here: ", err)
	}
	unmarshal(t, data, &e)
	return e
}

func unmarshal(t *testing.T, data []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatal(err)
	}
}

func load(t *testing.T, name string) matching.Instance {
	t.Helper()
	file, err := os.Open(filepath.Join(dataDir, name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	in, problems := matching.Parse(file)
	if len(problems) > 0 {
		t.Fatalf("%s: %v", name, problems)
	}
	return in
}

func run(t *testing.T, in matching.Instance, preset matching.Preset) matching.Result {
	t.Helper()
	res, err := matching.Run(in, matching.Options{Preset: preset})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func checkProfile(t *testing.T, name string, preset matching.Preset, raw json.RawMessage) {
	t.Helper()
	var want []int
	unmarshal(t, raw, &want)
	if diff := cmp.Diff(want, run(t, load(t, name), preset).Profile); diff != "" {
		t.Errorf("%s %s: profile (-want +got):\n%s", name, preset, diff)
	}
}

func checkRankSum(t *testing.T, name string, size, sum int) {
	t.Helper()
	res := run(t, load(t, name), matching.MinTotalRank)
	gotSize, gotSum := 0, 0
	for k, n := range res.Profile {
		gotSize, gotSum = gotSize+n, gotSum+n*(k+1)
	}
	if gotSize != size || gotSum != sum {
		t.Errorf("%s: %d placed with rank sum %d, want %d with %d", name, gotSize, gotSum, size, sum)
	}
}
