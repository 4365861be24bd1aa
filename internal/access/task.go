package access

import "evenly/internal/tenant"

// Acts around long pieces of work.
const (
	TaskSee  Act = "task.see"
	TaskStop Act = "task.stop"
)

var taskActs = map[Act][]tenant.Role{
	TaskSee:  leads,
	TaskStop: runners,
}
