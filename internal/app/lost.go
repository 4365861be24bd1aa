package app

import (
	"context"
	"slices"
	"strings"

	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
	mails "evenly/templates/mail"
)

// lostMail tells a resident that somebody on the list can no longer be chosen, while there is time to choose another. Its
// subject is the cycle and the mentor. It never says why: a mentor's private list reads like any stepping back.
const lostMail = "ranking.lost"

// tellLostChoices writes to residents, once about each mentor. The hour between two looks lets a mentor change their mind.
func tellLostChoices(a *App, ctx context.Context, who tenant.Scope) error {
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		y, err := planned(ctx, tx)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil || !y.Cycle.RankingIsOpen(tx.Now()) {
			return err
		}
		lost, err := tx.LostChoices(ctx, y.Cycle.ID, lostMail)
		if err != nil {
			return err
		}
		for _, x := range lost {
			m := store.Message{PersonID: tenant.PersonID(x.ResidentID), Kind: lostMail, Subject: string(y.Cycle.ID) + " " + string(x.MentorID)}
			if err := a.write(ctx, tx, m, calm(tx.Now(), y.Zone())); err != nil {
				return err
			}
		}
		return nil
	})
}

func composeLost(a *App, ctx context.Context, who tenant.Scope, m store.Message) (body mails.Body, err error) {
	_, mentor, _ := strings.Cut(m.Subject, " ")
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		y, err := planned(ctx, tx)
		if err != nil {
			return err
		}
		from, err := a.from(ctx, tx)
		if err != nil {
			return err
		}
		at, err := a.at(ctx, tx)
		if err != nil {
			return err
		}
		c, lost, err := lostChoice(ctx, tx, y.Cycle, mentorship.ResidentID(m.PersonID), mentorship.MentorID(mentor))
		if err != nil || !lost {
			return orNothing(err)
		}
		words := mails.ChoiceLost{From: from, Mentor: c.Name().Full(), Link: a.baseURL + at.Ranking()}
		if closes := y.Cycle.RankingClosesAt; closes != nil {
			words.Closes = closes.In(y.Zone()).Format("Mon 2 Jan, 3:04 pm")
		}
		body = words.Body()
		return nil
	})
	return body, err
}

func orNothing(err error) error {
	if err == nil {
		return errNothingToSay
	}
	return err
}

// lostChoice reads whether a mentor still stands on a resident's list and still cannot be chosen.
func lostChoice(ctx context.Context, tx *store.Tx, cycle mentorship.Cycle, resident mentorship.ResidentID, mentor mentorship.MentorID) (c store.Candidate, lost bool, err error) {
	if !cycle.RankingIsOpen(tx.Now()) {
		return c, false, nil
	}
	list, err := tx.RankList(ctx, cycle.ID, resident)
	if err != nil || list.Place(mentor) == 0 {
		return c, false, err
	}
	all, err := tx.Candidates(ctx, cycle.ID, resident)
	i := slices.IndexFunc(all, func(c store.Candidate) bool { return c.ID == mentor })
	if err != nil || i < 0 {
		return c, false, err
	}
	return all[i], all[i].Withdrawn || all[i].Barred, nil
}
