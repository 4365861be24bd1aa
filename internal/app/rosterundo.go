package app

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// rosterUndoLasts is how long a whole import can be taken back.
const rosterUndoLasts = 24 * time.Hour

// RosterDone is what an import did, for its last page.
type RosterDone struct {
	Import  RosterImport
	Outcome RosterOutcome
	Until   time.Time // until then it can be taken back
	CanUndo bool
	Kept    []RosterKept
}

// RosterKept is somebody whom taking an import back left as they are.
type RosterKept struct {
	Name string
	Why  string // a code of store, for instance "ranking"
}

// RosterDone reads what an import did. An upload that is not imported yet is fault.Closed.
func (a *App) RosterDone(ctx context.Context, who tenant.Scope, id string) (out RosterDone, err error) {
	if err := access.Check(who, access.PeopleChange); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		if out.Import, err = tx.ImportState(ctx, id); err != nil {
			return err
		}
		if out.Import.State == "open" {
			return fault.New(fault.Closed, "This file is not imported yet.")
		}
		if err := json.Unmarshal(out.Import.Outcome, &out.Outcome); err != nil {
			return fmt.Errorf("read what an import did: %w", err)
		}
		out.Until = out.Import.DoneAt.Add(rosterUndoLasts)
		out.CanUndo = out.Import.State == "done" && tx.Now().Before(out.Until)
		return out.names(ctx, tx)
	})
	return out, err
}

// names finds who was kept.
func (d *RosterDone) names(ctx context.Context, tx *store.Tx) error {
	if len(d.Outcome.Kept) == 0 {
		return nil
	}
	people, err := tx.People(ctx)
	if err != nil {
		return err
	}
	for _, p := range people {
		if i := slices.IndexFunc(d.Outcome.Kept, func(k store.RosterKept) bool { return k.Person == p.ID }); i >= 0 {
			d.Kept = append(d.Kept, RosterKept{Name: p.Name().Full(), Why: d.Outcome.Kept[i].Why})
		}
	}
	return nil
}

// RosterUndoAtOnce is how many added people are taken back within a request; more are a task (RosterUndoTask).
const (
	RosterUndoAtOnce = 1000
	RosterUndoTask   = "roster_undo"
)

// UndoRoster takes a whole import back within 24 hours: people and roles that it added go, what it changed is as before,
// roles that it ended go on. Whoever has already done something keeps what they have; so does whatever was changed by
// hand since. RosterDone then says who. A large import is taken back by a task with the import's id, which leads to the
// page done.
func (a *App) UndoRoster(ctx context.Context, who tenant.Scope, id, done string) error {
	if err := access.Check(who, access.PeopleChange); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		i, w, err := rosterToUndo(ctx, tx, id)
		if err != nil {
			return err
		}
		if i.State != "done" || !tx.Now().Before(i.DoneAt.Add(rosterUndoLasts)) {
			return fault.New(fault.Closed, "This import can no longer be taken back. Roles can be ended one by one on each person’s page.")
		}
		if _, err := tx.Task(ctx, id); !fault.Is(err, fault.NotFound) {
			return cmp.Or(err, error(fault.New(fault.Conflict, "This import is being taken back already.")))
		}
		if len(w.Added) > RosterUndoAtOnce {
			_, err := a.startTask(ctx, tx, store.Task{ID: id, Kind: RosterUndoTask, Total: len(w.Added), Result: done})
			return err
		}
		return w.undo(ctx, tx, i)
	})
}

// doUndoRoster takes a large import back, all of it or nothing.
func doUndoRoster(a *App, ctx context.Context, who tenant.Scope, t store.Task) error {
	if t.CreatedBy != nil {
		who.Person = *t.CreatedBy // the audit log says who asked
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		i, w, err := rosterToUndo(ctx, tx, t.ID)
		if err != nil {
			return err
		}
		t.State, t.Done = "done", t.Total
		if err := tx.SetTask(ctx, t); err != nil || i.State != "done" {
			return err
		}
		return w.undo(ctx, tx, i)
	})
}

// rosterToUndo reads an import with what it wrote, with nobody else importing beside.
func rosterToUndo(ctx context.Context, tx *store.Tx, id string) (i RosterImport, w rosterWritten, err error) {
	if err = tx.LockPeople(ctx); err != nil {
		return i, w, err
	}
	if i, err = tx.LockImport(ctx, id); err != nil {
		return i, w, err
	}
	if err = json.Unmarshal(i.Written, &w); err != nil {
		err = fmt.Errorf("read what an import wrote: %w", err)
	}
	return i, w, err
}

