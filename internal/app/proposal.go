package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/matching"
	"evenly/internal/mentorship"
	"evenly/internal/route"
	"evenly/internal/store"
	"evenly/internal/tenant"
	mails "evenly/templates/mail"
)

// The mails that ask both sides: a mentor about proposed residents, a resident about a change of their pair.
const (
	askTask      = "ask"
	proposalMail = "match.proposal" // subject: the run
	changeMail   = "match.change"   // subject: the run
)

// Proposal is a proposed pair with the answers to it.
type Proposal = store.Proposal

// proposals are the pairs of a solved run as they are proposed. Pairs that go on are kept, and nobody is asked about them;
// live are the pairs of the year, and answers given to the same pair before come along.
func (s solved) proposals(before []store.Proposal, live []store.LivePair) []store.Proposal {
	now, answered := map[mentorship.ResidentID]mentorship.MentorID{}, map[mentorship.ResidentID]store.Proposal{}
	for _, p := range live {
		if p.Kind == s.Kind {
			now[p.ResidentID] = p.MentorID
		}
	}
	for _, p := range before {
		answered[p.ResidentID] = p
	}
	var out []store.Proposal
	for _, p := range s.result.Pairings {
		x := store.Proposal{RunID: s.ID, ResidentID: s.resident(p.Resident), Rank: p.Rank, Pinned: p.Pinned,
			Answer: mentorship.AnswerWaiting, ResidentAnswer: mentorship.AnswerUnasked}
		if p.Mentor != nil {
			x.MentorID = s.mentor(*p.Mentor)
		}
		was := now[x.ResidentID]
		x.Kept = was != "" && was == x.MentorID
		if was != "" && !x.Kept && x.MentorID != "" {
			x.PreviousID = was
			if s.Purpose == mentorship.ForChange {
				x.ResidentAnswer = mentorship.AnswerWaiting
			}
		}
		if y, ok := answered[x.ResidentID]; ok && y.MentorID == x.MentorID && !y.Declined() {
			x.AskedAt, x.Answer, x.AnsweredAt, x.DecidedBy = y.AskedAt, y.Answer, y.AnsweredAt, y.DecidedBy
			x.ResidentAnswer, x.ResidentAnsweredAt = y.ResidentAnswer, y.ResidentAnsweredAt
		}
		out = append(out, x)
	}
	return out
}

// Answers is the proposals of a chosen run and how far the asking is.
type Answers struct {
	Year
	Run       store.Run
	Proposals []store.Proposal // those somebody is or will be asked about
	Kept      int              // pairs that go on
	Mentors   int              // who are asked
	Residents int              // who are asked, in a change
	Unasked   int              // people concerned who have no mail yet
	Waiting   int              // proposals without every answer
	Accepted  int
	Declined  int
	Over      bool       // the window has ended
	Waits     *store.Run // a re-run that is solved and waits to be chosen
	Task      string     // the announcement under way, during its hold
}

// Agreed reports whether the run can be announced: everyone asked said yes.
func (s Answers) Agreed() bool { return s.Waiting == 0 && s.Declined == 0 && s.Unasked == 0 }

// SeeAnswers reads the proposals of a chosen run.
func (a *App) SeeAnswers(ctx context.Context, who tenant.Scope, id mentorship.RunID) (out Answers, err error) {
	if err := access.Check(who, access.MatchSee); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		out, err = answers(ctx, tx, id)
		return err
	})
	return out, err
}

func answers(ctx context.Context, tx *store.Tx, id mentorship.RunID) (out Answers, err error) {
	if out.Run, err = tx.Run(ctx, id); err != nil {
		return out, err
	}
	if !out.Run.State.NamesShown() {
		return out, fault.New(fault.NotFound, "This run was not chosen.")
	}
	if out.Year, err = yearOf(ctx, tx, out.Run.CycleID); err != nil {
		return out, err
	}
	all, err := tx.Proposals(ctx, id)
	if err != nil {
		return out, err
	}
	out.count(all)
	out.Over = out.Run.AnswersUntil != nil && !tx.Now().Before(*out.Run.AnswersUntil)
	runs, err := tx.Runs(ctx, out.Run.CycleID, out.Run.Purpose, out.Run.Kind)
	for i, r := range runs {
		if r.ParentID != nil && *r.ParentID == id && (r.State == mentorship.RunSolved || r.State == mentorship.RunInfeasible) {
			out.Waits = &runs[i]
		}
	}
	if out.Run.HoldUntil != nil && out.Run.AnnouncedAt == nil && out.Run.TaskID != nil {
		out.Task = *out.Run.TaskID
	}
	return out, err
}

