package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"evenly/internal/access"
	"evenly/internal/app"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/route"

	"evenly/internal/survey"
	"evenly/internal/tenant"
	"evenly/templates/layout"
	"evenly/templates/page"
	"evenly/templates/ui"
	"evenly/web"
)

func (s *Server) surveyRoutes() []Endpoint {
	in := func(method, pattern string, act access.Act, h handler) Endpoint {
		return Endpoint{Method: method, Pattern: route.InProgram + pattern, Access: act, handle: h}
	}
	return []Endpoint{
		in(http.MethodGet, route.SurveysPattern, access.SurveySee, showSurveys),
		in(http.MethodGet, route.SurveyMinePattern, access.SurveySee, showMySurveys),
		in(http.MethodGet, route.SurveyPattern, access.SurveySee, showSurvey),
		in(http.MethodPost, route.SurveyTokenPattern, access.SurveySee, issueToken),
		in(http.MethodPost, route.SurveyOpenPattern, access.SurveyRun, openSurvey),
		in(http.MethodPost, route.SurveyClosePattern, access.SurveyRun, closeSurvey),
		in(http.MethodPost, route.SurveyDropPattern, access.SurveyRun, dropSurvey),
	}
}

// showSurveys is GET /{institution}/{program}/surveys.
func showSurveys(q *request) error {
	s, err := q.srv.app.Surveys(q.Context(), q.who)
	if err != nil {
		return err
	}
	v := page.Surveys{Frame: q.frame("Surveys"), Head: ui.Head{Title: "Surveys",
		Lede: "Anonymous means that nobody can link an answer to a person, whoever runs this site included. Each survey ends in a reply: you said, we did."},
		Empty: "No survey has been asked here yet."}
	v.Frame.Width = layout.List
	for _, w := range s.Mine {
		v.Mine = append(v.Mine, ui.Item{Href: q.at.Survey(string(w.ID)), Title: w.Questionnaire.Title,
			Text: howLong(w.Questionnaire) + ". Open until " + day(w.ClosesOn) + "."})
	}
	for _, a := range s.Alarms {
		v.Alarms = append(v.Alarms, q.alarmItem(a, q.at.SurveyAlarm(string(a.ID))))
	}
	for _, w := range s.Waves {
		v.Waves = append(v.Waves, q.waveRow(w))
	}
	for _, p := range s.Plan {
		v.Plan = append(v.Plan, planWords(p))
	}
	if access.Check(q.who, access.SurveyRun) == nil {
		v.Empty = "No survey has been asked here yet. The baseline comes first; then the same questions every six months."
		v.Links = []layout.Link{{Href: q.at.SurveyInstruments(), Label: "Published instruments"}}
		for _, audience := range []survey.Audience{survey.Residents, survey.Mentors} {
			v.New = append(v.New, ui.Post{Action: q.at.SurveyNew(), Key: newKey(), Fields: []ui.Hidden{{Name: "audience", Value: string(audience)}},
				Btn: ui.Btn{Label: "New survey for " + string(audience)}})
		}
	}
	v.Links = append(v.Links, layout.Link{Href: q.at.CheckIns(), Label: "Check-ins: confidential, with names, and no survey"})
	return q.page(http.StatusOK, v.View())
}

// surveySteps leads from a person's home to the surveys that ask them in a role. It stays there until the survey closes:
// nobody knows who has answered.
func (q *request) surveySteps(v *page.Home, asked []app.Wave, as tenant.Role) {
	for _, w := range asked {
		if string(w.Audience) != string(as)+"s" {
			continue
		}
		v.More = append(v.More, page.NextThing{ID: "survey-" + string(w.Audience), Heading: w.Questionnaire.Title + ": an anonymous survey",
			Text: howLong(w.Questionnaire) + ". Open until " + day(w.ClosesOn) + ". Nobody can tell who has answered, so this stays here until then.",
			Btn:  ui.Btn{Label: "Answer", SR: w.Questionnaire.Title, Href: q.at.Survey(string(w.ID))}})
	}
}

func planWords(p app.Planned) string {
	text := fmt.Sprintf("%s, for %s: opens on %s.", survey.WaveName(p.Number), p.Audience, dayYear(p.On))
	if p.Lock.Locked {
		text += " It stays locked until the reply to the last one is published."
	}
	return text
}

