package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"evenly/internal/mentorship"
	"evenly/internal/tenant"
)

// Message is a mail to be sent to a person of a program. Data holds what its words need: ids and dates, no secrets.
type Message struct {
	ID        string
	ProgramID tenant.ProgramID
	PersonID  tenant.PersonID
	Kind      string
	Subject   string // what it is about; with person, kind and day it makes a message unique
	Data      json.RawMessage
	TaskID    *string // the mail-out it belongs to
	State     string
	Attempts  int

	Email, Title, GivenName, FamilyName string // of the person
}

// Name is the name of the person it goes to.
func (m Message) Name() mentorship.Name {
	return mentorship.Name{Title: m.Title, Given: m.GivenName, Family: m.FamilyName}
}

// AddMessage puts a message into the outbox, not before at (zero: now), and returns its id; "" when that person already
// has one of this kind and subject today.
func (tx *Tx) AddMessage(ctx context.Context, m Message, at time.Time) (string, error) {
	if at.IsZero() {
		at = tx.now
	}
	if m.Data == nil {
		m.Data = json.RawMessage("{}")
	}
	var id string
	err := tx.row(ctx, `
		INSERT INTO message (institution_id, program_id, person_id, kind, subject, day, data, task_id, not_before, created_at)
		SELECT @institution, @program, @person, @kind, @subject, (@at::timestamptz AT TIME ZONE g.time_zone)::date, @data, @task, @at, @now
		FROM program g WHERE g.id = @program
		ON CONFLICT ON CONSTRAINT message_once DO NOTHING
		RETURNING id`,
		pgx.StrictNamedArgs{"person": m.PersonID, "kind": m.Kind, "subject": m.Subject, "data": m.Data, "task": m.TaskID, "at": at}).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("write a message of kind %s: %w", m.Kind, err)
	}
	return id, nil
}

// Message reads a message with the address it goes to, counts the attempt and locks it, or fault.NotFound.
func (tx *Tx) Message(ctx context.Context, id string) (Message, error) {
	return one[Message](ctx, tx, "There is no such message.", `
		UPDATE message m SET attempts = attempts + 1
		FROM person p
		WHERE m.id = @id AND p.institution_id = m.institution_id AND p.id = m.person_id
		RETURNING m.id, m.program_id, m.person_id, m.kind, m.subject, m.data, m.task_id, m.state, m.attempts,
		          p.email, p.title, p.given_name, p.family_name`,
		pgx.StrictNamedArgs{"id": id})
}

// EndMessage marks a message as sent or failed, and counts it in the mail-out it belongs to.
func (tx *Tx) EndMessage(ctx context.Context, m Message, state string) error {
	tag, err := tx.exec(ctx, `
		UPDATE message SET state = @state, sent_at = CASE WHEN @state = 'sent' THEN @now::timestamptz END
		WHERE id = @id AND state = 'waiting'`, pgx.StrictNamedArgs{"id": m.ID, "state": state})
	if err != nil || tag.RowsAffected() == 0 || m.TaskID == nil {
		return err
	}
	_, err = tx.exec(ctx, `
		UPDATE task SET done = done + (@state = 'sent')::int, failed = failed + (@state = 'failed')::int,
		       state = CASE WHEN state = 'stopped' THEN state WHEN done + failed + 1 >= total THEN 'done' ELSE 'working' END,
		       finished_at = CASE WHEN done + failed + 1 >= total THEN @now::timestamptz END
		WHERE id = @task`, pgx.StrictNamedArgs{"state": state, "task": *m.TaskID})
	return err
}

// StopAllMessages stops every waiting message of the program.
func (tx *Tx) StopAllMessages(ctx context.Context) error {
	_, err := tx.exec(ctx, `UPDATE message SET state = 'stopped' WHERE program_id = @program AND state = 'waiting'`, nil)
	return err
}
