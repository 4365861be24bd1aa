package server

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"evenly/internal/app"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/route"
	"evenly/templates/page"
	"evenly/templates/ui"
)

// The forms of the setup: charter, profiles, contacts, dates, year.

var charterForm = setupForm{
	title:  "What every pair is promised",
	lede:   "Shown to both people of every pair, and to all residents alike. Equity is read against it.",
	who:    "Everyone in the program sees this.",
	action: route.Program.SetupCharter,
	stored: func(_ *request, s app.Setup) (templ.Component, error) {
		return page.CharterFields(charterFields(strconv.Itoa(s.Program.IntervalDays), strconv.Itoa(s.Program.MeetingMinutes),
			strconv.Itoa(s.Program.FirstContactDays), s.Program.MeetingSettings, s.Program.SettingsOpenToAll, nil)), nil
	},
	sent: func(q *request, f *fault.Error) templ.Component {
		return page.CharterFields(charterFields(q.field("interval_days"), q.field("meeting_minutes"), q.field("first_contact_days"),
			q.fields("meeting_settings"), q.fields("settings_open_to_all"), f))
	},
}

func charterFields(interval, minutes, first string, expected, others []string, f *fault.Error) page.CharterForm {
	return page.CharterForm{Interval: interval, Minutes: minutes, First: first, Expected: settingOptions(expected), Others: settingOptions(others),
		ErrInterval: problem(f, "interval_days"), ErrMinutes: problem(f, "meeting_minutes"), ErrFirst: problem(f, "first_contact_days"),
		ErrSettings: problem(f, "meeting_settings")}
}

func settingOptions(chosen []string) []ui.Option {
	var out []ui.Option
	for _, s := range mentorship.Settings {
		out = append(out, ui.Option{Value: string(s), Label: s.Words(), Checked: slices.Contains(chosen, string(s))})
	}
	return out
}

func saveCharter(q *request) error {
	who, err := q.once(q.at.Setup())
	if err != nil {
		return err
	}
	return q.srv.app.SetCharter(q.Context(), who, mentorship.Charter{IntervalDays: q.number("interval_days"), MeetingMinutes: q.number("meeting_minutes"),
		FirstContactDays: q.number("first_contact_days"), MeetingSettings: q.fields("meeting_settings"), SettingsOpenToAll: q.fields("settings_open_to_all")})
}

// number is a whole number of the form; -1, which every rule refuses, for anything else.
func (q *request) number(name string) int {
	n, err := strconv.Atoi(q.field(name))
	if err != nil {
		return -1
	}
	return n
}

var profilesForm = setupForm{
	title:  "Mentor profiles",
	lede:   "What mentors are asked, and how many places a new one has.",
	action: route.Program.SetupProfiles,
	stored: func(_ *request, s app.Setup) (templ.Component, error) {
		return page.ProfilesFields(page.ProfilesForm{Domains: strings.Join(s.Program.Domains, "\n"), Places: strconv.Itoa(s.Program.DefaultPlaces),
			AllowMin: s.Program.AllowMinPlaces}), nil
	},
	sent: func(q *request, f *fault.Error) templ.Component {
		return page.ProfilesFields(page.ProfilesForm{Domains: q.field("domains"), Places: q.field("default_places"), AllowMin: q.field("allow_min_places") != "",
			ErrDomains: problem(f, "domains"), ErrPlaces: problem(f, "default_places")})
	},
}

func saveProfiles(q *request) error {
	who, err := q.once(q.at.Setup())
	if err != nil {
		return err
	}
	return q.srv.app.SetProfileRules(q.Context(), who, mentorship.ProfileRules{Domains: strings.Split(q.field("domains"), "\n"),
		DefaultPlaces: q.number("default_places"), AllowMinPlaces: q.field("allow_min_places") != ""})
}

