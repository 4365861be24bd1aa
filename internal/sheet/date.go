package sheet

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// dayFirst says in which order a column writes its dates: 1/7/2026 is in July for some and in January for others.
type dayFirst struct {
	yes  bool
	sure bool // some date of the column leaves no doubt
}

var threeNumbers = regexp.MustCompile(`^([0-9]{1,2})([/.\-])([0-9]{1,2})[/.\-]([0-9]{2}|[0-9]{4})$`)

// orderOf looks through a column for a date that leaves no doubt. Without one, slashes mean month first, as in the United
// States, and dots mean day first.
func orderOf(values []string) dayFirst {
	order := dayFirst{}
	for _, v := range values {
		m := threeNumbers.FindStringSubmatch(tidy(v))
		if m == nil {
			continue
		}
		a, b := number(m[1]), number(m[3])
		switch {
		case a > 12 && b <= 12:
			return dayFirst{yes: true, sure: true}
		case b > 12 && a <= 12:
			return dayFirst{yes: false, sure: true}
		case m[2] == ".":
			order.yes = true
		}
	}
	return order
}

// layouts are dates that cannot be misread.
var layouts = []string{
	"2006-01-02", "2006-01-02 15:04", "2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02T15:04:05Z07:00", "2006/1/2", "20060102",
	"2 Jan 2006", "2 January 2006", "Jan 2 2006", "January 2 2006", "2-Jan-2006", "2-Jan-06", "2 Jan 06", "Jan 2006", "January 2006", "Mon Jan 2 2006",
}

// readDate reads a day. Doubtful says that day and month could be meant the other way round.
func readDate(s string, order dayFirst) (day time.Time, doubtful bool, wrong string) {
	const say = "Enter a date like 1 Jul 2026 or 2026-07-01."
	s = strings.Join(strings.Fields(strings.ReplaceAll(s, ",", " ")), " ")
	if m := threeNumbers.FindStringSubmatch(s); m != nil {
		return dateOf(m, order, say)
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, s); err == nil {
			return inReason(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC), false, say)
		}
	}
	// A date whose format was lost on the way, as a number of days: 46204 is 1 July 2026.
	if n, err := strconv.Atoi(s); err == nil && n > 30_000 && n < 70_000 {
		t, _ := fromSerial(float64(n), false)
		return inReason(t, false, say)
	}
	return time.Time{}, false, say
}

func dateOf(m []string, order dayFirst, say string) (time.Time, bool, string) {
	month, day, year := number(m[1]), number(m[3]), number(m[4])
	if order.yes {
		month, day = day, month
	}
	if year < 100 {
		year += 2000
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if int(t.Month()) != month || t.Day() != day {
		return time.Time{}, false, say
	}
	return inReason(t, !order.sure && month <= 12 && day <= 12 && month != day, say)
}

// inReason refuses years that no training begins or ends in.
func inReason(t time.Time, doubtful bool, say string) (time.Time, bool, string) {
	if t.Year() < 1950 || t.Year() > 2100 {
		return time.Time{}, false, say
	}
	return t, doubtful, ""
}

// number reads digits that a pattern has checked.
func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}
