package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"evenly/internal/mentorship"
	"evenly/internal/survey"
	"evenly/internal/tenant"
)

// Alarm is what the early warning asks somebody to look into, with the names around it.
type Alarm struct {
	ID            mentorship.AlarmID
	WaveID        mentorship.WaveID
	ProgramID     tenant.ProgramID
	Item          survey.ItemID
	Unhappy       int
	Answered      int
	PastUnhappy   int
	PastAnswered  int
	OwnerID       *tenant.PersonID
	DueOn         time.Time
	Note          string
	SignedBy      *tenant.PersonID
	SignedRole    string // the word for the role in which the first signature was given: "outside" or "inside"
	SignedAt      *time.Time
	ClosedBy      *tenant.PersonID
	ClosedAt      *time.Time
	Wave          string
	Audience      survey.Audience
	Questionnaire survey.Questionnaire
	Invited       int
	Program       string
	Slug          string
	Owner         string
	Signer        string
	Closer        string
}

const alarmQuery = `
	SELECT a.id, a.wave_id, a.program_id, a.item, a.unhappy, a.answered, a.past_unhappy, a.past_answered, a.owner_id, a.due_on, a.note,
	       a.signed_by, a.signed_role, a.signed_at, a.closed_by, a.closed_at, w.name AS wave, w.audience, w.questionnaire, w.invited, g.name AS program, g.slug,
	       coalesce(concat_ws(' ', nullif(o.title, ''), nullif(o.given_name, ''), o.family_name), '') AS owner,
	       coalesce(concat_ws(' ', nullif(s.title, ''), nullif(s.given_name, ''), s.family_name), '') AS signer,
	       coalesce(concat_ws(' ', nullif(c.title, ''), nullif(c.given_name, ''), c.family_name), '') AS closer
	FROM survey_alarm a
	JOIN wave w ON w.institution_id = a.institution_id AND w.id = a.wave_id
	JOIN program g ON g.institution_id = a.institution_id AND g.id = a.program_id
	LEFT JOIN person o ON o.institution_id = a.institution_id AND o.id = a.owner_id
	LEFT JOIN person s ON s.institution_id = a.institution_id AND s.id = a.signed_by
	LEFT JOIN person c ON c.institution_id = a.institution_id AND c.id = a.closed_by`

// Alarms lists the alarms of the program, or of every program in scope when the scope names none; open ones first.
func (tx *Tx) Alarms(ctx context.Context) ([]Alarm, error) {
	return many[Alarm](ctx, tx, alarmQuery+`
		WHERE (@of = '' OR a.program_id = nullif(@of, '')::uuid)
		ORDER BY a.closed_at DESC NULLS FIRST, a.due_on, g.name, a.item`, pgx.StrictNamedArgs{"of": string(tx.who.Program)})
}

// LockAlarm reads an alarm of a program in scope for changing it, or fault.NotFound.
func (tx *Tx) LockAlarm(ctx context.Context, id mentorship.AlarmID) (Alarm, error) {
	return one[Alarm](ctx, tx, "There is no such alarm.", alarmQuery+` WHERE a.program_id = @program AND a.id = @id FOR UPDATE OF a`,
		pgx.StrictNamedArgs{"id": known(string(id))})
}

// AddAlarm opens one.
func (tx *Tx) AddAlarm(ctx context.Context, a Alarm) error {
	_, err := tx.exec(ctx, `
		INSERT INTO survey_alarm (institution_id, wave_id, program_id, item, unhappy, answered, past_unhappy, past_answered, owner_id, due_on)
		VALUES (@institution, @wave, @program, @item, @unhappy, @answered, @past_unhappy, @past_answered, @owner, @due)
		ON CONFLICT ON CONSTRAINT survey_alarm_once DO NOTHING`,
		pgx.StrictNamedArgs{"wave": a.WaveID, "item": a.Item, "unhappy": a.Unhappy, "answered": a.Answered, "past_unhappy": a.PastUnhappy,
			"past_answered": a.PastAnswered, "owner": a.OwnerID, "due": a.DueOn})
	return err
}

// SignAlarm keeps the first signature with what was done.
func (tx *Tx) SignAlarm(ctx context.Context, id mentorship.AlarmID, note, role string) error {
	_, err := tx.exec(ctx, `
		UPDATE survey_alarm SET note = @note, signed_by = @me, signed_role = @role, signed_at = @now WHERE program_id = @program AND id = @id`,
		pgx.StrictNamedArgs{"id": id, "note": note, "role": role})
	return err
}

// CloseAlarm keeps the second signature.
func (tx *Tx) CloseAlarm(ctx context.Context, id mentorship.AlarmID) error {
	_, err := tx.exec(ctx, `UPDATE survey_alarm SET closed_by = @me, closed_at = @now WHERE program_id = @program AND id = @id`, pgx.StrictNamedArgs{"id": id})
	return err
}

// UnsignAlarm takes the first signature back, so that the second person can send it back to work.
func (tx *Tx) UnsignAlarm(ctx context.Context, id mentorship.AlarmID) error {
	_, err := tx.exec(ctx, `
		UPDATE survey_alarm SET signed_by = NULL, signed_role = '', signed_at = NULL WHERE program_id = @program AND id = @id AND closed_at IS NULL`,
		pgx.StrictNamedArgs{"id": id})
	return err
}
