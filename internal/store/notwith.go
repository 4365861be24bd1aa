package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"evenly/internal/mentorship"
)

// The two private lists: a resident's "not with" and a mentor's "cannot mentor". Each is read by its owner and by the
// match, and by nobody else.

// SetNotWith replaces a resident's private list. Ids that are no mentors of the program are dropped.
func (tx *Tx) SetNotWith(ctx context.Context, resident mentorship.ResidentID, mentors []mentorship.MentorID) error {
	_, err := tx.exec(ctx, `
		WITH gone AS (
			DELETE FROM not_with WHERE program_id = @program AND resident_id = @resident AND NOT mentor_id::text = ANY (@mentors)
		)
		INSERT INTO not_with (institution_id, program_id, resident_id, mentor_id)
		SELECT institution_id, program_id, @resident, person_id FROM mentor
		WHERE program_id = @program AND person_id::text = ANY (@mentors)
		ON CONFLICT DO NOTHING`, pgx.StrictNamedArgs{"resident": resident, "mentors": texts(mentors)})
	if err != nil {
		return fmt.Errorf("save a private list: %w", err)
	}
	return nil
}

// SetCannotMentor replaces a mentor's private list. Ids that are no residents of the program are dropped.
func (tx *Tx) SetCannotMentor(ctx context.Context, mentor mentorship.MentorID, residents []mentorship.ResidentID) error {
	_, err := tx.exec(ctx, `
		WITH gone AS (
			DELETE FROM cannot_mentor WHERE program_id = @program AND mentor_id = @mentor AND NOT resident_id::text = ANY (@residents)
		)
		INSERT INTO cannot_mentor (institution_id, program_id, mentor_id, resident_id)
		SELECT institution_id, program_id, @mentor, person_id FROM resident
		WHERE program_id = @program AND person_id::text = ANY (@residents)
		ON CONFLICT DO NOTHING`, pgx.StrictNamedArgs{"mentor": mentor, "residents": texts(residents)})
	if err != nil {
		return fmt.Errorf("save a private list: %w", err)
	}
	return nil
}

// ResidentChoice is a resident with whether they are on the private list of the mentor asked for.
type ResidentChoice struct {
	ID         mentorship.ResidentID
	GivenName  string
	FamilyName string
	PGY        int `db:"pgy"`
	Listed     bool
}

// Name is how the resident is called.
func (l ResidentChoice) Name() mentorship.Name {
	return mentorship.Name{Given: l.GivenName, Family: l.FamilyName}
}

// ResidentsFor lists the program's residents by name, each with whether the mentor has them on the private list.
func (tx *Tx) ResidentsFor(ctx context.Context, mentor mentorship.MentorID) ([]ResidentChoice, error) {
	return many[ResidentChoice](ctx, tx, `
		SELECT s.person_id AS id, p.given_name, p.family_name, s.pgy,
		       EXISTS (SELECT FROM cannot_mentor c WHERE c.program_id = s.program_id AND c.resident_id = s.person_id
		               AND c.mentor_id = nullif(@mentor, '')::uuid) AS listed
		FROM resident s
		JOIN membership ms ON ms.institution_id = s.institution_id AND ms.program_id = s.program_id AND ms.person_id = s.person_id
		                  AND ms.role = 'resident' AND ms.ended_at IS NULL
		JOIN person p ON p.institution_id = s.institution_id AND p.id = s.person_id
		WHERE s.program_id = @program
		ORDER BY p.family_name, p.given_name, s.person_id`, pgx.StrictNamedArgs{"mentor": string(mentor)})
}

// texts is a list of ids as Postgres compares them with what a form sent, which may be no id at all.
func texts[ID ~string](ids []ID) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = string(id)
	}
	return out
}
