// Package ui is the design system: every button, field, list and notice a page is made of.
//
// A component is a templ function. What it shows comes as a struct whose zero fields mean "not there", so a call names
// only what it needs:
//
//	@ui.Text(ui.Field{Name: "topic", Label: "What you worked on", Value: v.Topic, Error: v.Errors["topic"]})
//	@ui.Button(ui.Btn{Label: "Log meeting", Kind: ui.Primary, Wide: true})
//
// Fields keep the contract of GOV.UK Frontend: the label stands above, hint and error are tied to the control by
// aria-describedby, an error summary at the top of the page links to the control by its id, and the id is the name.
// Nothing here writes a style attribute, a script or an event handler; the content security policy would refuse them.
// Words are the caller's, in the manner of UX.md section 6: sentence case, verbs on buttons, who sees it beside the thing.
package ui

import (
	"fmt"
	"hash/fnv"
	"strings"
	"unicode"

	"github.com/a-h/templ"
)

// Kind is the weight of a button.
type Kind string

// A page has one Primary button. Danger is only for what cannot be undone.
const (
	Secondary Kind = ""
	Primary   Kind = "primary"
	Quiet     Kind = "quiet"
	Danger    Kind = "danger"
)

// Btn is a button or a link that looks like one.
type Btn struct {
	Label    string // a verb: "Log meeting"
	SR       string // said after the label to screen readers only, when several buttons share a label: "Dr. Okafor"
	Icon     string // a name of web/src/icons
	Kind     Kind
	Href     string // for LinkButton
	Name     string // of the submitted value, for Button
	Value    string
	Small    bool
	Wide     bool   // the whole width, 52 px: the docked primary action
	Disabled bool   // say why beside it
	Count    bool   // inside a BulkBar: the number of selected rows follows the label
	Keys     string // keyboard shortcut: "n", "g e"
	Attrs    templ.Attributes
}

func (b Btn) class() string {
	c := "btn"
	if b.Kind != "" {
		c += " btn-" + string(b.Kind)
	}
	if b.Small {
		c += " btn-sm"
	}
	if b.Wide {
		c += " btn-wide"
	}
	return c
}

// attrs are the attributes that a button and a link share.
func (b Btn) attrs() templ.Attributes {
	a := templ.Attributes{}
	if b.Keys != "" {
		a["data-keys"] = b.Keys
		a["aria-keyshortcuts"] = b.Keys
	}
	for k, v := range b.Attrs {
		a[k] = v
	}
	return a
}

// Hidden is one hidden field of a form.
type Hidden struct{ Name, Value string }

// Post is a form of a single button: an act that changes something.
type Post struct {
	Action string // address
	Key    string // idempotency key, see Key; "" for acts that are harmless twice
	Fields []Hidden
	Btn    Btn
}

// Avatars have six tints. The tint is drawn from the name, so that a person keeps it, and means nothing.
const tints = 6

// Tint returns the avatar tint of a name, 1 to 6.
func Tint(name string) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(name))
	return int(h.Sum32()%tints) + 1
}

// Initials returns the first letters of the first and last word of a name, without "Dr." and what follows a comma.
func Initials(name string) string {
	name, _, _ = strings.Cut(name, ",")
	var letters []rune
	for _, word := range strings.Fields(name) {
		if word == "Dr." || word == "Prof." {
			continue
		}
		letters = append(letters, unicode.ToUpper([]rune(word)[0]))
	}
	if len(letters) > 2 {
		letters = []rune{letters[0], letters[len(letters)-1]}
	}
	return string(letters)
}

// Ordinal returns 1st, 2nd, 3rd, 4th for 1, 2, 3, 4.
func Ordinal(n int) string {
	suffix := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return fmt.Sprintf("%d%s", n, suffix)
}

// Count returns "1 place" or "3 places".
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// current marks the link to where the reader is.
func current(yes bool) templ.Attributes {
	if yes {
		return templ.Attributes{"aria-current": "page"}
	}
	return nil
}