var contactsForm = setupForm{
	title:  "Contacts outside the program",
	lede:   "Where people can turn when the inside does not feel safe. They stand at the foot of every page.",
	who:    "Everyone sees this.",
	action: route.Program.SetupContacts,
	stored: func(_ *request, s app.Setup) (templ.Component, error) {
		return page.ContactsFields(page.ContactsForm{Ombudsperson: s.Program.OmbudspersonContact, DIO: s.Program.DIOContact, Outside: s.Program.OutsideContact}), nil
	},
	sent: func(q *request, f *fault.Error) templ.Component {
		return page.ContactsFields(page.ContactsForm{Ombudsperson: q.field("ombudsperson"), DIO: q.field("dio"), Outside: q.field("outside"),
			ErrOmbudsperson: problem(f, "ombudsperson"), ErrDIO: problem(f, "dio"), ErrOutside: problem(f, "outside")})
	},
}

func saveContacts(q *request) error {
	who, err := q.once(q.at.Setup())
	if err != nil {
		return err
	}
	return q.srv.app.SetContacts(q.Context(), who, q.field("ombudsperson"), q.field("dio"), q.field("outside"))
}

var datesForm = setupForm{
	title:  "Dates",
	lede:   "Ranking opens and closes by itself at these times.",
	action: route.Program.SetupDates,
	stored: func(q *request, s app.Setup) (templ.Component, error) {
		if s.Cycle == nil {
			return nil, fault.New(fault.NotFound, "This program has no year yet. Add one first.")
		}
		return page.DatesFields(cycleFields(*s.Cycle, s.Program.TimeZone)), nil
	},
	sent: func(q *request, f *fault.Error) templ.Component {
		return page.DatesFields(q.sentDates(q.field("time_zone"), f))
	},
}

// cycleFields shows a year's dates in its program's zone.
func cycleFields(c mentorship.Cycle, zone string) page.DatesForm {
	loc := mentorship.Zone(zone)
	v := page.DatesForm{Zone: zone, Zones: zoneOptions(zone), Name: c.Name, Starts: isoDay(&c.StartsOn), Ends: isoDay(&c.EndsOn),
		Announce: isoDay(c.AnnounceOn), Length: strconv.Itoa(c.ListLength), Answer: strconv.Itoa(c.AnswerDays)}
	if at := c.RankingOpensAt; at != nil {
		v.OpensDay, v.OpensTime = at.In(loc).Format(time.DateOnly), at.In(loc).Format("15:04")
	}
	if at := c.RankingClosesAt; at != nil {
		v.ClosesDay, v.ClosesTime = at.In(loc).Format(time.DateOnly), at.In(loc).Format("15:04")
	}
	return v
}

