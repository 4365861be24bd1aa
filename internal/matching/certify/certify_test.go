package certify_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"strings"
	"testing"

	"evenly/internal/matching"
	"evenly/internal/matching/certify"
)

const program = `{"fallback": true, "list_length": 2, "seed": "s", "allow_moves": 1,
	"mentors": [{"id": "a", "min": 1, "max": 1, "group": "g", "ranks": [["r2"]]}, {"id": "b", "max": 2}],
	"groups": [{"id": "g", "max": 1}],
	"residents": [{"id": "r1", "ranks": [["a"], ["b"]]}, {"id": "r2", "ranks": [["a"], ["b"]], "not_with": ["b"]}, {"id": "r3"}],
	"affinity": [{"resident": "r3", "mentor": "b", "score": 2}], "current": [{"resident": "r1", "mentor": "a"}]}`

func solved(t testing.TB, preset matching.Preset) []byte {
	t.Helper()
	in, problems := matching.Parse(strings.NewReader(program))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	res, err := matching.Run(in, matching.Options{Preset: preset})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := matching.WriteResult(&b, &res); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestVerify(t *testing.T) {
	t.Parallel()
	for _, preset := range matching.Presets() {
		report, err := certify.Verify([]byte(program), solved(t, preset))
		if err != nil || report.Residents != 3 || report.Mentors != 2 || !report.Feasible {
			t.Errorf("%s: %+v, %v", preset, report, err)
		}
	}
}

func TestUnreadable(t *testing.T) {
	t.Parallel()
	sound := solved(t, matching.NobodyLeftBehind)
	for name, c := range map[string]struct {
		instance string
		result   []byte
	}{
		"instance cut off":     {program[:100], sound},
		"result cut off":       {program, sound[:100]},
		"unknown key":          {strings.Replace(program, "fallback", "fall_back", 1), sound},
		"unknown mentor":       {strings.Replace(program, `["a"], ["b"]`, `["a"], ["z"]`, 1), sound},
		"something afterwards": {program + "{}", sound},
	} {
		_, err := certify.Verify([]byte(c.instance), c.result)
		if _, refuted := errors.AsType[*certify.Refuted](err); err == nil || refuted {
			t.Errorf("%s: %v, want a failure to read", name, err)
		}
	}
}

// FuzzVerify: whatever the files hold, the checker answers, and never accepts a result that differs from the sound one in
// a pairing.
func FuzzVerify(f *testing.F) {
	sound := solved(f, matching.NobodyLeftBehind)
	for _, preset := range matching.Presets() {
		f.Add(solved(f, preset))
	}
	f.Add([]byte(`{"preset": "custom", "certificate": {"format": "evenly-certificate-1", "packs": [{"counts": []}]}}`))
	want, _ := pairings(f, sound)
	f.Fuzz(func(t *testing.T, result []byte) {
		if _, err := certify.Verify([]byte(program), result); err != nil {
			return
		}
		if got, comparable := pairings(t, result); comparable && !maps.Equal(got, want) {
			t.Errorf("accepted: %s", result)
		}
	})
}

// pairings reads who is with whom, and whether it was decided by the same preset and seed as the sound result.
func pairings(t testing.TB, result []byte) (map[matching.ResidentID]matching.MentorID, bool) {
	t.Helper()
	var res matching.Result
	if err := json.Unmarshal(result, &res); err != nil {
		t.Fatal("accepted, but not even readable: ", err)
	}
	with := map[matching.ResidentID]matching.MentorID{}
	for _, p := range res.Pairings {
		if p.Mentor != nil {
			with[p.Resident] = *p.Mentor
		}
	}
	return with, res.Preset == matching.NobodyLeftBehind && res.Certificate.Seed == "s"
}
