package server

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"evenly/internal/access"
	"evenly/internal/app"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/route"
	"evenly/templates/layout"
	"evenly/templates/page"
	"evenly/templates/ui"
)

func (s *Server) matchRoutes() []Endpoint {
	in := func(method, pattern string, act access.Act, h handler) Endpoint {
		return Endpoint{Method: method, Pattern: route.InProgram + pattern, Access: act, handle: h}
	}
	get, post := http.MethodGet, http.MethodPost
	return []Endpoint{
		in(get, route.MatchPattern, access.MatchSee, showMatch),
		in(post, route.MatchClosePattern, access.MatchRun, closeRanking),
		in(get, route.MatchRemindPattern, access.MatchRun, checkReminder),
		in(post, route.MatchRemindPattern, access.MatchRun, remind),
		in(get, route.MatchHowPattern, access.MatchHow, showHow),
		in(get, route.MatchWhyPattern, access.MatchWhy, showWhy),
		in(get, route.MatchInsightPattern, access.MatchSee, showInsight),
		in(get, route.MatchAdjustPattern, access.MatchRun, showAdjust),
		in(post, route.MatchAdjustPattern, access.MatchRun, adjust),
		in(post, route.UnadjustPattern, access.MatchRun, unadjust),
		in(post, route.RunsPattern, access.MatchRun, startRuns),
		in(get, route.WhatIfPattern, access.MatchRun, showWhatIf),
		in(post, route.WhatIfPattern, access.MatchRun, startWhatIf),
		in(get, route.ChangesPattern, access.MatchSee, showChanges),
		in(post, route.ChangesPattern, access.MatchRun, markChanges),
		in(post, route.ChangeEndPattern, access.MatchRun, dropWish),
		in(get, route.SecondRunsPattern, access.MatchSee, showSecondRuns),
		in(get, route.RunPattern, access.MatchSee, showRun),
		in(get, route.RunChoosePattern, access.MatchRun, showChoose),
		in(post, route.RunChoosePattern, access.MatchRun, chooseRun),
		in(post, route.RunUnchoosePattern, access.MatchRun, reconsiderRun),
		in(get, route.RunAskPattern, access.MatchRun, checkAsk),
		in(post, route.RunAskPattern, access.MatchRun, askAll),
		in(get, route.RunAnswersPattern, access.MatchSee, showAnswers),
		in(post, route.RunDecidePattern, access.MatchRun, decide),
		in(post, route.RunAgainPattern, access.MatchRun, runAgain),
		in(get, route.RunAnnouncePattern, access.MatchRun, checkAnnouncement),
		in(post, route.RunAnnouncePattern, access.MatchRun, announcePairs),
		in(get, route.RunBundlePattern, access.MatchSee, downloadBundle),
		in(get, route.RunSheetPattern, access.MatchSee, exportRun),
		in(get, route.ProposalsPattern, access.Propose, showProposals),
		in(post, route.ProposalsPattern, access.Propose, answerProposals),
		in(get, route.ChangeAskPattern, access.ChangeAsk, showAskChange),
		in(post, route.ChangeAskPattern, access.ChangeAsk, postAskChange),
		in(get, route.ChangeReplyPattern, access.ChangeReply, showChangeReply),
		in(post, route.ChangeReplyPattern, access.ChangeReply, postChangeReply),
		in(get, route.SecondPattern, access.SecondAsk, showSecond),
		in(post, route.SecondPattern, access.SecondAsk, postSecond),
	}
}

func runID(q *request) mentorship.RunID { return mentorship.RunID(chi.URLParam(q.Request, "run")) }

// showMatch is GET /{institution}/{program}/match.
func showMatch(q *request) error {
	m, err := q.srv.app.SeeMatch(q.Context(), q.who)
	if err != nil {
		return err
	}
	v := page.Match{Frame: q.frame("The match"), Head: q.matchHead(m), Tasks: q.matchTasks(m), ByHand: q.handChanges(m.ByHand, m.Announced == nil)}
	v.Frame.Width = layout.List
	if m.TooFew() && m.Announced == nil {
		v.Short = q.short(m)
	}
	if m.ListsOver && (m.Chosen == nil || m.Chosen.Run.State == mentorship.RunChosen) {
		v.HandLink = q.at.MatchAdjust("", "")
	}
	if m.NewByHand > 0 && m.ListsOver && m.Chosen == nil {
		v.NewHand = q.runAgainWith(m.NewByHand)
	}
	v.Links = append(v.Links, ui.Btn{Label: "How the match is made", Href: q.at.MatchHow()})
	if m.Announced != nil {
		v.Links = append(v.Links, ui.Btn{Label: "What the match shows", Href: q.at.MatchInsight()})
	}
	if m.Cycle.State == mentorship.Running {
		v.Links = append(v.Links, ui.Btn{Label: "Changes in mid-year", Href: q.at.Changes()}, ui.Btn{Label: "Further mentors", Href: q.at.SecondRuns()})
	}
	return q.page(http.StatusOK, v.View())
}

