package sheet

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"

	"evenly/internal/fault"
)

func isFault(err error) bool {
	_, ok := err.(*fault.Error)
	return ok
}

// lastRow is the number of Excel's last row.
const lastRow = 1_048_576

// mostMerges bounds how many merged ranges are filled in; rosters have a handful.
const mostMerges = 2_000

// reader reads one worksheet.
type reader struct {
	*workbook
	grid   grid
	row    Row
	column int // of the cell read last; -1 at the start of a row
	seen   int // cells, also empty ones

	hidden  []string // numbers of hidden rows with something in them
	noValue int      // formulas whose result was never stored
	errors  int      // cells that hold an error such as #REF!
	merges  []merge
}

// worksheet reads the cells of one part as texts.
func (w *workbook) worksheet(part string) (Sheet, error) {
	r := &reader{workbook: w, grid: grid{limits: w.limits}}
	if err := w.eachElement(part, r.element, "row", "c", "mergeCell"); err != nil {
		return Sheet{}, err
	}
	if err := r.endRow(); err != nil {
		return Sheet{}, err
	}
	s := r.grid.sheet("")
	merged, err := fillMerges(&s, r.merges, w.limits)
	if err != nil {
		return Sheet{}, err
	}
	s.Notes = append(s.Notes, r.notes(merged)...)
	return s, nil
}

func (r *reader) element(d *xml.Decoder, e xml.StartElement) error {
	switch e.Name.Local {
	case "row":
		return r.startRow(e)
	case "mergeCell":
		if m, ok := parseMerge(attr(e, "ref")); ok && len(r.merges) < mostMerges {
			r.merges = append(r.merges, m)
		}
		return nil
	}
	return r.cell(d, e)
}

// startRow begins a row. Rows without a number follow the one before.
func (r *reader) startRow(e xml.StartElement) error {
	if err := r.endRow(); err != nil {
		return err
	}
	number := r.row.Number + 1
	if given := attr(e, "r"); given != "" {
		n, err := strconv.Atoi(given)
		if err != nil || n < 1 {
			return damaged()
		}
		number = n
	}
	if number > lastRow {
		return damaged()
	}
	r.row, r.column = Row{Number: number, Hidden: isTrue(attr(e, "hidden"))}, -1
	return nil
}

func (r *reader) endRow() error {
	before := len(r.grid.rows)
	if err := r.grid.add(r.row); err != nil {
		return err
	}
	if len(r.grid.rows) > before && r.row.Hidden {
		r.hidden = append(r.hidden, strconv.Itoa(r.row.Number))
	}
	return nil
}

// cellXML is one cell as stored.
type cellXML struct {
	V  *string  `xml:"v"`
	F  *string  `xml:"f"`
	IS richText `xml:"is"`
}

// cell reads one cell into its place in the row. Cells without an address follow the one before.
func (r *reader) cell(d *xml.Decoder, e xml.StartElement) error {
	if r.seen++; r.seen > r.limits.Rows*r.limits.Columns {
		return tooLarge("A sheet has more than %s cells, most of them empty. Copy the people into a new workbook, and upload that.", thousands(r.seen-1))
	}
	var c cellXML
	if err := d.DecodeElement(&c, &e); err != nil {
		return err
	}
	r.column++
	if address := attr(e, "r"); address != "" {
		if r.column = columnNumber(address); r.column < 0 {
			return damaged()
		}
	}
	if c.F != nil && c.V == nil {
		r.noValue++
	}
	text := r.textOf(attr(e, "t"), attr(e, "s"), c)
	if text == "" {
		return nil
	}
	if r.column > r.limits.Columns {
		r.grid.tooRight = true
		return nil
	}
	for len(r.row.Cells) <= r.column {
		r.row.Cells = append(r.row.Cells, "")
	}
	r.row.Cells[r.column] = text
	return nil
}

// textOf is a cell as a person reads it, with dates in one form.
func (r *reader) textOf(kind, style string, c cellXML) string {
	v := ""
	if c.V != nil {
		v = *c.V
	}
	switch kind {
	case "s":
		if n, err := strconv.Atoi(strings.TrimSpace(v)); err == nil && n >= 0 && n < len(r.strings) {
			return r.strings[n]
		}
		return ""
	case "inlineStr":
		return c.IS.String()
	case "str":
		return unescape(v)
	case "b":
		return map[bool]string{true: "TRUE", false: "FALSE"}[v == "1"]
	case "e":
		r.errors++
		return v
	case "d":
		return strings.TrimSuffix(v, "T00:00:00")
	}
	return r.styles.show(strings.TrimSpace(v), style, r.from04)
}

// notes says what was handled on the way.
func (r *reader) notes(merged []string) []string {
	var notes []string
	note := func(n int, one, many string, args ...any) {
		if n == 1 {
			notes = append(notes, fmt.Sprintf(one, args...))
		} else if n > 1 {
			notes = append(notes, fmt.Sprintf(many, args...))
		}
	}
	note(len(merged), "The merged cells %s were read as the same text in each of them.",
		"The merged cells %s were read as the same text in each of them.", listed(merged))
	note(len(r.hidden), "Row %s is hidden in the file and was read like any other.",
		"Rows %s are hidden in the file and were read like any other.", listed(r.hidden))
	note(r.noValue, "1 formula has no stored result and was read as empty. Open the file in Excel, save it and upload it again.",
		"%d formulas have no stored result and were read as empty. Open the file in Excel, save it and upload it again.", counted(r.noValue)...)
	note(r.errors, "1 cell holds an error such as #REF!.", "%d cells hold an error such as #REF!.", counted(r.errors)...)
	return notes
}

// counted is the argument of a sentence that names the number only when it is not one.
func counted(n int) []any {
	if n == 1 {
		return nil
	}
	return []any{n}
}

// unescape undoes how the format writes characters that XML has no room for: _x000D_ is a carriage return.
func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	for s != "" {
		if len(s) >= 7 && s[0] == '_' && s[1] == 'x' && s[6] == '_' {
			if n, err := strconv.ParseUint(s[2:6], 16, 16); err == nil {
				b.WriteRune(rune(n))
				s = s[7:]
				continue
			}
		}
		b.WriteByte(s[0])
		s = s[1:]
	}
	return b.String()
}
