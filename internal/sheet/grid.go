package sheet

import (
	"fmt"
	"slices"
	"strings"
)

// grid collects the rows of one sheet within the limits.
type grid struct {
	limits   Limits
	rows     []Row
	text     int
	tooRight bool // something stood beyond the last column that is read
}

// add takes a row; one without any text is dropped. Fails with fault.TooLarge.
func (g *grid) add(r Row) error {
	r.Cells = g.trim(r.Cells)
	if len(r.Cells) == 0 {
		return nil
	}
	if len(g.rows) == g.limits.Rows {
		return tooLarge("A sheet has more than %s rows. Keep only the people of this program, and upload that.", thousands(g.limits.Rows))
	}
	for i, c := range r.Cells {
		r.Cells[i] = unguard(c)
		g.text += len(c)
	}
	if g.text > g.limits.Text {
		return tooLarge("The file holds more than %s of text. Keep only the columns that are needed, and upload that.", megabytes(int64(g.limits.Text)))
	}
	g.rows = append(g.rows, r)
	return nil
}

// trim drops empty cells at the end, and what lies too far right.
func (g *grid) trim(cells []string) []string {
	for len(cells) > 0 && tidy(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) > g.limits.Columns {
		g.tooRight = true
		return g.trim(cells[:g.limits.Columns])
	}
	return cells
}

// sheet is the result, in the order of the rows.
func (g *grid) sheet(name string) Sheet {
	slices.SortStableFunc(g.rows, func(a, b Row) int { return a.Number - b.Number })
	s := Sheet{Name: name, Rows: g.rows}
	if g.tooRight {
		s.Notes = append(s.Notes, fmt.Sprintf("Only the first %d columns are read.", g.limits.Columns))
	}
	return s
}

// thousands is 5,000.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// ColumnLetter is the name of a column (from 0) in Excel: A, Z, AA.
func ColumnLetter(column int) string {
	var b []byte
	for n := column + 1; n > 0; n = (n - 1) / 26 {
		b = append(b, byte('A'+(n-1)%26))
	}
	slices.Reverse(b)
	return string(b)
}

// columnNumber reads the letters of a cell's address such as BC12; -1 when there are none or they lie beyond Excel's last.
func columnNumber(address string) int {
	n := 0
	for i := range len(address) {
		c := address[i]
		if c < 'A' || c > 'Z' {
			break
		}
		if n = n*26 + int(c-'A') + 1; n > 16_384 {
			return -1
		}
	}
	return n - 1
}

// listed is "4", "4 and 9", "4, 9 and 12", "4, 9, 12 and 7 more".
func listed(items []string) string {
	const most = 5
	if len(items) > most {
		return strings.Join(items[:most], ", ") + fmt.Sprintf(" and %d more", len(items)-most)
	}
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	return strings.Join(items[:len(items)-1], ", ") + " and " + items[len(items)-1]
}
