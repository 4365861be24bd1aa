package route

import "net/url"

// Paths of the match. Fixed names come before the id of a run, and no run has such an id.
const (
	MatchPattern        = "/match"
	MatchClosePattern   = "/match/close"
	MatchRemindPattern  = "/match/remind"
	MatchHowPattern     = "/match/how"
	MatchWhyPattern     = "/match/why"
	MatchInsightPattern = "/match/insight"
	MatchAdjustPattern  = "/match/adjust"
	UnadjustPattern     = "/match/adjust/{adjustment}/remove"
	RunsPattern         = "/match/runs"
	WhatIfPattern       = "/match/runs/new"
	RunPattern          = "/match/{run}"
	RunChoosePattern    = "/match/{run}/choose"
	RunUnchoosePattern  = "/match/{run}/reconsider"
	RunAskPattern       = "/match/{run}/ask"
	RunAnswersPattern   = "/match/{run}/answers"
	RunDecidePattern    = "/match/{run}/answers/{resident}"
	RunAgainPattern     = "/match/{run}/again"
	RunAnnouncePattern  = "/match/{run}/announce"
	RunBundlePattern    = "/match/{run}/bundle.zip"
	RunSheetPattern     = "/match/{run}/run.xlsx"
	ProposalsPattern    = "/proposals"
	ChangesPattern      = "/match/changes"
	ChangeEndPattern    = "/match/changes/end"
	ChangeAskPattern    = "/pairs/{pair}/change"
	ChangeReplyPattern  = "/change"
	SecondPattern       = "/second"
	SecondRunsPattern   = "/match/second"
)

// Match is the task list of the match.
func (p Program) Match() string { return p.to(MatchPattern) }

// MatchClose closes ranking.
func (p Program) MatchClose() string { return p.to(MatchClosePattern) }

// MatchRemind checks and sends reminders to residents without a list.
func (p Program) MatchRemind() string { return p.to(MatchRemindPattern) }

// MatchHow says how the match is made.
func (p Program) MatchHow() string { return p.to(MatchHowPattern) }

// MatchWhy is a resident's own result, explained.
func (p Program) MatchWhy() string { return p.to(MatchWhyPattern) }

// MatchInsight is what the match shows about places and rules.
func (p Program) MatchInsight() string { return p.to(MatchInsightPattern) }

// MatchAdjust is the form for a pair to pin or to forbid, filled in with one ("" for none).
func (p Program) MatchAdjust(resident, mentor string) string {
	if resident == "" && mentor == "" {
		return p.to(MatchAdjustPattern)
	}
	return p.to(MatchAdjustPattern) + "?resident=" + url.QueryEscape(resident) + "&mentor=" + url.QueryEscape(mentor)
}

// Unadjust takes a hand change back.
func (p Program) Unadjust(id string) string { return p.to(MatchAdjustPattern, id, "remove") }

// Runs starts runs of the match.
func (p Program) Runs() string { return p.to(RunsPattern) }

// WhatIf is the form for a what-if.
func (p Program) WhatIf() string { return p.to(WhatIfPattern) }

// Run is one run, beside the others.
func (p Program) Run(id string) string { return p.to(MatchPattern, id) }

// RunChoose chooses a run.
func (p Program) RunChoose(id string) string { return p.to(MatchPattern, id, "choose") }

// RunUnchoose goes back to the comparison.
func (p Program) RunUnchoose(id string) string { return p.to(MatchPattern, id, "reconsider") }

// RunAsk checks and sends the mails that ask both sides.
func (p Program) RunAsk(id string) string { return p.to(MatchPattern, id, "ask") }

// RunAnswers is who answered what.
func (p Program) RunAnswers(id string) string { return p.to(MatchPattern, id, "answers") }

// RunDecide notes an answer by hand.
func (p Program) RunDecide(id, resident string) string {
	return p.to(MatchPattern, id, "answers", resident)
}

// RunAgain runs the match again after somebody declined.
func (p Program) RunAgain(id string) string { return p.to(MatchPattern, id, "again") }

// RunAnnounce checks and announces.
func (p Program) RunAnnounce(id string) string { return p.to(MatchPattern, id, "announce") }

// RunBundle is everything needed to verify a run.
func (p Program) RunBundle(id string) string { return p.to(MatchPattern, id, "bundle.zip") }

// RunSheet is the comparison as a workbook, with the pairs of a chosen run.
func (p Program) RunSheet(id string) string { return p.to(MatchPattern, id, "run.xlsx") }

// Proposals are the residents proposed for a mentor.
func (p Program) Proposals() string { return p.to(ProposalsPattern) }

// Changes are the pairs that somebody asked to change.
func (p Program) Changes() string { return p.to(ChangesPattern) }

// ChangeEnd ends a pair at once.
func (p Program) ChangeEnd() string { return p.to(ChangeEndPattern) }

// ChangeAsk asks to end or change one's own pair.
func (p Program) ChangeAsk(pair string) string { return p.to(PairsPattern, pair, "change") }

// ChangeReply is a resident's answer to a change proposed for them.
func (p Program) ChangeReply() string { return p.to(ChangeReplyPattern) }

// Second is where a resident asks for a further mentor.
func (p Program) Second() string { return p.to(SecondPattern) }

// SecondRuns matches further mentors.
func (p Program) SecondRuns() string { return p.to(SecondRunsPattern) }
