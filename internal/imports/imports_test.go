// Package imports_test keeps the house in order: who may import whom, where packages may live, how long a file may grow.
//
// The order is one direction, cmd -> server, worker -> app -> store -> mentorship, with pure packages beside it that
// import nothing of ours. A package without a row in the table fails the test: whoever adds a package says here what it
// stands on, and docs/design.md says why.
package imports_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

// module is the prefix of all our import paths.
const module = "evenly/"

// anything is the row of a package that wires the others together.
const anything = "..."

// table says which of our packages each package may import, by path below the module. "templates/..." stands for all
// packages in that folder. Test files are free: a test may look at whatever it needs.
var table = map[string][]string{
	"cmd/evenly": {anything},

	// Import nothing of ours: the pure ones, the nouns below all others, and the ones that face the outside.
	"internal/fault":    {},
	"internal/tenant":   {},
	"internal/route":    {},
	"internal/matching": {},
	"internal/equity":   {},
	"internal/config":   {},
	"internal/mail":     {},
	"internal/calendar": {},
	"internal/pgdev":    {},
	"internal/queue":    {},
	"internal/session":  {},
	"migrations":        {},
	"web":               {},
	"web/build":         {},

	"internal/mentorship": {"internal/fault"},
	"internal/survey":     {"internal/fault"},
	"internal/auth":       {"internal/fault"},
	"internal/access":     {"internal/tenant", "internal/mentorship", "internal/fault"},
	"internal/sheet":      {"internal/mentorship", "internal/fault"},
	"internal/store":      {"internal/mentorship", "internal/survey", "internal/tenant", "internal/fault"},
	"internal/app": {"internal/store", "internal/queue", "internal/access", "internal/matching", "internal/matching/certify", "internal/equity", "internal/equity/equityfile", "internal/survey",
		"internal/survey/urn", "internal/mentorship", "internal/tenant", "internal/fault", "internal/auth", "internal/mail", "internal/sheet",
		"internal/calendar", "templates/mail", "internal/route"},
	"internal/worker": {"internal/app", "internal/queue"},
	"internal/demo":   {"internal/mentorship", "internal/survey", "internal/tenant", "internal/app", "internal/fault"},
	// Not store, not queue: a handler asks app. equity for the nouns of its readings, which pages put into words.
	"internal/server": {"internal/app", "templates/...", "internal/route", "internal/session", "internal/access", "internal/mentorship",
		"internal/survey", "internal/equity", "internal/tenant", "internal/fault", "web"},

	// The pure packages from the command line and from files; the certificate is checked by code that shares nothing with
	// the code that made it.
	"internal/matching/certify":  {},
	"internal/matching/matchcli": {"internal/matching", "internal/matching/certify"},
	"internal/equity/equityfile": {"internal/equity"},
	"internal/equity/equitycli":  {"internal/equity", "internal/equity/equityfile"},
	"internal/equity/simulate":   {"internal/equity"},
	"internal/survey/urn":        {"internal/fault"},
	"internal/survey/simulation": {"internal/survey"},
	"internal/survey/surveycli":  {"internal/survey", "internal/fault"},
	"templates/ui":               {"internal/mentorship", "internal/survey", "internal/equity", "internal/matching", "internal/route", "web"},
	"templates/chart":            {"internal/mentorship", "internal/survey", "internal/equity", "internal/matching", "internal/route", "web", "templates/ui"},
	"templates/layout":           {"internal/mentorship", "internal/survey", "internal/equity", "internal/matching", "internal/route", "web", "templates/ui", "templates/chart"},
	"templates/page":             {"internal/mentorship", "internal/survey", "internal/equity", "internal/matching", "internal/route", "web", "templates/ui", "templates/chart", "templates/layout"},
	"templates/mail":             {"internal/mentorship", "internal/survey", "internal/equity", "internal/matching", "internal/route", "web"},
	"templates/ui/gallery":       {"templates/ui", "templates/chart", "templates/layout", "web"},
	"templates/ui/gallery/show":  {"templates/ui/gallery"},

	// For tests only; see forTests.
	"internal/imports":      {},
	"internal/testdb":       {"internal/pgdev", "migrations"},
	"internal/world":        {anything},
	"internal/e2e":          {anything},
	"internal/e2e/axe":      {},
	"internal/e2e/browser":  {"internal/e2e/axe"},
	"internal/e2e/program":  {},
	"internal/e2e/ranking":  {anything},
	"internal/e2e/matching": {anything},
	"internal/e2e/roster":   {anything},
	"internal/e2e/survey":   {anything},
	"internal/durability":   {anything},
	"internal/attack":       {anything},
	"internal/bench":        {anything},
	"internal/docs":         {anything},
}

// forTests are packages that are no part of the program: no other package may import them outside its test files.
var forTests = []string{"internal/imports", "internal/testdb", "internal/world", "internal/e2e", "internal/e2e/axe", "internal/e2e/browser", "internal/e2e/program", "internal/durability", "internal/attack", "internal/bench", "internal/docs"}

func TestWhoImportsWhom(t *testing.T) {
	t.Parallel()
	for path, pkg := range ours(t) {
		may, ok := table[path]
		if !ok {
			t.Errorf("%s has no row in the table of imports: add one, and say in docs/design.md what the package is for", path)
			continue
		}
		for imported := range pkg.Imports {
			other, isOurs := strings.CutPrefix(imported, module)
			switch {
			case !isOurs:
			case slices.Contains(forTests, other) && !slices.Contains(forTests, path):
				t.Errorf("%s imports %s, which is for tests only", path, other)
			case !allowed(may, other):
				t.Errorf("%s imports %s, and may import only %q", path, other, may)
			}
		}
	}
}

// A row for a package that is gone, or for one that never came, misleads its reader.
func TestEveryRowIsUsed(t *testing.T) {
	t.Parallel()
	present := ours(t)
	for path, may := range table {
		if present[path] == nil {
			t.Errorf("the table has a row for %s, which does not exist", path)
		}
		for _, other := range may {
			folder, isFolder := strings.CutSuffix(other, "...")
			exists := isFolder && slices.ContainsFunc(slices.Collect(maps.Keys(present)), func(p string) bool { return strings.HasPrefix(p, folder) })
			if !exists && present[other] == nil {
				t.Errorf("the row of %s names %s, which does not exist", path, other)
			}
		}
	}
}

func allowed(may []string, path string) bool {
	return slices.ContainsFunc(may, func(m string) bool {
		folder, isFolder := strings.CutSuffix(m, "...")
		return m == path || isFolder && strings.HasPrefix(path, folder)
	})
}

// ours returns all packages of the module by their path below it.
func ours(t *testing.T) map[string]*packages.Package {
	t.Helper()
	loaded, err := packages.Load(&packages.Config{
		Mode: packages.NeedName | packages.NeedImports | packages.NeedFiles,
		Dir:  root,
	}, "./...")
	if err != nil {
		t.Fatalf("list the packages: %v", err)
	}
	found := map[string]*packages.Package{}
	for _, pkg := range loaded {
		found[strings.TrimPrefix(pkg.PkgPath, module)] = pkg
	}
	return found
}
