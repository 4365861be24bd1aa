package server

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"

	"evenly/internal/app"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/route"
	"evenly/templates/layout"
	"evenly/templates/page"
	"evenly/templates/ui"
)

// lastDay is the day on which a window ends that is open until midnight.
func lastDay(until time.Time, zone *time.Location) string {
	return day(until.In(zone).Add(-time.Minute))
}

// showAnswers is GET .../match/{run}/answers.
func showAnswers(q *request) error {
	a, err := q.srv.app.SeeAnswers(q.Context(), q.who, runID(q))
	if err != nil {
		return err
	}
	v := page.Answers{Head: answersHead(a), Notes: q.answerNotes(a)}
	v.Frame = q.frame(v.Head.Title)
	v.Frame.Width = layout.List
	v.Table = ui.Table{Caption: ui.Count(len(a.Proposals), "proposed pair", "proposed pairs"), CaptionHidden: true,
		Columns: []ui.Column{{Label: "Resident"}, {Label: "Mentor"}, {Label: "Answer"}, {Label: "Note an answer", Hidden: true}}}
	open := a.Run.State != mentorship.RunAnnounced && a.Task == ""
	for _, p := range a.Proposals {
		v.Rows = append(v.Rows, q.answerRow(a, p, open))
	}
	q.answerActs(&v, a)
	return q.page(http.StatusOK, v.View())
}

func answersHead(a app.Answers) ui.Head {
	h := ui.Head{Eyebrow: a.Cycle.Name + " · " + a.Run.Name}
	switch {
	case a.Run.State == mentorship.RunAnnounced:
		h.Title = "The pairs are announced"
	case a.Agreed():
		h.Title = "Everyone has said yes"
	case a.Declined > 0:
		h.Title = ui.Count(a.Declined, "pair was declined", "pairs were declined")
	case a.Unasked > 0:
		h.Title = ui.Count(a.Unasked, "person is", "people are") + " not asked yet"
	default:
		h.Title = ui.Count(a.Waiting, "answer is", "answers are") + " missing"
	}
	h.Lede = answersHint(a) + "."
	if a.Kept > 0 {
		h.Lede += " " + ui.Count(a.Kept, "pair goes", "pairs go") + " on as it is."
	}
	return h
}

func (q *request) answerNotes(a app.Answers) []ui.Notice {
	var out []ui.Notice
	if a.Task != "" {
		out = append(out, ui.Notice{Text: "The announcement is on hold until " + clock(*a.Run.HoldUntil, q.zone()) + ". Answers can no longer change, unless you stop it."})
	}
	if a.Over && a.Waiting > 0 && a.Task == "" {
		out = append(out, ui.Notice{Tone: ui.Warn, Text: "The time to answer is over. No answer does not count as yes: ask in person, and note each answer here."})
	}
	return out
}

// answerWords are the states of a proposal, for whoever is asked about it.
func answerWords(p app.Proposal) []ui.Status {
	words := func(answer, who string) ui.Status {
		switch answer {
		case mentorship.AnswerAccepted:
			return ui.Status{Text: who + "accepted", Tone: ui.Done}
		case mentorship.AnswerDeclined:
			return ui.Status{Text: who + "declined", Tone: ui.ToneDanger}
		}
		if p.AskedAt == nil {
			return ui.Status{Text: who + "not asked yet"}
		}
		return ui.Status{Text: who + "waiting", Tone: ui.Waiting}
	}
	if p.ResidentAnswer == mentorship.AnswerUnasked {
		s := words(p.Answer, "")
		s.Text = capital(s.Text)
		return []ui.Status{s}
	}
	return []ui.Status{words(p.Answer, "Mentor "), words(p.ResidentAnswer, "Resident ")}
}

