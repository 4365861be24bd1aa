package access

import "evenly/internal/tenant"

// Acts around surveys.
const (
	SurveySee    Act = "survey.see"    // the list, and to answer what one is asked
	SurveyRun    Act = "survey.run"    // builder, opening, closing, slips
	SurveyRead   Act = "survey.read"   // results; residents and mentors see them with the reply
	SurveyReply  Act = "survey.reply"  // "you said, we did"
	SurveyExport Act = "survey.export" // results as a file
	AlarmSign    Act = "alarm.sign"    // says what was done about an alarm
	CheckInSee   Act = "checkin.see"   // one’s own, asked or being asked
	CheckInAsk   Act = "checkin.ask"
	SurveyAside  Act = "survey.aside"  // what people wrote for the ombudsperson only
	SurveyAcross Act = "survey.across" // the GME office: every program's alarms and replies, benchmarks
)

var surveyActs = map[Act][]tenant.Role{
	SurveySee:    everyone,
	SurveyRun:    runners,
	SurveyRead:   everyone,
	SurveyReply:  runners,
	SurveyExport: leads,
	AlarmSign:    {tenant.Coordinator, tenant.Director, tenant.AssociateDirector, tenant.Facilitator, tenant.DIO},
	CheckInSee:   everyone,
	CheckInAsk:   leads,
	SurveyAside:  {tenant.Ombudsperson},
	SurveyAcross: {tenant.DIO},
}
