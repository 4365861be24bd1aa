package server_test

import (
	"net/http"
	"net/url"
	"strconv"
	"testing"
	"time"

	"evenly/internal/mentorship"
	"evenly/internal/tenant"
	"evenly/internal/world"
)

// form opens a form of the setup, sends it with the values given, and returns the answer.
func (o office) form(path string, with url.Values) *world.Page {
	o.W.T.Helper()
	return o.sam.Submit(o.sam.Get(path).Want(http.StatusOK), "main form", with, "")
}

func TestSetupTaskList(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	p := o.sam.Get(o.At.Setup()).Want(http.StatusOK)
	wantText(t, p, "main", "Set the program up", "0 residents, 0 mentors", "A meeting every 91 days, 30 min or more", "0 of 0 are published", "2025–26: running.")
	o.Resident("Ana Pereira", 1)
	o.Mentor("Amara Okafor", 3)
	p = o.sam.Get(o.At.Setup())
	wantText(t, p, "main", "1 resident, 1 mentor, 3 not invited yet", "1 of 1 are published, 3 places")
	o.Person("Fay Moore", tenant.Facilitator).Get(o.At.Setup()).Want(http.StatusOK)
	o.Person("Fred Moore", tenant.Facilitator).Get(o.At.SetupCharter()).Want(http.StatusForbidden)
}

func TestSetupForms(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for _, c := range []struct {
		path   string
		with   url.Values
		errors map[string]string
	}{
		{o.At.SetupCharter(), url.Values{"interval_days": {"6"}, "meeting_minutes": {"long"}, "first_contact_days": {"999"}, "meeting_settings": nil}, map[string]string{
			"interval_days": "from 7 to 366", "meeting_minutes": "from 5 to 240", "first_contact_days": "from 7 to 180", "meeting_settings": "Choose at least one place"}},
		{o.At.SetupProfiles(), url.Values{"domains": {" \n "}, "default_places": {"51"}}, map[string]string{"domains": "Write 1 to 12 domains", "default_places": "from 0 to 50"}},
		{o.At.SetupContacts(), url.Values{"ombudsperson": {" "}}, map[string]string{"ombudsperson": "Name somebody outside the program"}},
		{o.At.SetupDates(), url.Values{"time_zone": {"Mars/Olympus"}, "name": {""}, "starts_on": {"2026-07-01"}, "ends_on": {"2026-06-30"}, "ranking_opens": {"2026-05-02"}, "ranking_closes": {"2026-05-01"},
			"list_length": {"0"}, "answer_days": {"31"}}, map[string]string{"time_zone": "Choose a time zone", "name": "Name the year", "ends_on": "The year ends before it starts.",
			"ranking_closes": "Ranking closes before it opens.", "list_length": "from 1 to 10", "answer_days": "from 1 to 30"}},
		{o.At.SetupDates(), url.Values{"starts_on": {"soon"}, "announce_on": {"later"}, "ranking_opens": {"2026-05-02"}, "ranking_opens_time": {"noon"}}, map[string]string{
			"starts_on": "Enter a date", "announce_on": "Enter a date", "ranking_opens": "Enter a date and a time"}},
		{o.At.SetupYear(), url.Values{"name": {"2025–26"}}, map[string]string{"name": "This program already has a year with that name."}},
	} {
		p := o.form(c.path, c.with).Want(http.StatusUnprocessableEntity)
		for field, words := range c.errors {
			wantText(t, p, "#"+field+"-error", words)
			if !p.Has(`.summary-errors a[href="#` + field + `"]`) {
				t.Errorf("%s: the summary does not lead to %s", c.path, field)
			}
		}
		sent, _ := p.Form("main form")
		for field, values := range c.with {
			if len(values) == 1 && field != "domains" && field != "time_zone" && sent.Get(field) != values[0] && values[0] != " " {
				t.Errorf("%s: %s was %q and comes back as %q", c.path, field, values[0], sent.Get(field))
			}
		}
	}
}