// waveRow is a line of the list, with where it leads for this person.
func (q *request) waveRow(w app.Wave) page.WaveRow {
	r := page.WaveRow{Title: w.Name + ", " + string(w.Audience), Href: q.at.Survey(string(w.ID))}
	switch {
	case w.State == mentorship.WaveDraft:
		r.Status, r.Text = ui.NotStarted, "Draft"
		if w.OpensOn != nil {
			r.Text = "Opens on " + dayYear(*w.OpensOn)
		}
	case w.State == mentorship.WaveOpen:
		r.Status, r.Text = ui.InProgress, "Open until "+day(w.ClosesOn)
	case w.Answered == 0:
		r.Href, r.Status, r.Text = "", ui.Completed, "Fewer than 5 answers, so not shown."
		if q.who.Leads() {
			r.Href = q.at.SurveyResults(string(w.ID))
		}
	case w.RepliedAt != nil:
		r.Href, r.Status = q.at.SurveyResults(string(w.ID)), ui.Completed
		r.Text = fmt.Sprintf("%d of %d answered. Replied on %s.", w.Answered, w.Invited, dayYear(*w.RepliedAt))
	case !q.who.Leads():
		r.Href, r.Status = "", ui.Status{Text: "Closed", Tone: ui.Waiting}
		r.Text = "The results come with the program’s reply, due by " + dayYear(w.ClosedAt.AddDate(0, 0, mentorship.ReplyDays)) + "."
	default:
		due := w.ClosedAt.AddDate(0, 0, mentorship.ReplyDays)
		r.Href, r.Status, r.Text = q.at.SurveyResults(string(w.ID)), ui.Status{Text: "Reply due", Tone: ui.Waiting}, "Closed. The reply is due by "+dayYear(due)+"."
	}
	return r
}

func (q *request) alarmItem(a app.Alarm, href string) ui.Item {
	item, _ := a.Questionnaire.Item(a.Item)
	i := ui.Item{Href: href, Title: fmt.Sprintf("%d of %d are unhappy: %s", a.Unhappy, a.Answered, item.Ask), Beside: a.Wave}
	switch {
	case a.ClosedAt != nil:
		i.Text = "Closed by " + a.Signer + " and " + a.Closer
	case a.SignedBy != nil:
		i.Text = "Waits for a second person. " + a.Signer + " wrote what was done."
	default:
		i.Text = "Act by " + day(a.DueOn) + ". Owner: " + orNobody(a.Owner)
	}
	return i
}

func orNobody(name string) string {
	if name == "" {
		return "nobody yet"
	}
	return name
}

// showSurvey is GET /{institution}/{program}/surveys/{wave}.
func showSurvey(q *request) error {
	w, today, err := q.srv.app.Survey(q.Context(), q.who, waveOf(q))
	if err != nil {
		return err
	}
	if w.State == mentorship.WaveClosed {
		return q.see(q.at.SurveyResults(string(w.ID)), "")
	}
	runs := access.Check(q.who, access.SurveyRun) == nil
	if w.State == mentorship.WaveDraft && runs {
		return q.see(q.at.SurveyEdit(string(w.ID)), "")
	}
	v := page.Survey{Frame: q.task(w.Questionnaire.Title, layout.Link{Href: q.at.Surveys(), Label: "Surveys"}), Title: w.Questionnaire.Title, Run: runs || q.who.Leads(),
		Lede: fmt.Sprintf("%s, for %s: %s.", w.Name, w.Audience, howLong(w.Questionnaire)),
		Facts: []ui.Fact{{Icon: "clock", Text: "Open until", Strong: fullDay(w.ClosesOn), After: "."},
			{Icon: "eye-off", Text: "Nobody can link an answer to you. Reminders go to everybody, because nobody knows who has answered."},
			{Icon: "message-circle", Text: w.Reader().Full() + " reads comments before anyone else does."}}}
	if names, ok, err := q.srv.app.AskedNames(q.Context(), q.who, w, today); err != nil {
		return err
	} else if ok {
		v.Token, err = q.tokenBox(w, names)
		if err != nil {
			return err
		}
		v.Frame.Scripts = []string{"token.js"}
	}
	if w.State == mentorship.WaveOpen {
		v.Print = w.Fingerprint
	}
	if runs {
		v.Acts = []layout.Link{{Href: q.at.SurveyPreview(string(w.ID)), Label: "See it as people see it"}, {Href: q.at.SurveySlips(string(w.ID)), Label: "Paper slips"}}
		v.Close = &ui.Post{Action: q.at.SurveyClose(string(w.ID)), Key: newKey(), Btn: ui.Btn{Label: "Close and count now"}}
	}
	return q.page(http.StatusOK, v.View())
}

