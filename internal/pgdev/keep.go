package pgdev

import (
	"context"
	"time"
)

// Restarting has a limit, so that a server that cannot live does not fill the log for ever.
const (
	restartLimit  = 5
	restartWindow = time.Minute
)

// keep restarts an owned server that ends without having been told to (the kernel ran out of memory, somebody killed
// it), and lets go of the folder when it has ended for good.
func (s *Server) keep() {
	defer close(s.ended)
	defer s.lock.release()
	var deaths []time.Time
	for {
		<-s.process.done
		if s.isStopping() {
			return
		}
		deaths = append(within(deaths, restartWindow), time.Now())
		if len(deaths) > restartLimit {
			s.log.Error("private Postgres: it keeps ending, giving up", "dir", s.place.dir, "log", s.place.logFile())
			return
		}
		s.log.Warn("private Postgres: it ended unexpectedly, restarting", "dir", s.place.dir, "reason", s.process.err)
		if !s.relaunch() {
			return
		}
	}
}

// relaunch starts the server again; false means that there is none, because it failed or because Stop came between.
func (s *Server) relaunch() bool {
	ctx, cancel := context.WithTimeout(context.Background(), startLimit)
	defer cancel()
	if err := s.launch(ctx); err != nil {
		s.log.Error("private Postgres: it could not be restarted", "dir", s.place.dir, "reason", err)
		return false
	}
	if s.isStopping() {
		s.process.stop()
		return false
	}
	return true
}

func (s *Server) isStopping() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stopping
}

// within returns the moments that lie less than window ago.
func within(moments []time.Time, window time.Duration) []time.Time {
	var recent []time.Time
	for _, m := range moments {
		if time.Since(m) < window {
			recent = append(recent, m)
		}
	}
	return recent
}
