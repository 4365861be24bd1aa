package ui

import (
	"fmt"

	"github.com/a-h/templ"
)

// Direction a column is sorted in.
type Direction string

// Up is smallest first.
const (
	Unsorted Direction = ""
	Up       Direction = "ascending"
	Down     Direction = "descending"
)

// Table is a DataTable's head.
type Table struct {
	Caption       string // "39 pairs, longest silence first"
	CaptionHidden bool   // the heading above says it already
	Columns       []Column
	Pick          bool   // rows begin with a checkbox
	Things        string // what "Select all" selects: "39 pairs"
}

// Column is one column's head.
type Column struct {
	Label  string
	Hidden bool   // the label is for screen readers only: a column of buttons
	Num    bool   // figures
	Href   string // sorts by this column; "" when it cannot be sorted
	Sorted Direction
}

func (c Column) sorted() templ.Attributes {
	if c.Sorted == Unsorted {
		return nil
	}
	return templ.Attributes{"aria-sort": string(c.Sorted)}
}

// Twin is the table that says what a chart shows.
type Twin struct {
	Label string // accessible name: "Meetings logged and promised, by pair"
	Head  []string
	Rows  [][]string
	Num   []int // which columns are figures, from 0
}

func (t Twin) num(column int) bool {
	for _, n := range t.Num {
		if n == column {
			return true
		}
	}
	return false
}

// BulkForm is the form around a list with checkboxes.
type BulkForm struct {
	Action  string
	Key     string
	Fields  []Hidden
	Buttons []Btn // with Count set, the number selected follows the label
}

// Pages is where a reader is in a long list.
type Pages struct {
	Label   string // "Pages of pairs"; "Pages" when empty
	Current int    // from 1
	Last    int
	Href    func(page int) string
}

func (p Pages) label() string {
	if p.Label == "" {
		return "Pages"
	}
	return p.Label
}

// window returns the pages to link: first, last, and one on either side of the current one; 0 stands for a gap.
func (p Pages) window() []int {
	var out []int
	for n := 1; n <= p.Last; n++ {
		near := n == 1 || n == p.Last || (n >= p.Current-1 && n <= p.Current+1)
		switch {
		case near:
			out = append(out, n)
		case len(out) > 0 && out[len(out)-1] != 0:
			out = append(out, 0)
		}
	}
	return out
}

// Filter is the form that narrows a list.
type Filter struct {
	Action string
	Target string   // selector of what it narrows: "#results"
	Count  string   // "12 of 39 pairs"
	Button string   // "Filter" when empty
	Fields []Hidden // the rest of the address: sorting
}

func (f Filter) button() string {
	if f.Button == "" {
		return "Filter"
	}
	return f.Button
}

// Scenarios is a comparison: every row has one cell per column.
type Scenarios struct {
	Caption string
	Columns []Scenario
	Rows    []ScenarioRow
}

// Scenario is one column.
type Scenario struct {
	Name   string // "A"
	About  string // "Choices first"
	Chosen bool
	Act    templ.Component // its button or link
	Why    string          // why it cannot be chosen: "Breaks a hard rule: Dr. Hollis supervises Tom Whitfield"
}

// ScenarioRow is one measure.
type ScenarioRow struct {
	Label string
	Cells []ScenarioCell
}

// ScenarioCell is a measure of one scenario.
type ScenarioCell struct {
	Text   string
	Best   bool
	Broken bool // a hard rule is broken; the text says so
}

func (s Scenarios) chosen(i int) bool { return i < len(s.Columns) && s.Columns[i].Chosen }

func (s Scenarios) acts() bool {
	for _, c := range s.Columns {
		if c.Act != nil || c.Why != "" {
			return true
		}
	}
	return false
}

// Change is one line of a DiffList.
type Change struct{ What, From, To string }

// ShownOf returns "12 of 39 pairs", or "39 pairs" when all are shown.
func ShownOf(shown, all int, one, many string) string {
	if shown == all {
		return Count(all, one, many)
	}
	return fmt.Sprintf("%d of %s", shown, Count(all, one, many))
}