func (s *Answers) count(all []store.Proposal) {
	mentors, unasked := map[mentorship.MentorID]bool{}, map[string]bool{}
	for _, p := range all {
		if p.Kept {
			s.Kept++
			continue
		}
		s.Proposals = append(s.Proposals, p)
		if p.MentorID == "" {
			continue
		}
		mentors[p.MentorID] = true
		if p.ResidentAnswer != mentorship.AnswerUnasked {
			s.Residents++
		}
		switch {
		case p.AskedAt == nil && !p.Agreed():
			unasked[string(p.MentorID)] = true
			if p.ResidentAnswer == mentorship.AnswerWaiting {
				unasked[string(p.ResidentID)] = true
			}
		case p.Declined():
			s.Declined++
		case p.Agreed():
			s.Accepted++
		default:
			s.Waiting++
		}
	}
	s.Mentors, s.Unasked = len(mentors), len(unasked)
}

// asked lists who gets a mail now: mentors, and residents whose pair changes, with a proposal nobody told them of; with
// again, those too who were told and are silent.
func asked(all []store.Proposal, again bool) (mentors []mentorship.MentorID, residents []mentorship.ResidentID) {
	for _, p := range all {
		if p.Kept || p.MentorID == "" || p.AskedAt != nil && !again || p.Declined() {
			continue
		}
		if p.Answer == mentorship.AnswerWaiting && !slices.Contains(mentors, p.MentorID) {
			mentors = append(mentors, p.MentorID)
		}
		if p.ResidentAnswer == mentorship.AnswerWaiting {
			residents = append(residents, p.ResidentID)
		}
	}
	return mentors, residents
}

// Ask mails everyone who is to answer and was not asked yet, and opens the window for answers; with again, everyone who has
// not answered. Task is the id of the mail-out.
func (a *App) Ask(ctx context.Context, who tenant.Scope, id mentorship.RunID, task string, again bool) error {
	if err := access.Check(who, access.MatchRun); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		r, err := tx.LockRun(ctx, id)
		if err != nil {
			return err
		}
		if r.State != mentorship.RunChosen && r.State != mentorship.RunAnswering || r.HoldUntil != nil {
			return fault.New(fault.Conflict, "This run is not being answered.")
		}
		y, err := yearOf(ctx, tx, r.CycleID)
		if err != nil {
			return err
		}
		all, err := tx.Proposals(ctx, id)
		if err != nil {
			return err
		}
		if r.State == mentorship.RunChosen {
			if err := tx.SetRunState(ctx, id, mentorship.RunChosen, mentorship.RunAnswering); err != nil {
				return err
			}
		}
		if err := tx.SetAnswersUntil(ctx, id, mentorship.AnswerWindow(tx.Now(), y.Cycle.AnswerDays, y.Zone())); err != nil {
			return err
		}
		mentors, residents := asked(all, again)
		if err := a.mailAsked(ctx, tx, r, task, mentors, residents); err != nil {
			return err
		}
		return tx.Audit(ctx, "match.ask", string(id), map[string]any{"mentors": len(mentors), "residents": len(residents), "again": again})
	})
}

func (a *App) mailAsked(ctx context.Context, tx *store.Tx, r store.Run, task string, mentors []mentorship.MentorID, residents []mentorship.ResidentID) error {
	t, err := tx.AddTask(ctx, store.Task{ID: task, Kind: askTask})
	if err != nil {
		return err
	}
	if err := a.writeEach(ctx, tx, &t, store.Message{Kind: proposalMail, Subject: string(r.ID)}, persons(mentors)); err != nil {
		return err
	}
	if err := a.writeEach(ctx, tx, &t, store.Message{Kind: changeMail, Subject: string(r.ID)}, persons(residents)); err != nil {
		return err
	}
	if err := setMailOut(ctx, tx, t); err != nil {
		return err
	}
	return tx.MarkAsked(ctx, r.ID)
}

