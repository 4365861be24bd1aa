package matching_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"evenly/internal/matching"
)

func TestRuleCosts(t *testing.T) {
	t.Parallel()
	in := contested()
	in.Mentors[2].Min = 2 // c must take two, so one of r1 and r2 goes off the list
	in.Residents[2].Excluded = []matching.MentorID{"b"}
	in.Pins = []matching.Pair{{Resident: "r4", Mentor: "b"}}
	rules := append(matching.LimitRules(in), matching.Rule{Name: "nobody with their own evaluator",
		Exclusions: []matching.Pair{{Resident: "r3", Mentor: "b"}}})
	costs, err := matching.RuleCosts(in, matching.Options{}, rules)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, c := range costs {
		got[c.Name] = c.Change.Words
	}
	want := map[string]string{
		"pin of r4 to b":                  "one fewer placement off the list, two more second choices",
		"lower limit of mentor c":         "one fewer placement off the list, one more second choice",
		"nobody with their own evaluator": "no change",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("costs of rules (-want +got):\n%s", diff)
	}
}

func TestDifferenceInWords(t *testing.T) {
	t.Parallel()
	before := matching.Result{Profile: []int{5, 2, 1}, Stages: []matching.StageValue{{Name: matching.WorstRankFirst, Counts: []int{1, 2, 5}}}}
	after := matching.Result{Profile: []int{7, 1, 0}, Stages: []matching.StageValue{{Name: matching.WorstRankFirst, Counts: []int{0, 1, 7}}}}
	want := "one fewer third choice, one fewer second choice, two more first choices"
	if got := matching.Difference(&before, &after).Words; got != want {
		t.Errorf("Difference: %q, want %q", got, want)
	}
}
