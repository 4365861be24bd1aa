package page

import (
	"evenly/templates/chart"
	"evenly/templates/layout"
	"evenly/templates/ui"

	"github.com/a-h/templ"
)

// Equity is the first page of mentorship leads: the finding, the pairs worth a look, and what it rests on. Cards that are
// nil are left out: too few people, or too early.
type Equity struct {
	Frame    layout.Frame
	Head     ui.Head
	Roles    []ui.ChipLink
	Notices  []ui.Notice
	Alarms   []ui.Item  // of surveys, until two people have closed them
	Start    *NextThing // no charter, no pairs: the one thing to do first
	KPIs     []KPI
	Look     Look
	Against  *Against
	Contact  *ContactCard
	Years    *YearsCard
	Groups   []*YearsCard // further splits of residents: by site
	Hours    *HoursCard
	Offers   *OffersCard
	Places   []PlaceLine
	Changes  []ui.Change
	Basis    string
	Method   string
	Flags    string // the history of flags
	AllPairs string
}

// Content draws what stands in the frame.
func (v Equity) Content() templ.Component { return equityContent(v) }

// Kept is a page whose content was drawn before.
func Kept(f layout.Frame, content string) templ.Component { return keptPage(f, templ.Raw(content)) }

// KPI is one key figure with its trend.
type KPI struct {
	ui.Measure
	Trend []float64
	Tone  ui.Flag
}

// Look lists the pairs worth a look.
type Look struct {
	Less      []ui.FlagItem // less than promised, or gone quiet
	More      []ui.FlagItem
	LessCount string
	MoreCount string
	Message   string // in place of many flags: it is the program that missed its promise
	Nudge     *ui.Btn
	LevelUp   *ui.Btn
	None      string
}

// Against is meetings logged against meetings promised: a funnel where that differs, dots where it does not.
type Against struct {
	Takeaway string
	Funnel   *chart.FunnelView
	Stacks   *chart.StacksView
	Table    ui.Twin
}

// ContactCard is the strips of the pairs that have waited longest.
type ContactCard struct {
	Heading string
	Caption string
	Months  chart.MonthsView
	Rows    []ContactRow
	All     string
	AllText string
}

// ContactRow is one pair's strip.
type ContactRow struct {
	Href, Resident, Mentor string
	Strip                  chart.TimelineView
	Count, Of, Last        string
}

// YearsCard compares training years, or another split of residents.
type YearsCard struct {
	ID       string
	Heading  string
	Takeaway string
	Stacks   chart.StacksView
	Note     string // what such a comparison could have shown
	Table    ui.Twin
}

// HoursCard is how contact hours are shared.
type HoursCard struct {
	Takeaway string
	Curve    chart.LorenzView
	Lines    []string
	Table    ui.Twin
}

// OffersCard is who heard about opportunities.
type OffersCard struct {
	Takeaway string
	Bars     []chart.BarView
	Lines    []string
	Board    string
}

// PlaceLine is how many residents had a kind of meeting at all.
type PlaceLine struct{ What, HowMany, Without string }

// Method is "How this is worked out".
type Method struct {
	Frame    layout.Frame
	Lede     string
	Sections []Section
	Files    []ui.Btn // the program's year as files for the command line; nil for those who cannot take them out
}

// Section is a heading with paragraphs.
type Section struct {
	ID, Heading string
	Text        []string
}

// View draws it.
func (v Method) View() templ.Component { return methodPage(v) }
