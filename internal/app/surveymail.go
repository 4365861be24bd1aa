package app

import (
	"context"
	"slices"

	"evenly/internal/mentorship"
	"evenly/internal/route"
	"evenly/internal/store"
	"evenly/internal/tenant"
	mails "evenly/templates/mail"
)

// Mails about surveys. The subject of each message is the wave. Results stand in none of them.
const (
	surveyOpenMail    = "survey.open"    // to everybody asked
	surveyRemindMail  = "survey.remind"  // to everybody asked, again
	surveyDraftMail   = "survey.draft"   // to coordinators: the next wave opens by itself
	surveyCountedMail = "survey.counted" // to the leads: results are there, a reply is due
	surveyAlarmMail   = "survey.alarm"   // to the leads, the facilitator and the GME office
	surveyReplyMail   = "survey.reply"   // to everybody asked: the reply is there
)

// surveyLetter is what the words of a mail about a survey are made of.
type surveyLetter struct {
	store.Wave
	from   mails.From
	kind   string
	at     route.Program
	base   string
	alarms int
	gme    bool // the reader is of the GME office and has no page in the program
}

// composeSurvey makes the composer of one kind. A mail that is no longer true says nothing.
func composeSurvey(words func(surveyLetter) (mails.Body, bool)) compose {
	return func(a *App, ctx context.Context, who tenant.Scope, m store.Message) (mails.Body, error) {
		x := surveyLetter{kind: m.Kind, base: a.baseURL}
		in, err := a.store.Institution(ctx, who.Institution)
		if err != nil {
			return mails.Body{}, err
		}
		err = a.store.As(ctx, who, func(tx *store.Tx) (err error) {
			if x.Wave, err = tx.Wave(ctx, mentorship.WaveID(m.Subject)); err != nil {
				return err
			}
			if x.from, err = a.from(ctx, tx); err != nil {
				return err
			}
			alarms, err := tx.Alarms(ctx)
			if err != nil {
				return err
			}
			for _, alarm := range alarms {
				if alarm.WaveID == x.ID && alarm.ClosedAt == nil {
					x.alarms++
				}
			}
			offices, err := tx.Holders(ctx, tenant.DIO)
			x.gme = slices.ContainsFunc(offices, func(h store.Holder) bool { return h.PersonID == m.PersonID })
			return err
		})
		if err != nil {
			return mails.Body{}, err
		}
		x.at = route.Program{Institution: in.Slug, Program: x.Slug}
		body, ok := words(x)
		if !ok {
			return body, errNothingToSay
		}
		return body, nil
	}
}

func asksYou(x surveyLetter) (mails.Body, bool) {
	return mails.SurveyOpen{From: x.from, Title: x.Questionnaire.Title, Questions: len(x.Questionnaire.Screens()), Minutes: x.Questionnaire.Minutes(), Until: x.ClosesOn.Format("Mon 2 Jan"),
		Reader: x.Reader().Full(), Fingerprint: x.Fingerprint, Remind: x.kind == surveyRemindMail, Link: x.base + x.at.Survey(string(x.ID))}.Body(), x.State == mentorship.WaveOpen
}

func repliedToYou(x surveyLetter) (mails.Body, bool) {
	return mails.SurveyNews{From: x.from, Subject: "You said, we did: " + x.Questionnaire.Title, Lead: []string{"The program has replied to your survey. The results stand beside it."},
		Label: "Read the reply", Link: x.base + x.at.SurveyResults(string(x.ID)), Why: "You get this mail because the survey asked everybody in your role."}.Body(), x.RepliedAt != nil
}

func opensByItself(x surveyLetter) (mails.Body, bool) {
	if x.State != mentorship.WaveDraft || x.OpensOn == nil {
		return mails.Body{}, false
	}
	return mails.SurveyNews{From: x.from, Subject: "The next survey opens on " + x.OpensOn.Format("Mon 2 Jan"),
		Lead:  []string{"It asks the same questions as the last one, so that the two can be compared, and opens by itself. Until then you can change it."},
		Label: "Look it over", Link: x.base + x.at.SurveyEdit(string(x.ID)), Why: "You get this mail because you run the program’s surveys."}.Body(), true
}

func wasCounted(x surveyLetter) (mails.Body, bool) {
	return mails.SurveyNews{From: x.from, Subject: "“" + x.Name + "” has closed", Lead: []string{"The answers are counted. A reply is due within 30 days; until it is published the next survey stays locked."},
		Facts: []mails.Fact{{Label: "Reply due", Value: x.ClosedAt.AddDate(0, 0, mentorship.ReplyDays).Format("Mon 2 Jan")}},
		Label: "See the results", Link: x.results(), Why: "You get this mail because you lead the program."}.Body(), x.State == mentorship.WaveClosed
}

func raisedAlarm(x surveyLetter) (mails.Body, bool) {
	return mails.SurveyNews{From: x.from, Subject: "A survey needs a look", Lead: []string{
		"“" + x.Name + "” has closed, and a small group is doing worse than before. It is a task now, with an owner and a date, and it takes two people to close it."},
		Facts: []mails.Fact{{Label: "Act by", Value: x.ClosedAt.AddDate(0, 0, mentorship.AlarmDays).Format("Mon 2 Jan")}},
		Label: "See what people said", Link: x.results(), Why: "The program’s leads, the facilitator and the GME office get this mail on the same day."}.Body(), x.alarms > 0
}

func (x surveyLetter) results() string {
	if x.gme {
		return x.base + route.GMESurveys(x.at.Institution)
	}
	return x.base + x.at.SurveyResults(string(x.ID))
}