// silence is what no answer means. It is said in the mail and on the page, so that nobody is surprised.
const silence = "No answer does not count as yes: after that day the program’s leads ask you in person."

// composeProposal is the mail that asks a mentor, with a link that does only that.
func composeProposal(a *App, ctx context.Context, who tenant.Scope, m store.Message) (mails.Body, error) {
	var list []store.Proposal
	var r store.Run
	var y Year
	var from mails.From
	err := a.store.As(ctx, who, func(tx *store.Tx) (err error) {
		if r, err = tx.Run(ctx, mentorship.RunID(m.Subject)); err != nil {
			return err
		}
		if y, err = yearOf(ctx, tx, r.CycleID); err != nil {
			return err
		}
		if list, err = tx.ProposalsTo(ctx, mentorship.MentorID(m.PersonID)); err != nil {
			return err
		}
		from, err = a.from(ctx, tx)
		return err
	})
	if err != nil {
		return mails.Body{}, err
	}
	list = slices.DeleteFunc(list, func(p store.Proposal) bool { return p.RunID != r.ID || p.Answer != mentorship.AnswerWaiting })
	if len(list) == 0 || r.AnswersUntil == nil {
		return mails.Body{}, errNothingToSay
	}
	url, err := a.linkUntil(ctx, who, "answer", m, string(r.ID), r.AnswersUntil.Add(7*24*time.Hour))
	if err != nil {
		return mails.Body{}, err
	}
	return proposalBody(from, y, r, list, url), nil
}

// proposalBody is the words of the mail, for the check page, too.
func proposalBody(from mails.From, y Year, r store.Run, list []store.Proposal, url string) mails.Body {
	m := mails.Proposal{From: from, Year: y.Cycle.Name, AnswerBy: answerBy(y, r), Silence: silence, Link: url}
	for _, p := range list {
		m.Residents = append(m.Residents, residentLine(p))
	}
	return m.Body()
}

// answerBy is the last day of the window; before it is open, the day it would be.
func answerBy(y Year, r store.Run) string {
	if r.AnswersUntil == nil {
		return y.Today.AddDate(0, 0, y.Cycle.AnswerDays).Format("Mon 2 Jan")
	}
	return r.AnswersUntil.In(y.Zone()).Add(-time.Minute).Format("Mon 2 Jan")
}

func residentLine(p store.Proposal) string {
	return fmt.Sprintf("%s, PGY-%d", p.Resident().Full(), p.PGY)
}

// composeChange is the mail that asks a resident about a change of their pair.
func composeChange(a *App, ctx context.Context, who tenant.Scope, m store.Message) (mails.Body, error) {
	var list []store.Proposal
	var r store.Run
	var y Year
	var from mails.From
	var at route.Program
	err := a.store.As(ctx, who, func(tx *store.Tx) (err error) {
		if r, err = tx.Run(ctx, mentorship.RunID(m.Subject)); err != nil {
			return err
		}
		if y, err = yearOf(ctx, tx, r.CycleID); err != nil {
			return err
		}
		if list, err = tx.ProposalsFor(ctx, mentorship.ResidentID(m.PersonID)); err != nil {
			return err
		}
		if at, err = a.at(ctx, tx); err != nil {
			return err
		}
		from, err = a.from(ctx, tx)
		return err
	})
	if err != nil {
		return mails.Body{}, err
	}
	for _, p := range list {
		if p.RunID == r.ID && p.ResidentAnswer == mentorship.AnswerWaiting {
			return mails.ChangeProposed{From: from, Mentor: p.Mentor().Full(), AnswerBy: answerBy(y, r), Silence: silence, Link: a.baseURL + at.ChangeReply()}.Body(), nil
		}
	}
	return mails.Body{}, errNothingToSay
}

