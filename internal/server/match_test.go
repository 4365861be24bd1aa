package server_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"evenly/internal/matching/matchcli"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
	"evenly/internal/world"
)

// matchYear is a program at the moment its lists are closed, with the people a match needs.
type matchYear struct {
	*world.Program
	w           *world.World
	coordinator *world.Person
	director    *world.Person
	mentors     []*world.Person
	residents   []*world.Person
}

// newMatchYear has six residents and three mentors with two places and a bit. Resident i ranks as lists[i] says, by the number
// of the mentor.
func newMatchYear(t *testing.T, places []int, lists [][]int) *matchYear {
	t.Helper()
	w := world.New(t)
	s := &matchYear{Program: w.Program("im"), w: w}
	s.coordinator, s.director = s.Person("Helen Marsh", tenant.Coordinator), s.Person("Ruth Vega", tenant.Director)
	for i, n := range places {
		s.mentors = append(s.mentors, s.Mentor(fmt.Sprintf("Mona Mentor%c", 'A'+i), n))
	}
	for i, list := range lists {
		r := s.Resident(fmt.Sprintf("Rika Resident%c", 'A'+i), 1+i%2)
		s.residents = append(s.residents, r)
		s.rank(r, list...)
	}
	s.SetState(mentorship.Matching)
	return s
}

func (s *matchYear) rank(r *world.Person, list ...int) {
	if len(list) == 0 {
		return
	}
	var ids []mentorship.MentorID
	for _, m := range list {
		ids = append(ids, mentorship.MentorID(s.mentors[m].ID))
	}
	s.As(func(tx *store.Tx) error {
		var was int
		if l, err := tx.RankList(context.Background(), s.Cycle, mentorship.ResidentID(r.ID)); err == nil {
			was = l.Version
		}
		return tx.SaveRankList(context.Background(), s.Cycle, mentorship.ResidentID(r.ID), mentorship.RankList{Mentors: ids}, was)
	})
}

// do submits a form and waits until the task it leads to has ended; it returns the task's page.
func (s *matchYear) do(b *world.Browser, p *world.Page, form string, with url.Values) *world.Page {
	s.w.T.Helper()
	sent := b.Submit(p, form, with, "").Want(http.StatusSeeOther)
	var task *world.Page
	s.w.Eventually("the task ends", func() bool {
		task = b.Get(sent.Location).Want(http.StatusOK)
		return !task.Has("job-progress")
	})
	return task
}

// run runs the match and returns the page of the first scenario.
func (s *matchYear) run() *world.Page {
	s.w.T.Helper()
	task := s.do(s.coordinator.Browser, s.coordinator.Get(s.At.Match()), `form[action$="/match/runs"]`, nil)
	return s.coordinator.Get(task.Attr("#job a.btn", "href")).Want(http.StatusOK)
}

// choose chooses the run of a page and asks everybody.
func (s *matchYear) choose(run *world.Page) (id string) {
	s.w.T.Helper()
	chosen := s.coordinator.Submit(run, `form[action$="/choose"]`, nil, "").Want(http.StatusSeeOther)
	id = chosen.Location[strings.LastIndex(chosen.Location, "/")+1:]
	s.ask(id)
	return id
}

func (s *matchYear) ask(id string) {
	s.w.T.Helper()
	check := s.coordinator.Get(s.At.RunAsk(id)).Want(http.StatusOK)
	if check.Has("#send") {
		s.do(s.coordinator.Browser, check, "#send", nil)
	}
}

// answer has a mentor answer everything alike.
func (s *matchYear) answer(m *world.Person, answer string, with url.Values) {
	s.w.T.Helper()
	p := m.Get(s.At.Proposals()).Want(http.StatusOK)
	if !p.Has("#answers") {
		return
	}
	form := url.Values{}
	for _, n := range p.All(`#answers input[type=radio]`) {
		for _, a := range n.Attr {
			if a.Key == "name" {
				form[a.Val] = []string{answer}
			}
		}
	}
	for k, v := range with {
		form[k] = v
	}
	m.Submit(p, "#answers", form, "").Want(http.StatusSeeOther)
}

