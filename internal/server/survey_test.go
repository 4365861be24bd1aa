package server_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"evenly/internal/route"
	"evenly/internal/survey"
	"evenly/internal/tenant"
	"evenly/internal/world"
)

// The published shape: the mean rises while the unhappy group grows from 2 of 27 to 6 of 29. The day the second wave closes,
// director, facilitator and GME office are told, and the director alone cannot make it go away.
func TestTheUnhappyFewAreHeard(t *testing.T) {
	t.Parallel()
	v := newTown(t, 39)
	v.W.Work()
	dio := v.Person("Paul Okonkwo", tenant.Coordinator)
	v.W.SQL(`UPDATE membership SET role = 'dio', program_id = NULL WHERE person_id = $1`, string(dio.ID))
	first, page := v.ask(1, 1, 5, 12, 8)
	if !strings.Contains(page.Text("main"), "27 of 39 answered, 69%") || page.Has("section[aria-labelledby=alarms-h]") {
		t.Fatalf("first wave: %s", page.Text("main"))
	}
	v.reply(first)
	v.W.Advance(182 * 24 * time.Hour)
	second, page := v.ask(2, 4, 1, 7, 15)
	if got := page.Text("h1"); got != "The unhappy group is 6 of 29. It was 2 of 27." {
		t.Errorf("title = %q", got)
	}
	if text := page.Text("section[aria-labelledby=alarms-h]"); !strings.Contains(text, "6 of 29 are unhappy") || !strings.Contains(text, "Dora Stone") {
		t.Errorf("alarms = %q", text)
	}
	if text := page.Text("main"); !strings.Contains(text, "Of all 39 who were asked, between 6 and 16.") {
		t.Errorf("no bounds in %q", text)
	}
	for _, who := range []*world.Person{v.director, v.facilitator, dio} {
		v.W.Eventually("a mail to "+who.Email, func() bool { return v.mails(who, "A survey needs a look") == 1 })
	}
	alarm := page.Attr("section[aria-labelledby=alarms-h] a", "href")
	sign := v.director.Get(alarm).Want(http.StatusOK)
	v.director.Submit(sign, "form[method=post]", url.Values{"note": {" "}}, "").Want(http.StatusUnprocessableEntity)
	v.director.Submit(sign, "form[method=post]", url.Values{"note": {"Talked about it."}}, "").Want(http.StatusSeeOther)
	if p := v.director.Get(alarm); p.Has("form[method=post][action='" + alarm + "']") {
		t.Error("the director can close alone")
	}
	v.director.Post(alarm, url.Values{"key": {"0123456789abcdef"}, "op": {"close"}}).Want(http.StatusForbidden)
	v.coordinator.Post(alarm, url.Values{"key": {"0123456789abcdeg"}, "op": {"close"}}).Want(http.StatusForbidden)
	gme := dio.Get(route.GMESurveys(v.At.Institution)).Want(http.StatusOK)
	there := gme.Attr("section[aria-labelledby=alarms-h] a", "href")
	dio.Submit(dio.Get(there).Want(http.StatusOK), "form[method=post]", nil, "op=close").Want(http.StatusSeeOther)
	if p := dio.Get(route.GMESurveys(v.At.Institution)); !strings.Contains(p.Text("h1"), "No survey alarm") {
		t.Errorf("after closing: %s", p.Text("h1"))
	}
	dio.Get(route.GMEResults(v.At.Institution, second)).Want(http.StatusOK)
	v.director.Get(route.GMESurveys(v.At.Institution)).Want(http.StatusForbidden)
}

