package server_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"evenly/internal/mentorship"
	"evenly/internal/world"
)

func TestTooFewPlaces(t *testing.T) {
	t.Parallel()
	s := newMatchYear(t, []int{1, 1, 1}, sixOnThree)
	s.w.Work()
	list := s.coordinator.Get(s.At.Match())
	if text := list.Text(".banner"); !strings.Contains(text, "3 places for 6 residents: 3 too few") {
		t.Errorf("the block says %q", text)
	}
	s.do(s.coordinator.Browser, list, `.banner form`, nil)
	if got := len(s.w.Mail.To(s.mentors[0].Email)); got != 1 {
		t.Errorf("%d mails to a mentor asked for places", got)
	}
	run := s.run()
	if text := run.Text("main"); !strings.Contains(text, "3 residents have no place") || run.Has(`form[action$="/choose"]`) {
		t.Errorf("a match without places for all can be chosen: %s", text)
	}
}

func TestReminders(t *testing.T) {
	t.Parallel()
	s := newMatchYear(t, []int{2, 2, 2}, [][]int{{0}, {1}, {}, {}})
	s.w.Work()
	s.SetState(mentorship.RankingOpen)
	if text := s.coordinator.Get(s.At.Match()).Text("main"); !strings.Contains(text, "2 of 4") || !strings.Contains(text, "Remind 2") {
		t.Errorf("the task list says %s", text)
	}
	s.coordinator.Post(s.At.Runs(), url.Values{"key": {"0123456789"}}).Want(http.StatusConflict)
	check := s.coordinator.Get(s.At.MatchRemind()).Want(http.StatusOK)
	s.do(s.coordinator.Browser, check, "#send", nil)
	for i, want := range []int{0, 0, 1, 1} {
		if got := len(s.w.Mail.To(s.residents[i].Email)); got != want {
			t.Errorf("%d mails to resident %d, want %d", got, i, want)
		}
	}
	s.coordinator.Submit(s.coordinator.Get(s.At.Match()), `form[action$="/match/close"]`, nil, "").Want(http.StatusSeeOther)
	if got := world.One[string](s.w, `SELECT state FROM cycle WHERE id = $1`, string(s.Cycle)); got != "matching" {
		t.Errorf("the year is %s after closing ranking", got)
	}
}

func TestSilentMentors(t *testing.T) {
	t.Parallel()
	s := newMatchYear(t, []int{2, 2, 2}, sixOnThree)
	s.w.Work()
	id := s.choose(s.run())
	s.w.Advance(6 * 24 * time.Hour)
	if err := s.w.App.Tick(context.Background()); err != nil {
		t.Fatal(err)
	}
	s.w.Eventually("the leads are told", func() bool {
		return len(s.w.Mail.To(s.director.Email)) == 1 && len(s.w.Mail.To(s.coordinator.Email)) == 1
	})
	answers := s.coordinator.Get(s.At.RunAnswers(id)).Want(http.StatusOK)
	if !strings.Contains(answers.Text(".banner"), "does not count as yes") {
		t.Error("the page does not say what silence means")
	}
	for s.coordinator.Get(s.At.RunAnswers(id)).Has(`tr form`) {
		s.coordinator.Submit(s.coordinator.Get(s.At.RunAnswers(id)), `tr form`, nil, "").Want(http.StatusSeeOther)
	}
	s.announce(id)
	if n := s.pairs(); n != 6 {
		t.Errorf("%d pairs, want 6", n)
	}
}