// runAgainWith is the button that runs the match once more with hand changes.
func (q *request) runAgainWith(changes int) *ui.Post {
	return &ui.Post{Action: q.at.Runs(), Key: newKey(), Fields: []ui.Hidden{{Name: "task", Value: newID()}},
		Btn: ui.Btn{Label: fmt.Sprintf("Re-run (%s)", ui.Count(changes, "change", "changes")), Icon: "refresh-cw"}}
}

// matchHead says in one line where the match stands.
func (q *request) matchHead(m app.MatchSeen) ui.Head {
	h := ui.Head{Eyebrow: m.Cycle.Name, Title: "The match"}
	switch {
	case m.Announced != nil:
		h.Title, h.Lede = "The pairs are announced", "Announced "+moment(*m.Announced.AnnouncedAt, q.zone())+"."
	case m.Chosen != nil && m.Chosen.Task != "":
		h.Title, h.Lede = "The announcement is on hold", "It goes out at "+clock(*m.Chosen.Run.HoldUntil, q.zone())+", and can be stopped until then."
	case m.Chosen != nil && m.Chosen.Agreed():
		h.Title, h.Lede = "Everyone has said yes", "The pairs can be announced."
	case m.Chosen != nil:
		h.Title, h.Lede = ui.Count(m.Chosen.Waiting+m.Chosen.Unasked, "answer is", "answers are")+" missing", "The pairs are announced when every mentor has said yes."
	case m.ListsOpen && m.Missing() > 0:
		h.Title = fmt.Sprintf("%d of %d residents have ranked", m.Listed, m.Residents)
	case m.ListsOpen:
		h.Title = "Every resident has ranked"
	case m.ListsOver && len(m.Runs) == 0:
		h.Title, h.Lede = "Lists are closed", "Run the match next."
	case m.ListsOver:
		h.Title, h.Lede = "Compare and choose", "Nobody’s name is shown to directors before a run is chosen."
	default:
		h.Lede = "It begins when residents have ranked mentors."
	}
	return h
}

// matchTasks are the seven steps, each with its status.
func (q *request) matchTasks(m app.MatchSeen) []ui.Task {
	rankings := ui.Task{Label: "Rankings in", Hint: fmt.Sprintf("%d of %d", m.Listed, m.Residents), Status: ui.CantStartYet}
	switch {
	case m.ListsOver || m.Announced != nil:
		rankings.Status, rankings.Hint = ui.Completed, rankings.Hint+", closed"
	case m.ListsOpen:
		rankings.Status = ui.InProgress
		rankings.Extra = page.RankingActs(q.rankingActs(m))
	}
	places := ui.Task{Href: q.at.Mentors(), Label: "Places", Hint: fmt.Sprintf("%d for %d, with %s", m.Usable, m.Residents, ui.Count(m.Mentors, "mentor", "mentors")), Status: ui.Completed}
	if m.Usable < m.Places {
		places.Hint += fmt.Sprintf(", and %d that rules bar for everyone", m.Places-m.Usable)
	}
	if m.TooFew() {
		places.Status = ui.Status{Text: "Too few", Tone: ui.ToneDanger}
	}
	rules := ui.Task{Href: q.at.Rules(), Label: "Rules", Hint: ui.Count(m.Rules, "public rule", "public rules"), Status: ui.Completed}
	return []ui.Task{rankings, places, rules, q.runTask(m), q.chooseTask(m), q.answersTask(m), q.announceTask(m)}
}

// rankingActs are a reminder to those without a list, and closing ranking before its time.
func (q *request) rankingActs(m app.MatchSeen) (remind *ui.Btn, acts []ui.Post) {
	if m.Missing() > 0 {
		remind = &ui.Btn{Label: fmt.Sprintf("Remind %d", m.Missing()), Href: q.at.MatchRemind(), Small: true}
	}
	return remind, []ui.Post{{Action: q.at.MatchClose(), Key: newKey(), Btn: ui.Btn{Label: "Close ranking now", Small: true}}}
}

