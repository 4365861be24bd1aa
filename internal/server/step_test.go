package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"evenly/internal/store"
	"evenly/internal/tenant"
	"evenly/internal/world"
)

// shortPair is a program at noon of week 42 with a lead and a pair that has missed its promise twice.
func shortPair(t *testing.T) (w *world.World, im *world.Program, helen, okafor *world.Person, pair string) {
	t.Helper()
	w, im, _, okafor, pair = pairOf(t)
	w.Advance(7 * time.Hour)
	return w, im, im.Person("Helen Marsh", tenant.Facilitator), okafor, pair
}

func TestNudgeIsReadBeforeItGoesAndHeld(t *testing.T) {
	t.Parallel()
	w, im, helen, okafor, pair := shortPair(t)
	page := helen.Get(im.At.Nudge(pair)).Want(http.StatusOK)
	if got := page.Text("main"); !strings.Contains(got, "To Dr. Okafor, about Priya Nair") && !strings.Contains(got, "about Priya Nair") {
		t.Errorf("check page: %s", got)
	}
	sent := helen.Submit(page, "#nudges", values("text-1", "A short one counts, too."), "").Want(http.StatusSeeOther)
	if got := world.One[string](w, `SELECT (not_before - created_at)::text FROM message WHERE kind = 'nudge'`); got != "00:10:00" {
		t.Errorf("held for %s", got)
	}
	queue := helen.Follow(sent)
	if got := queue.Text("#waiting-h ~ *, .activity"); !strings.Contains(got, "Nudge to Dr. Okafor") && !strings.Contains(got, "Nudge to Dr.") {
		t.Errorf("the queue: %s", got)
	}
	w.Work()
	hurry(w)
	m, link := newest(t, w, okafor.Email, "A short one counts")
	if !strings.Contains(m.Text, "A short one counts, too.") || !strings.Contains(m.Text, "Dr. Helen Marsh, facilitator") {
		t.Errorf("mail: %s", m.Text)
	}
	if !w.Visitor().Get(link).Has("#log") {
		t.Error("its link does not log a meeting")
	}
	// At most one in 14 days.
	again := helen.Get(im.At.Nudge(pair)).Want(http.StatusOK)
	if again.Has("#nudges textarea") || !strings.Contains(again.Text("main"), "within the last 14 days") {
		t.Errorf("a second word at once: %s", again.Text("main"))
	}
}

func TestNudgeCanBeStopped(t *testing.T) {
	t.Parallel()
	w, im, helen, _, pair := shortPair(t)
	queue := helen.Follow(helen.Submit(helen.Get(im.At.Nudge(pair)), "#nudges", nil, ""))
	helen.Submit(queue, "form[action$='/stop']", nil, "").Want(http.StatusSeeOther)
	if got := world.One[string](w, `SELECT m.state || ' ' || s.state FROM message m, step s`); got != "stopped stopped" {
		t.Errorf("after Stop: %s", got)
	}
}

func TestNudgeLeavesOutWhoIsSkippedOrAway(t *testing.T) {
	t.Parallel()
	w, im, helen, okafor, pair := shortPair(t)
	page := helen.Get(im.At.Nudge(pair) + "&both=yes").Want(http.StatusOK)
	if n := len(page.All("#nudges textarea")); n != 2 {
		t.Fatalf("%d texts for both", n)
	}
	helen.Submit(page, "#nudges", values("skip-1", "yes"), "").Want(http.StatusSeeOther)
	if n := world.One[int](w, `SELECT count(*) FROM message WHERE person_id = $1`, string(okafor.ID)); n != 0 {
		t.Error("somebody who was left out is written to")
	}
	w.SQL(`INSERT INTO time_away (institution_id, program_id, person_id, starts_on, ends_on, kind, created_by) VALUES ($1, $2, $3, '2026-04-10', '2026-04-30', 'leave', $3)`,
		string(im.In.ID), string(im.ID), string(okafor.ID))
	if got := helen.Get(im.At.Nudge(pair)).Text("main"); !strings.Contains(got, "is away") {
		t.Errorf("the check page says: %s", got)
	}
	helen.Submit(page, "#nudges", values("key", "another-key", "skip-2", "yes"), "").Want(http.StatusConflict)
}

