package gallery_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"evenly/internal/e2e/browser"
	"evenly/templates/ui/gallery"

	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"
)

// posts is a gallery that takes every form, remembers it, and sends the person back to where they were.
type posts struct {
	arrived chan url.Values
	down    atomic.Bool // connections break

	mu   sync.Mutex
	all  []url.Values
	path []string
}

func (p *posts) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if p.down.Load() {
		panic(http.ErrAbortHandler)
	}
	if r.Method != http.MethodPost {
		gallery.Handler().ServeHTTP(w, r)
		return
	}
	if err := r.ParseForm(); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	p.mu.Lock()
	p.all, p.path = append(p.all, r.PostForm), append(p.path, r.URL.Path)
	p.mu.Unlock()
	p.arrived <- r.PostForm
	back, _ := url.Parse(r.Referer())
	http.Redirect(w, r, back.Path, http.StatusSeeOther)
}

func (p *posts) last() url.Values {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.all) == 0 {
		return nil
	}
	return p.all[len(p.all)-1]
}

func (p *posts) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.all)
}

func open(t *testing.T, o browser.Options, path string) (*browser.Page, *posts) {
	t.Helper()
	forms := &posts{arrived: make(chan url.Values, 100)}
	s := httptest.NewServer(forms)
	t.Cleanup(s.Close)
	o.Base = s.URL
	p := browser.New(t, o)
	p.Open(path)
	return p, forms
}

// saw waits until the ranking was saved in this order; ids are joined by spaces.
func saw(t *testing.T, forms *posts, order string) url.Values {
	t.Helper()
	late := time.After(30 * time.Second)
	var last url.Values
	for {
		select {
		case last = <-forms.arrived:
			if strings.Join(last["rank"], " ") == order && last.Get("op") == "save" {
				return last
			}
		case <-late:
			t.Fatalf("last saved %v, want the order %q", last, order)
		}
	}
}

const (
	order = `[...document.querySelectorAll('.slots [data-id]')].map(n => n.dataset.id + ' ' + n.querySelector('.place').textContent)`
	focus = `(document.activeElement.getAttribute('aria-label') || document.activeElement.textContent).replace(/\s+/g, ' ').trim()`
)

func TestRankingByKeyboardKeepsFocusSaysWhatHappenedAndSaves(t *testing.T) {
	t.Parallel()
	p, forms := open(t, browser.Options{Width: 390}, "/ranking")
	browser.Eval[any](p, `document.querySelector('[data-id=lindqvist] [data-op=up]').focus()`)
	p.Press("\r")
	if d := cmp.Diff([]string{"lindqvist 1st", "okafor 2nd"}, browser.Eval[[]string](p, order)); d != "" {
		t.Errorf("after Move up: %s", d)
	}
	if got := browser.Eval[string](p, focus); got != "Move Dr. Sten Lindqvist down" {
		t.Errorf("at the top of the list the focus is on %q", got)
	}
	p.Wait(`document.getElementById('say').textContent.includes('is now your 1st choice. 2 of 3 chosen.')`)
	first := saw(t, forms, "lindqvist okafor").Get("key")

	browser.Eval[any](p, `document.querySelector('.mentor:not([hidden]) [data-op=add]').focus()`)
	p.Press("\r")
	if got := browser.Eval[string](p, focus); got != "Done" {
		t.Errorf("with a full list the focus is on %q, want Done", got)
	}
	if second := saw(t, forms, "lindqvist okafor reyes").Get("key"); second == first || len(second) != 36 {
		t.Errorf("keys of two saves: %q, %q; each save is an act of its own", first, second)
	}

	browser.Eval[any](p, `document.querySelector('.mentor:not([hidden]) [data-op=add]').focus()`)
	if got := browser.Eval[string](p, focus); got != "Swap Dr. Anil Chandra" {
		t.Errorf("a card of a full list says %q", got)
	}
	p.Press("\r")
	saw(t, forms, "lindqvist okafor chandra")
	p.Click("undo-toast button")
	if got := browser.Eval[string](p, focus); got != "Remove Dr. Camila Reyes" {
		t.Errorf("after Undo the focus is on %q", got)
	}
	saw(t, forms, "lindqvist okafor reyes")

	p.Press("\r")
	if got := browser.Eval[string](p, focus); got != "Add Dr. Camila Reyes" {
		t.Errorf("after Remove the focus is on %q", got)
	}
	saw(t, forms, "lindqvist okafor")
}

