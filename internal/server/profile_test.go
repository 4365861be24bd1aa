package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"evenly/internal/mentorship"
	"evenly/internal/world"
)

// written is a whole profile as its form sends it.
func written() url.Values {
	return url.Values{"specialty": {"Nephrology"}, "ask_me": {"Clinical trials and rejection letters."}, "domains": {"Teaching", "Research"},
		"background": {"Accra, then Leeds.\r\nTwelve years of dialysis."}, "languages": {"English, Twi"}, "meets_by_video": {"yes"}, "places": {"3"},
		"identity": {"First in my family"}, "identity_seen_by": {"residents"}}
}

func TestWriteAndPublishAProfile(t *testing.T) {
	t.Parallel()
	s := newSeason(t)
	s.W.SQL(`UPDATE mentor SET state = 'draft' WHERE person_id = $1`, string(s.okafor.ID))
	s.ana.Get(s.At.Mentor("okafor")).Want(http.StatusNotFound)

	draft := written()
	draft.Set("places", "many") // a draft may be anything
	saved := s.okafor.Follow(s.okafor.Submit(s.okafor.Get(s.At.Profile()), "form#profile", draft, "op=save"))
	if got := saved.Attr("#places", "value"); got != "many" || !strings.HasPrefix(saved.Text("[data-saved]"), "Saved ") {
		t.Errorf("the draft came back with %q places, %q", got, saved.Text("[data-saved]"))
	}
	s.ana.Get(s.At.Mentor("okafor")).Want(http.StatusNotFound)

	refused := s.okafor.Submit(saved, "form#profile", url.Values{"ask_me": {""}}, "op=publish").Want(http.StatusUnprocessableEntity)
	for _, id := range []string{"#places-error", "#ask_me-error"} {
		if refused.Text(id) == "" {
			t.Errorf("nothing is said at %s", id)
		}
	}
	if refused.Attr("#specialty", "value") != "Nephrology" || !refused.Has(".summary-errors a[href='#places']") || !strings.HasPrefix(refused.Text("title"), "Error: ") {
		t.Error("the form lost its input, its summary or its title")
	}

	s.okafor.Follow(s.okafor.Submit(refused, "form#profile", written(), "op=publish"))
	p := s.ana.Get(s.At.Mentor("okafor")).Want(http.StatusOK)
	for _, want := range []string{"Nephrology", "Clinical trials", "Twelve years of dialysis", "English, Twi", "3 places", "Also meets by video", "First in my family"} {
		if !strings.Contains(p.Text("main"), want) {
			t.Errorf("the profile does not show %q: %s", want, p.Text("main"))
		}
	}
}

// What a mentor says about their own identity is seen by whom they chose, and never on slides for a room unless by all.
func TestIdentityIsSeenByWhomTheMentorChose(t *testing.T) {
	t.Parallel()
	s := newSeason(t)
	director, coordinator := s.Person("Helen Marsh", "director"), s.Person("Sam Lee", "coordinator")
	for seen, want := range map[string][4]bool{ // resident, mentor, director, slides
		"nobody": {}, "residents": {true, false, false, false}, "everyone": {true, true, true, true},
	} {
		s.W.SQL(`UPDATE mentor SET identity = 'Quaker farmer', identity_seen_by = $2 WHERE person_id = $1`, string(s.okafor.ID), seen)
		for i, page := range []*world.Page{s.ana.Get(s.At.Mentor("okafor")), s.reyes.Get(s.At.Mentor("okafor")), director.Get(s.At.Mentor("okafor")),
			s.ana.Get(s.At.MentorSlides())} {
			if got := strings.Contains(page.Want(http.StatusOK).Text("main"), "Quaker"); got != want[i] {
				t.Errorf("seen by %s, reader %d: %t, want %t", seen, i, got, want[i])
			}
		}
		if strings.Contains(coordinator.Get(s.At.MentorEdit("okafor")).Want(http.StatusOK).Body, "Quaker") {
			t.Error("the coordinator reads it where profiles are edited")
		}
	}
}

func TestTwoWindowsOnOneProfile(t *testing.T) {
	t.Parallel()
	s := newSeason(t)
	mine, also := s.okafor.Get(s.At.Profile()), s.okafor.Get(s.At.Profile())
	s.okafor.Follow(s.okafor.Submit(mine, "form#profile", written(), "op=publish"))

	other := written()
	other.Set("specialty", "Rheumatology")
	both := s.okafor.Submit(also, "form#profile", other, "op=publish").Want(http.StatusConflict)
	if got := both.Text("#theirs-h ~ .diff, .diff"); !strings.Contains(got, "Nephrology") || !strings.Contains(got, "Rheumatology") {
		t.Errorf("the page does not show both versions: %q", got)
	}
	s.okafor.Follow(s.okafor.Submit(both, "form#profile", nil, "op=publish")) // knowing both
	if got := s.ana.Get(s.At.Mentor("okafor")).Text(".lede"); got != "Rheumatology" {
		t.Errorf("published %q", got)
	}
}

