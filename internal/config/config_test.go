package config_test

import (
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"evenly/internal/config"

	"github.com/google/go-cmp/cmp"
)

// production is an environment in which serve starts.
func production() map[string]string {
	return map[string]string{
		"DATABASE_URL":     "postgres://evenly_app:secret@db.example.org/evenly",
		"EVENLY_BASE_URL":  "https://evenly.example.org/",
		"EVENLY_SMTP_URL":  "smtp://user:secret@mail.example.org:587",
		"EVENLY_MAIL_FROM": "Evenly <evenly@example.org>",
	}
}

func env(vars map[string]string) func(string) string {
	return func(name string) string { return vars[name] }
}

func TestServe(t *testing.T) {
	t.Parallel()
	c, err := config.Serve(env(production()))
	if err != nil {
		t.Fatal(err)
	}
	got := []string{c.DatabaseURL, c.BaseURL.String(), c.Addr, c.MetricsAddr, c.SMTPURL, c.MailFrom, c.LogLevel.String()}
	want := []string{"postgres://evenly_app:secret@db.example.org/evenly", "https://evenly.example.org", ":8080", "",
		"smtp://user:secret@mail.example.org:587", "Evenly <evenly@example.org>", "INFO"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Serve (-want +got):\n%s", diff)
	}
}

func TestServeListsEverythingThatIsMissing(t *testing.T) {
	t.Parallel()
	_, err := config.Serve(env(nil))
	var names []string
	for _, line := range config.AsErrors(err) {
		names = append(names, strings.Fields(line)[0])
	}
	want := []string{"DATABASE_URL", "EVENLY_BASE_URL", "EVENLY_MAIL_FROM", "EVENLY_SMTP_URL"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("missing settings (-want +got):\n%s", diff)
	}
}

func TestMistakes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, value string
		want        string // in the problem's line
	}{
		{"DATABASE_URL", "mysql://db/evenly", "write it like postgres://"},
		{"DATABASE_URL", "host=db dbname=evenly", "write it like postgres://"},
		{"DATABASE_URL", "postgres://u:p@h:notaport/x", "write it like postgres://"},
		{"EVENLY_BASE_URL", "http://evenly.example.org", "write https://evenly.example.org"},
		{"EVENLY_BASE_URL", "evenly.example.org", "for example https://"},
		{"EVENLY_BASE_URL", "https://example.org/evenly", "write https://example.org"},
		{"EVENLY_ADDR", "8080", "write for example localhost:8080"},
		{"EVENLY_ADDR", "localhost:99999", "write for example localhost:8080"},
		{"EVENLY_METRICS_ADDR", ":8080", "EVENLY_METRICS_ADDR is the same as EVENLY_ADDR"},
		{"EVENLY_TRUSTED_PROXIES", "-1", "write for example 1"},
		{"EVENLY_TRUSTED_PROXIES", "10.0.0.0/8,proxy", "write for example 1"},
		{"EVENLY_SMTP_URL", "mail.example.org", "write it like smtp://"},
		{"EVENLY_SMTP_URL", "smtp://mail.example.org:0", "not a number from 1"},
		{"EVENLY_MAIL_DIR", "mail", "both set"},
		{"EVENLY_MAIL_FROM", "Evenly", "for example Evenly <"},
		{"EVENLY_KEYS", "no such folder", "make it"},
		{"EVENLY_LOG", "loud", "write debug, info, warn or error"},
		{"EVENLY_CLOCK", "2026-04-17T09:00:00Z", "unset it"},
	}
	for _, tt := range tests {
		t.Run(tt.name+"="+tt.value, func(t *testing.T) {
			t.Parallel()
			vars := production()
			vars[tt.name] = tt.value
			_, err := config.Serve(env(vars))
			lines := config.AsErrors(err)
			if len(lines) != 1 || !strings.Contains(lines[0], tt.name) || !strings.Contains(lines[0], tt.want) {
				t.Errorf("problems: got %q, want one that names the variable and says %q", lines, tt.want)
			}
		})
	}
}

