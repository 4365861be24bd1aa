package pgdev

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// port names the socket file; no network port is opened.
const port = "5432"

// socketLimit is the longest path of a socket that every system takes: 107 bytes on Linux, 103 on macOS.
const socketLimit = 103

// place is where a server lives and under which account it runs.
type place struct {
	dir     string  // holds data, lock and log
	socket  string  // the folder of the socket: dir, or a short one under /tmp when dir's path is too long
	account account // the account of the server's process
}

func (p place) data() string       { return filepath.Join(p.dir, "data") }
func (p place) logFile() string    { return filepath.Join(p.dir, "postgres.log") }
func (p place) pidFile() string    { return filepath.Join(p.data(), "postmaster.pid") }
func (p place) socketFile() string { return filepath.Join(p.socket, ".s.PGSQL."+port) }

// findPlace settles where the data asked for in dir really goes, and makes the folders.
func findPlace(dir string, log *slog.Logger) (place, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return place{}, fmt.Errorf("find the Postgres folder: %w", err)
	}
	dir, who, err := settle(dir, log)
	if err != nil {
		return place{}, err
	}
	p := place{dir: dir, socket: dir, account: who}
	if len(p.socketFile()) > socketLimit {
		p.socket = filepath.Join("/tmp", "evenly-"+short(dir))
	}
	for _, folder := range []string{p.dir, p.socket} {
		if err := p.account.own(folder); err != nil {
			return place{}, err
		}
	}
	return p, nil
}

// settle chooses the account and, when that account cannot reach dir, another folder.
func settle(dir string, log *slog.Logger) (string, account, error) {
	who, err := accountFor(dir)
	if err != nil {
		return "", account{}, err
	}
	if err := makeParents(dir); err != nil {
		return "", account{}, err
	}
	closed := who.barrier(dir)
	if closed == "" {
		return dir, who, nil
	}
	moved, err := elsewhere(dir)
	if err != nil {
		return "", account{}, err
	}
	log.Warn("private Postgres: its account cannot enter a folder on the way, so the data is kept elsewhere",
		"closed", closed, "account", who.name(), "data", moved)
	return moved, who, nil
}

// refuge holds the data of those who cannot have it where they want it.
const refuge = "/var/lib/evenly"

// elsewhere returns the folder in the refuge that stands for dir. A link in dir's place leads there: people find the data,
// and who removes the link begins with an empty database, as they would expect.
func elsewhere(dir string) (string, error) {
	if target, err := os.Readlink(dir); err == nil {
		return target, nil
	}
	if err := makeParents(filepath.Join(refuge, "postgres")); err != nil {
		return "", err
	}
	target, err := os.MkdirTemp(refuge, "postgres-")
	if err != nil {
		return "", fmt.Errorf("make a folder for the private Postgres: %w", err)
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("make room for the link to the private Postgres: %w", errors.Join(err, os.Remove(target)))
	}
	if err := os.Symlink(target, dir); err != nil {
		err = errors.Join(err, os.Remove(target))
		if first, readErr := os.Readlink(dir); readErr == nil {
			return first, nil // somebody else was faster
		}
		return "", fmt.Errorf("link to the folder of the private Postgres: %w", err)
	}
	return target, nil
}

// makeParents makes the folders above dir that are missing, open for passing through whatever the umask says.
func makeParents(dir string) error {
	parent := filepath.Dir(dir)
	if _, err := os.Stat(parent); err == nil {
		return nil
	}
	if err := makeParents(parent); err != nil {
		return err
	}
	if err := os.Mkdir(parent, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("make the folder for the private Postgres: %w", err)
	}
	if err := os.Chmod(parent, 0o755); err != nil {
		return fmt.Errorf("open the folder for the private Postgres: %w", err)
	}
	return nil
}

// short is a name for a folder that is stable and fits into a socket's path.
func short(dir string) string {
	sum := sha256.Sum256([]byte(dir))
	return hex.EncodeToString(sum[:4])
}

// major returns the Postgres version that made the data, or "" when there is none yet.
func (p place) major() string {
	text, err := os.ReadFile(filepath.Join(p.data(), "PG_VERSION"))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}

// empty throws the data away.
func (p place) empty() error {
	if err := os.RemoveAll(p.data()); err != nil {
		return fmt.Errorf("empty the scratch folder: %w", err)
	}
	return nil
}

// ping returns nil when the server accepts connections.
func (p place) ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	conn, err := pgconn.Connect(ctx, p.url(Superuser, "postgres"))
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}

// owner returns the account that a file belongs to.
func owner(info fs.FileInfo) account {
	stat := info.Sys().(*syscall.Stat_t)
	return account{uid: stat.Uid, gid: stat.Gid}
}