func TestAutosaveOfAProfile(t *testing.T) {
	t.Parallel()
	s := newSeason(t)
	page := s.okafor.Get(s.At.Profile())
	form, action := page.Form("form#profile")
	save := func(key, specialty string) *world.Page {
		form.Set("key", key)
		form.Set("op", "save")
		form.Set("specialty", specialty)
		return s.okafor.Ask(action, form, http.Header{"X-Fragment": {"1"}})
	}
	first := s.okafor.Follow(save("autosave-1", "Neph"))
	stale := save("autosave-2", "Nephro").Want(http.StatusConflict)
	if got := stale.Text("[data-saved].not"); !strings.Contains(got, "changed elsewhere") || stale.Attr("[data-saved] input", "value") == first.Attr("[data-saved] input", "value") {
		t.Errorf("a stale save says %q", got)
	}
	form.Set("version", first.Attr("[data-saved] input", "value"))
	s.okafor.Follow(save("autosave-3", "Nephrology"))
	if got := s.okafor.Get(s.At.Profile()).Attr("#specialty", "value"); got != "Nephrology" {
		t.Errorf("the draft holds %q", got)
	}
	if got := s.ana.Get(s.At.Mentor("okafor")).Text(".lede"); got != "Cardiology" {
		t.Errorf("residents read the draft: %q", got)
	}
	dropped := s.okafor.Follow(s.okafor.Submit(s.okafor.Get(s.At.Profile()), "form#drop", nil, "op=drop"))
	if got := dropped.Attr("#specialty", "value"); got != "Cardiology" {
		t.Errorf("after dropping the draft: %q", got)
	}
}

func TestStepBackAndReturn(t *testing.T) {
	t.Parallel()
	s := newSeason(t)
	back := s.okafor.Follow(s.okafor.Submit(s.okafor.Get(s.At.Profile()), "form[action$=step-back]", nil, ""))
	if strings.Contains(s.ana.Get(s.At.Mentors()).Text("main"), "Okafor") {
		t.Error("a withdrawn mentor is still offered")
	}
	s.okafor.Follow(s.okafor.Submit(back, "undo-toast form", nil, ""))
	if !strings.Contains(s.ana.Get(s.At.Mentors()).Text("main"), "Okafor") {
		t.Error("undo did not bring the mentor back")
	}
	s.W.SQL(`UPDATE mentor SET state = 'draft' WHERE person_id = $1`, string(s.okafor.ID))
	s.okafor.Post(s.At.ProfileStep(), url.Values{"key": {"0123456789"}}).Want(http.StatusConflict)
}

func TestCoordinatorEditsAProfile(t *testing.T) {
	t.Parallel()
	s := newSeason(t)
	coordinator := s.Person("Sam Lee", "coordinator")
	s.W.SQL(`UPDATE mentor SET identity = 'Quaker', identity_seen_by = 'residents' WHERE person_id = $1`, string(s.okafor.ID))
	s.okafor.Submit(s.okafor.Get(s.At.Profile()), "form#profile", url.Values{"background": {"My own words"}}, "op=save")

	page := coordinator.Get(s.At.MentorEdit("okafor")).Want(http.StatusOK)
	if strings.Contains(page.Body, "My own words") {
		t.Error("the coordinator reads the mentor's draft")
	}
	coordinator.Submit(page, "form#profile", url.Values{"places": {"x"}}, "op=publish").Want(http.StatusUnprocessableEntity)
	after := coordinator.Submit(page, "form#profile", url.Values{"places": {"4"}, "key": {"another-key"}}, "op=publish")
	if after.Location != s.At.Mentor("okafor") {
		t.Fatalf("%d to %q: %s", after.Status, after.Location, after.Text("main"))
	}
	got := s.ana.Get(s.At.Mentor("okafor")).Text("main")
	if !strings.Contains(got, "4 places") || !strings.Contains(got, "Quaker") {
		t.Errorf("after the edit: %s", got)
	}
	if got := s.okafor.Get(s.At.Profile()).Text("#background"); got != "My own words" {
		t.Errorf("the mentor's draft is now %q", got)
	}
	for _, who := range []*world.Person{s.ana, s.okafor, s.Person("Helen Marsh", "director")} {
		who.Get(s.At.MentorEdit("reyes")).Want(http.StatusForbidden)
	}
	s.ana.Get(s.At.Profile()).Want(http.StatusForbidden)
}

