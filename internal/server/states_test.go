package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"evenly/internal/store"
	"evenly/internal/tenant"
	"evenly/internal/world"
)

// says fails unless a page says all of these.
func says(t *testing.T, p *world.Page, selector string, words ...string) {
	t.Helper()
	text := p.Want(http.StatusOK).Text(selector)
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("no %q in: %s", w, text)
		}
	}
}

func TestAProgramThatNeverSaidWhatItPromises(t *testing.T) {
	t.Parallel()
	w, im, helen, _ := oneFavoured(t)
	w.SQL(`UPDATE program SET charter_at = NULL`)
	page := helen.Get(im.At.Home())
	says(t, page, "main", "Say what you promise first", "one meeting every 13 weeks is assumed")
	form := helen.Get(page.Attr("a[href$='/setup/charter']", "href"))
	helen.Submit(form, "main form", nil, "").Want(http.StatusSeeOther)
	if got := helen.Get(im.At.Home()).Text("main"); strings.Contains(got, "Say what you promise first") {
		t.Error("it still asks after the promise was said")
	}
	w.SQL(`UPDATE program SET charter_at = NULL`)
	says(t, im.Person("Fred Moore", tenant.Facilitator).Get(im.At.Home()), "main", "The coordinator and the directors can say it.")
	says(t, helen.Get(im.At.Setup()), "main", "Not said yet. Assumed until then")
}

func TestStaleDataSaysSo(t *testing.T) {
	t.Parallel()
	w, im, helen, _ := oneFavoured(t)
	week(t, w, "2026-02-02")
	if got := helen.Get(im.At.Home()).Text(".banner"); strings.Contains(got, "out of date") {
		t.Errorf("on the day itself: %s", got)
	}
	w.Advance(7 * 24 * time.Hour)
	if got := helen.Get(im.At.Home()).Text(".banner"); strings.Contains(got, "out of date") {
		t.Errorf("a week later, before the clock came round: %s", got)
	}
	w.Advance(3 * 24 * time.Hour)
	says(t, helen.Get(im.At.Home()), ".banner", "The comparison between pairs is out of date: it is of 2 Feb 2026.")
	w.Advance(30 * 24 * time.Hour)
	says(t, helen.Get(im.At.Home()), ".banner", "Nothing was logged since Sun 18 Jan.")
}

func TestMeetingsLoggedLateWidenTheGrace(t *testing.T) {
	t.Parallel()
	w, im, helen, _ := oneFavoured(t)
	w.SQL(`UPDATE meeting SET logged_at = held_on + interval '12 days 15 hours'`)
	says(t, helen.Get(im.At.Home()), "main", "a missed one is called missed only 28 days after its time", "logged a median of 12 days after")
}

func TestSmallPrograms(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	im := w.Program("im")
	helen, okafor := im.Person("Helen Marsh", tenant.Director), im.Mentor("Amara Okafor", 30)
	add := func(n int) {
		for i := range n {
			p := im.Pair(im.Resident(fmt.Sprintf("R%d-%d Nair", n, i), 1), okafor, "2025-07-01")
			for _, day := range []string{"2025-08-01", "2025-11-01", "2026-02-01"} {
				met(im, p, okafor, day, "on_site")
			}
		}
	}
	add(4)
	page := helen.Get(im.At.Home())
	says(t, page, "main", "Even across all 4 pairs.", "With fewer than five pairs, nothing is shown as a group")
	if page.Has("#years-h, #hours-h, #offers-h") || strings.Contains(page.Text("main"), "Top fifth") {
		t.Error("four pairs are drawn as a group")
	}
	add(5)
	page = helen.Get(im.At.Home())
	says(t, page, "main", "Even across all 9 pairs.", "With fewer than ten pairs, pairs are not compared with each other")
	if !page.Has("#hours-h") {
		t.Error("nine pairs are not drawn")
	}
	add(1)
	if got := helen.Get(im.At.Home()).Text("main"); strings.Contains(got, "fewer than ten") {
		t.Errorf("ten pairs: %s", got)
	}
	if err := w.App.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	says(t, helen.Get(im.At.Home()), "main", "Even across all 10 pairs.", "No pair is far from what was promised or from the others.")
}

