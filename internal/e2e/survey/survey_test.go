// Package survey_test answers anonymous surveys in a real browser: tokens, sealing and sending as the site ships them, on a
// small phone, by keyboard, and on a device that its person marked as their own.
package survey_test

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"evenly/internal/e2e/browser"
	"evenly/internal/route"
	"evenly/internal/server"
	"evenly/internal/tenant"
	"evenly/internal/world"
)

func TestMain(m *testing.M) { os.Exit(browser.Main(m)) }

// wave is a program with an open survey for its residents.
type wave struct {
	*world.Program
	t      *testing.T
	id     string
	cora   *world.Person
	ana    *world.Person
	okafor *world.Person
}

func newWave(t *testing.T) wave {
	t.Helper()
	im := world.New(t).Program("im")
	w := wave{Program: im, t: t, cora: im.Person("Cora Lang", tenant.Coordinator), ana: im.Resident("Ana Pereira", 2), okafor: im.Mentor("Amara Okafor", 2)}
	im.Pair(w.ana, w.okafor, "2025-07-01")
	edit := w.cora.Submit(w.cora.Get(im.At.Surveys()), `form:has(input[value=residents])`, nil, "").Want(http.StatusSeeOther)
	w.id = strings.Split(strings.TrimPrefix(edit.Location, im.At.Surveys()+"/"), "/")[0]
	w.cora.Submit(w.cora.Follow(edit), `form[action$="/open"]`, nil, "").Want(http.StatusSeeOther)
	return w
}

// as signs a person in, in a browser of their own of this width.
func (w wave) as(who *world.Person, width int) *browser.Page {
	w.t.Helper()
	p := browser.New(w.t, browser.Options{Base: who.Base(), Width: width, Height: 640})
	p.Open("/signin")
	browser.Eval[bool](p, `(fetch('`+server.SignInAsAnyonePath+`', {method: 'POST', body: new URLSearchParams({email: '`+who.Email+`'})}).then(() => document.title = 'in'), true)`)
	p.Wait("document.title == 'in'")
	return p
}

func (w wave) ballots() int {
	w.t.Helper()
	return world.One[int](w.W, `SELECT count(DISTINCT ballot_id)::int FROM spool`)
}

// issued is how many tokens were signed.
func (w wave) issued() int {
	w.t.Helper()
	return world.One[int](w.W, `SELECT count(blinded)::int FROM token_issue`)
}

const (
	startButton = `[data-do="start"]`
	next        = `[data-do="next"]`
	send        = `[data-send]`
	shown       = `[data-screen]:not([hidden])`
)

// toStart goes from the signed-in page, with its token, to the page that knows nobody.
func (w wave) toStart(p *browser.Page) {
	w.t.Helper()
	p.Open(w.At.Survey(w.id))
	p.WaitVisible(`[data-do="answer"]`)
	p.Accessible()
	p.Click(`[data-do="answer"]`)
	p.Wait(`location.pathname == '` + route.Ballot(w.At.Institution, w.id) + `'`)
	p.WaitVisible(startButton)
}

// Five questions and a comment on the smallest phone: within a minute, nothing wider than the screen, no breach of the policy
// (the page fails the test for one by itself), names for screen readers, nothing kept half-way, and one ballot in the box.
func TestAnswerOnASmallPhone(t *testing.T) {
	t.Parallel()
	w := newWave(t)
	p := w.as(w.ana, 320)
	w.toStart(p)
	p.Accessible()
	p.WaitText(".lede", "5 questions, about 1 minute")
	if p.Overflow() > 0 {
		t.Error("the start is wider than the phone")
	}
	p.ForgetRequests()
	began := time.Now()
	p.Click(startButton)
	for i := range 4 {
		p.WaitText("[data-step]", fmt.Sprintf("%d of 5", i+1))
		p.Click(shown + ` .choice:nth-of-type(2)`)
		if i == 2 {
			p.Accessible()
			w.named(p)
			if p.Overflow() > 0 {
				t.Error("a question is wider than the phone")
			}
		}
		p.Click(next)
	}
	p.WaitText("[data-step]", "5 of 5")
	p.Click(shown + ` .choice:nth-of-type(1)`)
	p.Fill("textarea", "Dr Okafor never has time.")
	p.Accessible()
	w.noTrace(p)
	p.Click(send)
	p.WaitText(`[data-part="questions"] [data-says="names"]`, "Dr. Amara Okafor") // warned once
	p.Click(send)
	p.WaitVisible(`[data-part="done"]`)
	took := time.Since(began)
	t.Logf("five questions and a comment took %s of scripted taps", took.Round(time.Millisecond))
	if took > time.Minute {
		t.Errorf("answering took %s", took)
	}
	p.Accessible()
	if n := w.ballots(); n != 1 {
		t.Errorf("%d ballots", n)
	}
	// Again, and corrected: still one ballot, two revisions.
	p.Click(`[data-do="again"]`)
	for range 4 {
		p.Click(next)
	}
	p.Click(send)
	p.WaitVisible(`[data-part="done"]`)
	if n := world.One[int](w.W, `SELECT count(revision)::int FROM spool`); n != 2 || w.ballots() != 1 {
		t.Errorf("%d revisions of %d ballots", n, w.ballots())
	}
	// Everything that runs on the page, unpacked. Caches hold what an earlier page fetched too, so ask the page itself.
	browser.Eval[int](p, `(window.sum = 0, Promise.all([...document.scripts].map(s => fetch(s.src).then(r => r.text()).then(x => sum += new Blob([x]).size))).then(() => document.title = 'sum'), 0)`)
	p.Wait("document.title == 'sum'")
	bytes := browser.Eval[int](p, "sum")
	if bytes == 0 || bytes > 15<<10 {
		t.Errorf("%d bytes of script on the anonymous page, want at most 15 KB", bytes)
	}
	t.Logf("%d bytes of script", bytes)
}

