package access

import "evenly/internal/tenant"

// Acts around what is done about readings.
const (
	StepSee     Act = "step.see"     // the queue, and the steps of a pair
	StepTake    Act = "step.take"    // nudge, record, snooze; never about one's own pair
	FitAnswer   Act = "fit.answer"   // answer a question that leads asked oneself
	DecisionSee Act = "decision.see" // the decision log and the playbook
	DecisionLog Act = "decision.log" // write a decision down
)

var stepActs = map[Act][]tenant.Role{
	StepSee:     leads,
	StepTake:    leads,
	FitAnswer:   {tenant.Resident, tenant.Mentor},
	DecisionSee: leads,
	DecisionLog: runners,
}