func (q *request) answerRow(a app.Answers, p app.Proposal, open bool) page.AnswerRow {
	r := page.AnswerRow{Resident: fmt.Sprintf("%s, PGY-%d", p.Resident().Full(), p.PGY), Mentor: p.Mentor().Full(), States: answerWords(p)}
	if p.MentorID == "" {
		r.Mentor, r.States = "Nobody", nil
		return r
	}
	if p.PreviousID != "" {
		r.Was = "So far with " + p.Previous().Short()
	}
	if !open || p.AskedAt == nil {
		return r
	}
	note := func(side, label, answer, about string) {
		r.Acts = append(r.Acts, ui.Post{Action: q.at.RunDecide(string(a.Run.ID), string(p.ResidentID)), Key: newKey(),
			Fields: []ui.Hidden{{Name: "side", Value: side}, {Name: "answer", Value: answer}}, Btn: ui.Btn{Label: label, SR: about, Small: true}})
	}
	sides := []struct{ side, answer, who string }{{"mentor", p.Answer, p.Mentor().Short()}}
	if p.ResidentAnswer != mentorship.AnswerUnasked {
		sides = append(sides, struct{ side, answer, who string }{"resident", p.ResidentAnswer, p.Resident().Short()})
	}
	for _, s := range sides {
		if s.answer == mentorship.AnswerWaiting {
			note(s.side, "Said yes", mentorship.AnswerAccepted, ": "+s.who+" about "+p.Resident().Full())
			note(s.side, "Said no", mentorship.AnswerDeclined, ": "+s.who+" about "+p.Resident().Full())
		}
	}
	return r
}

// answerActs is what comes next: ask, run again, announce.
func (q *request) answerActs(v *page.Answers, a app.Answers) {
	id := string(a.Run.ID)
	if a.Run.State == mentorship.RunAnnounced {
		v.Links = append(v.Links, ui.Btn{Label: "See the match", Href: q.at.Run(id)})
		return
	}
	if a.Task != "" {
		v.Links = append(v.Links, ui.Btn{Label: "See the announcement", Href: q.at.Task(a.Task), Kind: ui.Primary})
		return
	}
	if a.Declined > 0 {
		v.Acts = append(v.Acts, ui.Post{Action: q.at.RunAgain(id), Key: newKey(), Fields: []ui.Hidden{{Name: "task", Value: newID()}},
			Btn: ui.Btn{Label: "Re-run without " + ui.Count(a.Declined, "declined pair", "declined pairs"), Icon: "refresh-cw", Kind: primaryIf(a.Waits == nil)}})
	}
	if a.Waits != nil {
		v.Links = append(v.Links, ui.Btn{Label: "See the new run", Href: q.at.Run(string(a.Waits.ID)), Kind: ui.Primary})
	}
	switch {
	case a.Unasked > 0:
		v.Links = append(v.Links, ui.Btn{Label: "Ask for answers", Href: q.at.RunAsk(id), Kind: primaryIf(a.Declined == 0)})
	case a.Waiting > 0:
		v.Acts = append(v.Acts, ui.Post{Action: q.at.RunAsk(id), Key: newKey(), Fields: []ui.Hidden{{Name: "task", Value: newID()}, {Name: "again", Value: "yes"}},
			Btn: ui.Btn{Label: "Ask again by mail", Icon: "mail"}})
	}
	if a.Agreed() && len(a.Proposals) > 0 {
		v.Links = append(v.Links, ui.Btn{Label: "Check and announce", Href: q.at.RunAnnounce(id), Kind: ui.Primary})
	}
	v.Links = append(v.Links, ui.Btn{Label: "See the run", Href: q.at.Run(id)})
}

// decide is POST .../match/{run}/answers/{resident}.
func decide(q *request) error {
	id := runID(q)
	who, err := q.once(q.at.RunAnswers(string(id)))
	if err != nil {
		return err
	}
	resident := mentorship.ResidentID(chi.URLParam(q.Request, "resident"))
	if err := q.srv.app.Decide(q.Context(), who, id, resident, q.field("side"), q.field("answer")); err != nil {
		return err
	}
	return q.see(q.at.RunAnswers(string(id)), "answer-noted")
}

// runAgain is POST .../match/{run}/again.
func runAgain(q *request) error {
	if err := q.parse(); err != nil {
		return err
	}
	task := q.newTask()
	who, err := q.once(q.at.Task(task))
	if err != nil {
		return err
	}
	if err := q.srv.app.Again(q.Context(), who, runID(q), task, q.at); err != nil {
		return err
	}
	return q.see(q.at.Task(task), "")
}

