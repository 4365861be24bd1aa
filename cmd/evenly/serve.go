package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"

	"time"

	"evenly/internal/config"
	"evenly/internal/mail"
	"evenly/migrations"
)

// runServe is `evenly serve`.
func runServe(ctx context.Context, c *call) error {
	f := c.flags("serve", "serve", "Runs the site for people. Settings come from the environment; a bad or missing one is named and nothing starts:\n\n"+settingsWords(config.ModeServe))
	if err := c.parse(f); err != nil {
		return err
	}
	cfg, err := config.Serve(c.env)
	if err != nil {
		return wrong("the settings need a change:\n%v", err)
	}
	log := newLog(c, cfg.LogLevel)
	sender, err := newSender(cfg)
	if err != nil {
		return wrong("%v", err)
	}
	if cfg.MigrateURL != "" {
		if err := migrations.Up(ctx, cfg.MigrateURL); err != nil {
			return err
		}
	}
	s, err := open(ctx, wiring{databaseURL: cfg.DatabaseURL, baseURL: cfg.BaseURL.String(), secure: true, proxies: cfg.Proxies.Prefixes,
		proxyCount: cfg.Proxies.Count, mail: sender, keys: cfg.Keys, now: time.Now, log: log, metricsAddr: cfg.MetricsAddr})
	if err != nil {
		return err
	}
	return s.run(ctx, cfg.Addr, func(a net.Addr) {
		log.Info("evenly serves", "address", a.String(), "url", cfg.BaseURL.String())
	})
}

func newLog(c *call, level slog.Level) *slog.Logger {
	return slog.New(slog.NewJSONHandler(c.out, &slog.HandlerOptions{Level: level}))
}

// newSender is the way mail takes: a folder or an SMTP server.
func newSender(cfg config.Config) (mail.Sender, error) {
	from, err := mail.ParseAddress(cfg.MailFrom)
	if err != nil {
		return nil, err
	}
	if cfg.MailDir != "" {
		return mail.NewFolder(cfg.MailDir, from)
	}
	return mail.NewSMTP(cfg.SMTPURL, from)
}

// settingsWords explains the environment variables of a mode.
func settingsWords(mode config.Mode) string {
	out := ""
	for _, v := range config.Variables() {
		if !v.KnownIn(mode) {
			continue
		}
		note := ""
		if v.RequiredIn(mode) {
			note = " (required)"
		} else if d := v.DefaultIn(mode); d != "" {
			note = " (default: " + d + ")"
		}
		out += fmt.Sprintf("  %-24s %s%s\n", v.Name, v.Meaning, note)
	}
	return out
}
