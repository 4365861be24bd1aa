package app

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/matching"
	"evenly/internal/matching/certify"
	"evenly/internal/mentorship"
	"evenly/internal/route"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// matchTask is the kind of task that solves runs.
const matchTask = "match"

// RunRequest asks for runs of the match. Task is the id of the task that will solve them, chosen by the caller so that its
// address is known before.
type RunRequest struct {
	Task    string
	At      route.Program
	Purpose mentorship.RunPurpose
	Kind    string
	WhatIf  *WhatIf // one more scenario beside those there are; nil: the match anew
}

// StartRuns takes a snapshot of what the match is made from and queues the solving. Without a what-if the runs before it
// that nobody chose are dropped. A match that cannot be run now is fault.Closed; one that is chosen already, or whose pins
// contradict the rules, fault.Conflict.
func (a *App) StartRuns(ctx context.Context, who tenant.Scope, q RunRequest) error {
	if err := access.Check(who, access.MatchRun); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		cycle, err := cycleFor(ctx, tx, q.Purpose)
		if err != nil {
			return err
		}
		if err := mayRun(ctx, tx, cycle, q); err != nil {
			return err
		}
		m, err := readMaterial(ctx, tx, cycle, q.Purpose, q.Kind)
		if err != nil {
			return err
		}
		runs, err := q.runs(ctx, tx, m)
		if err != nil {
			return err
		}
		if err := a.queueRuns(ctx, tx, q, runs); err != nil {
			return err
		}
		return tx.Audit(ctx, "match.run", q.Task, map[string]any{"runs": len(runs), "purpose": q.Purpose, "kind": q.Kind, "what_if": q.WhatIf != nil})
	})
}

// cycleFor is the year a run is for: the one being prepared, or for changes and further mentors the one that is running.
func cycleFor(ctx context.Context, tx *store.Tx, purpose mentorship.RunPurpose) (mentorship.Cycle, error) {
	if purpose == mentorship.ForYear {
		return tx.CurrentCycle(ctx)
	}
	return tx.RunningCycle(ctx)
}

// mayRun checks the time and that nothing is chosen, and keeps others from starting or choosing meanwhile.
func mayRun(ctx context.Context, tx *store.Tx, cycle mentorship.Cycle, q RunRequest) error {
	if err := tx.LockCycle(ctx, cycle.ID); err != nil {
		return err
	}
	switch {
	case q.Purpose == mentorship.ForYear && !cycle.ListsAreClosed(tx.Now()):
		return fault.New(fault.Closed, "The match is run when ranking is closed and before pairs are announced.")
	case q.Purpose != mentorship.ForYear && cycle.State != mentorship.Running:
		return fault.New(fault.Closed, "Pairs change while the year is running.")
	}
	open, err := openRun(ctx, tx, cycle.ID, q.Purpose, q.Kind)
	if err == nil && open != nil {
		err = fault.New(fault.Conflict, "A run is chosen already. Go back to the comparison first.")
	}
	return err
}

// openRun is the chosen run of a purpose and kind, nil when there is none.
func openRun(ctx context.Context, tx *store.Tx, cycle mentorship.CycleID, purpose mentorship.RunPurpose, kind string) (*store.Run, error) {
	open, err := tx.OpenRuns(ctx, cycle)
	for i := range open {
		if open[i].Purpose == purpose && open[i].Kind == kind {
			return &open[i], err
		}
	}
	return nil, err
}

// runs makes the snapshots asked for.
func (q RunRequest) runs(ctx context.Context, tx *store.Tx, m material) ([]store.Run, error) {
	if len(m.Residents) == 0 {
		return nil, fault.New(fault.Closed, "There is nobody to match.")
	}
	if q.WhatIf != nil {
		r, err := q.WhatIf.run(ctx, tx, m)
		return []store.Run{r}, err
	}
	if err := tx.DropRuns(ctx, m.Cycle.ID, q.Purpose, q.Kind); err != nil {
		return nil, err
	}
	if q.Purpose == mentorship.ForChange {
		return m.curve()
	}
	var out []store.Run
	for _, p := range compared(m.Cycle, q.Purpose) {
		r, err := m.snapshot(p.Objective(), scenario{})
		if err != nil {
			return nil, err
		}
		r.Name = p.Name
		out = append(out, r)
	}
	return out, nil
}

// A re-match is shown with what more moves would bring: none, one, two and three pairs that may move beyond those that must.
// Finding the best pairs to move grows steeply with the program, so that large ones see the fewest moves only, and ask for
// more with a what-if.
const (
	curveMoves     = 3
	curveResidents = 300
)

func (m material) curve() ([]store.Run, error) {
	var out []store.Run
	for k := range curveMoves + 1 {
		if k > 0 && len(m.Residents) > curveResidents {
			break
		}
		r, err := m.snapshot(m.Cycle.Objective(), scenario{Moves: k})
		if err != nil {
			return nil, err
		}
		if r.Name = "Fewest moves"; k > 0 {
			r.Name = fmt.Sprintf("Up to %s may move", countOf(k, "pair", "pairs"))
		}
		out = append(out, r)
	}
	return out, nil
}

