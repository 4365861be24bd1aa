package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"time"

	"evenly/internal/app"
	"evenly/internal/config"
	"evenly/internal/mail"
	"evenly/internal/queue"
	"evenly/internal/server"
	"evenly/internal/session"
	"evenly/internal/store"
	"evenly/internal/survey/urn"
	"evenly/internal/worker"
	"evenly/migrations"
)

// wiring is what a site is made of.
type wiring struct {
	databaseURL string
	baseURL     string
	secure      bool
	proxies     []netip.Prefix
	proxyCount  int
	metricsAddr string // where /metrics listens, "" for nowhere
	mail        mail.Sender
	keys        string // folder of the private keys of open surveys, "" for none
	now         func() time.Time
	extra       func(*site) []server.Endpoint
	log         *slog.Logger
}

// site is the running program.
type site struct {
	store    *store.Store
	sessions *session.Manager
	app      *app.App
	server   *server.Server
	worker   *worker.Worker
	log      *slog.Logger
	metrics  string
}

// open wires the parts together. Nothing listens or works yet.
func open(ctx context.Context, w wiring) (*site, error) {
	config.TuneMemory()
	st, err := store.Open(ctx, w.databaseURL, w.now)
	if err != nil {
		return nil, err
	}
	s := &site{store: st, log: w.log, metrics: w.metricsAddr}
	q, err := queue.New(st.Pool())
	if err != nil {
		return nil, err
	}
	keys, err := keyFolder(w.keys)
	if err != nil {
		return nil, err
	}
	s.app = app.New(app.Config{Store: st, Queue: q, Mail: w.mail, BaseURL: w.baseURL, Log: w.log, Keys: keys})
	s.sessions = session.New(st.Pool(), session.Options{Secure: w.secure,
		Failed: func(w http.ResponseWriter, r *http.Request, err error) { s.server.DatabaseFailed(w, r, err) }})
	var extra []server.Endpoint
	if w.extra != nil {
		extra = w.extra(s)
	}
	s.server = server.New(server.Options{App: s.app, Sessions: s.sessions, Log: w.log, BaseURL: w.baseURL, Secure: w.secure,
		Proxies: w.proxies, ProxyCount: w.proxyCount, Schema: migrations.Newest(), Extra: extra, Demo: w.extra != nil, Compress: true, KeepPages: 128})
	s.worker, err = worker.New(st.Pool(), s.app, w.log)
	return s, err
}

// keyFolder opens the folder of survey keys; nil when none is named.
func keyFolder(dir string) (*urn.Folder, error) {
	if dir == "" {
		return nil, nil
	}
	folder, err := urn.OpenFolder(dir)
	return &folder, err
}

// run listens on addr and works until ctx ends; then /readyz says no, accepted requests and jobs under way finish, within
// ten seconds.
func (s *site) run(ctx context.Context, addr string, ready func(net.Addr)) error {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", addr, err)
	}
	// The worker's own context outlives ctx, so that jobs under way can finish.
	s.worker.Start(context.WithoutCancel(ctx))
	if s.metrics != "" {
		stopMetrics, err := serveMetrics(s.metrics, s.store)
		if err != nil {
			return errors.Join(err, listener.Close())
		}
		defer stopMetrics()
	}
	h := &http.Server{Handler: s.server.Handler(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 60 * time.Second,
		WriteTimeout: 60 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelWarn)}
	ended := make(chan error, 1)
	go func() { ended <- h.Serve(listener) }()
	ready(listener.Addr())
	select {
	case err := <-ended:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	return s.stop(h)
}

func (s *site) stop(h *http.Server) error {
	s.server.Stop()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	err := errors.Join(h.Shutdown(ctx), s.worker.Stop(ctx))
	s.store.Close()
	return err
}
