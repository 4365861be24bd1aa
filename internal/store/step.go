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

// Step is one step around a pair with the names around it.
type Step struct {
	ID        string
	PairingID mentorship.PairingID
	Kind      mentorship.StepKind
	PersonID  *tenant.PersonID // whom it goes to
	Note      string
	OwnerID   *tenant.PersonID
	DueOn     *time.Time
	State     string // waiting (a nudge on its way), open (somebody has to see to it), done, stopped
	CreatedBy tenant.PersonID
	CreatedAt time.Time
	EndedAt   *time.Time

	ToTitle, ToGiven, ToFamily          string // of the person it goes to
	ByTitle, ByGiven, ByFamily          string // of the one who took it
	OwnerTitle, OwnerGiven, OwnerFamily string
}

// To is the name of the person it goes to.
func (s Step) To() mentorship.Name {
	return mentorship.Name{Title: s.ToTitle, Given: s.ToGiven, Family: s.ToFamily}
}

// By is the name of the lead who took it.
func (s Step) By() mentorship.Name {
	return mentorship.Name{Title: s.ByTitle, Given: s.ByGiven, Family: s.ByFamily}
}

// Owner is the name of the lead who sees to what follows; empty for nobody.
func (s Step) Owner() mentorship.Name {
	return mentorship.Name{Title: s.OwnerTitle, Given: s.OwnerGiven, Family: s.OwnerFamily}
}

const steps = `
	SELECT s.id, s.pairing_id, s.kind, s.person_id, s.note, s.owner_id, s.due_on, s.state, s.created_by, s.created_at, s.ended_at,
	       coalesce(t.title, '') AS to_title, coalesce(t.given_name, '') AS to_given, coalesce(t.family_name, '') AS to_family,
	       b.title AS by_title, b.given_name AS by_given, b.family_name AS by_family,
	       coalesce(o.title, '') AS owner_title, coalesce(o.given_name, '') AS owner_given, coalesce(o.family_name, '') AS owner_family
	FROM step s
	JOIN person b ON b.institution_id = s.institution_id AND b.id = s.created_by
	LEFT JOIN person t ON t.institution_id = s.institution_id AND t.id = s.person_id
	LEFT JOIN person o ON o.institution_id = s.institution_id AND o.id = s.owner_id
	WHERE s.program_id = @program`

// StepsOf lists the steps around a pair, newest first.
func (tx *Tx) StepsOf(ctx context.Context, pair mentorship.PairingID) ([]Step, error) {
	return many[Step](ctx, tx, steps+` AND s.pairing_id = @pair ORDER BY s.created_at DESC, s.id`, pgx.StrictNamedArgs{"pair": known(string(pair))})
}

// Steps lists the steps of a program that are not over, and those since a day, newest first.
func (tx *Tx) Steps(ctx context.Context, since time.Time) ([]Step, error) {
	return many[Step](ctx, tx, steps+` AND (s.state IN ('waiting', 'open') OR s.created_at >= @since OR s.kind = 'snooze' AND s.due_on >= @since::date)
		ORDER BY s.created_at DESC, s.id LIMIT 500`, pgx.StrictNamedArgs{"since": since})
}

// Step reads one step of the program, or fault.NotFound.
func (tx *Tx) Step(ctx context.Context, id string) (Step, error) {
	return one[Step](ctx, tx, "There is no such step.", steps+` AND s.id = @id`, pgx.StrictNamedArgs{"id": known(id)})
}

// AddStep writes a step down and returns its id.
func (tx *Tx) AddStep(ctx context.Context, pair mentorship.PairingID, to tenant.PersonID, s mentorship.Step, state string) (string, error) {
	var id string
	err := tx.row(ctx, `
		INSERT INTO step (institution_id, program_id, pairing_id, kind, person_id, note, owner_id, due_on, state, created_by, created_at)
		VALUES (@institution, @program, @pair, @kind, nullif(@to, '')::uuid, @note, nullif(@owner, '')::uuid, @due, @state, @me, @now)
		RETURNING id`,
		pgx.StrictNamedArgs{"pair": pair, "kind": string(s.Kind), "to": string(to), "note": s.Note, "owner": s.Owner, "due": s.Due, "state": state}).Scan(&id)
	if err != nil {
		return "", fmt.Errorf("write a step down: %w", err)
	}
	return id, nil
}

// EndStep moves a step from a state to another; fault.Conflict when it is no longer there.
func (tx *Tx) EndStep(ctx context.Context, id, from, to string) error {
	tag, err := tx.exec(ctx, `
		UPDATE step SET state = @to, ended_at = @now WHERE program_id = @program AND id = @id AND state = @from`,
		pgx.StrictNamedArgs{"id": known(id), "from": from, "to": to})
	if err == nil && tag.RowsAffected() == 0 {
		return fault.New(fault.Conflict, "This step is over already.")
	}
	return err
}

// Leads lists the mentorship leads of a program, for choosing who sees to something.
func (tx *Tx) Leads(ctx context.Context) ([]Lead, error) {
	return many[Lead](ctx, tx, `
		SELECT p.id, p.title, p.given_name, p.family_name, min(m.role) AS role
		FROM membership m JOIN person p ON p.institution_id = m.institution_id AND p.id = m.person_id
		WHERE m.program_id = @program AND m.ended_at IS NULL AND m.role IN ('coordinator', 'director', 'associate_director', 'facilitator')
		GROUP BY p.id, p.title, p.given_name, p.family_name ORDER BY p.family_name, p.given_name`, nil)
}

// Lead is a mentorship lead.
type Lead struct {
	ID                           tenant.PersonID
	Title, GivenName, FamilyName string
	Role                         tenant.Role
}

// Name is the lead's name.
func (l Lead) Name() mentorship.Name {
	return mentorship.Name{Title: l.Title, Given: l.GivenName, Family: l.FamilyName}
}

// AddDecision writes a decision down.
func (tx *Tx) AddDecision(ctx context.Context, d mentorship.Decision) error {
	_, err := tx.exec(ctx, `
		INSERT INTO decision (institution_id, program_id, kind, title, reason, alternatives, losers, side_effects, review_on, created_by, created_at)
		VALUES (@institution, @program, @kind, @title, @reason, @alternatives, @losers, @effects, @review, @me, @now)`,
		pgx.StrictNamedArgs{"kind": string(d.Kind), "title": d.Title, "reason": d.Reason, "alternatives": d.Alternatives, "losers": d.Losers,
			"effects": d.SideEffects, "review": d.ReviewOn})
	return err
}

// Decided is a decision with who wrote it down.
type Decided struct {
	Kind                                             mentorship.DecisionKind
	Title, Reason, Alternatives, Losers, SideEffects string
	ReviewOn                                         *time.Time
	CreatedAt                                        time.Time
	ByTitle, ByGiven, ByFamily                       string
}

// By is the name of who wrote it down.
func (d Decided) By() mentorship.Name {
	return mentorship.Name{Title: d.ByTitle, Given: d.ByGiven, Family: d.ByFamily}
}

// Decisions lists a program's decisions, newest first.
func (tx *Tx) Decisions(ctx context.Context) ([]Decided, error) {
	return many[Decided](ctx, tx, `
		SELECT d.kind, d.title, d.reason, d.alternatives, d.losers, d.side_effects, d.review_on, d.created_at,
		       p.title AS by_title, p.given_name AS by_given, p.family_name AS by_family
		FROM decision d JOIN person p ON p.institution_id = d.institution_id AND p.id = d.created_by
		WHERE d.program_id = @program ORDER BY d.created_at DESC, d.id`, nil)
}
