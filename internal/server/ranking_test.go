package server_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"evenly/internal/mentorship"
	"evenly/internal/world"
)

// season is a program whose residents are ranking.
type season struct {
	*world.Program
	ana                             *world.Person
	okafor, reyes, stern, lindqvist *world.Person
}

func newSeason(t *testing.T) season {
	t.Helper()
	im := world.New(t).Program("im")
	im.SetState(mentorship.RankingOpen)
	return season{im, im.Resident("Ana Pereira", 2), im.Mentor("Amara Okafor", 2), im.Mentor("Camila Reyes", 1), im.Mentor("Miriam Stern", 3),
		im.Mentor("Sten Lindqvist", 1)}
}

// press sends the ranking form with one of its buttons, as a browser without scripts does.
func (s season) press(who *world.Person, button string) *world.Page {
	return who.Submit(who.Get(s.At.Ranking()), "form#rank", nil, button)
}

// chosen is the list on a resident's page, in order.
func (s season) chosen(who *world.Person) (names []string) {
	p := who.Get(s.At.Ranking()).Want(http.StatusOK)
	for _, n := range p.All("[data-slots] [data-id]") {
		names = append(names, world.Attr(n, "data-name"))
	}
	return names
}

func TestRankWithoutScripts(t *testing.T) {
	t.Parallel()
	s := newSeason(t)
	p := s.ana.Get(s.At.Ranking()).Want(http.StatusOK)
	if got := p.Text("h1"); got != "Rank three mentors" {
		t.Errorf("h1 %q", got)
	}
	for _, m := range []*world.Person{s.okafor, s.reyes, s.stern} {
		after := s.press(s.ana, "op=add:"+string(m.ID))
		if after.Status != http.StatusSeeOther || after.Location != s.At.Ranking()+"#rank" {
			t.Fatalf("add: %d to %q", after.Status, after.Location)
		}
	}
	for _, c := range []struct{ button, want string }{
		{"op=up:" + string(s.stern.ID), "Okafor Stern Reyes"},
		{"op=down:" + string(s.okafor.ID), "Stern Okafor Reyes"},
		{"op=add:" + string(s.lindqvist.ID), "Stern Okafor Lindqvist"}, // a full list swaps its last
		{"op=remove:" + string(s.okafor.ID), "Stern Lindqvist"},
	} {
		s.ana.Follow(s.press(s.ana, c.button))
		if got := families(s.chosen(s.ana)); got != c.want {
			t.Errorf("after %s: %s, want %s", c.button, got, c.want)
		}
	}
	done := s.ana.Follow(s.press(s.ana, "op=done")).Want(http.StatusOK)
	if got := done.Text("h1"); got != "Your ranking is in" {
		t.Errorf("h1 after Done %q", got)
	}
	if got := done.Text(".slots strong"); !strings.Contains(got, "Miriam Stern") || !strings.Contains(done.Text("main"), "Change it until Fri 24 Apr, 5 am") {
		t.Errorf("the confirmation does not show the list and until when: %s", done.Text("main"))
	}
}

func TestUndoWithoutScripts(t *testing.T) {
	t.Parallel()
	s := newSeason(t)
	for _, m := range []*world.Person{s.okafor, s.reyes, s.stern} {
		s.press(s.ana, "op=add:"+string(m.ID))
	}
	for what, button := range map[string]string{"swap": "op=add:" + string(s.lindqvist.ID), "remove": "op=remove:" + string(s.okafor.ID)} {
		p := s.ana.Follow(s.press(s.ana, button))
		back := s.ana.Submit(p, "undo-toast form", nil, "")
		if back.Status != http.StatusSeeOther {
			t.Fatalf("undo %s: %d", what, back.Status)
		}
		if got := families(s.chosen(s.ana)); got != "Okafor Reyes Stern" {
			t.Errorf("after undoing the %s: %s", what, got)
		}
	}
}

// A script sends the whole order; the state beside the heading comes back with the version for its next save.
func TestAutosave(t *testing.T) {
	t.Parallel()
	s := newSeason(t)
	form, _ := s.ana.Get(s.At.Ranking()).Form("form#rank")
	save := func(ids ...string) *world.Page {
		form["rank"], form["op"], form["key"] = ids, []string{"save"}, []string{"script-key-" + strconv.Itoa(len(ids)) + form.Get("version")}
		return s.ana.Ask(s.At.Ranking(), form, http.Header{"X-Fragment": {"1"}})
	}
	p := s.ana.Follow(save(string(s.stern.ID), string(s.okafor.ID)))
	if got := p.Text("[data-saved]"); !strings.HasPrefix(got, "Saved ") {
		t.Errorf("state %q", got)
	}
	if got := families(s.chosen(s.ana)); got != "Stern Okafor" {
		t.Errorf("saved %s", got)
	}
	stale := save(string(s.reyes.ID)).Want(http.StatusConflict) // the form still has the old version
	if got := stale.Text("[data-saved]"); !strings.Contains(got, "another window") || stale.Attr("[data-saved] input", "value") != "0" {
		t.Errorf("a stale save says %q with version %s", got, stale.Attr("[data-saved] input", "value"))
	}
	form.Set("version", p.Attr("[data-saved] input", "value"))
	s.ana.Follow(save(string(s.reyes.ID)))
	if got := families(s.chosen(s.ana)); got != "Reyes" {
		t.Errorf("saved %s", got)
	}
}