func TestResultsAndRepliesTakeTurns(t *testing.T) {
	t.Parallel()
	v := newTown(t, 12)
	id := v.open()
	v.director.Get(v.At.SurveyResults(id)).Want(http.StatusConflict) // not before it closes
	for i, r := range v.residents[:8] {
		v.obtain(id, r).put(0, value(i%5, fmt.Sprintf("Dr. Fay Marsh told me %d", i)))
	}
	v.closeWave(id)
	v.residents[0].Get(v.At.SurveyResults(id)).Want(http.StatusConflict)
	if p := v.director.Get(v.At.SurveyResults(id)); strings.Contains(p.Body, "told me") {
		t.Error("comments stand there before anybody read them")
	}
	// One reader: the coordinator, since there is no associate director.
	v.director.Get(v.At.SurveyComments(id)).Want(http.StatusNotFound)
	read := v.coordinator.Get(v.At.SurveyComments(id)).Want(http.StatusOK)
	if !strings.Contains(read.Text("main"), "It names Dr. Fay Marsh") {
		t.Error("the name is not marked")
	}
	form, action := read.Form("form[method=post]")
	ids := form["comment"]
	form.Set("body-"+ids[0], "[removed] told me")
	form.Set("hide-"+ids[1], "yes")
	form.Set("finish", "yes")
	v.coordinator.Post(action, form).Want(http.StatusSeeOther)
	p := v.director.Get(v.At.SurveyResults(id))
	if text := p.Text("section[aria-labelledby=comments-h]"); len(p.All("section[aria-labelledby=comments-h] .comment")) != 7 || !strings.Contains(text, "[removed] told me") {
		t.Errorf("comments = %q", text)
	}
	if n := world.One[int](v.W, `SELECT count(*)::int FROM survey_comment WHERE body LIKE '%told me 0%' OR body LIKE '%told me 1%'`); n > 2 {
		t.Errorf("%d redacted comments are still there", n)
	}
	if strings.Contains(v.facilitator.Get(v.At.SurveyResults(id)).Body, "told me") {
		t.Error("the facilitator reads comments")
	}
	// The next one is locked until the reply, or until the GME office unlocks it after 30 days.
	edit := v.coordinator.Submit(v.coordinator.Get(v.At.Surveys()), `form:has(input[value=residents])`, nil, "")
	builder := v.coordinator.Follow(edit)
	v.coordinator.Submit(builder, `form[action$="/open"]`, nil, "").Want(http.StatusConflict)
	dio := v.Person("Paul Okonkwo", tenant.Coordinator)
	v.W.SQL(`UPDATE membership SET role = 'dio', program_id = NULL WHERE person_id = $1`, string(dio.ID))
	unlock := url.Values{"key": {"0123456789abcdef"}, "program": {string(v.ID)}, "wave": {id}}
	dio.Post(route.GMEUnlock(v.At.Institution), unlock).Want(http.StatusConflict)
	v.W.Advance(31 * 24 * time.Hour)
	gme := dio.Get(route.GMESurveys(v.At.Institution))
	dio.Submit(gme, `form[action$="/unlock"]`, nil, "").Want(http.StatusSeeOther)
	later := v.coordinator.Get(edit.Location)
	save, to := later.Form("#builder")
	save.Set("closes_on", v.W.Now().AddDate(0, 0, 10).Format(time.DateOnly))
	v.coordinator.Post(to, save).Want(http.StatusSeeOther)
	v.coordinator.Submit(v.coordinator.Get(edit.Location), `form[action$="/open"]`, nil, "").Want(http.StatusSeeOther)
	v.reply(id)
	if p := v.residents[0].Get(v.At.SurveyResults(id)).Want(http.StatusOK); !strings.Contains(p.Text("section[aria-labelledby=reply-h]"), "Two hours a month") || strings.Contains(p.Body, "told me") {
		t.Errorf("what residents see: %s", p.Text("main"))
	}
}

func TestRefusalsOfTheBallotBox(t *testing.T) {
	t.Parallel()
	v := newTown(t, 6)
	mentor := v.Mentor("Amara Okafor", 2)
	id := v.open()
	ana := v.obtain(id, v.residents[0])
	a := value(1, "")
	bid, err := ana.pub.Verify(ana.token)
	v.check(err)
	ballot, err := survey.ForResidents().Pack(a)
	v.check(err)
	sealed, err := ana.pub.Seal(bid, 0, ballot)
	v.check(err)
	forged := ana
	forged.token.Prefix[0] ^= 1
	for _, c := range []struct {
		what      string
		got, want int
	}{
		{"first", ana.send(0, sealed, nil), 204},
		{"byte for byte again", ana.send(0, sealed, nil), 204},
		{"same revision, other content", ana.put(0, value(2, "")), 409},
		{"correction", ana.put(1, value(2, "")), 204},
		{"revision out of bounds", ana.put(100, a), 422},
		{"another size", ana.send(2, sealed[1:], nil), 422},
		{"forged token", forged.send(0, sealed, nil), 422},
		{"with a cookie", ana.send(3, sealed, http.Header{"Cookie": {"evenly=x"}}), 400},
		{"with authorization", ana.send(3, sealed, http.Header{"Authorization": {"Bearer x"}}), 400},
		{"no survey", post(v, route.BallotPut(v.At.Institution, "00000000-0000-4000-8000-000000000000"), map[string]any{}, nil), 404},
	} {
		if c.got != c.want {
			t.Errorf("%s: %d, want %d", c.what, c.got, c.want)
		}
	}
	_, _, blinded, _ := v.blind(ana.pub)
	if status, _ := v.residents[0].JSON(v.At.SurveyToken(id), map[string]any{"blinded": blinded}); status != http.StatusConflict {
		t.Errorf("a second blinded message for one person: %d", status)
	}
	if status, _ := mentor.JSON(v.At.SurveyToken(id), map[string]any{"blinded": blinded}); status != http.StatusForbidden {
		t.Errorf("somebody who is not asked: %d", status)
	}
	if status := post(v, v.At.SurveyToken(id), map[string]any{"blinded": blinded}, nil); status != http.StatusUnauthorized {
		t.Errorf("a token without a session: %d", status)
	}
	late := v.obtain(id, v.residents[1])
	v.closeWave(id)
	if got := late.put(0, a); got != http.StatusGone {
		t.Errorf("after the close: %d", got)
	}
	if got := v.W.Visitor().Get(route.BallotKeys(v.At.Institution, id)).Status; got != http.StatusGone {
		t.Errorf("keys after the close: %d", got)
	}
	v.coordinator.Submit(v.coordinator.Get(v.At.Surveys()), `form:has(input[value=residents])`, nil, "")
	if other := v.keysOfTwo(); other != http.StatusUnprocessableEntity {
		t.Errorf("another wave's token: %d", other)
	}
}

