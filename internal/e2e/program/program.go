// Package program runs the built program as a process, for tests that kill it and for walks through what a person starts.
//
// A test package that uses it lets Main run its tests, which builds the program when the first test asks for it and
// removes it at the end:
//
//	func TestMain(m *testing.M) { os.Exit(program.Main(m)) }
//
//	p := program.Start(t, program.Options{Args: []string{"serve"}, Env: map[string]string{"DATABASE_URL": url, ...}})
//	http.Get(p.URL + "/healthz")
//	p.Kill()
//	p.Start()
//
// The port stays the same from one life of a process to the next, so that clients need not be told.
package program

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// limit is how long a process may take to be ready, or to end, on a busy machine.
const limit = 60 * time.Second

var (
	folder   string
	makeOnce sync.Once
	makeErr  error
)

// Main runs the tests of a package and removes what was built for them.
func Main(m *testing.M) int {
	code := m.Run()
	if folder != "" {
		_ = os.RemoveAll(folder) // a temporary folder
	}
	return code
}

// Binary is the path of the program, built once for all tests of the package.
func Binary(t testing.TB) string {
	t.Helper()
	makeOnce.Do(func() {
		if folder, makeErr = os.MkdirTemp("", "evenly-program-"); makeErr != nil {
			return
		}
		cmd := exec.Command("go", "build", "-buildvcs=false", "-o", filepath.Join(folder, "evenly"), "./cmd/evenly")
		cmd.Dir = Root()
		if out, err := cmd.CombinedOutput(); err != nil {
			makeErr = fmt.Errorf("build the program: %w\n%s", err, out)
		}
	})
	if makeErr != nil {
		t.Fatal(makeErr)
	}
	return filepath.Join(folder, "evenly")
}

// Folder is a temporary folder that a Postgres run by root, which is under another account, can enter. t.TempDir is not.
func Folder(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "evenly-run-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// Root is the folder of the repository.
func Root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..", "..")
}

// Options say how to start the program. Its environment is ours without everything that would set it up.
type Options struct {
	Args []string
	Env  map[string]string
	Dir  string // the working folder; the test's own when empty
}

// Process is the program, running or not.
type Process struct {
	URL string // http://127.0.0.1:PORT

	t   testing.TB
	o   Options
	out *output
	cmd *exec.Cmd
	end chan struct{} // closed when this life has ended
	err error         // how it ended
}

// New is a process that is not started yet.
func New(t testing.TB, o Options) *Process {
	t.Helper()
	addr := freeAddr(t)
	if o.Dir == "" {
		o.Dir = t.TempDir()
	}
	env := map[string]string{"EVENLY_ADDR": addr}
	for k, v := range o.Env {
		env[k] = v
	}
	o.Env = env
	p := &Process{URL: "http://" + addr, t: t, o: o, out: &output{}}
	t.Cleanup(p.cleanUp)
	return p
}

// Start is a process that is ready to serve.
func Start(t testing.TB, o Options) *Process {
	t.Helper()
	p := New(t, o)
	p.Start()
	p.Ready()
	return p
}

// Start begins a life.
func (p *Process) Start() {
	p.t.Helper()
	p.cmd = exec.Command(Binary(p.t), p.o.Args...)
	p.cmd.Env, p.cmd.Dir = environment(p.o.Env), p.o.Dir
	p.cmd.Stdout, p.cmd.Stderr = p.out, p.out
	if err := p.cmd.Start(); err != nil {
		p.t.Fatalf("start the program: %v", err)
	}
	end := make(chan struct{})
	p.end = end
	go func(cmd *exec.Cmd) {
		p.err = cmd.Wait()
		close(end)
	}(p.cmd)
}

// Ready waits until the process serves. It returns how long that took.
func (p *Process) Ready() time.Duration {
	p.t.Helper()
	begun := time.Now()
	for !p.Answers("/readyz", http.StatusOK) {
		if time.Since(begun) > limit {
			p.t.Fatalf("the program is not ready:\n%s", p.Output())
		}
		select {
		case <-p.end:
			p.t.Fatalf("the program ended (%v):\n%s", p.err, p.Output())
		case <-time.After(5 * time.Millisecond):
		}
	}
	return time.Since(begun)
}

// Answers reports whether a path answers with a status now.
func (p *Process) Answers(path string, status int) bool {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.URL+path, nil)
	if err != nil {
		return false
	}
	r.Close = true // no connection of an earlier life
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return false
	}
	_ = res.Body.Close()
	return res.StatusCode == status
}

// Pid is the process id.
func (p *Process) Pid() int { return p.cmd.Process.Pid }

// Kill ends the process at once, as the kernel does when memory runs out, and waits until it is gone.
func (p *Process) Kill() {
	_ = p.cmd.Process.Kill() // one that is gone is fine
	<-p.end
}

// Terminate asks the process to end.
func (p *Process) Terminate() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatalf("terminate the program: %v", err)
	}
}

// Wait waits for the end of the process and returns its exit code.
func (p *Process) Wait() int {
	p.t.Helper()
	select {
	case <-p.end:
	case <-time.After(limit):
		p.t.Fatalf("the program does not end:\n%s", p.Output())
	}
	return p.cmd.ProcessState.ExitCode()
}

// Output is what the process wrote so far, in all its lives.
func (p *Process) Output() string { return p.out.String() }

func (p *Process) cleanUp() {
	if p.cmd == nil {
		return
	}
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.end:
	case <-time.After(15 * time.Second):
		p.Kill()
	}
	if p.t.Failed() {
		p.t.Logf("the program said:\n%s", last(p.Output(), 4000))
	}
}

// Run is the program run to its end: its exit code and what it wrote.
func Run(t testing.TB, o Options) (code int, out string) {
	t.Helper()
	p := New(t, o)
	p.Start()
	return p.Wait(), p.Output()
}

// environment is ours without what would set the program up, and with env.
func environment(env map[string]string) []string {
	var out []string
	for _, e := range os.Environ() {
		if !strings.HasPrefix(e, "EVENLY_") && !strings.HasPrefix(e, "DATABASE_URL=") || strings.HasPrefix(e, "EVENLY_POSTGRES_BIN=") {
			out = append(out, e)
		}
	}
	for k, v := range env {
		out = append(out, k+"="+v)
	}
	return out
}

func freeAddr(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// output is written by the process and read by the test.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}

func last(s string, n int) string { return s[max(0, len(s)-n):] }
