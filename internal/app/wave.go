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
	"evenly/internal/survey"
	"evenly/internal/survey/urn"
	"evenly/internal/tenant"
)

// What pages about surveys are made of, as the store reads it.
type (
	Wave         = store.Wave        // one run of a survey
	Alarm        = store.Alarm       // what the early warning asks somebody to look into
	Attestation  = store.Attestation // somebody's word that an instrument may be used
	WaveRelease  = store.Release     // what may be shown of a closed wave
	Remark       = store.Remark      // a comment, beside nothing
	SurveyReader = store.Holder      // who may read comments first
	Benchmark    = store.Mark        // a share pooled over programs, as it was first shown
)

// audienceRole is the role of the people an audience is made of.
var audienceRole = map[survey.Audience]tenant.Role{survey.Residents: tenant.Resident, survey.Mentors: tenant.Mentor}

// usualDays is how long a wave stays open unless somebody sets another last day.
const usualDays = 14

// Surveys is a program's surveys as one person may see them.
type Surveys struct {
	Today  time.Time
	Mine   []store.Wave // open ones this person may answer
	Waves  []store.Wave // newest first; drafts for those who run surveys only
	Alarms []store.Alarm
	Plan   []Planned // what comes next, per audience that has begun
}

// Planned is the next wave of an audience: its number and day, and whether it may open.
type Planned struct {
	Audience survey.Audience
	Number   int
	On       time.Time
	Lock     survey.Lock
}

// Surveys reads them.
func (a *App) Surveys(ctx context.Context, who tenant.Scope) (out Surveys, err error) {
	if err := access.Check(who, access.SurveySee); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		program, err := tx.Program(ctx)
		if err != nil {
			return err
		}
		zone := mentorship.Zone(program.TimeZone)
		out.Today = mentorship.DateOf(tx.Now(), zone)
		all, err := tx.Waves(ctx)
		if err != nil {
			return err
		}
		out.Mine = slices.DeleteFunc(slices.Clone(all), func(w store.Wave) bool { return !answerable(who, w, out.Today) })
		out.Waves = slices.DeleteFunc(all, func(w store.Wave) bool { return !listed(who, w) })
		if !who.Leads() {
			return nil
		}
		out.Plan = plan(all, zone)
		out.Alarms, err = tx.Alarms(ctx)
		return err
	})
	return out, err
}

// answerable reports whether a person may answer a wave today.
func answerable(who tenant.Scope, w store.Wave, today time.Time) bool {
	return w.State == mentorship.WaveOpen && !today.After(w.ClosesOn) && who.Is(audienceRole[w.Audience])
}

// listed reports whether a person sees that a wave exists: leads all of them, others those that were not drafts.
func listed(who tenant.Scope, w store.Wave) bool {
	return w.ID != "" && (who.Leads() || w.State != mentorship.WaveDraft)
}

// plan is the next wave of every audience that has had its first: six months on, for ever. Waves are newest first.
func plan(all []store.Wave, zone *time.Location) []Planned {
	var out []Planned
	for _, audience := range []survey.Audience{survey.Residents, survey.Mentors} {
		of := slices.DeleteFunc(slices.Clone(all), func(w store.Wave) bool { return w.Audience != audience || w.State == mentorship.WaveDraft })
		if len(of) == 0 {
			continue
		}
		began := of[len(of)-1].OpenedAt.In(zone)
		next := of[0].Number + 1
		out = append(out, Planned{Audience: audience, Number: next, On: mentorship.DateOf(survey.WaveOpens(began, next), zone), Lock: lockAfter(of[0])})
	}
	return out
}

// lockAfter says whether the next wave may open after a closed one. One that nobody can see figures of needs no reply.
func lockAfter(last store.Wave) survey.Lock {
	if last.ClosedAt == nil || last.Answered == 0 || last.UnlockedAt != nil {
		return survey.Lock{}
	}
	replied := time.Time{}
	if last.RepliedAt != nil {
		replied = *last.RepliedAt
	}
	return survey.NextWave(*last.ClosedAt, replied)
}

