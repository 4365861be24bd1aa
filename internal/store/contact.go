package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"evenly/internal/mentorship"
	"evenly/internal/tenant"
)

// Contact is a meeting or an attempted contact as far as the program sees it: when, how long, where, confirmed or not.
// Minutes are those that count.
type Contact struct {
	PairingID  mentorship.PairingID
	Attempted  bool
	HeldOn     time.Time
	Minutes    int
	Setting    mentorship.Setting
	OutOfHours bool
	LoggedAt   time.Time
	Answer     mentorship.Answer
}

// Contacts lists the meetings and attempts of all pairs of a cycle, by pair and date.
func (tx *Tx) Contacts(ctx context.Context, cycle mentorship.CycleID) ([]Contact, error) {
	return many[Contact](ctx, tx, `
		SELECT m.pairing_id, m.attempted, m.held_on,
		       coalesce(CASE WHEN m.other_answer = 'differs' THEN least(m.minutes, m.other_minutes) ELSE m.minutes END, 0) AS minutes,
		       coalesce(m.setting, '') AS setting, m.out_of_hours, m.logged_at, coalesce(m.other_answer, '') AS answer
		FROM pairing g JOIN meeting m ON m.institution_id = g.institution_id AND m.pairing_id = g.id
		WHERE g.program_id = @program AND g.cycle_id = @cycle AND m.removed_at IS NULL
		ORDER BY m.pairing_id, m.held_on, m.logged_at, m.id`, pgx.StrictNamedArgs{"cycle": cycle})
}

// Offered is an offer as the readings see it.
type Offered struct {
	ResidentID *mentorship.ResidentID // nil: open to all
	MentorID   mentorship.MentorID
	Kind       mentorship.OfferKind
	OpenTo     string
	OfferedOn  time.Time
}

// Offers lists what was offered in a program from one day to another.
func (tx *Tx) Offers(ctx context.Context, from, to time.Time) ([]Offered, error) {
	return many[Offered](ctx, tx, `
		SELECT resident_id, mentor_id, kind, open_to, offered_on FROM offer
		WHERE program_id = @program AND removed_at IS NULL AND offered_on BETWEEN @from AND @to
		ORDER BY offered_on, id`, pgx.StrictNamedArgs{"from": from, "to": to})
}

// WroteTo lists the people of a program who were sent, or are about to be sent, a message of one of these kinds since.
func (tx *Tx) WroteTo(ctx context.Context, since time.Time, kinds ...string) ([]tenant.PersonID, error) {
	rows, err := many[struct{ PersonID tenant.PersonID }](ctx, tx, `
		SELECT DISTINCT person_id FROM message
		WHERE program_id = @program AND kind = ANY (@kinds) AND created_at > @since AND state IN ('waiting', 'sent')`,
		pgx.StrictNamedArgs{"kinds": kinds, "since": since})
	out := make([]tenant.PersonID, len(rows))
	for i, r := range rows {
		out[i] = r.PersonID
	}
	return out, err
}

// WantsNoMail lists the people of a program who turned reminders off.
func (tx *Tx) WantsNoMail(ctx context.Context) ([]tenant.PersonID, error) {
	rows, err := many[struct{ ID tenant.PersonID }](ctx, tx, `
		SELECT p.id FROM person p
		WHERE NOT p.weekly_mail AND EXISTS (SELECT FROM membership m WHERE m.institution_id = p.institution_id AND m.person_id = p.id AND m.program_id = @program)`, nil)
	out := make([]tenant.PersonID, len(rows))
	for i, r := range rows {
		out[i] = r.ID
	}
	return out, err
}

// Asked is one message that was written to a person about a subject.
type Asked struct {
	PersonID tenant.PersonID
	Subject  string
}

// AskedAbout lists every message of one kind since a moment, sent or not.
func (tx *Tx) AskedAbout(ctx context.Context, kind string, since time.Time) ([]Asked, error) {
	return many[Asked](ctx, tx, `
		SELECT DISTINCT person_id, subject FROM message WHERE program_id = @program AND kind = @kind AND created_at >= @since`,
		pgx.StrictNamedArgs{"kind": kind, "since": since})
}
