package survey_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"evenly/internal/e2e/browser"
	"evenly/internal/route"
)

// blocked is a browser whose person forbids sites to keep anything: every look at a store throws.
const blocked = `for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, {get() { throw new DOMException('denied', 'SecurityError'); }});`

// full is a browser whose stores can be read and take nothing more.
const full = `Storage.prototype.setItem = function () { throw new DOMException('full', 'QuotaExceededError'); };`

func TestStorageBlocked(t *testing.T) {
	t.Parallel()
	w := newWave(t)
	for name, script := range map[string]string{"blocked": blocked, "full": full} {
		p := w.as(w.ana, 390)
		p.Before(script)
		p.Open(w.At.Survey(w.id))
		p.Click(`[data-do="answer"]`)
		p.WaitText(`[data-says="storage"]:not([hidden])`, "blocks storage")
		p.Accessible()
		if name == "blocked" {
			p.Open(route.Ballot(w.At.Institution, w.id))
			p.WaitText(`[data-part="start"] [data-says="storage"]:not([hidden])`, "use another browser, or use a paper slip")
			p.Accessible()
		}
	}
	if n := w.issued(); n != 0 {
		t.Errorf("%d tokens were signed for a browser that cannot keep them", n)
	}
}

// A clock that is days off does no harm, and the page says so.
func TestWrongClock(t *testing.T) {
	t.Parallel()
	w := newWave(t)
	p := w.as(w.ana, 390)
	p.Before(`{const now = Date.now; Date.now = () => now() - 9 * 24 * 60 * 60 * 1000;}`)
	w.toStart(p)
	p.WaitText(`[data-clock]:not([hidden])`, "The clock of this device is wrong")
	p.Accessible()
	p.Click(startButton)
	for range 4 {
		p.Click(next)
	}
	p.Click(send)
	p.WaitVisible(`[data-part="done"]`)
	if w.ballots() != 1 {
		t.Errorf("%d ballots", w.ballots())
	}
}

// keysFor gives this person keys of their own where they ask with their session, as a server would that wants to know their
// ballot again; or gives everybody the same wrong ones, which the invitation does not show.
func keysFor(who string) string {
	return fmt.Sprintf(`{const real = window.fetch; window.fetch = async (address, options) => {
		const reply = await real(address, options);
		if (!String(address).endsWith('/keys') || '%s' === 'me' && options.credentials !== 'same-origin') return reply;
		const pair = await crypto.subtle.generateKey({name: 'RSA-PSS', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-384'}, true, ['sign', 'verify']);
		window.tagged ??= btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey))));
		return new Response(JSON.stringify({...await reply.json(), signing: window.tagged}));
	};}`, who)
}

func TestKeysThatDoNotMatchAreRefused(t *testing.T) {
	t.Parallel()
	w := newWave(t)
	for _, who := range []string{"me", "everybody"} {
		p := w.as(w.ana, 390)
		p.Before(keysFor(who))
		p.Open(w.At.Survey(w.id))
		p.Click(`[data-do="answer"]`)
		p.WaitText(`[data-says="keys"]:not([hidden])`, "other keys than it shows everybody")
		p.Accessible()
		if n := w.issued(); n != 0 {
			t.Errorf("%s: %d tokens were signed with keys that only this person has", who, n)
		}
		if kept := browser.Eval[int](p, `Object.keys(localStorage).length + Object.keys(sessionStorage).length`); kept != 0 {
			t.Errorf("%s: something is kept", who)
		}
	}
}

// The page that asks shows the key of the invitation.
func TestTheKeyOfTheInvitationIsOnThePage(t *testing.T) {
	t.Parallel()
	w := newWave(t)
	w.W.Work()
	p := w.as(w.ana, 1280)
	w.toStart(p)
	p.Click("details summary")
	p.WaitVisible("[data-print]")
	shown := p.Text("[data-print]")
	w.W.Eventually("an invitation with the key "+shown, func() bool {
		for _, m := range w.W.Mail.To(w.ana.Email) {
			if strings.Contains(m.Text, shown) && strings.Contains(m.HTML, shown) {
				return true
			}
		}
		return false
	})
}

// A slip's code that fits no survey, one that is misspelt, and a survey that closed while the slip lay in a pocket.
func TestWordsForSlips(t *testing.T) {
	t.Parallel()
	w := newWave(t)
	roster := w.cora.Get(w.At.SurveySlips(w.id)).Want(http.StatusOK)
	sheet := w.cora.Submit(roster, `form[action$="/print"]`, map[string][]string{"slips": {"1"}}, "").Want(http.StatusOK)
	p := browser.New(t, browser.Options{Base: w.ana.Base(), Width: 320, Height: 640, NoScript: true})
	p.Allow("422")
	p.Allow("410")
	for code, words := range map[string]string{"0000-0000-0000-0000-0000": "No open survey has this code", "7K3M": "20 letters and digits"} {
		p.Open(route.BallotSlip(w.At.Institution))
		p.Fill("[name=code]", code)
		p.Submit("form button")
		p.WaitText(".summary-errors", words)
		p.Accessible()
	}
	p.Open(route.BallotSlip(w.At.Institution))
	p.Fill("[name=code]", strings.ToLower(sheet.Text(".code")))
	p.Submit("form button")
	p.WaitText("h1", "How mentoring is going")
	p.Accessible()
	if p.Overflow() > 0 {
		t.Error("the questions of a slip are wider than the phone")
	}
	w.cora.Submit(w.cora.Get(w.At.Survey(w.id)), `form[action$="/close"]`, nil, "").Want(http.StatusSeeOther)
	p.Submit("form button")
	p.WaitText("h1", "This survey has closed")
}
