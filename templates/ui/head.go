package ui

import "github.com/a-h/templ"

// Head is the top of a page.
type Head struct {
	Eyebrow  string // where in time: "Week 42 of 52 · updated 4 minutes ago"
	Title    string // the finding, made from data by rules
	Strong   string // the lede's first words, in bold: "31 of 39"
	Lede     string
	Actions  []Btn // at most two, links
	WideOnly bool  // the actions are under Menu on phones
}

// CardProps are a card's heading and what stands beside it.
type CardProps struct {
	ID       string // of the section; its heading is ID-h
	Heading  string
	Level    int    // of the heading, 2 when 0
	Count    string // behind the heading
	Takeaway string
	Link     *CardLink
	Aside    templ.Component // a legend or a form in place of the link
	Next     bool            // this is the one next thing to do
}

// CardLink leads from a card to the whole of it.
type CardLink struct{ Href, Label, SR string }

func (c CardProps) level() int {
	if c.Level == 0 {
		return 2
	}
	return c.Level
}

// Measure is one key number.
type Measure struct{ Label, Value, Unit, Context string }