func TestSetupCharter(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	saved := o.sam.Follow(o.form(o.At.SetupCharter(), url.Values{"interval_days": {"42"}, "meeting_minutes": {"45"}, "meeting_settings": {"on_site"}, "settings_open_to_all": {"dinner"}}))
	wantText(t, saved, "main", "A meeting every 42 days, 45 min or more, in hospital")
	wantText(t, saved, "undo-toast", "Saved.")
	again := o.sam.Get(o.At.SetupCharter())
	if again.Attr("#interval_days", "value") != "42" || len(again.All("input[name=meeting_settings][checked]")) != 1 || !again.Has("input[name=settings_open_to_all][value=dinner][checked]") {
		t.Error("the charter does not come back as it was saved")
	}
	o.sam.Follow(o.form(o.At.SetupProfiles(), url.Values{"domains": {"Research\n\nresearch\n Career  plans \n"}, "default_places": {"4"}, "allow_min_places": {"yes"}}))
	if got := world.One[string](o.W, `SELECT array_to_string(domains, '|') || default_places || allow_min_places FROM program`); got != "Research|Career plans4true" {
		t.Errorf("profiles %s", got)
	}
	o.sam.Follow(o.form(o.At.SetupContacts(), url.Values{"ombudsperson": {"Dr. Ivo Brandt, 555 0199"}, "outside": {""}}))
	wantText(t, o.Resident("Ana Pereira", 1).Get(o.At.Home()), "footer", "Dr. Ivo Brandt, 555 0199")
}

// Times are typed and kept in the program's zone, over the change to summer time too.
func TestSetupDatesInZone(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.sam.Follow(o.form(o.At.SetupDates(), url.Values{"time_zone": {"America/Chicago"}, "ranking_opens": {"2026-03-07"}, "ranking_opens_time": {""}, "ranking_closes": {"2026-03-09"}, "ranking_closes_time": {"17:30"}, "announce_on": {"2026-03-20"}}))
	for column, want := range map[string]string{"ranking_opens_at": "2026-03-07T14:00:00Z", "ranking_closes_at": "2026-03-09T22:30:00Z"} {
		if got := world.One[time.Time](o.W, `SELECT `+column+` FROM cycle`).UTC().Format(time.RFC3339); got != want {
			t.Errorf("%s is %s, want %s", column, got, want)
		}
	}
	p := o.sam.Get(o.At.SetupDates())
	if p.Attr("#ranking_opens_time", "value") != "08:00" || p.Attr("#ranking_closes_time", "value") != "17:30" || p.Attr("#time_zone option[selected]", "value") != "America/Chicago" {
		t.Error("the times do not come back as they were typed")
	}
	o.sam.Follow(o.form(o.At.SetupDates(), url.Values{"ranking_opens": {""}, "ranking_closes": {""}, "announce_on": {""}}))
	if n := o.count(`SELECT count(*)::int FROM cycle WHERE ranking_opens_at IS NULL AND ranking_closes_at IS NULL AND announce_on IS NULL`); n != 1 {
		t.Error("dates cannot be taken out again")
	}
}

func TestSetupYear(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	form := o.sam.Get(o.At.SetupYear())
	if got := form.Attr("#name", "value") + form.Attr("#starts_on", "value") + form.Attr("#ends_on", "value"); got != "2026–272026-07-012027-06-30" {
		t.Errorf("the next year is proposed as %s", got)
	}
	o.sam.Follow(o.sam.Submit(form, "main form", nil, ""))
	if n := o.count(`SELECT count(*)::int FROM cycle WHERE state = 'draft' AND length(seed) > 20 AND seed_hash <> '' AND key_hash <> ''`); n != 1 {
		t.Error("the new year has no sealed seed")
	}
}

