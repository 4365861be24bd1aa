package app

import (
	"context"
	crand "crypto/rand"
	"math/rand/v2"
	"slices"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/survey"
	"evenly/internal/survey/urn"
	"evenly/internal/tenant"
)

// CloseSurvey closes an open wave by hand and counts it.
func (a *App) CloseSurvey(ctx context.Context, who tenant.Scope, id mentorship.WaveID) error {
	if err := access.Check(who, access.SurveyRun); err != nil {
		return err
	}
	var pool *string
	err := a.store.As(ctx, who, func(tx *store.Tx) (err error) {
		pool, err = a.closeAndCount(ctx, tx, id)
		return err
	})
	if err != nil {
		return err
	}
	return a.destroyKeys(ctx, who, id, pool)
}

// closeAndCount is the one transaction in which answers become counts: it keeps further ballots out, opens those that are
// in, writes what may be shown, and drops the ballot box with all that led there. Killed at any point, it leaves either an
// open wave with every ballot, or a closed one. It returns the pool that was shown with it, nil for none.
func (a *App) closeAndCount(ctx context.Context, tx *store.Tx, id mentorship.WaveID) (pool *string, err error) {
	w, err := tx.LockWave(ctx, id)
	if err != nil {
		return nil, err
	}
	if w.State != mentorship.WaveOpen {
		return nil, fault.New(fault.Conflict, "This survey is not open.")
	}
	keys, err := a.loadKeys(tx.Who().Institution, id)
	if err != nil {
		return nil, err
	}
	if err := tx.ShutBox(ctx, id); err != nil {
		return nil, err
	}
	asked, invited, slips, err := a.asked(ctx, tx, w)
	if err != nil {
		return nil, err
	}
	ballots, err := tx.Ballots(ctx, id)
	if err != nil {
		return nil, err
	}
	chance := unforeseeable()
	answers, spoiled := open(keys, w.Questionnaire, countable(ballots, slips, chance))
	release, shown, err := a.count(ctx, tx, w, answers, chance)
	if err != nil {
		return nil, err
	}
	release.Spoiled, w.PoolID, w.Invited = spoiled, shown, max(invited, len(answers))
	return shown, a.keepRelease(ctx, tx, w, release, asked)
}

// keepRelease writes what may be shown of a wave, beside what was shown before, and closes it.
func (a *App) keepRelease(ctx context.Context, tx *store.Tx, w store.Wave, release survey.Release, asked []tenant.PersonID) error {
	before, err := tx.Releases(ctx, w.Audience)
	if err != nil {
		return err
	}
	release = release.After(earlier(before, asked))
	if err := tx.AddRelease(ctx, w.ID, release); err != nil {
		return err
	}
	if err := tx.CloseWave(ctx, w, asked); err != nil {
		return err
	}
	if err := a.afterCount(ctx, tx, w, release, before); err != nil {
		return err
	}
	return tx.Audit(ctx, "survey.close", string(w.ID), nil)
}

// earlier is what was shown before, with how many people joined or left between those asked then and now.
func earlier(before []store.Release, asked []tenant.PersonID) []survey.Earlier {
	var all []survey.Earlier
	for _, r := range before {
		all = append(all, survey.Earlier{Release: r.Figures, Changed: changed(r.Asked, asked)})
	}
	return all
}

// changed counts the people who are in one list only.
func changed(then, now []tenant.PersonID) int {
	same := 0
	for _, p := range now {
		if slices.Contains(then, p) {
			same++
		}
	}
	return len(then) + len(now) - 2*same
}

// asked lists who is asked now, and counts them with those who left meanwhile, and the slips that were handed out.
func (a *App) asked(ctx context.Context, tx *store.Tx, w store.Wave) (now []tenant.PersonID, people, slips int, err error) {
	now, err = tx.Asked(ctx, audienceRole[w.Audience])
	if err != nil {
		return nil, 0, 0, err
	}
	issued, err := tx.Issued(ctx, w.ID)
	if err != nil {
		return nil, 0, 0, err
	}
	people = len(now)
	for _, i := range issued {
		if i.Slip {
			slips++
		}
		if !slices.Contains(now, i.PersonID) {
			people++
		}
	}
	return now, people, slips, nil
}

