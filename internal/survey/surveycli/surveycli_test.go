package surveycli_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"evenly/internal/survey/surveycli"
)

// The published shape: the mean rises, and so do the unhappy.
const published = `{"waves": [
	{"name": "6 months", "invited": 39,
	 "items": [{"id": "value", "counts": [1, 1, 5, 12, 8], "alarm": true}, {"id": "rare", "counts": [0, 1, 1, 2, 0]}],
	 "breakdowns": [{"name": "pgy", "item": "value", "groups": [
		{"name": "1", "counts": [0, 1, 1, 4, 6]}, {"name": "2", "counts": [0, 0, 3, 7, 1]}, {"name": "3", "counts": [1, 0, 1, 1, 1]}]}]},
	{"name": "12 months", "invited": 39,
	 "items": [{"id": "value", "counts": [2, 4, 1, 7, 15], "alarm": true}, {"id": "rare", "counts": [3, 1, 1, 2, 1]}]}]}`

func run(t *testing.T, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, complaints bytes.Buffer
	code = surveycli.Main(args, strings.NewReader(stdin), &out, &complaints)
	return code, out.String(), complaints.String()
}

func TestPublishedShape(t *testing.T) {
	t.Parallel()
	code, stdout, stderr := run(t, published)
	if code != 0 || stderr != "" {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	var got, want any
	if err := json.Unmarshal([]byte(stdout), &got); err != nil {
		t.Fatal(err)
	}
	const expected = `{"waves": [
		{"name": "6 months", "items": [
			{"id": "value", "n": 27, "invited": 39, "bottom_two": 2, "share": 0.07407407, "wilson95": [0.02055465, 0.23369593],
			 "bounds": [0.05128205, 0.35897436], "mean": 3.92592593, "p_increase": null, "cut": 0.9, "reading": "none"},
			{"id": "rare", "suppressed": true}],
		 "breakdowns": [{"name": "pgy", "item": "value", "shown": [{"name": "1", "n": 12}], "others": {"n": 15}, "hidden": true}]},
		{"name": "12 months", "items": [
			{"id": "value", "n": 29, "invited": 39, "bottom_two": 6, "share": 0.20689655, "wilson95": [0.0984607, 0.3839009],
			 "bounds": [0.15384615, 0.41025641], "mean": 4, "p_increase": 0.92398406, "cut": 0.9, "reading": "act"},
			{"id": "rare", "n": 8, "invited": 39, "bottom_two": 4, "share": 0.5, "wilson95": [0.21521, 0.78479],
			 "bounds": [0.1025641, 0.8974359], "mean": 2.625, "p_increase": null, "cut": 0.9, "reading": "act"}],
		 "breakdowns": []}]}`
	if err := json.Unmarshal([]byte(expected), &want); err != nil {
		t.Fatal(err)
	}
	close := cmp.Comparer(func(a, b float64) bool { return a-b < 1e-5 && b-a < 1e-5 })
	if diff := cmp.Diff(want, got, close); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
}

func TestEveryProblemAtOnce(t *testing.T) {
	t.Parallel()
	const bad = `{"threshold": 3, "colour": 1, "waves": [
		{"name": "", "items": [{"id": "value", "counts": [1, 2, 3, 4]}, {"id": "value", "counts": [1, -1, 0.5, "x", 0], "alarm": 1}]},
		{"name": "two", "invited": 4, "invited": 4, "items": [{"counts": [1, 1, 1, 1, 1]}],
		 "breakdowns": [{"name": "pgy", "item": "nosuch", "groups": []}, {"name": "pgy", "item": "nosuch", "groups": 7}]}]}`
	code, stdout, stderr := run(t, bad)
	if code != 2 || stdout != "" {
		t.Fatalf("exit %d, wrote %q", code, stdout)
	}
	for _, path := range []string{
		"threshold: ", "colour: unknown key", "waves[0].invited: missing", "waves[0].name: ", "waves[0].items[0].counts: ",
		"waves[0].items[1].id: ", "waves[0].items[1].counts[1]: ", "waves[0].items[1].counts[2]: ", "waves[0].items[1].counts[3]: ",
		"waves[0].items[1].alarm: ", "waves[1].invited: given twice", "waves[1].items[0].id: missing", "waves[1].items[0].counts: 5 people",
		"waves[1].breakdowns[0].item: ", "waves[1].breakdowns[0].groups: must not be empty", "waves[1].breakdowns[1].name: ", "waves[1].breakdowns[1].groups: must be a list",
	} {
		if !strings.Contains("\n"+stderr, "\n"+path) {
			t.Errorf("no line begins with %q in:\n%s", path, stderr)
		}
	}
}

func TestNullIsLeftOut(t *testing.T) {
	t.Parallel()
	const text = "\ufeff" + `{"threshold": null, "waves": [{"name": "one", "invited": 9, "breakdowns": null,
		"items": [{"id": "value", "counts": [0, 0, 1, 3, 2], "alarm": null}]}]}`
	if code, stdout, stderr := run(t, text); code != 0 || !strings.Contains(stdout, `"n": 6`) {
		t.Errorf("exit %d, said %q, wrote %s", code, stderr, stdout)
	}
	if code, _, stderr := run(t, `{"waves": null}`); code != 2 || !strings.Contains(stderr, "waves: missing") {
		t.Errorf("exit %d, said %q", code, stderr)
	}
}

func TestNotJSON(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "[", "{} {}", "7", "null", strings.Repeat("[", 1_000_000)} {
		if code, stdout, stderr := run(t, text); code != 2 || stdout != "" || stderr == "" {
			t.Errorf("%.20q: exit %d, wrote %q, said %q", text, code, stdout, stderr)
		}
	}
}

func TestFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.json"), filepath.Join(dir, "out.json")
	if err := os.WriteFile(in, []byte(published), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, stdout, stderr := run(t, "", "-in", in, "-out", out); code != 0 || stdout != "" {
		t.Fatalf("exit %d, wrote %q, said %q", code, stdout, stderr)
	}
	if text, err := os.ReadFile(out); err != nil || !bytes.Contains(text, []byte(`"reading": "act"`)) {
		t.Errorf("out file: %v, %s", err, text)
	}
	if code, _, _ := run(t, "", "-in", filepath.Join(dir, "nosuch")); code != 2 {
		t.Errorf("missing file: exit %d", code)
	}
	if code, _, _ := run(t, "", "leftover"); code != 2 {
		t.Errorf("leftover argument: exit %d", code)
	}
}
