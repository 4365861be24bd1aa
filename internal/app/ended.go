package app

import (
	"context"
	"time"

	"evenly/internal/route"
	"evenly/internal/store"
	"evenly/internal/tenant"
	mails "evenly/templates/mail"
)

// endedMail tells whoever began long work that it has ended. Its subject is the task.
const endedMail = "task.ended"

// longWork is how long work must have taken for its end to be told by mail. Who waited less is still on its page.
const longWork = 10 * time.Second

// tellEnd writes the mail about a task that ends in this transaction, where it took long.
func (a *App) tellEnd(ctx context.Context, tx *store.Tx, t store.Task) error {
	if t.CreatedBy == nil || tx.Now().Sub(t.CreatedAt) < longWork {
		return nil
	}
	return a.write(ctx, tx, store.Message{PersonID: *t.CreatedBy, Kind: endedMail, Subject: t.ID}, time.Time{})
}

func composeEnded(a *App, ctx context.Context, who tenant.Scope, m store.Message) (body mails.Body, err error) {
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		t, err := tx.Task(ctx, m.Subject)
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
		words, ok := endedWords(t, at)
		if !ok {
			return errNothingToSay
		}
		words.From, words.Link = from, a.baseURL+words.Link
		body = words.Body()
		return nil
	})
	return body, err
}

// endedWords say what came of a task, without a name or a figure from anybody's list.
func endedWords(t store.Task, at route.Program) (m mails.TaskEnded, ok bool) {
	m = mails.TaskEnded{Button: "See what happened", Link: at.Task(t.ID)}
	switch {
	case t.Kind == matchTask && t.State == "done":
		m.Title, m.Lead = "The match is solved", countOf(t.Total, "scenario is", "scenarios are")+" proven and can be compared."
		m.Button, m.Link = "Compare", t.Result
	case t.Kind == matchTask && t.State == "failed":
		m.Title, m.Lead = "The match could not be run", t.Message
	case t.Kind == announceTask && t.State != "stopped":
		m.Title, m.Lead = "The pairs are announced", countOf(t.Total, "person gets", "people get")+" a mail. The page says how many are sent, and whether one failed."
		m.Button = "See the mails"
	default:
		return m, false
	}
	return m, true
}
