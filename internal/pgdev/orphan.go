package pgdev

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// endOrphan returns when no server runs in the place any more. It is called by the holder of the lock, so whatever runs
// there has lost its owner: it is ending by itself, or is told to.
func endOrphan(ctx context.Context, p place) error {
	told := false
	for deadline := time.Now().Add(stopLimit); ; {
		running := servers(p.data())
		if len(running) == 0 {
			return forget(p)
		}
		switch pid := readPID(p.pidFile()); {
		case time.Now().After(deadline):
			signal(running, syscall.SIGQUIT)
		case pid != 0 && !told:
			signal([]int{pid}, syscall.SIGINT)
			told = true
		}
		if err := pause(ctx); err != nil {
			return fmt.Errorf("a Postgres (process %d) that was left running in %s does not end: %w", running[0], p.dir, err)
		}
	}
}

// signal ignores failures: who cannot be told has ended, or keeps running and is seen at the next look.
func signal(pids []int, s syscall.Signal) {
	for _, pid := range pids {
		_ = syscall.Kill(pid, s)
	}
}

// forget removes the pid files of a server that is gone (one guards the data, one the socket), if its number now belongs
// to a stranger (the machine was restarted) or to a dead process that nobody buried (in containers). Postgres would take
// either for a living server. Every other remainder it recognises by itself.
func forget(p place) error {
	for _, file := range []string{p.pidFile(), p.socketFile() + ".lock"} {
		pid := readPID(file)
		if pid == 0 || errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
			continue
		}
		if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove the pid file of a server that is gone: %w", err)
		}
	}
	return nil
}

// readPID returns the process that a server's pid file names in its first line, or 0.
func readPID(file string) int {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(first))
	if err != nil || pid <= 1 {
		return 0
	}
	return pid
}
