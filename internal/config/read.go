package config

import (
	"fmt"
	"log/slog"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Values that may hold a password (the addresses of the database and of the mail server) are never repeated in a problem.

func readDatabase(c *Config, _ Mode, value string) string {
	c.DatabaseURL = value
	return checkDatabase(value)
}

func readMigrate(c *Config, _ Mode, value string) string {
	c.MigrateURL = value
	return checkDatabase(value)
}

func checkDatabase(value string) (problem string) {
	isURL := strings.HasPrefix(value, "postgres://") || strings.HasPrefix(value, "postgresql://")
	if _, err := pgxpool.ParseConfig(value); err != nil || !isURL {
		return "cannot be read as the address of a database: write it like " + exampleDatabase
	}
	return ""
}

func readBase(c *Config, mode Mode, value string) string {
	u, err := url.Parse(value)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return fmt.Sprintf("is %q, which is not an address: write scheme and host, for example %s", value, exampleBase)
	case u.Path != "" && u.Path != "/":
		return fmt.Sprintf("is %q, but Evenly does not live below a path: write https://%s", value, u.Host)
	case mode == ModeServe && u.Scheme != "https":
		return fmt.Sprintf("is %q, but people's sessions must not travel unencrypted: write https://%s", value, u.Host)
	}
	c.BaseURL = &url.URL{Scheme: u.Scheme, Host: u.Host}
	return ""
}

// localURL is the address of a demonstration that listens on addr, as a person on this machine types it.
func localURL(addr string) *url.URL {
	host, port, _ := net.SplitHostPort(addr) // addr was checked
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return &url.URL{Scheme: "http", Host: net.JoinHostPort(host, port)}
}

func readAddr(field func(*Config) *string) reader {
	return func(c *Config, _ Mode, value string) string {
		_, port, err := net.SplitHostPort(value)
		if n, numErr := strconv.Atoi(port); err != nil || numErr != nil || n < 0 || n > 65535 {
			return fmt.Sprintf("is %q, which is not host and port: write for example localhost:8080, or :8080 for all addresses", value)
		}
		*field(c) = value
		return ""
	}
}

func readText(field func(*Config) *string) reader {
	return func(c *Config, _ Mode, value string) string {
		*field(c) = value
		return ""
	}
}

func readProxies(c *Config, _ Mode, value string) string {
	if n, err := strconv.Atoi(value); err == nil && n >= 0 && n <= 10 {
		c.Proxies.Count = n
		return ""
	}
	for part := range strings.SplitSeq(value, ",") {
		prefix, ok := parsePrefix(strings.TrimSpace(part))
		if !ok {
			return fmt.Sprintf("is %q, which is neither a number of proxies (0 to 10) nor a list of their addresses: "+
				"write for example 1, or 10.0.0.0/8,192.168.1.7", value)
		}
		c.Proxies.Prefixes = append(c.Proxies.Prefixes, prefix)
	}
	return ""
}

// parsePrefix reads 10.0.0.0/8, or a single address.
func parsePrefix(s string) (netip.Prefix, bool) {
	if addr, err := netip.ParseAddr(s); err == nil {
		return netip.PrefixFrom(addr, addr.BitLen()), addr.Zone() == ""
	}
	prefix, err := netip.ParsePrefix(s)
	return prefix.Masked(), err == nil
}

func readSMTP(c *Config, _ Mode, value string) string {
	u, err := url.Parse(value)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" || u.Path != "" && u.Path != "/" {
		return "cannot be read as the address of a mail server: write it like " + exampleSMTP + " or smtps://mail.hospital.org:465"
	}
	if port := u.Port(); port != "" {
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
			return fmt.Sprintf("has the port %q, which is not a number from 1 to 65535: write it like %s", port, exampleSMTP)
		}
	}
	c.SMTPURL = value
	return ""
}

func readFrom(c *Config, _ Mode, value string) string {
	if _, err := mail.ParseAddress(value); err != nil {
		return fmt.Sprintf("is %q, which is not a sender: write for example Evenly <evenly@hospital.org>", value)
	}
	c.MailFrom = value
	return ""
}

func readKeys(c *Config, _ Mode, value string) string {
	info, err := os.Stat(value)
	switch {
	case err != nil || !info.IsDir():
		return fmt.Sprintf("is %q, which is not a folder: make it, or write the one that holds the keys", value)
	case info.Mode().Perm()&0o077 != 0:
		return fmt.Sprintf("is %q, which other accounts can read: close it with chmod 700 %s", value, value)
	}
	abs, err := filepath.Abs(value)
	if err != nil {
		return fmt.Sprintf("is %q, which cannot be found: write the whole path", value)
	}
	c.Keys = abs
	return ""
}

func readLevel(c *Config, _ Mode, value string) string {
	levels := map[string]slog.Level{"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError}
	level, ok := levels[strings.ToLower(value)]
	if !ok {
		return fmt.Sprintf("is %q: write debug, info, warn or error", value)
	}
	c.LogLevel = level
	return ""
}

func readClock(c *Config, _ Mode, value string) string {
	at, err := time.Parse(time.RFC3339, value)
	if err != nil {
		return fmt.Sprintf("is %q, which is not a moment: write for example 2026-04-17T09:00:00Z", value)
	}
	c.Clock = at
	return ""
}
