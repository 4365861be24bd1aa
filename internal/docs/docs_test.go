// Package docs_test keeps the documents true: the table of settings is the one of package config, the table of modules is
// what we import, every test that a document names exists, and every link leads somewhere.
package docs_test

import (
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/go/packages"

	"evenly/internal/config"
	"evenly/internal/matching/matchcli"
)

// root is the repository, seen from this package.
const root = "../.."

var write = flag.Bool("write", false, "write the generated parts of the documents")

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The marks around the table of settings in the README.
const (
	settingsBegin = "<!-- settings: written by go test ./internal/docs -write -->\n"
	settingsEnd   = "<!-- end of settings -->"
)

func TestSettingsAreThoseOfTheProgram(t *testing.T) {
	t.Parallel()
	readme := read(t, "README.md")
	begin, end := strings.Index(readme, settingsBegin), strings.Index(readme, settingsEnd)
	if begin < 0 || end < begin {
		t.Fatal("the README has lost the marks around its table of settings")
	}
	begin += len(settingsBegin)
	want := settingsTable()
	if *write {
		if err := os.WriteFile(filepath.Join(root, "README.md"), []byte(readme[:begin]+want+readme[end:]), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, readme[begin:end]); diff != "" {
		t.Errorf("the table of settings (-program +README); go test ./internal/docs -write brings it up to date:\n%s", diff)
	}
}

// settingsTable is the table of all variables.
func settingsTable() string {
	var b strings.Builder
	b.WriteString("| variable | what it is | when it is not set |\n|---|---|---|\n")
	for _, v := range config.Variables() {
		fmt.Fprintf(&b, "| `%s` | %s, for example `%s` | %s |\n", v.Name, v.Meaning, v.Example, unset(v))
	}
	return b.String()
}

// unset says what happens without a variable, in serve and in demo.
func unset(v config.Variable) string {
	in := func(mode config.Mode) string {
		switch d := v.DefaultIn(mode); {
		case !v.KnownIn(mode):
			return ""
		case v.RequiredIn(mode):
			return "does not start"
		case d != "":
			return "`" + d + "`"
		}
		return v.Unset
	}
	serve, demo := in(config.ModeServe), in(config.ModeDemo)
	switch {
	case serve == demo:
		return serve
	case serve == "":
		return "demo only: " + demo
	case demo == "":
		return "serve only: " + serve
	}
	return "serve: " + serve + "; demo: " + demo
}

var moduleRow = regexp.MustCompile(`(?m)^\| (\S+\.\S+/\S+|pgregory\.net/rapid) \| (v\S+) \|`)

func TestModulesAreThoseWeImport(t *testing.T) {
	t.Parallel()
	listed := map[string]string{}
	for _, m := range moduleRow.FindAllStringSubmatch(read(t, "README.md"), -1) {
		listed[m[1]] = m[2]
	}
	if diff := cmp.Diff(imported(t), listed); diff != "" {
		t.Errorf("the table of modules (-imported +README):\n%s", diff)
	}
}

// imported returns the modules that our packages, tests and tools stand on directly, with their versions.
func imported(t *testing.T) map[string]string {
	t.Helper()
	const mode = packages.NeedName | packages.NeedImports | packages.NeedModule
	loaded, err := packages.Load(&packages.Config{Mode: mode, Dir: root, Tests: true}, append(tools(t), "./...")...)
	if err != nil {
		t.Fatal(err)
	}
	modules := map[string]string{}
	add := func(p *packages.Package) {
		if p.Module != nil && !p.Module.Main {
			modules[p.Module.Path] = p.Module.Version
		}
	}
	for _, p := range loaded {
		add(p) // a tool
		if p.Module == nil || p.Module.Main {
			for _, i := range p.Imports {
				add(i)
			}
		}
	}
	return modules
}

var toolLine = regexp.MustCompile(`(?m)^\t(\S+/cmd/\S+)$`)

// tools are the packages of go.mod's tool lines.
func tools(t *testing.T) (paths []string) {
	t.Helper()
	for _, m := range toolLine.FindAllStringSubmatch(read(t, "go.mod"), -1) {
		paths = append(paths, m[1])
	}
	return paths
}

// documents are all that are written by hand, by their path from the root.
func documents(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	all := []string{"README.md"}
	for _, f := range files {
		all = append(all, filepath.Join("docs", filepath.Base(f)))
	}
	return all
}

var (
	testName = regexp.MustCompile(`\bTest[A-Z][A-Za-z0-9]+`)
	testFunc = regexp.MustCompile(`(?m)^func (Test[A-Z][A-Za-z0-9]+)\(`)
	link     = regexp.MustCompile(`\]\(([^)]+)\)`)
)

func TestEveryTestThatIsNamedExists(t *testing.T) {
	t.Parallel()
	have := map[string]bool{}
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range testFunc.FindAllStringSubmatch(string(text), -1) {
			have[m[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, doc := range documents(t) {
		for _, name := range testName.FindAllString(read(t, doc), -1) {
			if !have[name] {
				t.Errorf("%s names %s, which does not exist", doc, name)
			}
		}
	}
}

func TestEveryLinkLeadsSomewhere(t *testing.T) {
	t.Parallel()
	for _, doc := range documents(t) {
		for _, m := range link.FindAllStringSubmatch(read(t, doc), -1) {
			target, _, _ := strings.Cut(m[1], "#")
			if target == "" || strings.Contains(target, "://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(root, filepath.Dir(doc), target)); err != nil {
				t.Errorf("%s links to %s: %v", doc, m[1], err)
			}
		}
	}
}

// requirement is the number of a requirement of ASVS.
var requirement = regexp.MustCompile(`\bV\d+\.\d+\.\d+\b`)

// TestEveryRequirementHasItsState compares docs/security.md with the selection of requirements, where that is at hand.
func TestEveryRequirementHasItsState(t *testing.T) {
	t.Parallel()
	file, err := os.Open(filepath.Join(root, "..", "shared", "data", "asvs.csv"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the selection of requirements (../shared/data/asvs.csv) is not on this machine")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want, got := map[string]bool{}, map[string]bool{}
	for _, row := range rows[1:] {
		want[row[0]] = true
	}
	for _, id := range requirement.FindAllString(read(t, "docs/security.md"), -1) {
		if got[id] {
			t.Errorf("%s has its state twice", id)
		}
		got[id] = true
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got))); diff != "" {
		t.Errorf("requirements (-selected +docs/security.md):\n%s", diff)
	}
}

// TestTheMatchExampleRuns takes the instance of docs/formats.md, pairs it and verifies the result.
func TestTheMatchExampleRuns(t *testing.T) {
	t.Parallel()
	_, rest, ok := strings.Cut(read(t, "docs/formats.md"), "## match")
	if !ok {
		t.Fatal("docs/formats.md has no part about match")
	}
	var instance strings.Builder
	for line := range strings.Lines(rest) {
		if code, ok := strings.CutPrefix(line, "    "); ok {
			instance.WriteString(code)
		} else if instance.Len() > 0 {
			break
		}
	}
	dir := t.TempDir()
	in, out := filepath.Join(dir, "instance.json"), filepath.Join(dir, "result.json")
	if err := os.WriteFile(in, []byte(instance.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"-in", in, "-out", out}, {"-verify", out, "-in", in}} {
		var stdout, stderr strings.Builder
		if code := matchcli.Main(args, strings.NewReader(""), &stdout, &stderr); code != 0 {
			t.Errorf("evenly match %s: code %d\n%s%s", strings.Join(args, " "), code, stdout.String(), stderr.String())
		}
	}
}