// Survey reads one wave that the person may know of, with the day it is.
func (a *App) Survey(ctx context.Context, who tenant.Scope, id mentorship.WaveID) (w store.Wave, today time.Time, err error) {
	if err := access.Check(who, access.SurveySee); err != nil {
		return w, today, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		if w, err = tx.Wave(ctx, id); err != nil {
			return err
		}
		if !listed(who, w) {
			return fault.New(fault.NotFound, "There is no such survey.")
		}
		today, err = todayOf(ctx, tx)
		return err
	})
	return w, today, err
}

// todayOf is the date in the program's time zone.
func todayOf(ctx context.Context, tx *store.Tx) (time.Time, error) {
	program, err := tx.Program(ctx)
	return mentorship.DateOf(tx.Now(), mentorship.Zone(program.TimeZone)), err
}

// Readers lists who may be the one person that reads comments before others do. The facilitator is not among them.
func (a *App) Readers(ctx context.Context, who tenant.Scope) (all []store.Holder, err error) {
	if err := access.Check(who, access.SurveyRun); err != nil {
		return nil, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		all, err = readers(ctx, tx)
		return err
	})
	return all, err
}

// readers lists the associate directors first: they are nearest to the people and farthest from the mail that is signed.
func readers(ctx context.Context, tx *store.Tx) ([]store.Holder, error) {
	all, err := tx.Holders(ctx, tenant.AssociateDirector, tenant.Coordinator, tenant.Director)
	seen := map[tenant.PersonID]bool{}
	return slices.DeleteFunc(all, func(h store.Holder) bool {
		twice := seen[h.PersonID]
		seen[h.PersonID] = true
		return twice
	}), err
}

// DraftSurvey begins the next wave of an audience, with the questions of the one before it or our own. A draft that is
// there already is given back.
func (a *App) DraftSurvey(ctx context.Context, who tenant.Scope, audience survey.Audience) (id mentorship.WaveID, err error) {
	if err := access.Check(who, access.SurveyRun); err != nil {
		return "", err
	}
	if audienceRole[audience] == "" {
		var wrong fault.Problems
		wrong.Add("audience", "Choose residents or mentors.")
		return "", wrong.Err()
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		id, err = draft(ctx, tx, audience, nil)
		return err
	})
	return id, err
}

// draft makes the next draft of an audience unless there is one.
func draft(ctx context.Context, tx *store.Tx, audience survey.Audience, opens *time.Time) (mentorship.WaveID, error) {
	all, err := tx.Waves(ctx)
	if err != nil {
		return "", err
	}
	today, err := todayOf(ctx, tx)
	if err != nil {
		return "", err
	}
	w := store.Wave{Audience: audience, Questionnaire: ownQuestions(audience), OpensOn: opens, ClosesOn: today.AddDate(0, 0, usualDays)}
	if opens != nil {
		w.ClosesOn = opens.AddDate(0, 0, usualDays)
	}
	if i := slices.IndexFunc(all, func(w store.Wave) bool { return w.Audience == audience }); i >= 0 {
		if all[i].State == mentorship.WaveDraft {
			return all[i].ID, nil
		}
		w.Number, w.Questionnaire, w.ReaderID = all[i].Number+1, all[i].Questionnaire, all[i].ReaderID
	}
	if w.Number == 0 {
		if w.Questionnaire, err = withOmbudsperson(ctx, tx, w.Questionnaire); err != nil {
			return "", err
		}
	}
	w.Name = survey.WaveName(w.Number)
	if w.ReaderID, err = reader(ctx, tx, w.ReaderID); err != nil {
		return "", err
	}
	id, err := tx.AddWave(ctx, w)
	if err != nil {
		return "", err
	}
	return id, tx.Audit(ctx, "survey.draft", string(id), nil)
}

