package server_test

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"evenly/internal/mentorship"
	"evenly/internal/world"
)

// TestPublishAnOrderOfOnesOwn has a coordinator put an order together without scripts, publishes it, and follows it to the
// residents' pages, into the run and into the audit bundle.
func TestPublishAnOrderOfOnesOwn(t *testing.T) {
	t.Parallel()
	s := newMatchYear(t, []int{2, 2, 2}, nil)
	s.SetState(mentorship.ProfilesOpen)
	form := s.coordinator.Get(s.At.SetupObjective()).Want(http.StatusOK)
	if got := form.Attr(`input[name=objective][checked]`, "value"); got != "nobody-left-behind" {
		t.Errorf("published before anybody chose: %q", got)
	}
	if form.Has(`input[value="deferred-acceptance"]`) || !strings.Contains(form.Text("#deferred"), "needs mentors to rank residents") {
		t.Error("an order that needs mentors' rankings can be chosen, or is not explained")
	}
	// One button after the other; nothing is published by them.
	with := url.Values{"objective": {"own"}}
	for _, op := range []string{"add:load", "add:best_rank_first", "up:best_rank_first", "add:total_rank", "remove:total_rank", "add:nonsense"} {
		form = s.coordinator.Follow(s.coordinator.Submit(form, "main form", with, "op="+op).Want(http.StatusSeeOther))
	}
	if got := form.Text(".aims"); strings.Index(got, "Most first choices") > strings.Index(got, "Even loads") {
		t.Errorf("the list after six buttons: %q", got)
	}
	if n := world.One[int](s.w, `SELECT count(*)::int FROM cycle WHERE objective = 'own'`); n != 0 {
		t.Error("a button of the list publishes")
	}
	empty := s.coordinator.Submit(s.coordinator.Get(s.At.SetupObjective()), "main form", url.Values{"objective": {"own"}}, "").Want(http.StatusUnprocessableEntity)
	if !empty.Has("#aims-error") {
		t.Error("an empty order is refused without a word at the list")
	}
	s.coordinator.Submit(form, "main form", url.Values{"objective": {"deferred-acceptance"}}, "").Want(http.StatusUnprocessableEntity)
	s.coordinator.Submit(form, "main form", with, "").Want(http.StatusSeeOther)
	if got := world.One[string](s.w, `SELECT array_to_string(aims, ' ') FROM cycle WHERE id = $1`, string(s.Cycle)); got != "best_rank_first load off_list" {
		t.Errorf("published: %q; whoever is not named must not be left out", got)
	}
	if n := world.One[int](s.w, `SELECT count(*)::int FROM audit WHERE act = 'objective.publish'`); n != 1 {
		t.Errorf("%d entries of the audit log, want 1", n)
	}

	// The seed can be drawn again as long as nobody ranks.
	hash := func() string {
		return world.One[string](s.w, `SELECT seed_hash FROM cycle WHERE id = $1`, string(s.Cycle))
	}
	before := hash()
	s.coordinator.Submit(s.coordinator.Get(s.At.Setup()), `form[action$="/setup/seed"]`, nil, "").Want(http.StatusSeeOther)
	if hash() == before {
		t.Error("the seed is the old one")
	}

	// Residents read it, with the hash of the seed, before lists close.
	s.SetState(mentorship.RankingOpen)
	reader := s.Resident("Rika Reader", 1)
	for _, path := range []string{s.At.Ranking(), s.At.MatchHow()} {
		text := reader.Get(path).Want(http.StatusOK).Text("main")
		first, load := strings.Index(text, "As many as possible get their first choice"), strings.Index(text, "loads are as even as possible")
		if first < 0 || load < first || !strings.Contains(text, hash()) {
			t.Errorf("%s does not say the published order and the hash: %s", path, text)
		}
	}

	// Frozen.
	fixed := s.coordinator.Get(s.At.SetupObjective()).Want(http.StatusOK)
	if fixed.Text(".lede") != "The order of aims is fixed when ranking opens, because residents rank under it." || fixed.Has("input[name=objective]") || !strings.Contains(fixed.Text("main"), "fixed when ranking opens") {
		t.Errorf("the order can change after ranking opened: %s", fixed.Text("main"))
	}
	late := url.Values{"objective": {"greedy-maximum"}, "key": {"0123456789ab"}}
	s.coordinator.Post(s.At.SetupObjective(), late).Want(http.StatusConflict)
	s.coordinator.Post(s.At.SetupSeed(), url.Values{"key": {"0123456789cd"}}).Want(http.StatusConflict)
	if s.coordinator.Get(s.At.Setup()).Has(`form[action$="/setup/seed"]`) {
		t.Error("the seed can be drawn again while residents rank")
	}
	s.rank(reader, 0, 1)
	s.SetState(mentorship.ProfilesOpen)
	if back := s.coordinator.Get(s.At.SetupObjective()); !strings.Contains(back.Text("main"), "have ranked under") {
		t.Errorf("after a step back with a list: %s", back.Text("main"))
	}
}

