package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"evenly/internal/mentorship"
	"evenly/internal/tenant"
)

// A roster is written in a handful of statements, however many rows it has: each takes its rows as one JSON array. Each
// returns what it changed, so that the import can be taken back.

// RosterName is a person's name before and after.
type RosterName struct {
	Person tenant.PersonID `json:"person"`
	Before mentorship.Name `json:"before"`
	After  mentorship.Name `json:"after"`
}

// RosterRole is a role that was given: a membership, and when it had ended before (nil: it is a new one).
type RosterRole struct {
	ID      string          `json:"id"`
	Person  tenant.PersonID `json:"person"`
	Role    string          `json:"role"`
	EndedAt *time.Time      `json:"ended_at,omitempty"`
	New     bool            `json:"new"`
}

// rows is a JSON array as an argument.
func rows(list any) pgx.StrictNamedArgs {
	text, _ := json.Marshal(list) // structs of texts and numbers always have a JSON form
	if string(text) == "null" {
		text = []byte("[]") // a list without elements
	}
	return pgx.StrictNamedArgs{"rows": string(text)}
}

// NewPerson is somebody the institution does not know yet.
type NewPerson struct {
	Email  string `json:"email"`
	Title  string `json:"title"`
	Given  string `json:"given"`
	Family string `json:"family"`
}

type personRow struct {
	ID    tenant.PersonID
	Email string
}

// AddPeople makes people and returns their ids by e-mail.
func (tx *Tx) AddPeople(ctx context.Context, people []NewPerson) (map[string]tenant.PersonID, error) {
	made, err := many[personRow](ctx, tx, `
		INSERT INTO person (institution_id, email, title, given_name, family_name, created_at)
		SELECT @institution, x.email, x.title, x.given, x.family, @now
		FROM jsonb_to_recordset(@rows::jsonb) AS x(email text, title text, given text, family text)
		RETURNING id, email`, rows(people))
	if err != nil {
		return nil, fmt.Errorf("add people: %w", err)
	}
	ids := make(map[string]tenant.PersonID, len(made))
	for _, p := range made {
		ids[p.Email] = p.ID
	}
	return ids, nil
}

// Rename gives people their names of after (or, back, of before where the name is still that of after) and returns whose
// name it was.
func (tx *Tx) Rename(ctx context.Context, names []RosterName, back bool) ([]tenant.PersonID, error) {
	return ids(ctx, tx, `
		UPDATE person p SET title = x.set ->> 'Title', given_name = x.set ->> 'Given', family_name = x.set ->> 'Family'
		FROM (SELECT person, CASE WHEN @back THEN before ELSE after END AS set, CASE WHEN @back THEN after ELSE before END AS was
		      FROM jsonb_to_recordset(@rows::jsonb) AS r(person uuid, before jsonb, after jsonb)) x
		WHERE p.id = x.person AND (p.title, p.given_name, p.family_name) = (x.was ->> 'Title', x.was ->> 'Given', x.was ->> 'Family')
		RETURNING p.id`, with(rows(names), "back", back))
}

func with(args pgx.StrictNamedArgs, name string, value any) pgx.StrictNamedArgs {
	args[name] = value
	return args
}

func ids(ctx context.Context, tx *Tx, sql string, args pgx.StrictNamedArgs) ([]tenant.PersonID, error) {
	found, err := tx.tx.Query(ctx, sql, tx.named(sql, args))
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(found, pgx.RowTo[tenant.PersonID])
}

// GiveRoles gives people roles of the program. Only Person and Role are read; ended roles begin again.
func (tx *Tx) GiveRoles(ctx context.Context, roles []RosterRole) ([]RosterRole, error) {
	given, err := many[RosterRole](ctx, tx, `
		WITH x AS (
			SELECT person, role FROM jsonb_to_recordset(@rows::jsonb) AS r(person uuid, role text)
		), old AS (
			SELECT m.id, m.ended_at FROM membership m JOIN x ON x.person = m.person_id AND x.role = m.role WHERE m.program_id = @program
		), put AS (
			INSERT INTO membership (institution_id, program_id, person_id, role, created_at)
			SELECT @institution, @program, person, role, @now FROM x
			ON CONFLICT ON CONSTRAINT membership_role_once DO UPDATE SET ended_at = NULL WHERE membership.ended_at IS NOT NULL
			RETURNING id, person_id AS person, role
		)
		SELECT put.id, put.person, put.role, old.ended_at, old.id IS NULL AS new FROM put LEFT JOIN old ON old.id = put.id`, rows(roles))
	if err != nil {
		return nil, fmt.Errorf("give roles: %w", err)
	}
	return given, nil
}

// RosterDetail is what is kept about a resident or a mentor, before (nil: nothing yet) and after.
type RosterDetail[T any] struct {
	Person tenant.PersonID `json:"person"`
	Before *T              `json:"before"`
	After  T               `json:"after"`
}