// reader is the person named before if they may still read comments, else the first who may.
func reader(ctx context.Context, tx *store.Tx, before tenant.PersonID) (tenant.PersonID, error) {
	all, err := readers(ctx, tx)
	if err != nil {
		return "", err
	}
	if slices.ContainsFunc(all, func(h store.Holder) bool { return h.PersonID == before }) {
		return before, nil
	}
	if len(all) == 0 {
		return "", fault.New(fault.Conflict, "A survey needs a coordinator or director who reads comments first. Give somebody that role.")
	}
	return all[0].PersonID, nil
}

func ownQuestions(audience survey.Audience) survey.Questionnaire {
	if audience == survey.Mentors {
		return survey.ForMentors()
	}
	return survey.ForResidents()
}

// SurveyPlan is what can be changed of a draft.
type SurveyPlan struct {
	Name          string
	Questionnaire survey.Questionnaire
	OpensOn       *time.Time
	ClosesOn      time.Time
	Reader        tenant.PersonID
}

func (p SurveyPlan) check(today time.Time) error {
	var wrong fault.Problems
	if n := len(strings.TrimSpace(p.Name)); n == 0 || n > 80 {
		wrong.Add("name", "Give it a name of at most 80 characters, like 6 months.")
	}
	opens := today
	if p.OpensOn != nil {
		opens = *p.OpensOn
		if opens.Before(today) {
			wrong.Add("opens_on", "Enter today or a later day, or leave it empty to open by hand.")
			opens = today
		}
	}
	return joinProblems(wrong.Err(), mentorship.CheckLastDay(p.ClosesOn, opens), p.Questionnaire.Check())
}

// ChangeSurvey keeps a draft as it was planned. A wave that is open already is fault.Conflict.
func (a *App) ChangeSurvey(ctx context.Context, who tenant.Scope, id mentorship.WaveID, p SurveyPlan) error {
	if err := access.Check(who, access.SurveyRun); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		w, err := tx.LockWave(ctx, id)
		if err != nil {
			return err
		}
		today, err := todayOf(ctx, tx)
		if err != nil {
			return err
		}
		if w.State != mentorship.WaveDraft {
			return errFixed
		}
		p.Questionnaire.Audience = w.Audience
		if err := p.check(today); err != nil {
			return err
		}
		if err := attested(ctx, tx, p.Questionnaire); err != nil {
			return err
		}
		if got, err := reader(ctx, tx, p.Reader); err != nil || got != p.Reader {
			return joinProblems(err, fieldProblem("reader", "Choose somebody from the list."))
		}
		w.Name, w.Questionnaire, w.OpensOn, w.ClosesOn, w.ReaderID = strings.TrimSpace(p.Name), p.Questionnaire, p.OpensOn, p.ClosesOn, p.Reader
		return a.kept(ctx, tx, w)
	})
}

func (a *App) kept(ctx context.Context, tx *store.Tx, w store.Wave) error {
	was, err := tx.SetDraft(ctx, w)
	if err != nil {
		return err
	}
	if !was {
		return errFixed
	}
	return tx.Audit(ctx, "survey.change", string(w.ID), nil)
}

var errFixed = fault.New(fault.Conflict, "This survey is open already. Its questions cannot change any more.")

func fieldProblem(field, message string) error {
	var wrong fault.Problems
	wrong.Add(field, "%s", message)
	return wrong.Err()
}

// DropSurvey removes a draft.
func (a *App) DropSurvey(ctx context.Context, who tenant.Scope, id mentorship.WaveID) error {
	if err := access.Check(who, access.SurveyRun); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		if _, err := tx.LockWave(ctx, id); err != nil {
			return err
		}
		was, err := tx.DropDraft(ctx, id)
		if err == nil && !was {
			return fault.New(fault.Conflict, "This survey was opened meanwhile. It can only be closed.")
		}
		if err != nil {
			return err
		}
		return tx.Audit(ctx, "survey.drop", string(id), nil)
	})
}

// OpenSurvey opens a draft: its keys are made, its questions are fixed, and everybody asked gets the same invitation.
func (a *App) OpenSurvey(ctx context.Context, who tenant.Scope, id mentorship.WaveID) error {
	if err := access.Check(who, access.SurveyRun); err != nil {
		return err
	}
	if !store.IsID(string(id)) {
		return fault.New(fault.NotFound, "There is no such survey.")
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		w, err := tx.LockWave(ctx, id)
		if err != nil {
			return err
		}
		if err := a.mayOpen(ctx, tx, w); err != nil {
			return err
		}
		return a.open(ctx, tx, w)
	})
}

