package app

import (
	"context"
	"errors"

	"evenly/internal/store"
	"evenly/internal/tenant"
)

// due is one thing the clock looks for in each program, hourly. It must be idempotent: rows claim what was done.
type due func(a *App, ctx context.Context, who tenant.Scope) error

// timetable is everything the clock looks for. Each feature adds its own.
var timetable = []due{
	readWeek,
	drawBoard,
	askBeforeMissed,
	promptLogs,
	moveByDates,
	tellLostChoices,
	forgetRosters,
	forgetKeys, forgetFits,
	announceDue, answersOver,
	surveysByDate,
}

// Tick looks for what is due, in every program of every institution. One program's failure does not keep the others
// from being looked at; the first tick after it tries again.
func (a *App) Tick(ctx context.Context) error {
	var failed []error
	err := a.eachInstitution(ctx, func(who tenant.Scope) error {
		for _, p := range who.Programs {
			for _, do := range timetable {
				failed = append(failed, do(a, ctx, who.ForProgram(p)))
			}
		}
		return nil
	})
	return errors.Join(append(failed, err, a.forget(ctx))...)
}

// forgetKeys drops idempotency keys a week old: no browser sends a form again that late.
func forgetKeys(a *App, ctx context.Context, who tenant.Scope) error {
	return a.store.As(ctx, who, func(tx *store.Tx) error { return tx.ForgetKeys(ctx) })
}