// PutResidents stores residents' details.
func (tx *Tx) PutResidents(ctx context.Context, list []RosterDetail[RosterResident]) error {
	_, err := tx.exec(ctx, `
		INSERT INTO resident (institution_id, program_id, person_id, pgy, site, starts_on, ends_on)
		SELECT @institution, @program, person, (after ->> 'pgy')::int, after ->> 'site', nullif(after ->> 'starts_on', '')::date, nullif(after ->> 'ends_on', '')::date
		FROM jsonb_to_recordset(@rows::jsonb) AS r(person uuid, after jsonb)
		ON CONFLICT (institution_id, program_id, person_id)
		DO UPDATE SET pgy = excluded.pgy, site = excluded.site, starts_on = excluded.starts_on, ends_on = excluded.ends_on`, rows(list))
	if err != nil {
		return fmt.Errorf("put residents: %w", err)
	}
	return nil
}

// UnputResidents gives residents back their details of before, where they are still those of after, and returns whose.
func (tx *Tx) UnputResidents(ctx context.Context, list []RosterDetail[RosterResident]) ([]tenant.PersonID, error) {
	return ids(ctx, tx, `
		UPDATE resident r SET pgy = (before ->> 'pgy')::int, site = before ->> 'site', starts_on = nullif(before ->> 'starts_on', '')::date,
		       ends_on = nullif(before ->> 'ends_on', '')::date
		FROM jsonb_to_recordset(@rows::jsonb) AS x(person uuid, before jsonb, after jsonb)
		WHERE r.program_id = @program AND r.person_id = x.person
		  AND (r.pgy, r.site, coalesce(r.starts_on::text, ''), coalesce(r.ends_on::text, ''))
		    = ((after ->> 'pgy')::int, after ->> 'site', after ->> 'starts_on', after ->> 'ends_on')
		RETURNING r.person_id`, rows(list))
}

// SetMentors stores what a roster says about mentors (or, back, what was there before, where it is still what the roster
// said) and returns whose it was. A least number of residents above the places gives way.
func (tx *Tx) SetMentors(ctx context.Context, list []RosterDetail[RosterMentor], back bool) ([]tenant.PersonID, error) {
	return ids(ctx, tx, `
		UPDATE mentor m SET specialty = x.set ->> 'specialty', site = x.set ->> 'site', places = (x.set ->> 'places')::int,
		       min_places = least(m.min_places, (x.set ->> 'places')::int)
		FROM (SELECT person, CASE WHEN @back THEN before ELSE after END AS set, CASE WHEN @back THEN after ELSE before END AS was
		      FROM jsonb_to_recordset(@rows::jsonb) AS r(person uuid, before jsonb, after jsonb)) x
		WHERE m.program_id = @program AND m.person_id = x.person
		  AND (x.was IS NULL OR x.was = 'null' OR (m.specialty, m.site, m.places) = (x.was ->> 'specialty', x.was ->> 'site', (x.was ->> 'places')::int))
		RETURNING m.person_id`, with(rows(list), "back", back))
}

// SetCCCs notes who sits on the clinical competency committee, and returns for whom that is new.
func (tx *Tx) SetCCCs(ctx context.Context, people []tenant.PersonID, sits bool) ([]tenant.PersonID, error) {
	return ids(ctx, tx, `
		WITH changed AS (
			UPDATE membership SET ccc = @sits WHERE program_id = @program AND person_id = ANY (@people::uuid[]) AND ccc <> @sits RETURNING person_id
		)
		SELECT DISTINCT person_id FROM changed`, pgx.StrictNamedArgs{"people": people, "sits": sits})
}

// EndRoles ends roles of the program for people and returns the memberships that ended now.
func (tx *Tx) EndRoles(ctx context.Context, people []tenant.PersonID, roles []string) ([]string, error) {
	sql := `
		UPDATE membership SET ended_at = @now
		WHERE program_id = @program AND person_id = ANY (@people::uuid[]) AND role = ANY (@roles) AND ended_at IS NULL
		RETURNING id::text`
	found, err := tx.tx.Query(ctx, sql, tx.named(sql, pgx.StrictNamedArgs{"people": people, "roles": roles}))
	if err != nil {
		return nil, fmt.Errorf("end roles: %w", err)
	}
	return pgx.CollectRows(found, pgx.RowTo[string])
}

// UnendRoles lets roles go on that ended at a moment.
func (tx *Tx) UnendRoles(ctx context.Context, memberships []string, at time.Time) error {
	_, err := tx.exec(ctx, `
		UPDATE membership SET ended_at = NULL WHERE program_id = @program AND id = ANY (@ids::uuid[]) AND ended_at = @at`,
		pgx.StrictNamedArgs{"ids": memberships, "at": at})
	return err
}
