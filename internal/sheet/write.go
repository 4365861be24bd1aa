package sheet

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// Table is what is written: headings, rows of texts and, in a workbook, a sheet that explains them.
type Table struct {
	Name     string // of the sheet; cut to the 31 characters that Excel allows
	Headings []Heading
	Rows     [][]string // a row may be shorter than the headings
	ReadMe   []Line     // what the file is, which filters made it, and when; no such sheet when empty
}

// Heading is the head of a column, and what stands in it.
type Heading struct {
	Text string
	Kind ValueKind
}

// Line is one line of the sheet "Read me".
type Line struct{ Label, Value string }

// ValueKind says how the texts of a column are written.
type ValueKind int

// Texts are never calculated with, numbers can be summed, dates (2006-01-02) can be sorted in Excel. A text that is no number
// or no date stays a text.
const (
	Text ValueKind = iota
	Number
	Date
)

// TextHeadings are headings of columns of texts.
func TextHeadings(texts ...string) []Heading {
	headings := make([]Heading, len(texts))
	for i, t := range texts {
		headings[i] = Heading{Text: t}
	}
	return headings
}

// Content types of what is written here.
const (
	XLSXType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	CSVType  = "text/csv; charset=utf-8"
)

// WriteXLSX writes a workbook: the rows under a heading that stays in view, further tables each on a sheet of their own,
// then "Read me" of the first.
func WriteXLSX(w io.Writer, t Table, more ...Table) error {
	f := excelize.NewFile()
	defer f.Close()
	x := &xlsxWriter{file: f}
	err := f.SetSheetName("Sheet1", sheetName(t.Name))
	if err == nil {
		err = x.prepare()
	}
	if err == nil {
		err = x.table(t)
	}
	for _, m := range more {
		if err == nil {
			_, err = f.NewSheet(sheetName(m.Name))
		}
		if err == nil {
			err = x.table(m)
		}
	}
	if err == nil && len(t.ReadMe) > 0 {
		err = x.readMe(t.ReadMe)
	}
	if err == nil {
		err = f.Write(w)
	}
	if err != nil {
		return fmt.Errorf("write the workbook %s: %w", t.Name, err)
	}
	return nil
}

// WriteCSV writes a text file that Excel opens as it should: marked as UTF-8, with commas.
func WriteCSV(w io.Writer, t Table) error {
	b := bufio.NewWriter(w)
	b.WriteString("\uFEFF")
	headings := make([]string, len(t.Headings))
	for i, h := range t.Headings {
		headings[i] = guard(printable(h.Text))
	}
	writeRecord(b, headings)
	for _, row := range t.Rows {
		cells := make([]string, len(t.Headings))
		for i := range cells {
			cells[i] = csvCell(at(row, i), t.Headings[i].Kind)
		}
		writeRecord(b, cells)
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("write the table %s: %w", t.Name, err)
	}
	return nil
}

func csvCell(s string, kind ValueKind) string {
	s = printable(s)
	if _, ok := asNumber(s); ok && kind == Number {
		return s // a negative number is no formula
	}
	return guard(s)
}

