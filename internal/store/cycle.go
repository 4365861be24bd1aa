package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"evenly/internal/mentorship"
)

const cycleColumns = `id, name, starts_on, ends_on, state, ranking_opens_at, ranking_closes_at, announce_on, answer_days, list_length, seed, seed_hash, key, key_hash, objective, aims`

// CurrentCycle is the program's cycle that people work in: the newest that is not a draft, else the newest.
func (tx *Tx) CurrentCycle(ctx context.Context) (mentorship.Cycle, error) {
	return one[mentorship.Cycle](ctx, tx, "This program has no year yet. The coordinator can add one under Setup.", `
		SELECT `+cycleColumns+` FROM cycle
		WHERE program_id = @program
		ORDER BY state = 'draft', state = 'closed', starts_on DESC LIMIT 1`, nil)
}

// RunningCycle is the cycle whose pairs meet now: the running one that today belongs to, else the newest running one, else
// the current one. While next year's profiles and lists are open, pairs go on in this year's.
func (tx *Tx) RunningCycle(ctx context.Context) (mentorship.Cycle, error) {
	return one[mentorship.Cycle](ctx, tx, "This program has no year yet. The coordinator can add one under Setup.", `
		SELECT `+cycleColumns+` FROM cycle
		WHERE program_id = @program
		ORDER BY state <> 'running', NOT @now::date BETWEEN starts_on AND ends_on, state = 'draft', state = 'closed', starts_on DESC LIMIT 1`, nil)
}

// Cycles lists a program's cycles, newest first.
func (tx *Tx) Cycles(ctx context.Context) ([]mentorship.Cycle, error) {
	return many[mentorship.Cycle](ctx, tx, `
		SELECT `+cycleColumns+` FROM cycle WHERE program_id = @program ORDER BY starts_on DESC`, nil)
}

// Cycle reads one cycle of the program, or fault.NotFound.
func (tx *Tx) Cycle(ctx context.Context, id mentorship.CycleID) (mentorship.Cycle, error) {
	return one[mentorship.Cycle](ctx, tx, "This program has no such year.", `
		SELECT `+cycleColumns+` FROM cycle WHERE program_id = @program AND id = @id`, pgx.StrictNamedArgs{"id": id})
}