// mayOpen refuses a wave that is not a draft, breaks a rule, stands beside an open one, or comes before a reply.
func (a *App) mayOpen(ctx context.Context, tx *store.Tx, w store.Wave) error {
	if w.State != mentorship.WaveDraft {
		return fault.New(fault.Conflict, "This survey was opened already.")
	}
	today, err := todayOf(ctx, tx)
	if err != nil {
		return err
	}
	all, err := tx.Waves(ctx)
	if err != nil {
		return err
	}
	for _, other := range all {
		if other.Audience != w.Audience || other.State == mentorship.WaveDraft {
			continue
		}
		if other.State == mentorship.WaveOpen {
			return fault.New(fault.Conflict, "“%s” is still open for the same people. Close it first.", other.Name)
		}
		if lockAfter(other).Locked {
			return fault.New(fault.Closed, "Publish your reply to “%s” first. People answer again once they have heard back.", other.Name)
		}
		break // newest first: only the last one matters
	}
	if err := attested(ctx, tx, w.Questionnaire); err != nil {
		return err
	}
	if err := someoneReads(ctx, tx, w.Questionnaire); err != nil {
		return err
	}
	return joinProblems(w.Questionnaire.Check(), mentorship.CheckLastDay(w.ClosesOn, today))
}

func (a *App) open(ctx context.Context, tx *store.Tx, w store.Wave) error {
	keys, err := a.newKeys(tx.Who().Institution, w.ID)
	if err != nil {
		return err
	}
	asked, err := tx.Asked(ctx, audienceRole[w.Audience])
	if err != nil {
		return err
	}
	public := keys.Public()
	w.Signing, w.Sealing, w.Fingerprint = public.Signing, public.Sealing, public.Fingerprint().String()
	if err := tx.OpenWave(ctx, w, asked); err != nil {
		return err
	}
	if err := a.writeAll(ctx, tx, asked, surveyOpenMail, string(w.ID)); err != nil {
		return err
	}
	return tx.Audit(ctx, "survey.open", string(w.ID), map[string]any{"asked": len(asked)})
}

// writeAll puts one message for each person into the outbox, by day.
func (a *App) writeAll(ctx context.Context, tx *store.Tx, to []tenant.PersonID, kind, subject string) error {
	program, err := tx.Program(ctx)
	if err != nil {
		return err
	}
	at := calm(tx.Now(), mentorship.Zone(program.TimeZone))
	for _, person := range to {
		if err := a.write(ctx, tx, store.Message{PersonID: person, Kind: kind, Subject: subject}, at); err != nil {
			return err
		}
	}
	return nil
}

// newKeys makes the keys of a wave in the folder of keys. A draft that is opened twice at once gets one pair.
func (a *App) newKeys(in tenant.InstitutionID, id mentorship.WaveID) (*urn.Keys, error) {
	if a.keys == nil {
		return nil, errNoKeys
	}
	return a.keys.Create(urn.Wave{Institution: string(in), ID: string(id)})
}

// loadKeys reads the private keys of an open wave.
func (a *App) loadKeys(in tenant.InstitutionID, id mentorship.WaveID) (*urn.Keys, error) {
	if a.keys == nil {
		return nil, errNoKeys
	}
	keys, err := a.keys.Load(urn.Wave{Institution: string(in), ID: string(id)})
	if fault.Is(err, fault.NotFound) {
		return nil, &fault.Error{Kind: fault.Unavailable, Message: "The keys of this survey are not in this server’s folder, so its answers cannot be opened. Ask whoever runs the site.", Err: err}
	}
	return keys, err
}

var errNoKeys = fault.New(fault.Unavailable, "This site has no folder for survey keys. Ask whoever runs it to set EVENLY_KEYS.")
