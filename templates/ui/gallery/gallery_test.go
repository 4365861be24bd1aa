package gallery_test

import (
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"evenly/internal/e2e/browser"
	"evenly/templates/ui/gallery"
)

// site serves the gallery for one test.
func site(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(gallery.Handler())
	t.Cleanup(s.Close)
	return s.URL
}

// tooSmall lists controls under 24 px that are not links inside a sentence.
const tooSmall = `[...document.querySelectorAll('button,a[href],input,summary,select,textarea')].filter(e => {
	const r = e.getBoundingClientRect(), inline = e.matches('a') && getComputedStyle(e).display === 'inline' && e.parentElement.textContent.trim() !== e.textContent.trim();
	return r.width > 1 && (r.width < 24 || r.height < 24) && !inline && !e.closest('svg,label') && !e.matches('.skip,.sr');
}).map(e => e.outerHTML.slice(0, 120))`

// EVENLY_SHOTS names a directory for pictures of every page, to be looked at.
func TestEveryPageIsAccessibleAtEveryWidthInBothThemes(t *testing.T) {
	t.Parallel()
	base := site(t)
	widths := []int{320, 390, 1280}
	if testing.Short() {
		widths = []int{320}
	}
	for _, width := range widths {
		for _, theme := range []string{"light", "dark"} {
			t.Run(fmt.Sprintf("%d-%s", width, theme), func(t *testing.T) {
				t.Parallel()
				p := browser.New(t, browser.Options{Base: base, Width: width, Dark: theme == "dark"})
				for _, page := range gallery.Pages() {
					if got := p.Open(page.Path); got != page.Status {
						t.Errorf("%s = %d, want %d", page.Path, got, page.Status)
					}
					p.Wait("document.fonts.status === 'loaded'")
					p.Accessible()
					if n := p.Overflow(); n > 0 {
						t.Errorf("%s scrolls sideways by %d px", page.Path, n)
					}
					if small := browser.Eval[[]string](p, tooSmall); len(small) > 0 {
						t.Errorf("%s: targets under 24 px: %s", page.Path, strings.Join(small, "\n\t"))
					}
					shoot(p, page.Path, width, theme)
				}
			})
		}
	}
}

func TestTextAtTwiceItsSizeStillFits(t *testing.T) {
	t.Parallel()
	p := browser.New(t, browser.Options{Base: site(t), Width: 1280})
	for _, page := range gallery.Pages() {
		p.Open(page.Path)
		browser.Eval[any](p, "document.documentElement.style.fontSize = '200%'")
		if n := p.Overflow(); n > 0 {
			t.Errorf("%s scrolls sideways by %d px with text at 200 %%", page.Path, n)
		}
	}
}

func shoot(p *browser.Page, path string, width int, theme string) {
	dir := os.Getenv("EVENLY_SHOTS")
	if dir == "" {
		return
	}
	name := strings.ReplaceAll(strings.TrimPrefix(path, "/"), "/", "_")
	if name == "" {
		name = "dashboard"
	}
	p.Screenshot(filepath.Join(dir, fmt.Sprintf("%s-%d-%s.png", name, width, theme)))
}

var inline = regexp.MustCompile(`(?i)\sstyle=|\son[a-z]+=|<script(?:\s+type="module")?>|<style`)

func TestNoPageHasInlineStyleOrScript(t *testing.T) {
	t.Parallel()
	for _, p := range gallery.Pages() {
		w := httptest.NewRecorder()
		p.ServeHTTP(w, httptest.NewRequest("GET", p.Path, nil))
		if w.Code != p.Status {
			t.Fatalf("%s = %d: %s", p.Path, w.Code, w.Body)
		}
		if m := inline.FindString(w.Body.String()); m != "" {
			t.Errorf("%s contains %q", p.Path, m)
		}
	}
}
