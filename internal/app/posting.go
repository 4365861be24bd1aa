package app

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/route"
	"evenly/internal/store"
	"evenly/internal/tenant"
	mails "evenly/templates/mail"
)

// Opportunity is a posting of the board, for pages.
type Opportunity = store.Posting

// postingDays is how long an opportunity stands on the board when nobody says otherwise.
const postingDays = 14

// Opportunities is the board.
type Opportunities struct {
	Today    time.Time
	List     []Opportunity
	Offerers []Lead // mentors on whose behalf a lead can post
}

// Opportunities reads the board: what is open, and what was drawn in the last 60 days. Who has it is named to those with
// a part in it (the mentor, leads, those who asked), never to others.
func (a *App) Opportunities(ctx context.Context, who tenant.Scope) (out Opportunities, err error) {
	if err := access.Check(who, access.BoardSee); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		program, err := tx.Program(ctx)
		if err != nil {
			return err
		}
		out.Today = mentorship.DateOf(tx.Now(), mentorship.Zone(program.TimeZone))
		if out.List, err = tx.Postings(ctx, tx.Now().AddDate(0, 0, -60)); err != nil {
			return err
		}
		if who.Leads() {
			out.Offerers, err = tx.Offerers(ctx)
		}
		return err
	})
	for i, o := range out.List {
		if !who.Leads() && !o.Mine && string(o.MentorID) != string(who.Person) {
			out.List[i].Winners = nil
		}
	}
	return out, err
}

// Post offers something to every resident: a mentor for oneself, a lead on behalf of the mentor named.
func (a *App) Post(ctx context.Context, who tenant.Scope, mentor mentorship.MentorID, o mentorship.Posting) error {
	if err := access.Check(who, access.BoardPost); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		program, err := tx.Program(ctx)
		if err != nil {
			return err
		}
		today := mentorship.DateOf(tx.Now(), mentorship.Zone(program.TimeZone))
		if mentor, err = offerer(ctx, tx, mentor); err != nil {
			return err
		}
		if err := o.Check(today); err != nil {
			return err
		}
		id, err := a.post(ctx, tx, mentor, today, o)
		if err != nil {
			return err
		}
		return tx.Audit(ctx, "board.post", id, map[string]any{"kind": string(o.Kind), "places": o.Places})
	})
}

// offerer is the mentor who offers: oneself, or for a lead the one named.
func offerer(ctx context.Context, tx *store.Tx, named mentorship.MentorID) (mentorship.MentorID, error) {
	who := tx.Who()
	if named == "" && who.Is(tenant.Mentor) {
		return mentorship.MentorID(who.Person), nil
	}
	if !who.Leads() && string(named) != string(who.Person) {
		return "", fault.New(fault.Forbidden, "Only mentorship leads post on behalf of another.")
	}
	all, err := tx.Offerers(ctx)
	for _, m := range all {
		if string(m.ID) == string(named) {
			return named, nil
		}
	}
	if err == nil {
		var p fault.Problems
		p.Add("mentor", "Choose the mentor who offers it.")
		err = p.Err()
	}
	return "", err
}

// Want notes that a resident would like an opportunity, or no longer. After its last day it is fault.Closed.
func (a *App) Want(ctx context.Context, who tenant.Scope, id string, wants bool) error {
	if err := access.Check(who, access.BoardWant); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		program, err := tx.Program(ctx)
		if err != nil {
			return err
		}
		o, err := tx.Posting(ctx, id)
		if err != nil {
			return err
		}
		if o.State != "open" || o.ClosesOn.Before(mentorship.DateOf(tx.Now(), mentorship.Zone(program.TimeZone))) {
			return fault.New(fault.Closed, "The last day to ask for this is over.")
		}
		if err := tx.SetInterest(ctx, o.ID, wants); err != nil {
			return err
		}
		return tx.Audit(ctx, "board.want", o.ID, map[string]any{"wants": wants})
	})
}

