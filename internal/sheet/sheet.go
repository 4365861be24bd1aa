// Package sheet reads the tables people already have, and writes tables they can go on working with.
//
// Reading has three steps. Open (or Paste) turns a file into a Book: sheets of rows of texts, each row with the number it has
// in Excel, so that every later remark can point at it. Columns says what each column seems to be, with samples, for a
// person to check. Roster reads the rows by that mapping into typed people, and lists what is wrong row by row; a row with a
// problem is left out and none is changed in silence. Nothing here knows who is in the database already.
//
// Files come from outside. Every reader is bounded in bytes (packed and unpacked), rows, columns and text, never panics, and
// a file that is something else is told what it is and what to do. Worksheets are read by a reader of our own: the library
// that we write with (excelize) lays a sheet out in memory as far as its farthest cell, so that a file of a few kilobytes
// can ask for gigabytes, and while streaming it cannot tell a date from a number.
//
// Writing guards against formulas: a text that Excel would take for one gets an apostrophe before it, and reading takes it
// off again, so that a file that was written here reads back the same.
package sheet

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"unicode"

	"evenly/internal/fault"
)

// Limits bound what is read. The zero value means the defaults.
type Limits struct {
	Bytes    int64 // of the file as uploaded; default 10 MB
	Unpacked int64 // of all parts of a workbook together; default 64 MB
	Rows     int   // with something in them, per sheet; default 5,000
	Columns  int   // default 200; what lies farther right is not read, and a note says so
	Text     int   // bytes of all cells together; default 16 MB
}

func (l Limits) orDefaults() Limits {
	return Limits{
		Bytes: or(l.Bytes, 10_000_000), Unpacked: or(l.Unpacked, 64_000_000),
		Rows: or(l.Rows, 5_000), Columns: or(l.Columns, 200), Text: or(l.Text, 16_000_000),
	}
}

func or[N int | int64](n, otherwise N) N {
	if n > 0 {
		return n
	}
	return otherwise
}

// Book is a file that was read.
type Book struct {
	Name   string // of the file, without folders; "Pasted rows" for Paste
	Sheets []Sheet
}

// Sheet is one table. Rows without any text are left out.
type Sheet struct {
	Name   string
	Hidden bool
	Rows   []Row
	Notes  []string // sentences about what was handled on the way: merged cells, hidden rows, formulas without a value

	refused error // why the sheet has no rows although the file has: it is too large
}

// Row is one row of a sheet.
type Row struct {
	Number int // as Excel shows it, from 1
	Hidden bool
	Cells  []string // from column A; trailing empty cells are left out. Dates are 2006-01-02
}

// Cell is the text in a column (from 0) without space around it; "" beyond the last one.
func (r Row) Cell(column int) string {
	if column < 0 || column >= len(r.Cells) {
		return ""
	}
	return tidy(r.Cells[column])
}

// Sheet is the sheet of a name; "" means the first that is not hidden and has rows. Fails with fault.Invalid, or with
// fault.TooLarge for a sheet that was too large to read.
func (b *Book) Sheet(name string) (*Sheet, error) {
	var refused error
	for i := range b.Sheets {
		s := &b.Sheets[i]
		if s.Name == name && name != "" {
			return s, s.refused
		}
		if name == "" && !s.Hidden && len(s.Rows) > 0 {
			return s, nil
		}
		refused = cmp.Or(refused, s.refused)
	}
	switch {
	case name != "":
		return nil, bad("The file has no sheet named %s.", name)
	case refused != nil:
		return nil, refused
	}
	return nil, bad("The file has no rows on a sheet that is shown. Upload the list of people as .xlsx or .csv.")
}

// row is the row of a number, and whether there is one.
func (s *Sheet) row(number int) (Row, bool) {
	for _, r := range s.Rows {
		if r.Number == number {
			return r, true
		}
	}
	return Row{}, false
}

// Width is the number of columns of the widest row.
func (s *Sheet) Width() int {
	width := 0
	for _, r := range s.Rows {
		width = max(width, len(r.Cells))
	}
	return width
}

// Open reads a file: a workbook (.xlsx), a table in a text file with commas, semicolons or tabs (UTF-8, UTF-16 or
// Windows-1252), or a table in a web page, as some hospital systems export it under the name .xls. What the file is, is
// decided by what it holds and not by its name. Fails with fault.Invalid or fault.TooLarge, with a problem for the form
// field "file" that says what the file is and what to do; any other error comes from r.
func Open(name string, r io.Reader, l Limits) (*Book, error) {
	l = l.orDefaults()
	data, err := io.ReadAll(io.LimitReader(r, l.Bytes+1))
	if err != nil {
		return nil, fmt.Errorf("read the upload: %w", err)
	}
	if int64(len(data)) > l.Bytes {
		return nil, tooLarge("The file is larger than %s. Keep only the sheet with the people, and upload that.", megabytes(l.Bytes))
	}
	b := &Book{Name: baseName(name)}
	switch k := kindOf(data); {
	case k == isWorkbook:
		b.Sheets, err = readWorkbook(data, l)
	case k == isWebPage:
		b.Sheets, err = readWebPage(data, l)
	case k == isText:
		b.Sheets, err = readText(data, l)
	default:
		err = k.fault()
	}
	if err != nil {
		return nil, err
	}
	if _, err := b.Sheet(""); err != nil {
		return nil, err
	}
	return b, nil
}

// Paste reads rows that were copied from Excel, or typed with commas or semicolons. Fails like Open, for the field "rows".
func Paste(text string, l Limits) (*Book, error) {
	l = l.orDefaults()
	if int64(len(text)) > l.Bytes {
		return nil, onField("rows", tooLarge("That is more than %s. Upload it as a file, or paste it in parts.", megabytes(l.Bytes)))
	}
	sheets, err := readText([]byte(text), l)
	if err != nil {
		return nil, onField("rows", err)
	}
	if len(sheets[0].Rows) == 0 {
		return nil, onField("rows", bad("Paste the rows, with the headings above them."))
	}
	return &Book{Name: "Pasted rows", Sheets: sheets}, nil
}

// baseName drops the folders that some browsers send.
func baseName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, name))
}

func megabytes(n int64) string {
	if n < 1_000_000 {
		return fmt.Sprintf("%d KB", n/1000)
	}
	return fmt.Sprintf("%d MB", n/1_000_000)
}

// bad is a file that cannot be used.
func bad(format string, args ...any) error { return problem(fault.Invalid, format, args...) }

func tooLarge(format string, args ...any) error { return problem(fault.TooLarge, format, args...) }

func problem(kind fault.Kind, format string, args ...any) error {
	e := fault.New(kind, format, args...)
	e.Problems = []fault.Problem{{Field: "file", Message: e.Message}}
	return e
}

// onField moves the problems of a fault to another form field.
func onField(field string, err error) error {
	if e, ok := err.(*fault.Error); ok {
		for i := range e.Problems {
			e.Problems[i].Field = field
		}
	}
	return err
}

// tidy takes away what cannot be seen: space of any width, also the hard and zero-width kinds that come with copied text.
func tidy(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) })
}
