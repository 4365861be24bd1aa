package pgdev

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// endOrphan waits until no server runs in the place any more. It is called by the holder of the lock, so whatever runs
// there has lost its owner: it is ending by itself, or is told to. What a killed server leaves behind without running
// (its pid file, its socket) Postgres recognises and replaces by itself.
func endOrphan(ctx context.Context, p place) error {
	signal := syscall.SIGINT
	deadline := time.Now().Add(stopLimit)
	for told := syscall.Signal(0); ; {
		pid, ok := orphan(p)
		if !ok {
			return nil
		}
		if time.Now().After(deadline) {
			signal = syscall.SIGQUIT
		}
		if told != signal {
			if err := syscall.Kill(pid, signal); err != nil && !errors.Is(err, syscall.ESRCH) {
				return fmt.Errorf("end the Postgres (process %d) that was left running in %s: %w", pid, p.dir, err)
			}
			told = signal
		}
		if err := pause(ctx); err != nil {
			return fmt.Errorf("a Postgres (process %d) that was left running in %s does not end: %w", pid, p.dir, err)
		}
	}
}

// orphan returns the server that runs in the place. The number in its pid file alone proves nothing: after a restart
// of the machine it can be anybody's.
func orphan(p place) (pid int, ok bool) {
	text, err := os.ReadFile(filepath.Join(p.data(), "postmaster.pid"))
	if err != nil {
		return 0, false
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err = strconv.Atoi(strings.TrimSpace(first))
	if err != nil || pid <= 1 || !serves(pid, p.data()) {
		return 0, false
	}
	return pid, true
}
