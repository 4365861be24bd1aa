package app

import (
	"context"
	"slices"
	"strings"
	"time"

	"evenly/internal/equity"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
	mails "evenly/templates/mail"
)

// askMail asks both people of a pair whether they met in a stretch that is over without a logged meeting, before it counts
// as missed: most meetings that seem missed were never logged. Subject: the pair and the first day of the stretch.
const askMail = "meeting.ask"

// askPause keeps a mentor of many residents from being asked about all of them at once.
const askPause = 3 * 24 * time.Hour

// askBeforeMissed asks about each stretch that is due, once, each person at most every three days, by day.
func askBeforeMissed(a *App, ctx context.Context, who tenant.Scope) error {
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		y, err := year(ctx, tx)
		if notYet(err) || err == nil && (y.Cycle.State != mentorship.Running || !isCalm(tx.Now(), y.Zone())) {
			return nil
		}
		if err != nil {
			return err
		}
		due, err := dueStretches(ctx, tx, y)
		if err != nil || len(due) == 0 {
			return err
		}
		asked, err := tx.AskedAbout(ctx, askMail, y.Cycle.StartsOn)
		if err != nil {
			return err
		}
		skip, err := tx.WroteTo(ctx, tx.Now().Add(-askPause), promptMail, nudgeMail, askMail)
		if err != nil {
			return err
		}
		off, err := tx.WantsNoMail(ctx)
		if err != nil {
			return err
		}
		return a.writeAsks(ctx, tx, due, asked, append(skip, off...))
	})
}

// stretch is a window of a pair that is over without a meeting and not missed yet.
type stretch struct {
	store.Pair
	subject string
	ends    equity.Date
}

// dueStretches lists them, those that count as missed soonest first.
func dueStretches(ctx context.Context, tx *store.Tx, y Year) ([]stretch, error) {
	c, err := contactIn(ctx, tx, y)
	if err != nil {
		return nil, err
	}
	in := c.Input()
	var out []stretch
	for _, d := range in.Dyads {
		r := equity.ReadPair(in.Settings, d)
		for _, w := range r.Windows {
			if r.Standing == equity.Live && w.State == equity.WindowDue {
				i := slices.IndexFunc(c.Pairs, func(p store.Pair) bool { return string(p.ID) == string(d.ID) })
				out = append(out, stretch{c.Pairs[i], string(d.ID) + " " + w.From.String(), w.To})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b stretch) int { return int(a.ends - b.ends) })
	return out, nil
}

func (a *App) writeAsks(ctx context.Context, tx *store.Tx, due []stretch, asked []store.Asked, skip []tenant.PersonID) error {
	for _, s := range due {
		for _, person := range []tenant.PersonID{tenant.PersonID(s.MentorID), tenant.PersonID(s.ResidentID)} {
			if slices.Contains(skip, person) || slices.Contains(asked, store.Asked{PersonID: person, Subject: s.subject}) {
				continue
			}
			skip = append(skip, person)
			if err := a.write(ctx, tx, store.Message{PersonID: person, Kind: askMail, Subject: s.subject}, time.Time{}); err != nil {
				return err
			}
		}
	}
	return nil
}

// composeAsk is the mail. It is not sent when the stretch was met meanwhile.
func composeAsk(a *App, ctx context.Context, who tenant.Scope, msg store.Message) (mails.Body, error) {
	id, from, _ := strings.Cut(msg.Subject, " ")
	var p OwnPair
	var y Year
	var sender mails.From
	err := a.store.As(ctx, who, func(tx *store.Tx) (err error) {
		if y, err = year(ctx, tx); err != nil {
			return err
		}
		if p, err = y.pair(ctx, tx, mentorship.PairingID(id)); err != nil {
			return err
		}
		sender, err = a.from(ctx, tx)
		return err
	})
	if err != nil {
		return mails.Body{}, err
	}
	i := slices.IndexFunc(p.Reading.Windows, func(w equity.Window) bool { return w.From.String() == from && w.Meetings == 0 })
	if i < 0 || !p.Has(msg.PersonID) {
		return mails.Body{}, errNothingToSay
	}
	w := p.Reading.Windows[i]
	url, until, err := a.linkFor(ctx, who, "log", msg, id)
	if err != nil {
		return mails.Body{}, err
	}
	_, with := p.Other(msg.PersonID)
	return mails.LogMeeting{From: sender, With: with.Short(), Since: "No meeting is logged from " + w.From.Time().Format("2 Jan") + " to " + w.To.Time().Format("2 Jan") +
		". One that you log late counts on its own day.", Link: url, Until: until.In(y.Zone()).Format("Mon 2 Jan")}.Body(), nil
}
