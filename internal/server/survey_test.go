package server_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/cloudflare/circl/blindsign/blindrsa"

	"evenly/internal/mentorship"
	"evenly/internal/route"
	"evenly/internal/survey"
	"evenly/internal/survey/urn"
	"evenly/internal/tenant"
	"evenly/internal/world"
)

// town is a program with residents, a coordinator who runs surveys, and the others who hear of alarms.
type town struct {
	*world.Program
	t                                       testing.TB
	coordinator, director, facilitator, dio *world.Person
	residents                               []*world.Person
}

func newTown(t testing.TB, residents int) *town {
	t.Helper()
	w := world.New(t)
	im := w.Program("im")
	v := &town{Program: im, t: t, coordinator: im.Person("Cora Lang", tenant.Coordinator), director: im.Person("Dora Stone", tenant.Director),
		facilitator: im.Person("Fay Marsh", tenant.Facilitator)}
	for i := range residents {
		v.residents = append(v.residents, im.Resident(fmt.Sprintf("Res%c%c Ident%d", 'a'+rune(i/26), 'a'+rune(i%26), i), 1+i%3))
	}
	return v
}

// open plans and opens the next survey for residents through the pages, and gives its id.
func (v *town) open() string {
	v.t.Helper()
	list := v.coordinator.Get(v.At.Surveys()).Want(http.StatusOK)
	edit := v.coordinator.Submit(list, `form:has(input[value=residents])`, nil, "").Want(http.StatusSeeOther)
	id := strings.Split(strings.TrimPrefix(edit.Location, v.At.Surveys()+"/"), "/")[0]
	builder := v.coordinator.Follow(edit).Want(http.StatusOK)
	v.coordinator.Submit(builder, `form[action$="/open"]`, nil, "").Want(http.StatusSeeOther)
	return id
}

func (v *town) closeWave(id string) *world.Page {
	v.t.Helper()
	p := v.coordinator.Get(v.At.Survey(id)).Want(http.StatusOK)
	return v.coordinator.Follow(v.coordinator.Submit(p, `form[action$="/close"]`, nil, ""))
}

// keys fetches the public keys as nobody.
func (v *town) keys(id string) urn.Public {
	v.t.Helper()
	var p urn.Public
	page := v.W.Visitor().Get(route.BallotKeys(v.At.Institution, id)).Want(http.StatusOK)
	if err := json.Unmarshal([]byte(page.Body), &p); err != nil {
		v.t.Fatal(err)
	}
	return p
}

// voter is somebody's browser: the token, and what it answers.
type voter struct {
	v     *town
	wave  string
	pub   urn.Public
	token urn.Token
}

// obtain fetches a token for a person, as the page's script does.
func (v *town) obtain(id string, person *world.Person) voter {
	v.t.Helper()
	pub := v.keys(id)
	client, prepared, blinded, state := v.blind(pub)
	status, body := person.JSON(v.At.SurveyToken(id), map[string]any{"blinded": blinded})
	if status != http.StatusOK {
		v.t.Fatalf("token: %d %s", status, body)
	}
	var answer struct{ Signature []byte }
	v.check(json.Unmarshal(body, &answer))
	signature, err := client.Finalize(state, answer.Signature)
	v.check(err)
	token := urn.Token{Prefix: [32]byte(prepared)}
	copy(token.Signature[:], signature)
	return voter{v, id, pub, token}
}

func (v *town) blind(pub urn.Public) (client blindrsa.Client, prepared, blinded []byte, state blindrsa.State) {
	v.t.Helper()
	key, err := x509.ParsePKIXPublicKey(pub.Signing)
	v.check(err)
	client, err = blindrsa.NewClient(blindrsa.SHA384PSSRandomized, key.(*rsa.PublicKey))
	v.check(err)
	print := pub.Fingerprint()
	prepared, err = client.Prepare(rand.Reader, print[:])
	v.check(err)
	blinded, state, err = client.Blind(rand.Reader, prepared)
	v.check(err)
	return client, prepared, blinded, state
}

