package matching_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"evenly/internal/matching"
	"evenly/internal/matching/certify"
)

// program builds an instance from loads and lists: mentors as "a:2", residents as "r1:a,b,c".
func program(fallback bool, listLength int, mentors map[matching.MentorID]int, lists map[matching.ResidentID]string) matching.Instance {
	in := matching.Instance{Fallback: fallback, ListLength: listLength}
	for id, places := range mentors {
		in.Mentors = append(in.Mentors, matching.Mentor{ID: id, Max: places})
	}
	for id, list := range lists {
		r := matching.Resident{ID: id}
		for _, m := range list {
			r.Ranks = append(r.Ranks, []matching.MentorID{matching.MentorID(m)})
		}
		in.Residents = append(in.Residents, r)
	}
	return in
}

func verified(t *testing.T, in matching.Instance) matching.Result {
	t.Helper()
	res := mustRun(t, in, matching.Options{})
	if _, err := certify.Verify(encode(t, in), encodeResult(t, res)); err != nil {
		t.Fatal(err)
	}
	return res
}

func TestNobodyAndNoMentors(t *testing.T) {
	t.Parallel()
	if res := verified(t, matching.Instance{Fallback: true}); !res.Feasible() || len(res.Pairings) != 0 {
		t.Errorf("nobody: %+v", res)
	}
	alone := program(true, 3, nil, map[matching.ResidentID]string{"r": ""})
	if res := verified(t, alone); res.Shortfall != 1 || res.Hall == nil || res.Unmatched != 1 {
		t.Errorf("no mentors: %+v", res)
	}
	alone.Fallback = false
	if res := verified(t, alone); !res.Feasible() || res.Unmatched != 1 {
		t.Errorf("no mentors and no fallback: %+v", res)
	}
}

func TestExactlyEnoughPlaces(t *testing.T) {
	t.Parallel()
	lists := map[matching.ResidentID]string{"r1": "ab", "r2": "ab", "r3": "ab", "r4": "ab"}
	for places, feasible := range map[int]bool{2: true, 1: false} {
		res := verified(t, program(true, 2, map[matching.MentorID]int{"a": 2, "b": places}, lists))
		if res.Feasible() != feasible {
			t.Errorf("%d places for 4: feasible %t", 2+places, res.Feasible())
		}
		if want := []matching.MentorID{"a", "b"}; !feasible && (!slices.Equal(res.Hall.Mentors, want) || len(res.Hall.Residents) != 4) {
			t.Errorf("3 places for 4: Hall set %+v", res.Hall)
		}
	}
}

// TestShortLists: whoever lists only the popular mentor does not keep others away.
func TestShortLists(t *testing.T) {
	t.Parallel()
	in := program(true, 3, map[matching.MentorID]int{"a": 1, "b": 1, "c": 1, "d": 3},
		map[matching.ResidentID]string{"full": "abc", "short": "a", "x": "bac", "y": "cab"})
	res := verified(t, in)
	if got := *mentorOf(res, "full"); got != "a" || res.OffList != 0 {
		t.Errorf("the full list goes to %s, %d off their list; the short list was protected", got, res.OffList)
	}
	if want := []int{0, 1, 0}; !slices.Equal(res.OffListAsRank, want) || !slices.Equal(res.Profile, []int{3, 0, 0}) {
		t.Errorf("off_list_as_rank %v, profile %v", res.OffListAsRank, res.Profile)
	}
	// A veto that shortens a list is not the resident's doing.
	vetoed := in.Residents[slices.IndexFunc(in.Residents, func(r matching.Resident) bool { return r.ID == "short" })]
	vetoed.Ranks = append(vetoed.Ranks, []matching.MentorID{"d"})
	vetoed.Excluded = []matching.MentorID{"d"}
	in.Residents = append(slices.DeleteFunc(in.Residents, func(r matching.Resident) bool { return r.ID == "short" }), vetoed)
	if res := verified(t, in); *mentorOf(res, "short") != "a" {
		t.Errorf("a veto cost a resident the protection of a full list: %+v", res.Pairings)
	}
}

func TestAllChoicesExcluded(t *testing.T) {
	t.Parallel()
	in := program(true, 3, map[matching.MentorID]int{"a": 1, "b": 1, "c": 1, "d": 1}, map[matching.ResidentID]string{"r": "abc"})
	in.Residents[0].Excluded = []matching.MentorID{"a", "b"}
	in.Residents[0].NotWith = []matching.MentorID{"c"}
	if res := verified(t, in); *mentorOf(res, "r") != "d" || res.OffList != 1 {
		t.Errorf("all choices excluded: %+v", res.Pairings)
	}
}

