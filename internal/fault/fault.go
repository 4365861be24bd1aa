// Package fault names the ways a request can fail that a person can do something about.
//
// A fault has a Kind (what sort of failure), a Message (words for the person) and, for broken forms, one Problem per field.
// Everything else that goes wrong is an ordinary Go error and reaches people only as "something went wrong" with a
// reference code. The kind becomes an HTTP status in exactly one place, package server.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says what sort of failure it is.
type Kind string

// The kinds of failure.
const (
	Invalid     Kind = "invalid"      // the person's input breaks a rule; Problems says which fields
	NotFound    Kind = "not found"    // does not exist, or its existence is none of this person's business
	Forbidden   Kind = "forbidden"    // exists and may be known to exist, but not for this role
	Conflict    Kind = "conflict"     // somebody or something changed it meanwhile
	Closed      Kind = "closed"       // the time for it has passed or has not come
	Expired     Kind = "expired"      // a link or code that is used up or too old
	SignIn      Kind = "sign in"      // nobody is signed in
	TooMany     Kind = "too many"     // a rate limit; try later
	TooLarge    Kind = "too large"    // the body or file is larger than accepted
	Unavailable Kind = "unavailable"  // the database is out of reach or full; try again soon
	Repeated    Kind = "repeated"     // this exact request was already done; Location says where its answer is
	Mismatch    Kind = "key mismatch" // an idempotency key came back with another body
)

// Problem is one thing that a person can fix: the form field it belongs to ("" for the whole form) and what to do.
type Problem struct {
	Field   string
	Message string
}

// Error is a failure with words for the person it happened to.
type Error struct {
	Kind     Kind
	Message  string    // shown to the person; says what to do next
	Problems []Problem // for Invalid: every broken field at once
	Location string    // for Repeated: where the first answer sent the person
	Err      error     // the cause, for the log only
}

// Error implements error, for logs. It never prints Problems, whose words may repeat what a person typed.
func (e *Error) Error() string {
	parts := []string{string(e.Kind)}
	if e.Message != "" {
		parts = append(parts, e.Message)
	}
	if e.Err != nil {
		parts = append(parts, e.Err.Error())
	}
	return strings.Join(parts, ": ")
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// New makes a fault of a kind with words for the person.
func New(kind Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Message: fmt.Sprintf(format, args...)}
}

// Is reports whether err is, or wraps, a fault of this kind.
func Is(err error, kind Kind) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Kind == kind
}

// Problems collects what is wrong with a form, field by field, so that everything is said at once.
type Problems []Problem

// Add notes one problem. Field is the name of the form field, or "" for the form as a whole.
func (p *Problems) Add(field, format string, args ...any) {
	*p = append(*p, Problem{Field: field, Message: fmt.Sprintf(format, args...)})
}

// Err is nil when nothing was noted, else an Invalid fault with every problem.
func (p Problems) Err() error {
	if len(p) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Message: "Some answers need a change.", Problems: p}
}
