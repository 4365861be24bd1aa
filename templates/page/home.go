package page

import (
	"evenly/templates/layout"
	"evenly/templates/ui"

	"github.com/a-h/templ"
)

// Home is the first page of residents and of mentors: what waits, the one next thing, and their pairs.
type Home struct {
	Frame   layout.Frame
	Eyebrow string
	Title   string // "Nothing needs you. Next: a meeting by Fri 12 Sep"
	Lede    string
	Waiting []Waiting
	Next    *NextThing
	Pairs   []PairCard
	More    []NextThing // smaller things: the profile, the list
	Leads   []ui.ChipLink
	Whole   *Section // the program as a whole
}

// View draws it.
func (v Home) View() templ.Component { return homePage(v) }

// NextThing is one thing to do.
type NextThing struct {
	ID, Heading, Text string
	Btn               ui.Btn
}

// PairCard is one pair on its people's first page.
type PairCard struct {
	ID       string
	Name     string // of the other
	About    string // "Cardiology", "PGY-2"
	Href     string
	Last     string // "Last met on Thu 16 Apr, 30 min in hospital."
	Promised string // "3 of 3.2 promised so far"
	Due      string // "Next meeting due by Fri 12 Sep."
	Log      string
	Primary  bool
}
