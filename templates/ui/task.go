package ui

import (
	"fmt"
	"strings"

	"github.com/a-h/templ"
)

// Answer is one line of CheckAnswers.
type Answer struct {
	Question string
	Text     string // may have line breaks
	None     string // shown when Text is empty, "Not answered" by default
	Href     string // to change it; "" when it is fixed
	Subject  string // what the link changes, for screen readers; the question in lower case by default
}

func (a Answer) orNone() string {
	if a.None == "" {
		return "Not answered"
	}
	return a.None
}

func (a Answer) subject() string {
	if a.Subject == "" {
		return strings.ToLower(a.Question)
	}
	return a.Subject
}

// StatusTone colours a status.
type StatusTone string

// Done is plain text, so that what is left to do stands out.
const (
	Neutral    StatusTone = ""
	Done       StatusTone = "done"
	Going      StatusTone = "go"
	Waiting    StatusTone = "wait"
	Informing  StatusTone = "info"
	ToneLow    StatusTone = "low"
	ToneHigh   StatusTone = "high"
	ToneDanger StatusTone = "danger"
)

// Status is a state in words with its tone.
type Status struct {
	Text string
	Tone StatusTone
}

// The states of a task list.
var (
	NotStarted   = Status{"Not started", Informing}
	InProgress   = Status{"In progress", Going}
	Completed    = Status{"Done", Done}
	CantStartYet = Status{"Can’t start yet", Neutral}
)

// Task is one line of a TaskList.
type Task struct {
	Href   string // "" when it cannot be started yet
	Label  string
	Hint   string
	Status Status
	Extra  templ.Component // a small form under the label: "Remind 5"
}

func (t Task) statusID(list string, i int) string { return fmt.Sprintf("%s-%d-status", list, i+1) }

func (t Task) described(list string, i int) templ.Attributes {
	return templ.Attributes{"aria-describedby": t.statusID(list, i)}
}

// QuestionPage is the form around one question.
type QuestionPage struct {
	Action   string
	Key      string
	Fields   []Hidden
	Step     string // "2 of 5", in words
	Problems []Problem
	Next     Btn // "Continue" when it has no label
	Skip     *CardLink
}

func (q QuestionPage) button() Btn {
	b := q.Next
	if b.Label == "" {
		b.Label = "Continue"
	}
	b.Kind = Primary
	return b
}
