package app

import (
	"context"
	"slices"
	"strings"
	"time"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// StepTaken and Lead are what the store says of steps and of those who take them, for pages.
type (
	StepTaken = store.Step
	Lead      = store.Lead
	Decided   = store.Decided
)

// nudgeHold is how long a nudge can be stopped before it goes out.
const nudgeHold = 10 * time.Minute

// Word is one nudge as it will be sent: to whom, about which pair, in which words.
type Word struct {
	Pair   mentorship.PairingID
	To     tenant.PersonID
	ToName mentorship.Name
	About  Pair
	Text   string
	Since  int    // days without contact; below 0 when they have not met
	Bar    string // why it cannot go to this person now, "" when it can
}

// Nudging is the check page of nudges.
type Nudging struct {
	Year
	Words []Word
	Goes  time.Time // when they go out
}

// PrepareNudges drafts a word to the mentor of each pair (and to the resident, with both), for a lead to read, change and
// send. Pairs of the lead's own are left out.
func (a *App) PrepareNudges(ctx context.Context, who tenant.Scope, ids []mentorship.PairingID, both bool) (n Nudging, err error) {
	if err := access.Check(who, access.StepTake); err != nil {
		return n, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		b, err := board(ctx, tx)
		if err != nil {
			return err
		}
		n.Year = b.Year
		n.Goes = calm(tx.Now().Add(nudgeHold), b.Zone())
		bars, err := nudgeBars(ctx, tx, b.Year)
		if err != nil {
			return err
		}
		for _, row := range b.Rows() {
			if !slices.Contains(ids, row.ID) || row.Pair.Has(who.Person) {
				continue
			}
			for _, w := range draftWords(b, row, bars, both) {
				n.Words = append(n.Words, w)
				if w.Bar == "" {
					bars[w.To] = "gets one word at a time; the list has one above"
				}
			}
		}
		return nil
	})
	return n, err
}

// nudgeBars says of each person who cannot be written to why not: at most one prompt or nudge in 14 days, never while away,
// never to those who turned reminders off.
func nudgeBars(ctx context.Context, tx *store.Tx, y Year) (map[tenant.PersonID]string, error) {
	bars := map[tenant.PersonID]string{}
	wrote, err := tx.WroteTo(ctx, tx.Now().Add(-promptPause), promptMail, nudgeMail, fitMail, offerMail)
	if err != nil {
		return nil, err
	}
	for _, p := range wrote {
		bars[p] = "was written to within the last 14 days"
	}
	off, err := tx.WantsNoMail(ctx)
	for _, p := range off {
		bars[p] = "turned reminders off; a conversation may do better"
	}
	return bars, err
}

func draftWords(b Board, row Row, bars map[tenant.PersonID]string, both bool) []Word {
	since := -1
	for _, d := range b.Reading.Dyads {
		if string(d.ID) == string(row.ID) && d.Count > 0 {
			since = SilenceOf(b.Reading.AsOf, d)
		}
	}
	to := []tenant.PersonID{tenant.PersonID(row.MentorID)}
	if both {
		to = append(to, tenant.PersonID(row.ResidentID))
	}
	var out []Word
	for _, id := range to {
		_, other := row.Other(id)
		name := row.Mentor()
		if string(id) == string(row.ResidentID) {
			name = row.Resident()
		}
		w := Word{Pair: row.ID, To: id, ToName: name, About: row.Pair, Since: since, Text: nudgeText(other, since), Bar: bars[id]}
		if w.Bar == "" && away(row.Pair, b.Today, string(id) == string(row.ResidentID)) {
			w.Bar = "is away"
		}
		out = append(out, w)
	}
	return out
}

// away reports whether one of the two is away on a day.
func away(p Pair, day time.Time, resident bool) bool {
	for i, from := range p.AwayFrom {
		if p.AwayIsResidents[i] == resident && !day.Before(from) && !day.After(p.AwayTo[i]) {
			return true
		}
	}
	return false
}

// nudgeText is the draft of a nudge. It asks and offers help; it blames nobody.
func nudgeText(other mentorship.Name, since int) string {
	first := "No meeting of yours with " + other.Short() + " is logged yet."
	if since >= 0 {
		first = "It has been a while since a meeting with " + other.Short() + " was logged."
	}
	return first + " Schedules get in the way of most pairs at some time; a short one by video counts too. If something stands in the way, tell me and we find a way around it."
}

// Sent is one nudge to send, as the lead left it.
type Sent struct {
	Pair mentorship.PairingID
	To   tenant.PersonID
	Text string
}

// SendNudges writes nudges into the outbox: they go out after ten minutes, by day, and can be stopped until then. A word to
// somebody who cannot be written to now is fault.Invalid; nothing is sent then.
func (a *App) SendNudges(ctx context.Context, who tenant.Scope, list []Sent) error {
	if err := access.Check(who, access.StepTake); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		y, err := year(ctx, tx)
		if err != nil {
			return err
		}
		bars, err := nudgeBars(ctx, tx, y)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return fault.New(fault.Conflict, "Nobody was chosen, so nothing is sent.")
		}
		for _, s := range list {
			if err := a.sendNudge(ctx, tx, y, s, bars); err != nil {
				return err
			}
			bars[s.To] = "gets one word at a time, and is on this list twice"
		}
		return tx.Audit(ctx, "step.nudge", "", map[string]any{"words": len(list)})
	})
}

