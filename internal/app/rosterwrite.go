package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/sheet"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// RosterCheck is what an upload would do, and what is wrong with its rows.
type RosterCheck struct {
	RosterFile
	Plan     RosterPlan
	Problems []RosterProblems
	Fixes    RosterFixes // what was typed in place of cells so far
	Skipped  int         // rows that stay out

	problems []RosterProblem
	emails   []string
}

// RosterCheck works out what an upload would do. Columns that were not confirmed yet are fault.Closed.
func (a *App) RosterCheck(ctx context.Context, who tenant.Scope, id string) (out RosterCheck, err error) {
	if out, err = a.rosterToCheck(ctx, who, id); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error { return out.plan(ctx, tx) })
	return out, err
}

// rosterToCheck reads the file alone.
func (a *App) rosterToCheck(ctx context.Context, who tenant.Scope, id string) (out RosterCheck, err error) {
	if out.RosterFile, err = a.Roster(ctx, who, id); err == nil && !out.Chosen {
		err = fault.New(fault.Closed, "Say first what each column of the file is.")
	}
	return out, err
}

// reading is the file with everything that was decided about it.
func (c *RosterCheck) reading() sheet.Reading {
	return sheet.Reading{Sheet: c.Sheet, HeaderRow: c.Header, Mapping: sheet.MappingOf(c.Columns), Role: sheet.RoleName(c.Import.Everybody), Fixes: c.Fixes}
}

// plan reads the rows, and who is there.
func (c *RosterCheck) plan(ctx context.Context, tx *store.Tx) (err error) {
	if c.Fixes, err = fixesOf(c.Import); err != nil {
		return err
	}
	in := planning{doctors: c.Import.Doctors, me: tx.Who().Person}
	in.people, c.problems = sheet.Roster(c.reading())
	c.Problems, c.Skipped = sheet.GroupProblems(c.problems), sheet.RejectedRows(c.problems)
	in.ccc = slices.Contains(sheet.MappingOf(c.Columns), sheet.CCC)
	in.rejected = c.rejectedTexts()
	for _, p := range in.people {
		c.emails = append(c.emails, p.Email)
	}
	if in.known, err = tx.RosterPeople(ctx, c.emails); err != nil {
		return err
	}
	program, err := tx.Program(ctx)
	in.defaultPlaces = program.DefaultPlaces
	c.Plan = in.plan()
	return err
}

func (c *RosterCheck) rejectedTexts() []string {
	out := map[int]bool{}
	for _, p := range c.problems {
		if !p.Warning {
			out[p.Row] = true
		}
	}
	var texts []string
	for _, r := range c.Sheet.Rows {
		if out[r.Number] {
			texts = append(texts, strings.Join(r.Cells, " "))
		}
	}
	return texts
}

