package app

import (
	"context"
	"net/url"
	"strings"
	"time"

	"evenly/internal/auth"
	"evenly/internal/fault"
	"evenly/internal/mail"
	"evenly/internal/queue"
	"evenly/internal/route"
	"evenly/internal/store"
	"evenly/internal/tenant"
	mails "evenly/templates/mail"
)

// signInLasts is how long a sign-in link and its code work.
const signInLasts = 15 * time.Minute

// AskSignIn mails a sign-in link with a code to an address, if an account has it. The answer is the same when none has:
// nobody learns who is here. next is where to lead afterwards.
func (a *App) AskSignIn(ctx context.Context, email, next string) error {
	return a.store.Global(ctx, func(g *store.Global) error {
		account, err := g.AccountByEmail(ctx, tidyEmail(email))
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		return a.queue.Add(ctx, g.Raw(), queue.SignIn{Account: string(account.ID), Next: route.LocalPath(next)}, time.Time{})
	})
}

// SendSignIn makes a sign-in link and mails it. The link is made here and not when it was asked for, so that it never lies
// in the job queue.
func (a *App) SendSignIn(ctx context.Context, job queue.SignIn) error {
	link, stored, err := auth.NewLink()
	if err != nil {
		return err
	}
	var account store.Account
	err = a.store.Global(ctx, func(g *store.Global) error {
		if account, err = g.AccountByID(ctx, tenant.AccountID(job.Account)); err != nil {
			return err
		}
		return g.AddLink(ctx, store.Link{TokenHash: stored.TokenHash, CodeHash: stored.CodeHash, Purpose: "signin", AccountID: account.ID,
			Scope: store.LinkScope{Next: job.Next}, ExpiresAt: g.Now().Add(signInLasts)})
	})
	if err != nil {
		return err
	}
	body := mails.SignIn{Person: account.Email, Link: a.baseURL + route.SignInLink(link.Token), Code: link.Code,
		Minutes: int(signInLasts.Minutes())}.Body()
	return a.mail.Send(ctx, mail.Message{To: account.Email, Subject: body.Subject, Text: body.Text, HTML: body.HTML, Date: a.Now()})
}

// forget removes what has ended: links, and whatever else is kept for a while only.
func (a *App) forget(ctx context.Context) error {
	return a.store.Global(ctx, func(g *store.Global) error { return g.ForgetLinks(ctx) })
}

// host is the host name of the site, for message ids.
func (a *App) host() string {
	u, err := url.Parse(a.baseURL)
	if err != nil || u.Hostname() == "" {
		return "localhost"
	}
	return u.Hostname()
}

func tidyEmail(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// AccountOf finds the account of an e-mail address, or fault.NotFound.
func (a *App) AccountOf(ctx context.Context, email string) (id tenant.AccountID, err error) {
	err = a.store.Global(ctx, func(g *store.Global) error {
		account, err := g.AccountByEmail(ctx, tidyEmail(email))
		id = account.ID
		return err
	})
	return id, err
}
