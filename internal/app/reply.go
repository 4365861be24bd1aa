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
)

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
		was, err := readSolved(out.Run)
		if err != nil {
			return err
		}
		r, err := m.snapshot(was.objective(), s)
		if err != nil {
			return err
		}
		r.Name, r.ParentID, r.ChoiceReason = "After "+countOf(declined, "decline", "declines"), &out.Run.ID, out.Run.ChoiceReason
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
