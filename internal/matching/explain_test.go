package matching_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"evenly/internal/matching"
)

// TestExplanationsAreExact: for each preferred mentor, what the explanation says is compared with a run in which the
// resident is pinned there.
func TestExplanationsAreExact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := drawInstance(t, 7)
		in.Preset = rapid.SampledFrom(matching.Presets()[:4]).Draw(t, "preset")
		res := mustRun(t, in, matching.Options{NoWhatIf: true})
		x, err := matching.NewExplainer(in, res)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range in.Residents {
			if sits(in, r.ID) {
				continue // pinned elsewhere, their pair would no longer count among those broken
			}
			e, err := x.Resident(r.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, reason := range e.Preferred {
				checkReason(t, in, res, r.ID, reason)
			}
		}
	})
}

func sits(in matching.Instance, r matching.ResidentID) bool {
	return slices.ContainsFunc(in.Current, func(p matching.Pair) bool { return p.Resident == r })
}

func checkReason(t *rapid.T, in matching.Instance, res matching.Result, r matching.ResidentID, got matching.Reason) {
	t.Helper()
	pinned := in
	pinned.Pins = append(append([]matching.Pair(nil), in.Pins...), matching.Pair{Resident: r, Mentor: got.Mentor})
	if len(matching.Check(&pinned)) > 0 {
		if got.Kind != matching.NotEligible && got.Kind != matching.NoPlace {
			t.Fatalf("%s with %s: %+v, but the pair is impossible\n%+v", r, got.Mentor, got, in)
		}
		return
	}
	change := matching.Difference(&res, ptr(mustRun(t, pinned, matching.Options{NoWhatIf: true})))
	want := matching.ByLottery
	stage := matching.Stage("")
	if !change.None() {
		want, stage = matching.OthersFirst, change.Stages[0].Name
	}
	if got.Kind != want || got.Stage != stage {
		t.Fatalf("%s with %s: %+v, want %s (%s)\n%+v", r, got.Mentor, got, want, stage, in)
	}
}

// TestExplanationsAreDiscreet: no text names another resident, and where one person could be recognised it says nothing of
// what would have happened to them.
func TestExplanationsAreDiscreet(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := renamed(drawInstance(t, 8))
		res := mustRun(t, in, matching.Options{NoWhatIf: true})
		for _, r := range in.Residents {
			e, err := matching.Explain(in, res, r.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, reason := range e.Preferred {
				checkDiscreet(t, in, r, reason)
			}
			if strings.Contains(e.Summary, "resident-") {
				t.Fatalf("the summary names somebody: %s", e.Summary)
			}
		}
	})
}

var toldRank = regexp.MustCompile(`from (\w+) to`)

func checkDiscreet(t *rapid.T, in matching.Instance, r matching.Resident, reason matching.Reason) {
	t.Helper()
	if strings.Contains(reason.Words, "resident-") {
		t.Fatalf("a reason names somebody: %s", reason.Words)
	}
	for _, m := range in.Mentors {
		if m.ID == reason.Mentor && m.Max < 2 && toldRank.MatchString(reason.Words) {
			t.Fatalf("a reason tells about the only resident of a mentor: %s", reason.Words)
		}
	}
	refused := func(list []matching.MentorID) bool {
		for _, m := range list {
			if m == reason.Mentor {
				return true
			}
		}
		return false
	}
	if refused(r.Excluded) || refused(r.NotWith) {
		if reason.Words != "The program's rules do not allow this pair." {
			t.Fatalf("a private exclusion can be told from a rule: %s", reason.Words)
		}
	}
}

// renamed gives residents ids that cannot appear by chance.
func renamed(in matching.Instance) matching.Instance {
	name := func(r matching.ResidentID) matching.ResidentID { return "resident-" + r }
	for i := range in.Residents {
		in.Residents[i].ID = name(in.Residents[i].ID)
	}
	for i := range in.Pins {
		in.Pins[i].Resident = name(in.Pins[i].Resident)
	}
	for i := range in.Current {
		in.Current[i].Resident = name(in.Current[i].Resident)
	}
	for i := range in.Affinity {
		in.Affinity[i].Resident = name(in.Affinity[i].Resident)
	}
	return in
}

// TestExplanationInWords walks a chain of two: a place for r1 with the popular mentor moves one resident down, who takes
// the place of nobody.
func TestExplanationInWords(t *testing.T) {
	t.Parallel()
	in := contested()
	res := run(t, in, matching.NobodyLeftBehind)
	for _, p := range res.Pairings {
		e, err := matching.Explain(in, res, p.Resident)
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case *p.Rank == 1 && e.Summary != "You have your first choice.":
			t.Errorf("%s: %q", p.Resident, e.Summary)
		case *p.Rank == 2 && (len(e.Preferred) != 1 || e.Preferred[0].Mentor != "a"):
			t.Errorf("%s: %+v, want one reason about mentor a", p.Resident, e)
		}
	}
}
