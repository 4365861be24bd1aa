package route

// Paths of long pieces of work.
const (
	TaskPattern     = "/j/{task}"
	TaskStopPattern = "/j/{task}/stop"
)

// Task is the page of a long piece of work.
func (p Program) Task(id string) string { return p.to("/j", id) }

// TaskStop ends it early.
func (p Program) TaskStop(id string) string { return p.to("/j", id, "stop") }
