package pgdev_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"evenly/internal/pgdev"
)

// nobody is an ordinary account that every system has.
var nobody = &syscall.Credential{Uid: 65534, Gid: 65534}

func asRoot(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("needs root, to become another account")
	}
}

func TestRootLendsAnUnprivilegedAccount(t *testing.T) {
	t.Parallel()
	asRoot(t)
	dir := folder(t)
	start(t, pgdev.Options{Dir: dir, Scratch: true})
	info, err := os.Stat(filepath.Join(dir, "data"))
	if err != nil {
		t.Fatal(err)
	}
	if uid := info.Sys().(*syscall.Stat_t).Uid; uid == 0 {
		t.Error("the data belongs to root")
	}
	if info.Mode().Perm() != 0o700 {
		t.Errorf("mode of the data: got %v, want 0700", info.Mode().Perm())
	}
}

// root's home is often closed to all others, and the unprivileged account cannot enter it.
func TestClosedHome(t *testing.T) {
	t.Parallel()
	asRoot(t)
	home := folder(t)
	if err := os.Chmod(home, 0o700); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(home, "evenly", "postgres")
	log, logger := capture()
	server := start(t, pgdev.Options{Dir: dir, Scratch: true, Log: logger})
	t.Cleanup(func() { server.Stop(); _ = os.RemoveAll(server.Dir()) })

	if strings.HasPrefix(server.Dir(), home) {
		t.Errorf("the data is in %s, which its account cannot enter", server.Dir())
	}
	if !strings.Contains(log.String(), server.Dir()) {
		t.Errorf("the log does not say where the data is: %s", log)
	}
	again := start(t, pgdev.Options{Dir: dir, Scratch: true})
	if again.Dir() != server.Dir() {
		t.Errorf("second start: data in %s, want %s", again.Dir(), server.Dir())
	}
	if target, err := filepath.EvalSymlinks(dir); err != nil || target != server.Dir() {
		t.Errorf("the link in the folder's place: got %s, %v, want %s", target, err, server.Dir())
	}
}

// Who removes the demonstration's folder means to begin anew, wherever the data really is.
func TestClosedHomeBeginsAnew(t *testing.T) {
	t.Parallel()
	asRoot(t)
	home := folder(t)
	if err := os.Chmod(home, 0o700); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(home, "postgres")
	first := start(t, pgdev.Options{Dir: dir, Scratch: true})
	t.Cleanup(func() { _ = os.RemoveAll(first.Dir()) })
	first.Stop()
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	second := start(t, pgdev.Options{Dir: dir, Scratch: true})
	t.Cleanup(func() { second.Stop(); _ = os.RemoveAll(second.Dir()) })
	if first.Dir() == second.Dir() {
		t.Errorf("the data is in %s again", second.Dir())
	}
}

func TestOrdinaryAccount(t *testing.T) {
	t.Parallel()
	asRoot(t)
	dir := folder(t)
	if err := os.Chown(dir, int(nobody.Uid), int(nobody.Gid)); err != nil {
		t.Fatal(err)
	}
	home := filepath.Join(dir, "home") // closed to all others, but its own
	if err := os.Mkdir(home, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(home, int(nobody.Uid), int(nobody.Gid)); err != nil {
		t.Fatal(err)
	}
	startHelper(t, filepath.Join(home, "postgres"), nobody).end(t)
}

func TestOrdinaryAccountInRootsFolder(t *testing.T) {
	t.Parallel()
	asRoot(t)
	dir := folder(t)
	start(t, pgdev.Options{Dir: dir, Scratch: true}).Stop()
	_, err := tryHelper(t, dir, nobody)
	if err == nil || !strings.Contains(err.Error(), "run the program as root again") {
		t.Errorf("an ordinary account in a folder that root used: got %v, want an error with the way out", err)
	}
}
