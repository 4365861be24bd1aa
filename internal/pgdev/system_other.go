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

// servers returns the server on the data, whose command line names it.
func servers(data string) []int {
	out, err := exec.Command("ps", "-axo", "pid=,command=").Output()
	if err != nil {
		return nil
	}
	var pids []int
	for line := range strings.Lines(string(out)) {
		number, command, _ := strings.Cut(strings.TrimSpace(line), " ")
		pid, err := strconv.Atoi(number)
		if err == nil && strings.Contains(command, "postgres -D "+data+" ") {
			pids = append(pids, pid)
		}
	}
	return pids
}
