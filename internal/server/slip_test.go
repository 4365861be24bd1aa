package server_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"evenly/internal/route"
	"evenly/internal/tenant"
	"evenly/internal/world"
)

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
	again := url.Values{"key": {"0123456789abcdef"}, "person": {string(v.residents[0].ID)}} // has a token
	v.coordinator.Post(v.At.SurveySlips(id), again).Want(http.StatusConflict)
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
		if strings.Contains(form.Text("main"), "used already") {
			t.Errorf("a new slip: %s", form.Text("main"))
		}
		for range 2 { // sent twice, counted once
			b.Submit(form, "form", url.Values{"value": {fmt.Sprint(i)}, "what_to_change": {"By slip\r\nhere."}}, "").Want(http.StatusSeeOther)
		}
	}
	if form := b.Submit(entry, "form", url.Values{"code": {codes[0]}}, ""); !strings.Contains(form.Text("main"), "This slip was used already.") {
		t.Errorf("a used slip: %s", form.Text("main"))
	}
	v.coordinator.Submit(roster, `form[action$="/slips"]`, nil, "").Want(http.StatusSeeOther) // sent twice: the same answer
	if n := world.One[int](v.W, `SELECT count(*)::int FROM token_issue WHERE blinded IS NULL`); n != 1 {
		t.Errorf("%d slips were handed out", n)
	}
	page := v.closeWave(id)
	b.Submit(entry, "form", url.Values{"code": {codes[3]}}, "").Want(http.StatusGone)
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
	up := v.coordinator.Submit(p, "#builder", nil, "op=up:value")
	if id := up.Attr(`#builder input[name=item]`, "value"); id != "value" {
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
	v.obtain(v.open(), v.residents[0]).put(0, value(1, ""))
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
}

// An open survey's partitions are tenant tables like any other.
func TestBallotBoxesAreProtected(t *testing.T) {
	t.Parallel()
	v := newTown(t, 1)
	v.open()
	for what, sql := range map[string]string{
		"without forced row-level security": `SELECT count(*)::int FROM pg_class c WHERE relispartition AND relkind = 'r' AND NOT (relrowsecurity AND relforcerowsecurity)`,
		"that a role of the program may use": `SELECT count(*)::int FROM pg_class c, unnest('{evenly_app,evenly_tenant,evenly_anonymous}'::text[]) r
			WHERE c.relispartition AND c.relkind = 'r' AND has_any_column_privilege(r, c.oid, 'SELECT, INSERT, UPDATE')`,
		"that the owner does not own": `SELECT count(*)::int FROM pg_class WHERE relispartition AND relkind = 'r' AND relowner <> 'evenly_owner'::regrole`,
	} {
		if n := world.One[int](v.W, sql); n != 0 {
			t.Errorf("%d partitions %s", n, what)
		}
	}
	if n := world.One[int](v.W, `SELECT count(*)::int FROM pg_class WHERE relispartition AND relkind = 'r'`); n != 3 {
		t.Errorf("%d partitions, want 3", n)
	}
}

// A benchmark needs five programs and fifty people, and is never updated once it was shown.
func TestBenchmarksAreKeptAsFirstShown(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	home := w.Program("home")
	dio := home.Person("Paul Okonkwo", tenant.Coordinator)
	w.SQL(`UPDATE membership SET role = 'dio', program_id = NULL WHERE person_id = $1`, string(dio.ID))
	released := func(slug string, unhappy int) {
		p := w.Program(slug)
		reader := p.Person("Reader Of"+slug, tenant.Coordinator)
		w.SQL(`WITH x AS (INSERT INTO wave (institution_id, program_id, audience, number, name, state, questionnaire, closes_on, reader_id, signing, sealing, closed_at, opened_at, created_at)
			VALUES ($1, $2, 'residents', 0, 'Baseline', 'closed', '{"title": "x", "audience": "residents", "items": []}', '2026-01-01', $3, '', '', now(), now(), now()) RETURNING id)
			INSERT INTO release SELECT $1, id, $2, jsonb_build_object('answered', 12, 'items', jsonb_build_array(jsonb_build_object('id', 'value',
				'figure', jsonb_build_object('detail', 'exact', 'n', 12, 'counts', jsonb_build_array($4::int, 0, 12 - $4::int, 0, 0))))) FROM x`,
			string(p.In.ID), string(p.ID), string(reader.ID), unhappy)
	}
	table := func() string { return dio.Get(route.GMESurveys(home.At.Institution)).Want(http.StatusOK).Text("table") }
	for i := range 4 {
		released(fmt.Sprintf("p%d", i), 3)
	}
	if page := dio.Get(route.GMESurveys(home.At.Institution)); page.Has("table") {
		t.Error("four programs are compared")
	}
	released("p4", 3)
	if got := table(); !strings.Contains(got, "25%") {
		t.Errorf("benchmark = %q, want 25%%", got)
	}
	released("p5", 12)
	if got := table(); !strings.Contains(got, "25%") {
		t.Errorf("after a later program: %q, want it unchanged", got)
	}
}