// RosterRejected is the rows of an upload that stay out, as a workbook with the reason in its first column. After the
// import they are kept for 7 days.
func (a *App) RosterRejected(ctx context.Context, who tenant.Scope, id string) ([]byte, error) {
	if err := access.Check(who, access.PeopleChange); err != nil {
		return nil, err
	}
	var i RosterImport
	err := a.store.As(ctx, who, func(tx *store.Tx) (err error) {
		i, err = tx.ImportRejected(ctx, id)
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case i.State != "open" && len(i.Rejected) == 0:
		return nil, fault.New(fault.NotFound, "These rows are no longer kept.")
	case i.State != "open":
		return i.Rejected, nil
	}
	c, err := a.RosterCheck(ctx, who, id)
	if err != nil {
		return nil, err
	}
	return c.rejected()
}

// rejected is nothing when no row stays out.
func (c *RosterCheck) rejected() ([]byte, error) {
	if c.Skipped == 0 {
		return []byte{}, nil
	}
	var b bytes.Buffer
	err := sheet.WriteRejected(&b, c.reading(), c.problems)
	return b.Bytes(), err
}

// RosterChoice is what a person chose on the check page.
type RosterChoice struct {
	Stamp string // of the plan they saw
	End   bool   // end the roles of leavers
	Keep  []tenant.PersonID
}

// RosterOutcome is what an import did.
type RosterOutcome struct {
	Added   int                `json:"added"`
	Changed int                `json:"changed"`
	Same    int                `json:"same"`
	Skipped int                `json:"skipped"`
	Ended   int                `json:"ended"`          // people whose roles ended
	Kept    []store.RosterKept `json:"kept,omitempty"` // by taking it back: who stayed as they are
}

// rosterWritten is what was there before an import, and what it made.
type rosterWritten struct {
	At        time.Time                                  `json:"at"`
	Added     []tenant.PersonID                          `json:"added"` // had no role here before
	Made      []tenant.PersonID                          `json:"made"`  // of these: unknown to the institution before
	Roles     []store.RosterRole                         `json:"roles"`
	Names     []store.RosterName                         `json:"names"`
	Residents []store.RosterDetail[store.RosterResident] `json:"residents"`
	Mentors   []store.RosterDetail[store.RosterMentor]   `json:"mentors"`
	CCC       []tenant.PersonID                          `json:"ccc"`
	NoCCC     []tenant.PersonID                          `json:"no_ccc"`
	Ended     []string                                   `json:"ended"` // memberships
}

// rosterChanged is the words for a plan that is not the one a person saw.
const rosterChanged = "The people or the file changed since this page was opened. These are the new counts: look once more, then import."

// ImportRoster writes an upload's people: all of it, or nothing. It is fault.Conflict when it would do anything else than
// the person saw. Nobody is mailed; each e-mail gets its account.
func (a *App) ImportRoster(ctx context.Context, who tenant.Scope, id string, choice RosterChoice) error {
	c, readErr := a.rosterToCheck(ctx, reading(who), id)
	err := a.store.As(ctx, who, func(tx *store.Tx) error {
		if readErr != nil {
			return readErr // only now: a form sent twice gets its first answer
		}
		if err := c.planAlone(ctx, tx); err != nil {
			return err
		}
		if c.Plan.Stamp != choice.Stamp {
			return fault.New(fault.Conflict, rosterChanged)
		}
		return c.write(ctx, tx, choice)
	})
	if err != nil || len(c.emails) == 0 {
		return err
	}
	// The import stands: its accounts are made even when the request's time is over.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return a.knowAccounts(ctx, who.Institution, c.emails...)
}

// planAlone plans with nobody else importing beside, from a file about which nobody decided anything else meanwhile.
func (c *RosterCheck) planAlone(ctx context.Context, tx *store.Tx) error {
	if err := tx.LockPeople(ctx); err != nil {
		return err
	}
	now, err := tx.LockImport(ctx, c.Import.ID)
	if err != nil {
		return err
	}
	if now.State != "open" || string(now.Mapping) != string(c.Import.Mapping) || string(now.Corrections) != string(c.Import.Corrections) ||
		now.Sheet != c.Import.Sheet || now.Everybody != c.Import.Everybody || now.Doctors != c.Import.Doctors {
		return fault.New(fault.Conflict, rosterChanged)
	}
	return c.plan(ctx, tx)
}

// write does what the plan says.
func (c *RosterCheck) write(ctx context.Context, tx *store.Tx, choice RosterChoice) error {
	w := rosterWritten{At: tx.Now()}
	out := RosterOutcome{Added: c.Plan.Count(RosterAdd), Changed: c.Plan.Count(RosterChange), Same: c.Plan.Count(RosterSame), Skipped: c.Skipped}
	if err := w.people(ctx, tx, c.Plan.Rows); err != nil {
		return err
	}
	if err := w.details(ctx, tx, c.Plan.Rows); err != nil {
		return err
	}
	if choice.End {
		var leave []tenant.PersonID
		for _, l := range c.Plan.Leavers {
			if !slices.Contains(choice.Keep, l.Person) {
				leave = append(leave, l.Person)
			}
		}
		var err error
		if w.Ended, err = tx.EndRoles(ctx, leave, c.Plan.Roles); err != nil {
			return err
		}
		out.Ended = len(leave)
	}
	if err := c.remember(ctx, tx); err != nil {
		return err
	}
	return c.end(ctx, tx, w, out)
}

// end closes the import.
func (c *RosterCheck) end(ctx context.Context, tx *store.Tx, w rosterWritten, out RosterOutcome) error {
	i := RosterImport{ID: c.Import.ID}
	var err error
	if i.Rejected, err = c.rejected(); err != nil {
		return err
	}
	if i.Written, err = json.Marshal(w); err != nil {
		return fmt.Errorf("keep what an import wrote: %w", err)
	}
	if i.Outcome, err = json.Marshal(out); err != nil {
		return fmt.Errorf("keep what an import did: %w", err)
	}
	if err := tx.EndImport(ctx, i); err != nil {
		return err
	}
	return tx.Audit(ctx, "roster.import", c.Import.ID, map[string]any{"added": out.Added, "changed": out.Changed, "ended": out.Ended, "skipped": out.Skipped})
}

// people makes people, their roles and names, and fills in the ids of those who are new.
func (w *rosterWritten) people(ctx context.Context, tx *store.Tx, plan []RosterRow) error {
	var fresh []store.NewPerson
	for _, r := range plan {
		if r.Person == "" {
			fresh = append(fresh, store.NewPerson{Email: r.Email, Title: r.Name.Title, Given: r.Name.Given, Family: r.Name.Family})
		}
		if r.rename != nil {
			w.Names = append(w.Names, *r.rename)
		}
	}
	ids, err := tx.AddPeople(ctx, fresh)
	if err != nil {
		return err
	}
	var give []store.RosterRole
	for i := range plan {
		r := &plan[i]
		if r.Person == "" {
			r.Person = ids[r.Email]
			w.Made = append(w.Made, r.Person)
		}
		if r.Act == RosterAdd {
			w.Added = append(w.Added, r.Person)
		}
		for _, role := range r.Give {
			give = append(give, store.RosterRole{Person: r.Person, Role: role})
		}
	}
	if w.Roles, err = tx.GiveRoles(ctx, give); err != nil {
		return err
	}
	_, err = tx.Rename(ctx, w.Names, false)
	return err
}

// details stores what is kept about residents and mentors, and who sits on the committee.
func (w *rosterWritten) details(ctx context.Context, tx *store.Tx, plan []RosterRow) error {
	var mentors []tenant.PersonID
	for _, r := range plan {
		if r.resident != nil {
			r.resident.Person = r.Person
			w.Residents = append(w.Residents, *r.resident)
		}
		if r.mentor != nil {
			r.mentor.Person = r.Person
			w.Mentors = append(w.Mentors, *r.mentor)
			mentors = append(mentors, r.Person)
		}
		switch {
		case r.ccc != nil && *r.ccc:
			w.CCC = append(w.CCC, r.Person)
		case r.ccc != nil:
			w.NoCCC = append(w.NoCCC, r.Person)
		}
	}
	if err := tx.PutResidents(ctx, w.Residents); err != nil {
		return err
	}
	if err := tx.PutMentors(ctx, mentors); err != nil {
		return err
	}
	if _, err := tx.SetMentors(ctx, w.Mentors, false); err != nil {
		return err
	}
	return setCCC(ctx, tx, w.CCC, w.NoCCC)
}

func setCCC(ctx context.Context, tx *store.Tx, yes, no []tenant.PersonID) error {
	if _, err := tx.SetCCCs(ctx, yes, true); err != nil {
		return err
	}
	_, err := tx.SetCCCs(ctx, no, false)
	return err
}

// remember keeps the columns for the program's next import.
func (c *RosterCheck) remember(ctx context.Context, tx *store.Tx) error {
	known := map[string]sheet.Field{}
	text, err := tx.ColumnMapping(ctx)
	if err == nil {
		err = json.Unmarshal(text, &known)
	}
	if err != nil {
		return fmt.Errorf("read the remembered columns: %w", err)
	}
	if len(known) > 300 {
		known = map[string]sheet.Field{} // of many odd files: begin again
	}
	for heading, field := range c.reading().Mapping.Remember(c.Sheet, c.Header) {
		known[heading] = field
	}
	if text, err = json.Marshal(known); err != nil {
		return fmt.Errorf("remember the columns: %w", err)
	}
	return tx.SetColumnMapping(ctx, text)
}
