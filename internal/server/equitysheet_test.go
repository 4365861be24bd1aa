package server_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"evenly/internal/equity"
	"evenly/internal/equity/equitycli"
	"evenly/internal/world"
)

// command runs `evenly equity` on a file that was downloaded.
func command(t *testing.T, file string, args ...string) equity.Reading {
	t.Helper()
	var out, errs bytes.Buffer
	if code := equitycli.Main(args, strings.NewReader(file), &out, &errs); code != 0 {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	var r equity.Reading
	if len(args) == 0 {
		if err := json.Unmarshal(out.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

// What the site shows is what anybody gets from the file and the command, to the last digit.
func TestTheCommandReadsTheDownloadAsThePageDoes(t *testing.T) {
	t.Parallel()
	w, im, helen, pairs := oneFavoured(t)
	w.SQL(`DELETE FROM meeting WHERE pairing_id = $1 AND held_on > '2025-09-01'`, string(pairs[7]))
	w.SQL(`UPDATE resident SET site = CASE WHEN pgy = 1 THEN 'Zürich Road' ELSE 'Main' END`)
	w.SQL(`INSERT INTO time_away (institution_id, program_id, person_id, starts_on, ends_on, kind, created_by) SELECT institution_id, program_id, person_id, '2025-10-01', '2025-10-28', 'leave', person_id FROM resident LIMIT 4`)
	week(t, w, "2026-04-13")
	page := helen.Get(im.At.Method()).Want(http.StatusOK)
	file := helen.Get(page.Attr("a[href$='input.json']", "href")).Want(http.StatusOK).Body
	for _, secret := range []string{"Nair", "Okafor", string(pairs[0]), "Zürich", "Main"} {
		if strings.Contains(file, secret) {
			t.Errorf("the file holds %q", secret)
		}
	}
	got := command(t, file)
	command(t, helen.Get(im.At.EquityInput("csv")).Want(http.StatusOK).Body, "-csv")

	var kept equity.Program
	if err := json.Unmarshal(world.One[json.RawMessage](w, `SELECT program FROM reading`), &kept); err != nil {
		t.Fatal(err)
	}
	nameless := func(p equity.Program) equity.Program {
		for k, r := range p.Reach {
			r.Without = slices.Clone(r.Without)[:0]
			p.Reach[k] = r
		}
		for i := range p.Groups["site"] {
			p.Groups["site"][i].Group = fmt.Sprint(i)
		}
		return p
	}
	if diff := cmp.Diff(nameless(kept), nameless(got.Program)); diff != "" {
		t.Errorf("the program (-page +command):\n%s", diff)
	}
	var rows []struct {
		ID       string
		Promise  equity.Promise
		Count    int
		Expected float64
		Peer     *equity.Peer
		Estimate *equity.Estimate
	}
	if err := json.Unmarshal(world.One[json.RawMessage](w, `SELECT pairs FROM reading`), &rows); err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(rows, func(a, b struct {
		ID       string
		Promise  equity.Promise
		Count    int
		Expected float64
		Peer     *equity.Peer
		Estimate *equity.Estimate
	}) int {
		return strings.Compare(a.ID, b.ID)
	})
	for i, r := range rows {
		d := got.Dyads[i]
		if r.Promise != d.Promise || r.Count != d.Count || r.Expected != d.Expected || *r.Peer != *d.Peer || !cmp.Equal(r.Estimate, d.Estimate) {
			t.Errorf("pair %d: the page has %+v, the command %+v", i, r, d)
		}
	}
	f := got.Finding()
	says(t, helen.Get(im.At.Home()), "main", fmt.Sprintf("%d of %d", f.InRange, f.Pairs), fmt.Sprintf("Promise missed%d", f.Missed+f.Escalated))
	if n := world.One[int](w, `SELECT count(*) FROM audit WHERE act = 'equity.input'`); n != 2 {
		t.Errorf("the audit log has %d downloads", n)
	}
}

func TestTheLeadsPagesAsWorkbooks(t *testing.T) {
	t.Parallel()
	w, im, helen, pairs := oneFavoured(t)
	w.SQL(`UPDATE resident SET site = CASE WHEN person_id IN (SELECT resident_id FROM pairing WHERE id = ANY ($1::uuid[])) THEN 'North' ELSE 'Main' END`,
		[]string{string(pairs[0]), string(pairs[1]), string(pairs[2])})
	week(t, w, "2026-04-13")
	home := helen.Get(im.At.Home()).Want(http.StatusOK)
	if home.Has("#sites-h") {
		t.Error("a site of three people is drawn")
	}
	book := helen.Get(home.Attr("a[href$='equity.xlsx']", "href")).Want(http.StatusOK)
	if rows := sheetRows(t, book, "Key figures"); len(rows) < 4 || !strings.Contains(rows[1][1], "One pair needs a look.") {
		t.Errorf("key figures: %q", rows)
	}
	if rows := sheetRows(t, book, "Worth a look"); len(rows) != 2 || rows[1][1] != "R0 Nair" {
		t.Errorf("worth a look: %q", rows)
	}
	sheetRows(t, book, "By training year")
	w.SQL(`UPDATE resident SET site = CASE WHEN pgy = 1 THEN 'North' ELSE 'Main' END`)
	w.Advance(7 * 24 * time.Hour)
	week(t, w, "2026-04-20")
	says(t, helen.Get(im.At.Home()), "#sites-h, #sites, .card", "By site", "No site is left out as a whole", "A gap smaller than about")

	helen.Submit(helen.Get(im.At.Pair(string(pairs[3]))), "#step", values("note", "Spoke with both"), "").Want(http.StatusSeeOther)
	w.SQL(`UPDATE message SET state = 'stopped'`)
	helen.Submit(helen.Get(im.At.Nudge(string(pairs[4]))), "#nudges", values("text-1", "A secret word to one of them."), "").Want(http.StatusSeeOther)
	steps := sheetRows(t, helen.Get(helen.Get(im.At.Queue()).Attr("a[href$='steps.xlsx']", "href")).Want(http.StatusOK), "Steps")
	if text := fmt.Sprint(steps); len(steps) != 3 || !strings.Contains(text, "Spoke with both") || strings.Contains(text, "secret word") {
		t.Errorf("steps: %q", steps)
	}
	helen.Submit(helen.Get(im.At.Decisions()), "#decision", values("kind", "support", "title", "Protected half hour", "reason", "Shifts clash"), "").Want(http.StatusSeeOther)
	log := sheetRows(t, helen.Get(helen.Get(im.At.Decisions()).Attr("a[href$='decisions.xlsx']", "href")).Want(http.StatusOK), "Decisions")
	if len(log) != 2 || log[1][2] != "Protected half hour" {
		t.Errorf("decisions: %q", log)
	}
	mentor := im.Mentor("Ines Vance", 1)
	for _, to := range []string{im.At.EquityExport(), im.At.EquityInput("json"), im.At.StepsExport(), im.At.DecisionsExport()} {
		mentor.Get(to).Want(http.StatusForbidden)
	}
}
