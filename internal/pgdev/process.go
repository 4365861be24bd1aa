package pgdev

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// stopLimit is how long a server may take to close its connections and write its data before it is ended the hard way,
// from which it recovers at the next start.
const stopLimit = 20 * time.Second

// process is a running server.
type process struct {
	cmd  *exec.Cmd
	done chan struct{} // closed when the process has ended
	err  error         // why; may be read once done is closed
}

// stop ends the server: connections are closed, unfinished transactions rolled back, the data written.
func (p *process) stop() {
	_ = p.cmd.Process.Signal(syscall.SIGINT) // an error means that it has ended already
	select {
	case <-p.done:
	case <-time.After(stopLimit):
		_ = p.cmd.Process.Signal(syscall.SIGQUIT)
		<-p.done
	}
}

// initialise makes the data of a new place. It is made beside its final name and moved there when it is complete, so
// that a start that was interrupted leaves nothing that looks like a database.
func initialise(ctx context.Context, programs Programs, p place, scratch bool) error {
	if p.major() != "" {
		return nil
	}
	fresh := p.data() + ".new"
	if err := errors.Join(os.RemoveAll(fresh), os.RemoveAll(p.data())); err != nil {
		return fmt.Errorf("clear the Postgres folder: %w", err)
	}
	args := []string{"--pgdata", fresh, "--username", Superuser, "--auth-local", "trust", "--auth-host", "reject",
		"--encoding", "UTF8", "--locale", locale(), "--no-instructions"}
	if scratch {
		args = append(args, "--no-sync")
	}
	cmd := command(ctx, programs, p, "initdb", args...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("make the Postgres data in %s: %w: %s", p.dir, err, lastLines(out))
	}
	if err := os.Rename(fresh, p.data()); err != nil {
		return fmt.Errorf("make the Postgres data: %w", err)
	}
	return nil
}

// locale knows every letter and sorts the same everywhere. macOS has no C.UTF-8.
func locale() string {
	if runtime.GOOS == "darwin" {
		return "en_US.UTF-8"
	}
	return "C.UTF-8"
}

// command prepares one of the programs to run under the account of the place. The environment is cut down, since
// variables like PGDATA or LC_ALL of the person who started us would change what Postgres does.
func command(ctx context.Context, programs Programs, p place, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, filepath.Join(programs.Dir, name), args...)
	cmd.Dir = p.dir
	cmd.Env = []string{"PATH=" + programs.Dir + ":/usr/bin:/bin", "TZ=UTC", "LC_ALL=" + locale(), "HOME=" + p.dir}
	cmd.SysProcAttr = p.account.sysProcAttr()
	return cmd
}

// run starts the server and returns when it accepts connections.
func run(ctx context.Context, programs Programs, p place, o Options) (*process, error) {
	for {
		running, err := runOnce(ctx, programs, p, o)
		// The helpers of a server that was killed hold its memory until they notice, which is a matter of milliseconds.
		if err == nil || !strings.Contains(err.Error(), "shared memory block") || pause(ctx) != nil {
			return running, err
		}
	}
}

func runOnce(ctx context.Context, programs Programs, p place, o Options) (*process, error) {
	log, err := openLog(p)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	// The server outlives ctx, which only limits the wait for it.
	cmd := command(context.WithoutCancel(ctx), programs, p, "postgres", arguments(p, o)...)
	cmd.Stdout, cmd.Stderr = log, log
	start, err := log.Seek(0, 2)
	if err != nil {
		return nil, fmt.Errorf("open the Postgres log: %w", err)
	}
	running, err := spawn(cmd, o.Shared)
	if err != nil {
		return nil, fmt.Errorf("start Postgres: %w", err)
	}
	if err := await(ctx, running, p); err != nil {
		return nil, fmt.Errorf("%w: %s", err, lastWords(p, start))
	}
	return running, nil
}

// await returns when the server answers. One that does not in time is stopped.
func await(ctx context.Context, running *process, p place) error {
	for {
		if p.ping(ctx) == nil {
			return nil
		}
		select {
		case <-running.done:
			return errors.New("the server ended while it was starting")
		default:
		}
		if err := pause(ctx); err != nil {
			running.stop()
			return fmt.Errorf("the server in %s was not ready in time: %w", p.dir, err)
		}
	}
}

// spawn starts the command and waits for it in the background. On Linux a child can be told to end with its parent,
// where "parent" means the thread that started it: so that thread is kept for as long as the child lives.
func spawn(cmd *exec.Cmd, shared bool) (*process, error) {
	p := &process{cmd: cmd, done: make(chan struct{})}
	started := make(chan error, 1)
	if !shared {
		endWithParent(cmd.SysProcAttr)
	}
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err != nil {
			return
		}
		p.err = cmd.Wait()
		close(p.done)
	}()
	return p, <-started
}

// arguments are the server's settings. What is not named here is Postgres's default, so that the private server behaves
// like the one that a hospital runs.
func arguments(p place, o Options) []string {
	settings := []string{
		"listen_addresses=", "unix_socket_directories=" + p.socket, "unix_socket_permissions=0700", "port=" + port,
		"timezone=UTC", "log_timezone=UTC", "log_destination=stderr", "logging_collector=off", "max_connections=200",
	}
	if o.Scratch {
		settings = append(settings, "fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal",
			"max_wal_senders=0", "max_wal_size=4GB", "checkpoint_timeout=1h", "autovacuum=off", "jit=off", "log_checkpoints=off", "max_connections=500")
	}
	args := []string{"-D", p.data()}
	for _, s := range settings {
		args = append(args, "-c", s)
	}
	return args
}

// logLimit is the size at which the server's log starts anew.
const logLimit = 16 << 20

func openLog(p place) (*os.File, error) {
	flags := os.O_CREATE | os.O_WRONLY | os.O_APPEND
	if info, err := os.Stat(p.logFile()); err == nil && info.Size() > logLimit {
		flags |= os.O_TRUNC
	}
	log, err := os.OpenFile(p.logFile(), flags, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the Postgres log: %w", err)
	}
	return log, nil
}

// lastWords returns what the server wrote since the log had the given size.
func lastWords(p place, since int64) string {
	text, err := os.ReadFile(p.logFile())
	if errors.Is(err, fs.ErrNotExist) || int64(len(text)) < since {
		return "(no log)"
	}
	return lastLines(text[since:])
}

// lastLines is the end of a program's output, short enough for an error's text.
func lastLines(out []byte) string {
	lines := bytes.Split(bytes.TrimSpace(out), []byte("\n"))
	return string(bytes.Join(lines[max(0, len(lines)-5):], []byte("; ")))
}
