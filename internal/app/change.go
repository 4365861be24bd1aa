package app

import (
	"context"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/matching"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// In mid-year a pair changes without fault: either side asks, no reason is asked, and the other is not told who did. A
// re-match proposes the fewest moves that give everyone concerned a mentor; both sides are asked; then it is announced.

// addCurrent turns the inputs into those of a re-match: pairs that go on are current, and their mentors keep a place for
// each; those somebody asked to change are not to be again.
func (m *material) addCurrent(ctx context.Context, tx *store.Tx) error {
	live, err := tx.LivePairs(ctx, m.Cycle.ID)
	if err != nil {
		return err
	}
	asks, err := tx.ChangeAsks(ctx, m.Cycle.ID)
	if err != nil {
		return err
	}
	leaving := map[mentorship.PairingID]bool{}
	for _, a := range asks {
		leaving[a.PairingID] = true
	}
	here := map[mentorship.ResidentID]bool{}
	for _, r := range m.Residents {
		here[r.ID] = true
	}
	staying := map[mentorship.MentorID]int{}
	for _, p := range live {
		if p.Kind != mentorship.PrimaryKind || !here[p.ResidentID] {
			continue
		}
		pair := matching.Pair{Resident: matching.ResidentID(p.ResidentID), Mentor: matching.MentorID(p.MentorID)}
		if leaving[p.ID] {
			m.apart = append(m.apart, pair)
			staying[p.MentorID] += 0
		} else {
			m.current = append(m.current, pair)
			staying[p.MentorID]++
		}
	}
	m.seat(staying)
	m.release()
	return nil
}

// seat gives each mentor at least a place for every pair that goes on, also one who takes no new residents.
func (m *material) seat(staying map[mentorship.MentorID]int) {
	for i, x := range m.Mentors {
		m.Mentors[i].Places = max(x.Places, staying[x.ID])
		m.Mentors[i].MinPlaces = 0
		delete(staying, x.ID)
	}
	for id, n := range staying {
		m.Mentors = append(m.Mentors, store.MatchMentor{ID: id, Places: n})
	}
}

// release lets pairs that go on be, whatever rules and private lists came since: changing them is for those two to ask.
func (m *material) release() {
	goesOn := map[matching.Pair]bool{}
	for _, p := range m.current {
		goesOn[p] = true
	}
	keep := func(r mentorship.ResidentID, list []mentorship.MentorID) []mentorship.MentorID {
		var out []mentorship.MentorID
		for _, x := range list {
			if !goesOn[matching.Pair{Resident: matching.ResidentID(r), Mentor: matching.MentorID(x)}] {
				out = append(out, x)
			}
		}
		return out
	}
	for i, r := range m.Residents {
		m.Residents[i].NotWith, m.Residents[i].Vetoed = keep(r.ID, r.NotWith), keep(r.ID, r.Vetoed)
	}
	m.sitting = goesOn
}

// Changes is the wishes for a change, and the re-match that answers them.
type Changes struct {
	Year
	Asks   []ChangeWish
	Pairs  []store.Pair // that go on, for ending one at once
	Runs   []store.Run  // solved and not chosen
	Chosen *store.Run
	Alone  int // residents without a mentor
}

// ChangeWish is a wish for a change, and which side asked.
type ChangeWish struct {
	store.ChangeAsk
	BySide string // resident, mentor, lead
}

// SeeChanges reads the open wishes for a change.
func (a *App) SeeChanges(ctx context.Context, who tenant.Scope) (out Changes, err error) {
	if err := access.Check(who, access.MatchSee); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		if out.Year, err = year(ctx, tx); err != nil {
			return err
		}
		asks, err := tx.ChangeAsks(ctx, out.Cycle.ID)
		if err != nil {
			return err
		}
		for _, x := range asks {
			out.Asks = append(out.Asks, ChangeWish{x, side(x)})
		}
		pairs, err := tx.Pairs(ctx, out.Cycle.ID)
		if err != nil {
			return err
		}
		with := map[mentorship.ResidentID]bool{}
		for _, p := range pairs {
			if p.EndsOn == nil {
				out.Pairs = append(out.Pairs, p)
				with[p.ResidentID] = with[p.ResidentID] || p.Kind == mentorship.PrimaryKind
			}
		}
		if err := out.alone(ctx, tx, with); err != nil {
			return err
		}
		runs, err := tx.Runs(ctx, out.Cycle.ID, mentorship.ForChange, mentorship.PrimaryKind)
		out.take(runs)
		return err
	})
	return out, err
}

func side(x store.ChangeAsk) string {
	switch string(x.AskedBy) {
	case string(x.ResidentID):
		return "resident"
	case string(x.MentorID):
		return "mentor"
	}
	return "lead"
}

func (c *Changes) alone(ctx context.Context, tx *store.Tx, with map[mentorship.ResidentID]bool) error {
	if c.Cycle.State != mentorship.Running {
		return nil
	}
	in, err := tx.MatchInputs(ctx, c.Cycle)
	for _, r := range in.Residents {
		if !with[r.ID] {
			c.Alone++
		}
	}
	return err
}

