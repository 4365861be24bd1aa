package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/tenant"
)

// FitCheck is a question to one of a pair, alone. Feeling and Answer are there for two people only: who was asked, and the
// one reader; everybody else, the clock too, reads that it was asked.
type FitCheck struct {
	ID          string
	StepID      string
	PairingID   mentorship.PairingID
	Question    string
	PersonID    tenant.PersonID
	ReaderID    tenant.PersonID
	Feeling     mentorship.Feeling
	Answer      string
	ForgetOn    time.Time
	CreatedAt   time.Time
	AnsweredAt  *time.Time
	ForgottenAt *time.Time
	StepState   string

	PersonTitle, PersonGiven, PersonFamily string
	ReaderTitle, ReaderGiven, ReaderFamily string
}

// Person is the name of who is asked.
func (f FitCheck) Person() mentorship.Name {
	return mentorship.Name{Title: f.PersonTitle, Given: f.PersonGiven, Family: f.PersonFamily}
}

// Reader is the name of who reads the answer.
func (f FitCheck) Reader() mentorship.Name {
	return mentorship.Name{Title: f.ReaderTitle, Given: f.ReaderGiven, Family: f.ReaderFamily}
}

const fitChecks = `
	SELECT f.id, f.step_id, s.pairing_id, s.note AS question, f.person_id, f.reader_id, s.state AS step_state,
	       CASE WHEN nullif(@me, '')::uuid IN (f.person_id, f.reader_id) THEN f.feeling ELSE '' END AS feeling,
	       CASE WHEN nullif(@me, '')::uuid IN (f.person_id, f.reader_id) THEN f.answer ELSE '' END AS answer,
	       CASE WHEN nullif(@me, '')::uuid IN (f.person_id, f.reader_id) THEN f.answered_at END AS answered_at,
	       f.forget_on, f.created_at, f.forgotten_at,
	       p.title AS person_title, p.given_name AS person_given, p.family_name AS person_family,
	       r.title AS reader_title, r.given_name AS reader_given, r.family_name AS reader_family
	FROM fit_check f
	JOIN step s ON s.institution_id = f.institution_id AND s.id = f.step_id
	JOIN person p ON p.institution_id = f.institution_id AND p.id = f.person_id
	JOIN person r ON r.institution_id = f.institution_id AND r.id = f.reader_id
	WHERE f.program_id = @program`

// FitChecksOf lists what was asked around a pair, newest first.
func (tx *Tx) FitChecksOf(ctx context.Context, pair mentorship.PairingID) ([]FitCheck, error) {
	return many[FitCheck](ctx, tx, fitChecks+` AND s.pairing_id = @pair ORDER BY f.created_at DESC, p.family_name, f.id`,
		pgx.StrictNamedArgs{"pair": known(string(pair)), "me": string(tx.who.Person)})
}

// FitChecksFor lists the questions that wait for the person of the scope: sent, not stopped, not wiped.
func (tx *Tx) FitChecksFor(ctx context.Context) ([]FitCheck, error) {
	return many[FitCheck](ctx, tx, fitChecks+` AND f.person_id = nullif(@me, '')::uuid AND f.forgotten_at IS NULL AND f.answered_at IS NULL AND s.state = 'open'
		ORDER BY f.created_at, f.id`, pgx.StrictNamedArgs{"me": string(tx.who.Person)})
}

// FitCheck reads one that the person of the scope was asked; for everybody else it is fault.NotFound.
func (tx *Tx) FitCheck(ctx context.Context, id string) (FitCheck, error) {
	return one[FitCheck](ctx, tx, "There is no page here.", fitChecks+` AND f.id = @id AND f.person_id = nullif(@me, '')::uuid`,
		pgx.StrictNamedArgs{"id": known(id), "me": string(tx.who.Person)})
}

// FitCheckIn reads the question of a step to the person of the scope, or fault.NotFound.
func (tx *Tx) FitCheckIn(ctx context.Context, step string) (FitCheck, error) {
	return one[FitCheck](ctx, tx, "There is no page here.", fitChecks+` AND f.step_id = @step AND f.person_id = nullif(@me, '')::uuid`,
		pgx.StrictNamedArgs{"step": known(step), "me": string(tx.who.Person)})
}

// AddFitCheck asks one person of a step.
func (tx *Tx) AddFitCheck(ctx context.Context, step string, person, reader tenant.PersonID, forget time.Time) error {
	_, err := tx.exec(ctx, `
		INSERT INTO fit_check (institution_id, program_id, step_id, person_id, reader_id, forget_on, created_at)
		VALUES (@institution, @program, @step, @person, @reader, @forget, @now)`,
		pgx.StrictNamedArgs{"step": step, "person": person, "reader": reader, "forget": forget})
	return err
}

// AnswerFit keeps the answer of the person of the scope; an empty one takes it back. fault.Closed once it was wiped.
func (tx *Tx) AnswerFit(ctx context.Context, id string, a mentorship.FitAnswer) error {
	tag, err := tx.exec(ctx, `
		UPDATE fit_check SET feeling = @feeling, answer = @answer, answered_at = CASE WHEN @feeling = '' AND @answer = '' THEN NULL ELSE @now::timestamptz END
		WHERE program_id = @program AND id = @id AND person_id = nullif(@person, '')::uuid AND forgotten_at IS NULL`,
		pgx.StrictNamedArgs{"id": known(id), "person": string(tx.who.Person), "feeling": string(a.Feeling), "answer": a.Text})
	if err == nil && tag.RowsAffected() == 0 {
		return fault.New(fault.Closed, "This question is over; what was answered is wiped.")
	}
	return err
}

// ForgetFits wipes the answers whose day has come and ends their steps. It returns how many were wiped.
func (tx *Tx) ForgetFits(ctx context.Context, today time.Time) (int64, error) {
	tag, err := tx.exec(ctx, `
		UPDATE fit_check SET feeling = '', answer = '', forgotten_at = @now
		WHERE program_id = @program AND forget_on <= @today AND forgotten_at IS NULL`, pgx.StrictNamedArgs{"today": today})
	if err != nil || tag.RowsAffected() == 0 {
		return 0, err
	}
	_, err = tx.exec(ctx, `
		UPDATE step s SET state = 'done', ended_at = @now
		WHERE s.program_id = @program AND s.kind = 'ask_both' AND s.state IN ('waiting', 'open')
		  AND NOT EXISTS (SELECT FROM fit_check f WHERE f.institution_id = s.institution_id AND f.step_id = s.id AND f.forgotten_at IS NULL)
		  AND EXISTS (SELECT FROM fit_check f WHERE f.institution_id = s.institution_id AND f.step_id = s.id)`, nil)
	return tag.RowsAffected(), err
}

// FitTally is how far a step's questions are answered, for their reader.
type FitTally struct {
	StepID          string
	Asked, Answered int
}

// FitTallies counts the answers to the person of the scope, by step.
func (tx *Tx) FitTallies(ctx context.Context) ([]FitTally, error) {
	return many[FitTally](ctx, tx, `
		SELECT step_id, count(*)::int AS asked, count(answered_at)::int AS answered FROM fit_check
		WHERE program_id = @program AND reader_id = nullif(@me, '')::uuid AND forgotten_at IS NULL GROUP BY step_id`,
		pgx.StrictNamedArgs{"me": string(tx.who.Person)})
}