func (v *town) check(err error) {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
}

// put sends a ballot as nobody and gives the status.
func (x voter) put(revision uint32, a survey.Answers) int {
	x.v.t.Helper()
	id, err := x.pub.Verify(x.token)
	x.v.check(err)
	ballot, err := survey.ForResidents().Pack(a)
	x.v.check(err)
	sealed, err := x.pub.Seal(id, revision, ballot)
	x.v.check(err)
	return x.send(revision, sealed, nil)
}

func (x voter) send(revision uint32, sealed []byte, header http.Header) int {
	x.v.t.Helper()
	return post(x.v, route.BallotPut(x.v.At.Institution, x.wave), map[string]any{"token": x.token.Bytes(), "revision": revision, "sealed": sealed}, header)
}

func post(v *town, path string, body any, header http.Header) int {
	v.t.Helper()
	text, err := json.Marshal(body)
	v.check(err)
	r, err := http.NewRequest(http.MethodPost, v.W.Site.URL+path, bytes.NewReader(text))
	v.check(err)
	r.Header.Set("Content-Type", "application/json")
	for k := range header {
		r.Header.Set(k, header.Get(k))
	}
	res, err := http.DefaultClient.Do(r)
	v.check(err)
	_, _ = io.Copy(io.Discard, res.Body)
	v.check(res.Body.Close())
	return res.StatusCode
}

// mails counts the mails a person got with this subject.
func (v *town) mails(who *world.Person, subject string) (n int) {
	for _, m := range v.W.Mail.To(who.Email) {
		if m.Subject == subject {
			n++
		}
	}
	return n
}

func value(choice int, comment string) survey.Answers {
	return survey.Answers{Choice: map[survey.ItemID]int{survey.Value: choice, survey.Support: 3, survey.Development: 3}, Text: map[survey.ItemID]string{survey.WhatToChange: comment}}
}

// ask runs a whole wave in which so many people give each answer to the value question, and closes it.
func (v *town) ask(counts ...int) (id string, results *world.Page) {
	v.t.Helper()
	id = v.open()
	person := 0
	for choice, n := range counts {
		for range n {
			if got := v.obtain(id, v.residents[person]).put(0, value(choice, "")); got != http.StatusNoContent {
				v.t.Fatalf("ballot of person %d: %d", person, got)
			}
			person++
		}
	}
	return id, v.closeWave(id)
}

func (v *town) reply(id string) {
	v.t.Helper()
	form := v.coordinator.Get(v.At.SurveyReply(id)).Want(http.StatusOK)
	check := v.coordinator.Submit(form, "form[method=post]", url.Values{"said": {"Too few meetings."}, "did": {"Two hours a month are protected now."}}, "op=check").Want(http.StatusOK)
	v.coordinator.Submit(check, "form[method=post]", nil, "op=publish").Want(http.StatusSeeOther)
}

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

