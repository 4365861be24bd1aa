package server_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"evenly/internal/mail"
	"evenly/internal/world"
)

var linkInMail = regexp.MustCompile(`http://evenly\.test(/l/[A-Za-z0-9_-]+)`)

// newest waits for the mail to an address that says something, and returns it with its link. The clock of the worker writes
// mails of its own at any moment, so that their order says nothing.
func newest(t *testing.T, w *world.World, to, says string) (m mail.Message, link string) {
	t.Helper()
	w.Eventually("a mail to "+to, func() bool {
		i := slices.IndexFunc(w.Mail.To(to), func(x mail.Message) bool { return strings.Contains(x.Subject+"\n"+x.Text, says) })
		if i >= 0 {
			m = w.Mail.To(to)[i]
		}
		return i >= 0
	})
	found := linkInMail.FindStringSubmatch(m.Text)
	if found == nil {
		t.Fatalf("no link in: %s", m.Text)
	}
	return m, found[1]
}

// hurry makes waiting mails due now.
func hurry(w *world.World) {
	w.SQL(`UPDATE river.river_job SET scheduled_at = now(), state = 'available' WHERE kind = 'deliver' AND state IN ('scheduled', 'available')`)
}

func TestConfirmFromMailInTwoTaps(t *testing.T) {
	t.Parallel()
	w, _, priya, okafor, pair := pairOf(t)
	logMeeting(okafor, pair, nil).Want(http.StatusSeeOther)
	if got := world.One[string](w, `SELECT not_before::text FROM message WHERE kind = 'meeting.confirm'`); !strings.HasPrefix(got, "2026-04-17 11:00:00") {
		t.Errorf("logged at 5 in the morning, the mail goes out at %s", got)
	}
	w.Work()
	hurry(w)
	m, link := newest(t, w, priya.Email, "logged a meeting with you")
	if !strings.Contains(m.Subject, "logged a meeting with you") {
		t.Errorf("subject %q", m.Subject)
	}
	phone := w.Visitor() // nobody is signed in on it
	page := phone.Get(link).Want(http.StatusOK)
	if got := page.Text("main"); !strings.Contains(got, "logged 30 min today, in hospital") {
		t.Errorf("page: %s", got)
	}
	phone.Get(link).Want(http.StatusOK) // a scanner; nothing happens
	if got := world.One[int](w, `SELECT count(*) FROM meeting WHERE other_answer IS NOT NULL`); got != 0 {
		t.Fatal("opening the link answered")
	}
	done := phone.Follow(phone.Submit(page, "#confirm", nil, "answer=confirmed"))
	if got := done.Text("h1"); got != "Confirmed" {
		t.Errorf("then: %q", got)
	}
	phone.Submit(done, "main form", nil, "answer=withdrawn").Want(http.StatusSeeOther)
	page = phone.Get(link)
	phone.Submit(page, "#answer", values("minutes", "15"), "answer=differs").Want(http.StatusSeeOther)
	if got := phone.Get(link).Text("main"); !strings.Contains(got, "15 min count until you agree") {
		t.Errorf("a version of one's own: %s", got)
	}
	// The link is no session.
	phone.Get(priya.Program.At.Home()).Want(http.StatusSeeOther)
	w.Advance(8 * 24 * time.Hour)
	phone.Get(link).Want(http.StatusGone)
	phone.Get("/l/nonsense").Want(http.StatusGone)
}

func TestNoMailWhenItIsTakenBackOrAnswered(t *testing.T) {
	t.Parallel()
	w, _, priya, okafor, pair := pairOf(t)
	page := okafor.Follow(logMeeting(okafor, pair, nil))
	okafor.Submit(page, ".toast form", nil, "").Want(http.StatusSeeOther)
	if got := world.One[string](w, `SELECT state FROM message`); got != "stopped" {
		t.Errorf("the mail about a meeting that was taken back is %s", got)
	}
	logMeeting(okafor, pair, values("when", "yesterday")).Want(http.StatusSeeOther)
	logMeeting(priya, pair, values("when", "yesterday")).Want(http.StatusSeeOther)
	if got := world.One[int](w, `SELECT count(*) FROM message WHERE state = 'waiting'`); got != 0 {
		t.Errorf("%d mails wait although both logged it", got)
	}
}

