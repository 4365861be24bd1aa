// Package config turns the environment into settings, once, when the program starts.
//
// There are two ways to run Evenly and each has its own rules: [Serve] is production and refuses to start on a missing or
// doubtful setting; [Demo] runs with none at all. Both look at every variable before they give up, so that whoever sets
// up a server reads one list of mistakes, each with what to write instead, and not one mistake per try.
//
// [Variables] is the list of all variables as data: the parser works through it, and the README and -h print it.
package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Config is what the environment said. A value that was not set has its default.
type Config struct {
	DatabaseURL string // of the program's own role; "" in a demonstration means the private Postgres
	MigrateURL  string // the same database for a role that may change the schema; "" when serve leaves the schema alone

	BaseURL     *url.URL // scheme and host that people type; https when serving
	Addr        string   // host:port to listen on
	MetricsAddr string   // host:port of /metrics, or "" for none
	Proxies     Proxies  // which to trust with the address of a client

	SMTPURL  string // where mail is handed in, or ""
	MailDir  string // where mail is written as files instead, or ""
	MailFrom string // sender, "Name <local@host>"

	Keys        string     // folder with the program's keys, or ""
	LogLevel    slog.Level // of the log on stdout
	Clock       time.Time  // where a demonstration's clock starts; zero for the real time
	PostgresBin string     // folder of the Postgres programs, or "" to look for them
}

// Proxies says how far the header X-Forwarded-For is believed. The zero value believes nothing: the client is whoever
// opened the connection.
type Proxies struct {
	Count    int            // that many proxies stand before the program, whatever their addresses
	Prefixes []netip.Prefix // or: the addresses of the proxies
}

// Mode is a way to run the program.
type Mode string

// The modes.
const (
	ModeServe Mode = "serve"
	ModeDemo  Mode = "demo"
)

// Serve reads the settings of a production server. The error, when there is one, is an [Errors].
func Serve(getenv func(string) string) (Config, error) { return read(ModeServe, getenv) }

// Demo reads the settings of a demonstration. Everything has a default. The error, when there is one, is an [Errors].
func Demo(getenv func(string) string) (Config, error) { return read(ModeDemo, getenv) }

// read works through the table, then looks at what belongs together.
func read(mode Mode, getenv func(string) string) (Config, error) {
	var c Config
	var errs Errors
	for _, v := range Variables() {
		if problem := v.apply(&c, mode, strings.TrimSpace(getenv(v.Name))); problem != "" {
			errs = append(errs, v.Name+" "+problem)
		}
	}
	errs = append(errs, together(c, mode, getenv)...)
	if len(errs) > 0 {
		return Config{}, errs
	}
	if c.BaseURL == nil {
		c.BaseURL = localURL(c.Addr)
	}
	return c, nil
}

// together returns the problems that no variable has alone.
func together(c Config, mode Mode, getenv func(string) string) Errors {
	var errs Errors
	smtp, dir := getenv("EVENLY_SMTP_URL") != "", getenv("EVENLY_MAIL_DIR") != ""
	switch {
	case smtp && dir:
		errs = append(errs, "EVENLY_SMTP_URL and EVENLY_MAIL_DIR are both set: keep the one that mail is to take")
	case mode == ModeServe && !smtp && !dir:
		errs = append(errs, "EVENLY_SMTP_URL is missing: write the mail server, for example "+exampleSMTP+
			" (or set EVENLY_MAIL_DIR to a folder, where mail is written as files)")
	}
	if c.MetricsAddr != "" && c.MetricsAddr == c.Addr {
		errs = append(errs, fmt.Sprintf("EVENLY_METRICS_ADDR is the same as EVENLY_ADDR (%s): metrics need a port of their own, "+
			"for example localhost:9464", c.Addr))
	}
	return errs
}

// Errors is every mistake in the environment: one line each, beginning with the variable's name.
type Errors []string

func (e Errors) Error() string { return strings.Join(e, "\n") }

// Unknown returns the variables of an environment ("NAME=value", as from os.Environ) that look like ours and are not,
// in order: most likely they are misspelt.
func Unknown(environ []string) []string {
	var names []string
	for _, entry := range environ {
		name, _, _ := strings.Cut(entry, "=")
		known := slices.ContainsFunc(Variables(), func(v Variable) bool { return v.Name == name })
		if strings.HasPrefix(name, "EVENLY_") && !known {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// AsErrors returns the list of mistakes in an error of Serve or Demo.
func AsErrors(err error) Errors {
	errs, _ := errors.AsType[Errors](err)
	return errs
}
