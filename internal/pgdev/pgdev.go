// Package pgdev runs a private Postgres for people who have not set one up: for the demonstration, and for the tests.
//
// The model is one folder, one server. The folder holds the data, a lock and the server's log; the server is the
// machine's own postgres program, listening on a Unix socket and on nothing else, so that two of them never quarrel
// about a port and nobody on the network can reach them. Whoever calls [Start] first owns the server: it stops with
// that process, also when the process is killed. Whoever calls Start on the same folder meanwhile is attached to it.
//
//	server, err := pgdev.Start(ctx, pgdev.Options{Dir: ".evenly/postgres"})
//	...
//	defer server.Stop()
//	pool, err := pgxpool.New(ctx, server.URL(pgdev.Superuser, "evenly"))
//
// Postgres refuses to run as root. Started by root, the server therefore runs under an unprivileged account, to which
// the folder is given. Such an account cannot enter a home folder that is closed to others; then the data is kept
// under /var/lib/evenly, and the log says so.
package pgdev

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"sync"
	"time"
)

// Superuser is the role that may do everything in a private server. It has no password: the socket's folder is closed
// to all other accounts.
const Superuser = "postgres"

// startLimit is how long Start waits for a server when its context has no deadline. A server that was killed in the
// middle of heavy writing needs some seconds to recover; one that was stopped properly is ready in less than 0.1 s.
const startLimit = 60 * time.Second

// Options say where a server lives and how dear its data is. Only Dir is required.
type Options struct {
	// Dir is the server's folder. It is made when it does not exist, and kept.
	Dir string

	// Bin is the folder of the Postgres programs; empty means to look for them, see [Find].
	Bin string

	// Scratch says that the data may be lost: nothing is synced to the disk, which makes writing several times
	// faster, and a folder that cannot be used (damaged, or of another Postgres version) is emptied and made anew.
	Scratch bool

	// Shared says that the server belongs to nobody and outlives the process that started it.
	// Whoever uses a shared server needs another way to end it; package testdb has one.
	Shared bool

	// Log gets a few lines about where the data is and about restarts; nil means silence.
	Log *slog.Logger
}

// Server is a private Postgres that was ready for connections when Start returned it.
type Server struct {
	options  Options
	programs Programs
	place    place
	log      *slog.Logger

	owner int           // the process that owns the server when it is not this one; 0 when nobody does
	lock  *lock         // held as long as this process owns the server; nil when attached or shared
	ended chan struct{} // closed when the owned server has ended for good

	mu       sync.Mutex
	process  *process // the running server; nil when attached
	stopping bool
	stopOnce sync.Once
}

// Start returns a server for the folder, ready for connections: it makes the folder when it is new, clears away what a
// killed server left there, and attaches to a server that another process runs in it.
//
// The error is a sentence for the person who started the program: no programs found, a folder of another account or of
// another Postgres version, or the server's own last words.
func Start(ctx context.Context, o Options) (*Server, error) {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	s := &Server{options: o, log: o.Log, ended: make(chan struct{})}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	var err error
	if s.place, err = findPlace(o.Dir, s.log); err != nil {
		return nil, err
	}
	if s.programs, err = find(o.Bin, s.place.major(), o.Scratch); err != nil {
		return nil, err
	}
	if err := s.join(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// URL returns the address of a database of this server for a role, in the form that pgx, libpq's programs and
// golang-migrate understand.
func (s *Server) URL(user, database string) string { return s.place.url(user, database) }

// Dir returns the folder that holds the data, which is not always the one asked for; see the package comment.
func (s *Server) Dir() string { return s.place.dir }

// Programs returns the Postgres programs that fit the server, for those who want to run psql or pg_dump on it.
func (s *Server) Programs() Programs { return s.programs }

// Attached reports whether the server was already running, and the process that owns it (0 if nobody does).
// It ends when its owner ends.
func (s *Server) Attached() (owner int, ok bool) { return s.owner, s.lock == nil && s.process == nil }

// Ended is closed when an owned server has ended for good: after Stop, or when it could not be restarted.
// A server that crashes is restarted, so most callers have no use for it.
func (s *Server) Ended() <-chan struct{} { return s.ended }

// Stop ends an owned server and returns when it has ended; open connections are closed and unfinished transactions
// rolled back. On a server that this process does not own it does nothing. It may be called more than once.
func (s *Server) Stop() {
	if s.lock == nil {
		return
	}
	s.stopOnce.Do(func() {
		s.mu.Lock()
		s.stopping = true
		running := s.process
		s.mu.Unlock()
		running.stop()
	})
	<-s.ended
}

// join makes s owner of a new server in its place, or attaches it to the one that runs there.
func (s *Server) join(ctx context.Context) error {
	for {
		held, owner, err := tryLock(s.place)
		switch {
		case err != nil:
			return err
		case held != nil:
			return s.begin(ctx, held)
		case s.place.ping(ctx) == nil:
			s.owner = owner
			return nil
		}
		// Somebody else is just starting or stopping it: soon it answers, or its lock is free.
		if err := pause(ctx); err != nil {
			return fmt.Errorf("the private Postgres in %s belongs to process %d and does not answer: stop that process, then try again",
				s.place.dir, owner)
		}
	}
}

// begin starts the server for the holder of its lock, and lets go of the lock when the server is shared.
func (s *Server) begin(ctx context.Context, held *lock) error {
	if s.options.Shared {
		defer held.release()
		if s.place.ping(ctx) == nil {
			return nil
		}
	}
	if err := s.launch(ctx); err != nil {
		held.release()
		return err
	}
	if !s.options.Shared {
		s.lock = held
		go s.keep()
	}
	return nil
}

// launch clears the place, fills it when it is new, and starts the server. Scratch data that fails is thrown away once.
func (s *Server) launch(ctx context.Context) error {
	err := s.launchOnce(ctx)
	if err == nil || !s.options.Scratch || ctx.Err() != nil {
		return err
	}
	s.log.Warn("private Postgres: making the scratch data anew", "dir", s.place.dir, "reason", err)
	if err := s.place.empty(); err != nil {
		return err
	}
	return s.launchOnce(ctx)
}

func (s *Server) launchOnce(ctx context.Context) error {
	if err := endOrphan(ctx, s.place); err != nil {
		return err
	}
	if major := s.place.major(); major != "" && major != s.programs.major() {
		return fmt.Errorf("the data in %s was made by Postgres %s, but the programs in %s are version %s", s.place.data(),
			major, s.programs.Dir, s.programs.Version)
	}
	if err := initialise(ctx, s.programs, s.place, s.options.Scratch); err != nil {
		return err
	}
	running, err := run(ctx, s.programs, s.place, s.options)
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.process = running
	s.mu.Unlock()
	return nil
}

// URL-building is kept with the place, because pings need it before there is a Server.
func (p place) url(user, database string) string {
	return (&url.URL{
		Scheme:   "postgres",
		User:     url.User(user),
		Path:     "/" + database,
		RawQuery: url.Values{"host": {p.socket}, "port": {port}}.Encode(),
	}).String()
}

// pause waits a moment before the next look at something that another process does.
func pause(ctx context.Context) error {
	timer := time.NewTimer(10 * time.Millisecond)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
