package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"evenly/internal/access"
	"evenly/internal/app"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/route"
	"evenly/internal/tenant"
	"evenly/templates/layout"
	"evenly/templates/page"
	"evenly/templates/ui"
)

func (s *Server) stepRoutes() []Endpoint {
	at := route.InProgram
	return []Endpoint{
		{Method: http.MethodGet, Pattern: at + route.QueuePattern, Access: access.StepSee, handle: showQueue},
		{Method: http.MethodGet, Pattern: at + route.NudgePattern, Access: access.StepTake, handle: showNudges},
		{Method: http.MethodPost, Pattern: at + route.NudgePattern, Access: access.StepTake, handle: sendNudges},
		{Method: http.MethodPost, Pattern: at + route.StepStopPattern, Access: access.StepTake, handle: stopNudge},
		{Method: http.MethodPost, Pattern: at + route.StepDonePattern, Access: access.StepTake, handle: finishStep},
		{Method: http.MethodPost, Pattern: at + route.StepUndoPattern, Access: access.StepTake, handle: undoStep},
		{Method: http.MethodPost, Pattern: at + route.PairStepsPattern, Access: access.StepTake, handle: takeStep},
		{Method: http.MethodGet, Pattern: at + route.DecisionsPattern, Access: access.DecisionSee, handle: showDecisions},
		{Method: http.MethodPost, Pattern: at + route.DecisionsPattern, Access: access.DecisionLog, handle: logDecision},
	}
}

// showNudges is GET /{institution}/{program}/nudges/new: what exactly would go to whom.
func showNudges(q *request) error {
	query := q.URL.Query()
	var ids []mentorship.PairingID
	for _, id := range query["pair"] {
		ids = append(ids, mentorship.PairingID(id))
	}
	both := query.Get("both") != ""
	n, err := q.srv.app.PrepareNudges(q.Context(), q.who, ids, both)
	if err != nil {
		return err
	}
	if len(n.Words) == 0 {
		return fault.New(fault.NotFound, "There is nobody to write to here. About your own pair, another lead acts.")
	}
	v := q.nudgesPage(n.Goes, nudgeWords(n))
	if !both {
		v.Both = q.URL.RequestURI() + "&both=yes"
	}
	return q.page(http.StatusOK, v.View())
}

func (q *request) nudgesPage(goes time.Time, words []page.NudgeWord) page.Nudges {
	sending := 0
	for _, w := range words {
		sending += ones(w.Bar == "" && !w.Skip)
	}
	title := "Write to " + ui.Count(len(words), "person", "people")
	v := page.Nudges{Title: title, Frame: q.task(title, layout.Link{Href: q.at.Queue(), Label: "Steps"}), Action: q.at.NudgePost(), Key: newKey(), Words: words,
		Goes: "Read and change what they get. It goes out " + when(goes, q) + " and can be stopped until then."}
	if sending > 0 {
		v.Button = fmt.Sprintf("Send %d", sending)
	}
	return v
}

// when is "today at 10:40 am", or the day.
func when(t time.Time, q *request) string {
	date := mentorship.DateOf(t, q.zone())
	if date.Equal(q.today()) {
		return "today at " + clock(t, q.zone())
	}
	return "on " + day(date) + " at " + clock(t, q.zone())
}

func nudgeWords(n app.Nudging) []page.NudgeWord {
	var out []page.NudgeWord
	for i, w := range n.Words {
		other := w.About.Resident()
		if string(w.To) == string(w.About.ResidentID) {
			other = w.About.Mentor()
		}
		v := page.NudgeWord{ID: fmt.Sprint(i + 1), Pair: string(w.Pair), To: string(w.To), Heading: "To " + w.ToName.Short() + ", about " + other.Short(), Text: w.Text,
			Subject: fmt.Sprintf("%s and you: %s since you met", other.Short(), ui.Count(w.Since, "day", "days"))}
		if w.Since < 0 {
			v.Subject = other.Short() + " and you: no meeting logged yet"
		}
		if w.Bar != "" {
			v.Bar = w.ToName.Short() + " " + w.Bar + "."
		}
		out = append(out, v)
	}
	return out
}

// sendNudges is POST /{institution}/{program}/nudges/new.
func sendNudges(q *request) error {
	who, err := q.once(q.at.Queue())
	if err != nil {
		return err
	}
	var list []app.Sent
	for _, id := range q.fields("word") {
		if q.field("skip-"+id) == "" {
			list = append(list, app.Sent{Pair: mentorship.PairingID(q.field("pair-" + id)), To: tenant.PersonID(q.field("to-" + id)), Text: q.field("text-" + id)})
		}
	}
	if err := q.srv.app.SendNudges(q.Context(), who, list); err != nil {
		return err
	}
	return q.see(q.at.Queue(), fmt.Sprintf("nudged:%d", len(list)))
}

// stopNudge is POST /{institution}/{program}/nudges/{step}/stop.
func stopNudge(q *request) error { return q.onStep("nudge-stopped", q.srv.app.StopNudge) }

// finishStep is POST /{institution}/{program}/nudges/{step}/done.
func finishStep(q *request) error { return q.onStep("step-done", q.srv.app.FinishStep) }

