package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"evenly/internal/mentorship"
)

// AddOffer records what a mentor offered, to a resident or (with ToAll) to all, with the meeting it came up in ("" for none),
// and returns its id.
func (tx *Tx) AddOffer(ctx context.Context, p Pair, meeting mentorship.MeetingID, day time.Time, o mentorship.Offer) (mentorship.OfferID, error) {
	to := string(p.ResidentID)
	open := "one"
	if o.ToAll {
		to, open = "", "all"
	}
	var id mentorship.OfferID
	err := tx.row(ctx, `
		INSERT INTO offer (institution_id, program_id, mentor_id, resident_id, meeting_id, kind, title, open_to, offered_on, reason, created_by, created_at)
		VALUES (@institution, @program, @mentor, nullif(@resident, '')::uuid, nullif(@meeting, '')::uuid, @kind, @title, @open, @day, @reason, @me, @now)
		RETURNING id`,
		pgx.StrictNamedArgs{"mentor": p.MentorID, "resident": to, "meeting": string(meeting), "kind": string(o.Kind), "title": o.Title,
			"open": open, "day": day, "reason": o.Reason}).Scan(&id)
	if err != nil {
		return "", fmt.Errorf("record an offer: %w", err)
	}
	return id, nil
}

// RemoveOffers takes back, or with removed nil brings back, the offers recorded with a meeting, on the board too.
func (tx *Tx) RemoveOffers(ctx context.Context, meeting mentorship.MeetingID, removed *time.Time) error {
	if _, err := tx.exec(ctx, `UPDATE offer SET removed_at = @removed WHERE program_id = @program AND meeting_id = @meeting`,
		pgx.StrictNamedArgs{"meeting": meeting, "removed": removed}); err != nil {
		return err
	}
	_, err := tx.exec(ctx, `
		UPDATE posting SET state = CASE WHEN @removed::timestamptz IS NULL THEN 'open' ELSE 'withdrawn' END
		FROM offer o WHERE o.institution_id = posting.institution_id AND o.id = posting.offer_id AND o.meeting_id = @meeting
		  AND posting.program_id = @program AND posting.state <> 'drawn'`,
		pgx.StrictNamedArgs{"meeting": meeting, "removed": removed})
	return err
}
