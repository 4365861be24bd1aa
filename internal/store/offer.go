package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"evenly/internal/mentorship"
)

// AddOffer records what a mentor offered, to a resident or to all, with the meeting it came up in ("" for none).
func (tx *Tx) AddOffer(ctx context.Context, p Pair, meeting mentorship.MeetingID, day time.Time, o mentorship.Offer) error {
	to := string(p.ResidentID)
	open := "one"
	if o.ToAll {
		to, open = "", "all"
	}
	_, err := tx.exec(ctx, `
		INSERT INTO offer (institution_id, program_id, mentor_id, resident_id, meeting_id, kind, title, open_to, offered_on, reason, created_by, created_at)
		VALUES (@institution, @program, @mentor, nullif(@resident, '')::uuid, nullif(@meeting, '')::uuid, @kind, @title, @open, @day, @reason, @me, @now)`,
		pgx.StrictNamedArgs{"mentor": p.MentorID, "resident": to, "meeting": string(meeting), "kind": string(o.Kind), "title": o.Title,
			"open": open, "day": day, "reason": o.Reason})
	if err != nil {
		return fmt.Errorf("record an offer: %w", err)
	}
	return nil
}

// RemoveOffers takes back, or with removed nil brings back, the offers recorded with a meeting.
func (tx *Tx) RemoveOffers(ctx context.Context, meeting mentorship.MeetingID, removed *time.Time) error {
	_, err := tx.exec(ctx, `UPDATE offer SET removed_at = @removed WHERE program_id = @program AND meeting_id = @meeting`,
		pgx.StrictNamedArgs{"meeting": meeting, "removed": removed})
	return err
}
