package world

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"

	"evenly/internal/server"
)

// Browser is a browser without scripts: it keeps cookies and does not follow redirects by itself.
type Browser struct {
	t    testing.TB
	base string
	http *http.Client
}

// Visitor is a browser nobody is signed in with.
func (w *World) Visitor() *Browser {
	jar, err := cookiejar.New(nil)
	w.check(err)
	return &Browser{t: w.T, base: w.Site.URL, http: &http.Client{Jar: jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// SignIn is a browser signed in as the account with this address, by the door that only tests and demonstrations have.
func (w *World) SignIn(email string) *Browser {
	w.T.Helper()
	b := w.Visitor()
	if p := b.Post(server.SignInAsAnyonePath, url.Values{"email": {email}}); p.Status != http.StatusSeeOther {
		w.T.Fatalf("sign in as %s: %d", email, p.Status)
	}
	return b
}

// Page is an answer.
type Page struct {
	t        testing.TB
	Status   int
	Location string // where a redirect leads
	Header   http.Header
	Body     string
	doc      *html.Node
}

// Get asks for a page.
func (b *Browser) Get(path string) *Page {
	b.t.Helper()
	return b.do(http.MethodGet, path, nil)
}

// Post sends a form.
func (b *Browser) Post(path string, form url.Values) *Page {
	b.t.Helper()
	return b.do(http.MethodPost, path, form)
}

// Submit fills in and sends the form of page that selector finds: its own values (hidden key included), changed by with,
// pressing button ("name=value") if one is named.
func (b *Browser) Submit(p *Page, selector string, with url.Values, button string) *Page {
	b.t.Helper()
	form, action := p.Form(selector)
	for name, values := range with {
		form[name] = values
	}
	if name, value, ok := strings.Cut(button, "="); ok {
		form.Set(name, value)
	}
	return b.Post(action, form)
}

// Follow goes where a redirect leads, or fails the test.
func (b *Browser) Follow(p *Page) *Page {
	b.t.Helper()
	if p.Status != http.StatusSeeOther {
		b.t.Fatalf("want a redirect, got %d: %s", p.Status, p.Text("main"))
	}
	return b.Get(p.Location)
}

func (b *Browser) do(method, path string, form url.Values) *Page {
	b.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r, err := http.NewRequest(method, b.base+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return b.Do(r)
}

// Do sends any request with the browser's cookies. Its address may be relative to the site.
func (b *Browser) Do(r *http.Request) *Page {
	b.t.Helper()
	res, err := b.http.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	p := &Page{t: b.t, Status: res.StatusCode, Location: res.Header.Get("Location"), Header: res.Header, Body: string(data)}
	if p.doc, err = html.Parse(strings.NewReader(p.Body)); err != nil {
		b.t.Fatal(err)
	}
	return p
}

// Base is the address of the site, for requests made by hand.
func (b *Browser) Base() string { return b.base }

// Want fails the test unless the status is this.
func (p *Page) Want(status int) *Page {
	p.t.Helper()
	if p.Status != status {
		p.t.Fatalf("status %d, want %d: %s", p.Status, status, p.Text("main"))
	}
	return p
}

// All finds the elements of a CSS selector.
func (p *Page) All(selector string) []*html.Node {
	p.t.Helper()
	s, err := cascadia.ParseGroup(selector)
	if err != nil {
		p.t.Fatalf("selector %q: %v", selector, err)
	}
	return cascadia.QueryAll(p.doc, s)
}

// Has reports whether the selector finds anything.
func (p *Page) Has(selector string) bool { p.t.Helper(); return len(p.All(selector)) > 0 }

// Text is the text of all that the selector finds, white space folded.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	var b strings.Builder
	for _, n := range p.All(selector) {
		writeText(&b, n)
		b.WriteByte(' ')
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func writeText(b *strings.Builder, n *html.Node) {
	if n.Type == html.TextNode {
		b.WriteString(n.Data)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		writeText(b, c)
	}
}

// Attr is an attribute of the first element that the selector finds.
func (p *Page) Attr(selector, name string) string {
	p.t.Helper()
	for _, n := range p.All(selector) {
		return attr(n, name)
	}
	p.t.Fatalf("nothing at %q", selector)
	return ""
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

// Form reads the values a browser would send of the form that selector finds, and its action.
func (p *Page) Form(selector string) (url.Values, string) {
	p.t.Helper()
	forms := p.All(selector)
	if len(forms) == 0 {
		p.t.Fatalf("no form at %q in: %s", selector, p.Text("main"))
	}
	values := url.Values{}
	for _, n := range cascadia.QueryAll(forms[0], cascadia.MustCompile("input, select, textarea")) {
		readControl(values, n)
	}
	return values, attr(forms[0], "action")
}

func readControl(values url.Values, n *html.Node) {
	name := attr(n, "name")
	if name == "" || hasAttr(n, "disabled") {
		return
	}
	switch {
	case n.Data == "textarea":
		var b strings.Builder
		writeText(&b, n)
		values.Add(name, strings.TrimPrefix(b.String(), "\n"))
	case n.Data == "select":
		for i, o := range cascadia.QueryAll(n, cascadia.MustCompile("option")) {
			if hasAttr(o, "selected") || i == 0 && !hasAttr(n, "multiple") && len(cascadia.QueryAll(n, cascadia.MustCompile("option[selected]"))) == 0 {
				values.Add(name, attr(o, "value"))
			}
		}
	case attr(n, "type") == "radio" || attr(n, "type") == "checkbox":
		if hasAttr(n, "checked") {
			v := attr(n, "value")
			if !hasAttr(n, "value") {
				v = "on"
			}
			values.Add(name, v)
		}
	case attr(n, "type") == "file" || attr(n, "type") == "submit":
	default:
		values.Add(name, attr(n, "value"))
	}
}

// Ask posts a form with headers of its own, as a script does.
func (b *Browser) Ask(path string, form url.Values, header http.Header) *Page {
	b.t.Helper()
	r, err := http.NewRequest(http.MethodPost, b.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header = header.Clone()
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.Do(r)
}

// JSON posts a value as a script does and gives the status and the body of the answer.
func (b *Browser) JSON(path string, value any) (int, []byte) {
	b.t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		b.t.Fatal(err)
	}
	r, err := http.NewRequest(http.MethodPost, b.base+path, bytes.NewReader(text))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	p := b.Do(r)
	return p.Status, []byte(p.Body)
}

// Attr is an attribute of an element that All found, "" when it has none.
func Attr(n *html.Node, name string) string { return attr(n, name) }
