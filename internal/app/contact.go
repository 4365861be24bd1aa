package app

import (
	"context"
	"maps"
	"slices"
	"strconv"

	"evenly/internal/equity"
	"evenly/internal/mentorship"
	"evenly/internal/store"
)

// Contact is all that the readings of a program rest on, for one year.
type Contact struct {
	Year
	Pairs    []store.Pair // by the resident's name
	Contacts []store.Contact
	Offers   []store.Offered
}

// contactIn reads it in three queries, whatever the number of pairs.
func contactIn(ctx context.Context, tx *store.Tx, y Year) (c Contact, err error) {
	c.Year = y
	if c.Pairs, err = tx.Pairs(ctx, y.Cycle.ID); err != nil {
		return c, err
	}
	if c.Contacts, err = tx.Contacts(ctx, y.Cycle.ID); err != nil {
		return c, err
	}
	c.Offers, err = tx.Offers(ctx, y.Cycle.StartsOn, y.Cycle.EndsOn)
	return c, err
}

// settings are what the program decided, as of today, with a wider grace where meetings are logged late.
func (y Year) settings() equity.Settings {
	asOf := equity.DateAt(y.AsOf())
	s := equity.Defaults(asOf)
	s.Interval, s.Grace = y.Program.IntervalDays, equity.Program{MedianLag: y.lag}.AdvisedGrace(y.Program.GraceDays)
	s.Seed = equity.QuarterSeed(y.Program.ID, asOf)
	return s
}

// Input is the program as the engine reads it. Pairs whose days are empty (they ended before they began) are left out.
func (c Contact) Input() equity.Input {
	c.lag = nil // read anew below
	in := equity.Input{Settings: c.settings()}
	of := map[mentorship.PairingID][]store.Contact{}
	for _, m := range c.Contacts {
		of[m.PairingID] = append(of[m.PairingID], m)
	}
	for _, p := range c.Pairs {
		if p.EndsOn == nil || !p.EndsOn.Before(p.StartsOn) {
			in.Dyads = append(in.Dyads, c.dyad(p, of[p.ID]))
		}
	}
	for _, o := range c.Offers {
		in.Offers = append(in.Offers, offered(o))
	}
	if lag, ok := medianLag(in); ok {
		in.Grace = equity.Program{MedianLag: &lag}.AdvisedGrace(in.Grace)
	}
	return in
}

func offered(o store.Offered) equity.Offer {
	out := equity.Offer{Kind: string(o.Kind), Date: equity.DateAt(o.OfferedOn), OpenTo: equity.OpenTo(o.OpenTo)}
	if o.ResidentID != nil {
		out.Resident = equity.ResidentID(*o.ResidentID)
	}
	return out
}

// dyad is a pair as the engine reads it.
func (y Year) dyad(p store.Pair, contacts []store.Contact) equity.Dyad {
	d := equity.Dyad{ID: equity.DyadID(p.ID), Mentor: equity.MentorID(p.MentorID), Resident: equity.ResidentID(p.ResidentID), Site: p.Site,
		From: equity.DateAt(p.StartsOn), Secondary: p.Kind != "primary", Groups: map[string]string{"pgy": strconv.Itoa(p.PGY)}}
	if p.EndsOn != nil {
		d.To = equity.DateAt(*p.EndsOn)
	}
	if p.IntervalDays != nil {
		d.Interval = *p.IntervalDays
	}
	for i, from := range p.AwayFrom {
		d.Away = append(d.Away, equity.Span{From: equity.DateAt(from), To: equity.DateAt(p.AwayTo[i])})
	}
	for _, m := range contacts {
		if !m.Attempted {
			d.Meetings = append(d.Meetings, y.meeting(m))
		}
	}
	return d
}

func (y Year) meeting(m store.Contact) equity.Meeting {
	return equity.Meeting{Date: equity.DateAt(m.HeldOn), Minutes: m.Minutes, Setting: equity.Setting(m.Setting), OutOfHours: m.OutOfHours,
		Logged: max(equity.DateAt(m.LoggedAt.In(y.Zone())), equity.DateAt(m.HeldOn)), Confirmed: confirmation(m.Answer)}
}

// confirmation says what an answer means for counting. A version that differs counts; which one is settled later.
func confirmation(a mentorship.Answer) equity.Confirmation {
	switch a {
	case mentorship.Confirmed:
		return equity.Confirmed
	case mentorship.Denied:
		return equity.Denied
	}
	return equity.Pending
}

// medianLag is the median number of days from a meeting to its being logged; ok is false without meetings.
func medianLag(in equity.Input) (days float64, ok bool) {
	var lags []int
	for _, d := range in.Dyads {
		for _, m := range d.Meetings {
			if m.Confirmed != equity.Denied && m.Logged <= in.AsOf {
				lags = append(lags, int(m.Logged-m.Date))
			}
		}
	}
	if len(lags) == 0 {
		return 0, false
	}
	slices.Sort(lags)
	return float64(lags[(len(lags)-1)/2]+lags[len(lags)/2]) / 2, true
}

// middleHours are the hours of the pair a quarter from below and a quarter from above; zero below ten live pairs.
func middleHours(readings map[mentorship.PairingID]equity.PairReading) [2]float64 {
	var minutes []int
	for _, id := range slices.Sorted(maps.Keys(readings)) {
		if readings[id].Standing == equity.Live && readings[id].ActiveDays > 0 {
			minutes = append(minutes, readings[id].Minutes)
		}
	}
	if len(minutes) < 10 {
		return [2]float64{}
	}
	slices.Sort(minutes)
	n := len(minutes)
	return [2]float64{float64(minutes[n/4]) / 60, float64(minutes[n-1-n/4]) / 60}
}