func TestPinOffTheListIsReportedApart(t *testing.T) {
	t.Parallel()
	in := program(false, 0, map[matching.MentorID]int{"a": 1, "b": 1}, map[matching.ResidentID]string{"r": "a", "s": "a"})
	in.Pins = []matching.Pair{{Resident: "r", Mentor: "b"}}
	res := verified(t, in)
	if res.PinnedOffList != 1 || res.OffList != 0 || !slices.Equal(res.Profile, []int{1}) {
		t.Errorf("pin off the list: %+v", res)
	}
}

func TestGroupBelowItsMembers(t *testing.T) {
	t.Parallel()
	in := matching.Instance{Groups: []matching.Group{{ID: "g", Max: 1}}, Fallback: true, Mentors: []matching.Mentor{
		{ID: "a", Min: 1, Max: 2, Group: "g"}, {ID: "b", Min: 1, Max: 2, Group: "g"}, {ID: "c", Max: 5}},
		Residents: []matching.Resident{{ID: "r"}, {ID: "s"}, {ID: "t"}}}
	res := verified(t, in)
	if res.Shortfall != 1 || res.Hall == nil || res.Hall.Needed <= res.Hall.Available || !slices.Contains(res.Hall.Groups, "g") {
		t.Errorf("group below its members: shortfall %d, Hall set %+v", res.Shortfall, res.Hall)
	}
}

func TestLowerLimitOnlyOffTheList(t *testing.T) {
	t.Parallel()
	in := program(true, 1, map[matching.MentorID]int{"a": 3}, map[matching.ResidentID]string{"r": "a", "s": "a"})
	in.Mentors = append(in.Mentors, matching.Mentor{ID: "b", Min: 1, Max: 1})
	if res := verified(t, in); !res.Feasible() || res.OffList != 1 {
		t.Errorf("a lower limit that holds only off the list: %+v", res)
	}
	in.Fallback = false
	if res := verified(t, in); res.Feasible() || res.Shortfall != 1 {
		t.Errorf("a lower limit that cannot hold: %+v", res)
	}
}

// TestOffTheListThroughAChain: the only mentor left excludes the resident who has no choice left, so others must move.
func TestOffTheListThroughAChain(t *testing.T) {
	t.Parallel()
	in := program(true, 1, map[matching.MentorID]int{"a": 1, "b": 1, "c": 1}, map[matching.ResidentID]string{"r": "a", "s": "a", "t": "b"})
	for i := range in.Residents {
		switch in.Residents[i].ID {
		case "r":
			in.Residents[i].Excluded = []matching.MentorID{"c", "b"}
		case "s":
			in.Residents[i].Excluded = []matching.MentorID{"c"}
		}
	}
	res := verified(t, in)
	if !res.Feasible() || *mentorOf(res, "r") != "a" || *mentorOf(res, "s") != "b" || *mentorOf(res, "t") != "c" {
		t.Errorf("off the list through a chain: %+v", res)
	}
}

// TestHallSets: the residents of a Hall set cannot all be placed with its mentors, and without any one of them they can.
func TestHallSets(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := drawInstance(t, 8)
		in.Fallback = true
		for i := range in.Mentors {
			in.Mentors[i].Min = 0
		}
		for i := range in.Groups {
			in.Groups[i].Min = 0
		}
		res := mustRun(t, in, matching.Options{NoWhatIf: true})
		if res.Feasible() {
			return
		}
		if left := unplacedOf(t, in, res.Hall.Residents); left != 1 {
			t.Fatalf("of the Hall set %+v, %d cannot be placed, want 1\n%+v", res.Hall, left, in)
		}
		for i := range res.Hall.Residents {
			fewer := slices.Delete(slices.Clone(res.Hall.Residents), i, i+1)
			if left := unplacedOf(t, in, fewer); left != 0 {
				t.Fatalf("the Hall set %+v is not minimal\n%+v", res.Hall, in)
			}
		}
	})
}

func unplacedOf(t fataler, in matching.Instance, residents []matching.ResidentID) int {
	in.Residents = slices.DeleteFunc(slices.Clone(in.Residents), func(r matching.Resident) bool { return !slices.Contains(residents, r.ID) })
	keep := func(p matching.Pair) bool { return !slices.Contains(residents, p.Resident) }
	in.Pins = slices.DeleteFunc(slices.Clone(in.Pins), keep)
	in.Current = slices.DeleteFunc(slices.Clone(in.Current), keep)
	in.Affinity = nil
	return mustRun(t, in, matching.Options{NoWhatIf: true}).Unmatched
}

