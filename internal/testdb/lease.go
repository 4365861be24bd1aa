package testdb

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"evenly/internal/pgdev"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// The advisory locks of the shared server; the numbers mean nothing.
const (
	leaseLock = 7001 // shared: held by every process that uses the server. Exclusive: held by the one that ends it
	tidyLock  = 7002 // held while cleaning up and while making a template
	watchLock = 7003 // held by the session that watches for the end of all leases
)

// idleLimit is how long the server waits for a next test process.
const idleLimit = time.Minute

// home is the folder of the shared server, one per account.
func home() string {
	return filepath.Join(os.TempDir(), fmt.Sprintf("evenly-test-%d", os.Geteuid()))
}

// takeLease returns when this process is known to the server as a user of it. A server that was about to end when we
// came ends in spite of us; then we start the next one.
func takeLease(ctx context.Context, s setup) (*cluster, error) {
	for {
		server, err := pgdev.Start(ctx, pgdev.Options{Dir: s.dir, Bin: os.Getenv("EVENLY_POSTGRES_BIN"), Scratch: true, Shared: true})
		if err != nil {
			return nil, err
		}
		c, err := newCluster(ctx, server, s.print)
		if err == nil {
			return c, nil
		}
		if ctx.Err() != nil {
			return nil, fmt.Errorf("join the shared test server in %s: %w", server.Dir(), err)
		}
	}
}

func newCluster(ctx context.Context, server *pgdev.Server, print string) (*cluster, error) {
	c := &cluster{server: server, id: randomID()}
	config, err := pgx.ParseConfig(server.URL(pgdev.Superuser, "postgres"))
	if err != nil {
		return nil, err
	}
	config.RuntimeParams["application_name"] = leaseName(c.id, print)
	if c.lease, err = pgx.ConnectConfig(ctx, config); err != nil {
		return nil, err
	}
	// Fails when the server is ending, and the connection with it.
	_, err = c.lease.Exec(ctx, "SELECT pg_advisory_lock_shared($1)", leaseLock)
	if err == nil {
		c.admin, err = pgxpool.New(ctx, server.URL(pgdev.Superuser, "postgres"))
	}
	if err != nil {
		return nil, errors.Join(err, c.lease.Close(ctx))
	}
	return c, nil
}

// A lease is named "evenly-lease ID FINGERPRINT", so that others can see which databases and which template it needs.
const leasePrefix = "evenly-lease "

func leaseName(id, print string) string { return leasePrefix + id + " " + print }

// leases returns the ids and the fingerprints of all processes that use the server now.
func leases(ctx context.Context, conn *pgx.Conn) (ids, prints map[string]bool, err error) {
	rows, err := conn.Query(ctx, "SELECT application_name FROM pg_stat_activity WHERE starts_with(application_name, $1)", leasePrefix)
	if err != nil {
		return nil, nil, err
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, nil, err
	}
	ids, prints = map[string]bool{}, map[string]bool{}
	for _, name := range names {
		id, print, _ := strings.Cut(strings.TrimPrefix(name, leasePrefix), " ")
		ids[id], prints[print] = true, true
	}
	return ids, prints, nil
}

func randomID() string {
	var b [4]byte
	_, _ = rand.Read(b[:]) // never fails, see its documentation
	return hex.EncodeToString(b[:])
}
