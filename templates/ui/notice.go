package ui

import "strconv"

func itoa(n int) string { return strconv.Itoa(n) }

// Tone of a Banner.
type Tone string

// Bad is for what is broken or lost, Warn for what wants care, Good for what is done, Info for the rest.
const (
	Info Tone = ""
	Warn Tone = "warn"
	Bad  Tone = "danger"
	Good Tone = "good"
)

// Notice is a Banner's text and tone.
type Notice struct {
	Tone Tone
	Text string
}

func (n Notice) class() string {
	if n.Tone == Info {
		return ""
	}
	return "banner-" + string(n.Tone)
}

func (n Notice) role() string {
	if n.Tone == Bad {
		return "alert"
	}
	return "status"
}

func (n Notice) icon() string {
	switch n.Tone {
	case Warn:
		return "triangle-alert"
	case Bad:
		return "circle-alert"
	case Good:
		return "circle-check"
	}
	return "info"
}

// Toast is what just happened, said once on the page that follows.
type Toast struct {
	Text string
	Undo *Undo // nil when there is nothing to undo
}

// Undo is the form that takes an act back.
type Undo struct {
	Label  string // "Undo" when empty
	Action string
	Key    string
	Fields []Hidden
}

// Fact is one of Facts: "Open until", "Friday 12 September, 5 pm", ". Change it as often as you like."
type Fact struct{ Icon, Text, Strong, After string }

// Progress is the state of a job: a count where it is known, never a bare percentage.
type Progress struct {
	Src   string // the address of the page that shows it, asked again every second
	Label string // accessible name of the bar: "Mails sent"
	Text  string // "41 of 63 sent, 0 failed"
	Hint  string // "You can leave this page. The result comes by mail."
	Done  int
	Total int // 0 while unknown
}
