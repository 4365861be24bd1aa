package browser

import (
	"os"
	"strings"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Selectors are CSS. Where several elements match, the first one is meant.

// Open goes to an address, or to a path of the site, and waits until the page has loaded. It returns the status.
func (p *Page) Open(path string) (status int) {
	p.t.Helper()
	response := run(p, "open "+path, chromedp.NavigateResponse(p.address(path)))
	if response == nil {
		return 0 // an address like about:blank, or a fragment of the page that is open
	}
	return int(response.Status)
}

// Click clicks something that stays on the page: a disclosure, a button of a script. For a link or the button of a form
// use Submit, which waits for the next page.
func (p *Page) Click(sel string) {
	p.t.Helper()
	p.do("click "+sel, chromedp.Click(chromedp.CSS(sel)))
}

// Submit clicks something that leads to another page and waits until that has loaded. It returns the page's status;
// redirects are followed.
func (p *Page) Submit(sel string) (status int) {
	p.t.Helper()
	response := run(p, "submit "+sel, responseTo(chromedp.Click(chromedp.CSS(sel))))
	if response == nil {
		return 0
	}
	return int(response.Status)
}

// Press types a key, as with the keyboard, into whatever has the focus: "\t", "\r", or one of package kb of chromedp.
func (p *Page) Press(keys string) {
	p.t.Helper()
	p.do("press keys", chromedp.KeyEvent(keys))
}

// Type types text into a field, after what is there.
func (p *Page) Type(sel, text string) {
	p.t.Helper()
	p.do("type into "+sel, chromedp.SendKeys(chromedp.CSS(sel), text, chromedp.NodeVisible))
}

// Fill replaces what a field holds. Dates and times are given as their value: "2026-04-17", "16:30".
func (p *Page) Fill(sel, text string) {
	p.t.Helper()
	p.do("fill "+sel, chromedp.Focus(chromedp.CSS(sel), chromedp.NodeVisible))
	if Eval[bool](p, `!/^(date|time|month|week|datetime-local|color|range)$/.test(document.activeElement.type)`) {
		// The typed text replaces the selected one, as with a person.
		p.do("fill "+sel, chromedp.Evaluate[chromedp.Void](`document.activeElement.select()`), chromedp.KeyEvent("\b"+text))
		return
	}
	p.set(sel, text)
}

// set gives a field a value and tells the page's scripts of it.
func (p *Page) set(sel, value string) {
	p.t.Helper()
	p.do("set "+sel, chromedp.WaitVisible(chromedp.CSS(sel)), chromedp.Evaluate[chromedp.Void](`(() => {
		const field = document.querySelector(`+quote(sel)+`);
		field.value = `+quote(value)+`;
		for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, {bubbles: true}));
	})()`))
}

// Choose picks the option of a select with that value.
func (p *Page) Choose(sel, value string) {
	p.t.Helper()
	p.set(sel, value)
	if got := p.Value(sel); got != value {
		p.t.Fatalf("browser: choose %q in %s: there is no such option", value, sel)
	}
}

// Upload puts files into a file field.
func (p *Page) Upload(sel string, files ...string) {
	p.t.Helper()
	for _, file := range files {
		if _, err := os.Stat(file); err != nil {
			p.t.Fatalf("browser: upload: %v", err)
		}
	}
	p.do("upload into "+sel, chromedp.SetUploadFiles(chromedp.CSS(sel), files))
}

// WaitVisible waits until an element can be seen.
func (p *Page) WaitVisible(sel string) {
	p.t.Helper()
	p.do("wait for "+sel, chromedp.WaitVisible(chromedp.CSS(sel)))
}

// WaitGone waits until an element is hidden or gone.
func (p *Page) WaitGone(sel string) {
	p.t.Helper()
	p.do("wait for the end of "+sel, poll(`(() => { const e = document.querySelector(`+quote(sel)+`);
		return !e || !e.checkVisibility() })()`))
}

// WaitText waits until an element can be seen and its text contains the words.
func (p *Page) WaitText(sel, words string) {
	p.t.Helper()
	p.do("wait for "+words+" in "+sel, poll(`(() => { const e = document.querySelector(`+quote(sel)+`);
		return e && e.checkVisibility() && e.innerText.includes(`+quote(words)+`) })()`))
}

// Wait waits until an expression in the page is true.
func (p *Page) Wait(expression string) {
	p.t.Helper()
	p.do("wait for "+expression, poll(expression))
}

// Text returns the text that a person sees in an element, which it waits for. Spaces at both ends are left out.
func (p *Page) Text(sel string) string {
	p.t.Helper()
	return strings.TrimSpace(run(p, "read "+sel, chromedp.Text(chromedp.CSS(sel), chromedp.NodeVisible)))
}

// Value returns what a field holds.
func (p *Page) Value(sel string) string {
	p.t.Helper()
	return run(p, "read the field "+sel, chromedp.Value(chromedp.CSS(sel)))
}

// Attr returns an attribute of an element, and whether it has it.
func (p *Page) Attr(sel, name string) (string, bool) {
	p.t.Helper()
	a := run(p, "read "+name+" of "+sel, chromedp.AttributeValue(chromedp.CSS(sel), name))
	return a.Value, a.Exists
}

// Count returns how many elements match now; it waits for none.
func (p *Page) Count(sel string) int {
	p.t.Helper()
	return Eval[int](p, `document.querySelectorAll(`+quote(sel)+`).length`)
}

// Title returns the page's title.
func (p *Page) Title() string {
	p.t.Helper()
	return run(p, "read the title", chromedp.Title())
}

// URL returns the address of the page.
func (p *Page) URL() string {
	p.t.Helper()
	return run(p, "read the address", chromedp.Location())
}

// Overflow returns by how many CSS pixels the page is wider than the window; 0 when nobody has to scroll sideways.
func (p *Page) Overflow() int {
	p.t.Helper()
	return Eval[int](p, `Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)`)
}

// Eval returns the value of an expression in the page. It works with scripts switched off, too: they are off for the page,
// not for us.
func Eval[T any](p *Page, expression string) T {
	p.t.Helper()
	return run(p, "evaluate "+expression, chromedp.Evaluate[T](expression))
}

// Screenshot writes a picture of the whole page, as PNG.
func (p *Page) Screenshot(file string) {
	p.t.Helper()
	png := run(p, "take a picture", chromedp.FullScreenshot(100))
	if err := os.WriteFile(file, png, 0o644); err != nil {
		p.t.Fatalf("browser: %v", err)
	}
}

// Window writes a picture of what the window shows, as PNG.
func (p *Page) Window(file string) {
	p.t.Helper()
	png := run(p, "take a picture of the window", chromedp.CaptureScreenshot())
	if err := os.WriteFile(file, png, 0o644); err != nil {
		p.t.Fatalf("browser: %v", err)
	}
}

// Before has a script run in every page that is opened from now on, before the page's own: to stand in for a browser that is
// set up differently, or for a server that lies.
func (p *Page) Before(script string) {
	p.t.Helper()
	p.do("prepare the page", call(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script}))
}
