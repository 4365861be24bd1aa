package server

import (
	"fmt"
	"net/http"

	"github.com/go-chi/chi/v5"

	"evenly/internal/app"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/templates/layout"
	"evenly/templates/page"
	"evenly/templates/ui"
)

// openAlarms are the alarms that stand on the leads' first page until two people have closed them.
func (q *request) openAlarms() ([]ui.Item, error) {
	open, err := q.srv.app.OpenAlarms(q.Context(), q.who)
	var out []ui.Item
	for _, a := range open {
		out = append(out, q.alarmItem(a, q.at.SurveyAlarm(string(a.ID))))
	}
	return out, err
}

// showAlarm is GET /{institution}/{program}/surveys/alarms/{alarm}.
func showAlarm(q *request) error {
	return q.alarmPage(http.StatusOK, nil)
}

func (q *request) alarmPage(status int, f *fault.Error) error {
	a, err := q.srv.app.Alarm(q.Context(), q.who, mentorship.AlarmID(chi.URLParam(q.Request, "alarm")))
	if err != nil {
		return err
	}
	v := alarmView(a, string(q.who.Person))
	v.Frame = q.task("Alarm", layout.Link{Href: q.at.Surveys(), Label: "Surveys"})
	v.Frame.Errors, v.Errors, v.Error, v.Typed = f != nil, problems(f), problemAt(f, "note"), q.PostFormValue("note")
	v.Action, v.Key = q.at.SurveyAlarm(string(a.ID)), newKey()
	v.Results = &layout.Link{Href: q.at.SurveyResults(string(a.WaveID)), Label: "All results of " + a.Wave}
	return q.page(status, v.View())
}

func alarmView(a app.Alarm, me string) page.Alarm {
	item, _ := a.Questionnaire.Item(a.Item)
	v := page.Alarm{Title: fmt.Sprintf("%d of %d are unhappy", a.Unhappy, a.Answered), Note: a.Note, Facts: []ui.Fact{
		{Icon: "message-circle", Text: item.Ask},
		{Icon: "user-round", Text: "Owner:", Strong: orNobody(a.Owner), After: ". Act by " + day(a.DueOn) + "."}}}
	if a.PastAnswered > 0 {
		v.Facts = append(v.Facts, ui.Fact{Icon: "history", Text: fmt.Sprintf("Before: %d of %d, all earlier surveys together.", a.PastUnhappy, a.PastAnswered)})
	}
	v.Facts = append(v.Facts, ui.Fact{Icon: "users-round", Text: fmt.Sprintf("Of all %d who were asked, between %d and %d.", a.Invited, a.Unhappy, a.Unhappy+a.Invited-a.Answered)})
	switch {
	case a.ClosedAt != nil:
		v.Signer, v.Why = "Signed by "+a.Signer+" and "+a.Closer+".", "This is closed."
	case a.SignedBy == nil:
		v.CanSign = true
	case string(*a.SignedBy) == me:
		v.Signer, v.Why = "Signed by you.", "It waits for a second person: the facilitator, an associate director or the GME office, unless you are one of them."
	default:
		v.Signer, v.CanEnd = "Signed by "+a.Signer+".", true
	}
	return v
}

// signAlarm is its POST.
func signAlarm(q *request) error {
	id := mentorship.AlarmID(chi.URLParam(q.Request, "alarm"))
	here := q.at.SurveyAlarm(string(id))
	who, err := q.once(here)
	if err != nil {
		return err
	}
	err = q.srv.app.SignAlarm(q.Context(), who, id, app.AlarmWord{Note: q.field("note"), Back: q.field("op") == "back"})
	if f, ok := asInvalid(err); ok {
		return q.alarmPage(http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	return q.see(here, "alarm-signed")
}
