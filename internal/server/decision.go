package server

import (
	"errors"
	"fmt"
	"net/http"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/templates/page"
	"evenly/templates/ui"
)

// decisionFields are the fields of the form, by name.
var decisionFields = []string{"kind", "title", "reason", "alternatives", "losers", "side_effects", "review_on"}

// showDecisions is GET /{institution}/{program}/decisions: the log with the playbook.
func showDecisions(q *request) error { return q.decisionsPage(http.StatusOK, nil) }

func (q *request) decisionsPage(status int, f *fault.Error) error {
	list, err := q.srv.app.Decisions(q.Context(), q.who)
	if err != nil {
		return err
	}
	v := page.Decisions{Frame: q.frame("Decisions and playbook"), Action: q.at.Decisions(), Key: newKey(), Plays: playbook, Fields: map[string]string{}, Words: map[string]string{},
		May: access.Check(q.who, access.DecisionLog) == nil}
	for _, k := range []mentorship.DecisionKind{mentorship.Support, mentorship.NewRule, mentorship.Restriction, mentorship.OtherDecision} {
		v.Kinds = append(v.Kinds, ui.Option{Value: string(k), Label: k.Words()})
	}
	if f != nil {
		v.Frame.Errors, v.Errors = true, problems(f)
		for _, name := range decisionFields {
			v.Fields[name], v.Words[name] = q.field(name), problem(f, name)
		}
	}
	if len(list) > 0 {
		v.Export = q.at.DecisionsExport()
	}
	for i, d := range list {
		e := page.Decision{ID: fmt.Sprintf("d-%d", i+1), Title: d.Title, Kind: title(string(d.Kind)), When: dayYear(mentorship.DateOf(d.CreatedAt, q.zone())), By: d.By().Full(),
			Reason: d.Reason, Alternatives: d.Alternatives, Losers: d.Losers, SideEffects: d.SideEffects}
		if d.ReviewOn != nil {
			e.Review = "To be looked at again on " + dayYear(*d.ReviewOn) + "."
		}
		v.Log = append(v.Log, e)
	}
	return q.page(status, v.View())
}

// logDecision is POST /{institution}/{program}/decisions.
func logDecision(q *request) error {
	who, err := q.once(q.at.Decisions())
	if err != nil {
		return err
	}
	err = q.srv.app.LogDecision(q.Context(), who, mentorship.Decision{Kind: mentorship.DecisionKind(q.field("kind")), Title: q.field("title"), Reason: q.field("reason"),
		Alternatives: q.field("alternatives"), Losers: q.field("losers"), SideEffects: q.field("side_effects"), ReviewOn: q.dateField("review_on")})
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind == fault.Invalid {
		return q.decisionsPage(http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	return q.see(q.at.Decisions(), "decided")
}

// playbook is what helps, gentlest first. It is written for the one page a lead opens when something looks wrong.
var playbook = []page.Section{
	{Heading: "A pair has less contact than promised", Text: []string{
		"Ask both whether they met: a meeting nobody logged is the commonest reason. Then ask what stands in the way, each alone. Look at the mentor’s other pairs and at time away before you think of fault.",
		"Offer to clear the calendar for half an hour, or a first meeting by video. If it does not fit, offer a change without a reason; nobody is told why."}},
	{Heading: "A pair has gone quiet", Text: []string{
		"They began well. Something changed: a rotation, a leave, a word that went wrong. Ask before you remind.",
		"A pair that has done its work may end with thanks. That is no failure."}},
	{Heading: "Some have much more than others", Text: []string{
		"Extra contact is not a fault. List what came with it (projects, introductions, study sessions, meals) and offer the same to all: that is levelling up.",
		"Who loses if we ban this? Those it helped, and their mentors’ good will. A published program banned dinners and individual projects, and died of it. A restriction comes last, is written down with what was weighed, and is looked at again on a day."}},
	{Heading: "Many pairs miss their promise at once", Text: []string{
		"That is the program. Look for protected time, clashing rotations, or a promise that was too large. Change one of these for everybody before you speak to anyone alone."}},
}
