package browser

import (
	"fmt"
	"net/url"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
)

// Request is one thing that the page fetched.
type Request struct {
	Method, URL, Host string
	Type              string // "Document", "Stylesheet", "Script", "Font", "Image", "Fetch", ...
	Status            int    // 0 while there is no answer
	Bytes             int    // on the wire, headers and all; 0 from the cache
	Cached            bool
}

// recorder keeps what happens on a page. The browser reports it from another goroutine.
type recorder struct {
	mu       sync.Mutex
	url      string // of the page that is shown
	requests []*Request
	open     map[network.RequestID]*Request
	problems []string
	allowed  []string
}

func newRecorder() *recorder {
	return &recorder{open: map[network.RequestID]*Request{}, url: "an empty page"}
}

// see takes one event. It must be quick: the browser's messages wait for it.
func (r *recorder) see(event any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch e := event.(type) {
	case *page.EventFrameNavigated:
		if e.Frame.ParentID == "" {
			r.url = e.Frame.URL
		}
	case *network.EventRequestWillBeSent:
		r.begin(e)
	case *network.EventResponseReceived:
		r.answer(e.RequestID, e.Response)
	case *network.EventRequestServedFromCache:
		if q := r.open[e.RequestID]; q != nil {
			q.Cached = true
		}
	case *network.EventLoadingFinished:
		if q := r.open[e.RequestID]; q != nil && !q.Cached {
			q.Bytes = int(e.EncodedDataLength)
		}
	case *runtime.EventExceptionThrown:
		r.note("script error: %s", exception(e.ExceptionDetails))
	case *runtime.EventConsoleAPICalled:
		r.console(e)
	case *log.EventEntryAdded:
		r.entry(e.Entry)
	case *audits.EventIssueAdded:
		r.issue(e.Issue)
	}
}

func (r *recorder) begin(e *network.EventRequestWillBeSent) {
	if previous := r.open[e.RequestID]; previous != nil && e.RedirectResponse != nil {
		previous.Status = int(e.RedirectResponse.Status)
		previous.Bytes = int(e.RedirectResponse.EncodedDataLength)
	}
	u, err := url.Parse(e.Request.URL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return // data: and blob: are not fetched from anywhere
	}
	q := &Request{Method: e.Request.Method, URL: e.Request.URL, Host: u.Host, Type: string(e.Type)}
	r.open[e.RequestID] = q
	r.requests = append(r.requests, q)
}

func (r *recorder) answer(id network.RequestID, response *network.Response) {
	if q := r.open[id]; q != nil {
		q.Status = int(response.Status)
		q.Cached = q.Cached || response.FromDiskCache
	}
}

func (r *recorder) console(e *runtime.EventConsoleAPICalled) {
	if e.Type != runtime.ConsoleAPICalledTypeError && e.Type != runtime.ConsoleAPICalledTypeAssert && e.Type != runtime.ConsoleAPICalledTypeWarning {
		return
	}
	var words []string
	for _, arg := range e.Args {
		if word := strings.Trim(string(arg.Value), `"`); word != "" {
			words = append(words, word)
		} else {
			words = append(words, arg.Description)
		}
	}
	r.note("console %s: %s", e.Type, strings.Join(words, " "))
}

// entry takes a line of the browser's own log. That a page answered 404 or 422 stands there as an error, too, but is the
// business of the test that asked for the page.
func (r *recorder) entry(e *log.Entry) {
	q := r.open[e.NetworkRequestID]
	if e.Level != log.EntryLevelError || q != nil && q.Type == string(network.ResourceTypeDocument) {
		return
	}
	r.note("%s: %s %s", e.Source, e.Text, e.URL)
}

func (r *recorder) issue(i *audits.InspectorIssue) {
	if i.Details == nil || i.Details.ContentSecurityPolicyIssueDetails == nil {
		return
	}
	d := i.Details.ContentSecurityPolicyIssueDetails
	where := ""
	if at := d.SourceCodeLocation; at != nil {
		where = fmt.Sprintf(" at %s:%d", at.URL, at.LineNumber)
	}
	r.note("content security policy: %s forbids %s%s", d.ViolatedDirective, orInline(d), where)
}

func orInline(d *audits.ContentSecurityPolicyIssueDetails) string {
	if d.BlockedURL != "" {
		return d.BlockedURL
	}
	return string(d.ContentSecurityPolicyViolationType)
}

func exception(d *runtime.ExceptionDetails) string {
	if d.Exception != nil && d.Exception.Description != "" {
		return d.Exception.Description
	}
	return d.Text
}

// note keeps a problem, with the page on which it came up.
func (r *recorder) note(format string, args ...any) {
	r.problems = append(r.problems, fmt.Sprintf(format, args...)+" (on "+r.url+")")
}

func (r *recorder) location() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.url
}

// unexpected returns the problems that no one has allowed.
func (r *recorder) unexpected() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var problems []string
	for _, problem := range r.problems {
		if !containsAny(problem, r.allowed) {
			problems = append(problems, problem)
		}
	}
	return problems
}

func containsAny(s string, parts []string) bool {
	for _, part := range parts {
		if strings.Contains(s, part) {
			return true
		}
	}
	return false
}

// Allow lets problems pass that contain these words: a test that provokes an error says so.
func (p *Page) Allow(words string) {
	p.rec.mu.Lock()
	defer p.rec.mu.Unlock()
	p.rec.allowed = append(p.rec.allowed, words)
}

// Problems returns what went wrong on the page so far and was not allowed: errors of scripts, errors and warnings on the
// console, breaches of the content security policy, resources that did not load. The test fails with them at its end.
func (p *Page) Problems() []string { return p.rec.unexpected() }

// Requests returns what the page fetched since it was opened or since ForgetRequests, in order.
func (p *Page) Requests() []Request {
	p.rec.mu.Lock()
	defer p.rec.mu.Unlock()
	requests := make([]Request, len(p.rec.requests))
	for i, q := range p.rec.requests {
		requests[i] = *q
	}
	return requests
}

// ForgetRequests starts the list of requests anew, for a measurement of what comes next.
func (p *Page) ForgetRequests() {
	p.rec.mu.Lock()
	defer p.rec.mu.Unlock()
	p.rec.requests = nil
}

// Traffic sums up the requests by host.
func (p *Page) Traffic() map[string]Sum {
	sums := map[string]Sum{}
	for _, q := range p.Requests() {
		s := sums[q.Host]
		s.Requests++
		s.Bytes += q.Bytes
		sums[q.Host] = s
	}
	return sums
}

// Sum is what came from one host.
type Sum struct{ Requests, Bytes int }
