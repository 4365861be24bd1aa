package pgdev_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"evenly/internal/pgdev"
)

func TestFind(t *testing.T) {
	t.Parallel()
	real, err := pgdev.Find("")
	if err != nil {
		t.Fatal(err)
	}
	t.Run("in the folder named", func(t *testing.T) {
		t.Parallel()
		got, err := pgdev.Find(real.Dir)
		if err != nil || got != real {
			t.Errorf("Find(%s): got %v, %v, want %v", real.Dir, got, err, real)
		}
	})
	t.Run("nowhere else than in the folder named", func(t *testing.T) {
		t.Parallel()
		_, err := pgdev.Find(t.TempDir())
		if err == nil || !strings.Contains(err.Error(), "EVENLY_POSTGRES_BIN") {
			t.Errorf("Find in an empty folder: got %v, want an error that names EVENLY_POSTGRES_BIN", err)
		}
	})
	t.Run("not an old version", func(t *testing.T) {
		t.Parallel()
		if p, err := pgdev.Find(fakePrograms(t, "postgres (PostgreSQL) 14.11")); err == nil {
			t.Errorf("Find of version 14: got %v, want an error", p)
		}
	})
	t.Run("a version to come", func(t *testing.T) {
		t.Parallel()
		got, err := pgdev.Find(fakePrograms(t, "postgres (PostgreSQL) 19beta2"))
		if err != nil || got.Version != "19beta2" {
			t.Errorf("Find of version 19beta2: got %v, %v", got, err)
		}
	})
}

func TestTool(t *testing.T) {
	t.Parallel()
	programs, err := pgdev.Find("")
	if err != nil {
		t.Fatal(err)
	}
	if path, err := programs.Tool("initdb"); err != nil || path != filepath.Join(programs.Dir, "initdb") {
		t.Errorf("Tool(initdb): got %s, %v", path, err)
	}
	if path, err := programs.Tool("no-such-tool"); err == nil {
		t.Errorf("Tool(no-such-tool): got %s, want an error", path)
	}
}

// fakePrograms makes a folder whose postgres only knows its version.
func fakePrograms(t *testing.T, version string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"postgres", "initdb"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\necho '"+version+"'\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
