package app

import (
	"context"
	"time"

	"evenly/internal/auth"
	"evenly/internal/fault"
	"evenly/internal/route"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// A one-purpose link speaks for one person about one thing (a pair to log with, a meeting to confirm, proposals to
// answer) and is never a session. It is made when its mail is sent, so that it lies nowhere in the clear. Opening it
// changes nothing; mail scanners do.

// LinkLasts is how long a link in a mail about a meeting works.
const LinkLasts = 7 * 24 * time.Hour

// Visit is somebody who came by a one-purpose link.
type Visit struct {
	Purpose   string // log, confirm, answer, change
	Subject   string // a pair, a meeting, a run
	Done      string // what was done with it, "" while unused: the meeting that was logged
	ExpiresAt time.Time
	Me        Me
	Place     Place
	Scope     tenant.Scope
}

// VisitByLink finds who and what a link in a mail speaks for. A link that is unknown or too old is fault.Expired; so is one
// whose person left the program.
func (a *App) VisitByLink(ctx context.Context, token string) (v Visit, err error) {
	link, err := a.mailLink(ctx, token)
	if err != nil {
		return v, err
	}
	in, err := a.store.Institution(ctx, link.Scope.Institution)
	if err != nil {
		return v, expired(err)
	}
	v = Visit{Purpose: link.Purpose, Subject: link.Scope.Subject, Done: link.Scope.Done, ExpiresAt: link.ExpiresAt}
	if v.Me, err = a.enterInto(ctx, "", in, "", link.Scope.Person); err != nil {
		return v, expired(err)
	}
	for _, p := range v.Me.Places {
		if p.Program == link.Scope.Program {
			v.Scope, v.Place, err = v.Me.In(p.Slug)
			return v, err
		}
	}
	return v, fault.New(fault.Expired, "This link no longer leads anywhere. Sign in to see where you are.")
}

func expired(err error) error {
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.Expired, "This link no longer leads anywhere. Sign in to see where you are.")
	}
	return err
}

// mailLink reads a link of a mail that is not too old.
func (a *App) mailLink(ctx context.Context, token string) (link store.Link, err error) {
	gone := fault.New(fault.Expired, "This link has ended, or was not copied whole. Sign in to go on.")
	hash, ok := auth.TokenHash(token)
	if !ok {
		return link, gone
	}
	err = a.store.Global(ctx, func(g *store.Global) error {
		link, err = g.LinkByToken(ctx, hash)
		if fault.Is(err, fault.NotFound) {
			return gone
		}
		if err != nil {
			return err
		}
		if !g.Now().Before(link.ExpiresAt) || link.Purpose == "signin" || link.Purpose == "invite" {
			return gone
		}
		return nil
	})
	return link, err
}

// NoteLinkDone writes into a link what was done with it ("" for nothing: it was undone), so that the same link shows it
// instead of doing it again. The act itself is kept from happening twice by the form's key and by the rules.
func (a *App) NoteLinkDone(ctx context.Context, token, done string) error {
	hash, ok := auth.TokenHash(token)
	if !ok {
		return nil
	}
	return a.store.Global(ctx, func(g *store.Global) error { return g.SetLinkDone(ctx, hash, done) })
}

// linkFor makes a one-purpose link for the person a message goes to and returns its address and its last day.
func (a *App) linkFor(ctx context.Context, who tenant.Scope, purpose string, m store.Message, subject string) (url string, until time.Time, err error) {
	link, stored, err := auth.NewLink()
	if err != nil {
		return "", until, err
	}
	err = a.store.Global(ctx, func(g *store.Global) error {
		account, err := g.AccountByEmail(ctx, m.Email)
		if err != nil {
			return err
		}
		until = g.Now().Add(LinkLasts)
		return g.AddLink(ctx, store.Link{TokenHash: stored.TokenHash, Purpose: purpose, AccountID: account.ID, ExpiresAt: until,
			Scope: store.LinkScope{Institution: who.Institution, Program: m.ProgramID, Person: m.PersonID, Subject: subject}})
	})
	return a.baseURL + route.OneLink(link.Token), until, err
}

// calm moves a moment out of the program's night: mail comes between 7 in the morning and 8 in the evening.
func calm(at time.Time, zone *time.Location) time.Time {
	local := at.In(zone)
	y, m, d := local.Date()
	switch h := local.Hour(); {
	case h < 7:
		return time.Date(y, m, d, 7, 0, 0, 0, zone)
	case h >= 20:
		return time.Date(y, m, d+1, 7, 0, 0, 0, zone)
	}
	return at
}

// IsCalm reports whether mail may go out at a moment, in the program's time zone.
func isCalm(at time.Time, zone *time.Location) bool { return calm(at, zone).Equal(at) }
