// Package mail carries messages out: to an SMTP server, or into a folder as .eml files for demonstrations and tests.
//
// A Message is one mail to one person, complete with its plain text and its HTML form. A Sender takes it or says why not,
// and whether trying again makes sense. Nothing here retries, queues or decides who gets what: the outbox in the database
// does that, and the Message-ID that it gives keeps a mail that was sent twice from being two mails.
//
// Messages may carry names and subjects that people typed. Anything that could break out of its header line is refused
// before a connection is made.
package mail

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"strings"
	"time"
	"unicode"

	gomail "github.com/wneessen/go-mail"
)

// Message is one mail to one person.
type Message struct {
	To, ToName string
	Subject    string
	Text       string // the plain form; always present
	HTML       string // the same in HTML; may be empty

	Attachments     []Attachment
	ListUnsubscribe string    // https address that takes a POST and ends this kind of mail; empty when it cannot be ended
	MessageID       string    // unique and stable over retries, like "delivery-id@host"; empty means a random one
	Date            time.Time // zero means now
}

// Attachment is a file that travels with a message, such as an invitation for a calendar.
type Attachment struct {
	Name        string // "meeting.ics"
	ContentType string // "text/calendar; charset=utf-8; method=REQUEST"
	Data        []byte
}

// Sender takes a message. When the error is an *Error with Permanent set, sending it again will fail again.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

// Error is a message that was not taken. Its text names no address: it is meant for the log.
type Error struct {
	Permanent bool   // the message or its address is at fault, not the moment
	Code      int    // of the SMTP server, like 550; 0 when it did not come to that
	What      string // what was being done
	Err       error  // the cause; nil when its words may name an address
}

// Error implements error.
func (e *Error) Error() string {
	s := "mail: " + e.What
	if e.Code != 0 {
		s += fmt.Sprintf(": the server answered %d", e.Code)
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Permanent reports whether err says that sending the same message again is useless.
func Permanent(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Permanent
}

// Address is who messages come from, like "Evenly at St. Brannoc" <evenly@brannoc.example>.
type Address struct{ Name, Email string }

// ParseAddress reads "Name <local@host>" or a bare address.
func ParseAddress(s string) (Address, error) {
	a, err := mail.ParseAddress(s)
	if err != nil {
		return Address{}, fmt.Errorf("%q is not an address like Evenly <evenly@hospital.org>", s)
	}
	return Address{Name: a.Name, Email: a.Address}, nil
}

// check refuses what cannot be a mail, and everything that could add a header line.
func (m Message) check() error {
	for what, s := range map[string]string{
		"subject": m.Subject, "name": m.ToName, "address": m.To, "message id": m.MessageID, "unsubscribe address": m.ListUnsubscribe,
	} {
		if strings.ContainsFunc(s, unicode.IsControl) {
			return refuse("the %s holds a control character", what)
		}
	}
	if a, err := mail.ParseAddress(m.To); err != nil || a.Address != m.To {
		return refuse("the address is not of the form local@host")
	}
	if m.Subject == "" || m.Text == "" {
		return refuse("subject and text are required")
	}
	if strings.ContainsAny(m.MessageID, "<> ") {
		return refuse("the message id holds a bracket or a space")
	}
	return m.checkParts()
}

func (m Message) checkParts() error {
	for _, a := range m.Attachments {
		if a.Name == "" || strings.ContainsFunc(a.Name+a.ContentType, unicode.IsControl) || strings.ContainsAny(a.Name, `"/\`) {
			return refuse("an attachment has a name or type that cannot be written")
		}
	}
	if u, err := url.Parse(m.ListUnsubscribe); err != nil || (m.ListUnsubscribe != "" && u.Host == "") || strings.ContainsAny(m.ListUnsubscribe, "<> ,") {
		return refuse("the unsubscribe address is not a web address")
	}
	return nil
}

func refuse(format string, args ...any) error {
	return &Error{Permanent: true, What: "refuse a message: " + fmt.Sprintf(format, args...)}
}

// build makes the wire form of a message.
func build(from Address, m Message) (*gomail.Msg, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	msg := gomail.NewMsg()
	if err := errors.Join(msg.FromFormat(from.Name, from.Email), msg.AddToFormat(m.ToName, m.To)); err != nil {
		return nil, refuse("an address cannot be written")
	}
	msg.Subject(m.Subject)
	setHeaders(msg, m)
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	for _, a := range m.Attachments {
		if err := msg.AttachReader(a.Name, bytes.NewReader(a.Data), gomail.WithFileContentType(gomail.ContentType(a.ContentType))); err != nil {
			return nil, fmt.Errorf("attach %s: %w", a.Name, err)
		}
	}
	return msg, nil
}

func setHeaders(msg *gomail.Msg, m Message) {
	if m.Date.IsZero() {
		msg.SetDate()
	} else {
		msg.SetDateWithValue(m.Date)
	}
	if m.MessageID == "" {
		msg.SetMessageID()
	} else {
		msg.SetMessageIDWithValue(m.MessageID)
	}
	// Out-of-office programs do not answer these.
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("X-Auto-Response-Suppress", "All")
	if m.ListUnsubscribe == "" {
		return
	}
	if msg.SetListUnsubscribeOneClick(m.ListUnsubscribe) != nil {
		msg.SetListUnsubscribe(m.ListUnsubscribe) // plain http: a demonstration
	}
}
