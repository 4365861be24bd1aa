package store

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"evenly/internal/tenant"
)

// Task is work with a page of its own.
type Task struct {
	ID         string // chosen by the caller, or "" for a new one
	Kind       string
	State      string // waiting, working, done, failed, stopped
	Total      int
	Done       int
	Failed     int
	Result     string // the path of the result's page
	Message    string // why it failed, for the person
	CreatedBy  *tenant.PersonID
	CreatedAt  time.Time
	FinishedAt *time.Time

	NotBefore time.Time `db:"-"` // when to begin; zero: now
}

// Ended reports whether nothing is left to do.
func (t Task) Ended() bool { return slices.Contains([]string{"done", "failed", "stopped"}, t.State) }

const taskColumns = `id, kind, state, total, done, failed, result, message, created_by, created_at, finished_at`

// Task reads a task of the program, or fault.NotFound.
func (tx *Tx) Task(ctx context.Context, id string) (Task, error) {
	if !IsID(id) {
		id = "00000000-0000-0000-0000-000000000000"
	}
	return one[Task](ctx, tx, "There is no such task.", `
		SELECT `+taskColumns+` FROM task WHERE program_id = @program AND id = @id`, pgx.StrictNamedArgs{"id": id})
}

// AddTask makes a task row.
func (tx *Tx) AddTask(ctx context.Context, t Task) (Task, error) {
	return one[Task](ctx, tx, "", `
		INSERT INTO task (institution_id, id, program_id, kind, total, result, created_by, created_at)
		VALUES (@institution, coalesce(nullif(@id, '')::uuid, gen_random_uuid()), @program, @kind, @total, @result, nullif(@person, '')::uuid, @now)
		RETURNING `+taskColumns,
		pgx.StrictNamedArgs{"id": t.ID, "kind": t.Kind, "total": t.Total, "result": t.Result, "person": string(tx.who.Person)})
}

// SetTask stores how far a task is. A task that was stopped stays stopped.
func (tx *Tx) SetTask(ctx context.Context, t Task) error {
	_, err := tx.exec(ctx, `
		UPDATE task SET state = @state, total = @total, done = @done, failed = @failed, result = @result, message = @message,
		       finished_at = CASE WHEN @state IN ('done', 'failed', 'stopped') THEN @now::timestamptz END
		WHERE program_id = @program AND id = @id AND state <> 'stopped'`,
		pgx.StrictNamedArgs{"id": t.ID, "state": t.State, "total": t.Total, "done": t.Done, "failed": t.Failed, "result": t.Result, "message": t.Message})
	return err
}

// LockTask reads a task and keeps others from changing it until the transaction ends.
func (tx *Tx) LockTask(ctx context.Context, id string) (Task, error) {
	return one[Task](ctx, tx, "There is no such task.", `
		SELECT `+taskColumns+` FROM task WHERE program_id = @program AND id = @id FOR UPDATE`, pgx.StrictNamedArgs{"id": known(id)})
}

// StopTask ends a task and the mails of it that wait.
func (tx *Tx) StopTask(ctx context.Context, id string) error {
	if _, err := tx.exec(ctx, `
		UPDATE message SET state = 'stopped' WHERE program_id = @program AND task_id = @id AND state = 'waiting'`,
		pgx.StrictNamedArgs{"id": id}); err != nil {
		return err
	}
	_, err := tx.exec(ctx, `
		UPDATE task SET state = 'stopped', finished_at = @now WHERE program_id = @program AND id = @id`, pgx.StrictNamedArgs{"id": id})
	return err
}