func isoDay(t *time.Time) string {
	if t == nil || t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

// zones are those of residency programs; another one that is set stays in the list.
var zones = []string{"America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles", "America/Anchorage",
	"Pacific/Honolulu", "America/Puerto_Rico", "America/Halifax", "America/St_Johns", "America/Toronto", "America/Winnipeg", "America/Edmonton",
	"America/Vancouver", "Europe/London", "Europe/Dublin", "Europe/Berlin", "Asia/Beirut", "Asia/Qatar", "Asia/Singapore", "Australia/Sydney", "UTC"}

func zoneOptions(current string) []ui.Option {
	all := zones
	if current != "" && !slices.Contains(all, current) {
		all = append([]string{current}, all...)
	}
	var out []ui.Option
	for _, z := range all {
		out = append(out, ui.Option{Value: z, Label: strings.ReplaceAll(z, "_", " ")})
	}
	return out
}

// sentDates is the form as it was sent.
func (q *request) sentDates(zone string, f *fault.Error) page.DatesForm {
	return page.DatesForm{Zone: zone, Zones: zoneOptions(""), Name: q.field("name"), Starts: q.field("starts_on"), Ends: q.field("ends_on"),
		OpensDay: q.field("ranking_opens"), OpensTime: q.field("ranking_opens_time"), ClosesDay: q.field("ranking_closes"), ClosesTime: q.field("ranking_closes_time"),
		Announce: q.field("announce_on"), Length: q.field("list_length"), Answer: q.field("answer_days"),
		ErrZone: problem(f, "time_zone"), ErrName: problem(f, "name"), ErrStarts: problem(f, "starts_on"), ErrEnds: problem(f, "ends_on"),
		ErrOpens: problem(f, "ranking_opens"), ErrCloses: problem(f, "ranking_closes"), ErrAnnounce: problem(f, "announce_on"),
		ErrLength: problem(f, "list_length"), ErrAnswer: problem(f, "answer_days")}
}

// cycleSent reads the dates of the form in a zone.
func (q *request) cycleSent(zone *time.Location) (mentorship.Cycle, error) {
	var p fault.Problems
	c := mentorship.Cycle{Name: q.field("name"), ListLength: q.number("list_length"), AnswerDays: q.number("answer_days")}
	c.StartsOn, c.EndsOn = q.day(&p, "starts_on"), q.day(&p, "ends_on")
	if q.field("announce_on") != "" {
		day := q.day(&p, "announce_on")
		c.AnnounceOn = &day
	}
	c.RankingOpensAt = q.moment(&p, "ranking_opens", "08:00", zone)
	c.RankingClosesAt = q.moment(&p, "ranking_closes", "17:00", zone)
	return c, p.Err()
}

// day is a date of the form.
func (q *request) day(p *fault.Problems, name string) time.Time {
	t, err := time.Parse(time.DateOnly, q.field(name))
	if err != nil {
		p.Add(name, "Enter a date, like 17 Apr 2026.")
	}
	return t
}

// moment is a date of the form with a time beside it (name_time; usual when it is empty); nil when there is no date.
func (q *request) moment(p *fault.Problems, name, usual string, zone *time.Location) *time.Time {
	if q.field(name) == "" {
		return nil
	}
	clock := q.field(name + "_time")
	if clock == "" {
		clock = usual
	}
	t, err := time.ParseInLocation("2006-01-02 15:04", q.field(name)+" "+clock, zone)
	if err != nil {
		p.Add(name, "Enter a date and a time, like 17 Apr 2026 and 17:00.")
		return nil
	}
	return &t
}

func saveDates(q *request) error {
	who, err := q.once(q.at.Setup())
	if err != nil {
		return err
	}
	s, err := q.srv.app.Setup(q.Context(), q.who)
	if err != nil {
		return err
	}
	if s.Cycle == nil {
		return fault.New(fault.NotFound, "This program has no year yet. Add one first.")
	}
	c, err := q.cycleSent(mentorship.Zone(q.field("time_zone")))
	if err != nil {
		return joinFaults(err, c.Check())
	}
	c.ID = s.Cycle.ID
	return q.srv.app.SetDates(q.Context(), who, q.field("time_zone"), c)
}

// joinFaults puts the problems of a form's reading and of its rules together; a field keeps its first.
func joinFaults(errs ...error) error {
	var all fault.Problems
	for _, err := range errs {
		f, ok := errors.AsType[*fault.Error](err)
		if !ok {
			continue
		}
		for _, p := range f.Problems {
			if !slices.ContainsFunc(all, func(x fault.Problem) bool { return x.Field == p.Field }) {
				all = append(all, p)
			}
		}
	}
	return all.Err()
}

var yearForm = setupForm{
	title:  "Add a year",
	lede:   "It starts as a draft. The lottery’s seed is drawn now and its fingerprint is shown to residents before lists close.",
	action: route.Program.SetupYear,
	stored: func(q *request, s app.Setup) (templ.Component, error) {
		return page.DatesFields(cycleFields(nextYear(q.today(), s.Cycle), "")), nil
	},
	sent: func(q *request, f *fault.Error) templ.Component { return page.DatesFields(q.sentDates("", f)) },
}

// nextYear proposes the academic year after the current one: from 1 July.
func nextYear(today time.Time, current *mentorship.Cycle) mentorship.Cycle {
	year := today.Year()
	if today.Month() < time.March {
		year--
	}
	if current != nil && current.StartsOn.Year() >= year {
		year = current.StartsOn.Year() + 1
	}
	starts := time.Date(year, time.July, 1, 0, 0, 0, 0, time.UTC)
	return mentorship.Cycle{Name: strconv.Itoa(year) + "–" + strconv.Itoa(year + 1)[2:], StartsOn: starts, EndsOn: starts.AddDate(1, 0, -1), ListLength: 3, AnswerDays: 5}
}

func saveYear(q *request) error {
	who, err := q.once(q.at.Setup())
	if err != nil {
		return err
	}
	c, err := q.cycleSent(q.zone())
	if err != nil {
		return joinFaults(err, c.Check())
	}
	return q.srv.app.AddYear(q.Context(), who, c)
}
