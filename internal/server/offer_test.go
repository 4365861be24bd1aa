package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"evenly/internal/tenant"
	"evenly/internal/world"
)

func TestAnOfferIsRecordedAlone(t *testing.T) {
	t.Parallel()
	w, im, helen, okafor, pair := shortPair(t)
	tom := im.Resident("Tom Whitfield", 1)
	other := im.Pair(tom, im.Mentor("Sten Lindqvist", 2), "2025-07-01")
	page := okafor.Get(okafor.Get(im.At.Board()).Attr("a[href$='/offers']", "href")).Want(http.StatusOK)
	if strings.Contains(page.Text("#pair"), "Tom") {
		t.Error("a mentor is offered the residents of another")
	}
	bad := okafor.Submit(page, "#offer-form", values("offered_on", "2026-05-01"), "").Want(http.StatusUnprocessableEntity)
	for _, field := range []string{"pair", "offered_on"} {
		if !bad.Has(".summary-errors a[href='#" + field + "']") {
			t.Errorf("no word about %s", field)
		}
	}
	okafor.Post(im.At.Offers(), values("key", "12345678", "pair", string(other), "offer", "project")).Want(http.StatusUnprocessableEntity)
	list := okafor.Follow(okafor.Submit(page, "#offer-form", values("pair", pair, "offer", "introduction", "offer_title", "To the sepsis group", "offer_reason", "She asked"), "").Want(http.StatusSeeOther))
	if got := list.Text("#offers-h ~ *, .card"); !strings.Contains(got, "Introduction: To the sepsis group") || !strings.Contains(got, "To Priya Nair, Fri 17 Apr") {
		t.Errorf("the list: %s", got)
	}
	// It feeds "who heard about opportunities" and the step that offers it to all.
	for _, name := range []string{"A Adler", "B Brown", "C Clark", "D Dunn"} {
		im.Pair(im.Resident(name, 1), okafor, "2025-07-01")
	}
	if got := helen.Get(im.At.Home()).Text("main"); !strings.Contains(got, "One of 1 went to one resident without being posted.") {
		t.Errorf("the leads' page: %s", got)
	}
	if got := helen.Get(im.At.Offers()).Text("main"); !strings.Contains(got, "by Dr. Okafor") || !strings.Contains(got, "She asked") {
		t.Errorf("leads see: %s", got)
	}
	tom.Get(im.At.Offers()).Want(http.StatusForbidden)
	gone := okafor.Follow(okafor.Submit(list, "form[action$='/remove']", nil, ""))
	if n := world.One[int](w, `SELECT count(*) FROM offer WHERE removed_at IS NULL`); n != 0 {
		t.Error("the offer is still counted")
	}
	okafor.Submit(gone, ".toast form", nil, "").Want(http.StatusSeeOther)
	if n := world.One[int](w, `SELECT count(*) FROM offer WHERE removed_at IS NULL`); n != 1 {
		t.Error("Undo does not bring it back")
	}
}

