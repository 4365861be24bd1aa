package e2e_test

import (
	"net/http"
	"strings"
	"testing"

	"evenly/internal/e2e/browser"
	"evenly/internal/server"
)

// TestFromRosterToPairs is the coordinator's year in Pediatrics: a roster comes in, ranking closes, the match is run and
// chosen, every mentor accepts, it is announced, and a resident reads who the mentor is.
func TestFromRosterToPairs(t *testing.T) {
	t.Parallel()
	h := newHospital(t)
	p := h.as("Leo Marchand", browser.Options{})
	bringRoster(t, p)
	runMatch(t, p)
	names := mentors(p)
	for i, name := range names {
		accept(h, p, name, i == 0)
	}

	h.become(p, "Leo Marchand")
	p.Open(peds + "/match")
	p.Accessible()
	p.Submit(`main a[href$="/announce"]`)
	p.Accessible()
	if status := p.Submit("#send button"); status != http.StatusOK {
		t.Fatalf("announce: %d", status)
	}
	p.Accessible()
	p.Open(server.DemoPath)
	p.Submit(`form:has(input[name="days"][value="1"]) button`) // past the time in which it can be stopped

	h.become(p, "Nadia Karam")
	for range 100 { // pairs are made in the background
		if p.Open(peds); p.Count("main .person h2 a") > 0 {
			break
		}
	}
	p.Accessible()
	if got := p.Text("main .person h2 a"); !strings.HasPrefix(got, "Dr. ") {
		t.Errorf("Nadia Karam's mentor is %q", got)
	}
	h.become(p, "Simone Baptiste")
	p.Open(peds)
	p.Accessible()
}

// bringRoster imports two people by typing rows.
func bringRoster(t *testing.T, p *browser.Page) {
	t.Helper()
	p.Open(peds + "/people/import")
	p.Accessible()
	browser.Eval[bool](p, `document.querySelectorAll("#upload details").forEach(d => { d.open = true }) ?? true`)
	p.Fill(`#upload textarea`, "Name;E-mail;Role;PGY\nOmar Sayed;omar.sayed@stbrannoc.example;Resident;1\nLena Roth;lena.roth@stbrannoc.example;Resident;2")
	for _, form := range []string{"#upload", "#sheet-form", "#columns-form"} {
		if status := p.Submit(form + ` button[type="submit"], ` + form + ` button:not([type])`); status != http.StatusOK {
			t.Fatalf("after %s: %d %s", form, status, p.Text("main"))
		}
		p.Accessible()
	}
	p.Submit(`#check-form button[value="import"]`)
	p.WaitText("h1", "Imported 2 people")
	p.Accessible()
}

// runMatch closes ranking, runs the match, chooses what it proposes and asks the mentors.
func runMatch(t *testing.T, p *browser.Page) {
	t.Helper()
	p.Open(peds + "/match")
	p.Accessible()
	p.Submit(`main form[action$="/match/close"] button`)
	p.Accessible()
	p.Submit(`main form[action$="/match/runs"] button`)
	p.Wait(`!document.querySelector("job-progress")`)
	p.Accessible()
	p.Submit("#job a.btn")
	p.Accessible()
	p.Submit(`main form[action$="/choose"] button`)
	p.Accessible()
	p.Submit(`main a[href$="/ask"]`)
	p.Accessible()
	p.Submit("#send button")
	p.Wait(`!document.querySelector("job-progress")`)
	p.Accessible()
}

// mentors are the names of all of Pediatrics.
func mentors(p *browser.Page) (names []string) {
	p.Open(peds + "/mentors")
	p.Accessible()
	all := browser.Eval[string](p, `[...new Set([...document.querySelectorAll('main a[href^="`+peds+`/mentors/"]')].map(a => a.innerText.trim()).filter(n => n.startsWith("Dr.")))].join("|")`)
	for _, n := range strings.Split(all, "|") {
		names = append(names, strings.TrimPrefix(n, "Dr. "))
	}
	return names
}

// accept has a mentor accept everybody proposed.
func accept(h *hospital, p *browser.Page, name string, check bool) {
	h.become(p, name)
	p.Open(peds + "/proposals")
	if check {
		p.Accessible()
	}
	if p.Count("#answers") == 0 {
		return
	}
	browser.Eval[bool](p, `document.querySelectorAll('#answers input[value="accepted"]').forEach(r => r.click()) ?? true`)
	if status := p.Submit("#answers button"); status != http.StatusOK {
		h.t.Errorf("%s accepts: %d", name, status)
	}
	if check {
		p.Accessible()
	}
}
