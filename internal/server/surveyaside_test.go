package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"evenly/internal/route"
	"evenly/internal/survey"
	"evenly/internal/tenant"
	"evenly/internal/world"
)

// What a person writes for the ombudsperson goes past everybody of the program: the reader of comments, the director, the GME
// office, the files. Where there is no ombudsperson it is not asked.
func TestSomeCommentsAreForTheOmbudspersonOnly(t *testing.T) {
	t.Parallel()
	v := newTown(t, 8)
	institution := func(name string, role tenant.Role) *world.Person {
		p := v.Person(name, tenant.Coordinator)
		v.W.SQL(`UPDATE membership SET role = $2, program_id = NULL WHERE person_id = $1`, string(p.ID), string(role))
		return p
	}
	edit := v.coordinator.Submit(v.coordinator.Get(v.At.Surveys()), `form:has(input[value=residents])`, nil, "").Want(http.StatusSeeOther)
	if strings.Contains(v.coordinator.Follow(edit).Text("#builder"), "only the ombudsperson should read") {
		t.Error("it is asked where nobody would read it")
	}
	builder := v.coordinator.Follow(v.coordinator.Submit(v.coordinator.Get(edit.Location), "#builder", url.Values{"new_kind": {"ombudsperson_only"}}, "").Want(http.StatusSeeOther))
	if p := v.coordinator.Submit(builder, `form[action$="/open"]`, nil, "").Want(http.StatusUnprocessableEntity); !strings.Contains(p.Text(".summary-errors"), "Nobody here is the ombudsperson") {
		t.Errorf("opening it: %s", p.Text(".summary-errors"))
	}
	ruth, dio := institution("Ruth Adeyemi", tenant.Ombudsperson), institution("Paul Okonkwo", tenant.DIO)
	v.coordinator.Submit(v.coordinator.Get(edit.Location), `form[action$="/open"]`, nil, "").Want(http.StatusSeeOther)
	id := strings.Split(strings.TrimPrefix(edit.Location, v.At.Surveys()+"/"), "/")[0]
	if ask := v.W.Visitor().Get(route.Ballot(v.At.Institution, id)); !strings.Contains(ask.Text("form"), "The ombudsperson reads this, and nobody of the program.") {
		t.Error("the page that asks does not say who reads it")
	}
	q := survey.ForResidents()
	q.Items = append(q.Items, survey.OmbudspersonOnly())
	for i, r := range v.residents {
		a := value(i%5, "For the program.")
		if i == 3 {
			a.Text[survey.ForOmbudsperson] = "I was told to keep quiet."
		}
		if got := v.obtain(id, r).putOf(q, a); got != http.StatusNoContent {
			t.Fatalf("ballot %d: %d", i, got)
		}
	}
	v.W.Work()
	v.closeWave(id)
	read := v.coordinator.Get(v.At.SurveyComments(id)).Want(http.StatusOK)
	v.coordinator.Submit(read, "form[method=post]", nil, "finish=yes").Want(http.StatusSeeOther)
	for who, path := range map[*world.Person]string{v.coordinator: v.At.SurveyResults(id), v.director: v.At.SurveyResults(id), dio: route.GMEResults(v.At.Institution, id)} {
		page := who.Get(path).Want(http.StatusOK)
		if strings.Contains(page.Body, "keep quiet") || !strings.Contains(page.Body, "For the program.") {
			t.Errorf("%s reads what is for the ombudsperson, or no comments at all", who.Email)
		}
	}
	if strings.Contains(read.Body, "keep quiet") || strings.Contains(v.director.Get(v.At.SurveyExport(id, "results.csv")).Body, "keep quiet") {
		t.Error("the reader or a file holds it")
	}
	there := route.OfficeComments(v.At.Institution)
	if page := ruth.Get(there).Want(http.StatusOK); !strings.Contains(page.Text(".comment"), "I was told to keep quiet.") || strings.Contains(page.Body, "For the program.") {
		t.Errorf("the ombudsperson reads: %s", page.Text("main"))
	}
	for _, who := range []*world.Person{v.coordinator, v.director, dio, v.residents[0]} {
		who.Get(there).Want(http.StatusForbidden)
	}
	v.W.Eventually("a mail to the ombudsperson", func() bool { return v.mails(ruth, "A survey holds comments for you") == 1 })
}
