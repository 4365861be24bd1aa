package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// runAudit is `evenly audit verify`.
func runAudit(ctx context.Context, c *call) error {
	f := c.flags("audit", "audit verify", "Walks the audit log of every institution on DATABASE_URL and names the first row that was changed or is missing. Ends with 1 when there is one.")
	if err := c.parse(f); err != nil {
		return err
	}
	if f.Arg(0) != "verify" {
		f.Usage()
		return errUsage
	}
	dsn := c.env("DATABASE_URL")
	if dsn == "" {
		return wrong("set DATABASE_URL, like postgres://evenly_app@db.example.org/evenly")
	}
	s, err := open(ctx, wiring{databaseURL: dsn, mail: noMail{}, now: time.Now, log: newLog(c, 8)})
	if err != nil {
		return err
	}
	defer s.store.Close()
	checks, err := s.app.VerifyAudit(ctx)
	if err != nil {
		return err
	}
	broken := false
	for _, x := range checks {
		if x.Bad > 0 {
			broken = true
			fmt.Fprintf(c.out, "%s: row %d of %d was changed, or one before it is missing\n", x.Institution, x.Bad, x.Rows)
			continue
		}
		fmt.Fprintf(c.out, "%s: %d rows, whole\n", x.Institution, x.Rows)
	}
	if broken {
		return errors.New("the audit log is not whole")
	}
	return nil
}
