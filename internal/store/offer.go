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

// OfferMade is an offer to one resident, with the names around it.
type OfferMade struct {
	ID          mentorship.OfferID
	MentorID    mentorship.MentorID
	ResidentID  mentorship.ResidentID
	Kind        mentorship.OfferKind
	Title       string
	Reason      string
	OfferedOn   time.Time
	WithMeeting bool // it was recorded with a meeting and goes with it

	MentorTitle, MentorGiven, MentorFamily       string
	ResidentTitle, ResidentGiven, ResidentFamily string
}

// Mentor is the name of who offered it.
func (o OfferMade) Mentor() mentorship.Name {
	return mentorship.Name{Title: o.MentorTitle, Given: o.MentorGiven, Family: o.MentorFamily}
}

// Resident is the name of whom it was offered to.
func (o OfferMade) Resident() mentorship.Name {
	return mentorship.Name{Title: o.ResidentTitle, Given: o.ResidentGiven, Family: o.ResidentFamily}
}

const offersMade = `
	SELECT o.id, o.mentor_id, o.resident_id, o.kind, o.title, o.reason, o.offered_on, o.meeting_id IS NOT NULL AS with_meeting,
	       m.title AS mentor_title, m.given_name AS mentor_given, m.family_name AS mentor_family,
	       r.title AS resident_title, r.given_name AS resident_given, r.family_name AS resident_family
	FROM offer o
	JOIN person m ON m.institution_id = o.institution_id AND m.id = o.mentor_id
	JOIN person r ON r.institution_id = o.institution_id AND r.id = o.resident_id
	WHERE o.program_id = @program AND o.resident_id IS NOT NULL`

// OffersMade lists the offers to single residents from one day to another, newest first; of one mentor, or with "" of all.
func (tx *Tx) OffersMade(ctx context.Context, from, to time.Time, mentor mentorship.MentorID) ([]OfferMade, error) {
	return many[OfferMade](ctx, tx, offersMade+` AND o.removed_at IS NULL AND o.offered_on BETWEEN @from AND @to AND (@mentor = '' OR o.mentor_id = nullif(@mentor, '')::uuid)
		ORDER BY o.offered_on DESC, o.created_at DESC, o.id LIMIT 300`, pgx.StrictNamedArgs{"from": from, "to": to, "mentor": string(mentor)})
}

// OfferMade reads one offer to a single resident, taken back or not, or fault.NotFound.
func (tx *Tx) OfferMade(ctx context.Context, id mentorship.OfferID) (OfferMade, error) {
	return one[OfferMade](ctx, tx, "There is no such offer.", offersMade+` AND o.id = @id`, pgx.StrictNamedArgs{"id": known(string(id))})
}

// RemoveOffer takes one offer back, or with removed nil brings it back.
func (tx *Tx) RemoveOffer(ctx context.Context, id mentorship.OfferID, removed *time.Time) error {
	_, err := tx.exec(ctx, `UPDATE offer SET removed_at = @removed WHERE program_id = @program AND id = @id AND meeting_id IS NULL`,
		pgx.StrictNamedArgs{"id": known(string(id)), "removed": removed})
	return err
}
