package route

// TaskPattern is the page of a long piece of work.
const TaskPattern = "/j/{task}"

// Task is the page of a long piece of work.
func (p Program) Task(id string) string { return p.to("/j", id) }