func (q *request) tokenBox(w app.Wave, names []string) (*page.TokenBox, error) {
	known, err := json.Marshal(names)
	if err != nil {
		return nil, err
	}
	id := string(w.ID)
	return &page.TokenBox{Keys: route.BallotKeys(q.at.Institution, id), Issue: q.at.SurveyToken(id), Print: w.Fingerprint, Ballot: route.Ballot(q.at.Institution, id),
		Mine: q.at.SurveyMine(), Names: string(known), Slip: route.BallotSlip(q.at.Institution), Says: []page.Say{
			{Code: "fetching", Tone: ui.Info, Text: "Fetching your token …"},
			{Code: "fetched", Tone: ui.Good, Text: "Your token is in this browser."},
			{Code: "issued", Tone: ui.Warn, Text: "Your token was fetched on another device, or you drew a paper slip. Answer there: there is one for each person, and we can’t tell whether it was used."},
			{Code: "closed", Tone: ui.Warn, Text: "This survey has closed."},
			{Code: "keys", Tone: ui.Bad, Text: "This site showed you other keys than it shows everybody. Don’t answer, and tell one of the people at the foot of this page."},
			{Code: "signin", Tone: ui.Warn, Text: "You were signed out. Open this page again and sign in."},
			{Code: "browser", Tone: ui.Warn, Text: "This browser cannot make tokens: it is very old, or the address does not begin with https. Use another browser, or a paper slip."},
			{Code: "storage", Tone: ui.Warn, Text: "This browser blocks storage for this site, so a token cannot be kept here. Allow it, use another browser, or use a paper slip."},
			{Code: "offline", Tone: ui.Warn, Text: "There is no connection. Try again; nothing is lost."},
			{Code: "server", Tone: ui.Bad, Text: "The server did not sign the token. Try again in a moment; nothing is lost."},
		}}, nil
}

// showMySurveys is GET .../surveys/mine.json, for the script that fetches tokens ahead of time.
func showMySurveys(q *request) error {
	open, closed, names, err := q.srv.app.TokensToFetch(q.Context(), q.who)
	if err != nil {
		return err
	}
	type one struct {
		Keys        string `json:"keys"`
		Issue       string `json:"issue"`
		Fingerprint string `json:"fingerprint"`
	}
	answer := struct {
		Script string   `json:"script"`
		Open   []one    `json:"open"`
		Closed []string `json:"closed"`
		Names  []string `json:"names"`
	}{Script: web.Asset("token.js"), Open: []one{}, Closed: []string{}, Names: names}
	for _, w := range open {
		answer.Open = append(answer.Open, one{route.BallotKeys(q.at.Institution, string(w.ID)), q.at.SurveyToken(string(w.ID)), w.Fingerprint})
	}
	for _, w := range closed {
		answer.Closed = append(answer.Closed, w.Fingerprint)
	}
	return q.json(http.StatusOK, answer)
}

// issueToken is POST .../surveys/{wave}/token, from the script: a blinded token in, its signature out. Statuses say what is
// wrong: 401 signed out, 403 not asked, 409 another token or a slip, 410 closed. Nothing about it is logged.
func issueToken(q *request) error {
	var ask struct{ Blinded []byte }
	if err := json.NewDecoder(q.Body).Decode(&ask); err != nil {
		q.w.WriteHeader(http.StatusBadRequest)
		return nil
	}
	signature, err := q.srv.app.IssueToken(q.Context(), q.who, waveOf(q), ask.Blinded)
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return q.json(ballotStatus(f.Kind), map[string]string{"error": f.Message})
	}
	if err != nil {
		return err
	}
	return q.json(http.StatusOK, map[string][]byte{"signature": signature})
}

// openSurvey is POST .../surveys/{wave}/open.
func openSurvey(q *request) error {
	here := q.at.Survey(string(waveOf(q)))
	who, err := q.once(here)
	if err != nil {
		return err
	}
	err = q.srv.app.OpenSurvey(q.Context(), who, waveOf(q))
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind == fault.Invalid {
		return q.builderAgain(f)
	}
	if err != nil {
		return err
	}
	return q.see(here, "survey-opened")
}

// closeSurvey is POST .../surveys/{wave}/close.
func closeSurvey(q *request) error {
	there := q.at.SurveyResults(string(waveOf(q)))
	who, err := q.once(there)
	if err != nil {
		return err
	}
	if err := q.srv.app.CloseSurvey(q.Context(), who, waveOf(q)); err != nil {
		return err
	}
	return q.see(there, "survey-closed")
}

// dropSurvey is POST .../surveys/{wave}/drop.
func dropSurvey(q *request) error {
	who, err := q.once(q.at.Surveys())
	if err != nil {
		return err
	}
	if err := q.srv.app.DropSurvey(q.Context(), who, waveOf(q)); err != nil {
		return err
	}
	return q.see(q.at.Surveys(), "survey-dropped")
}