// TestObjectivesDiffer has a program for which the four presets choose four different profiles.
func TestObjectivesDiffer(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 7))
	for range 20_000 {
		in := matching.Instance{ListLength: 4}
		for _, m := range ids("m", 9) {
			in.Mentors = append(in.Mentors, matching.Mentor{ID: matching.MentorID(m), Max: 1})
		}
		for _, r := range ids("r", 9) {
			who := matching.Resident{ID: matching.ResidentID(r)}
			for _, m := range random.Perm(9)[:4] {
				who.Ranks = append(who.Ranks, []matching.MentorID{in.Mentors[m].ID})
			}
			in.Residents = append(in.Residents, who)
		}
		if len(matching.Check(&in)) > 0 {
			continue
		}
		profiles := map[string]bool{}
		for _, preset := range matching.Presets()[:4] {
			in.Preset = preset
			profiles[fmt.Sprint(mustRun(t, in, matching.Options{NoWhatIf: true}).Profile)] = true
		}
		if len(profiles) == 4 {
			for _, in.Preset = range matching.Presets()[:4] {
				verified(t, in)
			}
			return
		}
	}
	t.Error("no instance found on which the presets differ")
}

func TestIdenticalListsAndOneHotMentor(t *testing.T) {
	t.Parallel()
	lists := map[matching.ResidentID]string{}
	for _, r := range ids("r", 30) {
		lists[matching.ResidentID(r)] = "abc"
	}
	res := verified(t, program(true, 3, map[matching.MentorID]int{"a": 4, "b": 10, "c": 30, "d": 30}, lists))
	if want := []int{4, 10, 16}; !slices.Equal(res.Profile, want) {
		t.Errorf("identical lists: profile %v, want %v", res.Profile, want)
	}
	res = verified(t, program(true, 3, map[matching.MentorID]int{"a": 1, "b": 10, "c": 30, "d": 30}, lists))
	if gain := res.Loads[0].GainIfOneMore; gain.Words != "one fewer third choice, one more first choice" {
		t.Errorf("one more place with the hot mentor: %q", gain.Words)
	}
}

// TestLongLists has 25 ranks, more counts than fit one integer by far.
func TestLongLists(t *testing.T) {
	t.Parallel()
	in := matching.Instance{Fallback: true, Seed: "long"}
	random := rand.New(rand.NewPCG(1, 2))
	for _, m := range ids("m", 30) {
		in.Mentors = append(in.Mentors, matching.Mentor{ID: matching.MentorID(m), Max: 3})
	}
	for _, r := range ids("r", 90) {
		who := matching.Resident{ID: matching.ResidentID(r)}
		for _, m := range random.Perm(30)[:25] {
			who.Ranks = append(who.Ranks, []matching.MentorID{in.Mentors[m].ID})
		}
		in.Residents = append(in.Residents, who)
	}
	for _, in.Preset = range matching.Presets() {
		verified(t, in)
	}
}

// TestChain moves a hundred thousand residents along one path.
func TestChain(t *testing.T) {
	t.Parallel()
	const n = 100_000
	in := matching.Instance{Residents: []matching.Resident{{ID: "first", Ranks: [][]matching.MentorID{{"m0"}}}}}
	name := func(i int) matching.MentorID { return matching.MentorID(fmt.Sprint("m", i)) }
	in.Mentors = []matching.Mentor{{ID: name(0), Max: 1}}
	for i := range n {
		in.Mentors = append(in.Mentors, matching.Mentor{ID: name(i + 1), Max: 1})
		in.Residents = append(in.Residents, matching.Resident{ID: matching.ResidentID(fmt.Sprint("r", i)),
			Ranks: [][]matching.MentorID{{name(i)}, {name(i + 1)}}})
	}
	res := mustRun(t, in, matching.Options{})
	if !slices.Equal(res.Profile, []int{1, n}) {
		t.Errorf("a chain: profile %v, want all but one at their second choice", res.Profile)
	}
	if _, err := certify.Verify(encode(t, in), encodeResult(t, res)); err != nil {
		t.Error(err)
	}
}