func TestRankingBeginsFromAnEmptyList(t *testing.T) {
	t.Parallel()
	p, forms := open(t, browser.Options{Width: 390}, "/ranking/empty")
	p.Click(".mentor [data-op=add]")
	if d := cmp.Diff([]string{"okafor 1st"}, browser.Eval[[]string](p, order)); d != "" {
		t.Error(d)
	}
	saw(t, forms, "okafor")
	if got := browser.Eval[int](p, `document.querySelectorAll('.slot-empty').length`); got != 2 {
		t.Errorf("%d empty places, want 2", got)
	}
}

func TestChipsNarrowThePool(t *testing.T) {
	t.Parallel()
	p, _ := open(t, browser.Options{}, "/ranking/empty")
	p.Click("[data-chips] input[value=Teaching]")
	if got := browser.Eval[int](p, `document.querySelectorAll('.mentor:not([hidden])').length`); got != 2 {
		t.Errorf("%d cards teach, want 2", got)
	}
	if got := p.Text("[data-pool-count]"); got != "2" {
		t.Errorf("count = %q", got)
	}
}

func TestRankingWorksWithoutScripts(t *testing.T) {
	t.Parallel()
	p, forms := open(t, browser.Options{Width: 390, NoScript: true}, "/ranking")
	p.Submit("[data-id=lindqvist] [data-op=up]")
	want := url.Values{"key": {"k"}, "rank": {"okafor", "lindqvist"}, "op": {"up:lindqvist"}, "topic": {""}, "version": {""}}
	if d := cmp.Diff(want, forms.last()); d != "" {
		t.Error(d)
	}
}

func TestThemeIsKeptAndForgotten(t *testing.T) {
	t.Parallel()
	p, _ := open(t, browser.Options{}, "/")
	background := `getComputedStyle(document.body).backgroundColor`
	light := browser.Eval[string](p, background)
	p.Click("theme-toggle button")
	p.Open("/forms")
	if got := browser.Eval[string](p, background); got == light {
		t.Error("the next page is light again")
	}
	if got, _ := p.Attr("theme-toggle button", "aria-label"); got != "Switch to light theme" {
		t.Errorf("the button says %q", got)
	}
	p.Click("theme-toggle button")
	if got := browser.Eval[int](p, "localStorage.length"); got != 0 {
		t.Error("choosing what the system prefers is not forgotten")
	}
}

func TestEscapeThreeTimesLeaves(t *testing.T) {
	t.Parallel()
	p, _ := open(t, browser.Options{}, "/concern")
	browser.Eval[any](p, `document.querySelector('exit-page a').href = '/signin'`)
	before := browser.Eval[int](p, "history.length")
	p.Press(kb.Escape)
	p.Press(kb.Escape)
	p.Wait(`document.getElementById('say').textContent === 'Press Escape once more to leave.'`)
	p.Press(kb.Escape)
	p.Wait(`location.pathname === '/signin' && document.readyState === 'complete'`)
	if got := browser.Eval[int](p, "history.length"); got != before {
		t.Errorf("history grew from %d to %d: the page can be found again", before, got)
	}
}

