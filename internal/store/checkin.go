package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"evenly/internal/tenant"
)

// CheckIn is a question that one person asks another by name. Only these two see it.
type CheckIn struct {
	ID         string
	AskedBy    tenant.PersonID
	PersonID   tenant.PersonID
	Question   string
	Answer     string
	AskedAt    time.Time
	AnsweredAt *time.Time
	Asker      string
	Person     string
}

const checkInQuery = `
	SELECT c.id, c.asked_by, c.person_id, c.question, c.answer, c.asked_at, c.answered_at,
	       concat_ws(' ', nullif(a.title, ''), nullif(a.given_name, ''), a.family_name) AS asker,
	       concat_ws(' ', nullif(p.title, ''), nullif(p.given_name, ''), p.family_name) AS person
	FROM check_in c
	JOIN person a ON a.institution_id = c.institution_id AND a.id = c.asked_by
	JOIN person p ON p.institution_id = c.institution_id AND p.id = c.person_id
	WHERE c.program_id = @program AND (c.asked_by = @me OR c.person_id = @me)`

// CheckIns lists those that the person of the scope asked or was asked, newest first.
func (tx *Tx) CheckIns(ctx context.Context) ([]CheckIn, error) {
	return many[CheckIn](ctx, tx, checkInQuery+` ORDER BY c.asked_at DESC, c.id`, nil)
}

// CheckIn reads one of them, or fault.NotFound.
func (tx *Tx) CheckIn(ctx context.Context, id string) (CheckIn, error) {
	return one[CheckIn](ctx, tx, "There is no page here.", checkInQuery+` AND c.id = @id`, pgx.StrictNamedArgs{"id": known(id)})
}

// AddCheckIn asks, as the person of the scope.
func (tx *Tx) AddCheckIn(ctx context.Context, person tenant.PersonID, question string) (id string, err error) {
	err = tx.row(ctx, `
		INSERT INTO check_in (institution_id, program_id, asked_by, person_id, question, asked_at)
		VALUES (@institution, @program, @me, @person, @question, @now) RETURNING id`,
		pgx.StrictNamedArgs{"person": person, "question": question}).Scan(&id)
	return id, err
}

// AnswerCheckIn keeps the answer of the person who was asked.
func (tx *Tx) AnswerCheckIn(ctx context.Context, id, answer string) error {
	_, err := tx.exec(ctx, `
		UPDATE check_in SET answer = @answer, answered_at = @now WHERE program_id = @program AND id = @id AND person_id = @me`,
		pgx.StrictNamedArgs{"id": id, "answer": answer})
	return err
}
