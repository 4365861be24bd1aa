package ui_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"evenly/templates/ui"

	"github.com/a-h/templ"
	"github.com/andybalholm/cascadia"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"pgregory.net/rapid"
)

// page is a drawn component to be asked by selectors.
type page struct {
	t    *testing.T
	root *html.Node
}

func draw(t *testing.T, c templ.Component) page {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	root, err := html.Parse(&b)
	if err != nil {
		t.Fatal(err)
	}
	return page{t, root}
}

func (p page) all(selector string) []*html.Node {
	p.t.Helper()
	return cascadia.QueryAll(p.root, cascadia.MustCompile(selector))
}

// attr is an attribute of the one element that matches.
func (p page) attr(selector, name string) string {
	p.t.Helper()
	found := p.all(selector)
	if len(found) != 1 {
		p.t.Fatalf("%d elements match %q, want 1", len(found), selector)
	}
	for _, a := range found[0].Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// text is what the elements that match say, spaces put in order.
func (p page) text(selector string) string {
	p.t.Helper()
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	for _, n := range p.all(selector) {
		walk(n)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func TestFieldTiesHintErrorAndCountToItsControl(t *testing.T) {
	t.Parallel()
	p := draw(t, ui.TextArea(ui.Field{Name: "topic", Label: "What you worked on", Hint: "A word or two.", Error: "Shorten this", Max: 40, Value: "<b>"}))
	if got, want := p.attr("textarea", "aria-describedby"), "topic-hint topic-tally topic-error"; got != want {
		t.Errorf("described by %q, want %q", got, want)
	}
	for _, id := range strings.Fields(p.attr("textarea", "aria-describedby")) {
		if len(p.all("#"+id)) != 1 {
			t.Errorf("nothing has the id %q", id)
		}
	}
	if p.attr("textarea", "aria-invalid") != "true" || p.attr("label", "for") != "topic" || p.attr("textarea", "id") != "topic" {
		t.Error("label, id and invalid are not as promised")
	}
	if got := p.text("textarea"); got != "<b>" {
		t.Errorf("the person's own input is %q", got)
	}
	if got := p.text(".error"); got != "Error: Shorten this" {
		t.Errorf("the error reads %q", got)
	}
}

func TestFieldThatIsFineSaysNothingMore(t *testing.T) {
	t.Parallel()
	p := draw(t, ui.Text(ui.Field{Name: "email", Label: "Email address", Type: "email", Autocomplete: "email", Value: "a@b"}))
	if got := p.attr("input", "aria-describedby") + p.attr("input", "aria-invalid") + p.attr("input", "placeholder"); got != "" {
		t.Errorf("unwanted attributes: %q", got)
	}
	if p.attr("input", "type") != "email" || p.attr("input", "autocomplete") != "email" || p.attr("input", "value") != "a@b" {
		t.Error("type, autocomplete or value are lost")
	}
}

func TestErrorSummaryLinksToTheFirstOptionOfAChoice(t *testing.T) {
	t.Parallel()
	c := ui.Choice{Name: "where", Label: "Where", Error: "Choose where you met", Options: []ui.Option{{Value: "a", Label: "A"}, {Value: "b", Label: "B"}}}
	for name, field := range map[string]templ.Component{"radios": ui.Radios(c), "checks": ui.Checks(c), "chips": ui.Chips(c)} {
		p := draw(t, templ.Join(ui.ErrorSummary([]ui.Problem{{Field: "where", Message: "Choose where you met"}}), field))
		if got := p.attr(".summary-errors a", "href"); got != "#where" {
			t.Errorf("%s: the summary links to %q", name, got)
		}
		if got := p.attr("input#where", "value"); got != "a" {
			t.Errorf("%s: #where is option %q", name, got)
		}
		if got := p.attr("fieldset", "aria-describedby"); got != "where-error" {
			t.Errorf("%s: described by %q", name, got)
		}
	}
}

func TestChoiceMarksWhatWasChosen(t *testing.T) {
	t.Parallel()
	options := []ui.Option{{Value: "", Label: "Prefer not to say"}, {Value: "1", Label: "One"}, {Value: "2", Label: "Two"}}
	for _, c := range []struct{ value, want string }{{"1", "1"}, {"2", "2"}} {
		p := draw(t, ui.Radios(ui.Choice{Name: "q", Value: c.value, Options: options}))
		if got := p.attr("input[checked]", "value"); got != c.want {
			t.Errorf("value %q checks %q", c.value, got)
		}
	}
	if p := draw(t, ui.Radios(ui.Choice{Name: "q", Options: options})); len(p.all("input[checked]")) != 0 {
		t.Error("nothing was chosen, but something is checked")
	}
	p := draw(t, ui.Select(ui.Field{Name: "q", Value: "2"}, options))
	if got := p.attr("option[selected]", "value"); got != "2" {
		t.Errorf("the select shows %q", got)
	}
}

func TestPostButtonCarriesItsKeyAndFields(t *testing.T) {
	t.Parallel()
	p := draw(t, ui.PostButton(ui.Post{Action: "/nudges", Key: "k1", Fields: []ui.Hidden{{Name: "pair", Value: "7"}}, Btn: ui.Btn{Label: "Nudge"}}))
	if p.attr("form", "method") != "post" || p.attr("form", "action") != "/nudges" || p.attr("input[name=key]", "value") != "k1" || p.attr("input[name=pair]", "value") != "7" {
		t.Error("method, action, key or field are lost")
	}
}

func TestAddressesOfScriptsAreRefused(t *testing.T) {
	t.Parallel()
	for href, want := range map[string]string{
		"/im/pairs/7": "/im/pairs/7", "mailto:a@b.org": "mailto:a@b.org", "?page=2#results": "?page=2#results",
		"javascript:alert(1)": "about:invalid#TemplFailedSanitizationURL", "data:text/html,x": "about:invalid#TemplFailedSanitizationURL",
	} {
		p := draw(t, ui.Row(ui.Item{Href: href, Title: "Priya Nair"}))
		if got := p.attr("a", "href"); got != want {
			t.Errorf("href %q becomes %q, want %q", href, got, want)
		}
	}
}

func TestFlagRowSaysTheFlagInWords(t *testing.T) {
	t.Parallel()
	p := draw(t, ui.FlagRow(ui.FlagItem{Flag: ui.GoneQuiet, Number: "5", Href: "/x", Resident: "Luke Brennan", Mentor: "Dr. Vance", Reason: "Met, then stopped", Value: "5", Of: " of 6.1"}))
	if got := p.text("li a"); !strings.HasPrefix(got, "Gone quiet: Luke Brennan with Dr. Vance") {
		t.Errorf("the link reads %q", got)
	}
	if got := p.text(".row-n"); got != "5 of 6.1" {
		t.Errorf("the numbers read %q", got)
	}
}

func TestCheckAnswersLinksSayWhatTheyChange(t *testing.T) {
	t.Parallel()
	p := draw(t, ui.CheckAnswers([]ui.Answer{{Question: "What happened", Href: "/c/new/2"}}))
	if got := p.text("a"); got != "Change what happened" {
		t.Errorf("the link reads %q", got)
	}
	if got := p.text(".no-answer"); got != "Not answered" {
		t.Errorf("no answer reads %q", got)
	}
}

func TestPaginationShowsEndsAndNeighbours(t *testing.T) {
	t.Parallel()
	href := func(n int) string { return "?page=" + strings.Repeat("i", n) }
	for _, c := range []struct {
		current, last int
		want          string
	}{
		{4, 12, "Previous page Page 1 … Page 3 Page 4 Page 5 … Page 12 Next page"},
		{1, 3, "Page 1 Page 2 Page 3 Next page"},
		{3, 3, "Previous page Page 1 Page 2 Page 3"},
		{1, 1, ""},
	} {
		p := draw(t, ui.Pagination(ui.Pages{Current: c.current, Last: c.last, Href: href}))
		var got []string
		for _, n := range p.all("nav > *") {
			got = append(got, page{t, &html.Node{Type: html.DocumentNode, FirstChild: n, LastChild: n}}.words())
		}
		if d := cmp.Diff(c.want, strings.Join(got, " ")); d != "" {
			t.Errorf("page %d of %d: %s", c.current, c.last, d)
		}
	}
}

// words is all the text below the page's first child.
func (p page) words() string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(p.root.FirstChild)
	return strings.Join(strings.Fields(b.String()), " ")
}

func TestInitials(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Priya Nair": "PN", "Dr. Amara Okafor": "AO", "Dr.\u00a0Ruth Hollis": "RH", "Mei-Ling Chou": "MC",
		"Ana Maria de Souza": "AS", "Åsa Öberg, MD": "ÅÖ", "": "", "li": "L",
	} {
		if got := ui.Initials(in); got != want {
			t.Errorf("Initials(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestInitialsAndTintTakeAnyName(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.String().Draw(t, "name")
		if n := len([]rune(ui.Initials(name))); n > 2 {
			t.Fatalf("Initials(%q) has %d letters", name, n)
		}
		if tint := ui.Tint(name); tint < 1 || tint > 6 {
			t.Fatalf("Tint(%q) = %d", name, tint)
		}
	})
}

func TestOrdinal(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 11: "11th", 12: "12th", 13: "13th", 21: "21st", 112: "112th"} {
		if got := ui.Ordinal(n); got != want {
			t.Errorf("Ordinal(%d) = %q, want %q", n, got, want)
		}
	}
}
