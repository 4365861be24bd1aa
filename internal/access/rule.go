package access

import "evenly/internal/tenant"

// Acts around conflict rules.
const (
	RulesSee    Act = "rules.see"
	RulesChange Act = "rules.change"
)

var ruleActs = map[Act][]tenant.Role{
	RulesSee:    leads,
	RulesChange: runners,
}
