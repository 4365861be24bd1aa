package server

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"evenly/internal/mentorship"
)

// dayIn is a date as people read it in the middle of a year: "Thu 16 Apr"; with the year when it is another one.
func dayIn(date, today time.Time) string {
	if date.Year() != today.Year() && today.Sub(date) > 300*24*time.Hour {
		return dayYear(date)
	}
	return day(date)
}

// nearDay is "today", "yesterday" or "on Thu 16 Apr".
func nearDay(date, today time.Time) string {
	switch int(today.Sub(date).Hours() / 24) {
	case 0:
		return "today"
	case 1:
		return "yesterday"
	}
	return "on " + dayIn(date, today)
}

// memory is "30 min on Thu 16 Apr, in hospital".
func memory(v mentorship.Memory, today time.Time) string {
	return fmt.Sprintf("%d min %s, %s", v.Minutes, nearDay(v.HeldOn, today), lower(v.Setting))
}

// lower is a setting in the middle of a sentence.
func lower(s mentorship.Setting) string {
	return map[mentorship.Setting]string{mentorship.OnSite: "in hospital", mentorship.Virtual: "by video", mentorship.Phone: "by phone",
		mentorship.OffSite: "off-site", mentorship.AtHome: "at home", mentorship.Dinner: "over a meal"}[s]
}

// every says a cadence as people do: "every 13 weeks", "every 40 days".
func every(days int) string {
	switch {
	case days == 7:
		return "every week"
	case days%7 == 0:
		return fmt.Sprintf("every %d weeks", days/7)
	}
	return fmt.Sprintf("every %d days", days)
}

// promise is the charter in one line: "Every 13 weeks, 30 min or more, in hospital, by video or by phone."
func promise(p mentorship.Program, interval *int) string {
	days := p.IntervalDays
	if interval != nil {
		days = *interval
	}
	cadence := every(days)
	line := strings.ToUpper(cadence[:1]) + cadence[1:] + fmt.Sprintf(", %d min or more", p.MeetingMinutes)
	if where := places(p.MeetingSettings, " or "); where != "" {
		line += ", " + where
	}
	return line + "."
}

// charterElsewhere is what the charter says about meeting elsewhere, for the form that logs such a meeting.
func charterElsewhere(p mentorship.Program) string {
	if len(p.SettingsOpenToAll) == 0 {
		return ""
	}
	return "Your charter: off-site, at home, over a meal or after 7 pm is fine if you offer it to all your residents alike."
}

// places lists settings as words with a conjunction before the last.
func places(settings []string, last string) string {
	var words []string
	for _, s := range settings {
		words = append(words, lower(mentorship.Setting(s)))
	}
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + last + words[len(words)-1]
}

// tenth is a figure with one decimal: "6.0".
func tenth(f float64) string { return strconv.FormatFloat(f, 'f', 1, 64) }
