package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"evenly/internal/mentorship"
	"evenly/internal/tenant"
	"evenly/internal/world"
)

// oneFavoured is a program of 20 pairs that met three times each, one of which met twelve times more.
func oneFavoured(t *testing.T) (w *world.World, im *world.Program, helen *world.Person, pairs []mentorship.PairingID) {
	t.Helper()
	w = world.New(t)
	im = w.Program("im")
	helen = im.Person("Helen Marsh", tenant.Director)
	okafor := im.Mentor("Amara Okafor", 30)
	for i := range 20 {
		p := im.Pair(im.Resident(fmt.Sprintf("R%d Nair", i), i%3+1), okafor, "2025-07-01")
		pairs = append(pairs, p)
		for k := range 3 {
			met(im, p, okafor, time.Date(2025, 8, 1+85*k, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), "on_site")
		}
	}
	for k := range 12 {
		met(im, pairs[0], okafor, time.Date(2025, 8, 5+12*k, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), "dinner")
	}
	return w, im, helen, pairs
}

func week(t *testing.T, w *world.World, day string) {
	t.Helper()
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		t.Fatal(err)
	}
	w.SetNow(at.Add(16 * time.Hour))
	if err := w.App.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// The 5 % of the program's own reading is for one look: it is made once a quarter, and flagged once.
func TestTheProgramIsReadOnceAQuarter(t *testing.T) {
	t.Parallel()
	w, im, _, pairs := oneFavoured(t)
	week(t, w, "2026-03-16")
	w.SQL(`DELETE FROM meeting WHERE pairing_id = $1 AND setting = 'dinner'`, string(pairs[0]))
	week(t, w, "2026-03-23")
	if got := world.One[string](w, `SELECT string_agg(program->'dispersion'->>'reading', ' ' ORDER BY week) FROM reading`); got != "uneven uneven" {
		t.Errorf("two weeks of one quarter read %q", got)
	}
	priya := im.Resident("Priya Nair", 1)
	w.SQL(`UPDATE pairing SET resident_id = $2 WHERE id = $1`, string(pairs[5]), string(priya.ID))
	if got := priya.Get(im.At.Home()).Text("main"); !strings.Contains(got, "This is looked at once a quarter, last on Mon 16 Mar.") {
		t.Errorf("a resident reads: %s", got)
	}
	week(t, w, "2026-04-06")
	if got := world.One[string](w, `SELECT string_agg(program->'dispersion'->>'reading', ' ' ORDER BY week) FROM reading`); got != "uneven uneven even" {
		t.Errorf("with the next quarter: %q", got)
	}
	if n := world.One[int](w, `SELECT count(*) FROM flag WHERE rule = 'dispersion'`); n != 1 {
		t.Errorf("%d flags of the program", n)
	}
}

func TestFlagsAreKeptAndComeOutTheSame(t *testing.T) {
	t.Parallel()
	w, im, helen, pairs := oneFavoured(t)
	if got := helen.Get(im.At.Flags()).Want(http.StatusOK).Text("main"); !strings.Contains(got, "No week is read yet") {
		t.Errorf("before the first week: %s", got)
	}
	w.SQL(`DELETE FROM meeting WHERE pairing_id = $1 AND held_on > '2025-09-01'`, string(pairs[7]))
	week(t, w, "2026-04-06")
	page := helen.Get(im.At.Flags()).Want(http.StatusOK)
	for _, want := range []string{"Flagged in the week of 6 Apr 2026", "R0 Nair with Dr. Okafor: more than most", "R7 Nair with Dr. Okafor: promise missed", "The program as a whole: more uneven than chance",
		"Rule “peer”, version 1", "the same, to the last digit", `"pairs":`} {
		if !strings.Contains(page.Text("main"), want) {
			t.Errorf("the history lacks %q: %s", want, page.Text("main"))
		}
	}
	if strings.Contains(page.Text("main"), "comes out differently") {
		t.Error("a stored flag is not computed again as it was")
	}
	met(im, pairs[7], im.Mentor("Sten Lindqvist", 1), "2026-04-08", "on_site")
	week(t, w, "2026-04-13")
	page = helen.Get(im.At.Flags())
	if got := page.Text("main"); !strings.Contains(got, "No longer flagged") || !strings.Contains(got, "Also the week before") {
		t.Errorf("what changed: %s", got)
	}
	if got := helen.Get(im.At.Home()).Text(".card"); !strings.Contains(got, "What changed since last week") || !strings.Contains(got, "R7 Nair with Dr. Okafor") {
		t.Errorf("the leads' page: %s", got)
	}
	if got := helen.Get(im.At.FlagsIn("2026-04-06")).Text("h1"); got != "Flagged in the week of 6 Apr 2026" {
		t.Errorf("an earlier week: %q", got)
	}
	one := helen.Get(helen.Get(im.At.Pair(string(pairs[0]))).Attr("a[href*='/flags?pair=']", "href")).Want(http.StatusOK)
	if got := one.Text("h1"); got != "Flagged 2 times" {
		t.Errorf("one pair: %q", got)
	}
	w.SQL(`UPDATE flag SET value = value * 1.001 WHERE rule = 'peer'`)
	if got := helen.Get(im.At.Flags()).Text("main"); !strings.Contains(got, "comes out differently") {
		t.Errorf("a flag that was tampered with passes: %s", got)
	}
	okafor := im.Mentor("Ines Vance", 1)
	okafor.Get(im.At.Flags()).Want(http.StatusForbidden)
}

// What happens in another program or another hospital changes nothing here.
func TestOtherTenantsChangeNothing(t *testing.T) {
	t.Parallel()
	w, im, helen, _ := oneFavoured(t)
	week(t, w, "2026-04-13")
	before := helen.Get(im.At.EquityInput("json")).Want(http.StatusOK).Body
	kept := world.One[string](w, `SELECT md5(program::text || pairs::text) FROM reading WHERE program_id = $1`, string(im.ID))
	for _, other := range []*world.Program{w.Program("peds"), w.ProgramOf(w.AddInstitution("elsewhere", "Elsewhere"), "im")} {
		stern := other.Mentor("Miriam Stern", 20)
		for i := range 12 {
			p := other.Pair(other.Resident(fmt.Sprintf("X%d Bo", i), 1), stern, "2025-07-01")
			met(other, p, stern, "2025-08-16", "home")
		}
	}
	w.SQL(`DELETE FROM flag WHERE program_id = $1`, string(im.ID))
	w.SQL(`DELETE FROM reading WHERE program_id = $1`, string(im.ID))
	if err := w.App.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after := helen.Get(im.At.EquityInput("json")).Want(http.StatusOK).Body; after != before {
		t.Error("the input changed with other tenants' data")
	}
	if again := world.One[string](w, `SELECT md5(program::text || pairs::text) FROM reading WHERE program_id = $1`, string(im.ID)); again != kept {
		t.Error("the reading changed with other tenants' data")
	}
}
