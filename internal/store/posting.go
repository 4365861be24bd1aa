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

// Posting is an opportunity on the board.
type Posting struct {
	ID        string
	MentorID  mentorship.MentorID
	Kind      mentorship.OfferKind
	Title     string
	Details   string
	Places    int
	ClosesOn  time.Time
	SeedHash  string
	Seed      string // "" until the draw
	State     string // open, drawn, withdrawn
	CreatedBy tenant.PersonID
	CreatedAt time.Time
	Wanted    int      // by how many residents
	Mine      bool     // by the person of the scope
	MyPlace   *int     // in the draw
	Winners   []string // names of those who have it, once drawn

	MentorTitle, MentorGiven, MentorFamily string
}

// Mentor is the name of who offers it.
func (p Posting) Mentor() mentorship.Name {
	return mentorship.Name{Title: p.MentorTitle, Given: p.MentorGiven, Family: p.MentorFamily}
}

const postings = `
	SELECT o.id, o.mentor_id, o.kind, o.title, o.details, o.places, o.closes_on, o.seed_hash, CASE WHEN o.state = 'drawn' THEN o.seed ELSE '' END AS seed,
	       o.state, o.created_by, o.created_at, p.title AS mentor_title, p.given_name AS mentor_given, p.family_name AS mentor_family,
	       coalesce(i.wanted, 0)::int AS wanted, coalesce(i.mine, false) AS mine, i.my_place, coalesce(i.winners, '{}') AS winners
	FROM posting o
	JOIN person p ON p.institution_id = o.institution_id AND p.id = o.mentor_id
	LEFT JOIN LATERAL (
		SELECT count(*) AS wanted, bool_or(n.resident_id = nullif(@me, '')::uuid) AS mine,
		       min(n.place) FILTER (WHERE n.resident_id = nullif(@me, '')::uuid) AS my_place,
		       array_agg(trim(r.given_name || ' ' || r.family_name) ORDER BY n.place) FILTER (WHERE n.place <= o.places) AS winners
		FROM interest n JOIN person r ON r.institution_id = n.institution_id AND r.id = n.resident_id
		WHERE n.institution_id = o.institution_id AND n.posting_id = o.id
	) i ON true
	WHERE o.program_id = @program`

// Postings lists the board: what is open, soonest end first, then what was drawn since a day.
func (tx *Tx) Postings(ctx context.Context, since time.Time) ([]Posting, error) {
	return many[Posting](ctx, tx, postings+` AND (o.state = 'open' OR o.state = 'drawn' AND o.ended_at >= @since)
		ORDER BY o.state = 'drawn', o.closes_on, o.created_at, o.id LIMIT 200`, pgx.StrictNamedArgs{"since": since, "me": string(tx.who.Person)})
}

// Posting reads one posting of the program, or fault.NotFound.
func (tx *Tx) Posting(ctx context.Context, id string) (Posting, error) {
	return one[Posting](ctx, tx, "There is no such opportunity.", postings+` AND o.id = @id`, pgx.StrictNamedArgs{"id": known(id), "me": string(tx.who.Person)})
}

// AddPosting puts an opportunity on the board; offer is the record that it was open to all.
func (tx *Tx) AddPosting(ctx context.Context, mentor mentorship.MentorID, offer mentorship.OfferID, o mentorship.Posting, seed string) (string, error) {
	var id string
	err := tx.row(ctx, `
		INSERT INTO posting (institution_id, program_id, mentor_id, offer_id, kind, title, details, places, closes_on, seed, seed_hash, created_by, created_at)
		VALUES (@institution, @program, @mentor, @offer, @kind, @title, @details, @places, @closes, @seed, @hash, @me, @now)
		RETURNING id`,
		pgx.StrictNamedArgs{"mentor": mentor, "offer": offer, "kind": string(o.Kind), "title": o.Title, "details": o.Details, "places": o.Places,
			"closes": o.ClosesOn, "seed": seed, "hash": mentorship.SeedHash(seed)}).Scan(&id)
	if err != nil {
		return "", fmt.Errorf("post an opportunity: %w", err)
	}
	return id, nil
}

