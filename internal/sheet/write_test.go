package sheet_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"evenly/internal/sheet"
)

func table() sheet.Table {
	return sheet.Table{
		Name:     "Pairs: 2026/27 [all] of the Internal Medicine program",
		Headings: []sheet.Heading{{Text: "Resident"}, {Text: "Meetings", Kind: sheet.Number}, {Text: "Since", Kind: sheet.Date}, {Text: "Staff id"}},
		Rows: [][]string{
			{"Priya Nair", "6", "2026-07-01", "007"},
			{"=cmd|' /C calc'!A0", "-2.5", "not yet", "+1"},
			{"Sam, \"the\" Lee", "many"},
		},
		ReadMe: []sheet.Line{{"Filter", "Residents of PGY-2"}, {"Written", "17 Apr 2026"}},
	}
}

func TestWriteXLSX(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := sheet.WriteXLSX(&b, table()); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	name := "Pairs  2026 27  all  of the Int"
	if diff := cmp.Diff([]string{name, "Read me"}, f.GetSheetList()); diff != "" {
		t.Fatalf("sheets (-want +got):\n%s", diff)
	}
	if p, err := f.GetPanes(name); err != nil || !p.Freeze || p.YSplit != 1 {
		t.Errorf("panes %+v, %v, want the first row frozen", p, err)
	}
	rows, err := f.GetRows(name)
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"Resident", "Meetings", "Since", "Staff id"},
		{"Priya Nair", "6", "2026-07-01", "007"},
		{"'=cmd|' /C calc'!A0", "-2.5", "not yet", "'+1"},
		{"Sam, \"the\" Lee", "many"},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	for cell, want := range map[string]excelize.CellType{"B2": excelize.CellTypeUnset, "C2": excelize.CellTypeUnset, "D2": excelize.CellTypeInlineString, "B4": excelize.CellTypeInlineString} {
		if got, err := f.GetCellType(name, cell); err != nil || got != want {
			t.Errorf("type of %s = %v, %v, want %v", cell, got, err, want)
		}
	}
	if v, err := f.GetCellValue("Read me", "B1"); err != nil || v != "Residents of PGY-2" {
		t.Errorf("Read me says %q, %v", v, err)
	}
}

func TestWriteCSV(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := sheet.WriteCSV(&b, table()); err != nil {
		t.Fatal(err)
	}
	want := "\uFEFFResident,Meetings,Since,Staff id\r\nPriya Nair,6,2026-07-01,007\r\n'=cmd|' /C calc'!A0,-2.5,not yet,'+1\r\n\"Sam, \"\"the\"\" Lee\",many,,\r\n"
	want = strings.Replace(want, "'=cmd|' /C calc'!A0", "\"'=cmd|' /C calc'!A0\"", 1)
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("csv (-want +got):\n%s", diff)
	}
	if _, err := csv.NewReader(&b).ReadAll(); err != nil {
		t.Errorf("encoding/csv cannot read it: %v", err)
	}
}

// someText draws texts that make trouble in files.
var someText = rapid.OneOf(
	rapid.String(),
	rapid.StringMatching(`[=+\-@'\t\r\n"; ,|]{0,4}[a-z0-9_x]{0,6}[ \n"']{0,2}`),
	rapid.SampledFrom([]string{"_x000D_", "_x005F_x0041_", "sep=;", "007", "1e5", "2026-07-01", "TRUE", "\uFEFFx", " ", "'", "''=1", "-", "\u00a0x", "é", "🙂", "<b>&amp;</b>", "]]>"}),
)

// TestWriteThenRead writes any table and reads it back, in both formats: the same texts in the same cells.
func TestWriteThenRead(t *testing.T) {
	t.Parallel()
	for name, write := range map[string]func(*bytes.Buffer, sheet.Table) error{
		"xlsx": func(b *bytes.Buffer, t sheet.Table) error { return sheet.WriteXLSX(b, t) },
		"csv":  func(b *bytes.Buffer, t sheet.Table) error { return sheet.WriteCSV(b, t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				width := rapid.IntRange(1, 4).Draw(t, "width")
				row := rapid.SliceOfN(someText, width, width)
				tab := sheet.Table{Name: "T", Headings: sheet.TextHeadings(row.Draw(t, "headings")...), Rows: rapid.SliceOfN(row, 0, 5).Draw(t, "rows")}
				var b bytes.Buffer
				if err := write(&b, tab); err != nil {
					t.Fatal(err)
				}
				checkSame(t, tab, b.Bytes())
			})
		})
	}
}

// checkSame compares what was written with what is read, cell by cell. Cells that show nothing may come back empty.
func checkSame(t *rapid.T, tab sheet.Table, file []byte) {
	t.Helper()
	want := map[[2]int]string{}
	headings := []string{}
	for _, h := range tab.Headings {
		headings = append(headings, h.Text)
	}
	for r, row := range append([][]string{headings}, tab.Rows...) {
		for c, text := range row {
			if text = sheet.Printable(text); !blank(text) {
				want[[2]int{r + 1, c}] = text
			}
		}
	}
	got := map[[2]int]string{}
	book, err := sheet.Open("x", bytes.NewReader(file), sheet.Limits{})
	if err != nil && len(want) > 0 {
		t.Fatalf("read back: %v", err)
	}
	if err == nil {
		for _, row := range book.Sheets[0].Rows {
			for c, text := range row.Cells {
				if !blank(text) {
					got[[2]int{row.Number, c}] = text
				}
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("read back differs (-written +read):\n%s", diff)
	}
}

func blank(s string) bool { return (sheet.Row{Cells: []string{s}}).Cell(0) == "" }

// TestNoFormulas checks that no cell of a written file begins as a formula does.
func TestNoFormulas(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SampledFrom([]string{"=", "+", "-", "@", "\t", "\r", "＝", "\r\n=", "'"}).Draw(t, "start") + someText.Draw(t, "rest")
		var b bytes.Buffer
		if err := sheet.WriteCSV(&b, sheet.Table{Headings: sheet.TextHeadings(text)}); err != nil {
			t.Fatal(err)
		}
		records, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), "\uFEFF"))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, record := range records {
			if first := record[0]; first != "" && strings.ContainsAny(first[:1], "=+-@\t\r") {
				t.Fatalf("%q is written as %q", text, first)
			}
		}
	})
}

func TestSeveralTablesAreSeveralSheets(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	first := sheet.Table{Name: "Pairs", Headings: sheet.TextHeadings("Resident"), Rows: [][]string{{"Ana"}}, ReadMe: []sheet.Line{{Label: "What", Value: "Pairs"}}}
	second := sheet.Table{Name: "Steps", Headings: sheet.TextHeadings("Step", "When"), Rows: [][]string{{"=Nudge", "today"}}}
	if err := sheet.WriteXLSX(&b, first, second); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got := strings.Join(f.GetSheetList(), ","); got != "Pairs,Steps,Read me" {
		t.Errorf("sheets %s", got)
	}
	if rows, err := f.GetRows("Steps"); err != nil || len(rows) != 2 || rows[1][0] != "'=Nudge" {
		t.Errorf("the second sheet: %v %v", rows, err)
	}
}
