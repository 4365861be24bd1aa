package server

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/go-chi/httprate"

	"evenly/internal/app"
	"evenly/internal/fault"
	"evenly/internal/route"
	"evenly/templates/layout"
	"evenly/templates/page"
)

// asNobody runs a handler of an anonymous page. Whatever fails, nothing is noted of who asked: no reference code, no
// address, nothing of the request but its route, and of the failure where in the program it was.
func (q *request) asNobody(h handler) {
	head := q.w.Header()
	head.Set("Cache-Control", "no-store")
	head.Set("Referrer-Policy", "no-referrer")
	defer func() {
		if v := recover(); v == http.ErrAbortHandler {
			panic(v)
		} else if v != nil {
			q.failAsNobody(fmt.Sprintf("panic %T at %s", v, panicked()), nil)
		}
	}()
	err := q.srv.crowd.bound(q)
	if err == nil {
		err = h(q)
	}
	if err == nil {
		return
	}
	f, ok := errors.AsType[*fault.Error](err)
	if !ok {
		q.failAsNobody(kindOf(err), nil)
		return
	}
	q.failAsNobody("", f)
}

// failAsNobody answers with what a person can do; a failure that is ours is logged by its kind.
func (q *request) failAsNobody(ours string, f *fault.Error) {
	if f == nil {
		q.srv.log.Error("an anonymous page failed", "route", q.routePattern(), "kind", ours)
		f = fault.New(fault.Unavailable, "Something went wrong here. Nothing of it was noted but that. Try again in a moment.")
	}
	status, text := ballotStatus(f.Kind), f.Message
	title := titles[status]
	if f.Kind == fault.Closed {
		title, text = f.Message, "Answers that are sent now cannot be counted. What people said comes with the program’s reply."
	}
	err := q.page(status, page.Plainly{Frame: q.nobodysFrame("Surveys", app.Contacts{}), Title: title, Text: text,
		Link: &layout.Link{Href: route.BallotSlip(chi.URLParam(q.Request, "institution")), Label: "Use a paper slip"}}.View())
	if err != nil {
		http.Error(q.w, titles[status], status)
	}
}

// sqlState is how store begins the text of what Postgres refused.
var sqlState = regexp.MustCompile(`postgres [0-9A-Z]{5}`)

// kindOf is an error without its values, which may be somebody's: its innermost type, and Postgres's code.
func kindOf(err error) string {
	state := sqlState.FindString(err.Error())
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(err) {
		err = inner
	}
	return strings.TrimSpace(fmt.Sprintf("%T %s", err, state))
}

// panicked is the place in our code where a panic began.
func panicked() string {
	callers := make([]uintptr, 32)
	frames := runtime.CallersFrames(callers[:runtime.Callers(3, callers)])
	for {
		f, more := frames.Next()
		if !strings.HasPrefix(f.Function, "runtime.") {
			return fmt.Sprintf("%s:%d", f.Function, f.Line)
		}
		if !more {
			return "an unknown place"
		}
	}
}

// crowd bounds anonymous requests by network address: loosely, because a hospital has one address for everybody, in memory,
// and under a hash whose secret changes every day.
type crowd struct {
	mu      sync.Mutex
	day     string
	secret  [32]byte
	limiter *httprate.RateLimiter
}

const crowdPerMinute = 1200

func newCrowd() *crowd {
	// No headers: how many requests are left at this address would tell a neighbour who watches when somebody answers.
	return &crowd{limiter: httprate.NewRateLimiter(crowdPerMinute, time.Minute, httprate.WithLimitHandler(func(http.ResponseWriter, *http.Request) {}),
		httprate.WithResponseHeaders(httprate.ResponseHeaders{}))}
}

func (c *crowd) bound(q *request) error {
	if c.limiter.OnLimit(q.w, q.Request, c.key(middleware.GetClientIP(q.Context()), time.Now())) {
		return fault.New(fault.TooMany, "Many people are here at once. Wait a minute and try again.")
	}
	return nil
}

// key is what an address is counted under today.
func (c *crowd) key(address string, now time.Time) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if day := now.UTC().Format(time.DateOnly); day != c.day {
		c.day = day
		rand.Read(c.secret[:]) // never fails
	}
	sum := sha256.Sum256(fmt.Appendf(c.secret[:], "%s", address))
	return base64.RawStdEncoding.EncodeToString(sum[:])
}
