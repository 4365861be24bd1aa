package equity

import (
	"errors"
	"time"
)

// Date is a calendar day: no hour, no time zone. It counts days, 1 being 1 January of the year 1, so dates are
// compared with < and moved with +. The zero Date is no date at all, and is null in JSON.
type Date int32

// unixDay is the Date of 1 January 1970, from which the time package counts.
const unixDay = 719163

// DateOf returns the day named by year, month and day; a day past the end of a month runs over into the next,
// as time.Date has it.
func DateOf(year int, month time.Month, day int) Date {
	return Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix()/86400 + unixDay)
}

// DateAt returns the day that t shows in its own location. Whoever holds an instant decides first in which time
// zone a program cuts its days: DateAt(t.In(program)).
func DateAt(t time.Time) Date {
	return DateOf(t.Date())
}

// errDate is what ParseDate says of everything that is not a date.
var errDate = errors.New("is not a date such as 2026-04-17")

// ParseDate reads YYYY-MM-DD, for the years 0001 to 9999.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1 {
		return 0, errDate
	}
	return DateAt(t), nil
}

// Time returns midnight UTC of the day; the zero time for no date.
func (d Date) Time() time.Time {
	if d == 0 {
		return time.Time{}
	}
	return time.Unix((int64(d)-unixDay)*86400, 0).UTC()
}

// String returns YYYY-MM-DD, or nothing for no date.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

// MarshalJSON writes "YYYY-MM-DD", or null for no date.
func (d Date) MarshalJSON() ([]byte, error) {
	if d == 0 {
		return []byte("null"), nil
	}
	return []byte(`"` + d.String() + `"`), nil
}

// UnmarshalJSON reads what MarshalJSON writes.
func (d *Date) UnmarshalJSON(text []byte) error {
	s := string(text)
	if s == "null" {
		*d = 0
		return nil
	}
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return errDate
	}
	var err error
	*d, err = ParseDate(s[1 : len(s)-1])
	return err
}
