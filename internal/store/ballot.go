package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/tenant"
)

// What the server knows while a wave is open: who has a token or a slip. It is read for two things only, to refuse a second
// one and to tick the roster; what people answered is out of reach here.

// Issue notes that the person of the scope has this blinded token signed. The same token again is fine; another one, or
// after a slip, is fault.Conflict.
func (tx *Tx) Issue(ctx context.Context, wave mentorship.WaveID, blinded []byte) error {
	args := pgx.StrictNamedArgs{"wave": wave, "blinded": blinded}
	_, err := tx.exec(ctx, `
		INSERT INTO token_issue (institution_id, wave_id, person_id, blinded) VALUES (@institution, @wave, @me, @blinded) ON CONFLICT DO NOTHING`, args)
	if boxIsGone(err) {
		return fault.New(fault.Closed, "This survey has closed.")
	}
	if err != nil {
		return err
	}
	var same bool
	err = tx.row(ctx, `SELECT coalesce(blinded = @blinded, false) FROM token_issue WHERE wave_id = @wave AND person_id = @me`, args).Scan(&same)
	if err == nil && !same {
		return fault.New(fault.Conflict, "Your one token was already fetched on another device, or you drew a paper slip.")
	}
	return err
}

// HandSlip notes that a person took a printed slip, not which. Somebody who has a token or a slip already is fault.Conflict.
func (tx *Tx) HandSlip(ctx context.Context, wave mentorship.WaveID, person tenant.PersonID) error {
	tag, err := tx.exec(ctx, `
		INSERT INTO token_issue (institution_id, wave_id, person_id) VALUES (@institution, @wave, @person) ON CONFLICT DO NOTHING`,
		pgx.StrictNamedArgs{"wave": wave, "person": person})
	if err == nil && tag.RowsAffected() == 0 {
		return fault.New(fault.Conflict, "This person has a slip, or fetched a token on a device, already.")
	}
	return err
}

// Issued lists who has a token or a slip of an open wave.
func (tx *Tx) Issued(ctx context.Context, wave mentorship.WaveID) ([]IssuedTo, error) {
	return many[IssuedTo](ctx, tx, `
		SELECT person_id, blinded IS NULL AS slip FROM token_issue WHERE wave_id = @wave ORDER BY person_id`, pgx.StrictNamedArgs{"wave": wave})
}

// IssuedTo is somebody who can answer already.
type IssuedTo struct {
	PersonID tenant.PersonID
	Slip     bool
}

// AddSlips keeps the ids of newly printed slips.
func (tx *Tx) AddSlips(ctx context.Context, wave mentorship.WaveID, ids [][]byte) error {
	_, err := tx.exec(ctx, `
		INSERT INTO slip (institution_id, wave_id, ballot_id) SELECT @institution, @wave, id FROM unnest(@ids::bytea[]) id ORDER BY id`,
		pgx.StrictNamedArgs{"wave": wave, "ids": ids})
	return err
}

// Slips counts the printed slips of an open wave.
func (tx *Tx) Slips(ctx context.Context, wave mentorship.WaveID) (n int, err error) {
	err = tx.row(ctx, `SELECT count(ballot_id)::int FROM slip WHERE wave_id = @wave`, pgx.StrictNamedArgs{"wave": wave}).Scan(&n)
	return n, err
}

// Sealed is a ballot as it lies in the spool.
type Sealed struct {
	BallotID []byte
	Revision int
	Sealed   []byte
	Slip     bool // it came with a printed slip
}

// ShutBox keeps further ballots of an open wave out until the transaction ends; those on their way in are there when it
// returns.
func (tx *Tx) ShutBox(ctx context.Context, wave mentorship.WaveID) error {
	_, err := tx.exec(ctx, `SELECT ballot_box(@wave, 'shut')`, pgx.StrictNamedArgs{"wave": wave})
	return err
}

// Ballots reads the last revision of every ballot of a wave, in the order of their ids, which are random.
func (tx *Tx) Ballots(ctx context.Context, wave mentorship.WaveID) ([]Sealed, error) {
	return many[Sealed](ctx, tx, `
		SELECT DISTINCT ON (b.ballot_id) b.ballot_id, b.revision, b.sealed, s.ballot_id IS NOT NULL AS slip
		FROM spool b
		LEFT JOIN slip s ON s.institution_id = b.institution_id AND s.wave_id = b.wave_id AND s.ballot_id = b.ballot_id
		WHERE b.wave_id = @wave
		ORDER BY b.ballot_id, b.revision DESC`, pgx.StrictNamedArgs{"wave": wave})
}
