package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"strings"

	"evenly/internal/config"
	"evenly/internal/pgdev"
	"evenly/internal/store"
	"evenly/migrations"

	"time"
)

// finding is one thing the doctor looked at.
type finding struct {
	what string
	ok   bool
	need bool   // the demonstration or the site cannot run without it
	say  string // what was found, or how to fix it
}

// runDoctor is `evenly doctor`.
func runDoctor(ctx context.Context, c *call) error {
	f := c.flags("doctor", "doctor", "Looks at this machine and says what is missing, with the way to fix it. Ends with 1 when something needed is missing.")
	if err := c.parse(f); err != nil {
		return err
	}
	missing := false
	for _, x := range []finding{postgresPrograms(c), chromium(), compiler(), database(ctx, c), noted(ctx, c), settings(c)} {
		mark := "ok  "
		if !x.ok {
			mark = "note"
			if x.need {
				mark, missing = "MISS", true
			}
		}
		fmt.Fprintf(c.out, "%s  %-18s %s\n", mark, x.what, x.say)
	}
	if missing {
		return errors.New("something needed is missing")
	}
	return nil
}

func postgresPrograms(c *call) finding {
	p, err := pgdev.Find(c.env("EVENLY_POSTGRES_BIN"))
	if err != nil {
		return finding{"Postgres programs", false, c.env("DATABASE_URL") == "", err.Error()}
	}
	return finding{"Postgres programs", true, true, fmt.Sprintf("%+v", p)}
}

func chromium() finding {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return finding{"Chromium", true, false, path}
		}
	}
	return finding{"Chromium", false, false, "only needed for the browser tests: make test installs it where it may, or install the package chromium"}
}

func compiler() finding {
	if path, err := exec.LookPath("cc"); err == nil {
		return finding{"C compiler", true, false, path}
	}
	return finding{"C compiler", false, false, "only needed for race tests (make check): install gcc (" + runtime.GOOS + ")"}
}

func database(ctx context.Context, c *call) finding {
	dsn := c.env("DATABASE_URL")
	if dsn == "" {
		return finding{"Database", true, false, "DATABASE_URL is not set: the demonstration starts a private one"}
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	st, err := store.Open(ctx, dsn, time.Now)
	if err == nil {
		defer st.Close()
		err = st.Ready(ctx, migrations.Newest())
	}
	if err != nil {
		return finding{"Database", false, true, err.Error()}
	}
	return finding{"Database", true, true, "answers, with this program's schema"}
}

// noted looks at what the database writes down by itself.
func noted(ctx context.Context, c *call) finding {
	what, dsn := "Database's notes", c.env("DATABASE_URL")
	if dsn == "" {
		return finding{what, true, false, "the private one writes down failures only"}
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	st, err := store.Open(ctx, dsn, time.Now)
	if err != nil {
		return finding{what, false, false, err.Error()}
	}
	defer st.Close()
	all, err := st.Noted(ctx)
	switch {
	case err != nil:
		return finding{what, false, false, err.Error()}
	case len(all) > 0:
		return finding{what, false, false, "it writes down who does what and when: " + strings.Join(all, ", ") +
			". For evenly_app, turn that off: docs/operations.md, The database's own notes"}
	}
	return finding{what, true, false, "failures only"}
}

func settings(c *call) finding {
	if c.env("DATABASE_URL") == "" {
		return finding{"Settings", true, false, "none needed for the demonstration"}
	}
	if _, err := config.Serve(c.env); err != nil {
		return finding{"Settings", false, false, "serve would not start:\n" + err.Error()}
	}
	return finding{"Settings", true, true, "complete for serve"}
}
