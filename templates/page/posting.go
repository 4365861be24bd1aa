package page

import (
	"evenly/templates/layout"
	"evenly/templates/ui"

	"github.com/a-h/templ"
)

// Board is the opportunities board.
type Board struct {
	Frame  layout.Frame
	Title  string
	Lede   string
	Post   string // where something is offered, "" for those who cannot
	Offers string // where an offer to one resident is recorded
	Open   []PostingCard
	Drawn  []PostingCard
	Empty  string
}

// View draws it.
func (v Board) View() templ.Component { return boardPage(v) }

// PostingCard is one opportunity.
type PostingCard struct {
	ID       string
	Title    string
	By       string // who offers it
	About    string // "Research project, offered by Dr. Okafor"
	Details  string
	Until    string // "Ask until Fri 1 May. 1 place, 3 would like it."
	Want     *ui.Post
	Withdraw *ui.Post
	Result   string // "You have a place."
	Proof    string // the seed and its hash, so that anybody can draw again
}

// PostingForm offers something to every resident.
type PostingForm struct {
	Frame  layout.Frame
	Action string
	Key    string
	Errors []ui.Problem
	Kind   string
	Kinds  []ui.Option
	Mentor string
	For    []ui.Option // mentors on whose behalf a lead posts; nil for a mentor
	Title  string
	Text   string
	Places string
	Closes string
	From   string
	To     string
	Words  map[string]string
}

// View draws it.
func (v PostingForm) View() templ.Component { return postingForm(v) }

// Programs is the GME office's view: programs side by side, never a name.
type Programs struct {
	Words string // what the columns mean
	Frame layout.Frame
	Title string
	Lede  string
	Acts  []ui.Btn
	Table ui.Table
	Rows  []ProgramRow
	Empty string
}

// ProgramRow is one program.
type ProgramRow struct {
	Name, Pairs, InRange, Missed, Silence, Top, Whole, Offers, Steps, AsOf string
	Alarms, Owed                                                           string // of its surveys, which keep small numbers by rules of their own
	Hidden                                                                 bool   // too few pairs to say anything
}

// View draws it.
func (v Programs) View() templ.Component { return programsPage(v) }
