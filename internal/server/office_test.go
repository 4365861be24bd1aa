package server_test

import (
	"net/http"
	"strings"
	"testing"

	"evenly/internal/route"
	"evenly/internal/tenant"
	"evenly/internal/world"

	"github.com/xuri/excelize/v2"
)

// holds adds somebody with a role beside every program.
func holds(im *world.Program, name string, role tenant.Role) *world.Person {
	im.W.T.Helper()
	p := im.Person(name, tenant.Coordinator)
	im.W.SQL(`UPDATE membership SET role = $2, program_id = NULL WHERE person_id = $1`, string(p.ID), string(role))
	return p
}

func TestOfficesLandOnTheirOwnPage(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	im := w.Program("im")
	paul, ruth := holds(im, "Paul Okonkwo", tenant.DIO), holds(im, "Ruth Adeyemi", tenant.Ombudsperson)
	if p := paul.Get(route.Root); p.Location != route.GME("stbrannoc") {
		t.Errorf("the DIO is led to %q", p.Location)
	}
	if p := ruth.Get(route.Root); p.Location != route.Office("stbrannoc") {
		t.Errorf("the ombudsperson is led to %q", p.Location)
	}
	page := ruth.Get(route.Office("stbrannoc")).Want(http.StatusOK)
	if got := page.Text("main"); !strings.Contains(got, "Program im") || !strings.Contains(got, "Ruth Adeyemi, 555 0100") {
		t.Errorf("the page of the ombudsperson: %s", got)
	}
	ruth.Get(route.GME("stbrannoc")).Want(http.StatusForbidden)
	if got := ruth.Get(route.Switch).Want(http.StatusOK); strings.Contains(got.Text("main"), "no role") || !got.Has("main a[href='/stbrannoc/office']") {
		t.Errorf("the switch says: %s", got.Text("main"))
	}
	ana := im.Resident("Ana Pereira", 1)
	ana.Get(route.Office("stbrannoc")).Want(http.StatusForbidden)
}

func TestProgramsSideBySide(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	im, peds := w.Program("im"), w.Program("peds")
	paul := holds(im, "Paul Okonkwo", tenant.DIO)
	okafor := im.Mentor("Amara Okafor", 30)
	for _, name := range []string{"A Adler", "B Brown", "C Clark", "D Dunn", "E Ellis", "F Frank"} {
		met(im, im.Pair(im.Resident(name, 1), okafor, "2025-07-01"), okafor, "2025-08-16", "on_site")
	}
	few := peds.Mentor("Ines Solberg", 2)
	peds.Pair(peds.Resident("Tom Whitfield", 1), few, "2025-07-01")
	if err := w.App.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	page := paul.Get(route.GME("stbrannoc")).Want(http.StatusOK)
	text := page.Text("main")
	for _, want := range []string{"2 programs side by side", "0 of 0", "Too early", "Fewer than 5 pairs, or not read yet, so not shown."} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q: %s", want, text)
		}
	}
	for _, name := range []string{"Okafor", "Adler", "Whitfield"} {
		if strings.Contains(text, name) {
			t.Errorf("the GME office reads %q", name)
		}
	}
	book := paul.Get(page.Attr("a[href$='programs.xlsx']", "href")).Want(http.StatusOK)
	rows := sheetRows(t, book, "Programs")
	if len(rows) != 3 || rows[1][2] != "6" || rows[2][2] != "fewer than 5" {
		t.Errorf("the workbook: %q", rows)
	}
}

// sheetRows reads one sheet of a workbook that was answered.
func sheetRows(t *testing.T, p *world.Page, name string) [][]string {
	t.Helper()
	f, err := excelize.OpenReader(strings.NewReader(p.Body))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows(name)
	if err != nil {
		t.Fatalf("%v; the sheets are %q", err, f.GetSheetList())
	}
	return rows
}