// Withdraw takes an open opportunity off the board: its mentor or a lead may.
func (a *App) Withdraw(ctx context.Context, who tenant.Scope, id string) error {
	if err := access.Check(who, access.BoardPost); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		o, err := tx.Posting(ctx, id)
		if err != nil {
			return err
		}
		if !who.Leads() && string(o.MentorID) != string(who.Person) {
			return fault.New(fault.Forbidden, "Only who offered this, or a mentorship lead, takes it off the board.")
		}
		if err := tx.WithdrawPosting(ctx, o.ID); err != nil {
			return err
		}
		return tx.Audit(ctx, "board.withdraw", o.ID, nil)
	})
}

// drawMail tells a resident how a draw went. Subject: the posting.
const drawMail = "board.drawn"

// drawBoard draws what closed: everyone who asked hears how it went. When no more asked than there are places, all have it.
func drawBoard(a *App, ctx context.Context, who tenant.Scope) error {
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		program, err := tx.Program(ctx)
		if err != nil {
			return err
		}
		zone := mentorship.Zone(program.TimeZone)
		list, err := tx.Drawables(ctx, mentorship.DateOf(tx.Now(), zone))
		if err != nil || len(list) == 0 {
			return err
		}
		for _, d := range list {
			if err := a.draw(ctx, tx, d, calm(tx.Now(), zone)); err != nil {
				return err
			}
		}
		return tx.Audit(ctx, "board.draw", "", map[string]any{"drawn": len(list)})
	})
}

func (a *App) draw(ctx context.Context, tx *store.Tx, d store.Drawable, at time.Time) error {
	order := mentorship.Draw(d.Seed, d.People)
	if err := tx.SetDraw(ctx, d.ID, order); err != nil {
		return err
	}
	for i, id := range order {
		data, err := json.Marshal(drawData{Has: i < d.Places, Wanted: len(order), Places: d.Places})
		if err != nil {
			return fmt.Errorf("write about a draw: %w", err)
		}
		if err := a.write(ctx, tx, store.Message{PersonID: tenant.PersonID(id), Kind: drawMail, Subject: d.ID, Data: data}, at); err != nil {
			return err
		}
	}
	return nil
}

type drawData struct {
	Has    bool `json:"has"`
	Wanted int  `json:"wanted"`
	Places int  `json:"places"`
}

func composeDraw(a *App, ctx context.Context, who tenant.Scope, msg store.Message) (mails.Body, error) {
	var data drawData
	if err := json.Unmarshal(msg.Data, &data); err != nil {
		return mails.Body{}, fmt.Errorf("read about a draw: %w", err)
	}
	var o Opportunity
	var from mails.From
	var at route.Program
	err := a.store.As(ctx, who, func(tx *store.Tx) (err error) {
		if o, err = tx.Posting(ctx, msg.Subject); err != nil {
			return err
		}
		program, err := tx.Program(ctx)
		if err != nil {
			return err
		}
		in, err := a.store.Institution(ctx, who.Institution)
		at = route.Program{Institution: in.Slug, Program: program.Slug}
		from = mails.From{Institution: in.Name, Program: program.Name}
		return err
	})
	if err != nil {
		return mails.Body{}, err
	}
	return drawLetter(o, data, from, a.baseURL+at.Board()).Body(), nil
}

func drawLetter(o Opportunity, d drawData, from mails.From, link string) mails.Letter {
	l := mails.Letter{From: from, Subject: "You have a place: " + o.Title, Preview: "Offered by " + o.Mentor().Short(), Title: "You have a place: " + o.Title,
		Lead:   []string{o.Mentor().Full() + " offers it and hears that it is yours. A line from you gets it going."},
		Facts:  []mails.Fact{{Label: "Asked for it", Value: fmt.Sprint(d.Wanted)}, {Label: "Places", Value: fmt.Sprint(d.Places)}},
		Button: mails.Button{Label: "See the board", URL: link},
		After:  []string{"The draw was made with a seed fixed before anybody asked. The board shows it, so that anybody can draw again."},
		Why:    "You get this mail because you asked for this opportunity."}
	if !d.Has {
		l.Subject, l.Title = "Not this time: "+o.Title, "Not this time: "+o.Title
		l.Lead = []string{"More residents asked than there are places, and the draw went to others. Asking again for something else costs you nothing."}
	}
	return l
}
