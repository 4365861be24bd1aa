package route

import "net/url"

// Paths of surveys for people who are signed in.
const (
	SurveysPattern           = "/surveys"
	SurveyNewPattern         = "/surveys/new"
	SurveyMinePattern        = "/surveys/mine.json"
	SurveyInstrumentsPattern = "/surveys/instruments"
	SurveyPattern            = "/surveys/{wave}"
	SurveyEditPattern        = "/surveys/{wave}/edit"
	SurveyInstrumentPattern  = "/surveys/{wave}/edit/{instrument}"
	SurveyPreviewPattern     = "/surveys/{wave}/preview"
	SurveyOpenPattern        = "/surveys/{wave}/open"
	SurveyClosePattern       = "/surveys/{wave}/close"
	SurveyDropPattern        = "/surveys/{wave}/drop"
	SurveyTokenPattern       = "/surveys/{wave}/token"
	SurveySlipsPattern       = "/surveys/{wave}/slips"
	SurveySlipPrintPattern   = "/surveys/{wave}/slips/print"
	SurveyResultsPattern     = "/surveys/{wave}/results"
	SurveyExportPattern      = "/surveys/{wave}/results/{file}"
	SurveyCommentsPattern    = "/surveys/{wave}/comments"
	SurveyReplyPattern       = "/surveys/{wave}/reply"
	SurveyAlarmPattern       = "/surveys/alarms/{alarm}"
)

// Surveys lists a program's surveys.
func (p Program) Surveys() string { return p.to(SurveysPattern) }

// SurveyNew begins one.
func (p Program) SurveyNew() string { return p.to(SurveyNewPattern) }

// SurveyMine says, for the script that fetches tokens early, which surveys this person may answer.
func (p Program) SurveyMine() string { return p.to(SurveyMinePattern) }

// SurveyInstruments is the library of published instruments.
func (p Program) SurveyInstruments() string { return p.to(SurveyInstrumentsPattern) }

// Survey is one survey.
func (p Program) Survey(wave string) string { return p.to(SurveysPattern, wave) }

// SurveyEdit is the builder of a draft.
func (p Program) SurveyEdit(wave string) string { return p.to(SurveysPattern, wave, "edit") }

// SurveyInstrument enters the text of an instrument into a draft.
func (p Program) SurveyInstrument(wave, instrument string) string {
	return p.to(SurveysPattern, wave, "edit", instrument)
}

// SurveyPreview shows a survey as those who are asked will see it.
func (p Program) SurveyPreview(wave string) string { return p.to(SurveysPattern, wave, "preview") }

// SurveyOpen opens a draft.
func (p Program) SurveyOpen(wave string) string { return p.to(SurveysPattern, wave, "open") }

// SurveyClose closes an open survey and counts it.
func (p Program) SurveyClose(wave string) string { return p.to(SurveysPattern, wave, "close") }

// SurveyDrop removes a draft.
func (p Program) SurveyDrop(wave string) string { return p.to(SurveysPattern, wave, "drop") }

// SurveyToken signs a blinded token.
func (p Program) SurveyToken(wave string) string { return p.to(SurveysPattern, wave, "token") }

// SurveySlips is the roster of printed ballot slips.
func (p Program) SurveySlips(wave string) string { return p.to(SurveysPattern, wave, "slips") }

// SurveySlipPrint makes a sheet of slips.
func (p Program) SurveySlipPrint(wave string) string {
	return p.to(SurveysPattern, wave, "slips", "print")
}

// SurveyResults is what may be shown of a closed survey.
func (p Program) SurveyResults(wave string) string { return p.to(SurveysPattern, wave, "results") }

// SurveyExport is the same as a file, "results.xlsx" or "results.csv".
func (p Program) SurveyExport(wave, file string) string {
	return p.to(SurveysPattern, wave, "results", file)
}

// SurveyComments is where one person reads comments before others do.
func (p Program) SurveyComments(wave string) string { return p.to(SurveysPattern, wave, "comments") }

// SurveyReply is "you said, we did".
func (p Program) SurveyReply(wave string) string { return p.to(SurveysPattern, wave, "reply") }

// SurveyAlarm is one alarm of the early warning.
func (p Program) SurveyAlarm(alarm string) string { return p.to(SurveysPattern, "alarms", alarm) }

// Paths of answering, where nobody is known, below the institution.
const (
	BallotSlipPattern   = "/s"
	BallotBySlipPattern = "/s/slip"
	BallotThanksPattern = "/s/thanks"
	BallotPattern       = "/s/{wave}"
	BallotKeysPattern   = "/s/{wave}/keys"
	BallotPutPattern    = "/s/{wave}/ballot"
)

// BallotSlip is where the code of a paper slip is entered.
func BallotSlip(institution string) string { return inInstitution(institution, "s") }

// BallotBySlip takes the answers that came with a slip.
func BallotBySlip(institution string) string { return inInstitution(institution, "s", "slip") }

// BallotThanks ends answering by slip.
func BallotThanks(institution string) string { return inInstitution(institution, "s", "thanks") }

// Ballot is the page that asks, the same for everybody.
func Ballot(institution, wave string) string { return inInstitution(institution, "s", wave) }

// BallotKeys are the public keys of a survey.
func BallotKeys(institution, wave string) string {
	return inInstitution(institution, "s", wave, "keys")
}

// BallotPut takes sealed ballots.
func BallotPut(institution, wave string) string {
	return inInstitution(institution, "s", wave, "ballot")
}

// OfficeCommentsPattern is what surveys hold for the ombudsperson only, below the institution.
const OfficeCommentsPattern = "/office/comments"

// OfficeComments is what surveys hold for the ombudsperson only.
func OfficeComments(institution string) string {
	return inInstitution(institution, "office", "comments")
}

// Paths of the GME office's view of surveys, below the institution.
const (
	GMESurveysPattern = "/gme/surveys"
	GMEUnlockPattern  = "/gme/surveys/unlock"
	GMEResultsPattern = "/gme/surveys/{wave}"
	GMEAlarmPattern   = "/gme/surveys/alarms/{alarm}"
)

// GMESurveys is the view of surveys across programs.
func GMESurveys(institution string) string { return inInstitution(institution, "gme", "surveys") }

// GMEUnlock lets a program's next survey open without a reply to its last one.
func GMEUnlock(institution string) string {
	return inInstitution(institution, "gme", "surveys", "unlock")
}

// GMEResults is what may be shown of a closed survey of any program.
func GMEResults(institution, wave string) string {
	return inInstitution(institution, "gme", "surveys", wave)
}

// GMEAlarm is one alarm of any program.
func GMEAlarm(institution, alarm string) string {
	return inInstitution(institution, "gme", "surveys", "alarms", alarm)
}

func inInstitution(institution string, segments ...string) string {
	path := "/" + url.PathEscape(institution)
	for _, s := range segments {
		path += "/" + url.PathEscape(s)
	}
	return path
}
