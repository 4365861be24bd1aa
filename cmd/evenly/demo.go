package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	"evenly/internal/config"
	"evenly/internal/demo"
	"evenly/internal/mail"
	"evenly/internal/pgdev"
	"evenly/internal/server"
	"evenly/migrations"
)

// runDemo is `evenly demo`: a private Postgres, the schema, a believable program in it, and the site in front.
func runDemo(ctx context.Context, c *call) error {
	f := c.flags("demo", "demo [-dir DIR]", "Runs the demonstration: two programs of an invented hospital, signed in as anyone with one button. Data are kept between starts.\n\n"+settingsWords(config.ModeDemo))
	dir := f.String("dir", ".evenly", "where the database, the mail and the clock are kept")
	if err := c.parse(f); err != nil {
		return err
	}
	cfg, err := config.Demo(c.env)
	if err != nil {
		return wrong("the settings need a change:\n%v", err)
	}
	if err := os.MkdirAll(*dir, 0o755); err != nil {
		return fmt.Errorf("make the demonstration's folder: %w", err)
	}
	log := slog.New(slog.NewTextHandler(logFile(*dir), &slog.HandlerOptions{Level: cfg.LogLevel}))
	adminURL, appURL, stop, err := demoDatabase(ctx, cfg, *dir, log)
	if err != nil {
		return err
	}
	defer stop()
	if err := migrations.Up(ctx, adminURL); err != nil {
		return err
	}
	return serveDemo(ctx, c, cfg, *dir, appURL, log)
}

// logFile is the demonstration's log: a file, so that the terminal keeps to what a person needs.
func logFile(dir string) io.Writer {
	file, err := os.OpenFile(filepath.Join(dir, "evenly.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return io.Discard
	}
	return file
}

// demoDatabase is the database of DATABASE_URL, or a private Postgres in dir.
func demoDatabase(ctx context.Context, cfg config.Config, dir string, log *slog.Logger) (admin, app string, stop func(), err error) {
	if cfg.DatabaseURL != "" {
		return cfg.DatabaseURL, cfg.DatabaseURL, func() {}, nil
	}
	pg, err := pgdev.Start(ctx, pgdev.Options{Dir: filepath.Join(dir, "postgres"), Bin: cfg.PostgresBin, Log: log})
	if err != nil {
		return "", "", nil, err
	}
	if err := makeDatabase(ctx, pg.URL(pgdev.Superuser, "postgres"), isFile(loadedMark(dir))); err != nil {
		pg.Stop()
		return "", "", nil, err
	}
	return pg.URL(pgdev.Superuser, demoDatabaseName), pg.URL("evenly_app", demoDatabaseName), pg.Stop, nil
}

// demoKeys is the folder of survey keys: the one that is named, else one beside the data.
func demoKeys(cfg config.Config, dir string) string {
	if cfg.Keys != "" {
		return cfg.Keys
	}
	return filepath.Join(dir, "keys")
}

func serveDemo(ctx context.Context, c *call, cfg config.Config, dir, appURL string, log *slog.Logger) error {
	start := cfg.Clock
	if start.IsZero() {
		start = demo.Start
	}
	clock, err := demo.OpenClock(filepath.Join(dir, "clock"), start)
	if err != nil {
		return err
	}
	from, err := mail.ParseAddress(cfg.MailFrom)
	if err != nil {
		return err
	}
	mailDir := filepath.Join(dir, "mail")
	folder, err := mail.NewFolder(mailDir, from)
	if err != nil {
		return err
	}
	s, err := open(ctx, wiring{databaseURL: appURL, baseURL: cfg.BaseURL.String(), mail: folder, keys: demoKeys(cfg, dir), now: clock.Now, log: log,
		extra: func(*site) []server.Endpoint { return server.DemoRoutes(clock, readMail(mailDir), personas()) }})
	if err != nil {
		return err
	}
	begun := time.Now()
	if loaded, err := demo.Load(ctx, s.app, clock); err != nil {
		return errors.Join(fmt.Errorf("load the demonstration: %w", err))
	} else if loaded {
		fmt.Fprintf(c.out, "Loaded the demonstration in %.1f s.\n", time.Since(begun).Seconds())
	}
	if err := os.WriteFile(loadedMark(dir), nil, 0o600); err != nil {
		return fmt.Errorf("mark the demonstration as loaded: %w", err)
	}
	return s.run(ctx, cfg.Addr, func(net.Addr) {
		fmt.Fprintf(c.out, "Evenly runs at %s\nSign in as anyone there. Stop with Ctrl-C; the data stay in %s.\n", cfg.BaseURL, dir)
	})
}

// loadedMark is the file that says that loading went through to its end.
func loadedMark(dir string) string { return filepath.Join(dir, "loaded") }

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// readMail reads what was sent, newest first.
func readMail(dir string) func() ([]server.DemoMail, error) {
	return func() ([]server.DemoMail, error) {
		kept, err := mail.ReadFolder(dir, 50)
		out := make([]server.DemoMail, len(kept))
		for i, k := range kept {
			out[i] = server.DemoMail{To: k.To, Subject: k.Subject, Text: k.Text, At: k.Date}
		}
		return out, err
	}
}

func personas() []server.DemoPersona {
	var out []server.DemoPersona
	for _, p := range demo.Personas() {
		out = append(out, server.DemoPersona(p))
	}
	return out
}
