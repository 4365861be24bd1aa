package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
	"evenly/internal/world"
)

// met writes a confirmed meeting into the database, as if both had logged it on its day.
func met(p *world.Program, pair mentorship.PairingID, by *world.Person, day string, setting string) {
	p.W.SQL(`INSERT INTO meeting (institution_id, program_id, pairing_id, held_on, minutes, setting, logged_by, logged_at, other_answer)
		VALUES ($1, $2, $3, $4::text::date, 30, $5, $6, $4::text::date + interval '15 hours', 'confirmed')`,
		string(p.In.ID), string(p.ID), string(pair), day, setting, string(by.ID))
}

func TestResidentsHomeByTheStateOfTheYear(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	im := w.Program("im")
	priya := im.Resident("Priya Nair", 2)
	for state, want := range map[mentorship.CycleState]string{
		mentorship.ProfilesOpen: "Mentor profiles are being written", mentorship.RankingOpen: "Rank three mentors",
		mentorship.Matching: "The match is being made", mentorship.Running: "Nothing needs you",
	} {
		im.SetState(state)
		if got := priya.Get(im.At.Home()).Want(http.StatusOK).Text("h1"); got != want {
			t.Errorf("%s: title %q, want %q", state, got, want)
		}
	}
}

// A match is announced in spring for a year that begins in July: both are told at once who it is.
func TestAnAnnouncedPairIsShownBeforeItBegins(t *testing.T) {
	t.Parallel()
	im := world.New(t).Program("im")
	priya, okafor := im.Resident("Priya Nair", 2), im.Mentor("Amara Okafor", 2)
	im.Pair(priya, okafor, "2026-07-01")
	for _, c := range []struct {
		who   *world.Person
		title string
	}{{priya, "You begin with Dr. Okafor on Wednesday 1 July"}, {okafor, "You begin with Priya Nair on Wednesday 1 July"}} {
		p := c.who.Get(im.At.Home()).Want(http.StatusOK)
		if got := p.Text("h1"); got != c.title {
			t.Errorf("%s: title %q, want %q", c.who.Name.Full(), got, c.title)
		}
		if p.Has(`main a[href*="/meetings/new"]`) {
			t.Errorf("%s: a meeting can be logged before the pair begins", c.who.Name.Full())
		}
		c.who.Get(p.Attr(".person h2 a", "href")).Want(http.StatusOK)
	}
}

func TestRolesHaveTheirOwnHomes(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	im := w.Program("im")
	hollis := im.Mentor("Ruth Hollis", 2)
	im.As(func(tx *store.Tx) error { return tx.PutRole(t.Context(), hollis.ID, tenant.Director) })
	priya := im.Resident("Priya Nair", 2)
	im.Pair(priya, hollis, "2025-07-01")
	if got := hollis.Get(im.At.Home()); !got.Has("#against-h, #look-h") || !got.Has("a[href$='as=mentor']") {
		t.Error("a director who mentors does not see the program first, with a way to the own pairs")
	}
	if got := hollis.Get(im.At.HomeAs("mentor")).Text("main"); !strings.Contains(got, "Log a meeting") {
		t.Errorf("as a mentor: %s", got)
	}
	chief := im.Person("Sam Boateng", tenant.Chief)
	page := chief.Get(im.At.Home()).Want(http.StatusOK)
	if got := page.Text("main"); !strings.Contains(got, "Priya Nair with Dr. Hollis") && !strings.Contains(got, "Priya Nair") || strings.Contains(got, "promised") {
		t.Errorf("a chief resident sees: %s", got)
	}
	chief.Get(im.At.Pair("00000000-0000-0000-0000-000000000000")).Want(http.StatusForbidden)
}

