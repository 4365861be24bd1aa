package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"evenly/internal/world"
)

// A check-in carries names and says so; only the two people read it.
func TestCheckInsAreConfidentialNotAnonymous(t *testing.T) {
	t.Parallel()
	v := newTown(t, 2)
	ana, ben := v.residents[0], v.residents[1]
	list := v.facilitator.Get(v.At.CheckIns()).Want(http.StatusOK)
	v.facilitator.Submit(list, "form:has(#question)", nil, "").Want(http.StatusUnprocessableEntity)
	v.facilitator.Submit(list, "form:has(#question)", url.Values{"person": {string(ana.ID)}, "question": {"How is it going with Dr. Reyes?"}}, "").Want(http.StatusSeeOther)
	mine := ana.Get(v.At.CheckIns()).Want(http.StatusOK)
	if text := mine.Text("main"); !strings.Contains(text, "Confidential, with your name.") || strings.Contains(strings.ToLower(text), "anonymous survey") {
		t.Errorf("the words: %s", text)
	}
	at := mine.Attr("main li a", "href")
	form := ana.Get(at).Want(http.StatusOK)
	ana.Submit(form, "form:has(#answer)", nil, "").Want(http.StatusUnprocessableEntity)
	ana.Submit(form, "form:has(#answer)", url.Values{"answer": {"We have not met yet."}}, "").Want(http.StatusSeeOther)
	if p := v.facilitator.Get(at).Want(http.StatusOK); !strings.Contains(p.Text("main"), "We have not met yet.") || p.Has("form:has(#answer)") {
		t.Error("the facilitator does not read the answer, or may write it")
	}
	for _, other := range []*world.Person{ben, v.director, v.coordinator} {
		other.Get(at).Want(http.StatusNotFound)
	}
	ben.Post(v.At.CheckIns(), url.Values{"key": {"0123456789abcdef"}}).Want(http.StatusForbidden)
}