// keysOfTwo sends a token of one program's survey to another's.
func (v *town) keysOfTwo() int {
	v.t.Helper()
	peds := &town{Program: v.W.Program("peds"), t: v.t}
	peds.coordinator = peds.Person("Pia Quill", tenant.Coordinator)
	peds.residents = []*world.Person{peds.Resident("Pat Quill", 1)}
	id := peds.open()
	x := peds.obtain(id, peds.residents[0])
	med := &town{Program: v.W.Program("med"), t: v.t}
	med.coordinator = med.Person("Mia Quill", tenant.Coordinator)
	other := med.open()
	x.wave = other
	return x.put(0, value(1, ""))
}

// A wave closes by the clock on the morning after its last day; everybody is reminded; the next one is drafted and opens by
// itself; keys are destroyed.
func TestTheClockKeepsThePlanGoing(t *testing.T) {
	t.Parallel()
	v := newTown(t, 6)
	id := v.open()
	for _, r := range v.residents {
		v.obtain(id, r).put(0, value(3, ""))
	}
	ctx := context.Background()
	v.W.Advance(11 * 24 * time.Hour)
	v.check(v.W.App.Tick(ctx))
	if n := world.One[int](v.W, `SELECT count(*)::int FROM message WHERE kind = 'survey.remind'`); n != 6 {
		t.Errorf("%d reminders, want one for everybody", n)
	}
	v.W.Advance(4 * 24 * time.Hour)
	v.check(v.W.App.Tick(ctx))
	state := world.One[string](v.W, `SELECT state || keys_gone FROM wave WHERE id = $1`, id)
	if state != "closedtrue" {
		t.Fatalf("after its last day: %s", state)
	}
	if n := world.One[int](v.W, `SELECT count(*)::int FROM pg_class WHERE relname LIKE 'spool\_%' AND relkind = 'r'`); n != 0 {
		t.Errorf("%d ballot boxes are left", n)
	}
	v.W.SetNow(time.Date(2026, 10, 10, 14, 0, 0, 0, time.UTC))
	v.check(v.W.App.Tick(ctx))
	v.check(v.W.App.Tick(ctx))
	if n := world.One[int](v.W, `SELECT count(*)::int FROM wave WHERE state = 'draft' AND name = '6 months' AND opens_on = '2026-10-17'`); n != 1 {
		t.Errorf("%d drafts of the next wave", n)
	}
	v.W.SetNow(time.Date(2026, 10, 17, 14, 0, 0, 0, time.UTC))
	v.check(v.W.App.Tick(ctx)) // locked: no reply yet
	if n := world.One[int](v.W, `SELECT count(*)::int FROM wave WHERE state = 'open'`); n != 0 {
		t.Error("the next wave opened before the reply")
	}
	v.reply(id)
	v.check(v.W.App.Tick(ctx))
	if n := world.One[int](v.W, `SELECT count(*)::int FROM wave WHERE state = 'open' AND closes_on > '2026-10-20'`); n != 1 {
		t.Error("the next wave did not open by itself")
	}
}

func TestFewAnswersWaitInAPool(t *testing.T) {
	t.Parallel()
	v := newTown(t, 9)
	_, page := v.ask(0, 1, 2)
	if got := page.Text("h1"); got != "Fewer than 5 answers, so not shown" {
		t.Errorf("title = %q", got)
	}
	if page.Has("section[aria-labelledby=todo-h]") {
		t.Error("a reply is asked for where nothing is shown")
	}
	if r := world.One[string](v.W, `SELECT figures::text FROM release`); strings.Contains(r, "counts") {
		t.Errorf("the release of three people: %s", r)
	}
	_, page = v.ask(0, 1, 2) // no reply is needed: nothing was shown
	if text := page.Text("main"); !strings.Contains(text, "6 answers from 2 small surveys") {
		t.Errorf("pool: %s", text)
	}
	if n := world.One[int](v.W, `SELECT count(*)::int FROM survey_pool`); n != 0 {
		t.Error("a shown pool is kept")
	}
}