func (q *request) runTask(m app.MatchSeen) ui.Task {
	t := ui.Task{Label: "Run", Status: ui.CantStartYet, Hint: "When lists are closed"}
	switch {
	case m.Announced != nil || m.Chosen != nil:
		t.Status, t.Hint = ui.Completed, ""
	case m.ListsOver:
		t.Status, t.Hint = ui.NotStarted, "Four orders of aims beside one another, each proven. It takes seconds."
		label := "Run the match"
		if len(m.Runs) > 0 {
			t.Status, t.Hint, label = ui.Completed, ui.Count(len(m.Runs), "scenario", "scenarios"), "Run again"
		}
		t.Extra = ui.PostButton(ui.Post{Action: q.at.Runs(), Key: newKey(), Fields: []ui.Hidden{{Name: "task", Value: newID()}},
			Btn: ui.Btn{Label: label, Kind: primaryIf(len(m.Runs) == 0), Small: true}})
	}
	return t
}

func primaryIf(yes bool) ui.Kind {
	if yes {
		return ui.Primary
	}
	return ui.Secondary
}

func (q *request) chooseTask(m app.MatchSeen) ui.Task {
	t := ui.Task{Label: "Compare and choose", Status: ui.CantStartYet}
	switch {
	case m.Announced != nil:
		t.Href, t.Status = q.at.Run(string(m.Announced.ID)), ui.Completed
	case m.Chosen != nil:
		t.Href, t.Status, t.Hint = q.at.Run(string(m.Chosen.Run.ID)), ui.Completed, m.Chosen.Run.Name
	case len(m.Runs) > 0:
		t.Href, t.Status = q.at.Run(string(m.Runs[0].ID)), ui.NotStarted
	}
	return t
}

func (q *request) answersTask(m app.MatchSeen) ui.Task {
	t := ui.Task{Label: "Mentors’ answers", Status: ui.CantStartYet}
	switch {
	case m.Announced != nil:
		t.Status = ui.Completed
	case m.Chosen != nil:
		t.Href = q.at.RunAnswers(string(m.Chosen.Run.ID))
		t.Status, t.Hint = ui.InProgress, answersHint(*m.Chosen)
		if m.Chosen.Run.State == mentorship.RunChosen {
			t.Status = ui.NotStarted
		}
		if m.Chosen.Agreed() {
			t.Status = ui.Completed
		}
	}
	return t
}

// answersHint is "20 of 26 pairs agreed, 1 declined, until Fri 19 Sep".
func answersHint(a app.Answers) string {
	out := fmt.Sprintf("%d of %s agreed", a.Accepted, ui.Count(len(a.Proposals), "pair", "pairs"))
	if a.Declined > 0 {
		out += fmt.Sprintf(", %d declined", a.Declined)
	}
	if until := a.Run.AnswersUntil; until != nil && !a.Over {
		out += ", until " + lastDay(*until, a.Zone())
	}
	return out
}

func (q *request) announceTask(m app.MatchSeen) ui.Task {
	t := ui.Task{Label: "Announce", Status: ui.CantStartYet}
	switch {
	case m.Announced != nil:
		t.Status = ui.Completed
	case m.Chosen != nil && m.Chosen.Task != "":
		t.Href, t.Status, t.Hint = q.at.Task(m.Chosen.Task), ui.InProgress, "On hold until "+clock(*m.Chosen.Run.HoldUntil, q.zone())
	case m.Chosen != nil && m.Chosen.Agreed():
		t.Href, t.Status = q.at.RunAnnounce(string(m.Chosen.Run.ID)), ui.NotStarted
	}
	return t
}

// short says how many places are missing, and two ways out.
func (q *request) short(m app.MatchSeen) *page.Short {
	s := &page.Short{Text: fmt.Sprintf("%d places for %d residents: %d too few. Ask mentors for one more each, or add mentors.", m.Usable, m.Residents, m.Residents-m.Usable),
		Ask:    ui.Post{Action: q.at.MatchRemind(), Key: newKey(), Fields: []ui.Hidden{{Name: "op", Value: "places"}, {Name: "task", Value: newID()}}, Btn: ui.Btn{Label: "Ask mentors by mail"}},
		People: ui.Btn{Label: "Add mentors", Href: q.at.People()}}
	if m.Places > m.Usable {
		s.Text += fmt.Sprintf(" Rules bar %s for everyone.", ui.Count(m.Places-m.Usable, "place", "places"))
		s.Rules = &ui.Btn{Label: "Look at the rules", Href: q.at.Rules()}
	}
	return s
}

