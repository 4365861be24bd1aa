package server

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/route"
	"evenly/templates/layout"
	"evenly/templates/page"
)

// DemoClock is the clock of a demonstration, which a page moves forward.
type DemoClock interface {
	Now() time.Time
	Advance(time.Duration) error
}

// DemoPersona is somebody of the demonstration, to sign in as with one button.
type DemoPersona struct {
	Group, Email, Name, Role, Hint, Next string
}

// DemoMail is one mail that the demonstration sent.
type DemoMail struct {
	To, Subject, Text string
	At                time.Time
}

// demonstration is what the pages of a demonstration need.
type demonstration struct {
	clock    DemoClock
	mails    func() ([]DemoMail, error)
	personas []DemoPersona
}

// Paths of the demonstration. None of them exists in production.
const (
	DemoPath      = "/demo"
	DemoClockPath = "/demo/clock"
	DemoMailPath  = "/demo/mail"
)

// DemoRoutes are the pages of a demonstration, for Options.Extra.
func DemoRoutes(clock DemoClock, mails func() ([]DemoMail, error), personas []DemoPersona) []Endpoint {
	d := demonstration{clock, mails, personas}
	return append(SignInAsAnyone(),
		Endpoint{Method: http.MethodGet, Pattern: DemoPath, Access: access.Public, handle: d.show},
		Endpoint{Method: http.MethodPost, Pattern: DemoClockPath, Access: access.Public, handle: d.advance},
		Endpoint{Method: http.MethodGet, Pattern: DemoMailPath, Access: access.Public, handle: d.showMail})
}

// show is GET /demo.
func (d demonstration) show(q *request) error {
	v := page.Demo{Frame: q.frame("Try Evenly as anyone"), Now: d.clock.Now().UTC().Format("Mon 2 Jan 2006, 15:04") + " UTC",
		Signin: SignInAsAnyonePath, Clock: DemoClockPath, Mail: DemoMailPath}
	for _, p := range d.personas {
		if n := len(v.Groups); n == 0 || v.Groups[n-1].Name != p.Group {
			v.Groups = append(v.Groups, page.DemoGroup{Name: p.Group})
		}
		g := &v.Groups[len(v.Groups)-1]
		g.People = append(g.People, page.DemoPerson{Email: p.Email, Name: p.Name, Role: p.Role, Hint: p.Hint, Next: p.Next})
	}
	return q.page(http.StatusOK, v.View())
}

// advance is POST /demo/clock.
func (d demonstration) advance(q *request) error {
	days, err := strconv.Atoi(q.field("days"))
	if err != nil || days < 1 || days > 366 {
		return fault.New(fault.Invalid, "The clock goes forward by 1 to 366 days.")
	}
	if err := d.clock.Advance(time.Duration(days) * 24 * time.Hour); err != nil {
		return err
	}
	if err := q.srv.app.Tick(q.Context()); err != nil {
		return err
	}
	return q.see(DemoPath, "")
}

// showMail is GET /demo/mail.
func (d demonstration) showMail(q *request) error {
	sent, err := d.mails()
	if err != nil {
		return err
	}
	f := q.frame("Mail")
	f.Back = &layout.Link{Href: DemoPath, Label: "Demonstration"}
	v := page.Mailbox{Frame: f}
	for _, m := range sent {
		v.Mails = append(v.Mails, page.MailboxMail{To: m.To, Subject: m.Subject, At: m.At.UTC().Format("Mon 2 Jan 2006, 15:04"), Lines: q.mailLines(m.Text)})
	}
	return q.page(http.StatusOK, v.View())
}

// mailLines splits a mail's text; a line that is an address of this site becomes a link.
func (q *request) mailLines(text string) (lines []page.MailboxLine) {
	base, err := url.Parse(q.srv.opt.BaseURL)
	if err != nil {
		return nil
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		l := page.MailboxLine{Text: line}
		if i := strings.Index(line, base.String()+"/"); i >= 0 {
			if u, err := url.Parse(strings.Fields(line[i:])[0]); err == nil {
				l.Href = route.LocalPath(u.RequestURI())
			}
		}
		lines = append(lines, l)
	}
	return lines
}
