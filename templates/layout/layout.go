// Package layout frames a page: the document, the navigation around it and the footer.
//
// There are three frames. App has the side navigation of a program and, on phones, a bar of tabs. Task has a slim bar
// with a way back, for one thing at a time. Plain has neither, for people who are not signed in. All three take the
// same [Frame] of data, and the page's own content as children:
//
//	@layout.App(v.Frame) {
//		@ui.PageHead(...)
//	}
//
// Every page says in its footer, as text, whom a person can turn to outside the program. Every page works without
// scripts; the document never carries an inline script, style or handler.
package layout

import (
	"fmt"
	"strings"

	"evenly/templates/ui"

	"github.com/a-h/templ"
)

// Frame is what a page needs around its content. Zero fields are left out.
type Frame struct {
	Title       string // the page's h1, or what names it in a tab: "Rank three mentors"
	Description string // for public pages
	Program     string // "Internal Medicine"
	Institution string // "St. Brannoc’s"
	Cycle       string // "2025–26"
	HomeHref    string // where the brand leads
	SwitchHref  string // other programs and roles of this person; "" when there is only one
	Nav         Nav    // at most seven items, App only
	Tabs        Nav    // at most five items, the phone's bar, App only
	Note        string // a line under the navigation: why concerns are not in it
	Me          Me
	Back        *Link // Task only
	Width       Width
	Dock        bool // the page has a ui.Dock
	Errors      bool // the answer is 422: the title begins with "Error: "
	Flash       *ui.Toast
	Footer      Footer
	PrintHead   string   // the line above a printed page
	SignOut     string   // address that signs out, by POST
	ExitHref    string   // a harmless page to leave for; only where a person may have to hide what they read
	Scripts     []string // extra scripts by their plain name in web/src, for the few pages that need one
	Alone       bool     // only those scripts and not ours for every page: where nobody is known, little runs
}

// Width of the content.
type Width string

// Wide is for dashboards (77 rem), List for lists and two columns (72), Narrow for tasks and forms (34 to 38).
const (
	Wide   Width = ""
	List   Width = "list"
	Narrow Width = "narrow"
)

// Nav is a list of places.
type Nav struct {
	Label string // accessible name of the navigation: "Program"
	Items []NavItem
}

// NavItem is one place.
type NavItem struct {
	Href    string
	Icon    string
	Label   string
	Badge   string // a number of things that wait, "" for none
	BadgeIs string // what the number counts, for screen readers: "pairs"
	Keys    string // "g e"
	Current bool
}

// Link is an address with its words.
type Link struct{ Href, Label string }

// Me is the person signed in.
//
// With an ID the page may work without a connection: the browser keeps a page that says so, and a form with the attribute
// data-queue that is sent while offline waits in the browser until the same person is there again. The ID is opaque and
// stays the same for a person.
type Me struct {
	ID       string
	Name     string
	Role     string
	Initials string // from the name when empty
	Href     string // own settings
}

func (m Me) initials() string {
	if m.Initials != "" {
		return m.Initials
	}
	return ui.Initials(m.Name)
}

// Footer is at the foot of every page.
type Footer struct {
	Contacts []Contact // people outside the program: ombudsperson, DIO, ACGME or the national equivalent
	Concern  string    // address of "Raise a concern"
	Links    []Link    // who can see what, how it is worked out, privacy
	Basis    string    // what the page's figures rest on
}

// Contact is somebody to turn to outside the program. It is text and not a link alone, so that it can be read, printed
// and dialled from another telephone.
type Contact struct {
	Role  string // "Ombudsperson, outside this program"
	Name  string
	Phone string
	Email string
	Note  string // "Anonymous, no effect on accreditation"
}

// title follows the pattern of every page: "{h1} – {program} – Evenly".
func (f Frame) title() string {
	t := f.Title
	if f.Program != "" {
		t += " – " + f.Program
	}
	t += " – Evenly"
	if f.Errors {
		t = "Error: " + t
	}
	return t
}

func (f Frame) home() string {
	if f.HomeHref == "" {
		return "/"
	}
	return f.HomeHref
}

// where is the second line of the program switch: institution and cycle.
func (f Frame) where() string {
	if f.Institution != "" && f.Cycle != "" {
		return f.Institution + " · " + f.Cycle
	}
	return f.Institution + f.Cycle
}

// body is the class of <body> for a frame.
func (f Frame) body(frame string) string {
	if len(f.Tabs.Items) > 0 && frame == "app" {
		frame += " has-tabs"
	}
	if f.Dock {
		frame += " has-dock"
	}
	return frame
}

// current marks the place where the reader is, and gives the place its shortcut.
func current(item NavItem) templ.Attributes {
	a := templ.Attributes{}
	if item.Current {
		a["aria-current"] = "page"
	}
	if item.Keys != "" {
		a["data-keys"] = item.Keys
		a["data-keys-text"] = item.Label
	}
	return a
}

func avatarTint(name string) string { return fmt.Sprintf("av-%d", ui.Tint(name)) }

// reach is how to get hold of a contact, in one line of text.
func (c Contact) reach() string {
	var parts []string
	for _, p := range []string{c.Name, c.Phone, c.Email, c.Note} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, " · ")
}