func writeRecord(b *bufio.Writer, cells []string) {
	for i, c := range cells {
		if i > 0 {
			b.WriteByte(',')
		}
		if strings.ContainsAny(c, ",;\t|\"\n") || strings.HasPrefix(c, "sep=") || tidy(c) != c {
			c = `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
		}
		b.WriteString(c)
	}
	b.WriteString("\r\n")
}

// xlsxWriter writes one workbook.
type xlsxWriter struct {
	file                       *excelize.File
	bold, plain, wrapped, date int // styles
}

func (x *xlsxWriter) prepare() (err error) {
	top := &excelize.Alignment{Vertical: "top", WrapText: true}
	iso := "yyyy-mm-dd"
	for style, definition := range map[*int]*excelize.Style{
		&x.bold:    {Font: &excelize.Font{Bold: true}, Alignment: top},
		&x.plain:   {NumFmt: 49}, // text: what looks like a number or a date stays as it is when edited
		&x.wrapped: {NumFmt: 49, Alignment: top},
		&x.date:    {CustomNumFmt: &iso},
	} {
		if *style, err = x.file.NewStyle(definition); err != nil {
			return err
		}
	}
	return nil
}

func (x *xlsxWriter) table(t Table) error {
	s, err := x.file.NewStreamWriter(sheetName(t.Name))
	if err != nil {
		return err
	}
	for i, width := range widths(t) {
		if err := s.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	if err := s.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	headings := make([]any, len(t.Headings))
	for i, h := range t.Headings {
		headings[i] = excelize.Cell{StyleID: x.bold, Value: guard(printable(h.Text))}
	}
	if err := s.SetRow("A1", headings); err != nil {
		return err
	}
	for i, row := range t.Rows {
		if err := s.SetRow("A"+strconv.Itoa(i+2), x.cells(t.Headings, row)); err != nil {
			return err
		}
	}
	return s.Flush()
}

func (x *xlsxWriter) cells(headings []Heading, row []string) []any {
	cells := make([]any, len(headings))
	for i, h := range headings {
		if text := printable(at(row, i)); text != "" {
			cells[i] = x.cell(text, h.Kind)
		}
	}
	return cells
}

func (x *xlsxWriter) cell(text string, kind ValueKind) any {
	switch kind {
	case Number:
		if f, ok := asNumber(text); ok {
			return excelize.Cell{Value: f}
		}
	case Date:
		if day, err := time.Parse("2006-01-02", text); err == nil && day.Year() >= 1901 {
			return excelize.Cell{StyleID: x.date, Value: day}
		}
	}
	return excelize.Cell{StyleID: x.plain, Value: guard(text)}
}

func (x *xlsxWriter) readMe(lines []Line) error {
	if _, err := x.file.NewSheet("Read me"); err != nil {
		return err
	}
	s, err := x.file.NewStreamWriter("Read me")
	if err != nil {
		return err
	}
	if err := s.SetColWidth(1, 1, 24); err != nil {
		return err
	}
	if err := s.SetColWidth(2, 2, 90); err != nil {
		return err
	}
	for i, l := range lines {
		cells := []any{
			excelize.Cell{StyleID: x.bold, Value: guard(printable(l.Label))},
			excelize.Cell{StyleID: x.wrapped, Value: guard(printable(l.Value))},
		}
		if err := s.SetRow("A"+strconv.Itoa(i+1), cells); err != nil {
			return err
		}
	}
	return s.Flush()
}

// asNumber reads what can be summed. More than 15 digits are not kept by Excel, so those stay texts, as do leading zeros.
func asNumber(s string) (float64, bool) {
	digits := strings.TrimLeft(s, "-")
	if len(s)-len(digits) > 1 || len(digits) > 15 || strings.Trim(digits, "0123456789.") != "" {
		return 0, false
	}
	if len(digits) > 1 && digits[0] == '0' && digits[1] != '.' {
		return 0, false
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil && !math.IsInf(f, 0)
}

// widths fits each column to its first rows, within reason.
func widths(t Table) []float64 {
	widths := make([]float64, len(t.Headings))
	for i, h := range t.Headings {
		longest := utf8.RuneCountInString(h.Text)
		for _, row := range t.Rows[:min(len(t.Rows), 200)] {
			longest = max(longest, utf8.RuneCountInString(at(row, i)))
		}
		widths[i] = float64(min(max(longest+2, 8), 60))
	}
	return widths
}

// sheetName keeps to what Excel allows as the name of a sheet.
func sheetName(name string) string {
	name = strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) || unicode.IsControl(r) {
			return ' '
		}
		return r
	}, name), " '")
	if strings.EqualFold(name, "Read me") || name == "" {
		name = "Rows"
	}
	var b strings.Builder
	for _, r := range name { // Excel counts in UTF-16
		if len(b.String())+utf8.RuneLen(r) > 31 {
			break
		}
		b.WriteRune(r)
	}
	return strings.Trim(b.String(), " '")
}

// printable keeps what a cell can hold: line breaks in one form, no other control characters, at most 32,767 characters.
func printable(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(s, "\uFFFD"))
	s = strings.Map(func(r rune) rune {
		if (unicode.IsControl(r) && r != '\n' && r != '\t') || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, s)
	if len(s) > 32_000 {
		s = strings.ToValidUTF8(s[:32_000], "")
	}
	return s
}
