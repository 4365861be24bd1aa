// Package mail is the words of every mail that Evenly sends, and the one layout they share.
//
// A Letter is what a mail says: a title, some sentences, at most a few facts, and one thing to do. Its HTML and its plain
// text are drawn from the same Letter, so neither can say what the other does not. Each kind of mail is a struct with a
// method Body, which returns what to put on the wire; all values are texts ready to show ("Fri 12 Sep", "Dr. Okafor").
//
// The subject is the fact, and nothing sensitive stands in a subject or in the preview beside it: both are read over
// shoulders and on locked phones.
//
// Mail programs ignore style sheets in many ways, so the layout here, and nowhere else, uses style attributes. The colours
// are those of the site; dark ones apply where the mail program knows them, and where it inverts colours by itself nothing
// becomes unreadable, because every text has a plain background of its own.
package mail

import (
	"bytes"
	"context"
	"fmt"
	"strings"
)

// Body is a mail without its address.
type Body struct{ Subject, Text, HTML string }

// From says on whose behalf a mail is written.
type From struct {
	Institution string // "St. Brannoc Medical Center"
	Program     string // "Internal Medicine"; empty for mails of the institution
	Unsubscribe string // address of the page that ends mails of this kind; empty for mails a person cannot do without
}

// name is "Internal Medicine, St. Brannoc Medical Center".
func (f From) name() string {
	if f.Program == "" {
		return f.Institution
	}
	return f.Program + ", " + f.Institution
}

// Letter is what a mail says, in the order it says it.
type Letter struct {
	From    From
	Subject string
	Preview string // the line mail programs show beside the subject
	Title   string
	Lead    []string // before the facts
	Quote   Quote    // words of a person, shown as theirs
	Facts   []Fact
	Code    string // six digits, for typing
	Button  Button
	After   []string
	Why     string // why this person gets this mail
}

// Fact is one labelled value.
type Fact struct{ Label, Value string }

// Quote is what somebody wrote, paragraph by paragraph.
type Quote struct {
	Text string
	By   string // "Helen Marsh, facilitator"
}

func (q Quote) paragraphs() []string {
	var ps []string
	for p := range strings.SplitSeq(strings.ReplaceAll(q.Text, "\r\n", "\n"), "\n\n") {
		if p = strings.Join(strings.Fields(p), " "); p != "" {
			ps = append(ps, p)
		}
	}
	return ps
}

// Button is the one thing to do.
type Button struct{ Label, URL string }

// Body draws the letter in both forms.
func (l Letter) Body() Body {
	var html bytes.Buffer
	if err := layout(l).Render(context.Background(), &html); err != nil {
		// A buffer takes everything and this context never ends; an error here is a mistake in the template.
		panic(fmt.Sprintf("draw the mail %q: %v", l.Subject, err))
	}
	return Body{Subject: l.Subject, Text: l.text(), HTML: html.String()}
}

// text is the plain form: blocks with an empty line between them, addresses on lines of their own. Lines are not broken;
// mail programs do that as wide as the screen is.
func (l Letter) text() string {
	blocks := append([]string{l.Title}, l.Lead...)
	blocks = append(blocks, l.quoteText(), factsText(l.Facts))
	if l.Code != "" {
		blocks = append(blocks, "Code: "+spaced(l.Code))
	}
	if l.Button.URL != "" {
		blocks = append(blocks, l.Button.Label+":\n"+l.Button.URL)
	}
	blocks = append(blocks, l.After...)
	blocks = append(blocks, "-- \n"+strings.Join(l.footer(), "\n"))
	var b strings.Builder
	for _, block := range blocks {
		if block != "" {
			b.WriteString(block + "\n\n")
		}
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

func (l Letter) quoteText() string {
	ps := l.Quote.paragraphs()
	if len(ps) == 0 {
		return ""
	}
	return "> " + strings.Join(ps, "\n>\n> ") + "\n" + l.Quote.By
}

func factsText(facts []Fact) string {
	lines := make([]string, len(facts))
	for i, f := range facts {
		lines[i] = f.Label + ": " + f.Value
	}
	return strings.Join(lines, "\n")
}

// footer is why the mail came, from whom, and how to end it.
func (l Letter) footer() []string {
	lines := []string{}
	if l.Why != "" {
		lines = append(lines, l.Why)
	}
	lines = append(lines, "Evenly, for "+l.From.name())
	if l.From.Unsubscribe != "" {
		lines = append(lines, "Stop these mails: "+l.From.Unsubscribe)
	}
	return lines
}

// spaced is a code as people read it out: 123 456.
func spaced(code string) string {
	if len(code) != 6 {
		return code
	}
	return code[:3] + " " + code[3:]
}
