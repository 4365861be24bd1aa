package server

import (
	"fmt"
	"slices"
	"time"

	"evenly/internal/mentorship"
	"evenly/templates/ui"
)

// quiet is how long nothing may be logged before the leads' page says so: four weeks, or in a small program three times as
// long as lies between two meetings when all meet as promised.
func (d *deck) quiet() time.Duration {
	return time.Duration(max(28, 3*d.Program.IntervalDays/max(1, len(d.cards)))) * 24 * time.Hour
}

// staleNotices say what on the page is older than it looks.
func (d *deck) staleNotices() []ui.Notice {
	var out []ui.Notice
	over := d.Today.After(d.Cycle.EndsOn)
	if d.Compared() && !over && stale(d.srv.app.Now(), d.Weeks[0].AsOf) {
		out = append(out, ui.Notice{Tone: ui.Warn, Text: fmt.Sprintf("The comparison between pairs is out of date: it is of %s. What each pair was promised is read as it stands now. "+
			"If this stays, tell whoever runs this site.", dayYear(d.Weeks[0].AsOf))})
	}
	if newest := d.newestLog(); !over && !newest.IsZero() && d.Today.Sub(newest) > d.quiet() {
		out = append(out, ui.Notice{Tone: ui.Warn, Text: fmt.Sprintf("Nothing was logged since %s. Meetings may have been held and not written down; ask before you conclude.", day(newest))})
	}
	return out
}

// newestLog is the day on which the newest meeting or attempt was written down; zero without any.
func (d *deck) newestLog() time.Time {
	var newest time.Time
	for _, m := range d.Contacts {
		if m.LoggedAt.After(newest) {
			newest = m.LoggedAt
		}
	}
	if newest.IsZero() {
		return newest
	}
	return mentorship.DateOf(newest, d.Zone())
}

// loadNotice speaks up when every pair short of contact has the same mentor: that is a load before it is a fault.
func (d *deck) loadNotice() []ui.Notice {
	short := d.flagged(ui.LessThan, ui.GoneQuiet)
	if len(short) < 2 || slices.ContainsFunc(short, func(c card) bool { return c.MentorID != short[0].MentorID }) {
		return nil
	}
	all := 0
	for _, c := range d.cards {
		all += ones(c.MentorID == short[0].MentorID)
	}
	return []ui.Notice{{Text: fmt.Sprintf("All %d pairs short of contact are with %s, who has %s this year. Look at the load before you think of fault.", len(short), short[0].Mentor().Short(),
		ui.Count(all, "resident", "residents"))}}
}
