package server_test

import (
	"bytes"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/route"
	"evenly/internal/survey"
	"evenly/internal/tenant"
	"evenly/internal/world"
)

// grouped plans a survey with a question for groups through the builder, opens it, and gives its id and its questions.
func (v *town) grouped() (string, survey.Questionnaire) {
	v.t.Helper()
	edit := v.coordinator.Submit(v.coordinator.Get(v.At.Surveys()), `form:has(input[value=residents])`, nil, "").Want(http.StatusSeeOther)
	p := v.coordinator.Follow(edit).Want(http.StatusOK)
	if !strings.Contains(p.Text("#builder"), "planned breakdown") {
		p = v.coordinator.Follow(v.coordinator.Submit(v.coordinator.Submit(p, "#builder", url.Values{"new_kind": {"pgy"}}, "op=add"), "#builder", nil, "").Want(http.StatusSeeOther))
	}
	v.coordinator.Submit(p, `form[action$="/open"]`, nil, "").Want(http.StatusSeeOther)
	id := strings.Split(strings.TrimPrefix(edit.Location, v.At.Surveys()+"/"), "/")[0]
	return id, world.One[survey.Questionnaire](v.W, `SELECT questionnaire FROM wave WHERE id = $1`, id)
}

// answerGrouped has the first so many residents answer, in groups by turns.
func (v *town) answerGrouped(id string, q survey.Questionnaire, n int) *world.Page {
	v.t.Helper()
	by := q.Breakdowns[0]
	for i, r := range v.residents[:n] {
		x := v.obtain(id, r)
		ballot, err := q.Pack(survey.Answers{Choice: map[survey.ItemID]int{survey.Value: (i + i/2) % 5, by: i % 2}})
		v.check(err)
		if got := x.seal(0, ballot); got != http.StatusNoContent {
			v.t.Fatalf("ballot: %d", got)
		}
	}
	return v.closeWave(id)
}

// Groups are shown by the question that was planned, and again while the people are the same. Once somebody has joined,
// they are not: two waves beside each other would show what the newcomer said.
func TestGroupsAreWithheldWhenFewPeopleCameOrWent(t *testing.T) {
	t.Parallel()
	v := newTown(t, 24)
	id, q := v.grouped()
	if page := v.answerGrouped(id, q, 24); !strings.Contains(page.Text("main"), "By group") || strings.Contains(page.Text("main"), "Not shown this time") {
		t.Fatalf("first wave: %s", page.Text("main"))
	}
	v.reply(id)
	id, q = v.grouped()
	if page := v.answerGrouped(id, q, 22); strings.Contains(page.Text("main"), "Not shown this time") {
		t.Errorf("two people did not answer, which nobody knows of: %s", page.Text("main"))
	}
	v.reply(id)
	v.residents = append(v.residents, v.Resident("Neele Newcomer", 1))
	id, q = v.grouped()
	page := v.answerGrouped(id, q, 25)
	if text := page.Text("main"); !strings.Contains(text, "Not shown this time: few people joined or left") || !strings.Contains(text, "25 of 25 answered") {
		t.Errorf("after one joined: %s", text)
	}
	if r := world.One[string](v.W, `SELECT figures::text FROM release WHERE wave_id = $1`, id); strings.Contains(r, `"groups"`) {
		t.Errorf("what is not shown is kept: %s", r)
	}
}

// What small surveys gather lies sealed, to keys outside the database that end when it is shown.
func TestThePoolIsSealed(t *testing.T) {
	t.Parallel()
	v := newTown(t, 9)
	id := v.open()
	v.obtain(id, v.residents[0]).put(0, value(0, "Only I say this."))
	v.closeWave(id)
	first := world.One[[]byte](v.W, `SELECT sealed FROM survey_pool`)
	if bytes.Contains(first, []byte("Only I")) || world.One[int](v.W, `SELECT count(*)::int FROM survey_comment`) != 0 {
		t.Error("one person's answers lie open")
	}
	keys := func() int {
		files, err := filepath.Glob(filepath.Join(v.W.Keys, "*", "*"))
		v.check(err)
		return len(files)
	}
	if n := keys(); n != 1 {
		t.Errorf("%d files of keys beside one pool", n)
	}
	v.ask(1, 1)
	if second := world.One[[]byte](v.W, `SELECT sealed FROM survey_pool`); len(first) != len(second) {
		t.Errorf("a pool of %d bytes grew to %d: that tells how much was written", len(first), len(second))
	}
	if _, page := v.ask(0, 2); !strings.Contains(page.Text("main"), "5 answers from 3 small surveys") {
		t.Errorf("shown: %s", page.Text("main"))
	}
	if n := keys(); n != 0 {
		t.Errorf("%d files of keys after the pool was shown", n)
	}
}

// A server that loses the folder of keys loses the pool with it, and goes on.
func TestAPoolWithoutKeysBeginsAnew(t *testing.T) {
	t.Parallel()
	v := newTown(t, 9)
	v.ask(1, 1)
	v.loseKeys()
	if _, page := v.ask(2, 1); !strings.Contains(page.Text("h1"), "Fewer than 5 answers") {
		t.Errorf("after the keys were lost: %s", page.Text("h1"))
	}
	if _, page := v.ask(1, 1); !strings.Contains(page.Text("main"), "5 answers from 2 small surveys") {
		t.Errorf("shown: %s", page.Text("main"))
	}
}

