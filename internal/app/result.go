package app

import (
	"bytes"
	"context"
	"slices"
	"time"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/sheet"
	"evenly/internal/store"
	"evenly/internal/survey"
	"evenly/internal/tenant"
)

// Results is what a person may see of a closed wave: only figures that were released at its close, with those of the waves
// before it.
type Results struct {
	Wave     store.Wave
	Today    time.Time
	Releases []store.Release // of the same audience, oldest first; the last is this wave's
	Warnings []survey.ItemWarning
	Alarms   []store.Alarm // of this wave; for leads
	Reply    store.Reply
	Comments []store.Remark // once read, for those who run the program
	Unread   bool           // for them: one person reads the comments first, and has not finished
	IsReader bool
}

// Now is the release of the wave itself.
func (r Results) Now() survey.Release { return r.Releases[len(r.Releases)-1].Figures }

// Results reads them. Residents and mentors see them with the reply; the leads when the wave has closed.
func (a *App) Results(ctx context.Context, who tenant.Scope, id mentorship.WaveID) (out Results, err error) {
	if err := access.Check(who, access.SurveyRead); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		out, err = results(ctx, tx, id)
		return err
	})
	return out, err
}

// ResultsAcross is Results for the GME office, of any program of the institution. Comments come once they were read.
func (a *App) ResultsAcross(ctx context.Context, who tenant.Scope, id mentorship.WaveID) (out Results, err error) {
	if err := access.Check(who, access.SurveyAcross); err != nil {
		return out, err
	}
	of, err := a.programOf(ctx, who, id)
	if err != nil {
		return out, err
	}
	err = a.store.As(ctx, of, func(tx *store.Tx) error {
		out, err = results(ctx, tx, id)
		return err
	})
	return out, err
}

// programOf narrows the scope of the GME office to the program of a wave.
func (a *App) programOf(ctx context.Context, who tenant.Scope, id mentorship.WaveID) (of tenant.Scope, err error) {
	who.Program = ""
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		all, err := tx.WavesEverywhere(ctx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(w store.Wave) bool { return w.ID == id })
		if i < 0 {
			return fault.New(fault.NotFound, "There is no such survey.")
		}
		of = who.ForProgram(all[i].ProgramID)
		return nil
	})
	return of, err
}

func results(ctx context.Context, tx *store.Tx, id mentorship.WaveID) (out Results, err error) {
	if out.Wave, err = tx.Wave(ctx, id); err != nil {
		return out, err
	}
	if err := maySee(tx.Who(), out.Wave); err != nil {
		return out, err
	}
	if out.Today, err = todayOf(ctx, tx); err != nil {
		return out, err
	}
	if out.Reply, err = tx.Reply(ctx, id); err != nil {
		return out, err
	}
	all, err := tx.Releases(ctx, out.Wave.Audience)
	if err != nil {
		return out, err
	}
	var before []survey.Release
	for _, r := range all {
		if r.Number > out.Wave.Number {
			break
		}
		r.Figures = allowed(out.Wave.Questionnaire, r.Figures, tx.Who())
		out.Releases = append(out.Releases, r)
		if r.Number < out.Wave.Number {
			before = append(before, r.Figures)
		}
	}
	if len(out.Releases) == 0 {
		return out, fault.New(fault.NotFound, "There are no results.")
	}
	out.Warnings = out.Wave.Questionnaire.Warnings(out.Now(), before)
	return out, forLeads(ctx, tx, &out)
}

// forLeads adds what only those who lead the program see.
func forLeads(ctx context.Context, tx *store.Tx, out *Results) error {
	who := tx.Who()
	out.IsReader = who.Person != "" && who.Person == out.Wave.ReaderID
	if !readsEarly(who) {
		out.Warnings = nil
		return nil
	}
	all, err := tx.Alarms(ctx)
	if err != nil {
		return err
	}
	out.Alarms = slices.DeleteFunc(all, func(a store.Alarm) bool { return a.WaveID != out.Wave.ID })
	if access.Check(who, access.SurveyRun) != nil && !who.Is(tenant.DIO) {
		return nil
	}
	if out.Unread = !out.Wave.CommentsRead; out.Unread {
		return nil
	}
	if out.Comments, err = tx.Comments(ctx, out.Wave.ID); err != nil {
		return err
	}
	out.Comments = slices.DeleteFunc(forTheProgram(out.Comments), func(c store.Remark) bool { return c.Hidden })
	return nil
}

// readsEarly reports whether somebody sees results before the reply is published.
func readsEarly(who tenant.Scope) bool { return who.Leads() || who.Is(tenant.DIO, tenant.System) }

func maySee(who tenant.Scope, w store.Wave) error {
	switch {
	case w.State == mentorship.WaveDraft && !readsEarly(who):
		return fault.New(fault.NotFound, "There is no such survey.")
	case w.State != mentorship.WaveClosed:
		return fault.New(fault.Closed, "Results open when the survey has closed, after %s.", w.ClosesOn.Format("2 January"))
	case !readsEarly(who) && w.RepliedAt == nil:
		return fault.New(fault.Closed, "The program is reading the results. You see them together with its reply.")
	}
	return nil
}

// fewestByIdentity is how many people every group needs before a split by who people are goes beyond the GME office and
// the ombudsperson.
const fewestByIdentity = 10

// allowed leaves out the breakdowns by gender or other identity that are not for everybody.
func allowed(q survey.Questionnaire, r survey.Release, who tenant.Scope) survey.Release {
	if who.Is(tenant.DIO, tenant.Ombudsperson, tenant.System) {
		return r
	}
	hide := func(all []survey.BreakdownResult) []survey.BreakdownResult {
		return slices.DeleteFunc(slices.Clone(all), func(b survey.BreakdownResult) bool {
			item, _ := q.Item(b.By)
			return (item.Who || !who.Leads()) && !b.EveryGroupHas(fewestByIdentity)
		})
	}
	r.Items, r.Scores = slices.Clone(r.Items), slices.Clone(r.Scores)
	for i := range r.Items {
		r.Items[i].Breakdowns = hide(r.Items[i].Breakdowns)
	}
	for i := range r.Scores {
		r.Scores[i].Breakdowns = hide(r.Scores[i].Breakdowns)
	}
	return r
}

// ExportResults writes a list of released figures as a file, "csv" or "xlsx", and notes that it was taken out.
func (a *App) ExportResults(ctx context.Context, who tenant.Scope, id mentorship.WaveID, l List, form string) ([]byte, error) {
	if err := access.Check(who, access.SurveyExport); err != nil {
		return nil, err
	}
	err := a.store.As(ctx, who, func(tx *store.Tx) error {
		w, err := tx.Wave(ctx, id)
		if err != nil {
			return err
		}
		if err := maySee(who, w); err != nil {
			return err
		}
		return tx.Audit(ctx, "survey.export", string(id), map[string]any{"rows": len(l.Rows), "form": form})
	})
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if form == "csv" {
		err = sheet.WriteCSV(&b, l.table())
	} else {
		err = sheet.WriteXLSX(&b, l.table())
	}
	return b.Bytes(), err
}
