package e2e_test

import (
	"net/url"
	"strings"
	"testing"

	"evenly/internal/e2e/browser"
)

// The bars of a first view: everything fetched, with headers, compressed as sent.
const (
	firstView     = 75 << 10
	repeatView    = 20 << 10
	mostRequests  = 7
	styles        = 12 << 10
	scriptsWeight = 8 << 10
)

// TestFirstViewIsLight opens pages as somebody who was never here, and once more.
func TestFirstViewIsLight(t *testing.T) {
	t.Parallel()
	h := sharedHospital(t)
	for _, v := range []struct{ name, path string }{
		{"Nadia Karam", peds + "/ranking"}, {"Leila Farahani", im}, {"Amara Okafor", im + "/meetings/new"}, {"Helen Marsh", im}, {"Helen Marsh", im + "/pairs"},
	} {
		t.Run(v.name+v.path, func(t *testing.T) {
			t.Parallel()
			h := &hospital{t: t, URL: h.URL}
			p := browser.New(t, browser.Options{Base: h.URL, Width: 390, Height: 844})
			p.Cookie("evenly", h.session(v.name)) // signed in, and never here before
			p.Open(v.path)
			p.Wait(`document.readyState === "complete"`)
			total := 0
			for _, q := range p.Requests() {
				total += q.Bytes
				if host(t, q.URL) != host(t, h.URL) {
					t.Errorf("a third party is asked: %s", q.URL)
				}
				switch {
				case q.Type == "Stylesheet" && q.Bytes > styles, q.Type == "Script" && q.Bytes > scriptsWeight:
					t.Errorf("%s weighs %d bytes", q.URL, q.Bytes)
				}
			}
			if n := len(p.Requests()); n > mostRequests || total > firstView {
				t.Errorf("first view: %d requests and %d bytes, want at most %d and %d:\n%s", n, total, mostRequests, firstView, list(p.Requests()))
			}
			p.ForgetRequests()
			p.Open(v.path)
			again := 0
			for _, q := range p.Requests() {
				again += q.Bytes
			}
			if again > repeatView {
				t.Errorf("repeat view: %d bytes, want at most %d:\n%s", again, repeatView, list(p.Requests()))
			}
			t.Logf("first view %.1f KB, repeat %.1f KB", float64(total)/1024, float64(again)/1024)
		})
	}
}

func host(t *testing.T, address string) string {
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Host
}

func list(requests []browser.Request) string {
	var b strings.Builder
	for _, q := range requests {
		b.WriteString(q.Type + " " + q.URL + "\n")
	}
	return b.String()
}