func (s *matchYear) everyoneAccepts() {
	for _, m := range s.mentors {
		s.answer(m, "accepted", nil)
	}
}

// announce begins the announcement and lets its hold pass.
func (s *matchYear) announce(id string) {
	s.w.T.Helper()
	check := s.coordinator.Get(s.At.RunAnnounce(id)).Want(http.StatusOK)
	s.coordinator.Submit(check, "#send", nil, "").Want(http.StatusSeeOther)
	s.w.Advance(11 * time.Minute)
	if err := s.w.App.Tick(context.Background()); err != nil {
		s.w.T.Fatal(err)
	}
}

func (s *matchYear) pairs() int {
	return world.One[int](s.w, `SELECT count(*)::int FROM pairing WHERE program_id = $1 AND ends_on IS NULL`, string(s.ID))
}

// sixOnThree leaves ties to break: everyone wants A first.
var sixOnThree = [][]int{{0, 1}, {0, 1, 2}, {0, 2, 1}, {1, 0}, {2, 0, 1}, {0, 1, 2}}

func TestMatchFromListsToPairs(t *testing.T) {
	t.Parallel()
	s := newMatchYear(t, []int{2, 2, 2}, sixOnThree)
	s.w.Work()

	// A director sees figures and no name before the choice; the coordinator prepares by name.
	run := s.run()
	if !strings.Contains(run.Text("main"), "Rika ResidentA") {
		t.Error("the coordinator cannot read the run by name")
	}
	address := s.At.Run(regexp.MustCompile(`[0-9a-f-]{36}`).FindString(run.Attr(`form[action$="/choose"]`, "action")))
	seen := s.director.Get(address).Want(http.StatusOK)
	for _, p := range append(s.residents, s.mentors...) {
		if strings.Contains(seen.Body, p.Name.Family) {
			t.Errorf("the director reads %s before a run is chosen", p.Name.Family)
		}
	}
	if got := len(seen.All(".scenarios thead th")); got != 4 {
		t.Errorf("%d scenarios side by side, want 4", got)
	}
	if !strings.Contains(seen.Text("h1"), "top two") {
		t.Errorf("the title is %q, not the finding", seen.Text("h1"))
	}

	id := s.choose(run)
	if !strings.Contains(s.director.Get(s.At.Run(id)).Text("main"), "Rika ResidentA") {
		t.Error("the director cannot read the chosen run by name")
	}

	// A mentor answers from the mail, without signing in, and learns nothing of lists.
	mails := s.w.Mail.To(s.mentors[0].Email)
	if len(mails) != 1 {
		t.Fatalf("%d mails to a mentor who is asked, want 1", len(mails))
	}
	link := regexp.MustCompile(`/l/\S+`).FindString(mails[0].Text)
	visitor := s.w.Visitor()
	asked := visitor.Get(link).Want(http.StatusOK)
	if text := asked.Text("main"); strings.Contains(text, "choice") || strings.Contains(text, "1st") {
		t.Errorf("a mentor reads about ranks: %s", text)
	}
	empty := visitor.Submit(asked, "#answers", nil, "").Want(http.StatusUnprocessableEntity)
	if !empty.Has(".summary-errors") {
		t.Error("an empty answer is refused without a word")
	}
	form := url.Values{}
	for _, n := range asked.All(`#answers input[value=accepted]`) {
		for _, a := range n.Attr {
			if a.Key == "name" {
				form[a.Val] = []string{"accepted"}
			}
		}
	}
	visitor.Submit(asked, "#answers", form, "").Want(http.StatusSeeOther)

	// Without every answer nothing can be announced.
	if s.coordinator.Get(s.At.RunAnnounce(id)).Has("#send") {
		t.Error("the announcement is offered before everyone has said yes")
	}
	s.everyoneAccepts()

	// The hold can be stopped, and nothing happened then.
	check := s.coordinator.Get(s.At.RunAnnounce(id))
	for _, r := range s.residents {
		if !strings.Contains(check.Text("main"), r.Name.Full()) {
			t.Errorf("the check page leaves out %s", r.Name.Full())
		}
	}
	if !strings.Contains(check.Text(".mail-text"), "Your mentor for") {
		t.Error("the check page does not show the mails")
	}
	held := s.coordinator.Submit(check, "#send", nil, "").Want(http.StatusSeeOther)
	again := s.coordinator.Submit(check, "#send", nil, "").Want(http.StatusSeeOther)
	if again.Location != held.Location {
		t.Errorf("the same form twice leads to %s and %s", held.Location, again.Location)
	}
	task := s.coordinator.Follow(held)
	if !strings.Contains(task.Body, "Look again</a></p></noscript>") {
		t.Error("the page of a task cannot be looked at again without scripts")
	}
	s.answerIsClosed(t)
	s.coordinator.Submit(task, `form[action$="/stop"]`, nil, "").Want(http.StatusSeeOther)
	s.w.Advance(time.Hour)
	if err := s.w.App.Tick(context.Background()); err != nil {
		t.Fatal(err)
	}
	if n := s.pairs(); n != 0 {
		t.Fatalf("%d pairs after the announcement was stopped", n)
	}

	s.announce(id)
	if n := s.pairs(); n != 6 {
		t.Fatalf("%d pairs, want 6", n)
	}
	if got := world.One[string](s.w, `SELECT state FROM cycle WHERE id = $1`, string(s.Cycle)); got != "running" {
		t.Errorf("the year is %s, want running", got)
	}
	for _, p := range append(s.residents, s.mentors...) {
		s.w.Eventually("the mail of "+p.Email, func() bool {
			for _, m := range s.w.Mail.To(p.Email) {
				if strings.Contains(m.Subject, "announced") {
					return true
				}
			}
			return false
		})
	}
	// Once more finds everything done.
	if err := s.w.App.Tick(context.Background()); err != nil {
		t.Fatal(err)
	}
	if n := s.pairs(); n != 6 {
		t.Errorf("%d pairs after a second tick, want 6", n)
	}
	s.afterwards(t, id)
}

