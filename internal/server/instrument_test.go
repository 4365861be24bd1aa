package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"evenly/internal/route"
	"evenly/internal/world"
)

// Text of a published instrument comes in with somebody's word, and only so: the word, its day and its basis stand beside the
// instrument. A survey that asks about people's health shows where help is, to everybody.
func TestInstrumentsComeInWithAWord(t *testing.T) {
	t.Parallel()
	v := newTown(t, 2)
	edit := v.coordinator.Submit(v.coordinator.Get(v.At.Surveys()), `form:has(input[value=residents])`, nil, "").Want(http.StatusSeeOther)
	wave := strings.Split(strings.TrimPrefix(edit.Location, v.At.Surveys()+"/"), "/")[0]
	entry := v.coordinator.Get(v.At.SurveyInstrument(wave, "who5")).Want(http.StatusOK)
	text := url.Values{"items": {"a\nb\nc\nd\ne"}, "labels": {"0\n1\n2\n3\n4\n5"}}
	bad := v.coordinator.Submit(entry, "form[method=post]", text, "").Want(http.StatusUnprocessableEntity)
	if !strings.Contains(bad.Text(".summary-errors"), "what the permission rests on") {
		t.Errorf("without a word: %s", bad.Text(".summary-errors"))
	}
	if n := world.One[int](v.W, `SELECT count(*)::int FROM attestation`); n != 0 {
		t.Error("a refused form left a word behind")
	}
	text.Set("basis", "Free with credit, WHO 1998")
	v.coordinator.Submit(entry, "form[method=post]", text, "").Want(http.StatusSeeOther)
	if n := world.One[int](v.W, `SELECT count(*)::int FROM audit WHERE act = 'survey.attest' AND detail::text NOT LIKE '%credit%'`); n != 1 {
		t.Errorf("%d audit rows of the word", n)
	}
	library := v.director.Get(v.At.SurveyInstruments()).Want(http.StatusOK).Text("table")
	for _, want := range []string{"Cora Lang", "Free with credit, WHO 1998", "Published scoring sheets"} {
		if !strings.Contains(library, want) {
			t.Errorf("the library does not say %q", want)
		}
	}
	// Scales that nobody remembers are sorted with the form in hand, a minus where an item is turned round.
	entry = v.coordinator.Get(v.At.SurveyInstrument(wave, "acs6")).Want(http.StatusOK)
	acs := url.Values{"basis": {"Licence of 3 March 2026"}, "items": {"a\nb\nc\nd\ne\nf"}, "labels": {"1\n2\n3\n4\n5\n6\n7"}}
	v.coordinator.Submit(entry, "form[method=post]", acs, "").Want(http.StatusUnprocessableEntity)
	acs.Set("scale_0", "1 2 -3 -4 -5 6")
	v.coordinator.Submit(entry, "form[method=post]", acs, "").Want(http.StatusSeeOther)
	// A form with as many answers as it has.
	entry = v.coordinator.Get(v.At.SurveyInstrument(wave, "met")).Want(http.StatusOK)
	met := url.Values{"basis": {"CC BY, PLoS ONE 2020"}, "items": {strings.Repeat("x\n", 13)}, "labels": {"1\n2\n3\n4\n5\n6"}}
	v.coordinator.Submit(entry, "form[method=post]", met, "").Want(http.StatusSeeOther)
	if q := world.One[string](v.W, `SELECT questionnaire::text FROM wave`); !strings.Contains(q, "-3") || !strings.Contains(q, "met_13") {
		t.Errorf("questionnaire = %s", q)
	}
	v.coordinator.Submit(v.coordinator.Get(edit.Location), `form[action$="/open"]`, nil, "").Want(http.StatusSeeOther)
	ballot := v.W.Visitor().Get(route.Ballot(v.At.Institution, wave)).Want(http.StatusOK)
	if text := ballot.Text("[data-part=done]"); !strings.Contains(text, "If things are hard") || !strings.Contains(text, "988") {
		t.Errorf("no help where health is asked about: %s", text)
	}
	if !strings.Contains(ballot.Text(".lede"), "29 questions, about 6 minutes") {
		t.Errorf("how long: %s", ballot.Text(".lede"))
	}
}

// Nobody but those who run surveys plans them, and nobody types text into one that is open.
func TestInstrumentsAreForThoseWhoRunSurveys(t *testing.T) {
	t.Parallel()
	v := newTown(t, 2)
	id := v.open()
	v.residents[0].Get(v.At.SurveyInstruments()).Want(http.StatusForbidden)
	v.facilitator.Get(v.At.SurveyInstrument(id, "who5")).Want(http.StatusForbidden)
	text := url.Values{"key": {"0123456789abcdef"}, "basis": {"Free with credit, WHO 1998"}, "items": {"a\nb\nc\nd\ne"}, "labels": {"0\n1\n2\n3\n4\n5"}}
	v.coordinator.Post(v.At.SurveyInstrument(id, "who5"), text).Want(http.StatusConflict)
}
