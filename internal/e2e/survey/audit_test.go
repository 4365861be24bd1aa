package survey_test

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"evenly/internal/e2e/browser"
	"evenly/internal/route"
	"evenly/internal/tenant"
	"evenly/internal/world"
)

// town is a program in which a survey has closed with an alarm, another one is open, and the next one is a draft.
type town struct {
	wave
	director, victor, dio  *world.Person
	closed, draft, checkIn string
	alarm, code            string
}

// newTown asks twelve residents on paper slips, five of whom are unhappy, and then the mentors.
func newTown(t *testing.T) town {
	t.Helper()
	w := newWave(t)
	v := town{wave: w, closed: w.id, director: w.Person("Dora Stone", tenant.Director), victor: w.Person("Victor Oduya", tenant.AssociateDirector), dio: w.Person("Paul Okonkwo", tenant.Coordinator)}
	w.W.SQL(`UPDATE membership SET role = 'dio', program_id = NULL WHERE person_id = $1`, string(v.dio.ID))
	w.W.SQL(`UPDATE wave SET reader_id = $1`, string(v.victor.ID))
	for i := range 12 {
		w.Resident(fmt.Sprintf("Res%c Ident", 'a'+rune(i)), 1+i%3)
	}
	v.answer(12)
	w.cora.Submit(w.cora.Get(w.At.Survey(w.id)), `form[action$="/close"]`, nil, "").Want(http.StatusSeeOther)
	results := v.director.Get(w.At.SurveyResults(w.id)).Want(http.StatusOK)
	v.alarm = results.Attr("section[aria-labelledby=alarms-h] a", "href")
	v.draft = v.plan("residents")
	v.id = v.plan("mentors")
	w.cora.Submit(w.cora.Get(w.At.SurveyEdit(v.id)), `form[action$="/open"]`, nil, "").Want(http.StatusSeeOther)
	v.code = v.slips(1)[0]
	asks := w.cora.Get(w.At.CheckIns()).Want(http.StatusOK)
	w.cora.Submit(asks, "form:has(#question)", url.Values{"person": {string(w.ana.ID)}, "question": {"How is it going?"}}, "").Want(http.StatusSeeOther)
	v.checkIn = w.ana.Get(w.At.CheckIns()).Attr("main li a", "href")
	return v
}

// plan drafts the next survey of an audience.
func (v town) plan(audience string) string {
	edit := v.cora.Submit(v.cora.Get(v.At.Surveys()), `form:has(input[value=`+audience+`])`, nil, "").Want(http.StatusSeeOther)
	return strings.Split(strings.TrimPrefix(edit.Location, v.At.Surveys()+"/"), "/")[0]
}

func (v town) slips(n int) []string {
	roster := v.cora.Get(v.At.SurveySlips(v.id)).Want(http.StatusOK)
	sheet := v.cora.Submit(roster, `form[action$="/print"]`, url.Values{"slips": {fmt.Sprint(n)}}, "").Want(http.StatusOK)
	return strings.Fields(sheet.Text(".code"))
}

// answer has slips handed out and filled in: five of twelve are unhappy, and one of them says why.
func (v town) answer(n int) {
	entry := v.cora.Get(route.BallotSlip(v.At.Institution))
	for i, code := range v.slips(n) {
		v.cora.Submit(v.cora.Get(v.At.SurveySlips(v.id)), `form[action$="/slips"]`, nil, "").Want(http.StatusSeeOther)
		form := v.cora.Submit(entry, "form", url.Values{"code": {code}}, "").Want(http.StatusOK)
		v.cora.Submit(form, "form", url.Values{"mentor_count": {fmt.Sprint(i % 3)}, "value": {fmt.Sprint([]int{0, 1, 1, 0, 1, 3, 4, 4, 3, 2, 4, 4}[i])}, "support": {fmt.Sprint(i % 5)},
			"development": {"3"}, "continue": {"1"}, "what_to_change": {"Dr. Okafor never has time."}}, "").Want(http.StatusSeeOther)
	}
}

