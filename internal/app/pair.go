package app

import (
	"context"
	"time"

	"evenly/internal/access"
	"evenly/internal/equity"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// Pair and Met are what the store says of a pair and of one contact, for pages that may not reach the store.
type (
	Pair = store.Pair
	Met  = store.Contact
)

// Year is a program with the year people work in, and today in its time zone.
type Year struct {
	Program mentorship.Program
	Cycle   mentorship.Cycle
	Today   time.Time      // a date, midnight UTC
	zone    *time.Location // of the program: found once, because looking it up reads a file
	lag     *float64       // median days from meeting to log, as far as it was read: it widens the grace
}

func year(ctx context.Context, tx *store.Tx) (y Year, err error) {
	cycle, err := tx.RunningCycle(ctx)
	if err != nil {
		return y, err
	}
	return yearFrom(ctx, tx, cycle)
}

// planned reads the program and the year that is being prepared, which is the running one until the next is begun.
func planned(ctx context.Context, tx *store.Tx) (y Year, err error) {
	cycle, err := tx.CurrentCycle(ctx)
	if err != nil {
		return y, err
	}
	return yearFrom(ctx, tx, cycle)
}

func yearFrom(ctx context.Context, tx *store.Tx, cycle mentorship.Cycle) (y Year, err error) {
	y.Cycle = cycle
	if y.Program, err = tx.Program(ctx); err != nil {
		return y, err
	}
	y.zone = mentorship.Zone(y.Program.TimeZone)
	y.Today = mentorship.DateOf(tx.Now(), y.zone)
	return y, nil
}

// Zone is the time zone in which the program cuts its days.
func (y Year) Zone() *time.Location {
	if y.zone == nil {
		return mentorship.Zone(y.Program.TimeZone)
	}
	return y.zone
}

// AsOf is the last day that is counted: today, or the last day of a year that is over.
func (y Year) AsOf() time.Time {
	if y.Today.After(y.Cycle.EndsOn) {
		return y.Cycle.EndsOn
	}
	return y.Today
}

// OwnPair is one pair with everything its two people see of it.
type OwnPair struct {
	store.Pair
	Meetings []mentorship.Meeting // newest first, attempts among them
	Reading  equity.PairReading   // the promise so far
	Nudge    equity.Nudge
	NudgeIs  equity.NudgeState
}

// Live reports whether the pair goes on at the day given.
func (p OwnPair) Live(day time.Time) bool {
	return !p.StartsOn.After(day) && (p.EndsOn == nil || !p.EndsOn.Before(day))
}

// Ahead reports whether the pair is made and begins after the day given.
func (p OwnPair) Ahead(day time.Time) bool {
	return p.StartsOn.After(day) && (p.EndsOn == nil || !p.EndsOn.Before(p.StartsOn))
}

// Last is the newest meeting that counts; ok is false when there is none.
func (p OwnPair) Last() (m mentorship.Meeting, ok bool) {
	for _, m := range p.Meetings {
		if m.Counts() {
			return m, true
		}
	}
	return m, false
}

// Waiting lists what a person still has to answer or to settle: meetings the other logged, and versions that differ.
func (p OwnPair) Waiting(me tenant.PersonID) []mentorship.Meeting {
	var out []mentorship.Meeting
	for _, m := range p.Meetings {
		mine := m.LoggedBy == string(me)
		if !m.Attempted && (!mine && m.Answer == mentorship.Unanswered || m.Answer == mentorship.Differs || mine && m.Answer == mentorship.Denied) {
			out = append(out, m)
		}
	}
	return out
}

// Mine is a person's own pairs in the current year.
type Mine struct {
	Year
	Ahead mentorship.Cycle // the year that is being prepared; the running one until the next is begun
	Pairs []OwnPair        // those that go on first
	Whole Whole
}

// MyPairs reads the person's own pairs, as resident and as mentor, and what they may know of the program, in five queries.
func (a *App) MyPairs(ctx context.Context, who tenant.Scope) (out Mine, err error) {
	if err := access.Check(who, access.HomeSee); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		out, err = myPairs(ctx, tx)
		return err
	})
	return out, err
}