func (q *request) handChanges(list []app.HandChange, open bool) []page.HandChange {
	var out []page.HandChange
	for _, h := range list {
		what := h.Resident().Full() + " with " + h.Mentor().Short()
		x := page.HandChange{What: "Pinned: " + what, Reason: h.Reason, By: h.By().Short()}
		if h.Kind == "forbid" {
			x.What = "Not: " + what
		}
		if open && access.Check(q.who, access.MatchRun) == nil {
			x.Remove = &ui.Post{Action: q.at.Unadjust(h.ID), Key: newKey(), Btn: ui.Btn{Label: "Take back", SR: what, Small: true}}
		}
		out = append(out, x)
	}
	return out
}

// closeRanking is POST .../match/close.
func closeRanking(q *request) error {
	who, err := q.once(q.at.Match())
	if err != nil {
		return err
	}
	if err := q.srv.app.CloseRanking(q.Context(), who); err != nil {
		return err
	}
	return q.see(q.at.Match(), "ranking-closed")
}

// checkReminder is GET .../match/remind: who gets a reminder, and its words.
func checkReminder(q *request) error {
	r, err := q.srv.app.PreviewReminder(q.Context(), q.who)
	if err != nil {
		return err
	}
	v := page.MailCheck{Frame: q.task("Remind residents", layout.Link{Href: q.at.Match(), Label: "Match"}), Title: "Remind " + ui.Count(len(r.People), "resident", "residents"),
		Lede: "They have ranked nobody yet. Nobody gets two reminders on one day.", Action: q.at.MatchRemind(), Key: newKey(), Task: newID(),
		Table: ui.Table{Caption: "Who gets a reminder", CaptionHidden: true, Columns: []ui.Column{{Label: "Name"}, {Label: "E-mail"}}}}
	for _, p := range r.People {
		v.Rows = append(v.Rows, []string{p.Name().Full(), p.Email})
	}
	if len(r.People) == 0 {
		v.Title, v.Lede = "Every resident has ranked", ""
	} else {
		v.Mails = []page.MailText{mailText(r.Mail)}
		v.Submit = "Send " + ui.Count(len(r.People), "reminder", "reminders")
	}
	return q.page(http.StatusOK, v.View())
}

// mailText shows a mail word for word.
func mailText(m app.PreviewMail) page.MailText {
	t := page.MailText{To: m.To, Subject: m.Subject, Like: "To " + m.To}
	if m.Like > 1 {
		t.Like += fmt.Sprintf(". %d people get one like it, each with their own names.", m.Like)
	}
	for block := range strings.SplitSeq(strings.TrimSpace(m.Text), "\n\n") {
		t.Paragraphs = append(t.Paragraphs, strings.Split(block, "\n"))
	}
	return t
}

// remind is its POST, and that of asking mentors for places.
func remind(q *request) error {
	if err := q.parse(); err != nil {
		return err
	}
	task := q.newTask()
	who, err := q.once(q.at.Task(task))
	if err != nil {
		return err
	}
	send := q.srv.app.Remind
	if q.field("op") == "places" {
		send = q.srv.app.AskForPlaces
	}
	if err := send(q.Context(), who, task); err != nil {
		return err
	}
	return q.see(q.at.Task(task), "")
}

// startRuns is POST .../match/runs.
func startRuns(q *request) error {
	if err := q.parse(); err != nil {
		return err
	}
	task := q.newTask()
	who, err := q.once(q.at.Task(task))
	if err != nil {
		return err
	}
	err = q.srv.app.StartRuns(q.Context(), who, app.RunRequest{Task: task, At: q.at, Purpose: q.purpose(), Kind: q.kind()})
	if err != nil {
		return err
	}
	return q.see(q.at.Task(task), "")
}

// purpose is what a run is for, as the form says: the year's match unless it says otherwise.
func (q *request) purpose() mentorship.RunPurpose {
	switch p := mentorship.RunPurpose(q.FormValue("purpose")); p {
	case mentorship.ForChange, mentorship.ForSecond:
		return p
	}
	return mentorship.ForYear
}

// kind is the kind of mentor a run is about.
func (q *request) kind() string {
	for _, k := range mentorship.SecondKinds {
		if q.purpose() == mentorship.ForSecond && k == q.FormValue("kind") {
			return k
		}
	}
	return mentorship.PrimaryKind
}

// invalid is the fault of a refused form, nil for everything else.
func invalid(err error) *fault.Error {
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind == fault.Invalid {
		return f
	}
	return nil
}

// wordsOf are the messages of a refused form by field.
func wordsOf(f *fault.Error) map[string]string {
	out := map[string]string{}
	if f != nil {
		for _, p := range f.Problems {
			out[p.Field] = p.Message
		}
	}
	return out
}
