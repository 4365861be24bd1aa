package equitycli_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"evenly/internal/equity"
	"evenly/internal/equity/equitycli"
)

const onePair = `{"asof": "2026-04-17", "dyads": [
	{"id": "d1", "mentor": "m1", "from": "2025-07-01", "meetings": [{"date": "2025-08-16", "minutes": 30}]}]}`

// command runs evenly equity and returns its exit code and what it wrote.
func command(stdin string, args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = equitycli.Main(args, strings.NewReader(stdin), &out, &errs)
	return code, out.String(), errs.String()
}

func TestMainReadsAndWrites(t *testing.T) {
	t.Parallel()
	code, stdout, stderr := command(onePair)
	if code != 0 || stderr != "" {
		t.Fatalf("exit %d, stderr %q", code, stderr)
	}
	var got equity.Reading
	if err := json.Unmarshal([]byte(stdout), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Dyads) != 1 || got.Dyads[0].Count != 1 {
		t.Errorf("dyads = %+v", got.Dyads)
	}
}

func TestMainReadsAndWritesFiles(t *testing.T) {
	t.Parallel()
	in, out := filepath.Join(t.TempDir(), "in.json"), filepath.Join(t.TempDir(), "out.json")
	if err := os.WriteFile(in, []byte(onePair), 0o600); err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr := command("", "-in", in, "-out", out)
	if code != 0 || stdout != "" || stderr != "" {
		t.Fatalf("exit %d, stdout %q, stderr %q", code, stdout, stderr)
	}
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	_, want, _ := command(onePair)
	if string(text) != want {
		t.Errorf("the file holds %s, standard output %s", text, want)
	}
}

func TestMainRefusesBadInput(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "out.json")
	bad := `{"asof": "2026-02-30", "dyads": [{"id": "d1", "from": "2025-07-01", "to": "2025-06-01", "colour": 1}, 7]}`
	code, stdout, stderr := command(bad, "-out", out)
	want := `asof: "2026-02-30" is not a date such as 2026-04-17
dyads[0].colour: is not a known key
dyads[1]: must be an object
dyads[0].mentor: is required
dyads[0].to: is before from
`
	if code != 2 || stdout != "" || stderr != want {
		t.Errorf("exit %d, stdout %q, stderr:\n%s\nwant:\n%s", code, stdout, stderr, want)
	}
	if _, err := os.Stat(out); !os.IsNotExist(err) {
		t.Errorf("a file was written for bad input: %v", err)
	}
}

func TestMainArguments(t *testing.T) {
	t.Parallel()
	if code, stdout, stderr := command("", "-h"); code != 0 || !strings.HasPrefix(stdout, "Usage") || stderr != "" {
		t.Errorf("-h: exit %d, stdout %q, stderr %q", code, stdout, stderr)
	}
	for _, args := range [][]string{{"-nope"}, {"file.json"}, {"-in", filepath.Join(t.TempDir(), "none")}} {
		if code, stdout, stderr := command(onePair, args...); code != 2 || stdout != "" || stderr == "" {
			t.Errorf("%q: exit %d, stdout %q, stderr %q", args, code, stdout, stderr)
		}
	}
}
