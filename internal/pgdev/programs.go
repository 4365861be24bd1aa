package pgdev

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// oldest is the first Postgres version with views that check the rights of the one who asks (security_invoker),
// on which the separation of institutions rests.
const oldest = 15

// ErrNoPrograms is what Start and Find return on a machine without Postgres. Its text says what to do.
var ErrNoPrograms = errors.New("no Postgres programs were found: install Postgres 15 or newer (Debian, Ubuntu: apt-get install postgresql; " +
	"Fedora: dnf install postgresql-server; Alpine: apk add postgresql; macOS: brew install postgresql), " +
	"or set EVENLY_POSTGRES_BIN to the folder that holds initdb and postgres, " +
	"or run \"docker compose up -d db\" and set DATABASE_URL")

// folders are the usual homes of the server's programs, which most systems keep out of PATH.
var folders = []string{
	"/usr/lib/postgresql/*/bin",         // Debian, Ubuntu
	"/usr/pgsql-*/bin",                  // Fedora, RHEL: the PostgreSQL project's own packages
	"/usr/libexec/postgresql*",          // Alpine
	"/usr/local/pgsql/bin",              // built from source
	"/opt/homebrew/opt/postgresql*/bin", // Homebrew on Apple silicon
	"/usr/local/opt/postgresql*/bin",    // Homebrew on Intel
	"/home/linuxbrew/.linuxbrew/opt/postgresql*/bin",
	"/Applications/Postgres.app/Contents/Versions/*/bin",
}

// Programs is a folder with initdb, postgres and usually their companions.
type Programs struct {
	Dir     string // "/usr/lib/postgresql/15/bin"
	Version string // "15.18"
}

// Find looks for the Postgres programs: in bin when that is not empty and nowhere else, otherwise in PATH and in the
// usual folders, the newest version first. Returns [ErrNoPrograms] when there are none of version 15 or newer.
func Find(bin string) (Programs, error) { return find(bin, "", false) }

// find prefers the programs that made the data (major), since Postgres opens no other version's.
func find(bin, major string, scratch bool) (Programs, error) {
	found := installed(bin)
	if len(found) == 0 && bin != "" {
		return Programs{}, fmt.Errorf("EVENLY_POSTGRES_BIN is %s, but initdb and postgres (%d or newer) are not in that folder", bin, oldest)
	}
	if len(found) == 0 {
		return Programs{}, ErrNoPrograms
	}
	for _, p := range found {
		if major == "" || p.major() == major {
			return p, nil
		}
	}
	if scratch {
		return found[0], nil
	}
	return Programs{}, fmt.Errorf("the data was made by Postgres %s, but only version %s is installed: install Postgres %s, "+
		"or move the data folder away to start with an empty one", major, found[0].Version, major)
}

// Tool returns the path of a companion program such as psql or pg_dump.
func (p Programs) Tool(name string) (string, error) {
	if path := filepath.Join(p.Dir, name); executable(path) {
		return path, nil
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return "", fmt.Errorf("%s is neither in %s nor in PATH", name, p.Dir)
	}
	return path, nil
}

// major returns the part of the version that data files depend on.
func (p Programs) major() string {
	major, _, _ := strings.Cut(p.Version, ".")
	return major
}

// installed returns every usable set of programs, newest first; of the same version, the first found.
func installed(bin string) []Programs {
	dirs := []string{bin}
	if bin == "" {
		dirs = slices.Concat(filepath.SplitList(os.Getenv("PATH")), glob(folders))
	}
	var found []Programs
	for _, dir := range dirs {
		if p, ok := inspect(dir); ok && !slices.Contains(found, p) {
			found = append(found, p)
		}
	}
	slices.SortStableFunc(found, func(a, b Programs) int { return cmp.Compare(number(b.major()), number(a.major())) })
	return found
}

func glob(patterns []string) []string {
	var dirs []string
	for _, pattern := range patterns {
		matches, _ := filepath.Glob(pattern) // fails on malformed patterns only; these are constants
		dirs = append(dirs, matches...)
	}
	return dirs
}

// version finds "15.18" in "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", and "17beta1" in its like.
var version = regexp.MustCompile(`\(PostgreSQL\) (\d+)(\S*)`)

// inspect reports whether the folder holds both programs, in a version that Evenly can use.
func inspect(dir string) (Programs, bool) {
	// A link in PATH points to the real folder, where the companions and the shared files are.
	postgres, err := filepath.EvalSymlinks(filepath.Join(dir, "postgres"))
	if err != nil || !executable(postgres) || !executable(filepath.Join(filepath.Dir(postgres), "initdb")) {
		return Programs{}, false
	}
	out, err := exec.CommandContext(context.Background(), postgres, "--version").Output()
	if err != nil {
		return Programs{}, false
	}
	m := version.FindStringSubmatch(string(out))
	if m == nil || number(m[1]) < oldest {
		return Programs{}, false
	}
	return Programs{Dir: filepath.Dir(postgres), Version: m[1] + m[2]}, true
}

func executable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}

// number reads a version's major number; anything else counts as older than all.
func number(major string) int {
	n, err := strconv.Atoi(major)
	if err != nil {
		return 0
	}
	return n
}
