package server_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"

	"evenly/internal/server"
	"evenly/internal/session"
	"evenly/internal/tenant"
	"evenly/internal/world"
)

// keeping is a second process on the same database whose drawn pages are kept, with a browser of the person there.
func keeping(t *testing.T, p *world.Person) *world.Browser {
	t.Helper()
	w := p.Program.W
	s := server.New(server.Options{App: w.App, Sessions: session.New(w.Store.Pool(), session.Options{}), BaseURL: "http://evenly.test",
		Extra: server.SignInAsAnyone(), KeepPages: 16})
	site := httptest.NewServer(s.Handler())
	t.Cleanup(site.Close)
	first := w.Site
	w.Site = site
	defer func() { w.Site = first }()
	return w.SignIn(p.Email)
}

// A page that is kept never shows less than what was done: after each act it is the same as one that is drawn anew.
func TestKeptPageShowsEveryAct(t *testing.T) {
	t.Parallel()
	w, im, priya, okafor, pair := pairOf(t)
	sam, helen := im.Person("Sam Webb", tenant.Coordinator), im.Person("Helen Marsh", tenant.Director)
	for i, name := range []string{"Ana Pereira", "Bo Lindqvist", "Cy Adler", "Di Costa", "Ed Novak"} {
		im.Pair(im.Resident(name, 1+i%3), okafor, "2025-07-01")
	}
	kept := keeping(t, helen)
	resident := im.At.Person(string(priya.ID))
	acts := []struct {
		name string
		do   func()
	}{
		{"a meeting is logged", func() { logMeeting(okafor, pair, nil).Want(http.StatusSeeOther) }},
		{"it is confirmed", func() {
			page := priya.Get(im.At.Home())
			priya.Submit(page, "form[action$='/answer']", nil, "answer=confirmed").Want(http.StatusSeeOther)
		}},
		{"time away", func() {
			sam.Submit(sam.Get(resident), "form#away-form", values("away_from", "2025-09-10", "away_to", "2026-03-01", "kind", "leave"), "").Want(http.StatusSeeOther)
		}},
		{"another name", func() {
			sam.Submit(sam.Get(resident), "form#person-form", values("family", "Nair-Iyer"), "").Want(http.StatusSeeOther)
		}},
		{"another charter", func() {
			sam.Submit(sam.Get(im.At.SetupCharter()), "main form", values("interval_days", "42"), "").Want(http.StatusSeeOther)
		}},
		{"an opportunity is posted", func() {
			okafor.Submit(okafor.Get(im.At.PostingNew()), "#posting", values("title", "Sepsis audit", "places", "1", "closes_on", "2026-04-20"), "").Want(http.StatusSeeOther)
		}},
		{"the week is read", func() {
			if err := w.App.Tick(t.Context()); err != nil {
				t.Fatal(err)
			}
		}},
	}
	before := drawn(kept, im)
	for _, act := range acts {
		act.do()
		got, want := drawn(kept, im), drawn(helen.Browser, im)
		if got != want {
			t.Errorf("after %s the kept page shows what was before", act.name)
		}
		if got == before {
			t.Errorf("%s changes nothing on the page: this test shows nothing", act.name)
		}
		before = got
	}
	if got := len(w.Queries(func() { drawn(kept, im) })); got > 6 {
		t.Errorf("%d statements for a page that is kept", got)
	}
}

var fresh = regexp.MustCompile(`name="key" value="[^"]*"`)

// drawn is the leads' home without what is new on every page.
func drawn(b *world.Browser, im *world.Program) string {
	return fresh.ReplaceAllString(string(b.Get(im.At.Home()).Want(http.StatusOK).Body), "")
}
