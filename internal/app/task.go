package app

import (
	"context"
	"fmt"
	"time"

	"evenly/internal/queue"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// taskKinds is what can be done behind a task row. Each feature adds its own. A function may be called again after a
// crash: it goes on where the rows say it stopped.
var taskKinds = map[string]func(a *App, ctx context.Context, who tenant.Scope, t store.Task) error{
	matchTask: doMatch, announceTask: doAnnounce, RosterUndoTask: doUndoRoster,
}

// DoTask does the work behind a task row, unless it is done or stopped.
func (a *App) DoTask(ctx context.Context, job queue.Task) error {
	who := tenant.SystemScope(tenant.InstitutionID(job.Institution)).ForProgram(tenant.ProgramID(job.Program))
	var t store.Task
	err := a.store.As(ctx, who, func(tx *store.Tx) error {
		var err error
		t, err = tx.Task(ctx, job.Task)
		return err
	})
	if err != nil || t.Ended() {
		return err
	}
	do, known := taskKinds[t.Kind]
	if !known {
		return fmt.Errorf("no work is known for a task of kind %q", t.Kind)
	}
	return do(a, ctx, who, t)
}

// startTask makes a task row and queues its work, in the transaction of the act.
func (a *App) startTask(ctx context.Context, tx *store.Tx, t store.Task) (store.Task, error) {
	made, err := tx.AddTask(ctx, t)
	if err != nil {
		return made, err
	}
	return made, a.requeueTask(ctx, tx, made, t.NotBefore) // the row itself does not keep when to begin
}

// requeueTask queues the work of a task once more, at a moment of real time.
func (a *App) requeueTask(ctx context.Context, tx *store.Tx, t store.Task, at time.Time) error {
	who := tx.Who()
	return a.queue.Add(ctx, tx.Raw(), queue.Task{Institution: string(who.Institution), Program: string(who.Program), Task: t.ID}, at)
}