// answerIsClosed checks that a mentor cannot change an answer while the announcement is on hold.
func (s *matchYear) answerIsClosed(t *testing.T) {
	t.Helper()
	p := s.mentors[1].Get(s.At.Proposals())
	if got := s.mentors[1].Submit(p, "#answers", nil, ""); got.Status != http.StatusConflict {
		t.Errorf("an answer during the hold: %d, want 409", got.Status)
	}
}

// afterwards looks at what each sees of an announced match.
func (s *matchYear) afterwards(t *testing.T, id string) {
	t.Helper()
	for _, r := range s.residents {
		why := r.Get(s.At.MatchWhy()).Want(http.StatusOK)
		for _, other := range s.residents {
			if other != r && strings.Contains(why.Body, other.Name.Family) {
				t.Errorf("%s reads about %s", r.Name.Family, other.Name.Family)
			}
		}
	}
	if !strings.Contains(s.residents[0].Get(s.At.MatchHow()).Text("main"), "seed") {
		t.Error("the seed is not told after the announcement")
	}
	run := s.director.Get(s.At.Run(id)).Want(http.StatusOK)
	if strings.Contains(run.Text(".table-card"), "1st") || run.Has("svg.match") {
		t.Error("places on lists are shown by name after the announcement")
	}
	if got := s.director.Get(s.At.MatchInsight()).Want(http.StatusOK); !got.Has("h1") {
		t.Error("no insight")
	}
	s.bundle(t, id)
}

