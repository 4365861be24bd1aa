package matchcli_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"evenly/internal/matching"
	"evenly/internal/matching/matchcli"
)

const small = `{"fallback": true, "list_length": 2, "seed": "s",
  "mentors": [{"id": "a", "max": 1}, {"id": "b", "max": 2}],
  "residents": [{"id": "r1", "ranks": [["a"], ["b"]]}, {"id": "r2", "ranks": [["a"], ["b"]]}]}`

func TestMatchThenVerify(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.json"), filepath.Join(dir, "out.json")
	write(t, in, small)
	code, _, stderr := command(t, "", "-in", in, "-out", out)
	if code != 0 {
		t.Fatalf("match: exit %d, %s", code, stderr)
	}
	var res matching.Result
	if err := json.Unmarshal(read(t, out), &res); err != nil || res.Profile[0] != 1 {
		t.Fatalf("result: %v, profile %v", err, res.Profile)
	}
	if code, stdout, stderr := command(t, "", "-verify", out, "-in", in); code != 0 || !strings.HasPrefix(stdout, "verified") {
		t.Errorf("verify: exit %d, %s%s", code, stdout, stderr)
	}
	write(t, out, strings.Replace(string(read(t, out)), `"profile":[1,1]`, `"profile":[2,0]`, 1))
	if code, _, stderr := command(t, "", "-verify", out, "-in", in); code != 1 || !strings.Contains(stderr, "profile") {
		t.Errorf("verify a changed result: exit %d, %s", code, stderr)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".match-*")); left != nil {
		t.Errorf("files left behind: %v", left)
	}
}

func TestExitCodes(t *testing.T) {
	t.Parallel()
	tooFew := strings.Replace(small, `"max": 2`, `"max": 0`, 1)
	for _, c := range []struct {
		name, in string
		args     []string
		code     int
		stderr   string
	}{
		{"standard input", small, nil, 0, ""},
		{"preset and seed", small, []string{"-preset", "rank-maximal", "-seed", ""}, 0, ""},
		{"help", "", []string{"-h"}, 0, ""},
		{"too few places", tooFew, nil, 1, "hard limit"},
		{"unknown preset", small, []string{"-preset", "best"}, 2, "rank-maximal"},
		{"unknown flag", small, []string{"-fast"}, 2, "-fast"},
		{"argument", small, []string{"file"}, 2, "file"},
		{"no such file", "", []string{"-in", "/no/such/file"}, 2, "/no/such/file"},
		{"verify without a file", small, []string{"-verify", "/no/such/file"}, 2, "/no/such/file"},
		{"both", small, []string{"-commit", "-verify", "x"}, 2, "together"},
		{"bad input", `{"mentors": [{"id": "a", "max": -1}], "colour": 1}`, nil, 2,
			"mentors[0].max: must not be negative\ncolour: unknown key\n"},
		{"no JSON", `{"mentors": [`, nil, 2, "line 1, column 14"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			code, stdout, stderr := command(t, c.in, c.args...)
			if code != c.code || !strings.Contains(stderr, c.stderr) {
				t.Errorf("exit %d, want %d; standard error %q, want %q in it", code, c.code, stderr, c.stderr)
			}
			if code == 2 && stdout != "" {
				t.Errorf("bad input, but something was written: %s", stdout)
			}
		})
	}
}

func TestBadInputWritesNothing(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "out.json")
	if code, _, _ := command(t, `{"mentors": 3}`, "-out", out); code != 2 {
		t.Errorf("exit %d, want 2", code)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("a result was written for bad input")
	}
}

func TestCommit(t *testing.T) {
	t.Parallel()
	_, first, _ := command(t, "", "-commit")
	_, second, _ := command(t, "", "-commit")
	var c matching.Commitment
	if err := json.Unmarshal([]byte(first), &c); err != nil || first == second {
		t.Fatalf("commit printed %q, then %q", first, second)
	}
	if len(c.Seed) != 32 || c.Hash != matching.SeedHash(c.Seed) {
		t.Errorf("commitment %+v is not a seed of 128 bits with its hash", c)
	}
}

// TestAuditBundle: the pseudonymous instance names nobody, and matches the same when run again.
func TestAuditBundle(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	in, bundle := filepath.Join(dir, "in.json"), filepath.Join(dir, "bundle.json")
	write(t, in, strings.NewReplacer(`"a"`, `"Dr. Reyes"`, `"r1"`, `"Ana"`).Replace(small))
	code, stdout, stderr := command(t, "", "-commit", "-in", in, "-out", bundle)
	if code != 0 {
		t.Fatalf("commit: exit %d, %s", code, stderr)
	}
	text := string(read(t, bundle))
	var c matching.Commitment
	if err := json.Unmarshal([]byte(stdout), &c); err != nil || !strings.Contains(text, c.Seed) {
		t.Errorf("the bundle does not hold the seed of %s", stdout)
	}
	if strings.Contains(text, "Reyes") || strings.Contains(text, "Ana") {
		t.Errorf("the bundle names people: %s", text)
	}
	_, once, _ := command(t, "", "-in", bundle)
	_, again, _ := command(t, "", "-in", bundle)
	if once != again || once == "" {
		t.Error("the bundle does not match the same twice")
	}
}

func command(t *testing.T, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	code = matchcli.Main(args, strings.NewReader(stdin), &out, &err)
	return code, out.String(), err.String()
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
