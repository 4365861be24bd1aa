package pgdev_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"evenly/internal/pgdev"

	"github.com/jackc/pgx/v5"
)

// helperDir, when set, makes this test program another program that owns a server: it starts one in the folder, says
// so, and stops it when its input ends.
const helperDir = "PGDEV_TEST_HELPER_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(helperDir); dir != "" {
		os.Exit(help(dir))
	}
	os.Exit(m.Run())
}

func help(dir string) int {
	server, err := pgdev.Start(context.Background(), pgdev.Options{Dir: dir})
	if err != nil {
		fmt.Println("error", err)
		return 1
	}
	fmt.Println("ready", server.URL(pgdev.Superuser, "postgres"))
	_, _ = io.Copy(io.Discard, os.Stdin)
	server.Stop()
	return 0
}

type helper struct {
	cmd   *exec.Cmd
	input io.Closer
	url   string
}

// end has the helper stop its server and waits for it.
func (h *helper) end(t *testing.T) {
	t.Helper()
	if err := errors.Join(h.input.Close(), h.cmd.Wait()); err != nil {
		t.Errorf("helper: %v", err)
	}
}

func startHelper(t *testing.T, dir string, as *syscall.Credential) *helper {
	t.Helper()
	h, err := tryHelper(t, dir, as)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func tryHelper(t *testing.T, dir string, as *syscall.Credential) (*helper, error) {
	t.Helper()
	cmd := exec.Command(program(t))
	cmd.Env = append(os.Environ(), helperDir+"="+dir)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as}
	input, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	line, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		t.Fatalf("helper: %v", err)
	}
	word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	if word != "ready" {
		return nil, errors.New(rest)
	}
	return &helper{cmd: cmd, input: input, url: rest}, nil
}

// program is this test program in a place where other accounts can run it: go test builds it in a closed folder.
func program(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder(t), "program")
	// Another process copies: a file that this one had open for writing could be inherited by a program that a parallel
	// test starts in that moment, and Linux runs no file that anybody may still write.
	if out, err := exec.Command("cp", self, path).CombinedOutput(); err != nil {
		t.Fatalf("copy the test program: %v: %s", err, out)
	}
	if err := os.Chmod(path, 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// folder is a new folder with a short path that other accounts can enter.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "pgdev-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func start(t *testing.T, o pgdev.Options) *pgdev.Server {
	t.Helper()
	server, err := pgdev.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	return server
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func exec1(t *testing.T, conn *pgx.Conn, sql string) {
	t.Helper()
	if _, err := conn.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}

// query runs a statement and returns the first column of its first row as text, or "".
func query(t *testing.T, server *pgdev.Server, sql string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), server.URL(pgdev.Superuser, "postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	results, err := conn.PgConn().Exec(t.Context(), sql).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(results) == 0 || len(results[0].Rows) == 0 {
		return ""
	}
	return string(results[0].Rows[0][0])
}

func answers(server *pgdev.Server) bool {
	conn, err := pgx.Connect(context.Background(), server.URL(pgdev.Superuser, "postgres"))
	if err != nil {
		return false
	}
	return conn.Close(context.Background()) == nil
}

// postmaster is the number of the server's process.
func postmaster(t *testing.T, dir string) int {
	t.Helper()
	pid := postmasterOrZero(dir)
	if pid == 0 {
		t.Fatalf("no server runs in %s", dir)
	}
	return pid
}

func postmasterOrZero(dir string) int {
	text, err := os.ReadFile(filepath.Join(dir, "data", "postmaster.pid"))
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		return 0
	}
	return pid
}

// capture returns a log and what was written to it.
func capture() (*safeBuffer, *slog.Logger) {
	var b safeBuffer
	return &b, slog.New(slog.NewTextHandler(&b, nil))
}

// safeBuffer may be written by the server's watcher and read by the test at the same time.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
