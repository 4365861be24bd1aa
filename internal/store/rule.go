package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"evenly/internal/fault"
	"evenly/internal/mentorship"
)

// ruleFits is the condition under which rule r concerns mentor m, whoever the resident is: the mentor is named, or holds
// the role, or sits on the clinical competency committee. A removed rule concerns nobody.
const ruleFits = `r.institution_id = m.institution_id AND r.program_id = m.program_id AND r.removed_at IS NULL
	AND (r.mentor_id = m.person_id
	     OR EXISTS (SELECT FROM membership h
	                WHERE h.institution_id = m.institution_id AND h.program_id = m.program_id AND h.person_id = m.person_id
	                  AND h.ended_at IS NULL AND (h.role = r.role OR r.role = 'ccc' AND h.ccc)))`

// takesResidents is the condition under which mentor m, holder of the mentor role mm, can be placed with anybody.
const takesResidents = `m.state = 'ready' AND mm.ended_at IS NULL AND m.places > 0`

// mentorRole joins the membership mm that makes m a mentor, ended or not.
const mentorRole = `JOIN membership mm ON mm.institution_id = m.institution_id AND mm.program_id = m.program_id
	AND mm.person_id = m.person_id AND mm.role = 'mentor'`

// Rule is a conflict rule with the names it mentions and what it takes out of the pool today.
type Rule struct {
	mentorship.Rule

	Mentor   *mentorship.Name // nil for rules by role
	Resident *mentorship.Name // nil when it holds for every resident
	Mentors  int              // mentors it concerns who take residents now
	Places   int              // and their places
}

// Rules lists the program's conflict rules in force, oldest first.
func (tx *Tx) Rules(ctx context.Context) ([]Rule, error) {
	type row struct {
		mentorship.Rule
		MentorTitle, MentorGiven, MentorFamily, ResidentGiven, ResidentFamily *string
		Mentors, Places                                                       int
	}
	rows, err := many[row](ctx, tx, `
		SELECT r.id, r.kind, coalesce(r.role, '') AS role, coalesce(r.mentor_id::text, '') AS mentor_id,
		       coalesce(r.resident_id::text, '') AS resident_id, r.note,
		       pm.title AS mentor_title, pm.given_name AS mentor_given, pm.family_name AS mentor_family,
		       pr.given_name AS resident_given, pr.family_name AS resident_family,
		       coalesce(pool.mentors, 0) AS mentors, coalesce(pool.places, 0) AS places
		FROM conflict_rule r
		LEFT JOIN person pm ON pm.institution_id = r.institution_id AND pm.id = r.mentor_id
		LEFT JOIN person pr ON pr.institution_id = r.institution_id AND pr.id = r.resident_id
		LEFT JOIN LATERAL (SELECT count(*)::int AS mentors, sum(m.places)::int AS places
		                   FROM mentor m `+mentorRole+`
		                   WHERE m.program_id = @program AND `+takesResidents+` AND `+ruleFits+`) pool ON true
		WHERE r.program_id = @program AND r.removed_at IS NULL
		ORDER BY r.created_at, r.id`, nil)
	if err != nil {
		return nil, fmt.Errorf("list the conflict rules: %w", err)
	}
	out := make([]Rule, len(rows))
	for i, r := range rows {
		out[i] = Rule{Rule: r.Rule, Mentors: r.Mentors, Places: r.Places}
		if r.MentorFamily != nil {
			out[i].Mentor = &mentorship.Name{Title: *r.MentorTitle, Given: *r.MentorGiven, Family: *r.MentorFamily}
		}
		if r.ResidentFamily != nil {
			out[i].Resident = &mentorship.Name{Given: *r.ResidentGiven, Family: *r.ResidentFamily}
		}
	}
	return out, nil
}

// AddRule stores a conflict rule and returns its id. One like it that is in force breaks conflict_rule_once.
func (tx *Tx) AddRule(ctx context.Context, r mentorship.Rule) (id mentorship.RuleID, err error) {
	err = tx.row(ctx, `
		INSERT INTO conflict_rule (institution_id, program_id, kind, role, mentor_id, resident_id, note, created_by, created_at)
		VALUES (@institution, @program, @kind, nullif(@role, ''), nullif(@mentor, '')::uuid, nullif(@resident, '')::uuid, @note, @me, @now)
		RETURNING id`,
		pgx.StrictNamedArgs{"kind": string(r.Kind), "role": string(r.Role), "mentor": string(r.MentorID), "resident": string(r.ResidentID),
			"note": r.Note}).Scan(&id)
	if err != nil {
		return "", fmt.Errorf("add a conflict rule: %w", err)
	}
	return id, nil
}

// KnownRule checks that the mentor and the resident a rule names are of this program; else it is fault.Invalid.
func (tx *Tx) KnownRule(ctx context.Context, r mentorship.Rule) error {
	var mentor, resident bool
	err := tx.row(ctx, `
		SELECT @mentor = '' OR EXISTS (SELECT FROM mentor WHERE program_id = @program AND person_id::text = @mentor),
		       @resident = '' OR EXISTS (SELECT FROM resident WHERE program_id = @program AND person_id::text = @resident)`,
		pgx.StrictNamedArgs{"mentor": string(r.MentorID), "resident": string(r.ResidentID)}).Scan(&mentor, &resident)
	if err != nil {
		return fmt.Errorf("check whom a conflict rule names: %w", err)
	}
	var bad fault.Problems
	if !mentor {
		bad.Add("mentor", "Choose a mentor from the list.")
	}
	if !resident {
		bad.Add("resident", "Choose a resident from the list.")
	}
	return bad.Err()
}

// RemoveRule takes a rule out of force; back puts it in force again. A rule that is already so, or is not this program's,
// is fault.NotFound.
func (tx *Tx) RemoveRule(ctx context.Context, id mentorship.RuleID, back bool) error {
	if !IsID(string(id)) {
		return fault.New(fault.NotFound, "There is no such rule.")
	}
	tag, err := tx.exec(ctx, `
		UPDATE conflict_rule SET removed_at = CASE WHEN @back THEN NULL ELSE @now::timestamptz END
		WHERE program_id = @program AND id = @id AND (removed_at IS NOT NULL) = @back`, pgx.StrictNamedArgs{"id": id, "back": back})
	if err != nil {
		return fmt.Errorf("remove a conflict rule: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return fault.New(fault.NotFound, "There is no such rule.")
	}
	return nil
}
