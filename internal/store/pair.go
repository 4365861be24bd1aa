package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"evenly/internal/mentorship"
	"evenly/internal/tenant"
)

// Pair is a pairing with the names of its two people and their time away. Its days are the pairing's, within those the
// resident is in the program.
type Pair struct {
	ID              mentorship.PairingID
	CycleID         mentorship.CycleID
	ResidentID      mentorship.ResidentID
	MentorID        mentorship.MentorID
	Kind            string // primary, or a further mentor
	StartsOn        time.Time
	EndsOn          *time.Time
	IntervalDays    *int   // a cadence this pair agreed for itself
	TimeZone        string // of the program
	PGY             int    `db:"pgy"`
	Site            string
	Specialty       string
	ResidentTitle   string
	ResidentGiven   string
	ResidentFamily  string
	MentorTitle     string
	MentorGiven     string
	MentorFamily    string
	AwayFrom        []time.Time // time away of either person, first days
	AwayTo          []time.Time // last days, in the same order
	AwayKind        []string
	AwayIsResidents []bool
}

// Resident is the resident's name.
func (p Pair) Resident() mentorship.Name {
	return mentorship.Name{Title: p.ResidentTitle, Given: p.ResidentGiven, Family: p.ResidentFamily}
}

// Mentor is the mentor's name.
func (p Pair) Mentor() mentorship.Name {
	return mentorship.Name{Title: p.MentorTitle, Given: p.MentorGiven, Family: p.MentorFamily}
}

// Has reports whether a person is one of the two.
func (p Pair) Has(id tenant.PersonID) bool {
	return string(id) == string(p.ResidentID) || string(id) == string(p.MentorID)
}

// Other is the one of the two that id is not.
func (p Pair) Other(id tenant.PersonID) (tenant.PersonID, mentorship.Name) {
	if string(id) == string(p.ResidentID) {
		return tenant.PersonID(p.MentorID), p.Mentor()
	}
	return tenant.PersonID(p.ResidentID), p.Resident()
}

const pairs = `
	SELECT g.id, g.cycle_id, g.resident_id, g.mentor_id, g.kind, greatest(g.starts_on, r.starts_on) AS starts_on,
	       least(g.ends_on, r.ends_on) AS ends_on, g.interval_days, q.time_zone, r.pgy, r.site, m.specialty,
	       rp.title AS resident_title, rp.given_name AS resident_given, rp.family_name AS resident_family,
	       mp.title AS mentor_title, mp.given_name AS mentor_given, mp.family_name AS mentor_family,
	       coalesce(away.away_from, '{}') AS away_from, coalesce(away.away_to, '{}') AS away_to,
	       coalesce(away.away_kind, '{}') AS away_kind, coalesce(away.away_is_residents, '{}') AS away_is_residents
	FROM pairing g
	JOIN program q ON q.institution_id = g.institution_id AND q.id = g.program_id
	JOIN resident r ON r.institution_id = g.institution_id AND r.program_id = g.program_id AND r.person_id = g.resident_id
	JOIN mentor m ON m.institution_id = g.institution_id AND m.program_id = g.program_id AND m.person_id = g.mentor_id
	JOIN person rp ON rp.institution_id = g.institution_id AND rp.id = g.resident_id
	JOIN person mp ON mp.institution_id = g.institution_id AND mp.id = g.mentor_id
	LEFT JOIN LATERAL (
		SELECT array_agg(a.starts_on ORDER BY a.starts_on, a.id) AS away_from, array_agg(a.ends_on ORDER BY a.starts_on, a.id) AS away_to,
		       array_agg(a.kind ORDER BY a.starts_on, a.id) AS away_kind,
		       array_agg(a.person_id = g.resident_id ORDER BY a.starts_on, a.id) AS away_is_residents
		FROM time_away a
		WHERE a.institution_id = g.institution_id AND a.program_id = g.program_id AND a.person_id IN (g.resident_id, g.mentor_id)
	) away ON true
	WHERE g.program_id = @program`

// Pair reads one pair of the program, or fault.NotFound.
func (tx *Tx) Pair(ctx context.Context, id mentorship.PairingID) (Pair, error) {
	return one[Pair](ctx, tx, noPair, pairs+` AND g.id = @id`, pgx.StrictNamedArgs{"id": known(string(id))})
}

const noPair = "There is no such pair."

// LockPair reads one pair and keeps others from logging with it until the transaction ends, so that two people who log the
// same meeting in the same second make one.
func (tx *Tx) LockPair(ctx context.Context, id mentorship.PairingID) (Pair, error) {
	if _, err := tx.exec(ctx, `SELECT FROM pairing WHERE program_id = @program AND id = @id FOR NO KEY UPDATE`,
		pgx.StrictNamedArgs{"id": known(string(id))}); err != nil {
		return Pair{}, err
	}
	return tx.Pair(ctx, id)
}

// PairsOf lists the pairs of a person in a cycle, as resident or as mentor, those that go on first.
func (tx *Tx) PairsOf(ctx context.Context, cycle mentorship.CycleID, id tenant.PersonID) ([]Pair, error) {
	return many[Pair](ctx, tx, pairs+`
		AND g.cycle_id = @cycle AND (g.resident_id = @person OR g.mentor_id = @person)
		ORDER BY g.ends_on IS NOT NULL, rp.family_name, rp.given_name, g.starts_on, g.id`,
		pgx.StrictNamedArgs{"cycle": cycle, "person": id})
}

// Pairs lists all pairs of a cycle, by the resident's name.
func (tx *Tx) Pairs(ctx context.Context, cycle mentorship.CycleID) ([]Pair, error) {
	return many[Pair](ctx, tx, pairs+`
		AND g.cycle_id = @cycle ORDER BY rp.family_name, rp.given_name, g.starts_on, g.id`, pgx.StrictNamedArgs{"cycle": cycle})
}

// known turns a text that is no id at all into one that nothing has, so that both answer the same.
func known(id string) string {
	if IsID(id) {
		return id
	}
	return "00000000-0000-0000-0000-000000000000"
}
