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

// ChangeAsk is an open wish to end or change a pair, with the pair's two people. Who of them asked is for the leads only.
type ChangeAsk struct {
	PairingID                              mentorship.PairingID
	ResidentID                             mentorship.ResidentID
	MentorID                               mentorship.MentorID
	AskedBy                                tenant.PersonID
	AskedAt                                time.Time
	ResidentGiven, ResidentFamily          string
	MentorTitle, MentorGiven, MentorFamily string
}

// Resident is the resident's name.
func (c ChangeAsk) Resident() mentorship.Name {
	return mentorship.Name{Given: c.ResidentGiven, Family: c.ResidentFamily}
}

// Mentor is the mentor's name.
func (c ChangeAsk) Mentor() mentorship.Name {
	return mentorship.Name{Title: c.MentorTitle, Given: c.MentorGiven, Family: c.MentorFamily}
}

// ChangeAsks lists the open wishes about live primary pairs of a cycle, oldest first.
func (tx *Tx) ChangeAsks(ctx context.Context, cycle mentorship.CycleID) ([]ChangeAsk, error) {
	return many[ChangeAsk](ctx, tx, `
		SELECT c.pairing_id, g.resident_id, g.mentor_id, c.asked_by, c.asked_at, r.given_name AS resident_given, r.family_name AS resident_family,
		       m.title AS mentor_title, m.given_name AS mentor_given, m.family_name AS mentor_family
		FROM change_ask c
		JOIN pairing g ON g.institution_id = c.institution_id AND g.id = c.pairing_id
		JOIN person r ON r.institution_id = g.institution_id AND r.id = g.resident_id
		JOIN person m ON m.institution_id = g.institution_id AND m.id = g.mentor_id
		WHERE c.program_id = @program AND c.state = 'open' AND g.cycle_id = @cycle AND g.ends_on IS NULL
		ORDER BY c.asked_at, c.id`, pgx.StrictNamedArgs{"cycle": cycle})
}

// AskChange notes a wish of the person of the scope; a second one for the same pair changes nothing.
func (tx *Tx) AskChange(ctx context.Context, pair mentorship.PairingID) error {
	_, err := tx.exec(ctx, `
		INSERT INTO change_ask (institution_id, program_id, pairing_id, asked_by, asked_at)
		VALUES (@institution, @program, @pair, @me, @now)
		ON CONFLICT (institution_id, pairing_id, asked_by) WHERE state = 'open' DO NOTHING`, pgx.StrictNamedArgs{"pair": pair})
	return err
}

// AskedChange reports whether the person of the scope has an open wish about a pair.
func (tx *Tx) AskedChange(ctx context.Context, pair mentorship.PairingID) (asked bool, err error) {
	err = tx.row(ctx, `
		SELECT EXISTS (SELECT FROM change_ask WHERE program_id = @program AND pairing_id = @pair AND asked_by = @me AND state = 'open')`,
		pgx.StrictNamedArgs{"pair": pair}).Scan(&asked)
	return asked, err
}

// ChangeAsked reports whether anybody has an open wish about a pair.
func (tx *Tx) ChangeAsked(ctx context.Context, pair mentorship.PairingID) (asked bool, err error) {
	err = tx.row(ctx, `SELECT EXISTS (SELECT FROM change_ask WHERE program_id = @program AND pairing_id = @pair AND state = 'open')`,
		pgx.StrictNamedArgs{"pair": known(string(pair))}).Scan(&asked)
	return asked, err
}

// EndAsks closes wishes: the person's own about a pair (withdrawn), or everyone's (settled).
func (tx *Tx) EndAsks(ctx context.Context, pair mentorship.PairingID, own bool) error {
	_, err := tx.exec(ctx, `
		UPDATE change_ask SET state = CASE WHEN @own THEN 'withdrawn' ELSE 'settled' END, settled_at = @now
		WHERE program_id = @program AND pairing_id = @pair AND state = 'open' AND (NOT @own OR asked_by = nullif(@person, '')::uuid)`,
		pgx.StrictNamedArgs{"pair": pair, "own": own, "person": string(tx.who.Person)})
	return err
}

// SettleAsks closes the wishes about pairs that have ended.
func (tx *Tx) SettleAsks(ctx context.Context) error {
	_, err := tx.exec(ctx, `
		UPDATE change_ask c SET state = 'settled', settled_at = @now
		FROM pairing g
		WHERE c.program_id = @program AND c.state = 'open' AND g.institution_id = c.institution_id AND g.id = c.pairing_id AND g.ends_on IS NOT NULL`, nil)
	return err
}

// EndPair ends a pair on a day, or is fault.NotFound when it has ended.
func (tx *Tx) EndPair(ctx context.Context, pair mentorship.PairingID, on time.Time) error {
	tag, err := tx.exec(ctx, `
		UPDATE pairing SET ends_on = greatest(starts_on, @on::date) WHERE program_id = @program AND id = @pair AND ends_on IS NULL`,
		pgx.StrictNamedArgs{"pair": known(string(pair)), "on": on})
	if err == nil && tag.RowsAffected() == 0 {
		return fault.New(fault.NotFound, "There is no such pair, or it has ended.")
	}
	return err
}