// at is the address of the program of the scope.
func (a *App) at(ctx context.Context, tx *store.Tx) (route.Program, error) {
	program, err := tx.Program(ctx)
	if err != nil {
		return route.Program{}, err
	}
	in, err := a.store.Institution(ctx, tx.Who().Institution)
	return route.Program{Institution: in.Slug, Program: program.Slug}, err
}

// Asked is what a mentor is asked: the proposed residents, by name and training year and nothing else.
type Asked struct {
	Year
	Until     *time.Time
	Proposals []store.Proposal
	Places    int // of the mentor, now
}

// SeeAsked reads what the mentor of the scope is asked. Ranks stay out of it.
func (a *App) SeeAsked(ctx context.Context, who tenant.Scope) (out Asked, err error) {
	if err := access.Check(who, access.Propose); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		if out.Year, err = year(ctx, tx); err != nil {
			return err
		}
		out.Proposals, err = tx.ProposalsTo(ctx, mentorship.MentorID(who.Person))
		for i := range out.Proposals {
			out.Proposals[i].Rank, out.Proposals[i].Pinned = nil, false
		}
		if err != nil || len(out.Proposals) == 0 {
			return err
		}
		r, err := tx.Run(ctx, out.Proposals[0].RunID)
		out.Until = r.AnswersUntil
		return err
	})
	return out, err
}

// Reply is a mentor's answers by resident, and whether the places of those declined close.
type Reply struct {
	Answers     map[mentorship.ResidentID]string
	ClosePlaces bool
}

// Answer stores a mentor's answers. They can be changed until the announcement or a re-run. Nobody answered for is
// fault.Invalid; a pair that is not proposed to this mentor any more fault.NotFound.
func (a *App) Answer(ctx context.Context, who tenant.Scope, reply Reply) error {
	if err := access.Check(who, access.Propose); err != nil {
		return err
	}
	me := mentorship.MentorID(who.Person)
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		list, err := tx.ProposalsTo(ctx, me)
		if err != nil {
			return err
		}
		accepted, declined, closed, err := answerEach(ctx, tx, list, reply)
		if err != nil {
			return err
		}
		if accepted+declined == 0 {
			var p fault.Problems
			p.Add("answer", "Choose an answer for at least one resident.")
			return p.Err()
		}
		if reply.ClosePlaces && closed > 0 {
			if err := tx.ReduceMentorPlaces(ctx, me, closed); err != nil {
				return err
			}
		}
		return tx.Audit(ctx, "proposal.answer", string(list[0].RunID), map[string]any{"accepted": accepted, "declined": declined, "closed": reply.ClosePlaces})
	})
}

// answerEach stores the answers that are there. closed counts pairs newly declined, whose places may close.
func answerEach(ctx context.Context, tx *store.Tx, list []store.Proposal, reply Reply) (accepted, declined, closed int, err error) {
	locked := map[mentorship.RunID]bool{}
	for _, p := range list {
		answer := reply.Answers[p.ResidentID]
		if answer != mentorship.AnswerAccepted && answer != mentorship.AnswerDeclined {
			continue
		}
		if !locked[p.RunID] {
			if err := runTakesAnswers(ctx, tx, p.RunID); err != nil {
				return 0, 0, 0, err
			}
			locked[p.RunID] = true
		}
		if err := tx.AnswerProposal(ctx, p, answer, nil); err != nil {
			return 0, 0, 0, err
		}
		switch {
		case answer == mentorship.AnswerAccepted:
			accepted++
		case p.Answer != mentorship.AnswerDeclined:
			closed++
			declined++
		default:
			declined++
		}
	}
	return accepted, declined, closed, nil
}

// runTakesAnswers locks a run and checks that answers still change something.
func runTakesAnswers(ctx context.Context, tx *store.Tx, id mentorship.RunID) error {
	r, err := tx.LockRun(ctx, id)
	if err != nil {
		return err
	}
	if r.HoldUntil != nil || r.State != mentorship.RunChosen && r.State != mentorship.RunAnswering {
		return fault.New(fault.Closed, "The match is being announced, so answers can no longer change. Write to the coordinator.")
	}
	return nil
}