// WithdrawPosting takes an open opportunity off the board, with the record that it was offered.
func (tx *Tx) WithdrawPosting(ctx context.Context, id string) error {
	tag, err := tx.exec(ctx, `UPDATE posting SET state = 'withdrawn', ended_at = @now WHERE program_id = @program AND id = @id AND state = 'open'`,
		pgx.StrictNamedArgs{"id": known(id)})
	if err != nil {
		return err
	}
	if tag.RowsAffected() == 0 {
		return fault.New(fault.Conflict, "This opportunity is over already.")
	}
	_, err = tx.exec(ctx, `UPDATE offer SET removed_at = @now FROM posting o WHERE o.institution_id = offer.institution_id AND o.offer_id = offer.id AND o.id = @id`,
		pgx.StrictNamedArgs{"id": known(id)})
	return err
}

// SetInterest notes that the resident of the scope would like an opportunity, or no longer.
func (tx *Tx) SetInterest(ctx context.Context, id string, wants bool) error {
	sql := `DELETE FROM interest WHERE program_id = @program AND posting_id = @id AND resident_id = @me`
	if wants {
		sql = `INSERT INTO interest (institution_id, program_id, posting_id, resident_id, created_at)
			VALUES (@institution, @program, @id, @me, @now) ON CONFLICT DO NOTHING`
	}
	_, err := tx.exec(ctx, sql, pgx.StrictNamedArgs{"id": known(id)})
	return err
}

// Drawable is an opportunity whose last day is over, with its seed and who wants it.
type Drawable struct {
	ID     string
	Seed   string
	Title  string
	Places int
	People []string
}

// Drawables lists and locks the opportunities of a program that wait for their draw.
func (tx *Tx) Drawables(ctx context.Context, today time.Time) ([]Drawable, error) {
	return many[Drawable](ctx, tx, `
		SELECT o.id, o.seed, o.title, o.places,
		       coalesce((SELECT array_agg(n.resident_id::text) FROM interest n WHERE n.institution_id = o.institution_id AND n.posting_id = o.id), '{}') AS people
		FROM posting o WHERE o.program_id = @program AND o.state = 'open' AND o.closes_on < @today
		ORDER BY o.closes_on, o.id FOR UPDATE OF o SKIP LOCKED`, pgx.StrictNamedArgs{"today": today})
}

// SetDraw stores the result of a draw: people in the order drawn.
func (tx *Tx) SetDraw(ctx context.Context, id string, people []string) error {
	if _, err := tx.exec(ctx, `
		UPDATE interest SET place = d.place FROM unnest(@people::text[]) WITH ORDINALITY AS d (resident, place)
		WHERE program_id = @program AND posting_id = @id AND resident_id = d.resident::uuid`,
		pgx.StrictNamedArgs{"id": id, "people": people}); err != nil {
		return fmt.Errorf("store a draw: %w", err)
	}
	_, err := tx.exec(ctx, `UPDATE posting SET state = 'drawn', ended_at = @now WHERE program_id = @program AND id = @id`, pgx.StrictNamedArgs{"id": id})
	return err
}

// Offerers lists the mentors of a program on whose behalf a lead can post.
func (tx *Tx) Offerers(ctx context.Context) ([]Lead, error) {
	return many[Lead](ctx, tx, `
		SELECT p.id, p.title, p.given_name, p.family_name, 'mentor' AS role
		FROM mentor m JOIN person p ON p.institution_id = m.institution_id AND p.id = m.person_id
		JOIN membership h ON h.institution_id = m.institution_id AND h.program_id = m.program_id AND h.person_id = m.person_id AND h.role = 'mentor' AND h.ended_at IS NULL
		WHERE m.program_id = @program ORDER BY p.family_name, p.given_name`, nil)
}