// mailCheck is the check page of what goes out to whom.
func (q *request) mailCheck(p app.Preview, title, action string) page.MailCheck {
	v := page.MailCheck{Frame: q.task(title, layout.Link{Href: q.at.RunAnswers(string(p.Run.ID)), Label: "Answers"}), Title: title, Action: action, Key: newKey(), Task: newID(),
		Table: ui.Table{Caption: ui.Count(len(p.Proposals), "pair", "pairs"), CaptionHidden: true, Columns: []ui.Column{{Label: "Resident"}, {Label: "Mentor"}, {Label: "Answer"}}}}
	for _, x := range p.Proposals {
		words := ""
		for _, s := range answerWords(x) {
			words += s.Text + " "
		}
		mentor := x.Mentor().Full()
		if x.MentorID == "" {
			mentor, words = "Nobody", ""
		}
		v.Rows = append(v.Rows, []string{fmt.Sprintf("%s, PGY-%d", x.Resident().Full(), x.PGY), mentor, words})
	}
	for _, m := range p.Mails {
		v.Mails = append(v.Mails, mailText(m))
	}
	return v
}

// checkAsk is GET .../match/{run}/ask.
func checkAsk(q *request) error {
	p, err := q.srv.app.PreviewAsk(q.Context(), q.who, runID(q))
	if err != nil {
		return err
	}
	v := q.mailCheck(p, "Ask "+ui.Count(p.People, "person", "people"), q.at.RunAsk(string(p.Run.ID)))
	v.Lede = fmt.Sprintf("They answer within %s. Mentors learn the names and nothing of anybody’s list.", ui.Count(p.Cycle.AnswerDays, "day", "days"))
	if p.People == 0 {
		v.Title, v.Lede = "Everyone was asked", ""
	} else {
		v.Submit = "Ask " + ui.Count(p.People, "person", "people")
	}
	return q.page(http.StatusOK, v.View())
}

// askAll is its POST.
func askAll(q *request) error {
	if err := q.parse(); err != nil {
		return err
	}
	task := q.newTask()
	who, err := q.once(q.at.Task(task))
	if err != nil {
		return err
	}
	if err := q.srv.app.Ask(q.Context(), who, runID(q), task, q.field("again") != ""); err != nil {
		return err
	}
	return q.see(q.at.Task(task), "")
}

// checkAnnouncement is GET .../match/{run}/announce: every pair, and the mails word for word.
func checkAnnouncement(q *request) error {
	p, err := q.srv.app.PreviewAnnouncement(q.Context(), q.who, runID(q))
	if err != nil {
		return err
	}
	v := q.mailCheck(p, "Check and announce", q.at.RunAnnounce(string(p.Run.ID)))
	v.Lede = "Every pair as it will be, and the mails word for word."
	switch {
	case p.Run.State == mentorship.RunAnnounced:
		v.Blocked = "These pairs are announced already."
	case p.Task != "":
		v.Blocked = "The announcement is on hold already. It goes out at " + clock(*p.Run.HoldUntil, q.zone()) + "."
	case !p.Agreed():
		v.Blocked = "Not everyone has said yes. Look at the answers first."
	default:
		v.Submit = "Announce to " + ui.Count(p.People, "person", "people")
		v.Hint = "It goes out after 10 minutes. Until then you can stop it."
	}
	return q.page(http.StatusOK, v.View())
}

// announcePairs is its POST.
func announcePairs(q *request) error {
	if err := q.parse(); err != nil {
		return err
	}
	task := q.newTask()
	who, err := q.once(q.at.Task(task))
	if err != nil {
		return err
	}
	if err := q.srv.app.Announce(q.Context(), who, runID(q), task, q.at); err != nil {
		return err
	}
	return q.see(q.at.Task(task), "")
}

// showProposals is GET /{institution}/{program}/proposals: whom a mentor is asked about.
func showProposals(q *request) error {
	a, err := q.srv.app.SeeAsked(q.Context(), q.who)
	if err != nil {
		return err
	}
	v := q.proposalsPage(a, nil)
	v.Frame = q.task(v.Title, layout.Link{Href: q.at.Home(), Label: "Home"})
	v.Frame.Dock = len(v.Choices) > 0
	return q.page(http.StatusOK, v.View())
}