// undoStep is POST /{institution}/{program}/nudges/{step}/undo.
func undoStep(q *request) error { return q.onStep("step-undone", q.srv.app.UndoStep) }

type stepAct func(context.Context, tenant.Scope, string) error

func (q *request) onStep(flash string, act stepAct) error {
	who, err := q.once(q.at.Queue())
	if err != nil {
		return err
	}
	if err := act(q.Context(), who, chi.URLParam(q.Request, "step")); err != nil {
		return err
	}
	return q.see(q.at.Queue(), flash)
}

// takeStep is POST /{institution}/{program}/pairs/{pair}/steps.
func takeStep(q *request) error {
	id := mentorship.PairingID(chi.URLParam(q.Request, "pair"))
	who, err := q.once(q.at.Pair(string(id)))
	if err != nil {
		return err
	}
	step := mentorship.Step{Kind: mentorship.StepKind(q.field("kind")), Note: q.field("note"), Owner: q.field("owner"), Due: q.dateField("due")}
	err = q.srv.app.TakeStep(q.Context(), who, id, step)
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind == fault.Invalid {
		p, err := q.srv.app.SeePair(q.Context(), q.who, id)
		if err != nil {
			return err
		}
		return q.reviewPage(http.StatusUnprocessableEntity, p, f)
	}
	if err != nil {
		return err
	}
	return q.see(q.at.Pair(string(id)), "step-taken")
}

// dateField is a date of the form; nil when it is empty or none.
func (q *request) dateField(name string) *time.Time {
	t, err := time.Parse(time.DateOnly, q.field(name))
	if err != nil {
		return nil
	}
	return &t
}

// reviewPage is a pair's page for leads with the steps taken, and what was wrong with the last one.
func (q *request) reviewPage(status int, p app.PairSeen, f *fault.Error) error {
	around, err := q.srv.app.StepsAround(q.Context(), q.who, p.ID)
	if err != nil {
		return err
	}
	v := q.pairReview(p)
	steps := page.Steps{Nudge: q.at.Nudge(string(p.ID)), Ask: q.at.PairAsk(string(p.ID)), Offer: q.at.PairOffer(string(p.ID)), Action: q.at.PairSteps(string(p.ID)), Key: newKey(),
		Kind: "conversation", LevelUp: q.at.LevelUp(), Flags: q.at.FlagsOf(string(p.ID)), Answers: q.fitAnswers(around.Fits)}
	if p.EndsOn != nil && p.EndsOn.Before(p.Today) {
		steps.Nudge, steps.Ask, steps.Offer = "", "", "" // nobody is asked about what has ended
	}
	if around.Change {
		steps.Change = "A change is asked for."
		if access.Check(q.who, access.MatchSee) == nil {
			steps.Changes = q.at.Changes()
		}
	}
	for _, l := range around.Leads {
		steps.Owners = append(steps.Owners, ui.Option{Value: string(l.ID), Label: l.Name().Full()})
	}
	steps.Owners = append([]ui.Option{{Value: "", Label: "Nobody in particular"}}, steps.Owners...)
	for _, s := range around.Steps {
		steps.Past = append(steps.Past, q.stepEvent(s, ""))
		if snoozed(s, p.Today) && steps.Snoozed == "" {
			steps.Snoozed = "Snoozed until " + day(*s.DueOn) + "."
		}
	}
	if f != nil {
		v.Frame.Errors, v.Errors, steps.Errors = true, problems(f), true
		steps.Kind, steps.Note, steps.Owner, steps.Due = q.field("kind"), q.field("note"), q.field("owner"), q.field("due")
		steps.ErrKind, steps.ErrNote, steps.ErrOwn, steps.ErrDue = problem(f, "kind"), problem(f, "note"), problem(f, "owner"), problem(f, "due")
	}
	v.Steps = steps.View()
	return q.page(status, v.View())
}

// stepEvent is one step in a list; about names its pair where the list has several.
func (q *request) stepEvent(s app.StepTaken, about string) ui.Event {
	text := s.Kind.Words()
	if s.Kind == mentorship.Nudge {
		text += " to " + s.To().Short()
	}
	if s.State == "stopped" {
		text += map[bool]string{true: ", taken back", false: ", stopped"}[s.Kind != mentorship.Nudge && s.Kind != mentorship.AskBoth && s.Kind != mentorship.OfferChange]
	}
	if about != "" {
		text += ", " + about
	}
	if s.Note != "" && s.Kind != mentorship.Nudge && s.State != "waiting" {
		text += ": " + s.Note
	}
	if s.Owner().Family != "" {
		text += ". " + s.Owner().Full() + " sees to it"
	}
	if s.DueOn != nil {
		text += map[bool]string{true: " until ", false: ", by "}[s.Kind == mentorship.Snooze] + day(*s.DueOn)
	}
	e := ui.Event{Icon: stepIcon(s.Kind), Text: text, When: s.By().Full() + ", " + day(mentorship.DateOf(s.CreatedAt, q.zone()))}
	switch s.State {
	case "waiting":
		e.Undo = &ui.Undo{Label: "Stop", Action: q.at.StepStop(s.ID), Key: newKey()}
	case "open":
		e.Undo = &ui.Undo{Label: "Done", Action: q.at.StepDone(s.ID), Key: newKey()}
	}
	if e.Undo == nil && app.Undoable(s, q.srv.app.Now()) {
		e.Undo = &ui.Undo{Action: q.at.StepUndo(s.ID), Key: newKey()}
	}
	return e
}

