package server

import (
	"strconv"
	"time"

	"evenly/internal/app"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/templates/page"
)

// memoryFields are the chips of a form, set to a memory.
func memoryFields(v mentorship.Memory, p app.PairSeen) page.MeetingFields {
	f := page.MeetingFields{When: "other", Date: v.HeldOn.Format(time.DateOnly), Minutes: "60", Exact: strconv.Itoa(v.Minutes),
		Where: "on_site", Remote: "virtual", Away: "off_site"}
	switch int(p.Today.Sub(v.HeldOn).Hours() / 24) {
	case 0:
		f.When, f.Date = "today", ""
	case 1:
		f.When, f.Date = "yesterday", ""
	}
	switch v.Minutes {
	case 15, 30, 45:
		f.Minutes, f.Exact = f.Exact, ""
	case 60:
		f.Exact = ""
	}
	switch {
	case v.Setting.Remote():
		f.Where, f.Remote = "remote", string(v.Setting)
	case v.Setting.Outside():
		f.Where, f.Away = "away", string(v.Setting)
	}
	return framed(f, p)
}

// framed adds what the pair and its charter set around the fields.
func framed(f page.MeetingFields, p app.PairSeen) page.MeetingFields {
	f.From, f.To = p.StartsOn.Format(time.DateOnly), p.Today.Format(time.DateOnly)
	if p.EndsOn != nil && p.EndsOn.Before(p.Today) {
		f.To = p.EndsOn.Format(time.DateOnly)
	}
	f.Charter = charterElsewhere(p.Program)
	return f
}

// typedFields are the chips as the person left them.
func (q *request) typedFields(p app.PairSeen) page.MeetingFields {
	return framed(page.MeetingFields{When: q.field("when"), Date: q.field("date"), Minutes: q.field("minutes"), Exact: q.field("minutes_exact"),
		Where: q.field("where"), Remote: q.field("remote"), Away: q.field("away")}, p)
}

// blame puts the problems of a form beside its fields. A number that was typed is blamed, not the chip beside it.
func blame(f *page.MeetingFields, err *fault.Error) {
	f.ErrDate, f.ErrMin, f.ErrWhere = problem(err, "date"), problem(err, "minutes"), problem(err, "where")
	if f.ErrMin != "" && f.Minutes == "60" {
		f.ErrMin, f.ErrExact = "", f.ErrMin
		for i, p := range err.Problems {
			if p.Field == "minutes" {
				err.Problems[i].Field = "minutes_exact"
			}
		}
	}
	if f.ErrDate != "" {
		f.When = "other"
	}
}

// typedMemory reads when, how long and where. What cannot be read stays empty and is reported by the rules.
func (q *request) typedMemory(today time.Time) mentorship.Memory {
	v := mentorship.Memory{HeldOn: today, Setting: mentorship.Setting(q.field("where"))}
	switch q.field("when") {
	case "yesterday":
		v.HeldOn = today.AddDate(0, 0, -1)
	case "other", "":
		v.HeldOn, _ = time.Parse(time.DateOnly, q.field("date"))
	}
	switch v.Setting {
	case "remote":
		v.Setting = mentorship.Setting(orElse(q.field("remote"), string(mentorship.Virtual)))
	case "away":
		v.Setting = mentorship.Setting(orElse(q.field("away"), string(mentorship.OffSite)))
	}
	minutes := q.field("minutes")
	if minutes == "60" {
		minutes = orElse(q.field("minutes_exact"), "60")
	}
	v.Minutes, _ = strconv.Atoi(minutes)
	return v
}

// typedEntry reads the whole form.
func (q *request) typedEntry(p app.PairSeen) app.Entry {
	e := app.Entry{Pair: p.ID, Another: q.field("op") == "another", Meeting: mentorship.Meeting{Memory: q.typedMemory(p.Today),
		OutOfHours: q.field("out_of_hours") != "", WorkedOn: q.field("worked_on")}}
	if q.field("op") == "attempt" {
		e.Meeting = mentorship.Meeting{Attempted: true, Memory: mentorship.Memory{HeldOn: e.Meeting.HeldOn}, WorkedOn: e.Meeting.WorkedOn}
		return e
	}
	if kind := q.field("offer"); kind != "" && kind != "none" {
		e.Offer = &mentorship.Offer{Kind: mentorship.OfferKind(kind), Title: q.field("offer_title"), ToAll: q.field("offer_to") != "one",
			Reason: q.field("offer_reason")}
	}
	return e
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// version is the version of a meeting that the person saw.
func (q *request) version() int {
	n, _ := strconv.Atoi(q.field("version"))
	return n
}