func TestPromptsByTheClock(t *testing.T) {
	t.Parallel()
	w, im, priya, okafor, pair := pairOf(t)
	second := im.Pair(im.Resident("Tom Whitfield", 1), okafor, "2025-09-01")
	prompts := func() int {
		return world.One[int](w, `SELECT count(*) FROM message WHERE kind IN ('meeting.prompt', 'meeting.ask')`)
	}
	tick := func() {
		t.Helper()
		if err := w.App.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	tick() // 5 in the morning in New York
	if n := prompts(); n != 0 {
		t.Fatalf("%d prompts at night", n)
	}
	w.Advance(6 * time.Hour)
	tick()
	tick()
	if n := prompts(); n != 3 {
		t.Fatalf("%d prompts, want one for each of the three people", n)
	}
	if got := world.One[string](w, `SELECT split_part(subject, ' ', 1) FROM message WHERE person_id = $1`, string(okafor.ID)); got != pair {
		t.Errorf("the mentor is asked about %s, not about the pair that waited longest (%s, not %s)", got, pair, second)
	}
	w.Advance(13 * 24 * time.Hour)
	tick()
	if n := prompts(); n != 3 {
		t.Errorf("%d prompts within 14 days", n)
	}
	// Somebody who is away is left alone; so is somebody who met.
	w.SQL(`INSERT INTO time_away (institution_id, program_id, person_id, starts_on, ends_on, kind, created_by)
		VALUES ($1, $2, $3, '2026-04-20', '2026-05-20', 'leave', $3)`, string(im.In.ID), string(im.ID), string(priya.ID))
	met(im, second, okafor, "2026-04-29", "on_site")
	w.Advance(3 * 24 * time.Hour)
	tick()
	if n := prompts(); n != 3 {
		t.Errorf("%d prompts although one is away and one met", n)
	}
}

func TestLogFromMailInTwoTaps(t *testing.T) {
	t.Parallel()
	w, im, priya, okafor, pair := pairOf(t)
	w.Advance(6 * time.Hour)
	if err := w.App.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.Work()
	m, link := newest(t, w, okafor.Email, "Did you and Priya Nair meet?")
	if m.Subject != "Did you and Priya Nair meet?" {
		t.Errorf("subject %q", m.Subject)
	}
	phone := w.Visitor()
	form := phone.Get(link).Want(http.StatusOK)
	if got := form.Text(".eyebrow"); !strings.Contains(got, "Dr. Amara Okafor") {
		t.Errorf("it says: %q", got)
	}
	bad := phone.Submit(form, "#log", values("when", "other", "date", "2027-01-01"), "op=log").Want(http.StatusUnprocessableEntity)
	if !bad.Has(".summary-errors") {
		t.Error("no word about what is wrong")
	}
	done := phone.Follow(phone.Submit(form, "#log", nil, "op=log"))
	if got := done.Text("main"); !strings.Contains(got, "30 min today, in hospital") {
		t.Errorf("then: %s", got)
	}
	if n := meetingsOf(w, pair); n != 1 {
		t.Fatalf("%d meetings", n)
	}
	phone.Submit(form, "#log", nil, "op=log").Want(http.StatusSeeOther) // the same form again
	if n := meetingsOf(w, pair); n != 1 {
		t.Fatalf("%d meetings after a double tap", n)
	}
	phone.Submit(done, "main form", nil, "op=undo").Want(http.StatusSeeOther)
	if n := meetingsOf(w, pair); n != 0 {
		t.Errorf("%d meetings after Undo", n)
	}
	if !phone.Get(link).Has("#log") {
		t.Error("after Undo the link does not log any more")
	}
	_, _ = im, priya
}

func TestBothAreAskedBeforeAPromiseCountsAsMissed(t *testing.T) {
	t.Parallel()
	w, im, priya, okafor, pair := pairOf(t)
	w.SetNow(time.Date(2025, 10, 2, 15, 0, 0, 0, time.UTC)) // the first stretch ended on 29 September
	for range 3 {
		if err := w.App.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.Advance(4 * 24 * time.Hour)
	}
	if n := world.One[int](w, `SELECT count(*) FROM message WHERE kind = 'meeting.ask'`); n != 2 {
		t.Fatalf("%d questions, want one to each of the two", n)
	}
	w.Work()
	m, link := newest(t, w, priya.Email, "No meeting is logged")
	if !strings.Contains(m.Text, "No meeting is logged from 1 Jul to 29 Sep.") {
		t.Errorf("it asks: %s", m.Text)
	}
	phone := w.Visitor()
	phone.Submit(phone.Get(link), "#log", values("when", "other", "date", "2025-09-20"), "op=log").Want(http.StatusSeeOther)
	w.SetNow(time.Date(2025, 11, 1, 15, 0, 0, 0, time.UTC))
	if got := okafor.Get(im.At.Pair(pair)).Text("main"); !strings.Contains(got, "Kept so far.") {
		t.Errorf("a late log does not settle it: %s", got)
	}
}
