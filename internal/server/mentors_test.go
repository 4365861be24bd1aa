package server_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"evenly/internal/mentorship"
	"evenly/internal/world"
)

func cards(p *world.Page) (names []string) {
	for _, n := range p.All(".cards [data-id]") {
		names = append(names, world.Attr(n, "data-name"))
	}
	return names
}

func TestBrowseOrderIsOnesOwnForADay(t *testing.T) {
	t.Parallel()
	s := newSeason(t)
	for i := range 8 {
		s.Mentor(fmt.Sprintf("Mentor Number%d", i), 1)
	}
	ben := s.Resident("Ben Adler", 1)
	first := cards(s.ana.Get(s.At.Mentors()))
	if diff := cmp.Diff(first, cards(s.ana.Get(s.At.Mentors()))); diff != "" || len(first) != 12 {
		t.Errorf("the order of %d changed within a day: %s", len(first), diff)
	}
	if cmp.Equal(first, cards(ben.Get(s.At.Mentors()))) {
		t.Error("two residents see the same order")
	}
	s.W.Advance(24 * time.Hour)
	if cmp.Equal(first, cards(s.ana.Get(s.At.Mentors()))) {
		t.Error("the order is the same the next day")
	}
}

func TestBrowseFilters(t *testing.T) {
	t.Parallel()
	s := newSeason(t)
	s.W.SQL(`UPDATE mentor SET domains = '{Wellbeing}', languages = '{Swedish}', specialty = 'Hospital medicine' WHERE person_id = $1`, string(s.lindqvist.ID))
	s.W.SQL(`UPDATE mentor SET meets_by_video = true WHERE person_id = $1`, string(s.stern.ID))
	for query, want := range map[string]int{"": 4, "?domain=Wellbeing": 1, "?domain=Research&domain=Wellbeing": 0, "?domain=Research&domain=Wellbeing&any=1": 4,
		"?language=swedish": 1, "?specialty=Cardiology": 3, "?video=yes": 1, "?places=2": 2, "?q=HOSPITAL+wellbeing": 1, "?q=nobody": 0} {
		if got := len(cards(s.ana.Get(s.At.Mentors() + query).Want(http.StatusOK))); got != want {
			t.Errorf("%q shows %d mentors, want %d", query, got, want)
		}
	}
	empty := s.ana.Get(s.At.Mentors() + "?domain=Research&domain=Wellbeing")
	if got, act := empty.Text(".empty p:first-of-type"), empty.Text(".empty a"); got != "No mentor offers Research and Wellbeing." || act != "Show either" {
		t.Errorf("the empty page says %q, %q", got, act)
	}
	if got := len(cards(s.ana.Get(empty.Attr(".empty a", "href")))); got != 4 {
		t.Errorf("loosening shows %d", got)
	}
	if got := len(cards(s.ana.Get(s.ana.Get(s.At.Mentors()).Attr(".chips a:nth-of-type(3)", "href")))); got == 4 {
		t.Error("a chip narrows nothing")
	}
}

func TestAddFromAProfileAndFromTheList(t *testing.T) {
	t.Parallel()
	s := newSeason(t)
	p := s.ana.Get(s.At.Mentor("okafor")).Want(http.StatusOK)
	added := s.ana.Submit(p, "main form[action$=ranking]", nil, "")
	if added.Location != s.At.Mentor("okafor") {
		t.Fatalf("%d to %q", added.Status, added.Location)
	}
	after := s.ana.Follow(added)
	if !strings.Contains(after.Text("main"), "Your 1st choice") || !strings.Contains(after.Text("undo-toast"), "Added as your 1st choice") {
		t.Errorf("after adding: %s", after.Text("body"))
	}
	list := s.ana.Get(s.At.Mentors() + "?domain=Research")
	s.ana.Follow(s.ana.Submit(list, "form#add", nil, "op=add:"+string(s.reyes.ID)))
	if got := families(s.chosen(s.ana)); got != "Okafor Reyes" {
		t.Errorf("chosen %s", got)
	}
	undone := s.ana.Submit(after, "undo-toast form", nil, "")
	if undone.Status != http.StatusSeeOther || families(s.chosen(s.ana)) != "Reyes" {
		t.Errorf("undo: %d, chosen %s", undone.Status, families(s.chosen(s.ana)))
	}
	if away := s.ana.Post(s.At.Ranking(), url.Values{"key": {"0123456789"}, "op": {"add:" + string(s.stern.ID)}, "next": {"//evil.example"}}); away.Location != "/" {
		t.Errorf("a foreign address leads to %q", away.Location)
	}
}

func TestMentorsBeforeOpening(t *testing.T) {
	t.Parallel()
	s := newSeason(t)
	s.SetState(mentorship.ProfilesOpen)
	s.W.SQL(`UPDATE mentor SET state = 'draft' WHERE person_id <> $1`, string(s.okafor.ID))
	p := s.ana.Get(s.At.Mentors()).Want(http.StatusOK)
	if got := p.Text("h1"); got != "1 of 4 profiles are ready" || len(cards(p)) != 1 || p.Has("button[value^=add]") {
		t.Errorf("h1 %q with %d cards", got, len(cards(p)))
	}
	if got := len(cards(s.Person("Sam Lee", "coordinator").Get(s.At.Mentors()))); got != 4 {
		t.Errorf("the coordinator sees %d of 4", got)
	}
}

