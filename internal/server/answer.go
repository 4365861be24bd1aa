package server

import (
	"errors"
	"net/http"
	"net/url"

	"evenly/internal/fault"
	"evenly/internal/route"
	"evenly/templates/page"
)

// statuses is the one place where a kind of failure becomes a status.
var statuses = map[fault.Kind]int{
	fault.Invalid:     http.StatusUnprocessableEntity,
	fault.NotFound:    http.StatusNotFound,
	fault.Forbidden:   http.StatusForbidden,
	fault.Conflict:    http.StatusConflict,
	fault.Closed:      http.StatusConflict,
	fault.Expired:     http.StatusGone,
	fault.SignIn:      http.StatusUnauthorized,
	fault.TooMany:     http.StatusTooManyRequests,
	fault.TooLarge:    http.StatusRequestEntityTooLarge,
	fault.Unavailable: http.StatusServiceUnavailable,
	fault.Mismatch:    http.StatusConflict,
}

// titles are the headings of the error pages.
var titles = map[int]string{
	http.StatusUnprocessableEntity:   "Something in this form needs a change",
	http.StatusNotFound:              "There is no page here",
	http.StatusForbidden:             "This page is for someone else",
	http.StatusConflict:              "This changed meanwhile",
	http.StatusGone:                  "This link has ended",
	http.StatusTooManyRequests:       "Too many tries",
	http.StatusRequestEntityTooLarge: "That is too large",
	http.StatusServiceUnavailable:    "Busy for a moment",
	http.StatusInternalServerError:   "Something went wrong",
}

// fail answers an error: the first answer again for a repeated form, the sign-in page for a visitor, else an error page.
// What is not a fault is logged with the reference code that the page shows.
func (s *Server) fail(q *request, err error) {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok {
		s.log.ErrorContext(q.Context(), "request failed", "request", requestID(q.Context()), "method", q.Method, "route", q.routePattern(), "error", err)
		s.errorPage(q, http.StatusInternalServerError, "We have noted it. What you saved before is safe. Try again, and if it happens again, tell the coordinator the reference code.")
		return
	}
	switch f.Kind {
	case fault.Repeated:
		http.Redirect(q.w, q.Request, f.Location, http.StatusSeeOther)
	case fault.SignIn:
		if q.byJSON() {
			http.Error(q.w, f.Message, http.StatusUnauthorized)
			return
		}
		http.Redirect(q.w, q.Request, route.SignInThen(q.comeBack()), http.StatusSeeOther)
	default:
		if f.Kind == fault.Unavailable {
			q.w.Header().Set("Retry-After", retryAfter)
			s.log.WarnContext(q.Context(), "unavailable", "request", requestID(q.Context()), "route", q.routePattern(), "error", err)
		}
		s.errorPage(q, statuses[f.Kind], f.Message)
	}
}

// retryAfter is when to try again, in seconds, after an answer of "busy".
const retryAfter = "3"

// DatabaseFailed answers a request whose session could not be read or kept, because the database is busy or gone.
func (s *Server) DatabaseFailed(w http.ResponseWriter, r *http.Request, err error) {
	s.log.WarnContext(r.Context(), "unavailable", "request", requestID(r.Context()), "error", err)
	w.Header().Set("Retry-After", retryAfter)
	s.failPlainly(w, r, http.StatusServiceUnavailable)
}

// byJSON reports whether a script of ours asks and reads the status: a redirect to a page would tell it nothing.
func (q *request) byJSON() bool {
	return q.Header.Get("Content-Type") == "application/json" || q.Header.Get("Accept") == "application/json"
}

// comeBack is where to lead after signing in: this page for a GET, the page of the form for a POST.
func (q *request) comeBack() string {
	if q.Method == http.MethodGet {
		return q.URL.RequestURI()
	}
	if u, err := url.Parse(q.Referer()); err == nil && u.Host == q.Host {
		return u.RequestURI()
	}
	return "/"
}

func (s *Server) errorPage(q *request, status int, message string) {
	f := q.frame(titles[status])
	if err := q.page(status, page.Error{Frame: f, Title: titles[status], Message: message, Reference: requestID(q.Context()),
		ShowReference: status >= 500, Home: q.homeHref()}.View()); err != nil {
		s.log.ErrorContext(q.Context(), "error page", "request", requestID(q.Context()), "error", err)
		s.failPlainly(q.w, q.Request, http.StatusInternalServerError)
	}
}

// failPlainly answers without a template, where one could fail or nobody is known yet.
func (s *Server) failPlainly(w http.ResponseWriter, r *http.Request, status int) {
	http.Error(w, titles[status]+". Reference: "+requestID(r.Context()), status)
}
