package testdb

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"evenly/migrations"
)

// fingerprint names the version of everything that shapes a migrated database: the SQL files, the Go code beside them, and
// the job queue's own migrations, which come with River's version.
func fingerprint() string {
	sum := sha256.New()
	hash := func(from fs.FS) {
		for _, pattern := range []string{"*.sql", "*.go"} {
			names, _ := fs.Glob(from, pattern) // a constant, well-formed pattern
			for _, name := range names {
				text, err := fs.ReadFile(from, name)
				if err == nil { // a file that vanishes while it is edited comes with the next run
					sum.Write([]byte(name + "\x00" + string(text) + "\x00"))
				}
			}
		}
	}
	hash(migrations.FS)
	if dir, ok := sourceDir(); ok {
		hash(os.DirFS(dir))
	}
	sum.Write([]byte(riverVersion()))
	return hex.EncodeToString(sum.Sum(nil)[:8])
}

// sourceDir finds the migrations' source: tests run in the folder of their package.
func sourceDir() (string, bool) {
	dir, err := os.Getwd()
	for err == nil && dir != filepath.Dir(dir) {
		if _, statErr := os.Stat(filepath.Join(dir, "go.mod")); statErr == nil {
			return filepath.Join(dir, "migrations"), true
		}
		dir = filepath.Dir(dir)
	}
	return "", false
}

func riverVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	var versions []string
	for _, dep := range info.Deps {
		if strings.HasPrefix(dep.Path, "github.com/riverqueue/river") {
			versions = append(versions, dep.Path+dep.Version)
		}
	}
	return strings.Join(versions, " ")
}