// Every page around surveys, in its states, has nothing for axe-core to find and is no wider than its window. EVENLY_AUDIT=full
// looks at all widths in both themes.
func TestEveryPageIsAccessible(t *testing.T) {
	t.Parallel()
	v := newTown(t)
	at, in := v.At, v.At.Institution
	for _, x := range []struct {
		who   *world.Person
		paths []string
	}{
		{v.director, []string{at.Home(), at.Surveys(), at.SurveyResults(v.closed), v.alarm}},
		{v.cora, []string{at.Surveys(), at.SurveyEdit(v.draft), at.SurveyPreview(v.draft), at.SurveyInstruments(), at.SurveyInstrument(v.draft, "mca21"), at.Survey(v.id),
			at.SurveySlips(v.id), at.SurveyReply(v.closed), at.CheckIns()}},
		{v.victor, []string{at.SurveyResults(v.closed), at.SurveyComments(v.closed)}},
		{v.dio, []string{route.GMESurveys(in), route.GMEResults(in, v.closed)}},
		{v.ana, []string{at.Home(), at.Surveys(), at.SurveyResults(v.closed), at.CheckIns(), v.checkIn}},
		{v.okafor, []string{at.Home(), at.Survey(v.id), route.Ballot(in, v.id), route.BallotSlip(in), route.BallotThanks(in)}},
	} {
		p := v.as(x.who, 390)
		p.Allow("409") // results wait for the reply
		for _, path := range x.paths {
			p.Open(path)
			look(t, p, path)
		}
	}
	v.sent(t)
}

// sent looks at the answers of forms: mistakes, a last look before publishing, questions of a slip.
func (v town) sent(t *testing.T) {
	t.Helper()
	p := v.as(v.cora, 390)
	p.Allow("422")
	for _, x := range []struct{ path, form, field, value, op string }{
		{v.At.SurveyEdit(v.draft), "#builder", "[name=title]", "", ":not([name])"},
		{v.At.SurveyInstrument(v.draft, "lmx7"), "main form", "[name=items]", "one", ":not([name])"},
		{v.At.SurveyReply(v.closed), "main form", "[name=said]", "", "[value=check]"},
		{v.At.SurveyReply(v.closed), "main form", "[name=said]", "Too few meetings.", "[value=check]"},
		{v.At.CheckIns(), "form:has(#question)", "#question", "", ":not([name])"},
		{v.alarm, "main form", "[name=note]", "", ":not([name])"},
		{route.BallotSlip(v.At.Institution), "form", "[name=code]", "nonsense", ""},
		{route.BallotSlip(v.At.Institution), "form", "[name=code]", v.code, ""},
		{v.At.SurveySlips(v.id), `form[action$="/print"]`, "[name=slips]", "2", ""},
	} {
		p.SetViewport(390, 844)
		p.Open(x.path)
		if x.field == "[name=said]" && x.value != "" {
			p.Fill("[name=did]", "Two hours a month are protected.")
		}
		p.Fill(x.form+" "+x.field, x.value)
		p.Submit(x.form + " button" + x.op)
		look(t, p, x.path+" with "+x.value)
	}
}

func look(t *testing.T, p *browser.Page, where string) {
	t.Helper()
	widths, themes := []int{390}, []bool{false}
	if os.Getenv("EVENLY_AUDIT") == "full" {
		widths, themes = []int{320, 390, 1280}, []bool{false, true}
	}
	for _, width := range widths {
		for _, dark := range themes {
			p.SetViewport(width, 900)
			p.Dark(dark)
			for _, broken := range p.Axe() {
				t.Errorf("%s at %d, dark %t: %v", where, width, dark, broken)
			}
			if over := p.Overflow(); over > 0 {
				t.Errorf("%s at %d: %d pixels wider than the window", where, width, over)
			}
		}
	}
}

// The whole of a survey's results prints, without its buttons.
func TestResultsPrint(t *testing.T) {
	t.Parallel()
	v := newTown(t)
	p := v.as(v.director, 1280)
	p.Open(v.At.SurveyResults(v.closed))
	p.Print()
	if n := browser.Eval[int](p, `[...document.querySelectorAll('main figure')].filter(f => f.checkVisibility() && f.querySelector('svg.chart')).length`); n < 5 {
		t.Errorf("%d figures on paper", n)
	}
	if browser.Eval[bool](p, `[...document.querySelectorAll('.btn')].some(b => b.checkVisibility())`) {
		t.Error("a button is on paper")
	}
	if text := p.Text(".print-head"); !strings.Contains(text, "Confidential") {
		t.Errorf("above the page: %q", text)
	}
}
