package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"evenly/internal/access"
	"evenly/internal/fault"
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

// composeChange is the mail that asks a resident about a change of their pair, with a link that does only that.
func composeChange(a *App, ctx context.Context, who tenant.Scope, m store.Message) (mails.Body, error) {
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
		if list, err = tx.ProposalsFor(ctx, mentorship.ResidentID(m.PersonID)); err != nil {
			return err
		}
		from, err = a.from(ctx, tx)
		return err
	})
	if err != nil {
		return mails.Body{}, err
	}
	i := slices.IndexFunc(list, func(p store.Proposal) bool { return p.RunID == r.ID && p.ResidentAnswer == mentorship.AnswerWaiting })
	if i < 0 || r.AnswersUntil == nil {
		return mails.Body{}, errNothingToSay
	}
	url, err := a.linkUntil(ctx, who, "change", m, string(r.ID), r.AnswersUntil.Add(7*24*time.Hour))
	if err != nil {
		return mails.Body{}, err
	}
	return mails.ChangeProposed{From: from, Mentor: list[i].Mentor().Full(), AnswerBy: answerBy(y, r), Silence: silence, Link: url}.Body(), nil
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
