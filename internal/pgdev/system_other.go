//go:build unix && !linux

package pgdev

import (
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

// endWithParent does nothing where the kernel has no such service: a server whose owner was killed goes on until the
// next start ends it.
func endWithParent(*syscall.SysProcAttr) {}

// serves reports whether the process is a server on the data, which its command line names.
func serves(pid int, data string) bool {
	out, err := exec.Command("ps", "-o", "command=", "-p", strconv.Itoa(pid)).Output()
	return err == nil && strings.Contains(string(out), "postgres") && strings.Contains(string(out), data)
}
