package app

import (
	"context"
	"time"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// An offer to one resident is recorded with the meeting in which it came up, or here alone. Nothing is forbidden; what is
// recorded shows who hears of opportunities and who does not.

// OfferMade is an offer to one resident.
type OfferMade = store.OfferMade

// OffersMade is what was offered to single residents, and in which pairs more can be recorded.
type OffersMade struct {
	Year
	List  []OfferMade
	Pairs []Pair // a mentor's own; for leads, all
}

// OffersMade lists the offers to single residents this year: a mentor's own, for leads all.
func (a *App) OffersMade(ctx context.Context, who tenant.Scope) (out OffersMade, err error) {
	if err := access.Check(who, access.BoardPost); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		if out.Year, err = year(ctx, tx); err != nil {
			return err
		}
		mentor := mentorship.MentorID(who.Person)
		if who.Leads() {
			mentor = ""
		}
		if out.List, err = tx.OffersMade(ctx, out.Cycle.StartsOn, out.Cycle.EndsOn, mentor); err != nil {
			return err
		}
		all, err := tx.Pairs(ctx, out.Cycle.ID)
		for _, p := range all {
			if (mentor == "" || p.MentorID == mentor) && !p.StartsOn.After(out.Today) {
				out.Pairs = append(out.Pairs, p)
			}
		}
		return err
	})
	return out, err
}

// RecordOffer records an offer to the resident of a pair, on the day it was made. A mentor records in own pairs, leads in all.
func (a *App) RecordOffer(ctx context.Context, who tenant.Scope, pair mentorship.PairingID, day time.Time, o mentorship.Offer) error {
	if err := access.Check(who, access.BoardPost); err != nil {
		return err
	}
	o.ToAll = false
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		y, err := year(ctx, tx)
		if err != nil {
			return err
		}
		p, err := tx.Pair(ctx, pair)
		if err == nil && string(p.MentorID) != string(who.Person) && !who.Leads() {
			err = fault.New(fault.NotFound, "There is no such pair.")
		}
		wrong := fault.Problems(problems(o.Check()))
		if fault.Is(err, fault.NotFound) {
			wrong.Add("pair", "Choose whom it was offered to.")
		} else if err != nil {
			return err
		}
		if day.After(y.Today) || day.Before(y.Cycle.StartsOn) {
			wrong.Add("offered_on", "Enter a day of this year, today or before, like %s.", y.Today.Format("2 Jan 2006"))
		}
		if err := wrong.Err(); err != nil {
			return err
		}
		id, err := tx.AddOffer(ctx, p, "", day, o)
		if err != nil {
			return err
		}
		return tx.Audit(ctx, "offer.record", string(id), map[string]any{"kind": string(o.Kind)})
	})
}

// RemoveOffer takes an offer that was recorded alone out of the record, or brings it back: its mentor or a lead may.
func (a *App) RemoveOffer(ctx context.Context, who tenant.Scope, id mentorship.OfferID, back bool) error {
	if err := access.Check(who, access.BoardPost); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		o, err := tx.OfferMade(ctx, id)
		if err != nil {
			return err
		}
		if !who.Leads() && string(o.MentorID) != string(who.Person) {
			return fault.New(fault.NotFound, "There is no such offer.")
		}
		if o.WithMeeting {
			return fault.New(fault.Conflict, "This offer was recorded with a meeting. Change the meeting.")
		}
		now := tx.Now()
		removed := &now
		if back {
			removed = nil
		}
		if err := tx.RemoveOffer(ctx, id, removed); err != nil {
			return err
		}
		return tx.Audit(ctx, "offer.remove", string(id), map[string]any{"back": back})
	})
}
