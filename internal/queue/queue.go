// Package queue is the kinds of work put off until later, each added inside the transaction of the act it follows: rolled
// back with it, or done after it. Package worker does the work. Jobs carry ids only: never a name, an answer, a ballot,
// a concern or its author.
package queue

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
)

// Schema is where the job queue keeps its tables.
const Schema = "river"

// Job is one piece of work. Each kind is a struct below.
type Job = river.JobArgs

// Deliver sends one waiting message.
type Deliver struct {
	Institution string `json:"institution"`
	Message     string `json:"message"`
}

// Kind implements Job.
func (Deliver) Kind() string { return "deliver" }

// SignIn mails an account a sign-in link with a code.
type SignIn struct {
	Account string `json:"account"`
	Next    string `json:"next,omitempty"` // where to lead afterwards: a path of this site
}

// Kind implements Job.
func (SignIn) Kind() string { return "sign_in" }

// Tick is the hourly look at what is due.
type Tick struct{}

// Kind implements Job.
func (Tick) Kind() string { return "tick" }

// Task does the work behind a task row: an import, a match, a mail-out.
type Task struct {
	Institution string `json:"institution"`
	Program     string `json:"program"`
	Task        string `json:"task"`
}

// Kind implements Job.
func (Task) Kind() string { return "task" }

// Queue adds jobs.
type Queue struct {
	client *river.Client[pgx.Tx]
}

// New makes a queue over the program's pool. It only adds; package worker works.
func New(pool *pgxpool.Pool) (*Queue, error) {
	c, err := river.NewClient(riverpgxv5.New(pool), &river.Config{Schema: Schema})
	if err != nil {
		return nil, fmt.Errorf("open the job queue: %w", err)
	}
	return &Queue{client: c}, nil
}

// Add puts a job off until at (the zero time: now), inside tx.
func (q *Queue) Add(ctx context.Context, tx pgx.Tx, job Job, at time.Time) error {
	if _, err := q.client.InsertTx(ctx, tx, job, &river.InsertOpts{ScheduledAt: at}); err != nil {
		return fmt.Errorf("queue %s: %w", job.Kind(), err)
	}
	return nil
}
