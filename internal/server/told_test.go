package server_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"evenly/internal/mentorship"
	"evenly/internal/world"
)

// mailsAbout waits for mails with these words in the subject, and returns their texts.
func (s *matchYear) mailsAbout(p *world.Person, subject string) (texts []string) {
	for _, m := range s.w.Mail.To(p.Email) {
		if strings.Contains(m.Subject, subject) {
			texts = append(texts, m.Text)
		}
	}
	return texts
}

func (s *matchYear) tick() {
	s.w.T.Helper()
	if err := s.w.App.Tick(context.Background()); err != nil {
		s.w.T.Fatal(err)
	}
}

// TestLostChoicesAreTold has mentors become impossible in four ways while residents rank. Each resident concerned gets one
// mail that says who and not why; nobody else does.
func TestLostChoicesAreTold(t *testing.T) {
	t.Parallel()
	s := newMatchYear(t, []int{2, 2, 2, 2, 2, 2}, [][]int{{0, 5}, {1, 5}, {2, 5}, {3, 5}, {4, 5}})
	s.SetState(mentorship.RankingOpen)
	const lost = "can no longer be chosen"
	s.tick()
	ids := func(m, r int) []any {
		return []any{string(s.In.ID), string(s.ID), string(s.mentors[m].ID), string(s.residents[r].ID)}
	}
	s.w.SQL(`UPDATE mentor SET state = 'withdrawn' WHERE person_id = $1`, string(s.mentors[0].ID))
	s.w.SQL(`UPDATE mentor SET places = 0 WHERE person_id = $1`, string(s.mentors[1].ID))
	s.w.SQL(`INSERT INTO cannot_mentor (institution_id, program_id, mentor_id, resident_id) VALUES ($1, $2, $3, $4)`, ids(2, 2)...)
	s.w.SQL(`INSERT INTO conflict_rule (institution_id, program_id, kind, mentor_id, resident_id, created_by, created_at) VALUES ($1, $2, 'supervisor', $3, $4, $5, $6)`,
		append(ids(3, 3), string(s.coordinator.ID), s.w.Now())...)
	s.w.SQL(`UPDATE mentor SET state = 'withdrawn' WHERE person_id = $1`, string(s.mentors[4].ID))
	s.tick()
	s.w.SQL(`UPDATE mentor SET state = 'ready' WHERE person_id = $1`, string(s.mentors[4].ID)) // back before the mail went out
	s.tick()
	s.w.Work()
	s.w.Eventually("four residents are told", func() bool {
		n := 0
		for _, r := range s.residents[:4] {
			n += len(s.mailsAbout(r, lost))
		}
		return n == 4
	})
	s.w.Eventually("the fifth mail is found untrue", func() bool {
		return world.One[int](s.w, `SELECT count(*)::int FROM message WHERE kind = 'ranking.lost' AND state = 'waiting'`) == 0
	})
	var first string
	for i, r := range s.residents[:4] {
		texts := s.mailsAbout(r, lost)
		if len(texts) != 1 || !strings.Contains(texts[0], s.mentors[i].Name.Full()) {
			t.Fatalf("resident %d: %d mails: %v", i, len(texts), texts)
		}
		text := strings.ReplaceAll(texts[0], s.mentors[i].Name.Full(), "X")
		if first == "" {
			first = text
		}
		if text != first {
			t.Errorf("the reason shows in the mail:\n%s\nagainst\n%s", text, first)
		}
	}
	if n := len(s.mailsAbout(s.residents[4], lost)); n != 0 {
		t.Errorf("%d mails about a mentor who came back", n)
	}
	s.w.Advance(49 * time.Hour)
	s.tick()
	if n := world.One[int](s.w, `SELECT count(*)::int FROM message WHERE kind = 'ranking.lost'`); n != 5 {
		t.Errorf("%d messages two days later, want the same 5", n)
	}
}

// TestLongWorkTellsItsEnd lets a match wait for its worker: whoever began it is told when it is solved, with a link to the
// comparison, and not when it took a moment.
func TestLongWorkTellsItsEnd(t *testing.T) {
	t.Parallel()
	s := newMatchYear(t, []int{2, 2, 2}, sixOnThree)
	s.coordinator.Submit(s.coordinator.Get(s.At.Match()), `form[action$="/match/runs"]`, nil, "").Want(http.StatusSeeOther)
	s.w.Advance(time.Minute)
	s.w.Work()
	var texts []string
	s.w.Eventually("the mail", func() bool { texts = s.mailsAbout(s.coordinator, "The match is solved"); return len(texts) > 0 })
	first := world.One[string](s.w, `SELECT id::text FROM match_run ORDER BY number LIMIT 1`)
	if !strings.Contains(texts[0], s.At.Run(first)) || !strings.Contains(texts[0], "4 scenarios") {
		t.Errorf("the mail says %s", texts[0])
	}
	s.run() // at once
	if n := world.One[int](s.w, `SELECT count(*)::int FROM message WHERE kind = 'task.ended'`); n != 1 {
		t.Errorf("%d mails about two runs, one of which took a moment", n)
	}
	id := s.choose(s.run())
	s.everyoneAccepts()
	s.announce(id)
	s.w.Eventually("the end of the announcement is told", func() bool { return len(s.mailsAbout(s.coordinator, "The pairs are announced")) == 1 })
}

// TestMoversByYear compares two orders where they differ: who goes elsewhere shows in figures, by training years of five
// and more, and without a name.
func TestMoversByYear(t *testing.T) {
	t.Parallel()
	// Eleven residents in two years: PGY-1 six, PGY-2 five.
	lists := [][]int{{0, 1, 2}, {0, 1, 2}, {0, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {0, 2, 1}, {0, 1, 2}, {1, 0, 2}, {2, 1, 0}, {0, 2, 1}}
	s := newMatchYear(t, []int{4, 4, 4}, lists)
	s.w.Work()
	s.run()
	form := s.director.Get(s.At.WhatIf()).Want(http.StatusOK)
	more := map[string][]string{"preset": {"serial-dictatorship"}, "mentor": {string(s.mentors[0].ID)}, "places": {"-3"}}
	task := s.do(s.director.Browser, form, "main form", more)
	seen := s.director.Get(task.Attr("#job a.btn", "href")).Want(http.StatusOK)
	text := seen.Text("main")
	for _, want := range []string{"Residents elsewhere than in A", "Elsewhere than in A, PGY-1", "Top two, PGY-2", "In PGY-1:", "higher on their list"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing: %s", want, text)
		}
	}
	for _, p := range s.residents {
		if strings.Contains(seen.Body, p.Name.Family) {
			t.Errorf("%s is named before a run is chosen", p.Name.Family)
		}
	}
	small := newMatchYear(t, []int{4, 4}, sixOnThree[:0])
	for i := range 8 { // four in each year: nothing by year
		small.residents = append(small.residents, small.Resident(fmt.Sprintf("Small Group%c", 'A'+i), 1+i%2))
		small.rank(small.residents[i], i%2, 1-i%2)
	}
	small.w.Work()
	if text := small.run().Text(".scenarios"); strings.Contains(text, "PGY") {
		t.Errorf("groups of four show: %s", text)
	}
}