func TestPaperSlips(t *testing.T) {
	t.Parallel()
	v := newTown(t, 8)
	id := v.open()
	for _, r := range v.residents[:5] {
		v.obtain(id, r).put(0, value(4, ""))
	}
	roster := v.coordinator.Get(v.At.SurveySlips(id)).Want(http.StatusOK)
	sheet := v.coordinator.Submit(roster, `form[action$="/print"]`, url.Values{"slips": {"4"}}, "").Want(http.StatusOK)
	codes := strings.Fields(sheet.Text(".code"))
	if len(codes) != 4 {
		t.Fatalf("codes = %v", codes)
	}
	if n := len(roster.All(`form[action$="/slips"]`)); n != 3 {
		t.Errorf("%d people can take a slip, want the 3 without a token", n)
	}
	v.coordinator.Submit(roster, `form[action$="/slips"]`, nil, "").Want(http.StatusSeeOther) // one slip is handed out
	took := world.One[string](v.W, `SELECT person_id::text FROM token_issue WHERE blinded IS NULL`)
	for _, r := range v.residents {
		if string(r.ID) == took {
			_, _, blinded, _ := v.blind(v.keys(id))
			if status, _ := r.JSON(v.At.SurveyToken(id), map[string]any{"blinded": blinded}); status != http.StatusConflict {
				t.Errorf("a token after a slip: %d", status)
			}
		}
	}
	b := v.residents[7].Browser // signed in: the cookie comes along and is not read
	entry := b.Get(route.BallotSlip(v.At.Institution)).Want(http.StatusOK)
	b.Submit(entry, "form", url.Values{"code": {"0000-0000-0000-0000-0000"}}, "").Want(http.StatusUnprocessableEntity)
	b.Submit(entry, "form", url.Values{"code": {"nonsense"}}, "").Want(http.StatusUnprocessableEntity)
	for i, code := range codes[:3] {
		form := b.Submit(entry, "form", url.Values{"code": {strings.ToLower(code)}}, "").Want(http.StatusOK)
		for range 2 { // sent twice, counted once
			b.Submit(form, "form", url.Values{"value": {fmt.Sprint(i)}, "what_to_change": {"By slip\r\nhere."}}, "").Want(http.StatusSeeOther)
		}
	}
	page := v.closeWave(id)
	// Three slips came in and one was handed out: one is counted.
	if text := page.Text("main"); !strings.Contains(text, "6 of 8 answered") {
		t.Errorf("results: %s", text)
	}
}

func TestPlanningASurvey(t *testing.T) {
	t.Parallel()
	v := newTown(t, 3)
	edit := v.coordinator.Submit(v.coordinator.Get(v.At.Surveys()), `form:has(input[value=residents])`, nil, "")
	p := v.coordinator.Follow(edit).Want(http.StatusOK)
	p = v.coordinator.Submit(p, "#builder", url.Values{"new_kind": {"pgy"}}, "op=add").Want(http.StatusOK)
	if !strings.Contains(p.Text("#builder"), "planned breakdown") {
		t.Error("the group question is not there")
	}
	p = v.coordinator.Submit(p, "#builder", url.Values{"new_kind": {"scale"}, "new_ask": {"How fair is the program?"}}, "").Want(http.StatusSeeOther)
	p = v.coordinator.Follow(p)
	form, action := p.Form("#builder")
	form.Set("items[0].ask", "")
	form.Set("closes_on", "2020-01-01")
	form.Set("threshold", "3")
	bad := v.coordinator.Post(action, form).Want(http.StatusUnprocessableEntity)
	if text := bad.Text(".summary-errors"); !strings.Contains(text, "Write the question") || !strings.Contains(text, "later day") || !strings.Contains(text, "5 or more") {
		t.Errorf("problems: %s", text)
	}
	up := v.coordinator.Submit(p, "#builder", nil, "op=up:mentor_count")
	if id := up.Attr(`#builder input[name=item]`, "value"); id != "mentor_count" {
		t.Errorf("moved up: %s", id)
	}
	preview := v.coordinator.Get(p.Attr(`a[href$="/preview"]`, "href")).Want(http.StatusOK)
	if !strings.Contains(preview.Text("form"), "How fair is the program?") || !preview.Has("[data-preview]") {
		t.Error("the preview does not show the survey")
	}
	v.director.Get(v.At.SurveyInstruments()).Want(http.StatusOK)
	wave := strings.Split(strings.TrimPrefix(edit.Location, v.At.Surveys()+"/"), "/")[0]
	v.coordinator.Get(v.At.SurveyInstrument(wave, "wbi")).Want(http.StatusNotFound) // link only
	entry := v.coordinator.Get(v.At.SurveyInstrument(wave, "lmx7")).Want(http.StatusOK)
	v.coordinator.Submit(entry, "form[method=post]", url.Values{"items": {"a\nb"}}, "").Want(http.StatusUnprocessableEntity)
	v.coordinator.Submit(entry, "form[method=post]", url.Values{"basis": {"Letter of 3 March"}, "items": {"a\nb\nc\nd\ne\nf\ng"}, "labels": {"1\n2\n3\n4\n5"}}, "").Want(http.StatusSeeOther)
	if q := world.One[string](v.W, `SELECT questionnaire::text FROM wave`); !strings.Contains(q, "lmx7_7") || !strings.Contains(q, "own_1") {
		t.Errorf("questionnaire = %s", q)
	}
	if p := v.coordinator.Get(v.At.SurveyInstruments()); !strings.Contains(p.Text("table"), "Cora Lang") {
		t.Error("nobody’s word stands beside the instrument")
	}
	opened := v.coordinator.Get(edit.Location)
	v.coordinator.Submit(opened, `form[action$="/open"]`, nil, "").Want(http.StatusSeeOther)
	v.coordinator.Post(action, form).Want(http.StatusConflict)
}