func (a *App) sendNudge(ctx context.Context, tx *store.Tx, y Year, s Sent, bars map[tenant.PersonID]string) error {
	p, err := notOwn(ctx, tx, s.Pair)
	if err != nil {
		return err
	}
	if !p.Has(s.To) {
		return fault.New(fault.NotFound, "There is no such pair.")
	}
	step := mentorship.Step{Kind: mentorship.Nudge, Note: strings.TrimSpace(s.Text)}
	if err := step.Check(y.Today); err != nil {
		return err
	}
	bar := bars[s.To]
	if bar == "" && away(p, y.Today, string(s.To) == string(p.ResidentID)) {
		bar = "is away"
	}
	if bar != "" {
		name := p.Mentor()
		if string(s.To) == string(p.ResidentID) {
			name = p.Resident()
		}
		return fault.New(fault.Conflict, "%s %s. Nothing was sent; leave that one out.", name.Short(), bar)
	}
	id, err := tx.AddStep(ctx, s.Pair, s.To, step, "waiting")
	if err != nil {
		return err
	}
	return a.write(ctx, tx, store.Message{PersonID: s.To, Kind: nudgeMail, Subject: id}, calm(tx.Now().Add(nudgeHold), y.Zone()))
}

// notOwn reads a pair that the lead is not one of: about their own, another lead acts.
func notOwn(ctx context.Context, tx *store.Tx, id mentorship.PairingID) (Pair, error) {
	p, err := tx.Pair(ctx, id)
	if err == nil && p.Has(tx.Who().Person) {
		err = fault.New(fault.Forbidden, "This is your own pair. Another lead acts on what the readings say about it.")
	}
	return p, err
}

// StopNudge stops a nudge, a question or an offer that has not gone out.
func (a *App) StopNudge(ctx context.Context, who tenant.Scope, id string) error {
	return a.endStep(ctx, who, id, "waiting", "stopped")
}

// UndoStep takes a step back that only moved a pair out of the way: a snooze, a hand-over, a line of the log.
func (a *App) UndoStep(ctx context.Context, who tenant.Scope, id string) error {
	if err := access.Check(who, access.StepTake); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		s, err := tx.Step(ctx, id)
		if err != nil {
			return err
		}
		if _, err := notOwn(ctx, tx, s.PairingID); err != nil {
			return err
		}
		if !Undoable(s, tx.Now()) {
			return fault.New(fault.Conflict, "This step cannot be taken back any more.")
		}
		if err := tx.EndStep(ctx, s.ID, s.State, "stopped"); err != nil {
			return err
		}
		return tx.Audit(ctx, "step.undo", s.ID, nil)
	})
}

// Undoable reports whether a step can be taken back: nothing of it has reached anybody, and it is no older than a day,
// except for a snooze, which ends whenever somebody looks again.
func Undoable(s StepTaken, now time.Time) bool {
	if s.State != "open" && s.State != "done" {
		return false
	}
	switch s.Kind {
	case mentorship.Snooze:
		return true
	case mentorship.Assign, mentorship.Conversation, mentorship.LevelUp:
		return s.EndedAt == nil && now.Sub(s.CreatedAt) < 24*time.Hour
	}
	return false
}

// FinishStep closes a step that somebody had to see to.
func (a *App) FinishStep(ctx context.Context, who tenant.Scope, id string) error {
	return a.endStep(ctx, who, id, "open", "done")
}

func (a *App) endStep(ctx context.Context, who tenant.Scope, id, from, to string) error {
	if err := access.Check(who, access.StepTake); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		s, err := tx.Step(ctx, id)
		if err != nil {
			return err
		}
		if _, err := notOwn(ctx, tx, s.PairingID); err != nil {
			return err
		}
		if err := tx.EndStep(ctx, s.ID, from, to); err != nil {
			return err
		}
		for _, kind := range []string{nudgeMail, fitMail, offerMail} {
			if err := tx.StopMessages(ctx, kind, s.ID); err != nil {
				return err
			}
		}
		return tx.Audit(ctx, "step."+to, s.ID, nil)
	})
}

// TakeStep writes down what a lead did about a pair. With an owner and a day it stays open until it is done.
func (a *App) TakeStep(ctx context.Context, who tenant.Scope, pair mentorship.PairingID, s mentorship.Step) error {
	if err := access.Check(who, access.StepTake); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		return takeSteps(ctx, tx, []mentorship.PairingID{pair}, s)
	})
}

// TakeSteps writes the same step down for several pairs, or for none: a snooze, or who sees to them.
func (a *App) TakeSteps(ctx context.Context, who tenant.Scope, pairs []mentorship.PairingID, s mentorship.Step) error {
	if err := access.Check(who, access.StepTake); err != nil {
		return err
	}
	if len(pairs) == 0 {
		return fieldProblem("pair", "Select at least one pair.")
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error { return takeSteps(ctx, tx, pairs, s) })
}

