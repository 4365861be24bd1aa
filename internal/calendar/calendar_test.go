package calendar_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
	"pgregory.net/rapid"

	"evenly/internal/calendar"
)

func meeting() calendar.Meeting {
	newYork := time.FixedZone("EDT", -4*60*60)
	return calendar.Meeting{
		UID: "m-7@evenly.brannoc.example", Sequence: 2, Changed: time.Date(2026, 4, 17, 9, 0, 0, 0, time.UTC),
		Start: time.Date(2026, 4, 21, 17, 30, 0, 0, newYork), End: time.Date(2026, 4, 21, 18, 0, 0, 0, newYork),
		Summary: "Priya Nair and Dr. Okafor", Place: "Café, level 2; main hall",
		Details:   "Plan for fellowship.\nLog it afterwards: https://evenly.brannoc.example/l/abc",
		Organizer: calendar.Person{Name: "Priya Nair", Email: "priya@brannoc.example"},
		Attendees: []calendar.Person{{Name: `Ngozi "Go" O'Kafor, MD`, Email: "ngozi@brannoc.example"}},
	}
}

// unfold undoes the folding of long lines.
func unfold(b []byte) string { return strings.ReplaceAll(string(b), "\r\n ", "") }

func TestInvitation(t *testing.T) {
	t.Parallel()
	got := unfold(calendar.Invitation(meeting()))
	for _, want := range []string{
		"METHOD:REQUEST\r\n", "UID:m-7@evenly.brannoc.example\r\n", "SEQUENCE:2\r\n", "DTSTAMP:20260417T090000Z\r\n",
		"DTSTART:20260421T213000Z\r\n", "DTEND:20260421T220000Z\r\n", "STATUS:CONFIRMED\r\n",
		"LOCATION:Café\\, level 2\\; main hall\r\n", "DESCRIPTION:Plan for fellowship.\\nLog it",
		"mailto:priya@brannoc.example\r\n", "mailto:ngozi@brannoc.example\r\n", "ATTENDEE;CN=Ngozi Go O’Kafor MD;PARTSTAT=NEEDS-ACTION",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the invitation lacks %q:\n%s", want, got)
		}
	}
	if strings.Contains(strings.ReplaceAll(got, "\r\n", ""), "\n") {
		t.Error("a line ends without a carriage return")
	}
	if want := "text/calendar; charset=utf-8; method=REQUEST"; calendar.InvitationType(meeting()) != want {
		t.Errorf("InvitationType = %q, want %q", calendar.InvitationType(meeting()), want)
	}
}

func TestCancellation(t *testing.T) {
	t.Parallel()
	m := meeting()
	m.Cancelled, m.Sequence = true, 3
	got := unfold(calendar.Invitation(m))
	for _, want := range []string{"METHOD:CANCEL\r\n", "STATUS:CANCELLED\r\n", "SEQUENCE:3\r\n", "UID:m-7@evenly.brannoc.example\r\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("the cancellation lacks %q:\n%s", want, got)
		}
	}
	if want := "text/calendar; charset=utf-8; method=CANCEL"; calendar.InvitationType(m) != want {
		t.Errorf("InvitationType = %q, want %q", calendar.InvitationType(m), want)
	}
}

func TestFeed(t *testing.T) {
	t.Parallel()
	second := meeting()
	second.UID, second.Cancelled = "m-8@evenly.brannoc.example", true
	feed := calendar.Feed("Evenly, Internal Medicine", []calendar.Meeting{meeting(), second})
	got := unfold(feed)
	for _, want := range []string{"METHOD:PUBLISH\r\n", "X-WR-CALNAME:Evenly\\, Internal Medicine\r\n", "UID:m-7@", "UID:m-8@", "STATUS:CANCELLED\r\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("the feed lacks %q:\n%s", want, got)
		}
	}
	if strings.Contains(got, "ngozi@") {
		t.Error("the feed gives away the address of another person")
	}
	if !bytes.Equal(feed, calendar.Feed("Evenly, Internal Medicine", []calendar.Meeting{meeting(), second})) {
		t.Error("the same meetings give other bytes")
	}
	empty, err := ics.ParseCalendar(bytes.NewReader(calendar.Feed("Evenly", nil)))
	if err != nil || len(empty.Events()) != 0 {
		t.Errorf("the empty feed reads as %v, %v", empty, err)
	}
}

// TestTextCannotBreakOut writes any text and reads it back: one event, the same words, no line that the text added.
func TestTextCannotBreakOut(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := meeting()
		m.Summary = rapid.String().Draw(t, "summary")
		m.Details = rapid.String().Draw(t, "details")
		m.Attendees[0].Name = rapid.String().Draw(t, "name")
		m.Attendees[0].Email = rapid.String().Draw(t, "email")
		b := calendar.Invitation(m)
		cal, err := ics.ParseCalendar(bytes.NewReader(b))
		if err != nil || len(cal.Events()) != 1 {
			t.Fatalf("read back: %v\n%q", err, b)
		}
		if lines := strings.Count(unfold(b), "\r\n"); lines > 20 {
			t.Fatalf("%d lines: the text added some\n%q", lines, b)
		}
	})
}

func TestTextIsKept(t *testing.T) {
	t.Parallel()
	const words = "A; b, c\\d: “é” and = 1\nsecond line"
	m := meeting()
	m.Summary = words
	cal, err := ics.ParseCalendar(bytes.NewReader(calendar.Invitation(m)))
	if err != nil {
		t.Fatal(err)
	}
	if got := ics.FromText(cal.Events()[0].GetProperty(ics.ComponentPropertySummary).Value); got != words {
		t.Errorf("the summary reads %q, want %q", got, words)
	}
}