func TestSlides(t *testing.T) {
	t.Parallel()
	s := newSeason(t)
	s.W.SQL(`UPDATE mentor SET places = 0 WHERE person_id = $1`, string(s.reyes.ID))
	a, b := s.ana.Get(s.At.MentorSlides()).Want(http.StatusOK), s.okafor.Get(s.At.MentorSlides()).Want(http.StatusOK)
	if got := len(a.All(".slide")); got != 3 {
		t.Errorf("%d slides, want 3", got)
	}
	if diff := cmp.Diff(a.Text(".slide h2"), b.Text(".slide h2")); diff != "" {
		t.Error("two copies of the deck differ in order", diff)
	}
}

func TestSiblingsAreShownAndNotRanked(t *testing.T) {
	t.Parallel()
	s := newSeason(t)
	peds := s.W.Program("peds")
	open, closed := peds.Mentor("Omar Haddad", 2), peds.Mentor("Nina Closed", 2)
	s.W.SQL(`UPDATE mentor SET open_to_siblings = true WHERE person_id = $1`, string(open.ID))
	text := s.ana.Get(s.At.Mentors()).Text("main")
	if !strings.Contains(text, "Omar Haddad") || strings.Contains(text, closed.Name.Family) {
		t.Errorf("siblings: %s", text)
	}
	s.ana.Post(s.At.Ranking(), url.Values{"key": {"0123456789"}, "op": {"add:" + string(open.ID)}}).Want(http.StatusUnprocessableEntity)
}

func TestConflictRules(t *testing.T) {
	t.Parallel()
	s := newSeason(t)
	director := s.Person("Helen Marsh", "director")
	ben := s.Resident("Ben Adler", 1)
	s.W.SQL(`UPDATE membership SET ccc = true WHERE person_id = $1`, string(s.stern.ID))
	add := func(form url.Values) *world.Page {
		return director.Submit(director.Get(s.At.Rules()), "form#rule", form, "")
	}
	director.Follow(add(url.Values{"kind": {"ccc"}, "role": {"ccc"}, "note": {"They decide about promotion."}}))
	s.W.Advance(time.Minute) // rules stand in the order they were made
	director.Follow(add(url.Values{"kind": {"supervisor"}, "mentor": {string(s.okafor.ID)}, "resident": {string(ben.ID)}}))
	p := director.Get(s.At.Rules()).Want(http.StatusOK)
	if got := p.Text("h1"); got != "Rules leave 3 of 4 mentors" {
		t.Errorf("h1 %q", got)
	}
	if got := p.Text("tbody"); !strings.Contains(got, "1 mentor, 3 places") || !strings.Contains(got, "1 pair") || !strings.Contains(got, "with Ben Adler") {
		t.Errorf("costs: %s", got)
	}

	if got := len(cards(s.ana.Get(s.At.Ranking()))); got != 3 {
		t.Errorf("Ana can choose from %d, want 3", got)
	}
	if got := len(cards(ben.Get(s.At.Ranking()))); got != 2 {
		t.Errorf("Ben can choose from %d, want 2", got)
	}
	if got := s.ana.Get(s.At.Mentor("stern")).Text(".banner"); got != "Program rule: clinical competency committee." {
		t.Errorf("the profile says %q", got)
	}

	for _, form := range []url.Values{{"kind": {"ccc"}, "role": {"ccc"}}, {}, {"kind": {"other"}, "mentor": {string(director.ID)}}, {"kind": {"other"}, "role": {"chief"}, "resident": {string(ben.ID)}}} {
		refused := add(form).Want(http.StatusUnprocessableEntity)
		if !refused.Has(".summary-errors") || !refused.Has(".error") {
			t.Errorf("%v: no words at the field", form)
		}
	}

	removed := director.Follow(director.Submit(p, "tbody tr:first-child form", nil, ""))
	if got := len(cards(s.ana.Get(s.At.Ranking()))); got != 4 {
		t.Errorf("after removing the rule Ana can choose from %d", got)
	}
	director.Follow(director.Submit(removed, "undo-toast form", nil, ""))
	if got := len(cards(s.ana.Get(s.At.Ranking()))); got != 3 {
		t.Errorf("after undo Ana can choose from %d", got)
	}
	facilitator := s.Person("Fay Ito", "facilitator")
	if facilitator.Get(s.At.Rules()).Want(http.StatusOK).Has("form#rule") {
		t.Error("a facilitator is offered to change rules")
	}
	facilitator.Post(s.At.Rules(), url.Values{"key": {"0123456789"}}).Want(http.StatusForbidden)
	for _, who := range []*world.Person{s.ana, s.okafor} {
		who.Get(s.At.Rules()).Want(http.StatusForbidden)
	}
	director.Post(s.At.RuleRemove("nonsense"), url.Values{"key": {"0123456789"}}).Want(http.StatusNotFound)
}
