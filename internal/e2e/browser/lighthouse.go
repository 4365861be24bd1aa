package browser

import (
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// lighthouseVersion is pinned: a new version weighs things differently.
const lighthouseVersion = "lighthouse@13.5.0"

// Scores are Lighthouse's marks of a page on a simulated phone, each from 0 to 100.
type Scores struct {
	Performance, Accessibility, BestPractices int
	Short                                     []string // the audits that cost points, by their names
}

// Lighthouse has a page marked by Google's Lighthouse, which npx fetches when it is not there. cookie is the value of the
// header Cookie of a signed-in person, or "". Without Node the test is skipped: Lighthouse is no part of "make test".
func Lighthouse(t testing.TB, url, cookie string) Scores {
	t.Helper()
	npx, err := exec.LookPath("npx")
	if err != nil {
		t.Skip("Lighthouse needs Node: install nodejs and npm")
	}
	chromium, err := find()
	if err != nil {
		t.Skip(err)
	}
	headers, err := json.Marshal(map[string]string{"Cookie": cookie})
	if err != nil {
		t.Fatal(err)
	}
	report := filepath.Join(t.TempDir(), "report.json")
	cmd := exec.CommandContext(t.Context(), npx, "--yes", lighthouseVersion, url, "--quiet", "--output=json", "--output-path="+report,
		"--only-categories=performance,accessibility,best-practices", "--extra-headers="+string(headers),
		"--chrome-flags="+strings.Join([]string{"--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
			"--disable-background-networking", "--disable-component-update"}, " "))
	cmd.Env = append(os.Environ(), "CHROME_PATH="+chromium)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("lighthouse on %s: %v\n%s", url, err, out)
	}
	text, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	return scores(t, text)
}

// scores reads Lighthouse's report.
func scores(t testing.TB, text []byte) Scores {
	t.Helper()
	var report struct {
		Categories map[string]struct{ Score float64 }
		Audits     map[string]struct{ Score *float64 }
	}
	if err := json.Unmarshal(text, &report); err != nil {
		t.Fatalf("read Lighthouse's report: %v", err)
	}
	mark := func(category string) int { return int(math.Round(100 * report.Categories[category].Score)) }
	s := Scores{Performance: mark("performance"), Accessibility: mark("accessibility"), BestPractices: mark("best-practices")}
	for name, audit := range report.Audits {
		if audit.Score != nil && *audit.Score < 1 {
			s.Short = append(s.Short, name)
		}
	}
	slices.Sort(s.Short)
	return s
}