// countable leaves out slip ballots beyond the slips that were handed out, which ones by lot: more slips are printed than
// there are people to take them, and whoever printed them could fill them in.
func countable(ballots []store.Sealed, slips int, chance *rand.Rand) []store.Sealed {
	chance.Shuffle(len(ballots), func(i, j int) { ballots[i], ballots[j] = ballots[j], ballots[i] })
	return slices.DeleteFunc(ballots, func(b store.Sealed) bool {
		if b.Slip {
			slips--
		}
		return b.Slip && slips < 0
	})
}

// open unseals ballots. One that does not open or does not fit is spoiled: its browser was not ours.
func open(keys *urn.Keys, q survey.Questionnaire, ballots []store.Sealed) (answers []survey.Answers, spoiled int) {
	for _, b := range ballots {
		plain, err := keys.Open(urn.BallotID(b.BallotID), uint32(b.Revision), b.Sealed)
		if err != nil {
			spoiled++
			continue
		}
		a, err := q.Unpack(plain)
		if err != nil {
			spoiled++
			continue
		}
		answers = append(answers, a)
	}
	return answers, spoiled
}

// unforeseeable is a source of chance that nobody can repeat.
func unforeseeable() *rand.Rand {
	var seed [32]byte
	crand.Read(seed[:]) // never fails
	return rand.New(rand.NewChaCha8(seed))
}

// afterCount opens a task for every item that asks for an act, and tells those concerned the same day.
func (a *App) afterCount(ctx context.Context, tx *store.Tx, w store.Wave, now survey.Release, releases []store.Release) error {
	var before []survey.Release
	for _, r := range releases {
		before = append(before, r.Figures)
	}
	owners, err := tx.Holders(ctx, tenant.Director, tenant.AssociateDirector, tenant.Coordinator)
	if err != nil {
		return err
	}
	today, err := todayOf(ctx, tx)
	if err != nil {
		return err
	}
	alarms := 0
	for _, warning := range w.Questionnaire.Warnings(now, before) {
		if warning.Reading != survey.Act {
			continue
		}
		alarms++
		alarm := store.Alarm{WaveID: w.ID, Item: warning.Item, Unhappy: warning.Now.K, Answered: warning.Now.N,
			PastUnhappy: warning.Past.K, PastAnswered: warning.Past.N, DueOn: today.AddDate(0, 0, mentorship.AlarmDays)}
		if len(owners) > 0 {
			alarm.OwnerID = &owners[0].PersonID
		}
		if err := tx.AddAlarm(ctx, alarm); err != nil {
			return err
		}
	}
	if err := a.tellOmbudsperson(ctx, tx, w, now); err != nil {
		return err
	}
	return a.tellOfCount(ctx, tx, w, now, alarms)
}

// tellOfCount writes to the leads that a wave was counted; and, when there is an alarm, to the facilitator and the GME
// office as well, so that it never hangs on one person.
func (a *App) tellOfCount(ctx context.Context, tx *store.Tx, w store.Wave, now survey.Release, alarms int) error {
	roles, kind := []tenant.Role{tenant.Director, tenant.AssociateDirector, tenant.Coordinator}, surveyCountedMail
	if alarms > 0 {
		roles, kind = append(roles, tenant.Facilitator, tenant.DIO), surveyAlarmMail
	}
	holders, err := tx.Holders(ctx, roles...)
	if err != nil {
		return err
	}
	var to []tenant.PersonID
	for _, h := range holders {
		if !slices.Contains(to, h.PersonID) {
			to = append(to, h.PersonID)
		}
	}
	return a.writeAll(ctx, tx, to, kind, string(w.ID))
}

// destroyKeys makes whatever was sealed for a closed wave, and for the pool that was shown with it, unreadable for good.
// When it is interrupted, the clock repeats it.
func (a *App) destroyKeys(ctx context.Context, who tenant.Scope, id mentorship.WaveID, pool *string) error {
	if pool != nil {
		if err := a.keys.Destroy(poolKeys(who.Institution, *pool)); err != nil {
			return err
		}
	}
	if err := a.keys.Destroy(urn.Wave{Institution: string(who.Institution), ID: string(id)}); err != nil {
		return err
	}
	who.Once = nil // used up by the act itself
	return a.store.As(ctx, who, func(tx *store.Tx) error { return tx.SetKeysGone(ctx, id) })
}
