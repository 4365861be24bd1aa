package sheet

import (
	"strconv"
	"strings"
)

// merge is a merged range: columns from 0, rows as Excel counts, both ends included.
type merge struct {
	ref                      string
	left, right, top, bottom int
}

func parseMerge(ref string) (merge, bool) {
	from, to, ok := strings.Cut(strings.ReplaceAll(ref, "$", ""), ":")
	m := merge{ref: ref, left: columnNumber(from), right: columnNumber(to), top: rowNumber(from), bottom: rowNumber(to)}
	return m, ok && m.left >= 0 && m.left <= m.right && m.top >= 1 && m.top <= m.bottom
}

// rowNumber reads the digits of a cell's address; 0 when there are none.
func rowNumber(address string) int {
	n, err := strconv.Atoi(strings.TrimLeft(address, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	if err != nil {
		return 0
	}
	return n
}

// fillMerges gives every cell of a merged range the text of its first one, so that a heading over two columns is the heading
// of both. It returns the ranges where that made a difference. Rows that hold nothing else stay away.
func fillMerges(s *Sheet, merges []merge, l Limits) ([]string, error) {
	var filled []string
	work := 0
	for _, m := range merges {
		m.right = min(m.right, l.Columns-1)
		anchor, ok := s.row(m.top)
		if !ok || anchor.Cell(m.left) == "" {
			continue
		}
		changed := false
		for i := range s.Rows {
			if n := s.Rows[i].Number; n < m.top || n > m.bottom {
				continue
			}
			if work += m.right - m.left + 1; work > 1_000_000 {
				return nil, tooLarge("The sheet has very large merged ranges. Unmerge them, and upload the file again.")
			}
			changed = fillRow(&s.Rows[i], m, anchor.Cells[m.left]) || changed
		}
		if changed {
			filled = append(filled, m.ref)
		}
	}
	return filled, nil
}

func fillRow(r *Row, m merge, text string) (changed bool) {
	for len(r.Cells) <= m.right {
		r.Cells = append(r.Cells, "")
	}
	for c := m.left; c <= m.right; c++ {
		if r.Cells[c] == "" {
			r.Cells[c], changed = text, true
		}
	}
	return changed
}