// bundle checks that the command line verifies what was downloaded.
func (s *matchYear) bundle(t *testing.T, id string) {
	t.Helper()
	p := s.director.Get(s.At.RunBundle(id)).Want(http.StatusOK)
	z, err := zip.NewReader(strings.NewReader(p.Body), int64(len(p.Body)))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range append(s.residents, s.mentors...) {
			if bytes.Contains(data, []byte(x.Name.Family)) || bytes.Contains(data, []byte(x.ID)) {
				t.Errorf("%s holds the name or the id of %s", f.Name, x.Name.Family)
			}
		}
		if err := os.WriteFile(filepath.Join(dir, f.Name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	instance, result := filepath.Join(dir, "instance.json"), filepath.Join(dir, "result.json")
	var out, errs bytes.Buffer
	if code := matchcli.Main([]string{"-verify", result, "-in", instance}, nil, &out, &errs); code != 0 {
		t.Errorf("evenly match -verify: exit %d: %s", code, errs.String())
	}
	again := filepath.Join(dir, "again.json")
	if code := matchcli.Main([]string{"-in", instance, "-out", again}, nil, &out, &errs); code != 0 {
		t.Fatalf("evenly match: exit %d: %s", code, errs.String())
	}
	first, _ := os.ReadFile(result)
	second, _ := os.ReadFile(again)
	if !bytes.Equal(first, second) {
		t.Error("the same instance gives another result on the command line")
	}
}

func TestDeclineRunsAgain(t *testing.T) {
	t.Parallel()
	s := newMatchYear(t, []int{2, 2, 4}, sixOnThree)
	s.w.Work()
	id := s.choose(s.run())
	before := s.proposed(id)
	s.answer(s.mentors[0], "declined", url.Values{"close": {"yes"}})
	for _, m := range s.mentors[1:] {
		s.answer(m, "accepted", nil)
	}
	if places := world.One[int](s.w, `SELECT places FROM mentor WHERE person_id = $1`, string(s.mentors[0].ID)); places != 0 {
		t.Errorf("%d places with the mentor who closed them, want 0", places)
	}

	answers := s.coordinator.Get(s.At.RunAnswers(id)).Want(http.StatusOK)
	task := s.do(s.coordinator.Browser, answers, `form[action$="/again"]`, nil)
	next := s.coordinator.Get(task.Attr("#job a.btn", "href")).Want(http.StatusOK)
	if next.Has(`form[action$="/choose"]`) == false {
		t.Fatalf("the new run cannot be chosen: %s", next.Text("main"))
	}
	child := s.choose(next)
	after := s.proposed(child)
	for r, m := range before {
		switch {
		case m == string(s.mentors[0].ID) && after[r] == m:
			t.Errorf("resident %s is proposed again to the mentor who declined", r)
		case m != string(s.mentors[0].ID) && after[r] != m:
			t.Errorf("an accepted pair moved: %s from %s to %s", r, m, after[r])
		}
	}
	// Accepted answers came along: only the new pairs wait.
	if n := world.One[int](s.w, `SELECT count(*)::int FROM proposal WHERE run_id = $1 AND answer = 'waiting'`, child); n != 2 {
		t.Errorf("%d answers wait after the re-run, want 2", n)
	}
	s.everyoneAccepts()
	s.announce(child)
	if n := s.pairs(); n != 6 {
		t.Errorf("%d pairs, want 6", n)
	}
	for _, r := range s.residents {
		why := r.Get(s.At.MatchWhy()).Want(http.StatusOK)
		if strings.Contains(why.Text("main"), "director placed") {
			t.Errorf("%s is told that a director placed them: %s", r.Name.Family, why.Text("main"))
		}
	}
}

func (s *matchYear) proposed(run string) map[string]string {
	out := map[string]string{}
	s.As(func(tx *store.Tx) error {
		list, err := tx.Proposals(context.Background(), mentorship.RunID(run))
		for _, p := range list {
			out[string(p.ResidentID)] = string(p.MentorID)
		}
		return err
	})
	return out
}

func TestStaleRunsCannotBeChosen(t *testing.T) {
	t.Parallel()
	s := newMatchYear(t, []int{2, 2, 2}, sixOnThree)
	s.w.Work()
	run := s.run()
	s.rank(s.residents[0], 2, 1)
	s.w.SQL(`UPDATE mentor SET places = 3 WHERE person_id = $1`, string(s.mentors[1].ID))
	s.coordinator.Submit(run, `form[action$="/choose"]`, nil, "").Want(http.StatusConflict)
	id := regexp.MustCompile(`[0-9a-f-]{36}`).FindString(run.Attr(`form[action$="/choose"]`, "action"))
	stale := s.coordinator.Get(s.At.Run(id)).Want(http.StatusOK)
	if text := stale.Text(".banner"); !strings.Contains(text, "1 ranking changed") || !strings.Contains(text, "1 mentor’s places changed") {
		t.Errorf("the banner says %q", text)
	}
	if stale.Has(`form[action$="/choose"]`) {
		t.Error("a stale run can be chosen")
	}
	s.do(s.coordinator.Browser, stale, `.banner form`, nil)
}

func TestHandChanges(t *testing.T) {
	t.Parallel()
	s := newMatchYear(t, []int{2, 2, 2}, sixOnThree)
	s.w.Work()
	s.run()
	s.w.Advance(time.Minute)
	form := s.director.Get(s.At.MatchAdjust("", "")).Want(http.StatusOK)
	bad := s.director.Submit(form, "main form", url.Values{"resident": {string(s.residents[3].ID)}}, "").Want(http.StatusUnprocessableEntity)
	if !bad.Has("#mentor-error") || !bad.Has("#reason-error") {
		t.Error("a broken hand change is refused without a word at each field")
	}
	pin := url.Values{"kind": {"pin"}, "resident": {string(s.residents[3].ID)}, "mentor": {string(s.mentors[2].ID)}, "reason": {"They share a clinic."}}
	s.director.Submit(form, "main form", pin, "").Want(http.StatusSeeOther)
	list := s.director.Get(s.At.Match())
	if text := list.Text("main"); !strings.Contains(text, "They share a clinic.") || !strings.Contains(text, "Re-run (1 change)") {
		t.Errorf("the task list says nothing of the pin: %s", text)
	}
	run := s.run()
	id := s.choose(run)
	if got := s.proposed(id)[string(s.residents[3].ID)]; got != string(s.mentors[2].ID) {
		t.Errorf("the pinned resident goes to %s", got)
	}
	if n := world.One[int](s.w, `SELECT count(*)::int FROM audit WHERE act = 'match.pin'`); n != 1 {
		t.Errorf("%d audit rows for one pin", n)
	}
}

func TestPinsAgainstPrivateListsAreRefusedAlike(t *testing.T) {
	t.Parallel()
	s := newMatchYear(t, []int{2, 2, 2}, sixOnThree)
	s.w.SQL(`INSERT INTO not_with (institution_id, program_id, resident_id, mentor_id) VALUES ($1, $2, $3, $4)`,
		string(s.In.ID), string(s.ID), string(s.residents[0].ID), string(s.mentors[2].ID))
	form := s.director.Get(s.At.MatchAdjust("", ""))
	pin := url.Values{"kind": {"pin"}, "resident": {string(s.residents[0].ID)}, "mentor": {string(s.mentors[2].ID)}, "reason": {"x"}}
	p := s.director.Submit(form, "main form", pin, "").Want(http.StatusUnprocessableEntity)
	if text := p.Text("main"); strings.Contains(text, "private") || strings.Contains(text, "not with") {
		t.Errorf("the refusal tells of a private list: %s", text)
	}
}
