package server

import (
	"fmt"
	"net/http"

	"evenly/internal/access"
	"evenly/internal/app"
	"evenly/internal/mentorship"
	"evenly/internal/route"
	"evenly/internal/survey"
	"evenly/internal/tenant"
	"evenly/templates/layout"
	"evenly/templates/page"
	"evenly/templates/ui"

	"github.com/go-chi/chi/v5"
)

func (s *Server) gmeSurveyRoutes() []Endpoint {
	at := func(method, pattern string, h handler) Endpoint {
		return Endpoint{Method: method, Pattern: route.InInstitution + pattern, Access: access.SurveyAcross, handle: h}
	}
	return []Endpoint{
		at(http.MethodGet, route.GMESurveysPattern, showGMESurveys),
		{Method: http.MethodGet, Pattern: route.InInstitution + route.OfficeCommentsPattern, Access: access.SurveyAside, handle: showAsideComments},
		at(http.MethodGet, route.GMEResultsPattern, showGMEResults),
		at(http.MethodPost, route.GMEUnlockPattern, unlockSurvey),
		at(http.MethodGet, route.GMEAlarmPattern, showGMEAlarm),
		at(http.MethodPost, route.GMEAlarmPattern, signGMEAlarm),
	}
}

// showGMESurveys is GET /{institution}/gme/surveys.
func showGMESurveys(q *request) error {
	s, err := q.srv.app.SurveysAcross(q.Context(), q.who)
	if err != nil {
		return err
	}
	v := page.GMESurveys{Frame: q.task("Surveys of all programs", layout.Link{Href: "/" + q.at.Institution + route.GMEPattern, Label: "All programs"}),
		Head:    ui.Head{Title: acrossTitle(s), Lede: "What the office sees follows the same rules as everywhere: never fewer than five people."},
		NoMarks: "There is nothing to compare yet.", Marks: ui.Table{Caption: "Across programs", CaptionHidden: true, Columns: []ui.Column{{Label: "Question"}, {Label: "Survey"}, {Label: "Unhappy", Num: true}, {Label: "Programs", Num: true}}}}
	v.Frame.Width = layout.List
	for _, a := range s.Alarms {
		if a.ClosedAt == nil {
			item := q.alarmItem(a, route.GMEAlarm(q.at.Institution, string(a.ID)))
			item.Beside = a.Program + ", " + a.Wave
			v.Alarms = append(v.Alarms, item)
		}
	}
	for _, w := range s.Waiting {
		v.Waiting = append(v.Waiting, q.waitingRow(w))
	}
	for _, m := range s.Marks {
		v.MarkRows = append(v.MarkRows, []string{markAsk(m), survey.WaveName(m.Number) + ", " + string(m.Audience), fmt.Sprintf("%d%%", m.Percent), fmt.Sprint(m.Programs)})
	}
	return q.page(http.StatusOK, v.View())
}

func acrossTitle(s app.SurveysAcross) string {
	open := 0
	for _, a := range s.Alarms {
		if a.ClosedAt == nil {
			open++
		}
	}
	if open == 0 {
		return "No survey alarm is open"
	}
	return ui.Count(open, "survey alarm is", "survey alarms are") + " open"
}

func (q *request) waitingRow(w app.Waiting) page.WaitingRow {
	r := page.WaitingRow{Title: w.Program + ": " + w.Name + ", " + string(w.Audience), Href: route.GMEResults(q.at.Institution, string(w.ID)),
		Text: "Closed on " + dayYear(*w.ClosedAt) + ". The program has until " + dayYear(w.MayUnlock) + "."}
	if w.Now {
		r.Unlock = &ui.Post{Action: route.GMEUnlock(q.at.Institution), Key: newKey(), Btn: ui.Btn{Label: "Unlock the next survey", SR: w.Program},
			Fields: []ui.Hidden{{Name: "program", Value: string(w.ProgramID)}, {Name: "wave", Value: string(w.ID)}}}
	}
	return r
}

func markAsk(m app.Benchmark) string {
	q := survey.ForResidents()
	if m.Audience == survey.Mentors {
		q = survey.ForMentors()
	}
	item, _ := q.Item(m.Item)
	return item.Ask
}

// showGMEResults is GET /{institution}/gme/surveys/{wave}.
func showGMEResults(q *request) error {
	r, err := q.srv.app.ResultsAcross(q.Context(), q.who, waveOf(q))
	if err != nil {
		return err
	}
	v := resultsView(r)
	v.Frame = q.frame(v.Head.Title)
	v.Frame.PrintHead = q.resultsHead(r)
	v.Head.Eyebrow = r.Wave.Program + " · " + v.Head.Eyebrow
	for _, a := range r.Alarms {
		v.Alarms = append(v.Alarms, q.alarmItem(a, route.GMEAlarm(q.at.Institution, string(a.ID))))
	}
	return q.page(http.StatusOK, v.View())
}

// unlockSurvey is POST /{institution}/gme/surveys/unlock.
func unlockSurvey(q *request) error {
	here := route.GMESurveys(q.at.Institution)
	who, err := q.once(here)
	if err != nil {
		return err
	}
	if err := q.srv.app.UnlockSurvey(q.Context(), who, tenant.ProgramID(q.field("program")), mentorship.WaveID(q.field("wave"))); err != nil {
		return err
	}
	return q.see(here, "survey-unlocked")
}

// showGMEAlarm is GET /{institution}/gme/surveys/alarms/{alarm}.
func showGMEAlarm(q *request) error { return q.gmeAlarm(http.StatusOK, "") }

func (q *request) gmeAlarm(status int, wrong string) error {
	a, err := q.srv.app.Alarm(q.Context(), q.who, mentorship.AlarmID(chi.URLParam(q.Request, "alarm")))
	if err != nil {
		return err
	}
	v := alarmView(a, string(q.who.Person))
	v.Frame = q.task("Alarm", layout.Link{Href: route.GMESurveys(q.at.Institution), Label: "Surveys of all programs"})
	v.Title = a.Program + ": " + v.Title
	v.Frame.Errors, v.Error, v.Typed = wrong != "", wrong, q.PostFormValue("note")
	if wrong != "" {
		v.Errors = []ui.Problem{{Field: "note", Message: wrong}}
	}
	v.Action, v.Key = route.GMEAlarm(q.at.Institution, string(a.ID)), newKey()
	v.Fields = []ui.Hidden{{Name: "program", Value: string(a.ProgramID)}}
	v.Results = &layout.Link{Href: route.GMEResults(q.at.Institution, string(a.WaveID)), Label: "All results of " + a.Wave}
	return q.page(status, v.View())
}

// signGMEAlarm is its POST.
func signGMEAlarm(q *request) error {
	id := mentorship.AlarmID(chi.URLParam(q.Request, "alarm"))
	here := route.GMEAlarm(q.at.Institution, string(id))
	who, err := q.once(here)
	if err != nil {
		return err
	}
	err = q.srv.app.SignAlarmAcross(q.Context(), who, tenant.ProgramID(q.field("program")), id, app.AlarmWord{Note: q.field("note"), Back: q.field("op") == "back"})
	if f, ok := asInvalid(err); ok {
		return q.gmeAlarm(http.StatusUnprocessableEntity, problemAt(f, "note"))
	}
	if err != nil {
		return err
	}
	return q.see(here, "alarm-signed")
}
