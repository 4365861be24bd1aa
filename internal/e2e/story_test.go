package e2e_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"evenly/internal/e2e/browser"
	"evenly/internal/server"
)

var phone = browser.Options{Width: 390, Height: 844}

// add is a mentor's Add button on the ranking page.
const add = `[data-pool] > li:not([hidden]) button[value^="add:"]`

// TestRankOnAPhone ranks three mentors with four taps: three times Add, and Done.
func TestRankOnAPhone(t *testing.T) {
	t.Parallel()
	h := newHospital(t)
	p := h.as("Nadia Karam", phone)
	p.WaitText("h1", "Rank three mentors")
	p.Accessible()
	clear(p)
	for _, want := range []string{"1", "2", "3"} {
		p.Click(add)
		p.WaitText("[data-count]", want)
	}
	chosen := browser.Eval[string](p, `[...document.querySelectorAll("[data-slots] [data-id]")].map(e => e.dataset.name).join()`)
	p.Accessible()
	if status := p.Submit(`button[value="done"]`); status != http.StatusOK {
		t.Errorf("done: %d", status)
	}
	p.WaitText("h1", "Your ranking is in")
	if got := browser.Eval[string](p, `[...document.querySelectorAll(".slots .who a")].map(e => e.innerText).join()`); got != chosen {
		t.Errorf("saved: %q, want %q", got, chosen)
	}
	p.Accessible()
	if p.Overflow() > 0 {
		t.Error("the page is wider than the phone")
	}
}

// clear empties a list that the demonstration has filled already.
func clear(p *browser.Page) {
	for p.Count(`[data-slots] button[value^="remove:"]`) > 0 {
		left := p.Count(`[data-slots] button[value^="remove:"]`)
		p.Click(`[data-slots] button[value^="remove:"]`)
		p.Wait(`document.querySelectorAll('[data-slots] button[value^="remove:"]').length < ` + strconv.Itoa(left))
	}
}

// TestRankWithoutScripts does the same with scripts switched off: every button is a form.
func TestRankWithoutScripts(t *testing.T) {
	t.Parallel()
	h := newHospital(t)
	o := phone
	o.NoScript = true
	p := h.as("Nadia Karam", o)
	for p.Count(`[data-slots] button[value^="remove:"]`) > 0 {
		p.Submit(`[data-slots] button[value^="remove:"]`)
	}
	for range 3 {
		if status := p.Submit(add); status != http.StatusOK {
			t.Fatalf("add: %d", status)
		}
	}
	first := p.Text(`[data-slots] > li:nth-child(1) strong`)
	p.Submit(`[data-slots] > li:nth-child(1) button[value^="down:"]`)
	if got := p.Text(`[data-slots] > li:nth-child(2) strong`); got != first {
		t.Errorf("after moving %s down, the second is %s", first, got)
	}
	p.Accessible()
	p.Submit(`button[value="done"]`)
	p.WaitText("h1", "Your ranking is in")
	p.Accessible()
}

// TestLogConfirmAndSee has a resident log a meeting in two taps from home, the mentor confirm it with one, and the director
// see it counted.
func TestLogConfirmAndSee(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]browser.Options{"with scripts": phone, "without": {Width: 390, Height: 844, NoScript: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHospital(t)
			p := h.as("Leila Farahani", o)
			mentor := strings.TrimPrefix(p.Text("main .person h2 a"), "Dr. ")
			before := h.counted(p)
			h.become(p, "Leila Farahani")
			p.Accessible()
			p.Submit(`main a[href*="/meetings/new"]`) // one tap
			p.Accessible()
			p.Submit(`#log button[value="log"]`) // two
			p.Accessible()

			h.become(p, mentor)
			p.Accessible()
			waiting := browser.Eval[string](p, `[...document.querySelectorAll('form:has(input[value="confirmed"])')].filter(f => f.innerText.includes("Leila"))[0]?.getAttribute("action") ?? ""`)
			if waiting == "" {
				t.Fatalf("nothing waits for %s: %s", mentor, p.Text("main"))
			}
			p.Submit(`form[action="` + waiting + `"] button`)
			p.Accessible()
			if after := h.counted(p); after != before+1 {
				t.Errorf("the director counts %d meetings, want %d", after, before+1)
			}
		})
	}
}

// counted is how many meetings the director sees for Leila Farahani's pair.
func (h *hospital) counted(p *browser.Page) int {
	h.become(p, "Helen Marsh")
	p.Accessible()
	p.Open(im + "/pairs")
	p.Accessible()
	return browser.Eval[int](p, `parseInt([...document.querySelectorAll("tbody tr")].find(r => r.innerText.includes("Farahani")).querySelector('[data-label="Meetings"]').innerText)`)
}

// TestLogFromMail moves the clock on until somebody is asked by mail whether they met, and logs with two taps: the link,
// and the button.
func TestLogFromMail(t *testing.T) {
	t.Parallel()
	h := newHospital(t)
	p := browser.New(t, browser.Options{Base: h.URL, Width: 390, Height: 844})
	p.Open(server.DemoPath)
	p.Accessible()
	p.Submit(`form:has(input[name="days"][value="30"]) button`)
	const link = `main a[href^="/l/"]`
	for range 100 { // mail is sent in the background
		if p.Open(server.DemoMailPath); p.Count(link) > 0 {
			break
		}
	}
	p.Accessible()
	p.Submit(link)
	p.Accessible()
	if got := p.Text("h1"); !strings.HasPrefix(got, "You met with") {
		t.Fatalf("the link from mail leads to %q", got)
	}
	p.Submit(`#log button[value="log"]`)
	p.Accessible()
	if got := p.Text("h1"); !strings.Contains(got, "Logged") {
		t.Errorf("after the second tap: %q", got)
	}
}
