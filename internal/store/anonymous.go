package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/survey"
	"evenly/internal/tenant"
)

// Nobody is a transaction of somebody who must not be known. It carries an institution and neither person nor scope, as a
// role that puts things in and reads nothing that others put in.
type Nobody struct {
	tx  pgx.Tx
	in  tenant.InstitutionID
	now time.Time
}

// Now is the one clock reading of the transaction.
func (n *Nobody) Now() time.Time { return n.now }

// Anonymous runs fn as nobody, in an institution.
func (s *Store) Anonymous(ctx context.Context, in tenant.InstitutionID, fn func(*Nobody) error) error {
	if !IsID(string(in)) {
		return errors.New("nobody without an institution sees nothing")
	}
	begin := fmt.Sprintf("BEGIN; SELECT set_config('role','evenly_anonymous',true), set_config('app.institution','%s',true)", in)
	return s.transact(ctx, begin, func(tx pgx.Tx) error { return fn(&Nobody{tx: tx, in: in, now: s.Now()}) })
}

// Poll is an open or closed wave as anybody may see it, with the names around its page.
type Poll struct {
	ID            mentorship.WaveID
	Audience      survey.Audience
	Name          string
	State         mentorship.WaveState
	Questionnaire survey.Questionnaire
	ClosesOn      time.Time
	Signing       []byte
	Sealing       []byte
	Fingerprint   string
	Program       string
	Slug          string
	TimeZone      string
	Ombudsperson  string
	DIO           string `db:"dio"`
	Outside       string
}

const pollQuery = `
	SELECT w.id, w.audience, w.name, w.state, w.questionnaire, w.closes_on, w.signing, w.sealing, w.fingerprint,
	       g.name AS program, g.slug, g.time_zone, g.ombudsperson_contact AS ombudsperson, g.dio_contact AS dio, g.outside_contact AS outside
	FROM wave w JOIN program g ON g.institution_id = w.institution_id AND g.id = w.program_id`

// Poll reads a wave, or fault.NotFound; a draft is not found.
func (n *Nobody) Poll(ctx context.Context, id mentorship.WaveID) (Poll, error) {
	rows, err := n.tx.Query(ctx, pollQuery+` WHERE w.id = $1`, known(string(id)))
	if err != nil {
		return Poll{}, err
	}
	p, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Poll])
	if isNone(err) {
		return p, fault.New(fault.NotFound, "There is no such survey.")
	}
	return p, err
}

// OpenPolls lists the open waves of the institution, for a slip whose wave is not known yet.
func (n *Nobody) OpenPolls(ctx context.Context) ([]Poll, error) {
	rows, err := n.tx.Query(ctx, pollQuery+` WHERE w.state = 'open' ORDER BY w.id`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Poll])
}

// HasSlip reports whether a slip with this id was printed for an open wave, and whether answers came with it already.
func (n *Nobody) HasSlip(ctx context.Context, wave mentorship.WaveID, id []byte) (has, used bool, err error) {
	err = n.tx.QueryRow(ctx, `
		SELECT EXISTS (SELECT ballot_id FROM slip WHERE wave_id = $1 AND ballot_id = $2),
		       EXISTS (SELECT ballot_id FROM spool WHERE wave_id = $1 AND ballot_id = $2)`, wave, id).Scan(&has, &used)
	return has, used, err
}

// Ballot is a sealed ballot on its way in: under which id and revision, and the hash of what is sealed.
type Ballot struct {
	ID       []byte
	Revision int
	Sealed   []byte
	Print    []byte
}

// PutBallot puts a ballot into the box of a wave. It is there once it returns nil and the transaction is committed; the
// same one again changes nothing. Another ballot under the same revision is fault.Conflict, and a box that is gone is
// fault.Closed. Take a ballot and a wave: who puts it in is out of reach of this function, and meant to be.
func (n *Nobody) PutBallot(ctx context.Context, wave mentorship.WaveID, b Ballot) error {
	tag, err := n.tx.Exec(ctx, `
		INSERT INTO spool (institution_id, wave_id, ballot_id, revision, sealed, print) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
		n.in, wave, b.ID, b.Revision, b.Sealed, b.Print)
	if boxIsGone(err) {
		return fault.New(fault.Closed, "This survey has closed.")
	}
	if err != nil || tag.RowsAffected() == 1 {
		return err
	}
	var same bool
	err = n.tx.QueryRow(ctx, `SELECT print = $4 FROM spool WHERE institution_id = $1 AND wave_id = $2 AND ballot_id = $3 AND revision = $5`,
		n.in, wave, b.ID, b.Print, b.Revision).Scan(&same)
	if err == nil && !same {
		return fault.New(fault.Conflict, "Another answer is already in under this revision.")
	}
	return err
}

// boxIsGone reports that a wave has no partition any more: it closed while the ballot was on its way.
func boxIsGone(err error) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (pg.Code == "23514" && pg.ConstraintName == "" || pg.Code == "42P01")
}