func TestShortcuts(t *testing.T) {
	t.Parallel()
	p, _ := open(t, browser.Options{}, "/tables")
	p.Press("j")
	p.Press("j")
	if got := browser.Eval[string](p, focus); got != "Priya Nair" {
		t.Errorf("j twice leads to %q", got)
	}
	p.Press("x")
	if got := p.Text(".bulk-n"); got != "1 selected" {
		t.Errorf("after x: %q", got)
	}
	p.Press("/")
	if got := browser.Eval[string](p, "document.activeElement.id"); got != "q" {
		t.Errorf("/ leads to %q", got)
	}
	p.Press("?")
	if got := p.Value("#q"); !strings.HasSuffix(got, "?") || p.Count("dialog[open]") != 0 {
		t.Errorf("in a field a key is a character; the field holds %q", got)
	}
	browser.Eval[any](p, "document.activeElement.blur()")
	p.Press("?")
	p.WaitVisible("dialog")
	if got := p.Text("dialog dl"); !strings.Contains(got, "Equity") || !strings.Contains(got, "Next row") {
		t.Errorf("the list of shortcuts is %q", got)
	}
	p.Click("dialog input")
	p.Click("dialog button")
	p.Press("?")
	if got := browser.Eval[bool](p, "document.querySelector('dialog').open"); got {
		t.Error("shortcuts are off, but ? still works")
	}
}

func TestBulkBarCountsAndShiftSelectsARun(t *testing.T) {
	t.Parallel()
	p, forms := open(t, browser.Options{}, "/tables")
	if got := browser.Eval[bool](p, "document.querySelector('.bulk').hidden"); !got {
		t.Error("the bar shows although nothing is selected")
	}
	browser.Eval[any](p, `(() => { const b = document.querySelectorAll('.pick');
		b[1].click(); b[4].dispatchEvent(new MouseEvent('click', {bubbles: true, shiftKey: true})) })()`)
	if got := p.Text(".bulk .btn-primary"); got != "Nudge 4" {
		t.Errorf("the button says %q", got)
	}
	p.Submit(".bulk .btn-primary")
	if got := len(forms.last()["pair"]); got != 4 {
		t.Errorf("%d pairs arrived, want 4", got)
	}
}

func TestFilterFollowsTyping(t *testing.T) {
	t.Parallel()
	p, _ := open(t, browser.Options{}, "/tables")
	browser.Eval[any](p, `document.querySelector('#results').dataset.old = '1'`)
	p.Type("#q", "Priya")
	p.Wait(`location.search === '?q=Priya' && !document.querySelector('#results').dataset.old`)
	if got := browser.Eval[string](p, "document.activeElement.id"); got != "q" {
		t.Errorf("the focus went to %q", got)
	}
}

func TestASecondPressIsSwallowed(t *testing.T) {
	t.Parallel()
	p, forms := open(t, browser.Options{Width: 390}, "/log")
	browser.Eval[any](p, `(() => { const b = document.querySelector('.dock button'); b.click(); b.click(); b.click() })()`)
	p.Wait(`performance.getEntriesByType('navigation')[0].redirectCount >= 0 && document.readyState === 'complete' && !document.querySelector('form[data-sent]')`)
	if got := forms.count(); got != 1 {
		t.Errorf("%d meetings logged, want 1", got)
	}
}

func TestErrorsComeFirst(t *testing.T) {
	t.Parallel()
	p, _ := open(t, browser.Options{}, "/errors")
	if got := p.Title(); !strings.HasPrefix(got, "Error: Log a meeting – Internal Medicine – Evenly") {
		t.Errorf("title %q", got)
	}
	p.Wait(`document.activeElement.matches('.summary-errors')`)
	for _, id := range browser.Eval[[]string](p, `[...document.querySelectorAll('.summary-errors a')].map(a => a.hash.slice(1))`) {
		if browser.Eval[int](p, `document.querySelectorAll('#`+id+`').length`) != 1 {
			t.Errorf("the summary links to #%s, which is not one field", id)
		}
	}
	if got := p.Text("#topic-tally"); got != "14 characters too many" {
		t.Errorf("tally %q", got)
	}
}

