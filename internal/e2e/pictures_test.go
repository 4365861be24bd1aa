package e2e_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"evenly/internal/e2e/browser"
	"evenly/internal/e2e/program"
)

var pictures = flag.Bool("pictures", false, "take the pictures of the README anew")

// largestPicture keeps the README quick to open.
const largestPicture = 200 << 10

// TestPictures takes the pictures of the README: go test ./internal/e2e -run Pictures -pictures. Without the flag it looks
// at their size.
func TestPictures(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(program.Root(), "docs", "pictures")
	if *pictures {
		take(t, dir)
	}
	for _, name := range []string{"director.png", "ranking.png"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Error(err)
		} else if info.Size() > largestPicture {
			t.Errorf("%s has %d bytes, want at most %d", name, info.Size(), largestPicture)
		}
	}
}

func take(t *testing.T, dir string) {
	t.Helper()
	h := newHospital(t)
	p := h.as("Helen Marsh", browser.Options{Width: 1200, Height: 860})
	p.Window(filepath.Join(dir, "director.png"))

	p = h.as("Nadia Karam", phone)
	clear(p)
	p.Click(add)
	p.WaitText("[data-count]", "1")
	p.Click(add)
	p.WaitText("[data-count]", "2")
	p.Wait(`document.querySelectorAll(".toast").length === 0 || scrollTo(0, 0) === undefined`)
	p.Window(filepath.Join(dir, "ranking.png"))
}
