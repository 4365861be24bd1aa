package page

import (
	"evenly/templates/layout"
	"evenly/templates/ui"

	"github.com/a-h/templ"
)

// MeetingFields are when, how long and where, as chips with what belongs to one of them beside it.
type MeetingFields struct {
	When     string // today, yesterday, other
	Date     string // for other: 2026-04-17
	From, To string // earliest and latest day
	Minutes  string // 15, 30, 45, 60
	Exact    string // for 60: the number
	Where    string // on_site, remote, away
	Remote   string // virtual, phone
	Away     string // off_site, home, dinner
	ErrDate  string
	ErrMin   string
	ErrExact string
	ErrWhere string
	Charter  string // what the charter says about meeting elsewhere or after hours; never blocks
}

// LogMeeting logs a meeting, or changes one.
type LogMeeting struct {
	Frame   layout.Frame
	Eyebrow string // "Signed in by your e-mail link as Dr. Amara Okafor"
	Title   string // "You met with Priya Nair?"
	Action  string
	Key     string
	Hidden  []ui.Hidden
	Button  string // "Log meeting"
	Errors  []ui.Problem
	Waiting []Waiting // what the other logged already: confirm that instead
	SameDay *SameDay
	MeetingFields

	OutOfHours bool
	More       bool // the fold is open
	WorkedOn   string
	ErrWorked  string
	Offers     bool // ask for an opportunity
	Offer      string
	OfferTitle string
	ErrTitle   string
	OfferTo    string // all, one
	Reason     string
	ErrReason  string
	First      string // "Priya"
	Attempt    bool   // "We tried, but did not meet" can be logged, too
}

// SameDay stands above the form when the day has a meeting already.
type SameDay struct {
	Text   string // "You logged 30 min today at 9:12."
	Change string // the meeting's id when it can be changed, "" else
}

// View draws it.
func (v LogMeeting) View() templ.Component { return logMeeting(v) }

// Waiting is a meeting that waits for an answer or has two versions.
type Waiting struct {
	Text     string // "Dr. Okafor logged 30 min on Thu 16 Apr, in hospital."
	Versions []Version
	Note     string // "30 min count until the two of you agree."
	Action   string // where answers go
	Settle   string // where taking over the other's version goes, "" if it is not this person's to take over
	Edit     string // the form for one's own version
	Key      string
	Version  string
	Confirm  string // the words of the one-tap button: "Confirm", "Use Dr. Okafor’s version"
	Primary  bool   // it is the page's primary action
	EditText string // "Not how it was"
}

func (w Waiting) kind() ui.Kind {
	if w.Primary {
		return ui.Primary
	}
	return ui.Secondary
}

// Version is how one of the two remembers it.
type Version struct{ Who, What string }

// AnswerMeeting asks how the other person remembers a meeting.
type AnswerMeeting struct {
	Frame   layout.Frame
	Eyebrow string
	Title   string // "How do you remember it?"
	Lede    string // "Dr. Okafor logged 30 min on Thu 16 Apr, in hospital."
	Action  string
	Key     string
	Hidden  []ui.Hidden
	Errors  []ui.Problem
	MeetingFields

	Confirm bool // one tap confirms; the fields are folded
	Open    bool
	Never   string // "We didn’t meet"
}

// View draws it.
func (v AnswerMeeting) View() templ.Component { return answerMeeting(v) }

// LinkDone is what a one-purpose link shows once it was used, or when there is nothing left to do.
type LinkDone struct {
	Frame   layout.Frame
	Eyebrow string
	Title   string
	Text    string
	Undo    *ui.Post
	SignIn  string
}

// View draws it.
func (v LinkDone) View() templ.Component { return linkDone(v) }

// ChoosePair asks whom one met.
type ChoosePair struct {
	Frame layout.Frame
	Pairs []ui.Item
	Empty string
}

// View draws it.
func (v ChoosePair) View() templ.Component { return choosePair(v) }

func (v LogMeeting) moreText() string {
	if v.Offers {
		return "Add what you worked on or offered"
	}
	return "Add what you worked on"
}