// Decide notes an answer by hand, for somebody who gave it in person or was silent. side is "mentor" or "resident".
func (a *App) Decide(ctx context.Context, who tenant.Scope, id mentorship.RunID, resident mentorship.ResidentID, side, answer string) error {
	if err := access.Check(who, access.MatchRun); err != nil {
		return err
	}
	if answer != mentorship.AnswerAccepted && answer != mentorship.AnswerDeclined && answer != mentorship.AnswerWaiting {
		return fault.New(fault.Invalid, "This form could not be read. Open the page again.")
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		if err := runTakesAnswers(ctx, tx, id); err != nil {
			return err
		}
		all, err := tx.Proposals(ctx, id)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(p store.Proposal) bool { return p.ResidentID == resident })
		if i < 0 {
			return fault.New(fault.NotFound, "This pair is not proposed any more.")
		}
		note := tx.AnswerProposal
		if side == "resident" {
			note = tx.AnswerChange
		}
		if err := note(ctx, all[i], answer, &who.Person); err != nil {
			return err
		}
		return tx.Audit(ctx, "proposal.decide", string(id), map[string]any{"resident": resident, "side": side, "answer": answer})
	})
}

// Again runs the match once more after somebody declined: what both sides said yes to is pinned, what was declined is not
// to be, and everyone else stays where they are proposed as far as that is possible.
func (a *App) Again(ctx context.Context, who tenant.Scope, id mentorship.RunID, task string, at route.Program) error {
	if err := access.Check(who, access.MatchRun); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		if err := runTakesAnswers(ctx, tx, id); err != nil {
			return err
		}
		out, err := answers(ctx, tx, id)
		if err != nil {
			return err
		}
		m, err := readMaterial(ctx, tx, out.Year.Cycle, out.Run.Purpose, out.Run.Kind)
		if err != nil {
			return err
		}
		s, declined, err := m.holding(out.Run, out.Proposals)
		if err != nil {
			return err
		}
		if declined == 0 {
			return fault.New(fault.Conflict, "Nobody declined, so there is nothing to run again.")
		}
		if err := tx.DropRuns(ctx, out.Run.CycleID, out.Run.Purpose, out.Run.Kind); err != nil {
			return err
		}
		r, err := m.snapshot(matching.Preset(out.Run.Preset), s)
		if err != nil {
			return err
		}
		r.Name, r.ParentID = "After "+countOf(declined, "decline", "declines"), &out.Run.ID
		if err := a.queueRuns(ctx, tx, RunRequest{Task: task, At: at, Purpose: out.Run.Purpose, Kind: out.Run.Kind}, []store.Run{r}); err != nil {
			return err
		}
		return tx.Audit(ctx, "match.again", string(id), map[string]any{"declined": declined})
	})
}

// holding is the scenario of a run after declines. What was declined, now or in a run before, is kept apart.
func (m *material) holding(r store.Run, list []store.Proposal) (s scenario, declined int, err error) {
	if err := s.parse(r.Scenario); err != nil {
		return s, 0, fmt.Errorf("read the scenario of run %s: %w", r.ID, err)
	}
	s.Held, s.Current = nil, nil
	for _, p := range list {
		pair := matching.Pair{Resident: matching.ResidentID(p.ResidentID), Mentor: matching.MentorID(p.MentorID)}
		switch {
		case p.MentorID == "":
		case p.Declined():
			declined++
			s.Apart = append(s.Apart, pair)
		case p.Agreed():
			s.Held = append(s.Held, pair)
		case m.purpose != mentorship.ForChange: // a change keeps the pairs that go on, not those proposed
			s.Current = append(s.Current, pair)
		}
	}
	return s, declined, nil
}

// linkUntil makes a one-purpose link for the person a message goes to that works until a moment.
func (a *App) linkUntil(ctx context.Context, who tenant.Scope, purpose string, m store.Message, subject string, until time.Time) (string, error) {
	token, _, err := a.newLink(ctx, m.Email, purpose, until.Sub(a.Now()), store.LinkScope{Institution: who.Institution, Program: m.ProgramID,
		Person: m.PersonID, Subject: subject})
	return a.baseURL + route.OneLink(token), err
}
