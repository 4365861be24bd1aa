// Package browser drives a real Chromium in tests.
//
// One browser serves all tests of a package. Each test gets a [Page] of its own, in a context like a private window: no
// cookie, no cache and no tab is shared with another test. A page's methods do what a person does, wait for what a person
// would wait for (an element to appear, the next page to load), and end the test with the reason when it does not happen.
//
//	p := browser.New(t, browser.Options{Base: site.URL})
//	p.Open("/sign-in")
//	p.Fill("#email", "ana@example.org")
//	p.Submit("button[type=submit]")
//	if got := p.Text("h1"); got != "Check your mail" { ... }
//	p.Accessible()
//
// Everything that goes wrong on the page on its own account is kept: errors of scripts, messages on the console, breaches
// of the content security policy, resources that did not load. What was not allowed beforehand fails the test at its end.
package browser

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// patience is how long one step may take. It is long because CI machines stand still at times; no test waits it out
// unless it fails.
const patience = 30 * time.Second

// Options say how a page begins. The zero value is a laptop in daylight.
type Options struct {
	Base          string // what Open puts before a path, "http://127.0.0.1:4711"
	Width, Height int    // of the window in CSS pixels; 1280 and 900 when zero
	Dark          bool   // the person prefers dark colours
	NoScript      bool   // scripts are switched off
}

// Page is one tab.
type Page struct {
	t    testing.TB
	ctx  context.Context
	base string
	rec  *recorder

	noScript bool
}

// New opens an empty page, which is closed when the test ends. Without Chromium the test is skipped; where CI is "true",
// it fails.
func New(t testing.TB, o Options) *Page {
	t.Helper()
	root := need(t)
	ctx, cancel := chromedp.NewContext(root, chromedp.WithNewBrowserContext())
	p := &Page{t: t, ctx: ctx, base: strings.TrimSuffix(o.Base, "/"), rec: newRecorder()}
	t.Cleanup(func() { p.finish(cancel) })
	if err := chromedp.Listen(ctx, p.rec.see); err != nil {
		t.Fatalf("open a browser page: %v", err)
	}
	if o.Width == 0 {
		o.Width = 1280
	}
	if o.Height == 0 {
		o.Height = 900
	}
	p.do("open a page",
		call(audits.Enable, cdp.Empty{}),
		call(emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}))
	p.SetViewport(o.Width, o.Height)
	p.Dark(o.Dark)
	if o.NoScript {
		p.DisableJS()
	}
	return p
}

// finish reports what went wrong on the page, keeps a picture of a failed test, and closes the page.
func (p *Page) finish(cancel context.CancelFunc) {
	p.t.Helper()
	for _, problem := range p.rec.unexpected() {
		p.t.Errorf("browser: %s", problem)
	}
	if p.t.Failed() {
		p.picture()
	}
	cancel()
}

// picture is for the person who reads about the failure. "go test -artifacts" keeps it.
func (p *Page) picture() {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		return // the page is gone; the failure has been told
	}
	file := filepath.Join(p.t.ArtifactDir(), "page.png")
	if os.WriteFile(file, png, 0o644) == nil {
		p.t.Logf("the page at the end: %s (%s)", file, p.rec.location())
	}
}

// do runs steps within the patience; what names them in the failure.
func (p *Page) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	run(p, what, chromedp.Steps(steps...))
}

// run runs one step that returns something.
func run[T any](p *Page, what string, step chromedp.Action[T]) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	result, err := chromedp.Run(ctx, step)
	if err != nil {
		p.t.Fatalf("browser: %s on %s: %v", what, p.rec.location(), err)
	}
	return result
}

// call makes a step from a command of the browser's protocol whose answer does not matter.
func call[P, R any](command cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, command, params)
		return err
	})
}

// Cookie puts a cookie into the page's jar, for the site of Options.Base.
func (p *Page) Cookie(name, value string) {
	p.t.Helper()
	p.do("set cookie "+name, call(network.SetCookie, network.SetCookieParams{Name: name, Value: value, URL: p.base}))
}

// SetViewport gives the window a size in CSS pixels. Below 600 the page is told that it is on a phone.
func (p *Page) SetViewport(width, height int) {
	p.t.Helper()
	params := emulation.SetDeviceMetricsOverrideParams{Width: int64(width), Height: int64(height), DeviceScaleFactor: 1, Mobile: width < 600}
	touch := emulation.SetTouchEmulationEnabledParams{Enabled: width < 600}
	p.do("set the size", call(emulation.SetDeviceMetricsOverride, params), call(emulation.SetTouchEmulationEnabled, touch))
}

// Dark says whether the person prefers dark colours. Movement is reduced always: tests do not wait for it.
func (p *Page) Dark(dark bool) {
	p.t.Helper()
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	p.do("set the colours", call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}}))
}

// Print shows the page as it comes out on paper, until the next page.
func (p *Page) Print() {
	p.t.Helper()
	p.do("print", call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}))
}

// Sheets prints the page on A4 with backgrounds off, as browsers do unless they are told otherwise, and counts the sheets.
func (p *Page) Sheets() int {
	p.t.Helper()
	params := page.PrintToPDFParams{PaperWidth: 8.27, PaperHeight: 11.69} // inches; the margins are those of @page
	pdf := run(p, "print on paper", chromedp.Action[[]byte](func(ctx context.Context, t *chromedp.Target) ([]byte, error) {
		r, err := cdp.Call(ctx, t, page.PrintToPDF, params)
		return r.Data, err
	}))
	return len(sheet.FindAll(pdf, -1))
}

// sheet is the beginning of a page in a PDF file.
var sheet = regexp.MustCompile(`/Type\s*/Page[^s]`)

// DisableJS switches scripts off, from the next page on.
func (p *Page) DisableJS() {
	p.t.Helper()
	p.noScript = true
	p.do("switch scripts off", scripts(false))
}

func scripts(on bool) chromedp.Action[chromedp.Void] {
	return call(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
}

// address makes a path of the site whole.
func (p *Page) address(path string) string {
	if u, err := url.Parse(path); err == nil && u.IsAbs() {
		return path
	}
	return p.base + path
}