func (w rosterWritten) undo(ctx context.Context, tx *store.Tx, i RosterImport) error {
	kept, err := w.takeBack(ctx, tx)
	if err != nil {
		return err
	}
	return endUndo(ctx, tx, i, kept)
}

func endUndo(ctx context.Context, tx *store.Tx, i RosterImport, kept []store.RosterKept) error {
	var out RosterOutcome
	if err := json.Unmarshal(i.Outcome, &out); err != nil {
		return fmt.Errorf("read what an import did: %w", err)
	}
	out.Kept = kept
	text, err := json.Marshal(out)
	if err != nil {
		return fmt.Errorf("keep what an undo did: %w", err)
	}
	if err := tx.UndoneImport(ctx, i.ID, text); err != nil {
		return err
	}
	return tx.Audit(ctx, "roster.undo", i.ID, map[string]any{"kept": len(kept)})
}

// takeBack undoes in the order that leaves no one pointing at what is gone, and says who stays.
func (w rosterWritten) takeBack(ctx context.Context, tx *store.Tx) ([]store.RosterKept, error) {
	kept, err := tx.Acted(ctx, w.Added)
	if err != nil {
		return nil, err
	}
	stays := map[tenant.PersonID]bool{}
	for _, k := range kept {
		stays[k.Person] = true
	}
	for part := range slices.Chunk(w.gained(stays), 500) { // each statement well within its time
		more, err := tx.TakeBack(ctx, part, w.Roles, w.Made)
		if err != nil {
			return nil, err
		}
		for _, p := range more {
			stays[p] = true
			kept = append(kept, store.RosterKept{Person: p, Why: store.KeptUsed})
		}
	}
	changed, err := w.restore(ctx, tx, stays)
	for _, p := range changed {
		kept = append(kept, store.RosterKept{Person: p, Why: store.KeptChanged})
	}
	return kept, err
}

// gained are the people who got a role by the import, without those who stay.
func (w rosterWritten) gained(stays map[tenant.PersonID]bool) []tenant.PersonID {
	var out []tenant.PersonID
	seen := map[tenant.PersonID]bool{}
	for _, r := range w.Roles {
		if !stays[r.Person] && !seen[r.Person] {
			seen[r.Person] = true
			out = append(out, r.Person)
		}
	}
	return out
}

// restore puts back what was changed about people who were there before, and returns those whom somebody changed since.
func (w rosterWritten) restore(ctx context.Context, tx *store.Tx, stays map[tenant.PersonID]bool) (changed []tenant.PersonID, err error) {
	names := w.Names
	residents := slices.DeleteFunc(slices.Clone(w.Residents), func(d store.RosterDetail[store.RosterResident]) bool { return d.Before == nil || stays[d.Person] })
	mentors := slices.DeleteFunc(slices.Clone(w.Mentors), func(d store.RosterDetail[store.RosterMentor]) bool { return d.Before == nil || stays[d.Person] })
	renamed, err := tx.Rename(ctx, names, true)
	if err != nil {
		return nil, err
	}
	for _, n := range names {
		changed = missing(changed, n.Person, renamed)
	}
	back, err := tx.UnputResidents(ctx, residents)
	if err != nil {
		return nil, err
	}
	for _, d := range residents {
		changed = missing(changed, d.Person, back)
	}
	if back, err = tx.SetMentors(ctx, mentors, true); err != nil {
		return nil, err
	}
	for _, d := range mentors {
		changed = missing(changed, d.Person, back)
	}
	still := func(p tenant.PersonID) bool { return stays[p] }
	if err := setCCC(ctx, tx, slices.DeleteFunc(w.NoCCC, still), slices.DeleteFunc(w.CCC, still)); err != nil {
		return nil, err
	}
	return changed, tx.UnendRoles(ctx, w.Ended, w.At)
}

// missing adds a person who is not among those that were put back.
func missing(list []tenant.PersonID, p tenant.PersonID, back []tenant.PersonID) []tenant.PersonID {
	if slices.Contains(back, p) || slices.Contains(list, p) {
		return list
	}
	return append(list, p)
}