// named checks what a screen reader says: each question is a group with its words, each answer a control with its own.
func (w wave) named(p *browser.Page) {
	w.t.Helper()
	bad := browser.Eval[string](p, `[...document.querySelectorAll('[data-item]')].filter(q => q.tagName != 'FIELDSET' || !q.querySelector(':scope > legend')?.textContent.trim()
		|| [...q.querySelectorAll('input')].some(i => !i.closest('label').textContent.trim()) || [...q.querySelectorAll('textarea')].some(t => !t.getAttribute('aria-label'))).map(q => q.dataset.item).join()`)
	if bad != "" {
		w.t.Errorf("without a name: %s", bad)
	}
	if role := browser.Eval[string](p, `document.querySelector('[data-step]').getAttribute('role')`); role != "status" {
		w.t.Errorf("the step is a %q, so that nobody hears it", role)
	}
}

// noTrace checks that answers which were not sent are nowhere: not in storage, not in the address, not on the network, and
// not after the page is opened again.
func (w wave) noTrace(p *browser.Page) {
	w.t.Helper()
	for _, r := range p.Requests() {
		if strings.Contains(r.URL, "/s/") {
			w.t.Errorf("half-way the page fetched %s", r.URL)
		}
	}
	kept := browser.Eval[string](p, `[localStorage, sessionStorage].flatMap(s => Object.entries(s)).map(([k, v]) => k.startsWith('evenly.ballot.') ? k.slice(0, 13) + Object.keys(JSON.parse(v)).sort() : k).sort().join(' ')`)
	if kept != "evenly.ballot revision,token evenly.names" && kept != "evenly.ballotrevision,token evenly.names" {
		w.t.Errorf("half-way the browser keeps %q, want the token, its revision and the names to warn of", kept)
	}
	if n := browser.Eval[int](p, `document.cookie.length + location.hash.length + location.search.length`); n != 0 {
		w.t.Error("half-way the address or a cookie holds something")
	}
	if off := browser.Eval[string](p, `document.querySelector('form[data-part]').getAttribute('autocomplete')`); off != "off" {
		w.t.Error("the browser may keep what was typed for the next person")
	}
	if w.ballots() != 0 {
		w.t.Error("half-way there is a ballot")
	}
}

// The whole of it by keyboard, on a desktop where all questions are on one page.
func TestAnswerByKeyboard(t *testing.T) {
	t.Parallel()
	w := newWave(t)
	p := w.as(w.ana, 1280)
	w.toStart(p)
	browser.Eval[bool](p, `(document.querySelector('[data-do="start"]').focus(), true)`)
	p.Press("\r")
	p.WaitVisible(send)
	if n := browser.Eval[int](p, `[...document.querySelectorAll('[data-item]')].filter(q => q.checkVisibility()).length`); n != 6 {
		t.Errorf("%d questions on a wide page, want all 5 and the comment", n)
	}
	p.Accessible()
	if browser.Eval[bool](p, `document.activeElement === document.body`) {
		t.Error("the focus fell to the page")
	}
	p.Press("\t") // from the first legend to its first answer
	p.Press(" ")
	if !browser.Eval[bool](p, `document.querySelector('[name="mentor_count"][value="0"]').checked`) {
		t.Error("the space bar chose nothing")
	}
	browser.Eval[bool](p, `(document.querySelector('[data-send]').focus(), true)`)
	p.Press("\r")
	p.WaitVisible(`[data-part="done"]`)
	if browser.Eval[bool](p, `document.activeElement === document.body`) {
		t.Error("the focus fell to the page at the end")
	}
	if w.ballots() != 1 {
		t.Errorf("%d ballots", w.ballots())
	}
}