func TestLeastPlacesAreAskedOnlyWhereAllowed(t *testing.T) {
	t.Parallel()
	s := newSeason(t)
	if s.okafor.Get(s.At.Profile()).Has("#min_places") {
		t.Error("the least number is asked for")
	}
	s.W.SQL(`UPDATE program SET allow_min_places = true`)
	p := s.okafor.Get(s.At.Profile())
	form := written()
	form.Set("min_places", "5")
	if refused := s.okafor.Submit(p, "form#profile", form, "op=publish").Want(http.StatusUnprocessableEntity); refused.Text("#min_places-error") == "" {
		t.Error("more at least than at most is accepted")
	}
}

func TestCannotMentorList(t *testing.T) {
	t.Parallel()
	s := newSeason(t)
	ben := s.Resident("Ben Adler", 1)
	p := s.okafor.Get(s.At.CannotMentor()).Want(http.StatusOK)
	s.okafor.Follow(s.okafor.Submit(p, "form#private-list", url.Values{"person": {string(ben.ID)}}, ""))
	if !s.okafor.Get(s.At.CannotMentor()).Has("input[value='" + string(ben.ID) + "'][checked]") {
		t.Error("the list did not keep what was chosen")
	}
	if got := s.okafor.Get(s.At.Profile()).Text("#private-h ~ *"); strings.Contains(got, "Adler") {
		t.Error("the profile page names who is on the list")
	}
	s.okafor.Follow(s.okafor.Submit(s.okafor.Get(s.At.CannotMentor()), "form#private-list", url.Values{"person": {"not an id", string(s.reyes.ID)}}, ""))
	if n := world.One[int](s.W, `SELECT count(*)::int FROM cannot_mentor`); n != 0 {
		t.Errorf("%d on the list after choosing nobody of the program", n)
	}
	s.SetState(mentorship.Matching)
	s.okafor.Post(s.At.CannotMentor(), url.Values{"key": {"0123456789"}, "person": {string(ben.ID)}}).Want(http.StatusConflict)
}

func TestNotWithList(t *testing.T) {
	t.Parallel()
	s := newSeason(t)
	s.press(s.ana, "op=add:"+string(s.okafor.ID))
	p := s.ana.Get(s.At.NotWith()).Want(http.StatusOK)
	both := s.ana.Submit(p, "form#private-list", url.Values{"person": {string(s.okafor.ID), string(s.reyes.ID)}}, "").Want(http.StatusUnprocessableEntity)
	if got := both.Text("#person-error"); !strings.Contains(got, "is on your ranking") || !both.Has("input[value='"+string(s.reyes.ID)+"'][checked]") {
		t.Errorf("a mentor in both lists: %q", got)
	}
	after := s.ana.Submit(p, "form#private-list", url.Values{"person": {string(s.reyes.ID)}, "key": {"another-key"}}, "")
	if after.Location != s.At.Ranking() {
		t.Fatalf("%d to %q", after.Status, after.Location)
	}
	ranking := s.ana.Get(s.At.Ranking())
	if ranking.Has("[data-pool] [data-id='"+string(s.reyes.ID)+"']") || !strings.Contains(ranking.Text(".private"), "1 mentor is on it") {
		t.Error("a refused mentor is still offered, or the page does not say that someone is refused")
	}
	refused := s.ana.Post(s.At.Ranking(), url.Values{"key": {"0123456789"}, "op": {"add:" + string(s.reyes.ID)}}).Want(http.StatusUnprocessableEntity)
	if got := refused.Text(".summary-errors"); !strings.Contains(got, "private list") {
		t.Errorf("ranking a refused mentor says %q", got)
	}
	var everyone []string
	for _, m := range []*world.Person{s.okafor, s.reyes, s.stern, s.lindqvist} {
		everyone = append(everyone, string(m.ID))
	}
	s.press(s.ana, "op=remove:"+string(s.okafor.ID))
	s.ana.Submit(s.ana.Get(s.At.NotWith()), "form#private-list", url.Values{"person": everyone}, "").Want(http.StatusUnprocessableEntity)
	s.SetState(mentorship.Matching)
	s.ana.Post(s.At.NotWith(), url.Values{"key": {"0123456789a"}}).Want(http.StatusConflict)
}
