package page

import (
	"evenly/templates/chart"
	"evenly/templates/layout"
	"evenly/templates/ui"

	"github.com/a-h/templ"
)

// Pair is a pair's page for its two people.
type Pair struct {
	Frame    layout.Frame
	Eyebrow  string // "A pair since 1 Jul 2025"
	Title    string // "You and Dr. Okafor"
	Charter  string // "Every 13 weeks, 30 min or more, in hospital or by video."
	Notice   string // why a lead cannot act on flags about this pair
	Next     string // "Next meeting due by Fri 12 Sep."
	Log      string // address of the form, "" for a pair that ended
	Waiting  []Waiting
	Removed  *ui.Post // undoes what was just taken back
	Promised string   // "3 of 3.2 promised so far"
	Reading  string   // "Kept so far." in words
	Strip    chart.TimelineView
	Months   chart.MonthsView
	Since    string // "Contact since July"
	Meetings []MeetingRow
	Away     []string
	Change   string // where to ask for a change, "" for a pair that ended
}

// View draws it.
func (v Pair) View() templ.Component { return pairPage(v) }

// MeetingRow is one meeting or attempt in a list.
type MeetingRow struct {
	When     string // "Thu 16 Apr"
	What     string // "30 min in hospital"
	State    string // "Confirmed by both", "Waiting for Priya"
	WorkedOn string
	Edit     string
	Undo     *ui.Post
}

// PairReview is a pair's page for mentorship leads: when, how long and where, and what we know and don't know.
type PairReview struct {
	Frame    layout.Frame
	Eyebrow  string
	Title    string // "Leila Farahani has met Dr. Lindqvist once since July"
	Sub      string // "Promised so far 6.0, after 4 weeks of time away (resident: nights 4 to 31 Aug)."
	Flag     ui.Flag
	FlagText string
	Strip    chart.TimelineView
	Months   chart.MonthsView
	Since    string
	Meetings []MeetingRow
	Hours    string // "1 hour in all. The middle half of pairs had 3 to 4 hours."
	Windows  ui.Twin
	Known    []string
	Unknown  []string
	Mentor   string // "Dr. Lindqvist’s other pairs"
	Others   []ui.FlagItem
	Back     string
	Steps    templ.Component // what can be done; nil while nothing can
	Errors   []ui.Problem
}

// View draws it.
func (v PairReview) View() templ.Component { return pairReview(v) }

// Pairs is the list of pairs for mentorship leads.
type Pairs struct {
	Frame   layout.Frame
	Title   string
	Filters []ui.ChipLink
	Filter  ui.Filter
	Years   []ui.Option
	Year    string
	Table   ui.Table
	Rows    []PairRow
	Export  string
	Empty   string
	Loosen  string // the list without a filter
	Bulk    ui.BulkForm
}

// View draws it.
func (v Pairs) View() templ.Component { return pairsPage(v) }

// PairRow is one pair in the list.
type PairRow struct {
	ID       string // "" for one's own pair, which cannot be selected
	Href     string
	Resident string
	Mentor   string
	PGY      string
	Flag     ui.Flag
	Promise  string
	Count    string
	Expected string
	Hours    string
	Last     string
	Silent   string
}

// PairNames is the list for chief residents: who is paired with whom, and nothing else.
type PairNames struct {
	Frame layout.Frame
	Title string
	Rows  []ui.Item
	Empty string
}

// View draws it.
func (v PairNames) View() templ.Component { return pairNames(v) }

// logKind makes the log button the page's primary action unless something waits for an answer.
func logKind(primary bool) ui.Kind {
	if primary {
		return ui.Primary
	}
	return ui.Secondary
}
