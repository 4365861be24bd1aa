// Package calendar writes meetings as iCalendar (RFC 5545): one invitation that travels with a mail, or a feed that a
// person's calendar program fetches again and again.
//
// What calendar programs go by are three things. METHOD says what to do with the file: REQUEST puts a meeting in, CANCEL
// takes it out, PUBLISH is a feed that only shows. UID says which meeting it is and never changes. SEQUENCE counts the
// changes of time and place: a program ignores a file whose count is lower than what it has.
//
// The same meetings give the same bytes, so that a feed can be compared and cached.
package calendar

import (
	"strings"
	"time"
	"unicode"

	ics "github.com/arran4/golang-ical"
)

// product names this program in every file, as RFC 5545 asks.
const product = "-//Evenly//Mentorship meetings//EN"

// Meeting is one planned meeting of a pair.
type Meeting struct {
	UID      string // the meeting's own id and a host, like "b3c1...@evenly.brannoc.example"
	Sequence int    // starts at 0, one more with every change of time, place or cancellation
	Changed  time.Time

	Start, End time.Time
	Summary    string // "Priya Nair and Dr. Okafor"
	Place      string
	Details    string // the last line is the address for logging the meeting
	URL        string
	Cancelled  bool

	Organizer Person
	Attendees []Person
}

// Person is somebody who takes part.
type Person struct{ Name, Email string }

// Invitation is the file that puts one meeting into a calendar, or takes a cancelled one out.
func Invitation(m Meeting) []byte {
	cal := newCalendar(method(m))
	addEvent(cal, m, true)
	return serialize(cal)
}

// InvitationType is the content type of an Invitation as an attachment. Mail programs show the buttons Accept and Decline
// only when the method is repeated here.
func InvitationType(m Meeting) string {
	return "text/calendar; charset=utf-8; method=" + string(method(m))
}

// FeedType is the content type of a Feed.
const FeedType = "text/calendar; charset=utf-8"

// Feed is a calendar of a name with these meetings, in their order. Nobody is asked to answer: attendees are left out, and
// with them the addresses of other people.
func Feed(name string, meetings []Meeting) []byte {
	cal := newCalendar(ics.MethodPublish)
	cal.SetXWRCalName(clean(name))
	// Both words are in use for: look again in four hours.
	cal.SetRefreshInterval("PT4H")
	cal.SetXPublishedTTL("PT4H")
	for _, m := range meetings {
		addEvent(cal, m, false)
	}
	return serialize(cal)
}

func method(m Meeting) ics.Method {
	if m.Cancelled {
		return ics.MethodCancel
	}
	return ics.MethodRequest
}

func newCalendar(m ics.Method) *ics.Calendar {
	cal := ics.NewCalendar()
	cal.SetProductId(product)
	cal.SetMethod(m)
	return cal
}

func addEvent(cal *ics.Calendar, m Meeting, people bool) {
	e := cal.AddEvent(oneLine(m.UID))
	e.SetDtStampTime(m.Changed)
	e.SetModifiedAt(m.Changed)
	e.SetSequence(m.Sequence)
	e.SetStartAt(m.Start)
	e.SetEndAt(m.End)
	e.SetSummary(clean(m.Summary))
	setIfAny(e.SetLocation, m.Place)
	setIfAny(e.SetDescription, m.Details)
	setIfAny(e.SetURL, m.URL)
	e.SetStatus(status(m))
	if people {
		addPeople(e, m)
	}
}

func setIfAny(set func(string, ...ics.PropertyParameter), text string) {
	if text = clean(text); text != "" {
		set(text)
	}
}

func status(m Meeting) ics.ObjectStatus {
	if m.Cancelled {
		return ics.ObjectStatusCancelled
	}
	return ics.ObjectStatusConfirmed
}

func addPeople(e *ics.VEvent, m Meeting) {
	e.SetOrganizer(oneLine(m.Organizer.Email), ics.WithCN(label(m.Organizer.Name)))
	for _, p := range m.Attendees {
		e.AddAttendee(oneLine(p.Email), ics.WithCN(label(p.Name)),
			ics.ParticipationRoleReqParticipant, ics.ParticipationStatusNeedsAction, ics.WithRSVP(true))
	}
}

// serialize writes the lines with the ends that RFC 5545 demands; the library's own default is that of the machine.
func serialize(cal *ics.Calendar) []byte { return []byte(cal.Serialize(ics.WithNewLineWindows)) }

// clean keeps line breaks, which the library escapes, and drops other control characters.
func clean(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' {
			return -1
		}
		return r
	}, s)
}

// oneLine is for ids and addresses.
func oneLine(s string) string { return strings.ReplaceAll(clean(s), "\n", "") }

// label is a name as a parameter. The library neither quotes parameters nor escapes them as calendar programs expect, so
// the few signs that would need it are replaced: O'Brien gets a typographic apostrophe, "Okafor, MD" loses its comma.
func label(s string) string {
	return labelSigns.Replace(clean(s))
}

var labelSigns = strings.NewReplacer("'", "’", `"`, "", "\n", " ", ",", "", ";", "", ":", "", `\`, "")
