// Package worker does the work that was put off (package queue) and keeps the timetable. Each kind of job calls one
// function of app. The clock only asks; the database decides what is due, so a lost tick is caught an hour later and a
// doubled one finds nothing.
package worker

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
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
	pool    *pgxpool.Pool
	workers *river.Workers
	log     *slog.Logger

	mu      sync.Mutex
	client  *river.Client[pgx.Tx] // nil until the database was there
	stopped chan struct{}         // closed by Stop
	trying  sync.WaitGroup
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
	w := &Worker{pool: pool, workers: workers, log: log, stopped: make(chan struct{})}
	_, err := w.newClient() // a mistake in the configuration shows here and not in the background
	return w, err
}

func (w *Worker) newClient() (*river.Client[pgx.Tx], error) {
	client, err := river.NewClient(riverpgxv5.New(w.pool), &river.Config{
		Schema:     queue.Schema,
		Logger:     w.log,
		Queues:     map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 8}},
		Workers:    w.workers,
		JobTimeout: 2 * time.Minute,
		// A killed process leaves its jobs as running; they begin again soon after none can be at work on them any more.
		RescueStuckJobsAfter: 3 * time.Minute,
		FetchPollInterval:    time.Second,
		PeriodicJobs: []*river.PeriodicJob{
			river.NewPeriodicJob(river.PeriodicInterval(time.Hour), func() (river.JobArgs, *river.InsertOpts) {
				return queue.Tick{}, nil
			}, &river.PeriodicJobOpts{RunOnStart: true}),
		},
	})
	if err != nil {
		return nil, fmt.Errorf("make the worker: %w", err)
	}
	return client, nil
}

// Start begins working in the background. When the database is not there yet it goes on trying: the program never needs a
// restart because Postgres had one.
func (w *Worker) Start(ctx context.Context) {
	if w.try(ctx) == nil {
		return
	}
	w.trying.Go(func() {
		for {
			select {
			case <-w.stopped:
				return
			case <-time.After(250 * time.Millisecond):
			}
			if w.try(ctx) == nil {
				return
			}
		}
	})
}

// try starts a client of the queue. One that could not start is of no further use.
func (w *Worker) try(ctx context.Context) error {
	client, err := w.newClient()
	if err == nil {
		err = client.Start(ctx)
	}
	if err != nil {
		w.log.WarnContext(ctx, "the worker waits for the database", "error", err)
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.client = client
	return nil
}

// Stop lets jobs under way finish, as long as ctx allows.
func (w *Worker) Stop(ctx context.Context) error {
	close(w.stopped)
	w.trying.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.client == nil {
		return nil
	}
	return w.client.Stop(ctx)
}