// A year moves by its buttons, one step at a time and back; a page that is out of date moves nothing.
func TestYearMovesByButton(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.W.SQL(`UPDATE cycle SET state = 'draft'`)
	press := func(label string) *world.Page {
		t.Helper()
		p := o.sam.Get(o.At.Setup())
		for i := range p.All(`form`) {
			one := `form[action$="/state"]:nth-of-type(` + strconv.Itoa(i+1) + `)`
			if p.Has(one) && p.Text(one) == label {
				form, action := p.Form(one)
				return o.sam.Post(action, form)
			}
		}
		t.Fatalf("no button %q: %s", label, p.Text("main"))
		return nil
	}
	stale := o.sam.Get(o.At.Setup())
	for _, c := range []struct{ label, state string }{
		{"Open profiles", "profiles"}, {"Back to draft", "draft"}, {"Open profiles", "profiles"}, {"Open ranking", "ranking"}, {"Close ranking", "matching"},
		{"Reopen ranking", "ranking"}, {"Close ranking", "matching"}, {"Start without a match", "running"}, {"Close the year", "closed"}, {"Reopen the year", "running"},
	} {
		wantText(t, o.sam.Follow(press(c.label)), "main", "2025–26: ")
		if got := world.One[string](o.W, `SELECT state FROM cycle`); got != c.state {
			t.Errorf("after %q: %s, want %s", c.label, got, c.state)
		}
	}
	wantText(t, o.sam.Submit(stale, `form[action$="/state"]`, nil, "").Want(http.StatusConflict), "main", "Someone moved the year meanwhile.")
	form, action := stale.Form(`form[action$="/state"]`)
	form.Set("from", "running")
	form.Set("to", "draft")
	form.Set("key", "two-steps-at-once")
	if p := o.sam.Post(action, form); p.Status >= 500 || world.One[string](o.W, `SELECT state FROM cycle`) != "running" {
		t.Errorf("two steps at once: %d", p.Status)
	}
	o.W.SQL(`UPDATE cycle SET state = 'profiles', ranking_closes_at = $1`, o.W.Now().Add(-time.Hour))
	wantText(t, press("Open ranking").Want(http.StatusConflict), "main", "set a later closing time first")
}

// The clock opens and closes ranking at the times that were set, once.
func TestYearMovesByDate(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.W.SQL(`UPDATE cycle SET state = 'profiles', ranking_opens_at = $1, ranking_closes_at = $2`, o.W.Now().Add(time.Hour), o.W.Now().Add(3*time.Hour))
	for _, c := range []struct {
		wait time.Duration
		want mentorship.CycleState
	}{{0, mentorship.ProfilesOpen}, {time.Hour, mentorship.RankingOpen}, {time.Hour, mentorship.RankingOpen}, {time.Hour, mentorship.Matching}, {time.Hour, mentorship.Matching}} {
		o.W.Advance(c.wait)
		o.tick(t)
		o.tick(t)
		if got := world.One[string](o.W, `SELECT state FROM cycle`); got != string(c.want) {
			t.Errorf("after %s more: %s, want %s", c.wait, got, c.want)
		}
	}
	if n := o.count(`SELECT count(*)::int FROM audit WHERE subject = 'state by date'`); n != 2 {
		t.Errorf("%d moves are noted, want 2", n)
	}
	o.W.SQL(`UPDATE cycle SET state = 'draft'`)
	o.tick(t)
	if got := world.One[string](o.W, `SELECT state FROM cycle`); got != "draft" {
		t.Errorf("a draft opened by itself: %s", got)
	}
}

// Lists do not open again while a run of the match is chosen, and never after the pairs were announced: the lottery's seed
// is known by then.
func TestRankingStaysClosedOnceARunIsChosen(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.SetState(mentorship.Matching)
	o.W.SQL(`INSERT INTO match_run (institution_id, program_id, cycle_id, number, preset, instance, ids, inputs_hash, state, created_at)
		VALUES ($1, $2, $3, 1, 'nobody-left-behind', '{}', '{}', '', 'chosen', now())`, string(o.In.ID), string(o.ID), string(o.Cycle))
	reopen := url.Values{"cycle": {string(o.Cycle)}, "from": {"matching"}, "to": {"ranking"}, "key": {"reopen-the-lists-1"}}
	wantText(t, o.sam.Post(o.At.SetupState(), reopen).Want(http.StatusConflict), "main", "A run of the match is chosen.")
	o.W.SQL(`UPDATE match_run SET state = 'announced'`)
	reopen.Set("key", "reopen-the-lists-2")
	wantText(t, o.sam.Post(o.At.SetupState(), reopen).Want(http.StatusConflict), "main", "its lists stay closed")
	o.W.SQL(`UPDATE match_run SET state = 'solved'`)
	reopen.Set("key", "reopen-the-lists-3")
	o.sam.Post(o.At.SetupState(), reopen).Want(http.StatusSeeOther)
}