func TestStaleRankingPage(t *testing.T) {
	t.Parallel()
	s := newSeason(t)
	old := s.ana.Get(s.At.Ranking())
	s.press(s.ana, "op=add:"+string(s.okafor.ID))
	p := s.ana.Submit(old, "form#rank", nil, "op=add:"+string(s.reyes.ID)).Want(http.StatusConflict)
	if !strings.Contains(p.Text(".banner"), "changed in another window") || families(names(p)) != "Okafor" {
		t.Errorf("a stale page answers %q with %s", p.Text(".banner"), families(names(p)))
	}
	s.ana.Follow(s.ana.Submit(p, "form#rank", nil, "op=add:"+string(s.reyes.ID)))
	if got := families(s.chosen(s.ana)); got != "Okafor Reyes" {
		t.Errorf("after the newest page: %s", got)
	}
}

func TestSamePostTwiceIsOneChange(t *testing.T) {
	t.Parallel()
	s := newSeason(t)
	p := s.ana.Get(s.At.Ranking())
	for range 2 {
		after := s.ana.Submit(p, "form#rank", nil, "op=add:"+string(s.okafor.ID))
		if after.Status != http.StatusSeeOther {
			t.Fatalf("%d: %s", after.Status, after.Text("main"))
		}
	}
	if n := world.One[int](s.W, `SELECT version FROM rank_list`); n != 1 {
		t.Errorf("the list has version %d, want 1", n)
	}
}

func TestRankingClosedMeanwhile(t *testing.T) {
	t.Parallel()
	s := newSeason(t)
	s.press(s.ana, "op=add:"+string(s.okafor.ID))
	p := s.ana.Get(s.At.Ranking())
	s.W.Advance(8 * 24 * time.Hour)
	late := s.ana.Submit(p, "form#rank", nil, "op=add:"+string(s.reyes.ID)).Want(http.StatusConflict)
	if got := late.Text(".banner"); got != "Ranking closed at 5 am. Your last saved list counts." {
		t.Errorf("banner %q", got)
	}
	if got := late.Text(".slots"); !strings.Contains(got, "Okafor") || strings.Contains(got, "Reyes") {
		t.Errorf("the list that counts: %q", got)
	}
	after := s.ana.Get(s.At.Ranking()).Want(http.StatusOK)
	if after.Has("form#rank") || after.Text("h1") != "Ranking is closed" {
		t.Errorf("after closing: %s", after.Text("main"))
	}
	if p := s.ana.Get(s.At.Mentors()).Want(http.StatusOK); p.Has("button[value^=add]") || !strings.Contains(p.Text(".banner"), "Ranking closed on Fri 24 Apr") {
		t.Errorf("browsing after closing: %s", p.Text("main"))
	}
}

func TestRankingNotOpenYet(t *testing.T) {
	t.Parallel()
	s := newSeason(t)
	s.SetState(mentorship.ProfilesOpen)
	if got := s.ana.Get(s.At.Ranking()).Want(http.StatusOK).Text("h1"); got != "Ranking is not open yet" {
		t.Errorf("h1 %q", got)
	}
}

func TestWithdrawnMentorKeepsTheirPlaceUntilTheResidentAgrees(t *testing.T) {
	t.Parallel()
	s := newSeason(t)
	for _, m := range []*world.Person{s.okafor, s.reyes} {
		s.press(s.ana, "op=add:"+string(m.ID))
	}
	ben := s.Resident("Ben Adler", 1)
	mine := s.ana.Get(s.At.Ranking())
	bens := ben.Get(s.At.Ranking())
	s.okafor.Follow(s.okafor.Submit(s.okafor.Get(s.At.Profile()), "form[action$=step-back]", nil, ""))

	p := s.ana.Get(s.At.Ranking())
	if got := p.Text(".slot .gone"); got != "Has stepped back. Choose another" {
		t.Errorf("the slot says %q", got)
	}
	s.ana.Follow(s.ana.Submit(mine, "form#rank", nil, "op=up:"+string(s.reyes.ID))) // others still move
	if got := families(s.chosen(s.ana)); got != "Reyes Okafor" {
		t.Errorf("after moving: %s", got)
	}
	late := ben.Submit(bens, "form#rank", nil, "op=add:"+string(s.okafor.ID)).Want(http.StatusUnprocessableEntity)
	if got := late.Text(".summary-errors"); !strings.Contains(got, "has stepped back") || !strings.HasPrefix(late.Text("title"), "Error: ") {
		t.Errorf("adding a withdrawn mentor: %q, title %q", got, late.Text("title"))
	}
	s.W.SQL(`UPDATE mentor SET state = 'ready', places = 0 WHERE person_id = $1`, string(s.okafor.ID))
	if got := s.ana.Get(s.At.Ranking()).Text(".slot .gone"); got != "Has no place any more. Choose another" {
		t.Errorf("without places the slot says %q", got)
	}
}