func TestAJobAsksAgainUntilItIsDone(t *testing.T) {
	t.Parallel()
	p, _ := open(t, browser.Options{}, "/states")
	p.Wait(`performance.getEntriesByType('resource').filter(e => e.initiatorType === 'fetch' && e.name.endsWith('/states')).length >= 2`)
	if got := p.Count("job-progress"); got != 1 {
		t.Errorf("%d bars", got)
	}
}

func TestWithoutScriptsAJobWaitsToBeLookedAt(t *testing.T) {
	t.Parallel()
	p, _ := open(t, browser.Options{NoScript: true}, "/states")
	if got := p.Text("job-progress noscript a"); got != "Look again" || p.Count("meta[http-equiv=refresh]") > 0 {
		t.Errorf("without scripts: %q", got)
	}
}

const line = `Object.defineProperty(navigator, 'onLine', {configurable: true, get: () => %s}); dispatchEvent(new Event('%s'))`

func TestALogMadeOfflineWaitsForTheSamePerson(t *testing.T) {
	t.Parallel()
	p, forms := open(t, browser.Options{Width: 390}, "/log")
	browser.Eval[any](p, fmt.Sprintf(line, "false", "offline"))
	p.WaitVisible("#offline")
	p.Click(".dock button")
	p.WaitText("undo-toast", "Will be logged when you’re back online")
	if n := forms.count(); n != 0 {
		t.Fatalf("%d forms were sent without a connection", n)
	}
	browser.Eval[any](p, `document.body.dataset.me = 'someone else'`)
	p.Open("/signin") // nobody is signed in here
	if got := browser.Eval[string](p, "localStorage.getItem('outbox') ?? ''"); got == "" || forms.count() != 0 {
		t.Error("the log was sent, or lost, on a page without its person")
	}
	p.Open("/forms")
	p.WaitText("undo-toast", "What you logged offline is saved")
	got := forms.last()
	want := url.Values{"key": {"k"}, "when": {"Another day"}, "date": {"2026-04-17"}, "minutes": {"30"}, "where": {"In hospital"}, "offer": {"No"}, "topic": {""}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("today became: %s", d)
	}
	if got := browser.Eval[int](p, "localStorage.length"); got != 0 {
		t.Error("the box is not empty")
	}
}

func TestOtherFormsAreKeptFromLeavingOffline(t *testing.T) {
	t.Parallel()
	p, forms := open(t, browser.Options{}, "/forms")
	browser.Eval[any](p, fmt.Sprintf(line, "false", "offline"))
	p.Fill("#name", "Amara")
	p.Click(".buttons .btn-primary")
	p.WaitText("undo-toast", "Nothing was sent, and nothing is lost")
	if forms.count() != 0 || p.Value("#name") != "Amara" {
		t.Error("the form was sent, or what was typed is gone")
	}
}

func TestAPageWithoutConnectionSaysSo(t *testing.T) {
	t.Parallel()
	p, forms := open(t, browser.Options{}, "/forms")
	p.Wait(`navigator.serviceWorker.controller`)
	forms.down.Store(true)
	p.Open("/tables")
	if got := p.Text("h1"); got != "You’re offline" {
		t.Errorf("h1 = %q", got)
	}
	if got := browser.Eval[string](p, `getComputedStyle(document.body).fontFamily`); !strings.Contains(got, "Figtree") {
		t.Error("the page has lost its look")
	}
	p.Accessible()
}

func TestPagesForNobodyKeepNothing(t *testing.T) {
	t.Parallel()
	p, _ := open(t, browser.Options{}, "/concern")
	if n := browser.Eval[int](p, `performance.getEntriesByType('resource').filter(e => e.name.includes('sw.js')).length`); n != 0 || p.Count("link[rel=manifest]") != 0 {
		t.Error("a page for people who are not signed in starts a service worker")
	}
}
