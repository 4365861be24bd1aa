// Package worker does the work that was put off (package queue) and keeps the timetable. Each kind of job calls one
// function of app. The clock only asks; the database decides what is due, so a lost tick is caught an hour later and a
// doubled one finds nothing.
package worker

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"evenly/internal/app"
	"evenly/internal/queue"
)

// Worker runs jobs until it is stopped.
type Worker struct {
	client *river.Client[pgx.Tx]
}

// New makes a worker over the program's pool. Several processes may run one each: River elects who keeps the timetable.
func New(pool *pgxpool.Pool, a *app.App, log *slog.Logger) (*Worker, error) {
	workers := river.NewWorkers()
	river.AddWorker(workers, river.WorkFunc(func(ctx context.Context, j *river.Job[queue.Deliver]) error {
		return a.Deliver(ctx, j.Args)
	}))
	river.AddWorker(workers, river.WorkFunc(func(ctx context.Context, j *river.Job[queue.SignIn]) error {
		return a.SendSignIn(ctx, j.Args)
	}))
	river.AddWorker(workers, river.WorkFunc(func(ctx context.Context, j *river.Job[queue.Task]) error {
		return a.DoTask(ctx, j.Args)
	}))
	river.AddWorker(workers, river.WorkFunc(func(ctx context.Context, _ *river.Job[queue.Tick]) error {
		return a.Tick(ctx)
	}))
	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{
		Schema:            queue.Schema,
		Logger:            log,
		Queues:            map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 8}},
		Workers:           workers,
		JobTimeout:        2 * time.Minute,
		FetchPollInterval: time.Second,
		PeriodicJobs: []*river.PeriodicJob{
			river.NewPeriodicJob(river.PeriodicInterval(time.Hour), func() (river.JobArgs, *river.InsertOpts) {
				return queue.Tick{}, nil
			}, &river.PeriodicJobOpts{RunOnStart: true}),
		},
	})
	if err != nil {
		return nil, fmt.Errorf("make the worker: %w", err)
	}
	return &Worker{client: client}, nil
}

// Start begins working in the background.
func (w *Worker) Start(ctx context.Context) error {
	if err := w.client.Start(ctx); err != nil {
		return fmt.Errorf("start the worker: %w", err)
	}
	return nil
}

// Stop lets jobs under way finish, as long as ctx allows.
func (w *Worker) Stop(ctx context.Context) error { return w.client.Stop(ctx) }