func myPairs(ctx context.Context, tx *store.Tx) (out Mine, err error) {
	if out.Year, err = year(ctx, tx); err != nil {
		return out, err
	}
	if out.Ahead, err = tx.CurrentCycle(ctx); err != nil {
		return out, err
	}
	if out.Whole, err = whole(ctx, tx, out.Year); err != nil {
		return out, err
	}
	out.lag = out.Whole.lag
	pairs, err := tx.PairsOf(ctx, out.Cycle.ID, tx.Who().Person)
	if err != nil {
		return out, err
	}
	ids := make([]mentorship.PairingID, len(pairs))
	for i, p := range pairs {
		ids[i] = p.ID
	}
	meetings, err := tx.Meetings(ctx, ids...)
	if err != nil {
		return out, err
	}
	for _, p := range pairs {
		out.Pairs = append(out.Pairs, out.Year.own(p, meetings))
	}
	return out, nil
}

// own puts a pair together from the meetings of several.
func (y Year) own(p store.Pair, meetings []mentorship.Meeting) OwnPair {
	o := OwnPair{Pair: p}
	var contacts []store.Contact
	for _, m := range meetings {
		if m.Pairing == p.ID {
			o.Meetings = append(o.Meetings, m)
			contacts = append(contacts, contactOf(m))
		}
	}
	d := y.dyad(p, contacts)
	o.Reading = equity.ReadPair(y.settings(), d)
	o.Nudge, o.NudgeIs = equity.NudgePair(y.settings(), d, false)
	return o
}

func contactOf(m mentorship.Meeting) store.Contact {
	return store.Contact{PairingID: m.Pairing, Attempted: m.Attempted, HeldOn: m.HeldOn, Minutes: m.CountedMinutes(), Setting: m.Setting,
		OutOfHours: m.OutOfHours, LoggedAt: m.LoggedAt, Answer: m.Answer}
}

// PairSeen is a pair's page: for its two people everything, for mentorship leads when, how long and where.
type PairSeen struct {
	Year
	OwnPair
	Mine   bool          // the person is one of the two
	Others []PairContact // for leads: the mentor's other pairs
	Before []PairContact // for leads: the resident's earlier pairs of this year
	Middle [2]float64    // for leads: hours of the middle half of pairs; zero below ten pairs
}

// PairContact is a pair beside another: how often they met.
type PairContact struct {
	store.Pair
	Reading equity.PairReading
}

// SeePair reads the page of a pair. A pair of others is fault.NotFound for everyone but mentorship leads.
func (a *App) SeePair(ctx context.Context, who tenant.Scope, id mentorship.PairingID) (out PairSeen, err error) {
	if err := access.Check(who, access.PairSee); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		out, err = seePair(ctx, tx, id)
		return err
	})
	return out, err
}

func seePair(ctx context.Context, tx *store.Tx, id mentorship.PairingID) (out PairSeen, err error) {
	who := tx.Who()
	if out.Year, err = year(ctx, tx); err != nil {
		return out, err
	}
	p, err := tx.Pair(ctx, id)
	if err != nil {
		return out, err
	}
	out.Mine = p.Has(who.Person)
	if !out.Mine && !who.Leads() {
		return out, fault.New(fault.NotFound, "There is no such pair.")
	}
	w, err := whole(ctx, tx, out.Year)
	if err != nil {
		return out, err
	}
	out.lag = w.lag
	meetings, err := tx.Meetings(ctx, id)
	if err != nil {
		return out, err
	}
	out.OwnPair = out.Year.own(p, meetings)
	if out.Mine {
		return out, nil
	}
	for i := range out.Meetings {
		out.Meetings[i].WorkedOn = "" // between the two people only
	}
	return out, out.beside(ctx, tx)
}

// beside reads what stands beside a pair for mentorship leads: load before fault.
func (s *PairSeen) beside(ctx context.Context, tx *store.Tx) error {
	c, err := contactIn(ctx, tx, s.Year)
	if err != nil {
		return err
	}
	readings := map[mentorship.PairingID]equity.PairReading{}
	in := c.Input()
	for _, d := range in.Dyads {
		readings[mentorship.PairingID(d.ID)] = equity.ReadPair(in.Settings, d)
	}
	s.Reading = readings[s.ID]
	for _, p := range c.Pairs {
		if p.MentorID == s.MentorID && p.ID != s.ID {
			s.Others = append(s.Others, PairContact{p, readings[p.ID]})
		}
		if p.ResidentID == s.ResidentID && p.ID != s.ID && p.EndsOn != nil && p.StartsOn.Before(s.StartsOn) {
			s.Before = append(s.Before, PairContact{p, readings[p.ID]})
		}
	}
	s.Middle = middleHours(readings)
	return nil
}