func TestDirectorsFinding(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	im := w.Program("im")
	helen := im.Person("Helen Marsh", tenant.Director)
	okafor := im.Mentor("Amara Okafor", 10)
	if got := helen.Get(im.At.Home()).Text("h1"); got != "No pairs yet" {
		t.Errorf("without pairs: %q", got)
	}
	var pairs []mentorship.PairingID
	for i := range 12 {
		pairs = append(pairs, im.Pair(im.Resident(fmt.Sprintf("R%d Nair", i), i%3+1), okafor, "2025-07-01"))
	}
	w.SetNow(time.Date(2025, 7, 20, 12, 0, 0, 0, time.UTC))
	met(im, pairs[0], okafor, "2025-07-10", "on_site")
	page := helen.Get(im.At.Home())
	if got := page.Text("h1"); got != "Too early to judge. 1 of 12 pairs have met once." || page.Has("#look-h") {
		t.Errorf("in the first weeks: %q", got)
	}
	w.SetNow(time.Date(2026, 4, 17, 12, 0, 0, 0, time.UTC))
	for _, p := range pairs {
		for _, day := range []string{"2025-08-01", "2025-11-01", "2026-02-01"} {
			met(im, p, okafor, day, "on_site")
		}
	}
	if got := helen.Get(im.At.Home()).Text("h1"); got != "Even across all 12 pairs." {
		t.Errorf("when all is well: %q", got)
	}
	w.SQL(`DELETE FROM meeting WHERE pairing_id = $1 AND held_on > '2025-09-01'`, string(pairs[3]))
	page = helen.Get(im.At.Home())
	if got := page.Text("h1"); got != "Mostly even. One pair needs a look." {
		t.Errorf("with one short pair: %q", got)
	}
	if got := page.Text("#look-h ~ *, .rows"); !strings.Contains(got, "R3 Nair with Dr. Okafor") && !strings.Contains(got, "R3 Nair") || !strings.Contains(got, "One meeting in hospital in August") {
		t.Errorf("worth a look: %s", got)
	}
	if got := page.Text(".lede"); !strings.Contains(got, "11 of 12 residents are getting the contact your charter promises: one meeting every 13 weeks") {
		t.Errorf("lede: %s", got)
	}
	for _, p := range pairs[4:9] {
		w.SQL(`DELETE FROM meeting WHERE pairing_id = $1`, string(p))
	}
	page = helen.Get(im.At.Home())
	if got := page.Text("h1"); got != "Uneven. 6 of 12 residents are short of contact." {
		t.Errorf("when half are short: %q", got)
	}
	if got := page.Text(".banner"); !strings.Contains(got, "More than a third of the pairs missed a promised meeting") {
		t.Errorf("banner: %q", got)
	}
}