// queueRuns stores snapshots and the task that solves them. The result of the task is the page of the first.
func (a *App) queueRuns(ctx context.Context, tx *store.Tx, q RunRequest, runs []store.Run) error {
	first := mentorship.RunID(newID())
	t, err := a.startTask(ctx, tx, store.Task{ID: q.Task, Kind: matchTask, Total: len(runs), Result: q.At.Run(string(first))})
	if err != nil {
		return err
	}
	for i, r := range runs {
		if r.TaskID = &t.ID; i == 0 {
			r.ID = first
		}
		if _, err := tx.AddRun(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// newID is a random id for a row whose address is needed before it is written.
func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// doMatch solves what waits of a task, one run after another, each stored when it is done: a crash loses at most one.
func doMatch(a *App, ctx context.Context, who tenant.Scope, t store.Task) error {
	var runs []store.Run
	err := a.store.As(ctx, who, func(tx *store.Tx) (err error) {
		runs, err = tx.RunsOfTask(ctx, t.ID)
		return err
	})
	if err != nil {
		return err
	}
	t.State, t.Done, t.Total = "working", 0, len(runs)
	for _, r := range runs {
		if r.State == mentorship.RunWaiting {
			state, result, why := a.solve(ctx, r)
			if t.Message == "" {
				t.Message = why
			}
			if err := a.store.As(ctx, who, func(tx *store.Tx) error { return tx.SolveRun(ctx, r.ID, state, result) }); err != nil {
				return err
			}
		}
		if t.Done++; t.Done == t.Total {
			t.State = ended(t.Message)
		}
		if err := a.noteProgress(ctx, who, t); err != nil {
			return err
		}
	}
	return nil
}

// noteProgress stores how far a task is, and tells its end.
func (a *App) noteProgress(ctx context.Context, who tenant.Scope, t store.Task) error {
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		if err := tx.SetTask(ctx, t); err != nil || !t.Ended() {
			return err
		}
		return a.tellEnd(ctx, tx, t)
	})
}

func ended(problem string) string {
	if problem != "" {
		return "failed"
	}
	return "done"
}

// solve runs one instance and has the certificate checked by code that shares nothing with the solver, before anybody sees
// the result. why says for the person what went wrong.
func (a *App) solve(ctx context.Context, r store.Run) (state mentorship.RunState, result []byte, why string) {
	in, problems := matching.Parse(bytes.NewReader(r.Instance))
	if len(problems) > 0 {
		a.logger.ErrorContext(ctx, "match: unreadable instance", "run", r.ID, "problems", len(problems))
		return mentorship.RunFailed, nil, "What the match is made from could not be read. Run it again."
	}
	res, err := matching.Run(in, matching.Options{})
	if err != nil {
		a.logger.ErrorContext(ctx, "match: not solved", "run", r.ID, "error", err)
		if _, large := errors.AsType[*matching.TooLargeError](err); large {
			return mentorship.RunFailed, nil, "The match is too large for this machine. Ask the people who run Evenly for more memory."
		}
		return mentorship.RunFailed, nil, "The match could not be made. Run it again; if it fails again, tell the people who run Evenly."
	}
	var text bytes.Buffer
	if err := matching.WriteResult(&text, &res); err != nil {
		return mentorship.RunFailed, nil, "The result could not be written. Run the match again."
	}
	if _, err := certify.Verify(r.Instance, text.Bytes()); err != nil {
		a.logger.ErrorContext(ctx, "match: the proof does not hold", "run", r.ID, "error", err)
		return mentorship.RunFailed, nil, "The independent check refused the result, so it is not shown. Tell the people who run Evenly."
	}
	if !res.Feasible() || r.Purpose != mentorship.ForSecond && res.Unmatched > 0 {
		return mentorship.RunInfeasible, text.Bytes(), ""
	}
	return mentorship.RunSolved, text.Bytes(), ""
}

// dropRuns is what stopping a match means: what is not solved yet is dropped.
func dropRuns(_ *App, ctx context.Context, tx *store.Tx, t store.Task) error {
	return tx.DropTaskRuns(ctx, t.ID)
}

// Adjust pins or forbids a pair by hand, with one line of reason. It takes effect with the next run. A pin that rules,
// private lists or places do not allow is fault.Invalid; which of them is not said.
func (a *App) Adjust(ctx context.Context, who tenant.Scope, h mentorship.HandChange) error {
	if err := access.Check(who, access.MatchRun); err != nil {
		return err
	}
	if err := h.Check(); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		cycle, err := tx.CurrentCycle(ctx)
		if err != nil {
			return err
		}
		if err := knownPair(ctx, tx, h); err != nil {
			return err
		}
		id, err := tx.AddAdjustment(ctx, cycle.ID, store.Adjustment{Kind: h.Kind, ResidentID: h.Resident, MentorID: h.Mentor, Reason: h.Reason})
		if err != nil {
			return err
		}
		if h.Kind == "pin" {
			if err := pinsHold(ctx, tx, cycle); err != nil {
				return err
			}
		}
		return tx.Audit(ctx, "match."+h.Kind, id, map[string]any{"resident": h.Resident, "mentor": h.Mentor})
	})
}

func knownPair(ctx context.Context, tx *store.Tx, h mentorship.HandChange) error {
	return tx.KnownRule(ctx, mentorship.Rule{MentorID: h.Mentor, ResidentID: h.Resident})
}

// pinsHold checks that the pins in force can all be, before they are kept.
func pinsHold(ctx context.Context, tx *store.Tx, cycle mentorship.Cycle) error {
	m, err := readMaterial(ctx, tx, cycle, mentorship.ForYear, mentorship.PrimaryKind)
	if err != nil {
		return err
	}
	in := m.instance(m.Cycle.Objective(), scenario{})
	if len(matching.Check(&in)) > 0 {
		var p fault.Problems
		p.Add("mentor", "This pair is not possible under the rules, limits and lists of the program.")
		return p.Err()
	}
	return nil
}

// Unadjust takes a hand change back.
func (a *App) Unadjust(ctx context.Context, who tenant.Scope, id string) error {
	if err := access.Check(who, access.MatchRun); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		if err := tx.RemoveAdjustment(ctx, id); err != nil {
			return err
		}
		return tx.Audit(ctx, "match.unadjust", id, nil)
	})
}
