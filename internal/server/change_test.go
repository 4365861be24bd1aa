package server_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"evenly/internal/store"
	"evenly/internal/world"
)

// running is a year whose pairs are announced.
func (s *matchYear) running() {
	s.w.T.Helper()
	s.w.Work()
	id := s.choose(s.run())
	s.everyoneAccepts()
	s.announce(id)
}

func (s *matchYear) mentorOf(r *world.Person) string {
	return world.One[string](s.w, `SELECT coalesce((SELECT mentor_id::text FROM pairing
		WHERE program_id = $1 AND resident_id = $2 AND ends_on IS NULL AND kind = 'primary'), '')`, string(s.ID), string(r.ID))
}

func TestChangeInMidYear(t *testing.T) {
	t.Parallel()
	s := newMatchYear(t, []int{2, 2, 3}, sixOnThree)
	s.running()
	ana := s.residents[0]
	before := map[string]string{}
	for _, r := range s.residents {
		before[string(r.ID)] = s.mentorOf(r)
	}
	pair := world.One[string](s.w, `SELECT id::text FROM pairing WHERE resident_id = $1 AND ends_on IS NULL`, string(ana.ID))
	ask := ana.Get(s.At.ChangeAsk(pair)).Want(http.StatusOK)
	ana.Submit(ask, "main form", nil, "").Want(http.StatusSeeOther)
	s.residents[1].Get(s.At.ChangeAsk(pair)).Want(http.StatusNotFound)
	// The mentor is not told who asked, nor that anybody did.
	for _, m := range s.mentors {
		if text := m.Get(s.At.Home()).Text("main"); strings.Contains(text, "asked for a change") {
			t.Errorf("%s reads of the wish: %s", m.Name.Family, text)
		}
	}

	wishes := s.coordinator.Get(s.At.Changes()).Want(http.StatusOK)
	if !strings.Contains(wishes.Text("main"), "Rika ResidentA with") {
		t.Fatalf("the wish is not listed: %s", wishes.Text("main"))
	}
	task := s.do(s.coordinator.Browser, wishes, `form[action$="/match/runs"]`, nil)
	run := s.coordinator.Get(task.Attr("#job a.btn", "href")).Want(http.StatusOK)
	if !strings.Contains(run.Text("h1"), "1 pair changes") {
		t.Errorf("the re-match moves more than one: %s", run.Text("h1"))
	}
	s.curve(t, run)
	id := s.choose(run)
	s.everyoneAccepts()
	if s.coordinator.Get(s.At.RunAnnounce(id)).Has("#send") {
		t.Error("announced without asking the resident")
	}
	s.replyByLink(t, ana)
	s.announce(id)

	for i, r := range s.residents {
		now := s.mentorOf(r)
		if moved := now != before[string(r.ID)]; moved != (i == 0) || now == "" {
			t.Errorf("resident %d: mentor %q before and %q after", i, before[string(r.ID)], now)
		}
	}
	if n := s.pairs(); n != 6 {
		t.Errorf("%d live pairs, want 6", n)
	}
	s.w.Eventually("the mentor who is left is told", func() bool {
		for _, m := range s.mentors {
			for _, x := range s.w.Mail.To(m.Email) {
				if string(m.ID) == before[string(ana.ID)] && strings.Contains(x.Subject, "ends") {
					return true
				}
			}
		}
		return false
	})
	if text := s.coordinator.Get(s.At.Changes()).Text("h1"); text != "No change is asked for" {
		t.Errorf("after the change the page says %q", text)
	}
}

// curve checks that the fewest moves stand beside what more moves would bring.
func (s *matchYear) curve(t *testing.T, run *world.Page) {
	t.Helper()
	if got := len(run.All(".scenarios thead th")); got != 4 {
		t.Errorf("%d columns, want the fewest moves and up to three more", got)
	}
	for _, want := range []string{"Fewest moves", "Up to 1 pair may move", "Up to 3 pairs may move", "Pairs that end"} {
		if !strings.Contains(run.Text(".scenarios"), want) {
			t.Errorf("the comparison lacks %q: %s", want, run.Text(".scenarios"))
		}
	}
	var last int
	for i, n := range s.moved() {
		if n < last || n > i {
			t.Errorf("with up to %d moves, %d pairs end", i, n)
		}
		last = n
	}
}

// moved is how many current pairs each run of a change breaks.
func (s *matchYear) moved() (out []int) {
	text := world.One[string](s.w, `SELECT string_agg(coalesce(convert_from(result, 'UTF8')::jsonb ->> 'moved', '0'), ' ' ORDER BY number) FROM match_run WHERE purpose = 'change' AND state <> 'dropped'`)
	for _, f := range strings.Fields(text) {
		n, _ := strconv.Atoi(f)
		out = append(out, n)
	}
	return out
}

// replyByLink answers a proposed change from the mail, without signing in: opening the link changes nothing, it does nothing
// else, and the answer can be changed until the announcement.
func (s *matchYear) replyByLink(t *testing.T, r *world.Person) {
	t.Helper()
	var link string
	s.w.Eventually("the resident is asked by mail", func() bool {
		for _, m := range s.w.Mail.To(r.Email) {
			if strings.Contains(m.Subject, "A change of your mentor") {
				link = regexp.MustCompile(`/l/\S+`).FindString(m.Text)
			}
		}
		return link != ""
	})
	answer := func() string {
		return world.One[string](s.w, `SELECT resident_answer FROM proposal WHERE resident_id = $1 AND NOT kept ORDER BY asked_at DESC NULLS LAST LIMIT 1`, string(r.ID))
	}
	visitor := s.w.Visitor()
	for range 3 {
		visitor.Get(link).Want(http.StatusOK)
	}
	if got := answer(); got != "waiting" {
		t.Fatalf("after opening the link: %s", got)
	}
	asked := visitor.Get(link)
	visitor.Get(s.At.ChangeReply()).Want(http.StatusSeeOther) // to the sign-in: a link is no session
	visitor.Submit(asked, "#answers", nil, "").Want(http.StatusUnprocessableEntity)
	for _, want := range []string{"declined", "accepted"} {
		sent := visitor.Submit(visitor.Get(link), "#answers", url.Values{"answer": {want}}, "").Want(http.StatusSeeOther)
		if got := answer(); got != want || sent.Location != link {
			t.Errorf("answered %s by the link: stored %s, then to %s", want, got, sent.Location)
		}
	}
	if text := r.Get(s.At.ChangeReply()).Want(http.StatusOK).Text("main"); !strings.Contains(text, "Your answer is in") {
		t.Errorf("signed in, the page says %s", text)
	}
}