func TestMistakesAreReportedTogetherAndWithoutPasswords(t *testing.T) {
	t.Parallel()
	_, err := config.Serve(env(map[string]string{
		"DATABASE_URL": "postgres//evenly:hunter2@db/evenly", "EVENLY_SMTP_URL": "smpt://u:hunter2@mail", "EVENLY_LOG": "loud",
	}))
	if got := len(config.AsErrors(err)); got != 5 {
		t.Errorf("problems: got %d, want 5:\n%v", got, err)
	}
	if strings.Contains(err.Error(), "hunter2") {
		t.Errorf("a password is repeated:\n%v", err)
	}
}

func TestDemoNeedsNothing(t *testing.T) {
	t.Parallel()
	c, err := config.Demo(env(nil))
	if err != nil {
		t.Fatal(err)
	}
	if got := []string{c.Addr, c.BaseURL.String(), c.DatabaseURL}; !slices.Equal(got, []string{"localhost:8080", "http://localhost:8080", ""}) {
		t.Errorf("demonstration: got %q", got)
	}
}

func TestDemoSettings(t *testing.T) {
	t.Parallel()
	c, err := config.Demo(env(map[string]string{"EVENLY_ADDR": "0.0.0.0:9000", "EVENLY_CLOCK": "2026-04-17T09:00:00Z"}))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := c.BaseURL.String(), "http://localhost:9000"; got != want {
		t.Errorf("base URL: got %s, want %s", got, want)
	}
	if want := time.Date(2026, 4, 17, 9, 0, 0, 0, time.UTC); !c.Clock.Equal(want) {
		t.Errorf("clock: got %v, want %v", c.Clock, want)
	}
}

func TestTrustedProxies(t *testing.T) {
	t.Parallel()
	tests := map[string]config.Proxies{
		"":                        {},
		"2":                       {Count: 2},
		"10.1.2.3/8, 2001:db8::7": {Prefixes: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("2001:db8::7/128")}},
	}
	for value, want := range tests {
		c, err := config.Demo(env(map[string]string{"EVENLY_TRUSTED_PROXIES": value}))
		if err != nil {
			t.Errorf("%q: %v", value, err)
		}
		if diff := cmp.Diff(want, c.Proxies, cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })); diff != "" {
			t.Errorf("%q (-want +got):\n%s", value, diff)
		}
	}
}

func TestKeysAreForTheProgramAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir() // open to others
	_, err := config.Demo(env(map[string]string{"EVENLY_KEYS": dir}))
	if err == nil || !strings.Contains(err.Error(), "chmod 700 "+dir) {
		t.Errorf("open folder of keys: got %v", err)
	}
	closed := filepath.Join(t.TempDir(), "keys")
	mustMkdir(t, closed)
	if c, err := config.Demo(env(map[string]string{"EVENLY_KEYS": closed})); err != nil || c.Keys != closed {
		t.Errorf("closed folder of keys: got %q, %v", c.Keys, err)
	}
}

func TestUnknown(t *testing.T) {
	t.Parallel()
	got := config.Unknown([]string{"EVENLY_SMPT_URL=x", "EVENLY_LOG=info", "PATH=/bin", "EVENLY_ADDRESS=:1"})
	if want := []string{"EVENLY_ADDRESS", "EVENLY_SMPT_URL"}; !slices.Equal(got, want) {
		t.Errorf("Unknown: got %q, want %q", got, want)
	}
}

// What the table shows as an example must work, or it teaches mistakes.
func TestEveryExampleIsAccepted(t *testing.T) {
	t.Parallel()
	for _, v := range config.Variables() {
		if v.Name == "EVENLY_KEYS" { // needs a folder that exists
			continue
		}
		read, with := config.Demo, map[string]string{}
		if !v.KnownIn(config.ModeDemo) {
			read, with = config.Serve, production()
		}
		for example := range strings.SplitSeq(v.Example, ", or ") {
			with[v.Name] = example
			if _, err := read(env(with)); err != nil {
				t.Errorf("example %s=%s: %v", v.Name, example, err)
			}
		}
	}
}

func mustMkdir(t *testing.T, dir string) {
	t.Helper()
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
}
