package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"evenly/internal/world"
)

// pairOf is a program with one pair since 1 July 2025.
func pairOf(t *testing.T) (w *world.World, im *world.Program, priya, okafor *world.Person, pair string) {
	t.Helper()
	w = world.New(t)
	im = w.Program("im")
	priya, okafor = im.Resident("Priya Nair", 2), im.Mentor("Amara Okafor", 2)
	return w, im, priya, okafor, string(im.Pair(priya, okafor, "2025-07-01"))
}

// logMeeting fills in the form and presses its button.
func logMeeting(p *world.Person, pair string, with url.Values) *world.Page {
	form := p.Get(p.Program.At.MeetingNew(pair)).Want(http.StatusOK)
	return p.Submit(form, "#log", with, "op=log")
}

func values(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

// meetingsOf counts what stands in the database.
func meetingsOf(w *world.World, pair string) int {
	return world.One[int](w, `SELECT count(*) FROM meeting WHERE pairing_id = $1 AND removed_at IS NULL`, pair)
}

func meetingID(w *world.World, pair string) string {
	return world.One[string](w, `SELECT id::text FROM meeting WHERE pairing_id = $1 ORDER BY logged_at DESC LIMIT 1`, pair)
}

func TestLogWithTheDefaultsOfTheCharter(t *testing.T) {
	t.Parallel()
	w, im, _, okafor, pair := pairOf(t)
	page := okafor.Follow(logMeeting(okafor, pair, nil))
	if got := page.Text("main"); !strings.Contains(got, "30 min in hospital") || !strings.Contains(got, "Waiting for Priya") {
		t.Errorf("the pair's page says: %s", got)
	}
	if got := page.Text(".toast"); !strings.Contains(got, "Logged. Priya has one tap to confirm.") {
		t.Errorf("toast: %q", got)
	}
	if got := page.Text("main"); !strings.Contains(got, "1 meeting of 3.2 promised so far") {
		t.Errorf("no promise in: %s", got)
	}
	if n := meetingsOf(w, pair); n != 1 {
		t.Errorf("%d meetings", n)
	}
	if got := okafor.Get(im.At.Home()).Text("main"); !strings.Contains(got, "Last met today, 30 min in hospital.") {
		t.Errorf("home says: %s", got)
	}
}

func TestLogTakesTheLastMeetingAsItsDefault(t *testing.T) {
	t.Parallel()
	_, im, _, okafor, pair := pairOf(t)
	logMeeting(okafor, pair, values("when", "other", "date", "2026-04-01", "minutes", "60", "minutes_exact", "75", "where", "away", "away", "dinner")).Want(http.StatusSeeOther)
	form, _ := okafor.Get(im.At.MeetingNew(pair)).Form("#log")
	want := values("when", "today", "minutes", "60", "minutes_exact", "75", "where", "away", "away", "dinner")
	for name := range want {
		if form.Get(name) != want.Get(name) {
			t.Errorf("%s = %q, want %q", name, form.Get(name), want.Get(name))
		}
	}
}

func TestEverySettingIsStored(t *testing.T) {
	t.Parallel()
	w, _, _, okafor, pair := pairOf(t)
	for i, c := range []struct{ where, sub, value, want string }{
		{"on_site", "", "", "on_site"}, {"remote", "remote", "virtual", "virtual"}, {"remote", "remote", "phone", "phone"},
		{"away", "away", "off_site", "off_site"}, {"away", "away", "home", "home"}, {"away", "away", "dinner", "dinner"},
	} {
		day := time.Date(2026, 3, 1+i, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
		logMeeting(okafor, pair, values("when", "other", "date", day, "where", c.where, c.sub, c.value)).Want(http.StatusSeeOther)
		if got := world.One[string](w, `SELECT setting FROM meeting WHERE held_on = $1::text::date`, day); got != c.want {
			t.Errorf("%s/%s stored as %q", c.where, c.value, got)
		}
	}
}

func TestLogRefuses(t *testing.T) {
	t.Parallel()
	w, _, _, okafor, pair := pairOf(t)
	for name, c := range map[string]struct {
		with         url.Values
		field, words string
	}{
		"a day to come":              {values("when", "other", "date", "2026-04-18"), "date", "Enter a date on or before today, like 17 Apr 2026."},
		"a day before the pair":      {values("when", "other", "date", "2025-06-30"), "date", "You became a pair on 1 Jul 2025."},
		"no day":                     {values("when", "other", "date", ""), "date", "Enter a date on or before today"},
		"no minutes":                 {values("minutes", ""), "minutes", "from 1 to 720"},
		"minutes that are no number": {values("minutes", "60", "minutes_exact", "an hour"), "minutes_exact", "from 1 to 720"},
		"no place":                   {values("where", ""), "where", "Choose where you met."},
	} {
		page := logMeeting(okafor, pair, c.with).Want(http.StatusUnprocessableEntity)
		if !strings.HasPrefix(page.Text("title"), "Error: ") {
			t.Errorf("%s: title %q", name, page.Text("title"))
		}
		if got := page.Text(".summary-errors a[href='#" + c.field + "']"); !strings.Contains(got, c.words) {
			t.Errorf("%s: summary says %q", name, page.Text(".summary-errors"))
		}
		if !page.Has(".error") {
			t.Errorf("%s: nothing at the field", name)
		}
		if form, _ := page.Form("#log"); c.with.Has("minutes_exact") && form.Get("minutes_exact") != "an hour" {
			t.Errorf("%s: the input is gone", name)
		}
	}
	if n := meetingsOf(w, pair); n != 0 {
		t.Errorf("%d meetings were stored", n)
	}
}

func TestTheDayIsThatOfTheProgramsTimeZone(t *testing.T) {
	t.Parallel()
	w, _, _, okafor, pair := pairOf(t)
	w.SetNow(time.Date(2026, 4, 18, 2, 0, 0, 0, time.UTC)) // still the 17th in New York
	logMeeting(okafor, pair, nil).Want(http.StatusSeeOther)
	if got := world.One[string](w, `SELECT held_on::text FROM meeting`); got != "2026-04-17" {
		t.Errorf("today is %s", got)
	}
}

func TestSecondLogIsTheConfirmation(t *testing.T) {
	t.Parallel()
	w, _, priya, okafor, pair := pairOf(t)
	logMeeting(okafor, pair, nil).Want(http.StatusSeeOther)
	page := priya.Follow(logMeeting(priya, pair, nil))
	if got := page.Text(".toast"); !strings.Contains(got, "Dr. Okafor had logged it. Yours agrees") && !strings.Contains(got, "Okafor had logged it") {
		t.Errorf("toast: %q", got)
	}
	if got := page.Text("main"); !strings.Contains(got, "Confirmed by both of you") {
		t.Errorf("page: %s", got)
	}
	if n := meetingsOf(w, pair); n != 1 {
		t.Errorf("%d meetings, want one", n)
	}
}

func TestVersionsThatDiffer(t *testing.T) {
	t.Parallel()
	w, im, priya, okafor, pair := pairOf(t)
	logMeeting(okafor, pair, values("minutes", "45")).Want(http.StatusSeeOther)
	logMeeting(priya, pair, values("minutes", "30")).Want(http.StatusSeeOther)
	for _, who := range []*world.Person{priya, okafor} {
		got := who.Get(im.At.Pair(pair)).Text(".card-next")
		for _, want := range []string{"45 min today", "30 min today", "30 min count until you agree"} {
			if !strings.Contains(got, want) {
				t.Errorf("%s does not see %q: %s", who.Name.Given, want, got)
			}
		}
	}
	// The one who logged it takes over the other's version.
	page := okafor.Get(im.At.Pair(pair))
	okafor.Submit(page, "form[action$='/settle']", nil, "").Want(http.StatusSeeOther)
	if got := world.One[string](w, `SELECT other_answer || minutes FROM meeting`); got != "confirmed30" {
		t.Errorf("after settling: %s", got)
	}
}

func TestDeniedWaits(t *testing.T) {
	t.Parallel()
	w, im, priya, okafor, pair := pairOf(t)
	logMeeting(okafor, pair, nil).Want(http.StatusSeeOther)
	form := priya.Get(im.At.MeetingAnswer(meetingID(w, pair))).Want(http.StatusOK)
	page := priya.Follow(priya.Submit(form, "#answer", nil, "answer=denied"))
	if got := page.Text("main"); !strings.Contains(got, "0 meetings of") || !strings.Contains(got, "Not agreed: does not count") {
		t.Errorf("page: %s", got)
	}
	if got := okafor.Get(im.At.Home()).Text(".card-next"); !strings.Contains(got, "remembers no meeting then") {
		t.Errorf("the mentor's home: %s", got)
	}
	// The other can take the answer back, by the lasting Undo.
	priya.Submit(page, ".rows form[action$='/answer']", nil, "").Want(http.StatusSeeOther)
	if got := priya.Get(im.At.Pair(pair)).Text("main"); !strings.Contains(got, "1 meeting of") {
		t.Errorf("after taking it back: %s", got)
	}
}

func TestConfirmWithOneTapFromHome(t *testing.T) {
	t.Parallel()
	w, im, priya, okafor, pair := pairOf(t)
	logMeeting(okafor, pair, nil).Want(http.StatusSeeOther)
	home := priya.Get(im.At.Home())
	if got := home.Text("h1"); got != "One meeting waits for you" {
		t.Errorf("title %q", got)
	}
	priya.Submit(home, ".card-next form", nil, "").Want(http.StatusSeeOther)
	if got := world.One[string](w, `SELECT other_answer FROM meeting WHERE pairing_id = $1`, pair); got != "confirmed" {
		t.Errorf("answer %q", got)
	}
	// Whoever logged it cannot confirm it.
	okafor.Post(im.At.MeetingAnswer(meetingID(w, pair)), values("key", "12345678", "version", "2", "answer", "confirmed")).Want(http.StatusForbidden)
}

func TestConfirmingAnOldVersionIsAConflict(t *testing.T) {
	t.Parallel()
	w, im, priya, okafor, pair := pairOf(t)
	logMeeting(okafor, pair, nil).Want(http.StatusSeeOther)
	home := priya.Get(im.At.Home())
	edit := okafor.Get(im.At.Meeting(meetingID(w, pair))).Want(http.StatusOK)
	okafor.Submit(edit, "#log", values("minutes", "45"), "op=log").Want(http.StatusSeeOther)
	priya.Submit(home, ".card-next form", nil, "").Want(http.StatusConflict)
}

func TestUndo(t *testing.T) {
	t.Parallel()
	w, im, _, okafor, pair := pairOf(t)
	page := okafor.Follow(logMeeting(okafor, pair, nil))
	if !page.Has(".toast form[action$='/remove']") || !page.Has(".rows form[action$='/remove']") {
		t.Fatal("no Undo in the toast, or none that lasts")
	}
	page = okafor.Follow(okafor.Submit(page, ".toast form", nil, ""))
	if n := meetingsOf(w, pair); n != 0 {
		t.Errorf("%d meetings after Undo", n)
	}
	okafor.Submit(page, ".banner form[action$='/restore']", nil, "").Want(http.StatusSeeOther)
	if n := meetingsOf(w, pair); n != 1 {
		t.Errorf("%d meetings after undoing the Undo", n)
	}
	_ = im
}

func TestWhatBothLoggedStays(t *testing.T) {
	t.Parallel()
	w, im, priya, okafor, pair := pairOf(t)
	logMeeting(okafor, pair, nil).Want(http.StatusSeeOther)
	logMeeting(priya, pair, nil).Want(http.StatusSeeOther)
	okafor.Post(im.At.MeetingRemove(meetingID(w, pair)), values("key", "12345678", "version", "2")).Want(http.StatusConflict)
	edit := okafor.Get(im.At.Meeting(meetingID(w, pair)))
	okafor.Submit(edit, "#log", values("minutes", "60", "minutes_exact", "90"), "op=log").Want(http.StatusSeeOther)
	if got := world.One[string](w, `SELECT other_answer || ' ' || minutes || ' ' || other_minutes FROM meeting`); got != "differs 90 30" {
		t.Errorf("a change to what was confirmed: %s", got)
	}
}

func TestSameDay(t *testing.T) {
	t.Parallel()
	w, _, _, okafor, pair := pairOf(t)
	logMeeting(okafor, pair, nil).Want(http.StatusSeeOther)
	page := logMeeting(okafor, pair, values("minutes", "45")).Want(http.StatusConflict)
	if got := page.Text(".banner"); !strings.Contains(got, "You logged 30 min today, in hospital, at 5 am.") {
		t.Errorf("it says %q", got)
	}
	if form, _ := page.Form("#log"); form.Get("minutes") != "45" {
		t.Error("the input is gone")
	}
	okafor.Submit(page, "#log", nil, "change="+meetingID(w, pair)).Want(http.StatusSeeOther)
	okafor.Submit(page, "#log", nil, "op=another").Want(http.StatusSeeOther)
	if n := meetingsOf(w, pair); n != 2 {
		t.Errorf("%d meetings, want two", n)
	}
}

func TestAttemptsAreNotedAndNotCounted(t *testing.T) {
	t.Parallel()
	_, im, priya, okafor, pair := pairOf(t)
	form := okafor.Get(im.At.MeetingNew(pair))
	page := okafor.Follow(okafor.Submit(form, "#log", nil, "op=attempt"))
	if got := page.Text("main"); !strings.Contains(got, "0 meetings of") || !strings.Contains(got, "You noted the attempt") {
		t.Errorf("page: %s", got)
	}
	if got := priya.Get(im.At.Home()); got.Has(".card-next form") {
		t.Error("an attempt asks for a confirmation")
	}
}

func TestWhatYouWorkedOnIsBetweenTheTwo(t *testing.T) {
	t.Parallel()
	_, im, priya, okafor, pair := pairOf(t)
	director := im.Person("Helen Marsh", "director")
	logMeeting(okafor, pair, values("worked_on", "A talk about burnout")).Want(http.StatusSeeOther)
	if got := priya.Get(im.At.Pair(pair)).Text("main"); !strings.Contains(got, "A talk about burnout") {
		t.Errorf("the resident does not see it: %s", got)
	}
	if got := director.Get(im.At.Pair(pair)).Want(http.StatusOK).Body; strings.Contains(got, "burnout") {
		t.Error("the director sees what they talked about")
	}
}

func TestOffersAreRecorded(t *testing.T) {
	t.Parallel()
	w, _, _, okafor, pair := pairOf(t)
	page := okafor.Follow(logMeeting(okafor, pair, values("offer", "project", "offer_title", "Sepsis audit", "offer_to", "one", "offer_reason", "Needs her data")))
	if got := world.One[string](w, `SELECT kind || ' ' || open_to || ' ' || title || ' ' || (resident_id IS NOT NULL)::text FROM offer`); got != "project one Sepsis audit true" {
		t.Errorf("stored: %s", got)
	}
	okafor.Submit(page, ".toast form", nil, "").Want(http.StatusSeeOther)
	if n := world.One[int](w, `SELECT count(*) FROM offer WHERE removed_at IS NULL`); n != 0 {
		t.Error("the offer outlives its meeting")
	}
}

func TestDoubleSubmitLogsOnce(t *testing.T) {
	t.Parallel()
	w, im, _, okafor, pair := pairOf(t)
	form := okafor.Get(im.At.MeetingNew(pair))
	first := okafor.Submit(form, "#log", nil, "op=log").Want(http.StatusSeeOther)
	again := okafor.Submit(form, "#log", nil, "op=log").Want(http.StatusSeeOther)
	if again.Location != first.Location {
		t.Errorf("the second answer leads to %s, the first to %s", again.Location, first.Location)
	}
	okafor.Submit(form, "#log", values("minutes", "45"), "op=log").Want(http.StatusConflict)
	if n := meetingsOf(w, pair); n != 1 {
		t.Errorf("%d meetings", n)
	}
}

func TestBothLogAtOnce(t *testing.T) {
	t.Parallel()
	w, im, priya, okafor, pair := pairOf(t)
	done := make(chan int, 2)
	for _, p := range []*world.Person{priya, okafor} {
		form := p.Get(im.At.MeetingNew(pair))
		go func() { done <- p.Submit(form, "#log", nil, "op=log").Status }()
	}
	for range 2 {
		if status := <-done; status != http.StatusSeeOther {
			t.Errorf("status %d", status)
		}
	}
	if n := meetingsOf(w, pair); n != 1 {
		t.Errorf("%d meetings, want one that is confirmed", n)
	}
}

func TestOthersPairsAreNotFound(t *testing.T) {
	t.Parallel()
	w, im, _, okafor, pair := pairOf(t)
	logMeeting(okafor, pair, nil).Want(http.StatusSeeOther)
	id := meetingID(w, pair)
	stranger := im.Resident("Tom Whitfield", 1)
	for _, path := range []string{im.At.Pair(pair), im.At.MeetingNew(pair), im.At.Meeting(id), im.At.MeetingAnswer(id), im.At.Pair("nonsense"), im.At.Meeting("nonsense")} {
		stranger.Get(path).Want(http.StatusNotFound)
	}
	stranger.Post(im.At.MeetingRemove(id), values("key", "12345678", "version", "1")).Want(http.StatusNotFound)
	stranger.Post(im.At.Log(), values("key", "12345678", "with", pair, "when", "today", "minutes", "30", "where", "on_site")).Want(http.StatusNotFound)
}

func TestChoosesWhomOneMet(t *testing.T) {
	t.Parallel()
	_, im, _, okafor, pair := pairOf(t)
	if got := okafor.Get(im.At.Log()).Want(http.StatusSeeOther).Location; got != im.At.MeetingNew(pair) {
		t.Errorf("one pair leads to %s", got)
	}
	im.Pair(im.Resident("Tom Whitfield", 1), okafor, "2025-07-01")
	if n := len(okafor.Get(im.At.Log()).Want(http.StatusOK).All(".rows a")); n != 2 {
		t.Errorf("%d people to choose from", n)
	}
	im.Resident("Mei Chou", 1).Get(im.At.Log()).Want(http.StatusOK)
}