func TestOneMentorWithAllFlags(t *testing.T) {
	t.Parallel()
	_, im, helen, _ := oneFavoured(t)
	vance := im.Mentor("Ines Vance", 5)
	for i := range 3 {
		im.Pair(im.Resident(fmt.Sprintf("V%d Nair", i), 1), vance, "2025-07-01")
	}
	says(t, helen.Get(im.At.Home()), ".banner", "All 3 pairs short of contact are with Dr. Vance, who has 3 residents this year. Look at the load before you think of fault.")
}

func TestAPairThatStartedLate(t *testing.T) {
	t.Parallel()
	_, im, helen, _ := oneFavoured(t)
	late := im.Pair(im.Resident("Chloe Bennett", 1), im.Mentor("Ines Vance", 5), "2026-03-20")
	page := helen.Get(im.At.Pair(string(late)))
	says(t, page, "main", "Chloe Bennett has not met Dr. Vance since March", "A pair since 20 Mar 2026: what was promised counts from then.", "Too early to judge")
	if got := helen.Get(im.At.Pairs() + "?flag=low").Text("#results"); strings.Contains(got, "Bennett") {
		t.Error("a pair of four weeks is short of contact")
	}
}

func TestAResidentRePairedInMidYear(t *testing.T) {
	t.Parallel()
	w, im, helen, _ := oneFavoured(t)
	chloe, vance, stern := im.Resident("Chloe Bennett", 1), im.Mentor("Ines Vance", 5), im.Mentor("Miriam Stern", 5)
	old := im.Pair(chloe, vance, "2025-07-01")
	met(im, old, vance, "2025-09-01", "on_site")
	w.SQL(`UPDATE pairing SET ends_on = '2026-02-28' WHERE id = $1`, string(old))
	now := im.Pair(chloe, stern, "2026-03-01")
	page := helen.Get(im.At.Pair(string(now)))
	says(t, page, "main", "Before that with Dr. Vance, until 28 Feb 2026: 1 meeting. The promise of this pair begins anew.", "Too early to judge")
	says(t, helen.Get(im.At.Pairs()), "h1", "21 pairs this year")
	if page := helen.Get(im.At.Pair(string(old))).Want(http.StatusOK); page.Has("#steps-h ~ * a[href*='/nudges/new']") {
		t.Error("people of a pair that has ended can be written to")
	}
}

// A director who mentors sees flags about the own pair and acts on none of them; the associate director does.
func TestADirectorsOwnPairGoesToTheAssociateDirector(t *testing.T) {
	t.Parallel()
	w, im, _, okafor, pair := shortPair(t)
	im.As(func(tx *store.Tx) error { return tx.PutRole(t.Context(), okafor.ID, tenant.Director) })
	oduya := im.Person("Victor Oduya", tenant.AssociateDirector)
	says(t, okafor.Get(im.At.Home()), "main", "Your own pair: another lead acts", "What the readings say about your own pairs goes to another lead.")
	if okafor.Get(im.At.Home()).Has("#look-h ~ * a[href*='/nudges/new']") {
		t.Error("the director can write about the own pair")
	}
	if okafor.Get(im.At.Pairs()).Has("input.pick[name='pair']") {
		t.Error("the own pair can be selected")
	}
	for _, to := range []string{im.At.PairAsk(pair), im.At.PairOffer(pair)} {
		okafor.Get(to).Want(http.StatusForbidden)
	}
	says(t, oduya.Get(im.At.Queue()), "main", "1 pair waits for a first step")
	page := oduya.Get(im.At.Pair(pair)).Want(http.StatusOK)
	oduya.Submit(page, "#step", values("note", "Spoke with both"), "").Want(http.StatusSeeOther)
	if n := world.One[int](w, `SELECT count(*) FROM step WHERE created_by = $1`, string(oduya.ID)); n != 1 {
		t.Error("the associate director cannot act")
	}
}
