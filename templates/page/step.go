package page

import (
	"evenly/templates/layout"
	"evenly/templates/ui"

	"github.com/a-h/templ"
)

// Steps is the card of what was done about a pair, and what can be done next, gentlest first.
type Steps struct {
	Snoozed string // "Snoozed until Mon 4 May"
	Past    []ui.Event
	Nudge   string // address of the check page
	Action  string // where a step is written down
	Key     string
	Errors  bool
	Kind    string
	Note    string
	Owner   string
	Due     string
	ErrKind string
	ErrNote string
	ErrOwn  string
	ErrDue  string
	Owners  []ui.Option
	LevelUp string // where to offer to all what some had
	Flags   string // all that was ever flagged about the pair
	Ask     string // where both are asked how it is going, each alone
	Offer   string // where both are offered a change
	Answers []FitAnswer
	Change  string // that a change is asked for
	Changes string // where the wishes for a change are; "" for those who do not see them
}

// FitAnswer is what one of a pair answered, for its one reader.
type FitAnswer struct{ Who, Feeling, Text, When string }

// View draws it.
func (v Steps) View() templ.Component { return stepsCard(v) }

// Nudges is the check page: what exactly goes to whom.
type Nudges struct {
	Frame  layout.Frame
	Title  string
	Goes   string // "They go out at 10:40 am and can be stopped until then."
	Action string
	Key    string
	Words  []NudgeWord
	Both   string // the same page with a word to the residents, too
	Button string
	Error  string
}

// NudgeWord is one word to one person.
type NudgeWord struct {
	ID      string // names its fields
	Pair    string
	To      string
	Heading string // "To Dr. Okafor, about Priya Nair"
	Subject string // "Priya Nair and you: 41 days since you met"
	Text    string
	Bar     string
	Skip    bool
}

// View draws it.
func (v Nudges) View() templ.Component { return nudgesPage(v) }

// Queue is what waits for mentorship leads.
type Queue struct {
	Frame   layout.Frame
	Title   string
	Lede    string
	Waiting []ui.Event // nudges on their way, with Stop
	Open    []ui.Event // steps somebody sees to, with Done
	Look    []ui.FlagItem
	Nudge   *ui.Btn
	Snoozed []ui.Event // with Undo
	Past    []ui.Event
	Export  string
	Empty   string
}

// View draws it.
func (v Queue) View() templ.Component { return queuePage(v) }

// Decisions is the decision log with the playbook.
type Decisions struct {
	Frame  layout.Frame
	Errors []ui.Problem
	May    bool
	Action string
	Key    string
	Kinds  []ui.Option
	Fields map[string]string
	Words  map[string]string // what is wrong, by field
	Log    []Decision
	Export string // the log as a workbook, "" while it is empty
	Plays  []Section
}

// Decision is one entry of the log.
type Decision struct {
	ID, Title, Kind, When, By, Reason, Alternatives, Losers, SideEffects, Review string
}

// View draws it.
func (v Decisions) View() templ.Component { return decisionsPage(v) }