// Once a survey is open, its plan stands; and of groups of 8 and 4 neither is shown, nor kept.
func TestThePlanOfGroupsStands(t *testing.T) {
	t.Parallel()
	v := newTown(t, 12)
	id, q := v.grouped()
	v.coordinator.Post(v.At.SurveyEdit(id), url.Values{"key": {"0123456789abcdef"}, "name": {"Baseline"}}).Want(http.StatusConflict)
	for i, r := range v.residents {
		ballot, err := q.Pack(survey.Answers{Choice: map[survey.ItemID]int{survey.Value: i % 5, q.Breakdowns[0]: min(i/8, 1)}})
		v.check(err)
		v.obtain(id, r).seal(0, ballot)
	}
	page := v.closeWave(id) // 8 and 4
	if text := page.Text("main"); !strings.Contains(text, "Groups are not shown: some have fewer than 5 people") {
		t.Errorf("8 and 4: %s", text)
	}
	v.W.Advance(time.Hour)
	if r := world.One[string](v.W, `SELECT figures::text FROM release`); strings.Contains(r, `"groups"`) || strings.Contains(r, `"others"`) {
		t.Errorf("kept: %s", r)
	}
}

// Without its keys nobody can count a survey: people are told, and whoever runs the site can end it, so that the next opens.
func TestSurveysWithoutKeysCanBeEnded(t *testing.T) {
	t.Parallel()
	v := newTown(t, 6)
	id := v.open()
	v.obtain(id, v.residents[0]).put(0, value(1, ""))
	if err := v.W.App.AbandonSurvey(t.Context(), v.Scope(), mentorship.WaveID(id)); !fault.Is(err, fault.Conflict) {
		t.Errorf("while the keys are there: %v", err)
	}
	_, _, blinded, _ := v.blind(v.keys(id))
	v.loseKeys()
	v.W.Visitor().Get(route.BallotKeys(v.At.Institution, id)).Want(http.StatusServiceUnavailable)
	if status, body := v.residents[1].JSON(v.At.SurveyToken(id), map[string]any{"blinded": blinded}); status != http.StatusServiceUnavailable || !strings.Contains(string(body), "keys of this survey") {
		t.Errorf("a token without keys: %d %s", status, body)
	}
	v.coordinator.Submit(v.coordinator.Get(v.At.Survey(id)), `form[action$="/close"]`, nil, "").Want(http.StatusServiceUnavailable)
	v.check(v.W.App.Tick(t.Context()))
	if !strings.Contains(v.W.Log(), "EVENLY_KEYS") {
		t.Error("the log does not say that keys are missing")
	}
	lost, err := v.W.App.SurveysWithoutKeys(t.Context(), v.Scope())
	v.check(err)
	if len(lost) != 1 || string(lost[0]) != id {
		t.Fatalf("without keys: %v", lost)
	}
	v.check(v.W.App.AbandonSurvey(t.Context(), v.Scope(), lost[0]))
	if n := world.One[int](v.W, `SELECT count(*)::int FROM pg_class WHERE relispartition AND relkind = 'r'`); n != 0 {
		t.Errorf("%d boxes are left", n)
	}
	v.open()
}

// A split by who people are goes beyond the GME office only if every group has ten.
func TestIdentityIsSplitInGroupsOfTen(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]bool{20: true, 18: false} {
		v := newTown(t, n)
		edit := v.coordinator.Submit(v.coordinator.Get(v.At.Surveys()), `form:has(input[value=residents])`, nil, "").Want(http.StatusSeeOther)
		id := strings.Split(strings.TrimPrefix(edit.Location, v.At.Surveys()+"/"), "/")[0]
		q := survey.ForResidents()
		q.Items = append(q.Items, survey.Item{ID: "gender", Kind: survey.GroupKind, Who: true, Ask: "Your gender?", Answers: []string{"Woman", "Man"}})
		q.Breakdowns = []survey.ItemID{"gender"}
		v.W.SQL(`UPDATE wave SET questionnaire = $2 WHERE id = $1`, id, q)
		v.coordinator.Submit(v.coordinator.Get(edit.Location), `form[action$="/open"]`, nil, "").Want(http.StatusSeeOther)
		page := v.answerGrouped(id, q, n)
		if got := strings.Contains(page.Text("main"), "Woman"); got != want {
			t.Errorf("two groups of %d: shown to the coordinator: %v", n/2, got)
		}
		csv := v.director.Get(v.At.SurveyExport(id, "results.csv")).Want(http.StatusOK)
		if got := strings.Contains(csv.Body, "Woman"); got != want {
			t.Errorf("two groups of %d: in the director's file: %v", n/2, got)
		}
		dio := v.Person("Paul Okonkwo", tenant.Coordinator)
		v.W.SQL(`UPDATE membership SET role = 'dio', program_id = NULL WHERE person_id = $1`, string(dio.ID))
		if text := dio.Get(route.GMEResults(v.At.Institution, id)).Want(http.StatusOK).Text("main"); !strings.Contains(text, "Woman") {
			t.Errorf("two groups of %d: the GME office does not see them: %s", n/2, text)
		}
	}
}