func (q *request) proposalsPage(a app.Asked, f *fault.Error) page.Proposals {
	v := page.Proposals{Title: "The match proposes " + ui.Count(len(a.Proposals), "resident", "residents") + " for you", Action: q.at.Proposals(), Key: newKey(),
		Close: true, Submit: "Send answers", Errors: problems(f), Empty: "Nobody is proposed for you now.",
		WhoSees: "The program’s leads see your answer. Residents are told nothing before the announcement, and never who declined."}
	if len(a.Proposals) == 0 {
		v.Title = "Nothing to answer"
		return v
	}
	if a.Until != nil {
		v.Lede = "Accept or decline each by " + lastDay(*a.Until, a.Zone()) + "."
		v.Silence = "No answer does not count as yes: after that day the program’s leads ask you in person."
	}
	answered := 0
	for i, p := range a.Proposals {
		c := ui.Choice{Name: "answer-" + string(p.ResidentID), Label: fmt.Sprintf("%s, PGY-%d", p.Resident().Full(), p.PGY), Row: true,
			Options: []ui.Option{{Value: mentorship.AnswerAccepted, Label: "Accept"}, {Value: mentorship.AnswerDeclined, Label: "Decline"}}}
		if p.Answer != mentorship.AnswerWaiting {
			c.Value = p.Answer
			answered++
		}
		if f != nil && i == 0 {
			c.Error = wordsOf(f)["answer"]
		}
		v.Choices = append(v.Choices, c)
	}
	if f != nil {
		for i := range v.Errors {
			v.Errors[i].Field = v.Choices[0].Name
		}
	}
	if answered > 0 {
		v.Banner = strconv.Itoa(answered) + " of " + ui.Count(len(a.Proposals), "answer is", "answers are") + " in. You can change them until the announcement."
	}
	return v
}

// typedReply reads a mentor's answers.
func (q *request) typedReply(a app.Asked) app.Reply {
	r := app.Reply{Answers: map[mentorship.ResidentID]string{}, ClosePlaces: q.field("close") != ""}
	for _, p := range a.Proposals {
		r.Answers[p.ResidentID] = q.field("answer-" + string(p.ResidentID))
	}
	return r
}

// answerProposals is its POST.
func answerProposals(q *request) error {
	return q.sendReply(q.at.Proposals(), func(v *page.Proposals) {
		v.Frame = q.task(v.Title, layout.Link{Href: q.at.Home(), Label: "Home"})
	})
}

// sendReply stores a mentor's answers and goes back to where they were given; frame draws the page again when they are
// refused.
func (q *request) sendReply(back string, frame func(*page.Proposals)) error {
	who, err := q.once(back)
	if err != nil {
		return err
	}
	a, err := q.srv.app.SeeAsked(q.Context(), q.who)
	if err != nil {
		return err
	}
	err = q.srv.app.Answer(q.Context(), who, q.typedReply(a))
	if f := invalid(err); f != nil {
		v := q.proposalsPage(a, f)
		frame(&v)
		v.Frame.Errors = true
		return q.page(http.StatusUnprocessableEntity, v.View())
	}
	if err != nil {
		return err
	}
	return q.see(back, "answers-sent")
}

// linked turns the page into that of a one-purpose link.
func (q *request) linkedProposals(v *page.Proposals) {
	v.Frame = q.linkFrame(v.Title)
	v.Frame.Dock = len(v.Choices) > 0
	v.Eyebrow, v.Action, v.SignIn = q.linkEyebrow(), q.URL.Path, route.SignInThen(q.at.Proposals())
}

// showAnswerLink is GET /l/{token} for a link that asks a mentor.
func showAnswerLink(q *request, _ app.Visit) error {
	a, err := q.srv.app.SeeAsked(q.Context(), q.who)
	if err != nil {
		return err
	}
	v := q.proposalsPage(a, nil)
	q.linkedProposals(&v)
	return q.page(http.StatusOK, v.View())
}

// useAnswerLink is POST /l/{token}.
func useAnswerLink(q *request, _ app.Visit) error { return q.sendReply(q.URL.Path, q.linkedProposals) }
