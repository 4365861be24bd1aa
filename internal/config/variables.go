package config

import "slices"

// Variable is one environment variable.
type Variable struct {
	Name     string
	Meaning  string // for people: a phrase without a full stop
	Example  string
	Unset    string // for people: what happens without it, where it is neither required nor has a default
	Required []Mode // the modes that do not start without it
	Only     []Mode // the modes that know it; empty for all

	defaults map[Mode]string
	read     reader
}

// reader sets one field from a value that is not empty. It returns what is wrong and what to write instead, in words
// that follow the variable's name, or "".
type reader func(c *Config, mode Mode, value string) (problem string)

const (
	exampleDatabase = "postgres://evenly_app:password@db.hospital.org:5432/evenly"
	exampleSMTP     = "smtp://user:password@mail.hospital.org:587"
	exampleBase     = "https://evenly.hospital.org"
)

// Variables returns all variables, the ones that a new server needs first.
func Variables() []Variable {
	serve, demo := []Mode{ModeServe}, []Mode{ModeDemo}
	return []Variable{
		{Name: "DATABASE_URL", Required: serve, read: readDatabase,
			Meaning: "the Postgres database (15 or newer), with the role evenly_app",
			Example: exampleDatabase, Unset: "a private Postgres in ./.evenly"},
		{Name: "EVENLY_MIGRATE_URL", Only: serve, read: readMigrate,
			Meaning: "the same database, with a role that may change the schema; evenly serve then brings it up to date before it listens",
			Example: "postgres://evenly_migrator:password@db.hospital.org:5432/evenly", Unset: "evenly migrate up is a step of its own"},
		{Name: "EVENLY_BASE_URL", Required: serve, read: readBase,
			Meaning: "the address that people type; links in mail begin with it",
			Example: exampleBase, Unset: "http:// and EVENLY_ADDR"},
		{Name: "EVENLY_ADDR", read: readAddr(func(c *Config) *string { return &c.Addr }),
			Meaning: "host and port to listen on",
			Example: "10.0.0.5:8080", defaults: map[Mode]string{ModeServe: ":8080", ModeDemo: "localhost:8080"}},
		{Name: "EVENLY_METRICS_ADDR", read: readAddr(func(c *Config) *string { return &c.MetricsAddr }),
			Meaning: "host and port of /metrics for Prometheus, not for the public",
			Example: "localhost:9464", Unset: "no metrics"},
		{Name: "EVENLY_TRUSTED_PROXIES", read: readProxies,
			Meaning: "the proxies whose X-Forwarded-For is believed: how many stand before the program, or their addresses",
			Example: "1, or 10.0.0.0/8,192.168.1.7", defaults: inBoth("0")},
		{Name: "EVENLY_SMTP_URL", read: readSMTP,
			Meaning: "the mail server; smtp:// means STARTTLS, smtps:// TLS from the first byte",
			Example: exampleSMTP, Unset: "EVENLY_MAIL_DIR"},
		{Name: "EVENLY_MAIL_DIR", read: readText(func(c *Config) *string { return &c.MailDir }),
			Meaning: "a folder where mail is written as .eml files instead of being sent",
			Example: "/var/lib/evenly/mail", Unset: "EVENLY_SMTP_URL; a demonstration has a mailbox page"},
		{Name: "EVENLY_MAIL_FROM", Required: serve, read: readFrom,
			Meaning: "the sender of all mail",
			Example: "Evenly <evenly@hospital.org>", defaults: map[Mode]string{ModeDemo: "Evenly <evenly@example.org>"}},
		{Name: "EVENLY_KEYS", read: readKeys,
			Meaning: "a folder for the keys of open surveys, shared by all servers, closed to all other accounts and left out of backups",
			Example: "/var/lib/evenly/keys", Unset: "no survey can be opened; a demonstration keeps them beside its data"},
		{Name: "EVENLY_LOG", read: readLevel,
			Meaning: "how much is logged: debug, info, warn or error",
			Example: "warn", defaults: inBoth("info")},
		{Name: "EVENLY_CLOCK", Only: demo, read: readClock,
			Meaning: "the moment at which a demonstration's clock starts",
			Example: "2026-04-17T14:00:00Z", Unset: "Friday 17 April 2026, 10 am in New York"},
		{Name: "EVENLY_POSTGRES_BIN", read: readText(func(c *Config) *string { return &c.PostgresBin }),
			Meaning: "the folder of the Postgres programs (initdb, postgres, psql, pg_dump)",
			Example: "/usr/lib/postgresql/17/bin", Unset: "they are looked for in PATH and the usual folders"},
	}
}

func inBoth(value string) map[Mode]string { return map[Mode]string{ModeServe: value, ModeDemo: value} }

// DefaultIn returns the value that the variable has in a mode when it is not set, "" for none.
func (v Variable) DefaultIn(mode Mode) string { return v.defaults[mode] }

// RequiredIn reports whether the mode does not start without the variable.
func (v Variable) RequiredIn(mode Mode) bool { return slices.Contains(v.Required, mode) }

// KnownIn reports whether the variable means anything in the mode.
func (v Variable) KnownIn(mode Mode) bool { return len(v.Only) == 0 || slices.Contains(v.Only, mode) }

// apply reads one variable's value, or its default when the value is empty, into c.
func (v Variable) apply(c *Config, mode Mode, value string) (problem string) {
	switch {
	case value != "" && !v.KnownIn(mode):
		return "is set, but only evenly " + string(v.Only[0]) + " has it: unset it"
	case value == "" && v.RequiredIn(mode):
		return "is missing: write " + v.Meaning + ", for example " + v.Example
	case value == "":
		value = v.DefaultIn(mode)
	}
	if value == "" {
		return ""
	}
	return v.read(c, mode, value)
}
