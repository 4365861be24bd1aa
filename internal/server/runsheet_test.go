package server_test

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"evenly/internal/world"
)

// sheets are the rows of each sheet of a workbook that was downloaded.
func sheets(t *testing.T, p *world.Page) map[string][][]string {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader([]byte(p.Body)))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	out := map[string][][]string{}
	for _, name := range book.GetSheetList() {
		if out[name], err = book.GetRows(name); err != nil {
			t.Fatal(err)
		}
		for i, row := range out[name] {
			for j := range row {
				cell, _ := excelize.CoordinatesToCellName(j+1, i+1)
				if f, _ := book.GetCellFormula(name, cell); f != "" {
					t.Errorf("%s %s is the formula %q", name, cell, f)
				}
			}
		}
	}
	return out
}

// TestRunAsWorkbook takes the comparison out before the choice, without a name for anybody, and the pairs after it. Texts
// that look like formulas stay texts.
func TestRunAsWorkbook(t *testing.T) {
	t.Parallel()
	s := newMatchYear(t, []int{2, 2, 2}, sixOnThree)
	s.w.Work()
	s.w.SQL(`UPDATE person SET family_name = '=HYPERLINK("http://evil")' WHERE id = $1`, string(s.residents[5].ID))
	run := s.run()
	link := run.Attr(`a[href$="/run.xlsx"]`, "href")
	for _, who := range []*world.Person{s.coordinator, s.director} {
		before := sheets(t, who.Get(link).Want(http.StatusOK))
		if len(before) != 2 || len(before["Scenarios"]) < 8 || before["Pairs"] != nil {
			t.Errorf("before the choice %s takes out %v", who.Name.Full(), before)
		}
	}
	s.residents[0].Get(link).Want(http.StatusForbidden)

	s.w.Advance(1)
	pin := url.Values{"kind": {"pin"}, "resident": {string(s.residents[3].ID)}, "mentor": {string(s.mentors[2].ID)}, "reason": {"=1+1"}}
	s.director.Submit(s.director.Get(s.At.MatchAdjust("", "")), "main form", pin, "").Want(http.StatusSeeOther)
	id := s.choose(s.run())
	chosen := sheets(t, s.director.Get(s.At.RunSheet(id)).Want(http.StatusOK))
	pairs := chosen["Pairs"]
	if len(pairs) != 7 || pairs[0][3] != "Choice" {
		t.Fatalf("the pairs of a chosen run: %v", pairs)
	}
	all := ""
	for _, row := range pairs {
		all += strings.Join(row, "|") + "\n"
	}
	if !strings.Contains(all, "Pinned") || !strings.Contains(all, "=HYPERLINK") {
		t.Errorf("the pairs: %s", all)
	}
	if hand := chosen["Set by hand"]; len(hand) != 2 || !strings.Contains(hand[1][3], "=1+1") {
		t.Errorf("set by hand: %v", hand)
	}
	s.everyoneAccepts()
	s.announce(id)
	after := sheets(t, s.director.Get(s.At.RunSheet(id)).Want(http.StatusOK))
	if strings.Contains(strings.Join(after["Pairs"][0], "|"), "Choice") {
		t.Error("places on lists leave with the announced pairs")
	}
	if n := world.One[int](s.w, `SELECT count(*)::int FROM audit WHERE act = 'match.export'`); n != 4 {
		t.Errorf("%d entries of the audit log for 4 workbooks", n)
	}
}
