package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"evenly/internal/mentorship"
	"evenly/internal/tenant"
)

// NewProgram is what a program begins with.
type NewProgram struct {
	Slug, Name, TimeZone string
	Ombudsperson, DIO    string // contacts outside the program
}

// AddProgram makes a program. The scope must be the system's; its programs need not hold the new one.
func (s *Store) AddProgram(ctx context.Context, in tenant.InstitutionID, p NewProgram) (tenant.ProgramID, error) {
	var id tenant.ProgramID
	begin, err := beginAs(tenant.Scope{Institution: in})
	if err != nil {
		return "", err
	}
	err = s.transact(ctx, begin, func(tx pgx.Tx) error {
		if err := tx.QueryRow(ctx, `SELECT id, set_config('app.programs', '{' || id || '}', true) FROM gen_random_uuid() AS id`).Scan(&id, nil); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `
			INSERT INTO program (institution_id, id, slug, name, time_zone, ombudsperson_contact, dio_contact, created_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, in, id, p.Slug, p.Name, p.TimeZone, p.Ombudsperson, p.DIO, s.Now())
		return err
	})
	return id, err
}

// PutPerson finds the person with this e-mail in the institution or makes one. The name is only set on a new person.
func (tx *Tx) PutPerson(ctx context.Context, email string, n mentorship.Name) (tenant.PersonID, error) {
	var id tenant.PersonID
	err := tx.row(ctx, `
		INSERT INTO person (institution_id, email, title, given_name, family_name, created_at)
		VALUES (@institution, lower(@email), @title, @given, @family, @now)
		ON CONFLICT (institution_id, email) DO UPDATE SET email = excluded.email
		RETURNING id`,
		pgx.StrictNamedArgs{"email": email, "title": n.Title, "given": n.Given, "family": n.Family}).Scan(&id)
	if err != nil {
		return "", fmt.Errorf("put a person: %w", err)
	}
	return id, nil
}

// PutRole gives a person a role: in the program of the scope, or in the institution for institution roles. A role that had
// ended begins again.
func (tx *Tx) PutRole(ctx context.Context, p tenant.PersonID, r tenant.Role) error {
	_, err := tx.exec(ctx, `
		INSERT INTO membership (institution_id, program_id, person_id, role, created_at)
		VALUES (@institution, CASE WHEN @role IN ('ombudsperson', 'dio', 'admin') THEN NULL ELSE nullif(@program, '')::uuid END, @person, @role, @now)
		ON CONFLICT ON CONSTRAINT membership_role_once DO UPDATE SET ended_at = NULL`,
		pgx.StrictNamedArgs{"person": p, "role": string(r), "program": string(tx.who.Program)})
	if err != nil {
		return fmt.Errorf("put a role: %w", err)
	}
	return nil
}

// EndRole ends a person's role in the program of the scope.
func (tx *Tx) EndRole(ctx context.Context, p tenant.PersonID, r tenant.Role) error {
	_, err := tx.exec(ctx, `
		UPDATE membership SET ended_at = @now
		WHERE program_id = @program AND person_id = @person AND role = @role AND ended_at IS NULL`,
		pgx.StrictNamedArgs{"person": p, "role": string(r)})
	return err
}

// ResidentDetail is what is kept about a resident in a program.
type ResidentDetail struct {
	PGY      int
	Site     string
	StartsOn *time.Time // off-cycle start; nil: with the cycle
	EndsOn   *time.Time // early end
}

// PutResident stores a resident's details.
func (tx *Tx) PutResident(ctx context.Context, p tenant.PersonID, d ResidentDetail) error {
	_, err := tx.exec(ctx, `
		INSERT INTO resident (institution_id, program_id, person_id, pgy, site, starts_on, ends_on)
		VALUES (@institution, @program, @person, @pgy, @site, @starts, @ends)
		ON CONFLICT (institution_id, program_id, person_id)
		DO UPDATE SET pgy = excluded.pgy, site = excluded.site, starts_on = excluded.starts_on, ends_on = excluded.ends_on`,
		pgx.StrictNamedArgs{"person": p, "pgy": d.PGY, "site": d.Site, "starts": d.StartsOn, "ends": d.EndsOn})
	if err != nil {
		return fmt.Errorf("put a resident: %w", err)
	}
	return nil
}

// PutMentor makes a mentor's empty profile, if there is none, with the program's default number of places.
func (tx *Tx) PutMentor(ctx context.Context, p tenant.PersonID) error {
	return tx.PutMentors(ctx, []tenant.PersonID{p})
}

// PutMentors is PutMentor for many. The slug, the last part of a profile's address, is made of the family name, with a
// number behind it that no other mentor of the program has.
func (tx *Tx) PutMentors(ctx context.Context, people []tenant.PersonID) error {
	_, err := tx.exec(ctx, `
		WITH base AS (
			SELECT p.id, coalesce(nullif(regexp_replace(trim(BOTH '-' FROM regexp_replace(lower(p.family_name), '[^a-z0-9]+', '-', 'g')), '(-[0-9]+)+$', ''), ''), 'mentor') AS slug
			FROM person p
			WHERE p.id = ANY (@people::uuid[]) AND NOT EXISTS (SELECT FROM mentor m WHERE m.program_id = @program AND m.person_id = p.id)
		), taken AS (
			SELECT regexp_replace(slug, '-[0-9]+$', '') AS slug, max(coalesce(substring(slug FROM '-([0-9]{1,9})$')::int, 1)) AS n
			FROM mentor WHERE program_id = @program GROUP BY 1
		), numbered AS (
			SELECT b.id, b.slug, coalesce(t.n, 0) + row_number() OVER (PARTITION BY b.slug ORDER BY b.id) AS n
			FROM base b LEFT JOIN taken t USING (slug)
		)
		INSERT INTO mentor (institution_id, program_id, person_id, slug, places)
		SELECT @institution, @program, n.id, n.slug || CASE WHEN n.n > 1 THEN '-' || n.n ELSE '' END, g.default_places
		FROM numbered n, program g WHERE g.id = @program
		ON CONFLICT (institution_id, program_id, person_id) DO NOTHING`, pgx.StrictNamedArgs{"people": people})
	if err != nil {
		return fmt.Errorf("put mentors: %w", err)
	}
	return nil
}

// PutCycle makes a cycle and returns its id.
func (tx *Tx) PutCycle(ctx context.Context, c mentorship.Cycle) (mentorship.CycleID, error) {
	var id mentorship.CycleID
	err := tx.row(ctx, `
		INSERT INTO cycle (institution_id, program_id, name, starts_on, ends_on, state, ranking_opens_at, ranking_closes_at,
		                   announce_on, answer_days, list_length, seed, seed_hash, key, key_hash, objective, aims, created_at)
		VALUES (@institution, @program, @name, @starts, @ends, @state, @opens, @closes, @announce, @answer, @length, @seed, @hash, @key, @key_hash,
		        coalesce(nullif(@objective, ''), 'nobody-left-behind'), @aims, @now)
		RETURNING id`,
		pgx.StrictNamedArgs{"name": c.Name, "starts": c.StartsOn, "ends": c.EndsOn, "state": string(c.State), "opens": c.RankingOpensAt,
			"closes": c.RankingClosesAt, "announce": c.AnnounceOn, "answer": c.AnswerDays, "length": c.ListLength,
			"seed": c.Seed, "hash": c.SeedHash, "key": c.Key, "key_hash": c.KeyHash, "objective": c.Order, "aims": texts(c.Aims)}).Scan(&id)
	if err != nil {
		return "", fmt.Errorf("put a cycle: %w", err)
	}
	return id, nil
}
