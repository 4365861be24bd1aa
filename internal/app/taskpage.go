package app

import (
	"context"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// Task is work with a page of its own.
type Task = store.Task

// stops says which kinds of work can be ended early, and what that means. A mail-out keeps what was sent; nothing else of
// it goes out. A kind that is not here runs to its end.
var stops = map[string]func(a *App, ctx context.Context, tx *store.Tx, t store.Task) error{
	"invite": nil, remindTask: nil,
	matchTask: dropRuns, announceTask: stopAnnouncement,
}

// HandChange is a pair pinned or forbidden by hand, with its reason.
type HandChange = store.Adjustment

// CanStop reports whether a task may still be ended early. An announcement only during its hold: afterwards it is made.
func CanStop(t Task) bool {
	_, known := stops[t.Kind]
	return known && !t.Ended() && (t.Kind != announceTask || t.State == "waiting")
}

// SeeTask reads a long piece of work, or fault.NotFound.
func (a *App) SeeTask(ctx context.Context, who tenant.Scope, id string) (t Task, err error) {
	if err := access.Check(who, access.TaskSee); err != nil {
		return t, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		t, err = tx.Task(ctx, id)
		return err
	})
	return t, err
}

// StopTask ends a task early: waiting mails of it are not sent. One that has ended, or whose kind cannot be stopped, is
// fault.Closed.
func (a *App) StopTask(ctx context.Context, who tenant.Scope, id string) error {
	if err := access.Check(who, access.TaskStop); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		t, err := tx.LockTask(ctx, id)
		if err != nil {
			return err
		}
		if !CanStop(t) {
			return fault.New(fault.Closed, "This can no longer be stopped.")
		}
		if undo := stops[t.Kind]; undo != nil {
			if err := undo(a, ctx, tx, t); err != nil {
				return err
			}
		}
		if err := tx.StopTask(ctx, id); err != nil {
			return err
		}
		return tx.Audit(ctx, "task.stop", id, map[string]any{"kind": t.Kind, "done": t.Done})
	})
}
