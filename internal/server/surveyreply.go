package server

import (
	"errors"
	"net/http"
	"strings"

	"evenly/internal/app"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/survey"
	"evenly/templates/layout"
	"evenly/templates/page"
)

// asInvalid gives the fault of a form that breaks a rule.
func asInvalid(err error) (*fault.Error, bool) {
	f, ok := errors.AsType[*fault.Error](err)
	return f, ok && f.Kind == fault.Invalid
}

// showComments is GET .../surveys/{wave}/comments.
func showComments(q *request) error {
	r, err := q.srv.app.CommentsToRead(q.Context(), q.who, waveOf(q))
	if err != nil {
		return err
	}
	id := string(r.Wave.ID)
	v := page.ReadComments{Frame: q.task("Read the comments first", layout.Link{Href: q.at.SurveyResults(id), Label: "Results"}), Title: "Read the comments first",
		Lede: "Take out what identifies a person: names, dates, places, a way of writing. They are shuffled; nothing is known of who wrote what.", Action: q.at.SurveyComments(id), Key: newKey()}
	if len(r.Comments) == 0 {
		v.Lede = "Nobody wrote a comment."
	}
	for _, c := range r.Comments {
		item, _ := r.Wave.Questionnaire.Item(c.Item)
		v.Rows = append(v.Rows, page.CommentRow{ID: c.ID, Ask: item.Ask, Body: c.Body, Hidden: c.Hidden, Names: strings.Join(survey.NamesIn(c.Body, r.Names), ", ")})
	}
	return q.page(http.StatusOK, v.View())
}

// saveComments is its POST.
func saveComments(q *request) error {
	id := string(waveOf(q))
	finish := q.field("finish") != ""
	there := q.at.SurveyComments(id)
	if finish {
		there = q.at.SurveyResults(id)
	}
	who, err := q.once(there)
	if err != nil {
		return err
	}
	var changed []app.Remark
	for _, c := range q.fields("comment") {
		changed = append(changed, app.Remark{ID: c, Body: strings.TrimSpace(q.PostFormValue("body-" + c)), Hidden: q.field("hide-"+c) != ""})
	}
	if err := q.srv.app.ReadComments(q.Context(), who, waveOf(q), changed, finish); err != nil {
		return err
	}
	return q.see(there, "setup-saved")
}

// showReply is GET .../surveys/{wave}/reply.
func showReply(q *request) error {
	r, err := q.srv.app.Results(q.Context(), q.who, waveOf(q))
	if err != nil {
		return err
	}
	return q.replyForm(http.StatusOK, r.Wave, mentorship.Reply{Said: r.Reply.Said, Did: r.Reply.Did, Wont: r.Reply.Wont}, false, nil)
}

func (q *request) replyForm(status int, w app.Wave, typed mentorship.Reply, check bool, f *fault.Error) error {
	id := string(w.ID)
	v := page.ReplyForm{Frame: q.task("You said, we did", layout.Link{Href: q.at.SurveyResults(id), Label: "Results"}), Title: "You said, we did",
		Lede:   "Due by " + dayYear(w.ClosedAt.AddDate(0, 0, mentorship.ReplyDays)) + ". People see the results together with it, and answer again once they have heard back.",
		Errors: problems(f), Action: q.at.SurveyReply(id), Key: newKey(), Said: typed.Said, Did: typed.Did, Wont: typed.Wont,
		ErrSaid: problemAt(f, "said"), ErrDid: problemAt(f, "did"), ErrWont: problemAt(f, "wont"), Published: w.RepliedAt != nil, Check: check}
	v.Frame.Errors = f != nil
	return q.page(status, v.View())
}

// saveReply is its POST: save a draft, look once more, or publish.
func saveReply(q *request) error {
	id := string(waveOf(q))
	there := q.at.SurveyReply(id)
	if q.field("op") == "publish" {
		there = q.at.SurveyResults(id)
	}
	who, err := q.once(there)
	if err != nil {
		return err
	}
	typed := mentorship.Reply{Said: q.PostFormValue("said"), Did: q.PostFormValue("did"), Wont: q.PostFormValue("wont")}
	w, _, err := q.srv.app.Survey(q.Context(), q.who, waveOf(q))
	if err != nil {
		return err
	}
	if w.ClosedAt == nil {
		return fault.New(fault.Closed, "There is nothing to reply to until the survey has closed.")
	}
	switch op := q.field("op"); op {
	case "check", "change":
		f, bad := asInvalid(typed.Check())
		if bad {
			return q.replyForm(http.StatusUnprocessableEntity, w, typed, false, f)
		}
		return q.replyForm(http.StatusOK, w, typed, op == "check", nil)
	default:
		err = q.srv.app.SaveReply(q.Context(), who, w.ID, typed, op == "publish")
	}
	if f, ok := asInvalid(err); ok {
		return q.replyForm(http.StatusUnprocessableEntity, w, typed, false, f)
	}
	if err != nil {
		return err
	}
	return q.see(there, "reply-saved")
}