// On a device marked as the person's own, any page fetches the token, and the survey opens without a look at who is there.
func TestTokenAheadOfTime(t *testing.T) {
	t.Parallel()
	w := newWave(t)
	p := w.as(w.ana, 390)
	p.Open(w.At.Survey(w.id))
	browser.Eval[bool](p, `(localStorage.setItem('evenly.own', JSON.stringify(['`+w.At.SurveyMine()+`'])), sessionStorage.clear(), true)`)
	p.Open(w.At.Surveys())
	p.Wait(`Object.keys(localStorage).some(k => k.startsWith('evenly.ballot.') && JSON.parse(localStorage[k]).token)`)
	p.ForgetRequests()
	p.Open(route.Ballot(w.At.Institution, w.id))
	p.WaitVisible(startButton)
	for _, r := range p.Requests() {
		if strings.Contains(r.URL, w.At.Surveys()) {
			t.Errorf("the page that knows nobody fetched %s", r.URL)
		}
	}
	if n := world.One[int](w.W, `SELECT count(blinded)::int FROM token_issue`); n != 1 {
		t.Errorf("%d tokens issued", n)
	}
}

// A token carried to another device by QR code answers there, and the address forgets it at once.
func TestCarriedToAnotherDevice(t *testing.T) {
	t.Parallel()
	w := newWave(t)
	p := w.as(w.ana, 1280)
	p.Open(w.At.Survey(w.id))
	p.Click(`[data-do="carry"]`)
	p.WaitVisible(".qr svg")
	p.Accessible()
	token := browser.Eval[string](p, `JSON.parse(Object.entries(sessionStorage).find(([k]) => k.startsWith('evenly.ballot.'))[1]).token`)
	text := strings.TrimRight(strings.NewReplacer("+", "-", "/", "_").Replace(token), "=")
	other := browser.New(t, browser.Options{Base: w.ana.Base(), Width: 390, Height: 844})
	other.Open(route.Ballot(w.At.Institution, w.id) + "#t=" + text)
	other.WaitVisible(startButton)
	if browser.Eval[string](other, `location.hash`) != "" {
		t.Error("the token stands in the address")
	}
	other.Click(startButton)
	for range 4 {
		other.Click(next)
	}
	other.Click(send)
	other.WaitVisible(`[data-part="done"]`)
	if w.ballots() != 1 {
		t.Errorf("%d ballots", w.ballots())
	}
}

// Words for what can go wrong: no token, storage blocked, a second device, closed meanwhile, scripts off.
func TestClearWords(t *testing.T) {
	t.Parallel()
	w := newWave(t)
	stranger := browser.New(t, browser.Options{Base: w.ana.Base(), Width: 390, Height: 844})
	stranger.Open(route.Ballot(w.At.Institution, w.id))
	stranger.WaitText(`[data-part="start"] [data-says="token"]`, "no token")
	stranger.Accessible()
	off := browser.New(t, browser.Options{Base: w.ana.Base(), Width: 390, Height: 844, NoScript: true})
	off.Open(route.Ballot(w.At.Institution, w.id))
	off.WaitText("main", "use a paper slip")
	off.Accessible()

	p := w.as(w.ana, 390)
	w.toStart(p)
	second := w.as(w.ana, 390)
	second.Open(w.At.Survey(w.id))
	second.Allow("409")
	second.Click(`[data-do="answer"]`)
	second.WaitText(`[data-says="issued"]`, "another device")
	p.Click(startButton)
	close := w.cora.Get(w.At.Survey(w.id))
	w.cora.Submit(close, `form[action$="/close"]`, nil, "").Want(http.StatusSeeOther)
	for range 4 {
		p.Click(next)
	}
	p.Allow("410")
	p.Click(send)
	p.WaitText(`[data-part="questions"] [data-says="closed"]`, "has closed")
	p.Open(route.Ballot(w.At.Institution, w.id))
	p.WaitText("h1", "This survey has closed")
}
