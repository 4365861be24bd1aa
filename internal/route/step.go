package route

import "net/url"

// Paths of steps and decisions.
const (
	QueuePattern     = "/nudges"
	NudgePattern     = "/nudges/new"
	StepStopPattern  = "/nudges/{step}/stop"
	StepDonePattern  = "/nudges/{step}/done"
	PairStepsPattern = "/pairs/{pair}/steps"
	DecisionsPattern = "/decisions"
)

// Queue is what waits for mentorship leads.
func (p Program) Queue() string { return p.to(QueuePattern) }

// Nudge is the check page of a word to people of pairs: what exactly goes to whom.
func (p Program) Nudge(pairs ...string) string {
	return p.to(NudgePattern) + "?" + url.Values{"pair": pairs}.Encode()
}

// NudgePost is where checked nudges go.
func (p Program) NudgePost() string { return p.to(NudgePattern) }

// StepStop stops a nudge that has not gone out.
func (p Program) StepStop(step string) string { return p.to("/nudges", step, "stop") }

// StepDone closes a step that somebody had to see to.
func (p Program) StepDone(step string) string { return p.to("/nudges", step, "done") }

// PairSteps is where a step around a pair is written down.
func (p Program) PairSteps(pair string) string { return p.to("/pairs", pair, "steps") }

// Decisions is the decision log with the playbook.
func (p Program) Decisions() string { return p.to(DecisionsPattern) }
