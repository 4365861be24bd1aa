package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/tenant"
)

// Member is one person of a program with everything the list shows.
type Member struct {
	ID         tenant.PersonID
	Email      string
	Title      string
	GivenName  string
	FamilyName string
	Roles      []string // held now
	PGY        *int     `db:"pgy"` // residents only
	Site       *string
	StartsOn   *time.Time
	EndsOn     *time.Time
	CCC        bool `db:"ccc"`
	InvitedAt  *time.Time
	AwayNow    bool
}

// Name is how the person is called.
func (p Member) Name() mentorship.Name {
	return mentorship.Name{Title: p.Title, Given: p.GivenName, Family: p.FamilyName}
}

const memberColumns = `
	SELECT p.id, p.email, p.title, p.given_name, p.family_name,
	       array_agg(m.role ORDER BY m.role) FILTER (WHERE m.ended_at IS NULL) AS roles,
	       max(r.pgy) AS pgy, max(r.site) AS site, max(r.starts_on) AS starts_on, max(r.ends_on) AS ends_on,
	       bool_or(m.ccc) AS ccc, max(m.invited_at) AS invited_at,
	       EXISTS (SELECT FROM time_away t WHERE t.program_id = @program AND t.person_id = p.id
	               AND (@now::timestamptz AT TIME ZONE (SELECT time_zone FROM program WHERE id = @program))::date BETWEEN t.starts_on AND t.ends_on) AS away_now
	FROM membership m
	JOIN person p ON p.institution_id = m.institution_id AND p.id = m.person_id
	LEFT JOIN resident r ON r.institution_id = m.institution_id AND r.program_id = m.program_id AND r.person_id = m.person_id
	WHERE m.program_id = @program`

// People lists the people who hold a role in the program now, by family name.
func (tx *Tx) People(ctx context.Context) ([]Member, error) {
	return many[Member](ctx, tx, memberColumns+`
		GROUP BY p.id, p.email, p.title, p.given_name, p.family_name
		HAVING bool_or(m.ended_at IS NULL)
		ORDER BY lower(p.family_name), lower(p.given_name), p.id`, nil)
}

// PersonOf reads one person of the program, also one whose roles have ended, or fault.NotFound.
func (tx *Tx) PersonOf(ctx context.Context, id tenant.PersonID) (Member, error) {
	return one[Member](ctx, tx, "There is nobody here by that address.", memberColumns+` AND p.id = @person
		GROUP BY p.id, p.email, p.title, p.given_name, p.family_name`, pgx.StrictNamedArgs{"person": uuidOrNone(string(id))})
}

// uuidOrNone is an id of an address, or one that nobody has: a made-up id answers like an unknown one.
func uuidOrNone(id string) string {
	if IsID(id) {
		return id
	}
	return "00000000-0000-0000-0000-000000000000"
}

// HasRolesElsewhere reports whether a person holds a role in the institution outside the program of the scope, as far as
// the scope sees.
func (tx *Tx) HasRolesElsewhere(ctx context.Context, id tenant.PersonID) (yes bool, err error) {
	err = tx.row(ctx, `
		SELECT EXISTS (SELECT FROM membership WHERE person_id = @person AND program_id IS DISTINCT FROM @program AND ended_at IS NULL)`,
		pgx.StrictNamedArgs{"person": uuidOrNone(string(id))}).Scan(&yes)
	return yes, err
}

// SetPerson changes a person's name and e-mail.
func (tx *Tx) SetPerson(ctx context.Context, id tenant.PersonID, email string, n mentorship.Name) error {
	_, err := tx.exec(ctx, `
		UPDATE person SET email = lower(@email), title = @title, given_name = @given, family_name = @family WHERE id = @person`,
		pgx.StrictNamedArgs{"person": id, "email": email, "title": n.Title, "given": n.Given, "family": n.Family})
	return err
}

// SetCCC notes whether a person sits on the clinical competency committee.
func (tx *Tx) SetCCC(ctx context.Context, id tenant.PersonID, sits bool) error {
	_, err := tx.exec(ctx, `UPDATE membership SET ccc = @sits WHERE program_id = @program AND person_id = @person`,
		pgx.StrictNamedArgs{"person": id, "sits": sits})
	return err
}

// MarkInvited notes that a person was invited.
func (tx *Tx) MarkInvited(ctx context.Context, ids []tenant.PersonID) error {
	_, err := tx.exec(ctx, `UPDATE membership SET invited_at = @now WHERE program_id = @program AND person_id = ANY (@people::uuid[]) AND ended_at IS NULL`,
		pgx.StrictNamedArgs{"people": ids})
	return err
}

// TimeAwayOf lists a person's time away, newest first.
func (tx *Tx) TimeAwayOf(ctx context.Context, id tenant.PersonID) ([]mentorship.TimeAway, error) {
	return many[mentorship.TimeAway](ctx, tx, `
		SELECT id, starts_on, ends_on, kind FROM time_away
		WHERE program_id = @program AND person_id = @person ORDER BY starts_on DESC, id`, pgx.StrictNamedArgs{"person": uuidOrNone(string(id))})
}

// PutTimeAway adds a stretch of time away, or changes the person's one with its id (fault.NotFound when it is gone).
func (tx *Tx) PutTimeAway(ctx context.Context, id tenant.PersonID, t mentorship.TimeAway) error {
	if t.ID != "" {
		return tx.changeTimeAway(ctx, id, t)
	}
	_, err := tx.exec(ctx, `
		INSERT INTO time_away (institution_id, program_id, person_id, starts_on, ends_on, kind, created_by, created_at)
		VALUES (@institution, @program, @person, @starts, @ends, @kind, coalesce(nullif(@by, '')::uuid, @person), @now)`,
		pgx.StrictNamedArgs{"person": id, "starts": t.StartsOn, "ends": t.EndsOn, "kind": string(t.Kind), "by": string(tx.who.Person)})
	if err != nil {
		return fmt.Errorf("put time away: %w", err)
	}
	return nil
}

func (tx *Tx) changeTimeAway(ctx context.Context, id tenant.PersonID, t mentorship.TimeAway) error {
	tag, err := tx.exec(ctx, `
		UPDATE time_away SET starts_on = @starts, ends_on = @ends, kind = @kind WHERE program_id = @program AND person_id = @person AND id = @id`,
		pgx.StrictNamedArgs{"id": uuidOrNone(t.ID), "person": id, "starts": t.StartsOn, "ends": t.EndsOn, "kind": string(t.Kind)})
	if err == nil && tag.RowsAffected() == 0 {
		return fault.New(fault.NotFound, "That time away is already gone.")
	}
	return err
}

// DropTimeAway removes a stretch of time away and returns it, so that it can be put back.
func (tx *Tx) DropTimeAway(ctx context.Context, person tenant.PersonID, id string) (mentorship.TimeAway, error) {
	return one[mentorship.TimeAway](ctx, tx, "That time away is already gone.", `
		DELETE FROM time_away WHERE program_id = @program AND person_id = @person AND id = @id RETURNING id, starts_on, ends_on, kind`,
		pgx.StrictNamedArgs{"person": uuidOrNone(string(person)), "id": uuidOrNone(id)})
}