func TestWeeklyReading(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	im := w.Program("im")
	helen := im.Person("Helen Marsh", tenant.Director)
	var pairs []mentorship.PairingID
	okafor := im.Mentor("Amara Okafor", 30)
	for i := range 20 {
		p := im.Pair(im.Resident(fmt.Sprintf("R%d Nair", i), 1), okafor, "2025-07-01")
		pairs = append(pairs, p)
		for k := range 3 {
			met(im, p, okafor, time.Date(2025, 8, 1+90*k, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), "on_site")
		}
	}
	for k := range 12 {
		met(im, pairs[0], okafor, time.Date(2025, 8, 5+12*k, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), "dinner")
	}
	for range 2 { // the second look at the same week finds it done
		if err := w.App.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := world.One[int](w, `SELECT count(*) FROM reading`); got != 1 {
		t.Fatalf("%d readings of one week", got)
	}
	if got := world.One[string](w, `SELECT rule || ' ' || state || ' ' || (value <= cut)::text FROM flag WHERE pairing_id = $1`, string(pairs[0])); got != "peer higher true" {
		t.Errorf("flag: %s", got)
	}
	page := helen.Get(im.At.Home())
	if got := page.Text(".rows"); !strings.Contains(got, "12 of 15 off-site") {
		t.Errorf("more than most: %s", got)
	}
	priya := im.Resident("Priya Nair", 1)
	w.SQL(`UPDATE pairing SET resident_id = $2 WHERE id = $1`, string(pairs[5]), string(priya.ID))
	if got := priya.Get(im.At.Home()).Text("main"); !strings.Contains(got, "You have met three times. The middle half of the 20 pairs have met three times; 0 met less often than you, 1 more often.") {
		t.Errorf("a resident's own position: %s", got)
	}
	w.Advance(7 * 24 * time.Hour)
	if err := w.App.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := world.One[int](w, `SELECT count(*) FROM reading`); got != 2 {
		t.Errorf("%d readings after two weeks", got)
	}
}

func TestPairDrillDown(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	im := w.Program("im")
	helen := im.Person("Helen Marsh", tenant.Facilitator)
	okafor := im.Mentor("Amara Okafor", 10)
	priya, tom := im.Resident("Priya Nair", 2), im.Resident("Tom Whitfield", 1)
	pair, other := im.Pair(priya, okafor, "2025-07-01"), im.Pair(tom, okafor, "2025-07-01")
	met(im, pair, okafor, "2025-08-16", "virtual")
	for _, day := range []string{"2025-08-01", "2025-11-01", "2026-02-01"} {
		met(im, other, okafor, day, "on_site")
	}
	page := helen.Get(im.At.Pair(string(pair))).Want(http.StatusOK)
	if got := page.Text("h1"); got != "Priya Nair has met Dr. Okafor once since July" && !strings.HasPrefix(got, "Priya Nair has met Dr.") {
		t.Errorf("title %q", got)
	}
	for _, want := range []string{"Promised so far: 3.2.", "What we don’t know", "Tom Whitfield", "3 of 3.2", "1 meeting logged, 1 confirmed by both."} {
		if !strings.Contains(page.Text("main"), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

func TestPairsListAndItsWorkbook(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	im := w.Program("im")
	helen := im.Person("Helen Marsh", tenant.Coordinator)
	okafor := im.Mentor("Amara Okafor", 10)
	a, b := im.Pair(im.Resident("Ana Adler", 1), okafor, "2025-07-01"), im.Pair(im.Resident("Zoe Zahra", 2), okafor, "2025-07-01")
	for _, day := range []string{"2025-08-01", "2025-11-01", "2026-02-01"} {
		met(im, a, okafor, day, "on_site")
	}
	_ = b
	if got := helen.Get(im.At.Pairs() + "?sort=silence").Text("tbody tr:first-child th"); got != "Zoe Zahra" {
		t.Errorf("longest silence first: %q", got)
	}
	page := helen.Get(im.At.Pairs() + "?flag=low")
	if n := len(page.All("tbody tr")); n != 1 || !strings.Contains(page.Text("#count"), "1 of 2 pairs") {
		t.Errorf("%d pairs under the filter: %s", n, page.Text("#count"))
	}
	if got := helen.Get(im.At.Pairs() + "?pgy=7").Text("#results"); !strings.Contains(got, "No pair fits this filter.") {
		t.Errorf("nothing fits: %s", got)
	}
	book := helen.Get(page.Attr("a[href*='export']", "href")).Want(http.StatusOK)
	if got := book.Header.Get("Content-Type"); !strings.Contains(got, "spreadsheetml") {
		t.Errorf("a workbook is sent as %s", got)
	}
	if got := world.One[int](w, `SELECT (detail->>'rows')::int FROM audit WHERE act = 'pairs.export'`); got != 1 {
		t.Errorf("the audit log says %d rows", got)
	}
}

// TestQueriesDoNotGrowWithRows opens every page of contact with one pair and with many.
func TestQueriesDoNotGrowWithRows(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	im := w.Program("im")
	helen := im.Person("Helen Marsh", tenant.Director)
	okafor := im.Mentor("Amara Okafor", 30)
	priya := im.Resident("Priya Nair", 2)
	pair := im.Pair(priya, okafor, "2025-07-01")
	met(im, pair, okafor, "2025-08-16", "on_site")
	pages := map[string]func(){
		"the leads' home":   func() { helen.Get(im.At.Home()).Want(http.StatusOK) },
		"the list of pairs": func() { helen.Get(im.At.Pairs()).Want(http.StatusOK) },
		"a pair for leads":  func() { helen.Get(im.At.Pair(string(pair))).Want(http.StatusOK) },
		"a mentor's home":   func() { okafor.Get(im.At.Home()).Want(http.StatusOK) },
		"a resident's home": func() { priya.Get(im.At.Home()).Want(http.StatusOK) },
		"the form":          func() { priya.Get(im.At.MeetingNew(string(pair))).Want(http.StatusOK) },
	}
	before := map[string]int{}
	for name, open := range pages {
		before[name] = len(w.Queries(open))
	}
	for i := range 15 {
		p := im.Pair(im.Resident(fmt.Sprintf("R%d Nair", i), i%3+1), okafor, "2025-07-01")
		for k := range 6 {
			met(im, p, okafor, time.Date(2025, 8, 1+40*k, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), "on_site")
		}
	}
	for name, open := range pages {
		sent := w.Queries(open)
		if len(sent) != before[name] {
			t.Errorf("%s: %d statements with one pair, %d with sixteen:\n%s", name, before[name], len(sent), strings.Join(sent, "\n"))
		}
		t.Logf("%s: %d statements, those of admission among them", name, len(sent))
	}
}

// While next year's lists are open, pairs go on in this year's: residents rank, and still see and log what they have.
func TestNextYearIsPreparedWhileThisOneRuns(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	im := w.Program("im")
	ana, okafor := im.Resident("Ana Pereira", 1), im.Mentor("Amara Okafor", 2)
	im.Pair(ana, okafor, "2025-07-01")
	im.As(func(tx *store.Tx) error {
		day := func(s string) time.Time { d, _ := time.Parse(time.DateOnly, s); return d }
		opens, closes := w.Now().Add(-time.Hour), w.Now().Add(24*time.Hour)
		_, err := tx.PutCycle(t.Context(), mentorship.Cycle{Name: "2026–27", StartsOn: day("2026-07-01"), EndsOn: day("2027-06-30"), State: mentorship.RankingOpen,
			RankingOpensAt: &opens, RankingClosesAt: &closes, AnswerDays: 5, ListLength: 3, Seed: "seed", SeedHash: "hash"})
		return err
	})
	home := ana.Get(im.At.Home()).Want(http.StatusOK)
	for _, want := range []string{"Rank three mentors", "Okafor", "Log a meeting"} {
		if !strings.Contains(home.Text("main"), want) {
			t.Errorf("the resident's home does not say %q: %s", want, home.Text("main"))
		}
	}
	helen := im.Person("Helen Marsh", tenant.Director)
	if got := helen.Get(im.At.Pairs()).Want(http.StatusOK).Text("main"); !strings.Contains(got, "Ana Pereira") {
		t.Errorf("the pair is gone from the director's list: %s", got)
	}
}
