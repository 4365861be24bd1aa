package page

import (
	"github.com/a-h/templ"

	"evenly/templates/layout"
	"evenly/templates/ui"
)

// The steps of a roster import: file, sheet, columns, check, done. Each is a page of its own.

// RosterUpload is the first step, with what was begun before.
type RosterUpload struct {
	Frame    layout.Frame
	Errors   []ui.Problem
	Action   string
	Key      string
	ID       string // of the new upload
	Rows     string
	ErrFile  string
	ErrRows  string
	Template string
	Open     []RosterItem // uploads to go on with
	Done     []RosterItem // imports of the last day
}

// RosterItem is an upload or an import of before.
type RosterItem struct {
	Href, Name, About string
	Remove            *ui.Post
}

// View draws it.
func (v RosterUpload) View() templ.Component { return rosterUploadPage(v) }

// RosterSheet is the second step.
type RosterSheet struct {
	Frame  layout.Frame
	Errors []ui.Problem
	File   string
	Notes  []string
	Sheets []ui.ChipLink // when there are several
	Header ui.Choice
	Action string
	Key    string
	Sheet  string
}

// View draws it.
func (v RosterSheet) View() templ.Component { return rosterSheetPage(v) }

// RosterColumns is the third step.
type RosterColumns struct {
	Frame     layout.Frame
	Errors    []ui.Problem
	Lede      string
	Action    string
	Key       string
	Sheet     string // link back to the second step
	Columns   []RosterColumn
	Unused    string // headings of columns that are not used
	Options   []ui.Option
	Everybody ui.Field
	Roles     []ui.Option
	Doctors   bool
}

// RosterColumn is one column.
type RosterColumn struct {
	Heading string
	Samples string
	Mark    *ui.Status // "guessed"
	Field   ui.Field
	Fixed   string // said in place of a choice
}

// View draws it.
func (v RosterColumns) View() templ.Component { return rosterColumnsPage(v) }

// RosterCheck is the fourth step.
type RosterCheck struct {
	Frame    layout.Frame
	Title    string
	Counts   string
	Changed  string // what to say when the people changed since the page was opened
	Action   string
	Key      string
	Stamp    string
	Columns  string // link back to the third step
	Problems []RosterGroup
	Rejected *ui.Btn // download of the rows that stay out
	Warnings []RosterGroup
	Notes    []string
	Changes  []RosterDiff
	ChangesH string
	Adds     []RosterDiff
	AddsH    string
	Leavers  RosterLeavers
	Stay     []string
	StayH    string
	Import   string // the button, "" when there is nothing to do
	Nothing  string // why there is none
}

// RosterGroup is rows that need the same repair.
type RosterGroup struct {
	ID, Title, More string
	Rows            []RosterFix
}

// RosterFix is one cell: where it is, what stands there, what to do, and the field to do it in.
type RosterFix struct {
	Row, Where, Value, Message string
	Field                      *ui.Field // nil: nothing can be typed
	Options                    []ui.Option
}

// RosterDiff is one person of a list.
type RosterDiff struct{ Name, About string }

// RosterLeavers are people who are not in the file.
type RosterLeavers struct {
	Heading string
	Label   string // "End 3 people’s roles"
	People  []ui.Option
	More    string
}

// View draws it.
func (v RosterCheck) View() templ.Component { return rosterCheckPage(v) }

// RosterDone is the last step.
type RosterDone struct {
	Frame    layout.Frame
	Title    string
	Lede     string
	Facts    []ui.Fact
	Kept     []RosterDiff
	Undo     *ui.Post
	UndoHint string
	Rejected *ui.Btn
	Next     []ui.Btn
}

// View draws it.
func (v RosterDone) View() templ.Component { return rosterDonePage(v) }
