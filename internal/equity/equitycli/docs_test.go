package equitycli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// documented returns the first indented block after a heading of docs/formats.md, or after the given words.
func documented(t *testing.T, after string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "formats.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, ok := strings.Cut(string(text), "\n## equity\n")
	if ok {
		_, section, ok = strings.Cut(section, after)
	}
	if !ok {
		t.Fatalf("docs/formats.md has no %q under equity", after)
	}
	_, block, _ := strings.Cut(section, "\n    ")
	block, _, _ = strings.Cut(block, "\n\n")
	return strings.ReplaceAll(block, "\n    ", "\n")
}

func TestDocumentedExamplesAreAccepted(t *testing.T) {
	t.Parallel()
	if code, stdout, stderr := command(documented(t, "### Input")); code != 0 || !strings.Contains(stdout, `"promise": "missed"`) {
		t.Errorf("JSON: exit %d, stdout %s, stderr %s", code, stdout, stderr)
	}
	code, stdout, stderr := command(documented(t, "### CSV"), "-csv")
	if code != 0 || !strings.Contains(stdout, "\npair,d2,") || !strings.Contains(stdout, "\nprogram,,meetings,2,") {
		t.Errorf("CSV: exit %d, stdout %s, stderr %s", code, stdout, stderr)
	}
}
