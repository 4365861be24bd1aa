package matching_test

import (
	"bytes"
	"fmt"
	"strings"

	"evenly/internal/matching"
	"evenly/internal/matching/certify"
)

// A program of four: everybody within their top two, with the proof checked, and the director told what would help.
func Example() {
	in, problems := matching.Parse(strings.NewReader(`{
	  "fallback": true, "list_length": 2, "seed": "drawn and hashed in May",
	  "mentors": [{"id": "reyes", "max": 1}, {"id": "okafor", "max": 2}, {"id": "lind", "max": 2}],
	  "residents": [
	    {"id": "ana",  "ranks": [["reyes"], ["okafor"]]},
	    {"id": "ben",  "ranks": [["reyes"], ["lind"]]},
	    {"id": "chen", "ranks": [["okafor"], ["lind"]]},
	    {"id": "dara", "ranks": [["okafor"], ["reyes"]]}]}`))
	if len(problems) > 0 {
		fmt.Println(problems)
		return
	}
	res, err := matching.Run(in, matching.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range res.Pairings {
		fmt.Printf("%s: %s, choice %d\n", p.Resident, *p.Mentor, *p.Rank)
	}
	for _, l := range res.Loads {
		fmt.Printf("one more place with %s: %s\n", l.Mentor, l.GainIfOneMore.Words)
	}

	var instance, result bytes.Buffer
	matching.WriteInstance(&instance, &in)
	matching.WriteResult(&result, &res)
	report, err := certify.Verify(instance.Bytes(), result.Bytes())
	fmt.Println("verified:", err == nil, "stages:", len(report.Stages))
	// Output:
	// ana: reyes, choice 1
	// ben: lind, choice 2
	// chen: okafor, choice 1
	// dara: okafor, choice 1
	// one more place with lind: no change
	// one more place with okafor: no change
	// one more place with reyes: one fewer second choice, one more first choice
	// verified: true stages: 7
}

// Presets put side by side on the same lists.
func ExampleRun_presets() {
	in := popular(60, 1, true)
	for _, preset := range []matching.Preset{matching.NobodyLeftBehind, matching.GreedyMaximum, matching.SerialDictatorship} {
		res, err := matching.Run(in, matching.Options{Preset: preset, NoWhatIf: true})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(preset, res.Profile, "off the list:", res.OffList)
	}
	// Output:
	// nobody-left-behind [34 24 2] off the list: 0
	// greedy-maximum [38 16 6] off the list: 0
	// serial-dictatorship [34 14 7] off the list: 5
}

// A resident reads why they have their second choice. Nobody else is named.
func ExampleExplain() {
	in := contested()
	res, err := matching.Run(in, matching.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range res.Pairings {
		why, err := matching.Explain(in, res, p.Resident)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(why.Summary)
		for _, reason := range why.Preferred {
			fmt.Printf("  %s: %s\n", reason.Mentor, reason.Words)
		}
	}
	// Output:
	// You have your first choice.
	// You have your second choice: the best option at the posted prices.
	//   a: Equally good for the program; the lottery decided.
	// You have your first choice.
	// You have your second choice: the best option at the posted prices.
	//   a: It would have made the match worse for others, by the program's published order of aims.
}

// A mentor leaves in mid-year: how much better could it get for each further pair that is broken?
func ExampleFrontier() {
	in := contested()
	in.Current = []matching.Pair{{Resident: "r1", Mentor: "b"}, {Resident: "r2", Mentor: "b"}, {Resident: "r3", Mentor: "c"}, {Resident: "r4", Mentor: "c"}}
	points, err := matching.Frontier(in, matching.Options{}, 4)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range points {
		fmt.Printf("%d moves: profile %v (%s)\n", p.Moves, p.Result.Profile, p.Change.Words)
	}
	// Output:
	// 0 moves: profile [0 4] (no change)
	// 1 moves: profile [1 3] (one more pair broken, one fewer second choice, one more first choice)
	// 2 moves: profile [2 2] (two more pairs broken, two fewer second choices, two more first choices)
}

// What a public rule costs is told; what a private refusal costs is not.
func ExampleRuleCosts() {
	in := contested()
	in.Residents[2].Excluded = []matching.MentorID{"b"}
	costs, err := matching.RuleCosts(in, matching.Options{}, []matching.Rule{{
		Name: "nobody with their own evaluator", Exclusions: []matching.Pair{{Resident: "r3", Mentor: "b"}}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(costs[0].Name+":", costs[0].Change.Words)
	// Output:
	// nobody with their own evaluator: one fewer second choice, one more first choice
}

// Before lists close the hashes are published; afterwards the seed.
func ExampleCommit() {
	c := matching.Commit()
	fmt.Println(len(c.Seed) == 32, c.Hash == matching.SeedHash(c.Seed))
	// Output: true true
}
