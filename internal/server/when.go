package server

import (
	"time"

	"evenly/internal/mentorship"
)

// Times and dates as every page says them, in the program's time zone. A date column is midnight UTC and is shown as it
// is; a moment is brought into the zone first.

// day is a date: "Fri 12 Sep".
func day(date time.Time) string { return date.Format("Mon 2 Jan") }

// fullDay is a date where it stands alone: "Friday 12 September".
func fullDay(date time.Time) string { return date.Format("Monday 2 January") }

// dayYear is a date that may be far: "12 Sep 2025".
func dayYear(date time.Time) string { return date.Format("2 Jan 2006") }

// clock is the time of day of a moment: "5 pm", "9:41 am".
func clock(t time.Time, zone *time.Location) string {
	t = t.In(zone)
	if t.Minute() == 0 {
		return t.Format("3 pm")
	}
	return t.Format("3:04 pm")
}

// moment is a time of a day: "Friday 12 September, 5 pm".
func moment(t time.Time, zone *time.Location) string {
	return fullDay(t.In(zone)) + ", " + clock(t, zone)
}

// savedAt says when something was saved: "Saved 9:41 am", with the day when it was not today; "" for never.
func (q *request) savedAt(t *time.Time) string {
	if t == nil {
		return ""
	}
	at := t.In(q.zone())
	if mentorship.DateOf(*t, q.zone()).Equal(q.today()) {
		return "Saved " + at.Format("3:04 pm")
	}
	return "Saved " + day(at) + ", " + at.Format("3:04 pm")
}