func TestResultsAsFiles(t *testing.T) {
	t.Parallel()
	v := newTown(t, 14)
	id, _ := v.ask(1, 2, 3, 4, 2)
	csv := v.facilitator.Get(v.At.SurveyExport(id, "results.csv")).Want(http.StatusOK)
	if !strings.Contains(csv.Body, "Slightly,2,12,14") {
		t.Errorf("csv: %s", csv.Body)
	}
	xlsx := v.director.Get(v.At.SurveyExport(id, "results.xlsx")).Want(http.StatusOK)
	if !strings.HasPrefix(xlsx.Body, "PK") {
		t.Error("not a workbook")
	}
	v.director.Get(v.At.SurveyExport(id, "other.txt")).Want(http.StatusNotFound)
	v.residents[0].Get(v.At.SurveyExport(id, "results.csv")).Want(http.StatusForbidden)
}

func TestAnswersAreOutOfReach(t *testing.T) {
	t.Parallel()
	v := newTown(t, 6)
	id := v.open()
	v.obtain(id, v.residents[0]).put(0, value(1, ""))
	ctx := context.Background()
	conn, err := v.W.Store.Pool().Acquire(ctx)
	v.check(err)
	defer conn.Release()
	for _, c := range []struct{ role, sql string }{
		{"evenly_anonymous", `SELECT sealed FROM spool`},
		{"evenly_anonymous", `SELECT xmin FROM spool`},
		{"evenly_anonymous", `SELECT person_id FROM token_issue`},
		{"evenly_anonymous", `SELECT id FROM person`},
		{"evenly_anonymous", `DELETE FROM spool`},
		{"evenly_anonymous", `UPDATE wave SET state = 'closed'`},
		{"evenly_tenant", `SELECT xmin FROM spool`},
		{"evenly_tenant", `SELECT ctid FROM token_issue`},
		{"evenly_tenant", `DELETE FROM spool`},
		{"evenly_tenant", `INSERT INTO spool (institution_id) VALUES (gen_random_uuid())`},
		{"evenly_tenant", `SELECT ballot_box(gen_random_uuid(), 'drop')`},
		{"evenly_app", `SELECT ballot_id FROM spool`},
	} {
		tx, err := conn.Begin(ctx)
		v.check(err)
		_, err = tx.Exec(ctx, fmt.Sprintf(`SELECT set_config('role', '%s', true), set_config('app.institution', '%s', true), set_config('app.programs', '{%s}', true)`, c.role, v.In.ID, v.ID))
		v.check(err)
		if _, err := tx.Exec(ctx, c.sql); err == nil {
			t.Errorf("%s: %s was allowed", c.role, c.sql)
		}
		v.check(tx.Rollback(ctx))
	}
	_ = mentorship.WaveID(id)
}