func TestMentorLeaves(t *testing.T) {
	t.Parallel()
	s := newMatchYear(t, []int{2, 2, 4}, sixOnThree)
	s.running()
	gone := s.mentors[0]
	s.w.SQL(`UPDATE mentor SET state = 'withdrawn' WHERE person_id = $1`, string(gone.ID))
	page := s.coordinator.Get(s.At.Changes())
	s.coordinator.Submit(page, "#mark-pairs", nil, "op=end").Want(http.StatusUnprocessableEntity)
	var pairs []string
	s.As(func(tx *store.Tx) error {
		live, err := tx.LivePairs(context.Background(), s.Cycle)
		for _, p := range live {
			if string(p.MentorID) == string(gone.ID) {
				pairs = append(pairs, string(p.ID))
			}
		}
		return err
	})
	s.coordinator.Submit(page, "#mark-pairs", url.Values{"pair": pairs}, "op=end").Want(http.StatusSeeOther)
	task := s.do(s.coordinator.Browser, s.coordinator.Get(s.At.Changes()), `form[action$="/match/runs"]`, nil)
	id := s.choose(s.coordinator.Get(task.Attr("#job a.btn", "href")))
	s.everyoneAccepts()
	s.announce(id)
	for _, r := range s.residents {
		if m := s.mentorOf(r); m == "" || m == string(gone.ID) {
			t.Errorf("%s has the mentor %q", r.Name.Family, m)
		}
	}
}

func TestFurtherMentors(t *testing.T) {
	t.Parallel()
	s := newMatchYear(t, []int{4, 4, 4}, sixOnThree)
	s.running()
	for _, r := range s.residents[:3] {
		var other string
		for _, m := range s.mentors {
			if string(m.ID) != s.mentorOf(r) {
				other = string(m.ID)
			}
		}
		form := r.Get(s.At.Second()).Want(http.StatusOK)
		r.Submit(form, "main form", url.Values{"kind": {"nonsense"}, "first": {other}}, "").Want(http.StatusUnprocessableEntity)
		r.Submit(form, "main form", url.Values{"kind": {"research"}, "first": {s.mentorOf(r)}}, "").Want(http.StatusUnprocessableEntity)
		r.Submit(form, "main form", url.Values{"kind": {"research"}, "first": {other}}, "").Want(http.StatusSeeOther)
	}
	list := s.coordinator.Get(s.At.SecondRuns()).Want(http.StatusOK)
	if !strings.Contains(list.Text("main"), "3 residents ask") {
		t.Errorf("the wishes are not counted: %s", list.Text("main"))
	}
	task := s.do(s.coordinator.Browser, list, `form[action$="/match/runs"]`, nil)
	id := s.choose(s.coordinator.Get(task.Attr("#job a.btn", "href")))
	s.everyoneAccepts()
	s.announce(id)
	if n := world.One[int](s.w, `SELECT count(*)::int FROM pairing WHERE kind = 'research' AND ends_on IS NULL`); n != 3 {
		t.Errorf("%d research mentors, want 3", n)
	}
	if n := world.One[int](s.w, `SELECT count(*)::int FROM (SELECT mentor_id FROM pairing WHERE ends_on IS NULL GROUP BY mentor_id HAVING count(*) > 4) x`); n != 0 {
		t.Errorf("%d mentors have more residents than places", n)
	}
}

func TestWhatIfs(t *testing.T) {
	t.Parallel()
	s := newMatchYear(t, []int{2, 2, 2}, sixOnThree)
	s.w.Work()
	rule := s.coordinator.Get(s.At.Rules())
	s.coordinator.Submit(rule, "#rule", url.Values{"kind": {"supervisor"}, "mentor": {string(s.mentors[0].ID)}, "resident": {string(s.residents[0].ID)}}, "").Want(http.StatusSeeOther)
	s.run()
	form := s.director.Get(s.At.WhatIf()).Want(http.StatusOK)
	s.director.Submit(form, "main form", url.Values{"mentor": {string(s.mentors[0].ID)}, "places": {"many"}}, "").Want(http.StatusUnprocessableEntity)
	more := url.Values{"preset": {"nobody-left-behind"}, "mentor": {string(s.mentors[0].ID)}, "places": {"4"}}
	task := s.do(s.director.Browser, form, "main form", more)
	run := s.director.Get(task.Attr("#job a.btn", "href")).Want(http.StatusOK)
	if got := len(run.All(".scenarios thead th")); got != 5 {
		t.Errorf("%d scenarios, want 5", got)
	}
	if text := run.Text(".scenarios"); !strings.Contains(text, "Breaks a rule or a limit as it stands") {
		t.Errorf("a run with places that nobody offered can be chosen: %s", text)
	}
	id := task.Attr("#job a.btn", "href")
	s.director.Post(id+"/choose", url.Values{"key": {"0123456789ab"}}).Want(http.StatusConflict)
}
