package pgdev

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// endWithParent has the kernel ask the server to shut down when the process that started it is gone, even by kill -9.
func endWithParent(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGINT }

// serves reports whether the process is a server on the data: Postgres makes the data its working folder.
func serves(pid int, data string) bool {
	cwd, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid))
	if err != nil {
		return false
	}
	real, err := filepath.EvalSymlinks(data)
	return err == nil && cwd == real
}
