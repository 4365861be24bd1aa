package mentorship

import (
	"slices"
	"strings"
	"time"

	"evenly/internal/fault"
)

// Charter is what every pair of a program is promised.
type Charter struct {
	IntervalDays      int
	MeetingMinutes    int
	FirstContactDays  int
	MeetingSettings   []string
	SettingsOpenToAll []string
}

// Check reports every problem of a charter.
func (c Charter) Check() error {
	var p fault.Problems
	between(&p, "interval_days", c.IntervalDays, 7, 366, "days")
	between(&p, "meeting_minutes", c.MeetingMinutes, 5, 240, "minutes")
	between(&p, "first_contact_days", c.FirstContactDays, 7, 180, "days")
	if len(c.MeetingSettings) == 0 {
		p.Add("meeting_settings", "Choose at least one place where meetings are expected.")
	}
	for _, s := range slices.Concat(c.MeetingSettings, c.SettingsOpenToAll) {
		if !slices.Contains(Settings, Setting(s)) {
			p.Add("meeting_settings", "Choose places from the list.")
			break
		}
	}
	return p.Err()
}

func between(p *fault.Problems, field string, n, least, most int, unit string) {
	if n < least || n > most {
		p.Add(field, "Enter a number of %s from %d to %d.", unit, least, most)
	}
}

// ProfileRules is what a program asks of mentors.
type ProfileRules struct {
	Domains        []string
	DefaultPlaces  int
	AllowMinPlaces bool
}

// Tidy drops blank and repeated domains.
func (r ProfileRules) Tidy() ProfileRules {
	var kept []string
	for _, d := range r.Domains {
		d = strings.Join(strings.Fields(d), " ")
		if d != "" && !slices.ContainsFunc(kept, func(k string) bool { return strings.EqualFold(k, d) }) {
			kept = append(kept, d)
		}
	}
	r.Domains = kept
	return r
}

// Check reports every problem.
func (r ProfileRules) Check() error {
	var p fault.Problems
	if len(r.Domains) == 0 || len(r.Domains) > 12 {
		p.Add("domains", "Write 1 to 12 domains, one on each line.")
	}
	for _, d := range r.Domains {
		if len([]rune(d)) > 40 {
			p.Add("domains", "Keep each domain to 40 characters.")
			break
		}
	}
	between(&p, "default_places", r.DefaultPlaces, 0, 50, "places")
	return p.Err()
}

// Next is the state that follows, "" after the last.
func (s CycleState) Next() CycleState {
	i := slices.Index(CycleStates, s)
	if i < 0 || i+1 >= len(CycleStates) {
		return ""
	}
	return CycleStates[i+1]
}

// Check reports every problem of a year's dates.
func (c Cycle) Check() error {
	var p fault.Problems
	if strings.TrimSpace(c.Name) == "" || len([]rune(c.Name)) > 60 {
		p.Add("name", "Name the year, like 2026–27.")
	}
	if !c.StartsOn.Before(c.EndsOn) {
		p.Add("ends_on", "The year ends before it starts.")
	}
	if c.EndsOn.Sub(c.StartsOn) > 800*24*time.Hour {
		p.Add("ends_on", "A year is at most 26 months long.")
	}
	if c.RankingOpensAt != nil && c.RankingClosesAt != nil && !c.RankingOpensAt.Before(*c.RankingClosesAt) {
		p.Add("ranking_closes", "Ranking closes before it opens.")
	}
	between(&p, "list_length", c.ListLength, 1, 10, "mentors")
	between(&p, "answer_days", c.AnswerDays, 1, 30, "days")
	return p.Err()
}
