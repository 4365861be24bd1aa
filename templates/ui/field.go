package ui

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/a-h/templ"
)

// Field is a control with one value: a line of text, a text area, a date, a select's frame, a file.
type Field struct {
	Name         string // also the id
	Label        string
	LabelHidden  bool   // the label is for screen readers only, where the heading already asks
	Hint         string // below the label
	Private      string // who sees it, in small print beside the label: "Priya sees this too"
	Value        string
	Error        string // "" when it is fine
	Type         string // of Text: text (when empty), email, tel, url, number, search, password
	Autocomplete string // always set for data about the person: "email", "one-time-code"
	Inputmode    string // "numeric" for whole numbers
	Width        int    // in characters: 2, 4, 10, 20; 0 is the whole width
	Optional     bool   // writes "optional" beside the label; fields are required otherwise
	Max          int    // of TextArea: a count of characters left is shown; the server judges
	Rows         int    // of TextArea, 5 when 0
	From, To     string // of Date: earliest and latest day, 2026-04-17
	Accept       string // of File: ".xlsx,.csv"
	Suffix       string // a unit after the control: "min"
	Keys         string // keyboard shortcut that goes here: "/"
	Attrs        templ.Attributes
}

// describedBy lists the ids that explain the control, in reading order.
func (f Field) describedBy() templ.Attributes {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.Name+"-hint")
	}
	if f.Max > 0 {
		ids = append(ids, f.Name+"-tally")
	}
	if f.Error != "" {
		ids = append(ids, f.Name+"-error")
	}
	return described(ids, f.Error != "")
}

// attrs are what every control of a field carries besides its own.
func (f Field) attrs() templ.Attributes {
	a := f.describedBy()
	for name, value := range map[string]string{
		"autocomplete": f.Autocomplete, "inputmode": f.Inputmode, "min": f.From, "max": f.To, "accept": f.Accept,
		"data-keys": f.Keys,
	} {
		if value != "" {
			a[name] = value
		}
	}
	if f.Max > 0 {
		a["data-max"] = fmt.Sprint(f.Max)
	}
	for k, v := range f.Attrs {
		a[k] = v
	}
	return a
}

func (f Field) inputClass() string {
	if f.Width > 0 {
		return fmt.Sprintf("input w-%d", f.Width)
	}
	return "input"
}

func (f Field) inputType() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

func (f Field) rows() string {
	if f.Rows == 0 {
		return "5"
	}
	return fmt.Sprint(f.Rows)
}

// Option is one answer to choose.
type Option struct {
	Value    string
	Label    string
	Hint     string
	Checked  bool // for Checks and Chips with Many; single choices compare Choice.Value
	Disabled bool
	Or       bool // of Radios and Checks: the word "or" stands before it ("Prefer not to say")

	// Later is what is sent in place of this option when the form waits for a connection (layout.Me.ID): "today" must then
	// be a date, because it may be tomorrow when the form arrives.
	Later []Hidden
}

// Choice is a question with options: Radios, Checks, Chips or Select.
type Choice struct {
	Name     string // also the id of the first option, so that the error summary finds it
	Label    string // the legend
	Heading  bool   // the legend is the page's h1: one question per page
	Hint     string
	Private  string
	Error    string
	Value    string // the chosen option, where only one can be
	Options  []Option
	Many     bool // of Chips: checkboxes instead of radios
	Row      bool // of Radios and Checks: side by side where there is room
	Optional bool
	Attrs    templ.Attributes // of the fieldset or select
}

func (c Choice) id(i int) string {
	if i == 0 {
		return c.Name
	}
	return fmt.Sprintf("%s-%d", c.Name, i+1)
}

func (c Choice) checked(o Option) bool { return o.Checked || (c.Value != "" && c.Value == o.Value) }

func (c Choice) describedBy() templ.Attributes {
	var ids []string
	if c.Hint != "" {
		ids = append(ids, c.Name+"-hint")
	}
	if c.Error != "" {
		ids = append(ids, c.Name+"-error")
	}
	a := described(ids, false)
	for k, v := range c.Attrs {
		a[k] = v
	}
	return a
}

// optionAttrs ties an option to its own hint and to what it means later. The error is the whole question's; invalid goes on each control,
// because a fieldset cannot carry it.
func (c Choice) optionAttrs(i int) templ.Attributes {
	var ids []string
	if c.Options[i].Hint != "" {
		ids = append(ids, c.id(i)+"-hint")
	}
	a := described(ids, false)
	if later := c.Options[i].Later; len(later) > 0 {
		pairs := [][2]string{}
		for _, f := range later {
			pairs = append(pairs, [2]string{f.Name, f.Value})
		}
		text, _ := json.Marshal(pairs) // pairs of strings always have a JSON form
		a["data-later"] = string(text)
	}
	return a
}

func described(ids []string, invalid bool) templ.Attributes {
	a := templ.Attributes{}
	if len(ids) > 0 {
		a["aria-describedby"] = strings.Join(ids, " ")
	}
	if invalid {
		a["aria-invalid"] = "true"
	}
	return a
}

// Problem is one line of an error summary: the field's name and the same words as stand beside it.
type Problem struct {
	Field   string // "" when it belongs to no field
	Message string
}

// ChipLink is one filter of ChipLinks.
type ChipLink struct {
	Label, Href string
	Current     bool
}

func chipType(c Choice) string {
	if c.Many {
		return "checkbox"
	}
	return "radio"
}

func checkValue(f Field) string {
	if f.Value == "" {
		return "yes"
	}
	return f.Value
}
