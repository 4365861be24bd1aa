package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"evenly/internal/tenant"
	"evenly/internal/world"
)

// asked is a pair whose two people were asked by the facilitator, with the mail of each and its link.
func asked(t *testing.T) (w *world.World, im *world.Program, helen, okafor *world.Person, pair string, links map[string]string) {
	t.Helper()
	w, im, helen, okafor, pair = shortPair(t)
	form := helen.Get(im.At.PairAsk(pair)).Want(http.StatusOK)
	if text := form.Text("main"); !strings.Contains(text, "the other of the pair never does") || !strings.Contains(text, "can be stopped until then") {
		t.Errorf("the check page: %s", text)
	}
	helen.Submit(form, "#each", nil, "").Want(http.StatusSeeOther)
	w.Work()
	hurry(w)
	links = map[string]string{}
	for _, who := range []string{"amara.okafor@stbrannoc.example", "priya.nair@stbrannoc.example"} {
		m, link := newest(t, w, who, "reads your answer")
		if !strings.Contains(m.Text, "Only Dr. Marsh reads your answer") && !strings.Contains(m.Text, "reads your answer, with your name") {
			t.Errorf("mail: %s", m.Text)
		}
		if strings.Contains(m.Subject, "Nair") || strings.Contains(m.Subject, "Okafor") {
			t.Errorf("subject %q", m.Subject)
		}
		links[who] = link
	}
	return w, im, helen, okafor, pair, links
}

func TestBothAreAskedEachAlone(t *testing.T) {
	t.Parallel()
	w, im, helen, okafor, pair, links := asked(t)
	director := im.Person("Ruth Hollis", tenant.Director)
	by := w.Visitor()
	form := by.Get(links["priya.nair@stbrannoc.example"]).Want(http.StatusOK)
	by.Submit(form, "#fit", nil, "").Want(http.StatusUnprocessableEntity)
	by.Submit(form, "#fit", values("feeling", "hard", "answer", "Our shifts never meet."), "").Want(http.StatusSeeOther)

	if got := helen.Get(im.At.Pair(pair)).Text("#steps-h ~ *, .card"); !strings.Contains(got, "Something stands in the way") || !strings.Contains(got, "Our shifts never meet.") {
		t.Errorf("the reader reads: %s", got)
	}
	if got := helen.Get(im.At.Queue()).Text("main"); !strings.Contains(got, "1 of 2 answered, to you alone") {
		t.Errorf("the reader's queue: %s", got)
	}
	for name, seen := range map[string]string{"another lead": director.Get(im.At.Pair(pair)).Body, "another lead's queue": director.Get(im.At.Queue()).Body,
		"the other of the pair": okafor.Get(im.At.Pair(pair)).Body, "the other's link": by.Get(links[okafor.Email]).Body, "the other's home": okafor.Get(im.At.Home()).Body} {
		if strings.Contains(seen, "Our shifts") || strings.Contains(seen, "stands in the way") && name != "the other's link" {
			t.Errorf("%s reads the answer", name)
		}
	}
	if got := director.Get(im.At.Pair(pair)).Text("main"); !strings.Contains(got, "The answer is for Dr. Marsh alone.") {
		t.Errorf("another lead sees: %s", got)
	}
	id := world.One[string](w, `SELECT id::text FROM fit_check WHERE answer <> ''`)
	for _, other := range []*world.Person{okafor} {
		other.Get(im.At.Fit(id)).Want(http.StatusNotFound)
		other.Post(im.At.Fit(id), values("key", "12345678", "answer", "Not mine")).Want(http.StatusNotFound)
	}
	director.Get(im.At.Fit(id)).Want(http.StatusForbidden)

	// It can be taken back, and is wiped on its day.
	page := by.Follow(by.Submit(by.Get(links["priya.nair@stbrannoc.example"]), "form:not(#fit)", nil, ""))
	if !page.Has("#fit") || strings.Contains(helen.Get(im.At.Pair(pair)).Body, "Our shifts") {
		t.Error("an answer that was taken back is still read")
	}
	okafor.Submit(okafor.Get(okafor.Get(im.At.Home()).Attr("a[href*='/asked/']", "href")), "#fit", values("answer", "All is well."), "").Want(http.StatusSeeOther)
	w.Advance(91 * 24 * time.Hour)
	if err := w.App.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := world.One[int](w, `SELECT count(*) FROM fit_check WHERE answer <> '' OR feeling <> '' OR forgotten_at IS NULL`); n != 0 {
		t.Errorf("%d answers outlive their day", n)
	}
	if got := world.One[string](w, `SELECT state FROM step`); got != "done" {
		t.Errorf("the step is %s", got)
	}
}

func TestAQuestionCanBeStoppedAndIsNotAskedTwice(t *testing.T) {
	t.Parallel()
	w, im, helen, _, pair := shortPair(t)
	page := helen.Follow(helen.Submit(helen.Get(im.At.PairAsk(pair)), "#each", nil, ""))
	if got := helen.Get(im.At.PairAsk(pair)).Text("main"); !strings.Contains(got, "It cannot go out now.") || !strings.Contains(got, "within the last 14 days") {
		t.Errorf("a second question at once: %s", got)
	}
	helen.Submit(page, "form[action$='/stop']", nil, "").Want(http.StatusSeeOther)
	if got := world.One[string](w, `SELECT string_agg(state, ' ') FROM message WHERE kind = 'fit.ask'`); got != "stopped stopped" {
		t.Errorf("after Stop: %s", got)
	}
	helen.Post(im.At.PairAsk(pair), values("key", "12345678", "note", "How is it?", "reader", "00000000-0000-0000-0000-000000000000")).Want(http.StatusUnprocessableEntity)
}

func TestAFlagLeadsIntoAChange(t *testing.T) {
	t.Parallel()
	w, im, helen, okafor, pair := shortPair(t)
	carmen := im.Person("Carmen Ruiz", tenant.Coordinator)
	form := helen.Get(helen.Get(im.At.Pair(pair)).Attr("a[href$='/offer-change']", "href")).Want(http.StatusOK)
	helen.Submit(form, "#each", nil, "").Want(http.StatusSeeOther)
	w.Work()
	hurry(w)
	_, link := newest(t, w, "priya.nair@stbrannoc.example", "a way to change it")
	newest(t, w, okafor.Email, "a way to change it")
	by := w.Visitor()
	by.Get(link).Want(http.StatusOK)
	if n := world.One[int](w, `SELECT count(*) FROM change_ask`); n != 0 {
		t.Fatal("opening the link asks for a change")
	}
	by.Submit(by.Get(link), "main form", nil, "").Want(http.StatusSeeOther)
	if got := carmen.Get(im.At.Changes()).Want(http.StatusOK).Text("main"); !strings.Contains(got, "Priya Nair with Dr. Okafor") && !strings.Contains(got, "Asked by the resident") {
		t.Errorf("changes: %s", got)
	}
	if got := carmen.Get(im.At.Pair(pair)); !strings.Contains(got.Text("main"), "A change is asked for.") || !got.Has("main a[href='"+im.At.Changes()+"']") {
		t.Errorf("the pair's page: %s", got.Text("main"))
	}
	if got := okafor.Get(im.At.Pair(pair)).Text("main"); strings.Contains(got, "asked for") {
		t.Errorf("the other of the pair reads: %s", got)
	}
	by.Submit(by.Get(link), "main form", nil, "").Want(http.StatusSeeOther)
	if got := world.One[string](w, `SELECT state FROM change_ask`); got != "withdrawn" {
		t.Errorf("taken back: %s", got)
	}
}
