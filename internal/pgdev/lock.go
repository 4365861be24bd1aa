package pgdev

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// lock is held by the process that owns a server, or that is just starting a shared one. The kernel lets go of it when
// the process ends, however it ends.
type lock struct{ file *os.File }

// tryLock takes the lock of a place. When another process holds it, held is nil and owner is that process's number.
func tryLock(p place) (held *lock, owner int, err error) {
	file, err := os.OpenFile(filepath.Join(p.dir, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, 0, fmt.Errorf("open the lock of the private Postgres: %w", err)
	}
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		defer file.Close()
		return nil, readOwner(file), nil
	}
	if err == nil {
		err = writeOwner(file)
	}
	if err != nil {
		file.Close()
		return nil, 0, fmt.Errorf("lock the folder of the private Postgres: %w", err)
	}
	return &lock{file}, 0, nil
}

func (l *lock) release() { l.file.Close() }

func readOwner(file *os.File) int {
	text, err := io.ReadAll(file)
	if err != nil {
		return 0
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return 0 // the owner is about to write it
	}
	return pid
}

func writeOwner(file *os.File) error {
	if err := file.Truncate(0); err != nil {
		return err
	}
	_, err := file.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	return err
}
