package sheet_test

import (
	"bytes"
	"testing"

	"evenly/internal/fault"
	"evenly/internal/sheet"
)

// small keeps each run of the fuzzer short.
var small = sheet.Limits{Bytes: 1 << 20, Unpacked: 1 << 20, Rows: 200, Columns: 50, Text: 1 << 18}

// useAll goes all the way with whatever was read: nothing may panic, and every row is a person or has a problem.
func useAll(t *testing.T, b *sheet.Book) {
	for i := range b.Sheets {
		s := &b.Sheets[i]
		header := s.HeaderRow()
		r := sheet.Reading{Sheet: s, HeaderRow: header, Mapping: sheet.MappingOf(s.Columns(header, nil))}
		people, problems := sheet.Roster(r)
		sheet.GroupProblems(problems)
		for _, p := range people {
			if p.Email == "" || p.FamilyName == "" || len(p.Roles) == 0 {
				t.Fatalf("%+v is taken as a person", p)
			}
		}
		if err := sheet.WriteRejected(new(bytes.Buffer), r, problems); err != nil {
			t.Fatal(err)
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add([]byte("Name,E-mail,Role,PGY\n\"Nair, Priya\",priya@brannoc.example,Resident,2\n"))
	f.Add([]byte("sep=;\nName;Start\n\"A;7/1/26\n'=1;x"))
	f.Add([]byte("\xff\xfeN\x00a\x00m\x00e\x00\t\x00\n\x00"))
	f.Add([]byte("<table><tr><td>Name<td>E-mail</table>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := sheet.Open("x.csv", bytes.NewReader(data), small)
		checkFault(t, err)
		if err == nil {
			useAll(t, b)
		}
		if b, err = sheet.Paste(string(data), small); err == nil {
			useAll(t, b)
		}
	})
}

// FuzzWorkbook puts any XML into the parts of a workbook.
func FuzzWorkbook(f *testing.F) {
	f.Add(`<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>46204</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>`,
		`<sst><si><t>Name</t></si><si><r><t>a</t></r><r><t>b_x000D_</t></r></si></sst>`)
	f.Add(`<row r="2" hidden="1"><c t="inlineStr"><is><t>x</t></is></c><c t="b"><v>1</v></c><c t="e"><v>#REF!</v></c><c><f>1</f></c></row>`, `<sst/>`)
	f.Fuzz(func(t *testing.T, sheetXML, stringsXML string) {
		b, err := sheet.Open("x.xlsx", bytes.NewReader([]byte(bookOf(sheetXML, "xl/str.xml", stringsXML))), small)
		checkFault(t, err)
		if err == nil {
			useAll(t, b)
		}
	})
}

// FuzzFile opens anything, beginning with real workbooks.
func FuzzFile(f *testing.F) {
	var b bytes.Buffer
	if err := sheet.WriteTemplate(&b); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := sheet.Open("x", bytes.NewReader(data), small)
		checkFault(t, err)
		if err == nil {
			useAll(t, b)
		}
	})
}

// checkFault accepts only errors with words for the person.
func checkFault(t *testing.T, err error) {
	t.Helper()
	if err != nil && !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.TooLarge) {
		t.Fatalf("an error without words for the person: %v", err)
	}
}