// TestPackingNeverWraps: with integers too small for two counts together, more stages give the same pairing.
func TestPackingNeverWraps(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := drawInstance(t, 8)
		want := matching.RunWithin(in, 1<<60)
		for _, limit := range []int64{1, 50, 400} {
			got := matching.RunWithin(in, limit)
			if len(got.Certificate.Packs) < len(want.Certificate.Packs) {
				t.Fatalf("limit %d: fewer packs", limit)
			}
			if diff := cmp.Diff(want.Pairings, got.Pairings); diff != "" {
				t.Fatalf("limit %d: pairings (-want +got):\n%s", limit, diff)
			}
			if _, err := certify.Verify(encode(t, in), encodeResult(t, got)); err != nil {
				t.Fatalf("limit %d: %v", limit, err)
			}
		}
	})
}

// TestSameBytes: neither the order of the input nor the number of processors changes a byte.
func TestSameBytes(t *testing.T) {
	// Not parallel: it sets GOMAXPROCS.
	random := rand.New(rand.NewPCG(3, 4))
	in := popular(300, 1, true)
	in.Seed = "bytes"
	want := encodeResult(t, mustRun(t, in, matching.Options{}))
	for _, processors := range []int{1, 2, 8} {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
		random.Shuffle(len(in.Residents), func(i, j int) { in.Residents[i], in.Residents[j] = in.Residents[j], in.Residents[i] })
		random.Shuffle(len(in.Mentors), func(i, j int) { in.Mentors[i], in.Mentors[j] = in.Mentors[j], in.Mentors[i] })
		if got := encodeResult(t, mustRun(t, in, matching.Options{})); !bytes.Equal(got, want) {
			t.Errorf("with %d processors and another order of input, the result differs", processors)
		}
	}
}

// TestSeedChangesOnlyTies: stage values, loads and prices are those of every seed; only who among equals differs.
func TestSeedChangesOnlyTies(t *testing.T) {
	t.Parallel()
	in := popular(120, 1, true)
	first := mustRun(t, in, matching.Options{})
	differ := false
	for _, in.Seed = range []string{"a", "b", "c"} {
		other := mustRun(t, in, matching.Options{})
		if diff := cmp.Diff(first.Stages, other.Stages); diff != "" {
			t.Errorf("seed %q changes stage values:\n%s", in.Seed, diff)
		}
		if diff := cmp.Diff(first.Certificate.Packs, other.Certificate.Packs); diff != "" {
			t.Errorf("seed %q changes prices:\n%s", in.Seed, diff)
		}
		differ = differ || !cmp.Equal(first.Pairings, other.Pairings)
	}
	if !differ {
		t.Error("no seed changes a pairing: the program has no ties, and the test is no test")
	}
}

func TestRematch(t *testing.T) {
	t.Parallel()
	in := popular(60, 1, true)
	for _, p := range mustRun(t, in, matching.Options{}).Pairings {
		in.Current = append(in.Current, matching.Pair{Resident: p.Resident, Mentor: *p.Mentor})
	}
	if res := verified(t, in); res.Moved != 0 {
		t.Errorf("nothing changed, but %d residents moved", res.Moved)
	}
	withdrawn, displaced := 0, 0
	for i, l := range mustRun(t, in, matching.Options{}).Loads {
		if l.Load > 0 && in.Mentors[i].ID == l.Mentor {
			withdrawn, displaced = i, l.Load
			break
		}
	}
	in.Mentors = changed(in.Mentors, withdrawn, func(m *matching.Mentor) { m.Max = 0 })
	if res := verified(t, in); res.Moved != displaced || !res.Feasible() {
		t.Errorf("a mentor of %d withdrew, and %d residents moved", displaced, res.Moved)
	}
}

func TestTooLarge(t *testing.T) {
	t.Parallel()
	vast := popular(60_000, 1, true)
	vast.Preset = matching.DeferredAcceptance // which has no hub to go through
	if _, err := matching.Run(vast, matching.Options{}); err == nil || !strings.Contains(err.Error(), "MB") {
		t.Errorf("a deferred acceptance of 60,000 with 20,000 mentors: %v, want a refusal with the estimate", err)
	}
	in := popular(300, 1, true)
	_, err := matching.Run(in, matching.Options{Memory: 1 << 19})
	large, ok := errors.AsType[*matching.TooLargeError](err)
	if !ok || large.Bytes != matching.Estimate(&in) || !strings.Contains(err.Error(), "MB") {
		t.Errorf("Run with half a MB: %v, want a refusal with the estimate", err)
	}
}