// A mentor's private list reads like any stepping back, and offers nothing.
func TestVetoLooksLikeSteppingBack(t *testing.T) {
	t.Parallel()
	s := newSeason(t)
	ben := s.Resident("Ben Adler", 1)
	s.press(s.ana, "op=add:"+string(s.okafor.ID))
	for _, r := range []*world.Person{s.ana, ben} {
		s.W.SQL(`INSERT INTO cannot_mentor SELECT institution_id, program_id, person_id, $2 FROM mentor WHERE person_id = $1`, string(s.okafor.ID), string(r.ID))
	}
	vetoed := s.ana.Get(s.At.Ranking()).Text("#rank")
	s.W.SQL(`DELETE FROM cannot_mentor`)
	s.W.SQL(`UPDATE mentor SET state = 'withdrawn' WHERE person_id = $1`, string(s.okafor.ID))
	if diff := cmp.Diff(s.ana.Get(s.At.Ranking()).Text("#rank"), vetoed); diff != "" {
		t.Errorf("a veto can be told from stepping back:\n%s", diff)
	}
	s.W.SQL(`UPDATE mentor SET state = 'ready' WHERE person_id = $1`, string(s.okafor.ID))
	s.W.SQL(`INSERT INTO cannot_mentor SELECT institution_id, program_id, person_id, $2 FROM mentor WHERE person_id = $1`, string(s.okafor.ID), string(ben.ID))
	if p := ben.Get(s.At.Mentors()); strings.Contains(p.Text("main"), "Okafor") {
		t.Error("the mentor is offered to a resident on their private list")
	}
	ben.Post(s.At.Ranking(), url.Values{"key": {"0123456789"}, "op": {"add:" + string(s.okafor.ID)}}).Want(http.StatusUnprocessableEntity)
}

func TestRankingSaysWhatAShortListMeans(t *testing.T) {
	t.Parallel()
	s := newSeason(t)
	text := s.ana.Get(s.At.Ranking()).Text("main")
	for _, want := range []string{"A shorter list gains you nothing.", "that counts as a 3rd choice", "Nobody is left behind", "hash",
		"Mentors never see this list.", "Open until Friday 24 April, 5 am"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if strings.Contains(text, "can’t cost you") {
		t.Error("the page promises strategy-proofness")
	}
}

func TestDoneNeedsAChoice(t *testing.T) {
	t.Parallel()
	s := newSeason(t)
	p := s.press(s.ana, "op=done").Want(http.StatusUnprocessableEntity)
	if got := p.Text(".summary-errors a"); got != "Choose at least one mentor first." {
		t.Errorf("summary %q", got)
	}
}

// Nobody but the resident reads a rank list or a private list, and nobody's page names one.
func TestListsArePrivate(t *testing.T) {
	t.Parallel()
	s := newSeason(t)
	director, coordinator, chief := s.Person("Helen Marsh", "director"), s.Person("Sam Lee", "coordinator"), s.Person("Cal Voss", "chief")
	s.press(s.ana, "op=add:"+string(s.okafor.ID))
	s.W.SQL(`INSERT INTO not_with SELECT institution_id, program_id, $2, person_id FROM mentor WHERE person_id = $1`, string(s.reyes.ID), string(s.ana.ID))
	for _, who := range []*world.Person{s.okafor, s.reyes, director, coordinator, chief} {
		for _, path := range []string{s.At.Ranking(), s.At.Ranked(), s.At.NotWith()} {
			who.Get(path).Want(http.StatusForbidden)
		}
		for _, path := range []string{s.At.Mentors(), s.At.Mentor("okafor"), s.At.Mentor("reyes"), s.At.MentorSlides()} {
			if text := who.Get(path).Want(http.StatusOK).Text("main"); strings.Contains(text, "Pereira") || strings.Contains(text, "private list") || strings.Contains(text, "choice") {
				t.Errorf("%s reads on %s: %s", who.Name.Full(), path, text)
			}
		}
	}
	for _, who := range []*world.Person{s.ana, director, coordinator, chief} {
		who.Get(s.At.CannotMentor()).Want(http.StatusForbidden)
	}
	if text := s.okafor.Get(s.At.Profile()).Text("main"); strings.Contains(text, "Pereira") {
		t.Error("a mentor's profile names a resident")
	}
}

func families(names []string) string {
	var out []string
	for _, n := range names {
		parts := strings.Fields(n)
		out = append(out, parts[len(parts)-1])
	}
	return strings.Join(out, " ")
}

func names(p *world.Page) (out []string) {
	for _, n := range p.All("[data-slots] [data-id]") {
		out = append(out, world.Attr(n, "data-name"))
	}
	return out
}
