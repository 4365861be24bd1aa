package route

// Paths of conflict rules.
const (
	RulesPattern      = "/match/rules"
	RuleRemovePattern = "/match/rules/{rule}/remove"
)

// Rules is the list of conflict rules.
func (p Program) Rules() string { return p.to(RulesPattern) }

// RuleRemove takes a rule back, or puts it in force again.
func (p Program) RuleRemove(id string) string { return p.to(RulesPattern, id, "remove") }
