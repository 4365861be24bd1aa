// Package app is what people and the clock ask for: one function per thing. It is the only place where something happens:
// a function checks who may do it, opens one transaction, applies the rules of mentorship, saves through the store, notes
// it in the audit log and puts work off until later, all in that transaction. Handlers and jobs are thin callers.
//
// A function that writes opens exactly one transaction with the scope it was given: the scope may carry an idempotency
// key, which that transaction uses up.
package app

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"evenly/internal/auth"
	"evenly/internal/fault"
	"evenly/internal/mail"
	"evenly/internal/queue"
	"evenly/internal/store"
	"evenly/internal/survey/urn"
	"evenly/internal/tenant"
)

// App does what is asked.
type App struct {
	store   *store.Store
	queue   *queue.Queue
	mail    mail.Sender
	baseURL string // "https://evenly.example.org": links in mail begin with it
	logger  *slog.Logger
	hasher  *auth.Hasher
	keys    *urn.Folder
}

// Config is what App needs from outside.
type Config struct {
	Store   *store.Store
	Queue   *queue.Queue
	Mail    mail.Sender
	BaseURL string
	Log     *slog.Logger
	Keys    *urn.Folder // the private keys of open surveys; nil: no survey can be opened here
}

// New makes an App.
func New(c Config) *App {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &App{store: c.Store, queue: c.Queue, mail: c.Mail, baseURL: c.BaseURL, logger: c.Log, hasher: auth.NewHasher(0), keys: c.Keys}
}

// Now reads the program's clock (which a demonstration can set).
func (a *App) Now() time.Time { return a.store.Now() }

// Ready reports whether the database answers and has the schema version want.
func (a *App) Ready(ctx context.Context, want uint) error { return a.store.Ready(ctx, want) }

// eachInstitution runs fn for every institution with the scope of the clock, seeing all its programs.
func (a *App) eachInstitution(ctx context.Context, fn func(tenant.Scope) error) error {
	all, err := a.store.Institutions(ctx)
	if err != nil {
		return err
	}
	for _, i := range all {
		programs, err := a.store.ProgramIDs(ctx, i.ID)
		if err != nil {
			return err
		}
		if err := fn(tenant.SystemScope(i.ID, programs...)); err != nil {
			return err
		}
	}
	return nil
}

func asFault(err error) (*fault.Error, bool) { return errors.AsType[*fault.Error](err) }