func TestStepsAreRecordedWithOwnerAndDay(t *testing.T) {
	t.Parallel()
	_, im, helen, _, pair := shortPair(t)
	page := helen.Get(im.At.Pair(pair)).Want(http.StatusOK)
	bad := helen.Submit(page, "#step", values("due", "2026-04-01"), "").Want(http.StatusUnprocessableEntity)
	for _, field := range []string{"note", "due"} {
		if !bad.Has(".summary-errors a[href='#" + field + "']") {
			t.Errorf("no word about %s", field)
		}
	}
	helen.Submit(page, "#step", values("note", "Both will look at their calendars", "owner", string(helen.ID), "due", "2026-05-01"), "").Want(http.StatusSeeOther)
	queue := helen.Get(im.At.Queue())
	if got := queue.Text(".activity"); !strings.Contains(got, "Both will look at their calendars. Dr. Helen Marsh sees to it, by Fri 1 May") {
		t.Errorf("queue: %s", got)
	}
	helen.Submit(queue, "form[action$='/done']", nil, "").Want(http.StatusSeeOther)
	if got := helen.Get(im.At.Queue()).Text("h1"); got != "Nothing needs you" {
		t.Errorf("afterwards: %q", got)
	}
}

func TestNobodyActsOnTheirOwnPair(t *testing.T) {
	t.Parallel()
	w, im, _, okafor, pair := shortPair(t)
	im.As(func(tx *store.Tx) error { return tx.PutRole(t.Context(), okafor.ID, tenant.Director) })
	if page := okafor.Get(im.At.Pair(pair)).Want(http.StatusOK); page.Has("#step") || !strings.Contains(page.Text("main"), "This is your own pair") {
		t.Error("a director can act on the own pair")
	}
	okafor.Get(im.At.Nudge(pair)).Want(http.StatusNotFound)
	okafor.Post(im.At.PairSteps(pair), values("key", "12345678", "kind", "conversation", "note", "All is well")).Want(http.StatusForbidden)
	okafor.Post(im.At.NudgePost(), values("key", "87654321", "word", "1", "pair-1", pair, "to-1", string(okafor.ID), "text-1", "Hm")).Want(http.StatusForbidden)
	if n := world.One[int](w, `SELECT count(*) FROM step`); n != 0 {
		t.Errorf("%d steps", n)
	}
}

func TestDecisionsWeighRestrictions(t *testing.T) {
	t.Parallel()
	_, im, _, _, _ := shortPair(t)
	director := im.Person("Ruth Hollis", tenant.Director)
	page := director.Get(im.At.Decisions()).Want(http.StatusOK)
	ban := values("kind", "restriction", "title", "No meetings off-site", "reason", "Some residents felt left out")
	bad := director.Submit(page, "#decision", ban, "").Want(http.StatusUnprocessableEntity)
	for _, field := range []string{"alternatives", "losers", "side_effects", "review_on"} {
		if !bad.Has(".summary-errors a[href='#" + field + "']") {
			t.Errorf("a restriction passes without %s", field)
		}
	}
	director.Submit(bad, "#decision", values("alternatives", "Offer dinners to all", "losers", "Those whom dinners helped", "side_effects", "Less contact", "review_on", "2026-06-01"), "").Want(http.StatusSeeOther)
	if got := director.Get(im.At.Decisions()).Text("main"); !strings.Contains(got, "No meetings off-site") || !strings.Contains(got, "Who loses: Those whom dinners helped") {
		t.Errorf("the log: %s", got)
	}
}

func TestAMentorOfSeveralShortPairsGetsOneWord(t *testing.T) {
	t.Parallel()
	w, im, helen, okafor, pair := shortPair(t)
	other := string(im.Pair(im.Resident("Tom Whitfield", 1), okafor, "2025-07-01"))
	page := helen.Get(im.At.Nudge(pair, other)).Want(http.StatusOK)
	if n := len(page.All("#nudges textarea")); n != 1 || !strings.Contains(page.Text("main"), "gets one word at a time") {
		t.Errorf("%d texts to one mentor", n)
	}
	helen.Submit(page, "#nudges", nil, "").Want(http.StatusSeeOther)
	if n := world.One[int](w, `SELECT count(*) FROM message WHERE kind = 'nudge'`); n != 1 {
		t.Errorf("%d mails", n)
	}
}
