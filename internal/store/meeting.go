package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"evenly/internal/fault"
	"evenly/internal/mentorship"
)

// meetingRow is a meeting as Postgres has it.
type meetingRow struct {
	ID           mentorship.MeetingID
	PairingID    mentorship.PairingID
	Attempted    bool
	HeldOn       time.Time
	Minutes      int
	Setting      mentorship.Setting
	OutOfHours   bool
	WorkedOn     string
	LoggedBy     string
	LoggedAt     time.Time
	OtherAnswer  mentorship.Answer
	OtherBy      string
	OtherAt      *time.Time
	OtherHeldOn  *time.Time
	OtherMinutes int
	OtherSetting mentorship.Setting
	RemovedAt    *time.Time
	Version      int
}

func (r meetingRow) meeting() mentorship.Meeting {
	m := mentorship.Meeting{ID: r.ID, Pairing: r.PairingID, Attempted: r.Attempted,
		Memory:     mentorship.Memory{HeldOn: r.HeldOn, Minutes: r.Minutes, Setting: r.Setting},
		OutOfHours: r.OutOfHours, WorkedOn: r.WorkedOn, LoggedBy: r.LoggedBy, LoggedAt: r.LoggedAt,
		Answer: r.OtherAnswer, AnsweredBy: r.OtherBy, AnsweredAt: r.OtherAt, RemovedAt: r.RemovedAt, Version: r.Version}
	if r.OtherHeldOn != nil {
		m.Other = mentorship.Memory{HeldOn: *r.OtherHeldOn, Minutes: r.OtherMinutes, Setting: r.OtherSetting}
	}
	return m
}

const meetings = `
	SELECT id, pairing_id, attempted, held_on, coalesce(minutes, 0) AS minutes, coalesce(setting, '') AS setting, out_of_hours, worked_on,
	       logged_by::text, logged_at, coalesce(other_answer, '') AS other_answer, coalesce(other_by::text, '') AS other_by, other_at, other_held_on,
	       coalesce(other_minutes, 0) AS other_minutes, coalesce(other_setting, '') AS other_setting, removed_at, version
	FROM meeting WHERE program_id = @program`

// Meeting reads a meeting of the program, removed or not, or fault.NotFound.
func (tx *Tx) Meeting(ctx context.Context, id mentorship.MeetingID) (mentorship.Meeting, error) {
	r, err := one[meetingRow](ctx, tx, "There is no such meeting.", meetings+` AND id = @id`, pgx.StrictNamedArgs{"id": known(string(id))})
	return r.meeting(), err
}

// Meetings lists the meetings and attempted contacts of pairs that were not removed, newest first.
func (tx *Tx) Meetings(ctx context.Context, of ...mentorship.PairingID) ([]mentorship.Meeting, error) {
	ids := make([]string, len(of))
	for i, id := range of {
		ids[i] = string(id)
	}
	rows, err := many[meetingRow](ctx, tx, meetings+`
		AND pairing_id = ANY (@pairings::text[]::uuid[]) AND removed_at IS NULL ORDER BY held_on DESC, logged_at DESC, id`,
		pgx.StrictNamedArgs{"pairings": ids})
	out := make([]mentorship.Meeting, len(rows))
	for i, r := range rows {
		out[i] = r.meeting()
	}
	return out, err
}

// AddMeeting stores a new meeting, logged now by the person of the scope, and returns its id.
func (tx *Tx) AddMeeting(ctx context.Context, m mentorship.Meeting) (mentorship.MeetingID, error) {
	var id mentorship.MeetingID
	err := tx.row(ctx, `
		INSERT INTO meeting (institution_id, program_id, pairing_id, attempted, held_on, minutes, setting, out_of_hours, worked_on, logged_by, logged_at)
		VALUES (@institution, @program, @pairing, @attempted, @held, nullif(@minutes::int, 0), nullif(@setting, ''), @hours, @worked, @me, @now)
		RETURNING id`,
		pgx.StrictNamedArgs{"pairing": m.Pairing, "attempted": m.Attempted, "held": m.HeldOn, "minutes": m.Minutes, "setting": string(m.Setting),
			"hours": m.OutOfHours, "worked": m.WorkedOn}).Scan(&id)
	if err != nil {
		return "", fmt.Errorf("log a meeting: %w", err)
	}
	return id, nil
}

// SaveMeeting stores a changed meeting. When it changed since it was read, nothing is written and the result is
// fault.Conflict.
func (tx *Tx) SaveMeeting(ctx context.Context, m mentorship.Meeting) error {
	other := m.Other
	var otherDay *time.Time
	if !other.HeldOn.IsZero() {
		otherDay = &other.HeldOn
	}
	tag, err := tx.exec(ctx, `
		UPDATE meeting SET held_on = @held, minutes = nullif(@minutes::int, 0), setting = nullif(@setting, ''), out_of_hours = @hours, worked_on = @worked,
		       other_answer = nullif(@answer, ''), other_by = nullif(@by, '')::uuid, other_at = @answered, other_held_on = @other_held,
		       other_minutes = nullif(@other_minutes::int, 0), other_setting = nullif(@other_setting, ''), removed_at = @removed, version = version + 1
		WHERE program_id = @program AND id = @id AND version = @version`,
		pgx.StrictNamedArgs{"id": m.ID, "version": m.Version, "held": m.HeldOn, "minutes": m.Minutes, "setting": string(m.Setting), "hours": m.OutOfHours,
			"worked": m.WorkedOn, "answer": string(m.Answer), "by": m.AnsweredBy, "answered": m.AnsweredAt, "other_held": otherDay,
			"other_minutes": other.Minutes, "other_setting": string(other.Setting), "removed": m.RemovedAt})
	if err != nil {
		return fmt.Errorf("save a meeting: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return fault.New(fault.Conflict, "This meeting was changed meanwhile. Look at it again, then decide.")
	}
	return nil
}

// StopMessages stops the waiting messages of one kind about a subject.
func (tx *Tx) StopMessages(ctx context.Context, kind, subject string) error {
	_, err := tx.exec(ctx, `
		UPDATE message SET state = 'stopped' WHERE program_id = @program AND kind = @kind AND subject = @subject AND state = 'waiting'`,
		pgx.StrictNamedArgs{"kind": kind, "subject": subject})
	return err
}
