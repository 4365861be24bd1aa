package demo

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"evenly/internal/app"
	"evenly/internal/mentorship"
	"evenly/internal/tenant"
)

// event is something that happened at a moment of the year.
type event struct {
	at time.Time
	do func() error
}

// liveTheYear lets the pairs meet, log, confirm and offer, in the order in which it happened.
func (b *builder) liveTheYear(coordinator tenant.Scope, residents []string) error {
	b.clock.hold(day("2025-07-01").Add(14 * time.Hour))
	if err := b.timeAway(coordinator); err != nil {
		return err
	}
	events, err := b.weeklyReadings()
	if err != nil {
		return err
	}
	for _, name := range residents {
		more, err := b.pairYear(name)
		if err != nil {
			return err
		}
		events = append(events, more...)
	}
	slices.SortStableFunc(events, func(x, y event) int { return x.at.Compare(y.at) })
	for _, e := range events {
		if e.at.After(Start) {
			break
		}
		b.clock.hold(e.at)
		if err := e.do(); err != nil {
			return fmt.Errorf("%s: %w", e.at.Format(time.DateOnly), err)
		}
	}
	return nil
}

// pairYear is the year of one resident and their mentor.
func (b *builder) pairYear(name string) ([]event, error) {
	resident, err := b.as(medicine, email(name))
	if err != nil {
		return nil, err
	}
	mine, err := b.app.MyPairs(b.ctx, resident)
	if err != nil {
		return nil, err
	}
	if len(mine.Pairs) == 0 {
		return nil, fmt.Errorf("%s has no mentor", name)
	}
	pair := mine.Pairs[0]
	mentor, err := b.as(medicine, email(pair.MentorGiven+" "+pair.MentorFamily))
	if err != nil {
		return nil, err
	}
	var events []event
	for _, m := range b.meetings(name) {
		if m.HeldOn.Before(pair.StartsOn) {
			continue
		}
		events = append(events, b.logged(pair.ID, resident, mentor, m)...)
	}
	if story[name] == hardly {
		events = append(events, b.attempt(pair.ID, resident, day("2026-02-11").AddDate(0, 0, b.rng.IntN(9))))
	}
	return events, nil
}

// met is one meeting as it happened.
type met struct {
	mentorship.Memory
	late  bool
	offer *mentorship.Offer
}

// meetings draws a resident's meetings.
func (b *builder) meetings(name string) []met {
	r := story[name]
	start := day("2025-07-01")
	var out []met
	add := func(d int, s mentorship.Setting, minutes int) {
		out = append(out, met{Memory: mentorship.Memory{HeldOn: workday(start.AddDate(0, 0, d)), Minutes: minutes, Setting: s}})
	}
	switch r {
	case hardly:
		for _, d := range hardlyMet[name] {
			add(d, b.pick(mentorship.Virtual, mentorship.OnSite), 20)
		}
	case monthly:
		for d := 8 + b.rng.IntN(10); d < 290; d += 21 + b.rng.IntN(8) {
			add(d, b.pick(mentorship.Dinner, mentorship.OnSite, mentorship.AtHome, mentorship.OffSite, mentorship.OnSite), 45+15*b.rng.IntN(4))
			last := &out[len(out)-1]
			last.late = last.Setting == mentorship.Dinner || last.Setting == mentorship.AtHome
		}
		out[1].offer = &mentorship.Offer{Kind: "study_session", Title: "Board review at my place", Reason: "It came up over dinner."}
	default:
		for w := range 4 {
			if r == stopped && w > 1 {
				break
			}
			add(91*w+7+b.rng.IntN(78), b.pick(mentorship.OnSite, mentorship.OnSite, mentorship.OnSite, mentorship.Virtual, mentorship.Phone), 30+15*b.rng.IntN(2))
		}
		for range b.rng.IntN(3) { // some meet more often than they must
			add(20+b.rng.IntN(map[rhythm]int{quarterly: 265, stopped: 150}[r]), mentorship.OnSite, 30)
		}
		if b.rng.IntN(4) == 0 {
			out[0].offer = b.openOffer()
		}
	}
	return out
}

// openOffer is an opportunity, most often open to everyone.
func (b *builder) openOffer() *mentorship.Offer {
	o := []mentorship.Offer{
		{Kind: "project", Title: "Quality project on handover", ToAll: true}, {Kind: "poster", Title: "Regional meeting poster", ToAll: true},
		{Kind: "introduction", Title: "Visit to the trials unit", ToAll: true}, {Kind: "project", Title: "Chart review of readmissions", Reason: "It grew out of her own patient."},
		{Kind: "poster", Title: "Case report for the fall meeting", ToAll: true},
	}[b.rng.IntN(5)]
	return &o
}

func (b *builder) pick(from ...mentorship.Setting) mentorship.Setting {
	return from[b.rng.IntN(len(from))]
}

// workday moves a weekend to the Monday after it.
func workday(d time.Time) time.Time {
	switch d.Weekday() {
	case time.Saturday:
		return d.AddDate(0, 0, 2)
	case time.Sunday:
		return d.AddDate(0, 0, 1)
	}
	return d
}

// logged is one of the two logging a meeting some days later, and the other answering, or not.
func (b *builder) logged(pair mentorship.PairingID, resident, mentor tenant.Scope, m met) []event {
	first, other := mentor, resident
	if b.rng.Float64() < 0.3 {
		first, other = resident, mentor
	}
	at := m.HeldOn.AddDate(0, 0, b.rng.IntN(6)).Add(22 * time.Hour)
	var id mentorship.MeetingID
	events := []event{{at, func() error {
		out, err := b.app.LogMeeting(b.ctx, first, app.Entry{Pair: pair, Offer: m.offer,
			Meeting: mentorship.Meeting{Memory: m.Memory, OutOfHours: m.late}})
		if _, same := errors.AsType[*app.SameDay](err); same {
			return nil
		}
		id = out.ID
		return err
	}}}
	chance := b.rng.Float64()
	answer, memory := mentorship.Confirmed, mentorship.Memory{}
	switch {
	case chance > 0.94:
		return events // never answered
	case chance > 0.92:
		answer, memory = mentorship.Differs, m.Memory
		memory.Minutes = max(15, memory.Minutes-15)
	}
	return append(events, event{at.AddDate(0, 0, 1+b.rng.IntN(3)), func() error {
		if id == "" {
			return nil
		}
		return b.app.AnswerMeeting(b.ctx, other, id, 1, answer, memory)
	}})
}

// attempt is somebody trying to meet, in vain.
func (b *builder) attempt(pair mentorship.PairingID, who tenant.Scope, on time.Time) event {
	return event{on.Add(23 * time.Hour), func() error {
		_, err := b.app.LogMeeting(b.ctx, who, app.Entry{Pair: pair, Meeting: mentorship.Meeting{Attempted: true, Memory: mentorship.Memory{HeldOn: on}}})
		return err
	}}
}