// TestRunsUseThePublishedOrder checks that the first column is the published order, that it is solved as such, and that it
// verifies and runs again on the command line.
func TestRunsUseThePublishedOrder(t *testing.T) {
	t.Parallel()
	s := newMatchYear(t, []int{2, 2, 2}, sixOnThree)
	s.w.SQL(`UPDATE cycle SET objective = 'own', aims = '{best_rank_first,load,off_list}' WHERE id = $1`, string(s.Cycle))
	s.w.Work()
	run := s.run()
	if got := run.Text(".scenarios thead th"); !strings.Contains(got, "The program’s own order") {
		t.Errorf("the first column is %q", got)
	}
	id := s.choose(run)
	if got := world.One[string](s.w, `SELECT convert_from(instance, 'UTF8')::jsonb ->> 'stages' FROM match_run WHERE id = $1`, id); got != `["kept", "best_rank_first", "load", "off_list"]` {
		t.Errorf("the instance asks for %s", got)
	}
	s.everyoneAccepts()
	s.announce(id)
	s.afterwards(t, id)
	zipped := s.director.Get(s.At.RunBundle(id)).Want(http.StatusOK).Body
	files, err := zip.NewReader(strings.NewReader(zipped), int64(len(zipped)))
	if err != nil {
		t.Fatal(err)
	}
	told, err := fs.ReadFile(files, "published.json")
	if err != nil || !bytes.Contains(told, []byte(`"objective": "own"`)) || !bytes.Contains(told, []byte(`"best_rank_first"`)) {
		t.Errorf("what was published, in the bundle: %s %v", told, err)
	}
	how := s.residents[0].Get(s.At.MatchHow()).Text("main")
	if !strings.Contains(how, "used this year") {
		t.Errorf("after the announcement: %s", how)
	}
}

// TestAnotherOrderNeedsAReason chooses against what was published: not without a line that everyone reads.
func TestAnotherOrderNeedsAReason(t *testing.T) {
	t.Parallel()
	s := newMatchYear(t, []int{2, 2, 2}, sixOnThree)
	s.w.Work()
	run := s.run()
	form := s.director.Get(run.Attr(`.scenarios a[href$="/choose"]`, "href")).Want(http.StatusOK)
	if !strings.Contains(form.Text("main"), "Nobody left behind") {
		t.Errorf("the form does not say what was published: %s", form.Text("main"))
	}
	again := s.director.Submit(form, "main form", nil, "").Want(http.StatusUnprocessableEntity)
	if !again.Has("#reason-error") {
		t.Error("refused without a word at the reason")
	}
	chosen := s.director.Submit(form, "main form", url.Values{"reason": {"The residents voted for it."}}, "").Want(http.StatusSeeOther)
	id := chosen.Location[strings.LastIndex(chosen.Location, "/")+1:]
	s.ask(id)
	s.everyoneAccepts()
	s.announce(id)
	how := s.residents[0].Get(s.At.MatchHow()).Want(http.StatusOK).Text("main")
	if !strings.Contains(how, "The residents voted for it.") || !strings.Contains(how, "First choices first") {
		t.Errorf("the reason is not told: %s", how)
	}
}

// TestByLotIsExplained publishes the lottery itself: it can be chosen then, and each resident reads how it went.
func TestByLotIsExplained(t *testing.T) {
	t.Parallel()
	s := newMatchYear(t, []int{2, 2, 2}, sixOnThree)
	s.w.SQL(`UPDATE cycle SET objective = 'serial-dictatorship' WHERE id = $1`, string(s.Cycle))
	s.w.Work()
	id := s.choose(s.run())
	s.everyoneAccepts()
	s.announce(id)
	for _, r := range s.residents {
		if text := r.Get(s.At.MatchWhy()).Want(http.StatusOK).Text("main"); !strings.Contains(text, "drawn by lot") {
			t.Errorf("%s reads %s", r.Name.Family, text)
		}
	}
	if text := s.director.Get(s.At.MatchInsight()).Want(http.StatusOK).Text("main"); strings.Contains(text, "changed nothing") {
		t.Errorf("the insight claims what nobody computed: %s", text)
	}
}

// TestTryAPin puts a pinned pair beside the others, in figures, and does not let it be chosen without a reason.
func TestTryAPin(t *testing.T) {
	t.Parallel()
	s := newMatchYear(t, []int{2, 2, 2}, sixOnThree)
	s.w.SQL(`INSERT INTO not_with (institution_id, program_id, resident_id, mentor_id) VALUES ($1, $2, $3, $4)`,
		string(s.In.ID), string(s.ID), string(s.residents[0].ID), string(s.mentors[2].ID))
	s.w.Work()
	s.run()
	form := s.director.Get(s.At.WhatIf()).Want(http.StatusOK)
	pin := func(resident, mentor int) url.Values {
		return url.Values{"pin_resident": {string(s.residents[resident].ID)}, "pin_mentor": {string(s.mentors[mentor].ID)}}
	}
	half := s.director.Submit(form, "main form", url.Values{"pin_resident": {string(s.residents[3].ID)}}, "").Want(http.StatusUnprocessableEntity)
	if !half.Has("#pin_mentor-error") {
		t.Error("half a pin is refused without a word at the field")
	}
	private := s.director.Submit(form, "main form", pin(0, 2), "").Want(http.StatusUnprocessableEntity)
	if text := private.Text("main"); strings.Contains(text, "private") {
		t.Errorf("the refusal tells of a private list: %s", text)
	}
	task := s.do(s.director.Browser, form, "main form", pin(3, 2))
	seen := s.director.Get(task.Attr("#job a.btn", "href")).Want(http.StatusOK)
	if text := seen.Text("main"); !strings.Contains(text, "one pair pinned") || strings.Contains(text, s.residents[3].Name.Family) {
		t.Errorf("the column of a pin: %s", text)
	}
	s.director.Post(task.Attr("#job a.btn", "href")+"/choose", url.Values{"key": {"0123456789ab"}}).Want(http.StatusConflict)
}