// LivePair is a pair that goes on.
type LivePair struct {
	ID         mentorship.PairingID
	ResidentID mentorship.ResidentID
	MentorID   mentorship.MentorID
	Kind       string
}

// LivePairs lists the pairs of a cycle that go on, of every kind.
func (tx *Tx) LivePairs(ctx context.Context, cycle mentorship.CycleID) ([]LivePair, error) {
	return many[LivePair](ctx, tx, `
		SELECT id, resident_id, mentor_id, kind FROM pairing
		WHERE program_id = @program AND cycle_id = @cycle AND ends_on IS NULL ORDER BY resident_id, kind, id`, pgx.StrictNamedArgs{"cycle": cycle})
}

// LastYearsPairs lists who was paired in the newest cycle before the one given.
func (tx *Tx) LastYearsPairs(ctx context.Context, cycle mentorship.CycleID) ([]LivePair, error) {
	return many[LivePair](ctx, tx, `
		SELECT DISTINCT ON (g.resident_id, g.mentor_id) g.id, g.resident_id, g.mentor_id, g.kind FROM pairing g
		WHERE g.program_id = @program AND g.kind = 'primary' AND g.cycle_id = (
			SELECT c.id FROM cycle c, cycle here
			WHERE c.program_id = @program AND here.program_id = @program AND here.id = @cycle AND c.starts_on < here.starts_on
			ORDER BY c.starts_on DESC LIMIT 1)
		ORDER BY g.resident_id, g.mentor_id, g.id`, pgx.StrictNamedArgs{"cycle": cycle})
}

// SecondAsk is a resident's wish for a further mentor of one kind, best first.
type SecondAsk struct {
	ResidentID mentorship.ResidentID
	Kind       string
	Mentors    []mentorship.MentorID
	AskedAt    time.Time
}

// SecondAsks lists the wishes of a cycle; of one resident unless that is "".
func (tx *Tx) SecondAsks(ctx context.Context, cycle mentorship.CycleID, resident mentorship.ResidentID) ([]SecondAsk, error) {
	return many[SecondAsk](ctx, tx, `
		SELECT resident_id, kind, mentors::text[] AS mentors, asked_at FROM second_ask
		WHERE program_id = @program AND cycle_id = @cycle AND (@resident = '' OR resident_id::text = @resident)
		ORDER BY kind, resident_id`, pgx.StrictNamedArgs{"cycle": cycle, "resident": string(resident)})
}

// PutSecondAsk replaces a resident's wish of one kind; without mentors it is taken back. Ids that are no mentors of the
// program are dropped.
func (tx *Tx) PutSecondAsk(ctx context.Context, cycle mentorship.CycleID, a SecondAsk) error {
	args := pgx.StrictNamedArgs{"cycle": cycle, "resident": a.ResidentID, "kind": a.Kind}
	if len(a.Mentors) == 0 {
		_, err := tx.exec(ctx, `
			DELETE FROM second_ask WHERE program_id = @program AND cycle_id = @cycle AND resident_id = @resident AND kind = @kind`, args)
		return err
	}
	args["mentors"] = texts(a.Mentors)
	_, err := tx.exec(ctx, `
		INSERT INTO second_ask (institution_id, program_id, cycle_id, resident_id, kind, mentors, asked_at)
		SELECT @institution, @program, @cycle, @resident, @kind,
		       ARRAY(SELECT m.person_id FROM unnest(@mentors::text[]) WITH ORDINALITY AS x (id, place)
		             JOIN mentor m ON m.program_id = @program AND m.person_id::text = x.id ORDER BY x.place), @now
		ON CONFLICT (institution_id, program_id, cycle_id, resident_id, kind) DO UPDATE SET mentors = excluded.mentors, asked_at = excluded.asked_at`, args)
	if err != nil {
		return fmt.Errorf("save a wish for a further mentor: %w", err)
	}
	return nil
}

// PairRun is the run of the match that made a resident's live primary pair, with the mentor; fault.NotFound without one.
func (tx *Tx) PairRun(ctx context.Context, cycle mentorship.CycleID, resident mentorship.ResidentID) (run mentorship.RunID, mentor mentorship.MentorID, err error) {
	got, err := one[struct {
		RunID    mentorship.RunID
		MentorID mentorship.MentorID
	}](ctx, tx, "No match has given you a mentor this year.", `
		SELECT run_id, mentor_id FROM pairing
		WHERE program_id = @program AND cycle_id = @cycle AND resident_id = @resident AND kind = 'primary' AND ends_on IS NULL AND run_id IS NOT NULL`,
		pgx.StrictNamedArgs{"cycle": cycle, "resident": resident})
	return got.RunID, got.MentorID, err
}
