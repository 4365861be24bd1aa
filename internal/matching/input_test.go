package matching_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"evenly/internal/matching"
)

func TestParseReportsEveryProblem(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, want string }{
		"duplicate mentor in a list": {`{"mentors": [{"id": "a", "max": 1}], "residents": [{"id": "r", "ranks": [["a"], ["a"]]}]}`,
			`residents[0].ranks[1][0]: "a" is ranked twice`},
		"unknown mentor": {`{"mentors": [{"id": "a", "max": 1}], "residents": [{"id": "r", "ranks": [["b"]], "excluded": ["c"], "not_with": ["d"]}]}`,
			`residents[0].ranks[0][0]: unknown mentor "b"; residents[0].excluded[0]: unknown mentor "c"; residents[0].not_with[0]: unknown mentor "d"`},
		"case variant": {`{"mentors": [{"id": "Ana", "max": 1}], "residents": [{"id": "r", "ranks": [["ana "]]}]}`,
			`residents[0].ranks[0][0]: unknown mentor "ana "; is it "Ana"?`},
		"self": {`{"mentors": [{"id": "x", "max": 1}], "residents": [{"id": "x", "ranks": [["x"]]}]}`,
			`residents[0].ranks[0][0]: residents cannot rank themselves`},
		"same id twice": {`{"mentors": [{"id": "a", "max": 1}, {"id": "a", "max": 2}], "residents": [{"id": "r", "ranks": []}, {"id": "r", "ranks": []}]}`,
			`mentors[1].id: "a" is also the id of mentors[0]; residents[1].id: "r" is also the id of residents[0]`},
		"min above max": {`{"mentors": [{"id": "a", "min": 2, "max": 1}], "groups": [{"id": "g", "min": 3, "max": 2}]}`,
			`mentors[0]: min 2 is above max 1; groups[0]: min 3 is above max 2`},
		"missing and wrong": {`{"mentors": [{"id": "a"}, {"max": 1.5}], "residents": {}, "fallback": 1, "list_length": 0, "preset": "x"}`,
			`mentors[0]: has no max: how many residents may the mentor take?; mentors[1].max: must be a whole number between 0 and 1073741824, not 1.5; ` +
				`residents: must be a list; fallback: must be true or false; list_length: must lie between 1 and 2000; ` +
				`preset: unknown preset "x"; mentors[1].id: has no id`},
		"unknown and repeated keys": {`{"mentor": [], "name": "x", "name": "y", "mentors": [{"id": "a", "max": 1, "places": 3}]}`,
			`mentor: unknown key; name: appears twice; mentors[0].places: unknown key`},
		"groups": {`{"groups": [{"id": "g", "parent": "h"}, {"id": "h", "parent": "g"}], "mentors": [{"id": "a", "max": 1, "group": "k"}]}`,
			`mentors[0].group: unknown group "k"; groups[0].parent: the group lies inside itself; groups[1].parent: the group lies inside itself`},
		"stages": {`{"stages": ["kept", "best", "kept", "lower_limits", "lottery", "load"]}`,
			`stages[1]: unknown stage "best"; stages[2]: appears twice; stages[3]: lower_limits is a hard rule and must come first; ` +
				`stages[4]: the lottery leaves nothing to decide and must come last`},
		"exclusion against pin": {`{"mentors": [{"id": "a", "max": 1}], "residents": [{"id": "r", "excluded": ["a"]}, {"id": "s", "not_with": ["a"]}],
			"pins": [{"resident": "r", "mentor": "a"}, {"resident": "s", "mentor": "a"}]}`,
			`pins[0]: resident "r" and mentor "a" must not be paired; pins[1]: resident "s" and mentor "a" must not be paired; ` +
				`pins[1]: more residents are pinned to mentor "a" than its max 1`},
		"two pins for one resident": {`{"mentors": [{"id": "a", "max": 1}, {"id": "b", "max": 1}], "residents": [{"id": "r"}],
			"pins": [{"resident": "r", "mentor": "a"}, {"resident": "r", "mentor": "b"}]}`,
			`pins[1].resident: resident "r" appears twice`},
		"pins over a group": {`{"mentors": [{"id": "a", "max": 2, "group": "g"}], "groups": [{"id": "g", "max": 1}], "residents": [{"id": "r"}, {"id": "s"}],
			"pins": [{"resident": "r", "mentor": "a"}, {"resident": "s", "mentor": "a"}]}`,
			`pins[1]: more residents are pinned to group "g" than its max 1`},
		"affinity": {`{"mentors": [{"id": "a", "max": 2}], "residents": [{"id": "r"}], "affinity": [{"resident": "r", "mentor": "a", "score": 1},
			{"resident": "r", "mentor": "a", "score": 2}, {"resident": "s", "mentor": "a", "score": 2000000000}]}`,
			`affinity[2].score: must lie between -1000000000 and 1000000000; affinity[1]: the pair appears twice; affinity[2].resident: unknown resident "s"`},
		"control sign":        {`{"mentors": [{"id": "a\u0000b", "max": 1}]}`, `mentors[0].id: holds a control character`},
		"not UTF-8":           {"{\"name\": \"\xff\"}", `not JSON: the text is not UTF-8`},
		"cut off":             {`{"mentors": [{"id": "a"`, `mentors[0]: not JSON: expected , or } at line 1, column 24`},
		"something after it":  {`{} {}`, `not JSON: something after the end at line 1, column 4`},
		"deeply nested":       {`{"x": ` + strings.Repeat("[", 10_000), `x: unknown key; x: not JSON: nested too deeply at line 1, column 72`},
		"a list, not a match": {`[]`, `must be an object`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, problems := matching.Parse(strings.NewReader(c.in))
			var got []string
			for _, p := range problems {
				got = append(got, p.String())
			}
			if diff := cmp.Diff(strings.Split(c.want, "; "), splitAgain(got)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

// splitAgain cuts where a problem's own text has the separator of the table.
func splitAgain(lines []string) []string { return strings.Split(strings.Join(lines, "; "), "; ") }

func TestParseReadsTheFormat(t *testing.T) {
	t.Parallel()
	in, problems := matching.Parse(strings.NewReader(`{"name": "n", "source": "s", "licence": "l", "note": "é\u00e9",
		"fallback": false, "seed": "x", "stages": ["kept", {"name": "load"}], "list_length": 3, "allow_moves": 2,
		"mentors": [{"id": "Zoë  ", "max": 3, "group": "g", "ranks": [["r"], []]}, {"id": "ZOË", "min": 1, "max": 1, "group": null}],
		"groups": [{"id": "g", "parent": null}, {"id": "h", "min": 1, "max": 4, "parent": "g"}],
		"residents": [{"id": "r", "ranks": [["Zoë  "], [], ["ZOË"]], "not_with": ["ZOË"]}, {"id": "李"}],
		"pins": [{"resident": "李", "mentor": "Zoë  "}], "affinity": [{"resident": "r", "mentor": "ZOË", "score": -4}],
		"current": [{"resident": "r", "mentor": "ZOË"}]}`))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	want := matching.Instance{Name: "n", Source: "s", Licence: "l", Note: "éé", Seed: "x",
		Stages: []matching.Stage{matching.Kept, matching.EvenLoad}, ListLength: 3, AllowMoves: 2,
		Mentors: []matching.Mentor{{ID: "Zoë  ", Max: 3, Group: "g", Ranks: [][]matching.ResidentID{{"r"}, nil}}, {ID: "ZOË", Min: 1, Max: 1}},
		Groups:  []matching.Group{{ID: "g", Max: matching.Unlimited}, {ID: "h", Min: 1, Max: 4, Parent: "g"}},
		Residents: []matching.Resident{{ID: "r", Ranks: [][]matching.MentorID{{"Zoë  "}, {}, {"ZOË"}}, NotWith: []matching.MentorID{"ZOË"}},
			{ID: "李"}},
		Pins:     []matching.Pair{{Resident: "李", Mentor: "Zoë  "}},
		Affinity: []matching.Affinity{{Resident: "r", Mentor: "ZOË", Score: -4}},
		Current:  []matching.Pair{{Resident: "r", Mentor: "ZOË"}},
	}
	if diff := cmp.Diff(want, in); diff != "" {
		t.Errorf("Parse (-want +got):\n%s", diff)
	}
	again, problems := matching.Parse(strings.NewReader(string(encode(t, in))))
	if again.Hash() != in.Hash() || len(problems) > 0 {
		t.Errorf("writing and reading changes the instance: %v", problems)
	}
}

// FuzzParse: the reader never fails but by problems, and what it accepts can be matched, written and read again.
func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"mentors": [{"id": "a", "max": 1}], "residents": [{"id": "r", "ranks": [["a"]]}]}`))
	f.Add([]byte(`{"fallback": false, "groups": [{"id": "g", "max": null}], "mentors": [{"id": "a", "min": 1, "max": 2, "group": "g"}]}`))
	f.Add([]byte(`{"pins": [{"resident": "r", "mentor": "a"}], "stages": ["load"]}`))
	f.Add([]byte(`{"a": "\ud800", "b": -0, "c": 1e400, "d": [[[[]]]], "name": "x"`))
	f.Fuzz(func(t *testing.T, data []byte) {
		in, problems := matching.Parse(strings.NewReader(string(data)))
		if len(problems) > 0 || len(in.Residents)*len(in.Mentors) > 400 {
			return
		}
		res, err := matching.Run(in, matching.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if len(res.Pairings) != len(in.Residents) {
			t.Fatalf("%d pairings for %d residents", len(res.Pairings), len(in.Residents))
		}
		again, problems := matching.Parse(strings.NewReader(string(encode(t, in))))
		if len(problems) > 0 || again.Hash() != in.Hash() {
			t.Fatalf("written and read again it is another instance: %v", problems)
		}
	})
}

func ids(prefix string, n int) (out []string) {
	for i := range n {
		out = append(out, fmt.Sprintf("%s%d", prefix, i))
	}
	return out
}