func TestLevelUpOffersToAllWhatSomeHad(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	im := w.Program("im")
	helen, kowalski, okafor := im.Person("Helen Marsh", tenant.Director), im.Mentor("Jan Kowalski", 5), im.Mentor("Amara Okafor", 40)
	clara := im.Resident("Clara Dubois", 2)
	rich := im.Pair(clara, kowalski, "2025-07-01")
	for k := range 14 {
		met(im, rich, kowalski, time.Date(2025, 8, 1+15*k, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), []string{"dinner", "on_site"}[k%2])
	}
	for _, name := range strings.Fields("A B C D E F G H I J K L M N O") {
		p := im.Pair(im.Resident(name+" Nair", 1), okafor, "2025-07-01")
		for k := range 3 {
			met(im, p, okafor, time.Date(2025, 8, 1+90*k, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), "on_site")
		}
	}
	kowalski.Submit(kowalski.Get(im.At.Offers()), "#offer-form", values("pair", string(rich), "offer", "project", "offer_title", "Sepsis audit"), "").Want(http.StatusSeeOther)
	if got := helen.Get(im.At.LevelUp()).Text("main"); !strings.Contains(got, "the first comparison has not run yet") {
		t.Errorf("before the first week: %s", got)
	}
	if err := w.App.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	page := helen.Get(helen.Get(im.At.Home()).Attr("#look-h ~ * a[href$='/level-up'], a[href$='/level-up']", "href")).Want(http.StatusOK)
	for _, want := range []string{"Clara Dubois", "7 off-site, at home or over a meal", "A meal with Dr. Kowalski", "7 of 14 meetings over a meal", "Sepsis audit"} {
		if !strings.Contains(page.Text("main"), want) {
			t.Errorf("the list lacks %q: %s", want, page.Text("main"))
		}
	}
	if bad := helen.Submit(page, "#level", values("places", "0"), "").Want(http.StatusUnprocessableEntity); !bad.Has(".summary-errors a[href='#had']") || !bad.Has(".summary-errors a[href='#places']") {
		t.Error("no word about what is missing")
	}
	form, action := page.Form("#level")
	for _, box := range page.All("#level input[name='had']") {
		form.Add("had", world.Attr(box, "value"))
	}
	board := helen.Follow(helen.Post(action, form).Want(http.StatusSeeOther))
	if got := board.Text("main"); !strings.Contains(got, "A meal with Dr. Kowalski") || !strings.Contains(got, "Sepsis audit") {
		t.Errorf("the board: %s", got)
	}
	if got := world.One[string](w, `SELECT string_agg(kind || ' ' || state, ', ') FROM step WHERE pairing_id = $1`, string(rich)); got != "level_up done, level_up done" {
		t.Errorf("steps: %s", got)
	}
	if n := world.One[int](w, `SELECT count(*) FROM offer WHERE open_to = 'all' AND mentor_id = $1`, string(kowalski.ID)); n != 2 {
		t.Errorf("%d offers are open to all", n)
	}
	if n := world.One[int](w, `SELECT count(*) FROM message WHERE kind = 'board.behalf' AND person_id = $1`, string(kowalski.ID)); n != 2 {
		t.Errorf("the mentor gets %d words", n)
	}
	again := helen.Get(im.At.LevelUp())
	if again.Has("#level") || !strings.Contains(again.Text("main"), "On the board already") {
		t.Errorf("the same is offered twice: %s", again.Text("main"))
	}
}

func TestSeveralPairsAreTakenAtOnce(t *testing.T) {
	t.Parallel()
	w, im, helen, okafor, pair := shortPair(t)
	other := string(im.Pair(im.Resident("Tom Whitfield", 1), im.Mentor("Sten Lindqvist", 2), "2025-07-01"))
	list := helen.Get(im.At.Pairs()).Want(http.StatusOK)
	if n := len(list.All("input.pick[name='pair']")); n != 2 {
		t.Fatalf("%d pairs can be selected", n)
	}
	form, action := list.Form("bulk-bar form")
	do := func(op string, pairs ...string) *world.Page {
		form.Set("op", op)
		form["pair"] = pairs
		return helen.Post(action, form)
	}
	if p := do("nudge", pair, other); p.Location != im.At.Nudge(pair, other) {
		t.Errorf("writing leads to %q", p.Location)
	}
	if p := do("nudge"); p.Location != im.At.Pairs() {
		t.Errorf("nothing selected leads to %q", p.Location)
	}
	sure := do("snooze", pair, other).Want(http.StatusOK)
	if got := sure.Text("h1"); got != "Snooze 2 pairs" || world.One[int](w, `SELECT count(*) FROM step`) != 0 {
		t.Errorf("before it is confirmed: %q", got)
	}
	helen.Submit(sure, "#many", values("due", ""), "").Want(http.StatusUnprocessableEntity)
	queue := helen.Follow(helen.Submit(sure, "#many", values("note", "Away rotation"), "").Want(http.StatusSeeOther))
	if got := queue.Text("main"); !strings.Contains(got, "Snoozed, Priya Nair with Dr. Okafor: Away rotation until Fri 15 May") {
		t.Errorf("queue: %s", got)
	}
	helen.Submit(queue, "form[action$='/undo']", nil, "").Want(http.StatusSeeOther)
	if n := world.One[int](w, `SELECT count(*) FROM step WHERE state = 'stopped'`); n != 1 {
		t.Error("a snooze cannot be taken back")
	}
	hand := do("assign", pair, other).Want(http.StatusOK)
	helen.Submit(hand, "#many", nil, "").Want(http.StatusUnprocessableEntity)
	queue = helen.Follow(helen.Submit(hand, "#many", values("owner", string(helen.ID), "due", "2026-05-01"), "").Want(http.StatusSeeOther))
	if got := queue.Text("main"); !strings.Contains(got, "Handed over, Priya Nair with Dr. Okafor. Dr. Helen Marsh sees to it, by Fri 1 May") {
		t.Errorf("queue: %s", got)
	}
	okafor.Get(im.At.Pairs()).Want(http.StatusForbidden)
}