func (c *Changes) take(runs []store.Run) {
	for i, r := range runs {
		switch r.State {
		case mentorship.RunChosen, mentorship.RunAnswering:
			c.Chosen = &runs[i]
		case mentorship.RunSolved, mentorship.RunInfeasible:
			c.Runs = append(c.Runs, r)
		}
	}
}

// PairChange is what one of a pair sees when asking for a change.
type PairChange struct {
	store.Pair
	Asked bool // by this person
}

// SeePairChange reads one's own pair for the page that asks for a change. Others' pairs are fault.NotFound.
func (a *App) SeePairChange(ctx context.Context, who tenant.Scope, id mentorship.PairingID) (out PairChange, err error) {
	if err := access.Check(who, access.ChangeAsk); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		if out.Pair, err = ownPair(ctx, tx, id); err != nil {
			return err
		}
		out.Asked, err = tx.AskedChange(ctx, id)
		return err
	})
	return out, err
}

func ownPair(ctx context.Context, tx *store.Tx, id mentorship.PairingID) (store.Pair, error) {
	p, err := tx.Pair(ctx, id)
	if err == nil && (!p.Has(tx.Who().Person) || p.EndsOn != nil) {
		err = fault.New(fault.NotFound, "There is no such pair.")
	}
	return p, err
}

// AskChange notes that the person wishes another pairing, or takes the wish back. The other of the pair is not told.
func (a *App) AskChange(ctx context.Context, who tenant.Scope, id mentorship.PairingID, wish bool) error {
	if err := access.Check(who, access.ChangeAsk); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		if _, err := ownPair(ctx, tx, id); err != nil {
			return err
		}
		if !wish {
			if err := tx.EndAsks(ctx, id, true); err != nil {
				return err
			}
		} else if err := tx.AskChange(ctx, id); err != nil {
			return err
		}
		return tx.Audit(ctx, "change.ask", string(id), map[string]any{"wish": wish})
	})
}

// MarkChanges notes for a lead that pairs are to change (a mentor leaves), or ends them today when now is set.
func (a *App) MarkChanges(ctx context.Context, who tenant.Scope, ids []mentorship.PairingID, now bool) error {
	if err := access.Check(who, access.MatchRun); err != nil {
		return err
	}
	if len(ids) == 0 {
		var p fault.Problems
		p.Add("pair", "Choose at least one pair.")
		return p.Err()
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		y, err := year(ctx, tx)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if _, err := tx.Pair(ctx, id); err != nil {
				return err
			}
			if now {
				err = tx.EndPair(ctx, id, y.Today)
			} else {
				err = tx.AskChange(ctx, id)
			}
			if err != nil {
				return err
			}
		}
		if err := tx.SettleAsks(ctx); err != nil {
			return err
		}
		return tx.Audit(ctx, "change.mark", "", map[string]any{"pairs": ids, "ended": now})
	})
}

// DropWish closes the wishes about a pair without a change: the lead settled it with the people.
func (a *App) DropWish(ctx context.Context, who tenant.Scope, id mentorship.PairingID) error {
	if err := access.Check(who, access.MatchRun); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		if _, err := tx.Pair(ctx, id); err != nil {
			return err
		}
		if err := tx.EndAsks(ctx, id, false); err != nil {
			return err
		}
		return tx.Audit(ctx, "change.drop", string(id), nil)
	})
}

// SeeReply reads the changes a resident is asked about.
func (a *App) SeeReply(ctx context.Context, who tenant.Scope) (out Asked, err error) {
	if err := access.Check(who, access.ChangeReply); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		if out.Year, err = year(ctx, tx); err != nil {
			return err
		}
		out.Proposals, err = tx.ProposalsFor(ctx, mentorship.ResidentID(who.Person))
		if err != nil || len(out.Proposals) == 0 {
			return err
		}
		r, err := tx.Run(ctx, out.Proposals[0].RunID)
		out.Until = r.AnswersUntil
		return err
	})
	return out, err
}

// ReplyChange stores a resident's answer to the change proposed for them.
func (a *App) ReplyChange(ctx context.Context, who tenant.Scope, answer string) error {
	if err := access.Check(who, access.ChangeReply); err != nil {
		return err
	}
	if answer != mentorship.AnswerAccepted && answer != mentorship.AnswerDeclined {
		var p fault.Problems
		p.Add("answer", "Choose an answer.")
		return p.Err()
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		list, err := tx.ProposalsFor(ctx, mentorship.ResidentID(who.Person))
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return fault.New(fault.NotFound, "No change is proposed to you now.")
		}
		for _, p := range list {
			if err := runTakesAnswers(ctx, tx, p.RunID); err != nil {
				return err
			}
			if err := tx.AnswerChange(ctx, p, answer, nil); err != nil {
				return err
			}
		}
		return tx.Audit(ctx, "change.reply", string(list[0].RunID), map[string]any{"answer": answer})
	})
}
