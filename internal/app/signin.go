package app

import (
	"context"
	"errors"
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

const (
	// signInLasts is how long a sign-in link and its code work.
	signInLasts = 15 * time.Minute
	// codeTries is how many wrong codes end the code of a link; the link itself goes on working.
	codeTries = 5
	// mostFailures is how many wrong passwords and codes in a row an account bears (NIST 800-63B); then only a link helps.
	mostFailures = 100
	// leadsIdle ends the session of people who see others' data after so long without a request.
	leadsIdle = time.Hour
)

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

// Offered is what a link would do, without doing it: opening a link changes nothing.
type Offered struct {
	Purpose string // "signin" or "invite"
	Email   string
	Next    string
}

// OfferedBy says what a sign-in or invitation link is for. A used, old or made-up one is fault.Expired.
func (a *App) OfferedBy(ctx context.Context, token string) (out Offered, err error) {
	err = a.store.Global(ctx, func(g *store.Global) error {
		l, err := liveLink(ctx, g, token, "signin", "invite")
		if err != nil {
			return err
		}
		account, err := g.AccountByID(ctx, l.AccountID)
		out = Offered{Purpose: l.Purpose, Email: account.Email, Next: l.Scope.Next}
		return err
	})
	return out, err
}

// SignedIn is who has just proved who they are, and how their session is to be kept.
type SignedIn struct {
	Account tenant.AccountID
	Idle    time.Duration // ends the session after so long without a request; 0: no such limit
	Next    string        // where to lead: a path of this site
}

// UseLink signs in by a sign-in or invitation link and burns it. A used, old or made-up one is fault.Expired.
func (a *App) UseLink(ctx context.Context, token string) (SignedIn, error) {
	var in SignedIn
	err := a.store.Global(ctx, func(g *store.Global) error {
		l, err := liveLink(ctx, g, token, "signin", "invite")
		if err != nil {
			return err
		}
		in = SignedIn{Account: l.AccountID, Next: l.Scope.Next}
		return errors.Join(g.UseLink(ctx, l.TokenHash), g.Succeeded(ctx, l.AccountID))
	})
	if err != nil {
		return SignedIn{}, err
	}
	return a.signedIn(ctx, in)
}

// liveLink finds a link that works now and is for one of the purposes.
func liveLink(ctx context.Context, g *store.Global, token string, purposes ...string) (store.Link, error) {
	ended := fault.New(fault.Expired, "This link was used or is too old. Ask for a new one.")
	hash, ok := auth.TokenHash(token)
	if !ok {
		return store.Link{}, ended
	}
	l, err := g.LinkByToken(ctx, hash)
	if fault.Is(err, fault.NotFound) {
		return l, ended
	}
	if err != nil {
		return l, err
	}
	for _, p := range purposes {
		if l.Purpose == p && l.UsedAt == nil && g.Now().Before(l.ExpiresAt) {
			return l, nil
		}
	}
	return l, ended
}

// errWrong is the one answer to a wrong code and a wrong password, whoever asked.
func errWrong(field, message string) error {
	var p fault.Problems
	p.Add(field, "%s", message)
	return p.Err()
}

// UseCode signs in by the six digits beside the newest sign-in link of an address. Wrong ones are counted; after five the
// code is dead and only the link works.
func (a *App) UseCode(ctx context.Context, email, code string) (SignedIn, error) {
	var in SignedIn
	wrong := false
	err := a.store.Global(ctx, func(g *store.Global) error {
		account, err := g.AccountByEmail(ctx, tidyEmail(email))
		if fault.Is(err, fault.NotFound) {
			wrong = true
			return nil
		}
		if err != nil {
			return err
		}
		l, err := g.NewestLink(ctx, account.ID, "signin")
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		stored := auth.Stored{TokenHash: l.TokenHash, CodeHash: l.CodeHash}
		dead := err != nil || l.Attempts >= codeTries || account.Failures >= mostFailures || !g.Now().Before(l.ExpiresAt)
		if dead || !stored.MatchesCode(code) {
			wrong = true
			return errors.Join(g.CountAttempt(ctx, l.TokenHash), g.CountFailure(ctx, account.ID))
		}
		in = SignedIn{Account: account.ID, Next: l.Scope.Next}
		return errors.Join(g.UseLink(ctx, l.TokenHash), g.Succeeded(ctx, account.ID))
	})
	if err == nil && wrong {
		err = errWrong("code", "That code does not fit, or it is too old. Use the newest mail, or its link.")
	}
	if err != nil {
		return SignedIn{}, err
	}
	return a.signedIn(ctx, in)
}

// UsePassword signs in by password. An unknown address takes the same time and gets the same answer.
func (a *App) UsePassword(ctx context.Context, email, password, next string) (SignedIn, error) {
	account, err := a.accountToTry(ctx, email)
	if err != nil {
		return SignedIn{}, err
	}
	stored := text(account.PasswordHash)
	if account.Failures >= mostFailures {
		stored = ""
	}
	verdict, err := a.hasher.Verify(ctx, password, stored)
	if err != nil {
		return SignedIn{}, &fault.Error{Kind: fault.Unavailable, Message: "Too many people are signing in. Try again in a moment.", Err: err}
	}
	err = a.store.Global(ctx, func(g *store.Global) error {
		switch {
		case account.ID == "":
			return nil
		case verdict.OK:
			return g.Succeeded(ctx, account.ID)
		}
		return g.CountFailure(ctx, account.ID)
	})
	if err != nil {
		return SignedIn{}, err
	}
	if !verdict.OK {
		return SignedIn{}, errWrong("password", "That e-mail and password do not fit together. Try again, or use a sign-in link.")
	}
	return a.signedIn(ctx, SignedIn{Account: account.ID, Next: route.LocalPath(next)})
}

// accountToTry is the account of an address; the zero account for an unknown one.
func (a *App) accountToTry(ctx context.Context, email string) (account store.Account, err error) {
	err = a.store.Global(ctx, func(g *store.Global) error {
		account, err = g.AccountByEmail(ctx, tidyEmail(email))
		if fault.Is(err, fault.NotFound) {
			account = store.Account{}
			return nil
		}
		return err
	})
	return account, err
}

// SetPassword gives the signed-in account a password, after the rules: 15 characters, not easy to guess.
func (a *App) SetPassword(ctx context.Context, id tenant.AccountID, password string) error {
	email, err := a.store.AccountEmail(ctx, id)
	if err != nil {
		return err
	}
	if err := auth.NewRules("Evenly", email).Check(password); err != nil {
		return err
	}
	hash, err := a.hasher.Hash(ctx, password)
	if err != nil {
		return err
	}
	return a.store.Global(ctx, func(g *store.Global) error { return g.SetPassword(ctx, id, hash) })
}

// signedIn looks where the account leads, how long its session may idle, and notes the sign-in in each institution.
func (a *App) signedIn(ctx context.Context, in SignedIn) (SignedIn, error) {
	in.Next = route.LocalPath(in.Next)
	everywhere, err := a.Everywhere(ctx, in.Account)
	if err != nil {
		return SignedIn{}, err
	}
	for _, me := range everywhere {
		if me.seesOthers() {
			in.Idle = leadsIdle
		}
		err := a.store.As(ctx, me.Across(nil), func(tx *store.Tx) error { return tx.Audit(ctx, "session.begin", "", nil) })
		if err != nil {
			return SignedIn{}, err
		}
	}
	return in, nil
}

// Everywhere lists who an account is in each institution where it has a role.
func (a *App) Everywhere(ctx context.Context, id tenant.AccountID) ([]Me, error) {
	var all []store.Institution
	var email string
	err := a.store.Global(ctx, func(g *store.Global) error {
		account, err := g.AccountByID(ctx, id)
		if err != nil {
			return err
		}
		email = account.Email
		all, err = g.AccountInstitutions(ctx, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	var out []Me
	for _, in := range all {
		me, err := a.enterInto(ctx, id, in, email, "")
		if fault.Is(err, fault.NotFound) {
			continue // a role that ended
		}
		if err != nil {
			return nil, err
		}
		out = append(out, me)
	}
	return out, nil
}

// seesOthers reports whether any role shows the person others' data by name.
func (m Me) seesOthers() bool {
	if len(m.Roles) > 0 {
		return true
	}
	for _, p := range m.Places {
		if (tenant.Scope{Roles: p.Roles}).Leads() {
			return true
		}
	}
	return false
}

// AccountOf finds the account of an e-mail address, or fault.NotFound.
func (a *App) AccountOf(ctx context.Context, email string) (id tenant.AccountID, err error) {
	err = a.store.Global(ctx, func(g *store.Global) error {
		account, err := g.AccountByEmail(ctx, tidyEmail(email))
		id = account.ID
		return err
	})
	return id, err
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