// snoozed reports whether a step keeps a pair out of the queue today.
func snoozed(s app.StepTaken, today time.Time) bool {
	return s.Kind == mentorship.Snooze && s.State != "stopped" && s.DueOn != nil && s.DueOn.After(today)
}

// fitAnswers are the answers that the person reads, and a word on those that are still out.
func (q *request) fitAnswers(list []app.FitCheck) []page.FitAnswer {
	var out []page.FitAnswer
	for _, f := range list {
		if f.StepState == "waiting" || f.StepState == "stopped" || f.ForgottenAt != nil {
			continue
		}
		a := page.FitAnswer{Who: f.Person().Short(), When: "Asked on " + day(mentorship.DateOf(f.CreatedAt, q.zone()))}
		switch {
		case f.ReaderID != q.who.Person:
			a.Text = "The answer is for " + f.Reader().Short() + " alone."
		case f.AnsweredAt == nil:
			a.Text = "No answer yet."
		default:
			a.Feeling, a.Text = f.Feeling.Words(), f.Answer
			a.When = "Answered on " + day(mentorship.DateOf(*f.AnsweredAt, q.zone())) + ". For you alone, until " + dayYear(f.ForgetOn)
		}
		out = append(out, a)
	}
	return out
}

func stepIcon(k mentorship.StepKind) string {
	return map[mentorship.StepKind]string{mentorship.Nudge: "send", mentorship.AskBoth: "message-circle", mentorship.LevelUp: "sprout",
		mentorship.OfferChange: "arrow-left-right", mentorship.Conversation: "pencil", mentorship.Snooze: "clock", mentorship.Assign: "contact-round"}[k]
}

// showQueue is GET /{institution}/{program}/nudges: what waits for the leads.
func showQueue(q *request) error {
	data, err := q.srv.app.Queue(q.Context(), q.who)
	if err != nil {
		return err
	}
	return q.page(http.StatusOK, q.queuePage(newDeck(q, data.Board), data).View())
}

func (q *request) queuePage(d *deck, data app.Queue) page.Queue {
	v := page.Queue{Export: q.at.StepsExport(), Lede: "What mentorship leads do about the readings. Load before fault, and a question before a conclusion."}
	about, touched := map[mentorship.PairingID]string{}, map[mentorship.PairingID]bool{}
	for _, c := range d.cards {
		about[c.ID] = c.Resident().Short() + " with " + c.Mentor().Short()
	}
	for _, s := range data.Steps {
		touched[s.PairingID] = touched[s.PairingID] || s.State != "stopped"
		e := q.stepEvent(s, about[s.PairingID])
		if t, mine := data.Answers[s.ID]; mine && s.State == "open" {
			e.Text += fmt.Sprintf(". %d of %d answered, to you alone, on the pair’s page", t.Answered, t.Asked)
		}
		switch {
		case s.State == "waiting":
			v.Waiting = append(v.Waiting, e)
		case s.State == "open":
			v.Open = append(v.Open, e)
		case snoozed(s, d.Today):
			v.Snoozed = append(v.Snoozed, e)
		default:
			v.Past = append(v.Past, e)
		}
	}
	var pairs []string
	for _, c := range d.flagged(ui.LessThan, ui.GoneQuiet) {
		if touched[c.ID] || c.Pair.Has(q.who.Person) {
			continue
		}
		v.Look = append(v.Look, d.item(c))
		pairs = append(pairs, string(c.ID))
	}
	if len(pairs) > 0 {
		v.Nudge = &ui.Btn{Label: fmt.Sprintf("Write to all %d", len(pairs)), Href: q.at.Nudge(pairs...), Icon: "send", Kind: ui.Primary}
	}
	v.Title = queueTitle(len(pairs), len(v.Open))
	if len(v.Waiting)+len(v.Open)+len(v.Look) == 0 {
		v.Empty = "Nothing waits for you. Pairs worth a look appear here until somebody has taken a step."
	}
	v.Frame = q.frame(v.Title)
	return v
}

func queueTitle(untouched, open int) string {
	var parts []string
	if untouched > 0 {
		parts = append(parts, ui.Count(untouched, "pair waits", "pairs wait")+" for a first step")
	}
	if open > 0 {
		parts = append(parts, ui.Count(open, "step is", "steps are")+" open")
	}
	if len(parts) == 0 {
		return "Nothing needs you"
	}
	return title(strings.Join(parts, ", "))
}

// nudgesWritten says how many words are on their way. Each has its own Stop in the list below.
func nudgesWritten(_ *request, n string) *ui.Toast {
	return &ui.Toast{Text: n + " on their way. Stop any of them here until it goes out."}
}
