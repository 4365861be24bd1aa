package route

import "net/url"

// Paths of steps and decisions.
const (
	QueuePattern     = "/nudges"
	NudgePattern     = "/nudges/new"
	StepStopPattern  = "/nudges/{step}/stop"
	StepDonePattern  = "/nudges/{step}/done"
	StepUndoPattern  = "/nudges/{step}/undo"
	PairStepsPattern = "/pairs/{pair}/steps"
	PairAskPattern   = "/pairs/{pair}/ask"
	PairOfferPattern = "/pairs/{pair}/offer-change"
	BulkStepsPattern = "/nudges/many"
	FitPattern       = "/asked/{fit}"
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

// StepUndo takes a snooze, a hand-over or a line of the log back.
func (p Program) StepUndo(step string) string { return p.to("/nudges", step, "undo") }

// PairAsk is the check page of a question to both of a pair, each alone.
func (p Program) PairAsk(pair string) string { return p.to("/pairs", pair, "ask") }

// PairOffer is the check page of the offer of a change to both of a pair.
func (p Program) PairOffer(pair string) string { return p.to("/pairs", pair, "offer-change") }

// BulkSteps is where several pairs are snoozed or handed over at once, or led to the check page of nudges.
func (p Program) BulkSteps() string { return p.to(BulkStepsPattern) }

// Fit is a question that a lead asked of one person.
func (p Program) Fit(id string) string { return p.to("/asked", id) }

// PairSteps is where a step around a pair is written down.
func (p Program) PairSteps(pair string) string { return p.to("/pairs", pair, "steps") }

// Decisions is the decision log with the playbook.
func (p Program) Decisions() string { return p.to(DecisionsPattern) }
