package sheet_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"evenly/internal/fault"
	"evenly/internal/sheet"
)

func open(t *testing.T, name string, data []byte) *sheet.Book {
	t.Helper()
	b, err := sheet.Open(name, bytes.NewReader(data), sheet.Limits{})
	if err != nil {
		t.Fatalf("Open(%s): %v", name, err)
	}
	return b
}

// only is the rows of the one sheet, as texts with their numbers in front.
func only(t *testing.T, b *sheet.Book) [][]string {
	t.Helper()
	s, err := b.Sheet("")
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for _, r := range s.Rows {
		rows = append(rows, append([]string{fmt.Sprint(r.Number)}, r.Cells...))
	}
	return rows
}

func TestText(t *testing.T) {
	t.Parallel()
	want := [][]string{{"1", "Name", "E-mail"}, {"2", "José Peña", "jose@brannoc.example"}, {"4", "O, Ng", "say \"hi\"\nthere"}}
	const body = "Name,E-mail\r\nJosé Peña,jose@brannoc.example\r\n\r\n\"O, Ng\",\"say \"\"hi\"\"\nthere\"\r\n"
	for name, data := range map[string]string{
		"utf-8":        body,
		"utf-8 marked": "\xef\xbb\xbf" + body,
		"unix lines":   strings.ReplaceAll(body, "\r\n", "\n"),
		"old mac":      strings.ReplaceAll(strings.ReplaceAll(body, "\r\n", "\r"), "\nthere", "\nthere"),
		"windows-1252": strings.NewReplacer("é", "\xe9", "ñ", "\xf1").Replace(body),
		"semicolons":   strings.ReplaceAll(strings.ReplaceAll(body, "\"O, Ng\"", "\"O, Ng\""), "Name,", "Name;")[:5] + strings.NewReplacer("José Peña,", "José Peña;", "\"O, Ng\",", "\"O, Ng\";").Replace(body[5:]),
		"tabs":         strings.NewReplacer("Name,", "Name\t", "Peña,", "Peña\t", "Ng\",", "Ng\"\t").Replace(body),
		"utf-16":       utf16le(body),
	} {
		if diff := cmp.Diff(want, only(t, open(t, name, []byte(data)))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func utf16le(s string) string {
	b := []byte("\xff\xfe")
	for _, r := range s {
		b = append(b, byte(r), byte(r>>8))
	}
	return string(b)
}

func TestTextOddities(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		in   string
		want [][]string
		note string
	}{
		"sep line":           {"sep=;\nName;E-mail\nA,B;c@d.org\n", [][]string{{"2", "Name", "E-mail"}, {"3", "A,B", "c@d.org"}}, ""},
		"stray quote inside": {"Name,Height\nA,6'2\"\n", [][]string{{"1", "Name", "Height"}, {"2", "A", "6'2\""}}, ""},
		"quote never closed": {"Name,Note\nA,\"oops\nB,fine\n", [][]string{{"1", "Name", "Note"}, {"2", "A", "\"oops"}, {"3", "B", "fine"}}, "row 2 is never closed"},
		"no last line end":   {"Name,X\nA,1", [][]string{{"1", "Name", "X"}, {"2", "A", "1"}}, ""},
		"leading zeros":      {"Name,Id\nA,00123\n", [][]string{{"1", "Name", "Id"}, {"2", "A", "00123"}}, ""},
		"guarded formula":    {"Name,X\nA,'=1+1\n", [][]string{{"1", "Name", "X"}, {"2", "A", "=1+1"}}, ""},
	} {
		b := open(t, name, []byte(tt.in))
		if diff := cmp.Diff(tt.want, only(t, b)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if notes := strings.Join(b.Sheets[0].Notes, " "); !strings.Contains(notes, tt.note) || (tt.note == "") != (notes == "") {
			t.Errorf("%s: notes %q, want %q", name, notes, tt.note)
		}
	}
}

// build makes a workbook.
func build(t *testing.T, fill func(f *excelize.File, must func(error))) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f, func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	})
	var b bytes.Buffer
	if _, err := f.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWorkbook(t *testing.T) {
	t.Parallel()
	data := build(t, func(f *excelize.File, must func(error)) {
		style := func(s excelize.Style) int { id, err := f.NewStyle(&s); must(err); return id }
		us, own, zeros := "m/d/yyyy", `[$-409]d\-mmm\-yy;@`, "00000"
		set := func(cell string, v any, style int) {
			must(f.SetCellValue("Sheet1", cell, v))
			if style > 0 {
				must(f.SetCellStyle("Sheet1", cell, cell, style))
			}
		}
		must(f.SetSheetRow("Sheet1", "A2", &[]any{"Name", "Builtin", "US", "Own", "Id", "Number", "Tick", "Formula", "Moment"}))
		july := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
		set("A3", "Okafor\r\nNgozi", 0)
		set("B3", july, style(excelize.Style{NumFmt: 14}))
		set("C3", july, style(excelize.Style{CustomNumFmt: &us}))
		set("D3", july, style(excelize.Style{CustomNumFmt: &own}))
		set("E3", 123, style(excelize.Style{CustomNumFmt: &zeros}))
		set("F3", 0.1+0.2, 0)
		set("G3", true, 0)
		must(f.SetCellFormula("Sheet1", "H3", "1+1"))
		set("I3", july.Add(9*time.Hour+30*time.Minute), style(excelize.Style{NumFmt: 22}))
		set("A5", "hidden", 0)
		must(f.SetRowVisible("Sheet1", 5, false))
	})
	b := open(t, `C:\lists\roster.xlsx`, data)
	want := [][]string{
		{"2", "Name", "Builtin", "US", "Own", "Id", "Number", "Tick", "Formula", "Moment"},
		{"3", "Okafor\r\nNgozi", "2026-07-01", "2026-07-01", "2026-07-01", "00123", "0.3", "TRUE", "", "2026-07-01 09:30"},
		{"5", "hidden"},
	}
	if diff := cmp.Diff(want, only(t, b)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	wantNotes := []string{
		"Row 5 is hidden in the file and was read like any other.",
		"1 formula has no stored result and was read as empty. Open the file in Excel, save it and upload it again.",
	}
	if diff := cmp.Diff(wantNotes, b.Sheets[0].Notes); diff != "" || b.Name != "roster.xlsx" || !b.Sheets[0].Rows[2].Hidden {
		t.Errorf("name %q, notes (-want +got):\n%s", b.Name, diff)
	}
}

func TestMergedCells(t *testing.T) {
	t.Parallel()
	data := build(t, func(f *excelize.File, must func(error)) {
		must(f.SetSheetRow("Sheet1", "A1", &[]any{"Contact", "", "Role"}))
		must(f.SetSheetRow("Sheet1", "A2", &[]any{"Priya Nair", "priya@brannoc.example", "Resident"}))
		must(f.SetSheetRow("Sheet1", "A3", &[]any{"Sam Lee", "sam@brannoc.example", ""}))
		must(f.MergeCell("Sheet1", "A1", "B1"))
		must(f.MergeCell("Sheet1", "C2", "C3"))
	})
	b := open(t, "x", data)
	want := [][]string{{"1", "Contact", "Contact", "Role"}, {"2", "Priya Nair", "priya@brannoc.example", "Resident"}, {"3", "Sam Lee", "sam@brannoc.example", "Resident"}}
	if diff := cmp.Diff(want, only(t, b)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if got := b.Sheets[0].Notes; len(got) != 1 || got[0] != "The merged cells A1:B1 and C2:C3 were read as the same text in each of them." {
		t.Errorf("notes %q", got)
	}
}

func TestSheets(t *testing.T) {
	t.Parallel()
	data := build(t, func(f *excelize.File, must func(error)) {
		for _, name := range []string{"Old", "People"} {
			_, err := f.NewSheet(name)
			must(err)
			must(f.SetSheetRow(name, "A1", &[]any{"Name", name}))
		}
		f.SetActiveSheet(2)
		must(f.SetSheetVisible("Old", false))
	})
	b := open(t, "x", data)
	if s, err := b.Sheet(""); err != nil || s.Name != "People" {
		t.Errorf("the first sheet that is shown and not empty is %v, %v, want People", s, err)
	}
	if s, err := b.Sheet("Old"); err != nil || !s.Hidden {
		t.Errorf("Old is %v, %v, want a hidden sheet", s, err)
	}
	if _, err := b.Sheet("None"); !fault.Is(err, fault.Invalid) {
		t.Errorf("a sheet that is not there: %v", err)
	}
}

// TestAgreesWithExcelize reads a workbook of texts in both ways.
func TestAgreesWithExcelize(t *testing.T) {
	t.Parallel()
	data := build(t, func(f *excelize.File, must func(error)) {
		for row := 1; row <= 40; row += 3 {
			for col := 1; col <= 12; col += 1 + row%4 {
				cell, err := excelize.CoordinatesToCellName(col, row)
				must(err)
				must(f.SetCellValue("Sheet1", cell, fmt.Sprintf("é %d <&> \"%d\"", row, col)))
			}
		}
	})
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	theirs, err := f.GetRows("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	var want [][]string
	for i, row := range theirs {
		if len(row) > 0 {
			want = append(want, append([]string{fmt.Sprint(i + 1)}, row...))
		}
	}
	if diff := cmp.Diff(want, only(t, open(t, "x", data))); diff != "" {
		t.Errorf("excelize and we differ (-theirs +ours):\n%s", diff)
	}
}

func TestWebPage(t *testing.T) {
	t.Parallel()
	const page = `<html><head><title>x</title></head><body><table border=1><tr><th>Name</th><th>E-mail</th></tr>
		<tr><td>Jos&eacute; <b>Pe&ntilde;a</b><td>jose@brannoc.example</tr><tr><td>&amp;lt;</td></tr></table></body></html>`
	want := [][]string{{"1", "Name", "E-mail"}, {"2", "José Peña", "jose@brannoc.example"}, {"3", "&lt;"}}
	if diff := cmp.Diff(want, only(t, open(t, "export.xls", []byte(page)))); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

func TestBadFilesAreNamed(t *testing.T) {
	t.Parallel()
	compound := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 504)
	for name, tt := range map[string]struct{ data, want string }{
		"empty":          {"", "The file is empty"},
		"only space":     {"\xef\xbb\xbf \r\n\r\n", "The file is empty"},
		"pdf":            {"%PDF-1.7\n...", "This is a PDF. Save the list as .xlsx or .csv"},
		"picture":        {"\x89PNG\r\n\x1a\n....", "This is a picture"},
		"old workbook":   {compound + wide("Workbook"), "old Excel format (.xls). In Excel: File, Save As"},
		"password":       {compound + wide("EncryptedPackage"), "protected by a password"},
		"old document":   {compound + wide("WordDocument"), "old format (.doc)"},
		"word":           {zipOf("word/document.xml", "x"), "This is a Word document"},
		"binary book":    {zipOf("xl/workbook.bin", "x"), "binary workbook (.xlsb)"},
		"opendocument":   {zipOf("content.xml", "x", "META-INF/manifest.xml", "x"), "OpenDocument"},
		"archive":        {zipOf("roster.xlsx", "x"), "This is an archive"},
		"half a zip":     {zipOf("xl/workbook.xml", "x")[:60], "damaged or was not uploaded whole"},
		"broken xml":     {zipOf("xl/workbook.xml", "<workbook><sheets>"), "The workbook is damaged"},
		"no sheets":      {zipOf("xl/workbook.xml", "<workbook/>"), "The workbook is damaged"},
		"excel 2003 xml": {`<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>`, "XML spreadsheet of Excel 2003"},
		"web page":       {"<!DOCTYPE html><html><body>Sign in</body></html>", "web page or XML file without a table"},
		"binary":         {"\x00\x01\x02\x03 abc", "not a file with a table"},
		"empty table":    {"<html><table><tr><td> </td></tr></table>", "without a table that holds anything"},
	} {
		_, err := sheet.Open(name, strings.NewReader(tt.data), sheet.Limits{})
		e, ok := errors.AsType[*fault.Error](err)
		if !ok || e.Kind != fault.Invalid || len(e.Problems) != 1 || e.Problems[0].Field != "file" {
			t.Errorf("%s: %v, want one problem of the field file", name, err)
			continue
		}
		if !strings.Contains(e.Problems[0].Message, tt.want) {
			t.Errorf("%s says %q, want %q in it", name, e.Problems[0].Message, tt.want)
		}
	}
}

func wide(s string) string { return utf16le(s)[2:] }

// zipOf makes an archive of name, content pairs.
func zipOf(pairs ...string) string {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(pairs); i += 2 {
		w, err := z.Create(pairs[i])
		if err != nil {
			panic(err)
		}
		io.WriteString(w, pairs[i+1])
	}
	z.Close()
	return b.String()
}

// bookOf makes a minimal workbook around the XML of one sheet.
func bookOf(sheetXML string, more ...string) string {
	return zipOf(append([]string{
		"xl/workbook.xml", `<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="a"/><sheet name="T" sheetId="2" r:id="b"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="a" Type="x/worksheet" Target="s.xml"/><Relationship Id="b" Type="x/worksheet" Target="/xl/t.xml"/>` +
			`<Relationship Id="c" Type="x/sharedStrings" Target="str.xml"/></Relationships>`,
		"xl/s.xml", sheetXML,
	}, more...)...)
}

func TestLimits(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		data   string
		limits sheet.Limits
		want   string
	}{
		"large upload":      {strings.Repeat("a,b\n", 300_000), sheet.Limits{Bytes: 1_000_000}, "larger than 1 MB"},
		"default is 10 MB":  {strings.Repeat("a,b\n", 2_600_000), sheet.Limits{}, "larger than 10 MB"},
		"many rows":         {strings.Repeat("a,b\n", 101), sheet.Limits{Rows: 100}, "more than 100 rows"},
		"much text":         {strings.Repeat("abcdefghij,b\n", 100), sheet.Limits{Text: 1000}, "more than 1 KB of text"},
		"zip bomb":          {bookOf("<x>" + strings.Repeat(" ", 3_000_000) + "</x>"), sheet.Limits{Unpacked: 2_000_000}, "unpacks to more than 2 MB"},
		"bomb in strings":   {bookOf("<x/>", "xl/str.xml", "<sst>"+strings.Repeat("<si/>", 20_000)+"</sst>"), sheet.Limits{Unpacked: 1_000_000}, "unpacks to more than"},
		"many empty cells":  {bookOf("<row>" + strings.Repeat("<c/>", 20_001) + "</row>"), sheet.Limits{Rows: 100}, "more than 20,000 cells"},
		"many parts of one": {bookOf("<x>"+strings.Repeat(" ", 40_000_000)+"</x>", "xl/t.xml", "<x>"+strings.Repeat(" ", 40_000_000)+"</x>"), sheet.Limits{}, "unpacks to more than 64 MB"},
	} {
		_, err := sheet.Open(name, strings.NewReader(tt.data), tt.limits)
		e, ok := errors.AsType[*fault.Error](err)
		if !ok || e.Kind != fault.TooLarge || len(e.Problems) != 1 || !strings.Contains(e.Problems[0].Message, tt.want) {
			t.Errorf("%s: %v, want too large with %q", name, err, tt.want)
		}
	}
}

// TestFarCellsCostNothing reads a sheet whose cells lie at the far corners, where a reader that lays sheets out in memory
// would ask for gigabytes.
func TestFarCellsCostNothing(t *testing.T) {
	t.Parallel()
	var rows strings.Builder
	for n := 1; n <= 2000; n++ {
		fmt.Fprintf(&rows, `<row r="%d"><c r="A%d" t="inlineStr"><is><t>x</t></is></c><c r="XFD%d"><v>1</v></c></row>`, n*500, n*500, n*500)
	}
	b := open(t, "far", []byte(bookOf(`<worksheet><sheetData>`+rows.String()+`</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/><mergeCell ref="A500:XFD1048576"/></mergeCells></worksheet>`)))
	s, err := b.Sheet("S")
	if err != nil || len(s.Rows) != 2000 || s.Rows[1999].Number != 1_000_000 || s.Width() != 200 {
		t.Fatalf("Sheet = %d rows, %d columns, %v", len(s.Rows), s.Width(), err)
	}
	if !strings.Contains(strings.Join(s.Notes, " "), "Only the first 200 columns are read.") {
		t.Errorf("notes %q do not say that columns are missing", s.Notes)
	}
}

func TestLargeSheetBesideTheRoster(t *testing.T) {
	t.Parallel()
	small, large := `<row><c t="inlineStr"><is><t>Name</t></is></c></row>`, strings.Repeat(`<row><c><v>1</v></c></row>`, 101)
	b, err := sheet.Open("x", strings.NewReader(bookOf("<s>"+large+"</s>", "xl/t.xml", "<s>"+small+"</s>")), sheet.Limits{Rows: 100})
	if err != nil {
		t.Fatal(err)
	}
	if s, err := b.Sheet(""); err != nil || s.Name != "T" {
		t.Errorf("Sheet = %v, %v, want T", s, err)
	}
	if _, err := b.Sheet("S"); !fault.Is(err, fault.TooLarge) {
		t.Errorf("Sheet(S) = %v, want too large", err)
	}
}

func TestPaste(t *testing.T) {
	t.Parallel()
	b, err := sheet.Paste("Name\tE-mail\r\nPriya Nair\tpriya@brannoc.example\r\n\"Okafor\nNgozi\"\tngozi@brannoc.example", sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"1", "Name", "E-mail"}, {"2", "Priya Nair", "priya@brannoc.example"}, {"3", "Okafor\nNgozi", "ngozi@brannoc.example"}}
	if diff := cmp.Diff(want, only(t, b)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	for _, text := range []string{"", " \n\t\n", strings.Repeat("x", 11_000_000)} {
		_, err := sheet.Paste(text, sheet.Limits{})
		if e, ok := errors.AsType[*fault.Error](err); !ok || e.Problems[0].Field != "rows" {
			t.Errorf("Paste of %d bytes = %v, want a problem of the field rows", len(text), err)
		}
	}
}
