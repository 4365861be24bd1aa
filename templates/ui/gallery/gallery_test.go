package gallery_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"evenly/internal/e2e/axe"
	"evenly/templates/ui/gallery"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// browser starts Chromium, or skips the test where there is none.
func browser(t *testing.T) context.Context {
	t.Helper()
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		t.Skip("no Chromium on this machine")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true))
	alloc, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	return ctx
}

// tab opens a tab of this width in this theme, without motion.
func tab(t *testing.T, ctx context.Context, width int64, theme string) context.Context {
	t.Helper()
	tab, cancel := chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(tab, chromedp.EmulateViewport(width, 900)); err != nil {
		t.Fatal(err)
	}
	_, err := chromedp.Call(tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: theme}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return tab
}

func eval[T any](t *testing.T, ctx context.Context, script string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%s: %v", script, err)
	}
	return v
}

// tooSmall lists controls under 24 px that are not links inside a sentence.
const tooSmall = `[...document.querySelectorAll('button,a[href],input,summary,select,textarea')].filter(e => {
	const r = e.getBoundingClientRect(), inline = e.matches('a') && getComputedStyle(e).display === 'inline' && e.parentElement.textContent.trim() !== e.textContent.trim();
	return r.width > 1 && (r.width < 24 || r.height < 24) && !inline && !e.closest('svg,label') && !e.matches('.skip,.sr');
}).map(e => e.outerHTML.slice(0, 120))`

func TestEveryPageIsAccessibleAtEveryWidthInBothThemes(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(gallery.Handler())
	defer server.Close()
	ctx := browser(t)
	shots := os.Getenv("EVENLY_SHOTS") // a directory for pictures to look at
	for _, width := range []int64{320, 390, 1280} {
		for _, theme := range []string{"light", "dark"} {
			tab := tab(t, ctx, width, theme)
			console := watch(t, tab)
			for _, p := range gallery.Pages() {
				name := fmt.Sprintf("%s at %d px, %s", p.Path, width, theme)
				if err := chromedp.Do(tab, chromedp.Navigate(server.URL+p.Path)); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				eval[bool](t, tab, "document.fonts.ready.then(() => true)")
				found, err := axe.Check(tab)
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				for _, v := range found {
					t.Errorf("%s: %v", name, v)
				}
				if n := eval[int](t, tab, "document.documentElement.scrollWidth - document.documentElement.clientWidth"); n > 0 {
					t.Errorf("%s scrolls sideways by %d px", name, n)
				}
				if small := eval[[]string](t, tab, tooSmall); len(small) > 0 {
					t.Errorf("%s: targets under 24 px: %s", name, strings.Join(small, "\n\t"))
				}
				if shots != "" {
					shoot(t, tab, filepath.Join(shots, fmt.Sprintf("%s-%d-%s.png", strings.Trim(strings.ReplaceAll(p.Path, "/", "_"), "_"), width, theme)))
				}
			}
			for _, m := range console() {
				t.Errorf("console at %d px, %s: %s", width, theme, m)
			}
		}
	}
}

// watch collects errors the page writes; the function it returns ends that and gives them.
func watch(t *testing.T, tab context.Context) func() []string {
	t.Helper()
	ctx, stop := context.WithCancel(tab)
	messages := chromedp.Console(ctx)
	out := make(chan []string)
	go func() {
		var all []string
		for m, err := range messages {
			if err != nil {
				break
			}
			// A page that answers 422 is reported as a failed resource; that answer is the point of the page.
			if (m.Type == "error" || m.IsException()) && !strings.Contains(m.Text, "422") {
				all = append(all, m.Text)
			}
		}
		out <- all
	}()
	return func() []string { stop(); return <-out }
}

func shoot(t *testing.T, tab context.Context, file string) {
	t.Helper()
	png, err := chromedp.Run(tab, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, png, 0o644); err != nil {
		t.Fatal(err)
	}
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
