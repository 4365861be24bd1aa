package app

import (
	"context"

	"evenly/internal/queue"
	"evenly/internal/route"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// What a demonstration needs besides what people do.

// Address is where a program's pages are.
type Address = route.Program

// FinishTask does the work of a task now, for a demonstration that is being built while no worker runs.
func (a *App) FinishTask(ctx context.Context, who tenant.Scope, task string) error {
	return a.DoTask(ctx, queue.Task{Institution: string(who.Institution), Program: string(who.Program), Task: task})
}

// DropMail stops the messages of a program that wait to be sent: a year that was made up leaves no mail behind. Only the
// command line and a demonstration may.
func (a *App) DropMail(ctx context.Context, who tenant.Scope) error {
	return a.store.As(ctx, who, func(tx *store.Tx) error { return tx.StopAllMessages(ctx) })
}