func takeSteps(ctx context.Context, tx *store.Tx, pairs []mentorship.PairingID, s mentorship.Step) error {
	y, err := year(ctx, tx)
	if err != nil {
		return err
	}
	if err := s.Check(y.Today); err != nil {
		return err
	}
	if err := ownerLeads(ctx, tx, s.Owner); err != nil {
		return err
	}
	state := "done"
	if s.Due != nil && s.Kind != mentorship.Snooze || s.Kind == mentorship.Assign {
		state = "open"
	}
	for _, pair := range pairs {
		if _, err := notOwn(ctx, tx, pair); err != nil {
			return err
		}
		if _, err := tx.AddStep(ctx, pair, "", s, state); err != nil {
			return err
		}
		if err := tx.Audit(ctx, "step.take", string(pair), map[string]any{"kind": string(s.Kind)}); err != nil {
			return err
		}
	}
	return nil
}

// ownerLeads refuses an owner who is no lead of the program.
func ownerLeads(ctx context.Context, tx *store.Tx, owner string) error {
	if owner == "" {
		return nil
	}
	leads, err := tx.Leads(ctx)
	if err == nil && !slices.ContainsFunc(leads, func(l store.Lead) bool { return string(l.ID) == owner }) {
		var p fault.Problems
		p.Add("owner", "Choose one of the program’s leads.")
		err = p.Err()
	}
	return err
}

// PairSteps is what stands beside a pair's page for leads: the steps so far, and who can see to the next.
type PairSteps struct {
	Steps  []StepTaken
	Leads  []Lead
	Fits   []FitCheck // what was asked of the two; the answers are there for their reader only
	Change bool       // one of the two, or a lead, asked for a change
}

// StepsAround reads the steps of a pair.
func (a *App) StepsAround(ctx context.Context, who tenant.Scope, pair mentorship.PairingID) (out PairSteps, err error) {
	if err := access.Check(who, access.StepSee); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		if _, err := notOwn(ctx, tx, pair); err != nil {
			return err
		}
		if out.Steps, err = tx.StepsOf(ctx, pair); err != nil {
			return err
		}
		if out.Leads, err = tx.Leads(ctx); err != nil {
			return err
		}
		if out.Fits, err = tx.FitChecksOf(ctx, pair); err != nil {
			return err
		}
		out.Change, err = tx.ChangeAsked(ctx, pair)
		return err
	})
	return out, err
}

// Queue is what waits for the leads: the board, and the steps of the last weeks.
type Queue struct {
	Board
	Steps   []StepTaken
	Answers map[string]store.FitTally // by step: how far the questions are answered that the person reads
	Leads   []Lead
}

// Queue reads what waits for the leads, in nine queries.
func (a *App) Queue(ctx context.Context, who tenant.Scope) (out Queue, err error) {
	if err := access.Check(who, access.StepSee); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		if out.Board, err = board(ctx, tx); err != nil {
			return err
		}
		if out.Steps, err = tx.Steps(ctx, tx.Now().AddDate(0, 0, -30)); err != nil {
			return err
		}
		if out.Leads, err = tx.Leads(ctx); err != nil {
			return err
		}
		tallies, err := tx.FitTallies(ctx)
		out.Answers = map[string]store.FitTally{}
		for _, t := range tallies {
			out.Answers[t.StepID] = t
		}
		return err
	})
	return out, err
}

// AllSteps reads every step around the pairs of the year, newest first, with the pairs.
func (a *App) AllSteps(ctx context.Context, who tenant.Scope) (list []StepTaken, pairs []Pair, err error) {
	if err := access.Check(who, access.StepSee); err != nil {
		return nil, nil, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		y, err := year(ctx, tx)
		if err != nil {
			return err
		}
		if pairs, err = tx.Pairs(ctx, y.Cycle.ID); err != nil {
			return err
		}
		list, err = tx.Steps(ctx, y.Cycle.StartsOn)
		return err
	})
	return list, pairs, err
}

// LogDecision writes a decision down. One that takes something away says what was weighed, or is fault.Invalid.
func (a *App) LogDecision(ctx context.Context, who tenant.Scope, d mentorship.Decision) error {
	if err := access.Check(who, access.DecisionLog); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		y, err := year(ctx, tx)
		if err != nil {
			return err
		}
		if err := d.Check(y.Today); err != nil {
			return err
		}
		if err := tx.AddDecision(ctx, d); err != nil {
			return err
		}
		return tx.Audit(ctx, "decision.log", "", map[string]any{"kind": string(d.Kind)})
	})
}

// Decisions reads the decision log.
func (a *App) Decisions(ctx context.Context, who tenant.Scope) (list []Decided, err error) {
	if err := access.Check(who, access.DecisionSee); err != nil {
		return nil, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		list, err = tx.Decisions(ctx)
		return err
	})
	return list, err
}
