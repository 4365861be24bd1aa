package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"evenly/internal/mentorship"
	"evenly/internal/survey"
	"evenly/internal/tenant"
)

// Wave is one run of a survey, with the name of whoever reads its comments first and the state of its reply.
type Wave struct {
	ID            mentorship.WaveID
	ProgramID     tenant.ProgramID
	Audience      survey.Audience
	Number        int
	Name          string
	State         mentorship.WaveState
	Questionnaire survey.Questionnaire
	OpensOn       *time.Time // when the clock opens it; nil: by hand
	ClosesOn      time.Time
	ReaderID      tenant.PersonID
	Signing       []byte
	Sealing       []byte
	Fingerprint   string
	Invited       int
	OpenedAt      *time.Time
	ClosedAt      *time.Time
	KeysGone      bool
	PoolID        *string // the pool that was shown with it, whose keys go with its own
	CommentsRead  bool
	UnlockedAt    *time.Time
	RepliedAt     *time.Time
	Answered      int // as far as it may be known: 0 before the close, and for fewer than the threshold

	Program, Slug                          string
	ReaderTitle, ReaderGiven, ReaderFamily string
}

// Reader is the name of the one person who reads comments before others do.
func (w Wave) Reader() mentorship.Name {
	return mentorship.Name{Title: w.ReaderTitle, Given: w.ReaderGiven, Family: w.ReaderFamily}
}

const waveQuery = `
	SELECT w.id, w.program_id, w.audience, w.number, w.name, w.state, w.questionnaire, w.opens_on, w.closes_on, w.reader_id, w.signing, w.sealing, w.fingerprint,
	       w.invited, w.opened_at, w.closed_at, w.keys_gone, w.pool_id, w.comments_read, w.unlocked_at, y.published_at AS replied_at,
	       coalesce((r.figures ->> 'answered')::int, 0) AS answered, g.name AS program, g.slug,
	       p.title AS reader_title, p.given_name AS reader_given, p.family_name AS reader_family
	FROM wave w
	JOIN program g ON g.institution_id = w.institution_id AND g.id = w.program_id
	JOIN person p ON p.institution_id = w.institution_id AND p.id = w.reader_id
	LEFT JOIN survey_reply y ON y.institution_id = w.institution_id AND y.wave_id = w.id
	LEFT JOIN release r ON r.institution_id = w.institution_id AND r.wave_id = w.id`

// Waves lists the program's waves, newest first.
func (tx *Tx) Waves(ctx context.Context) ([]Wave, error) {
	return many[Wave](ctx, tx, waveQuery+` WHERE w.program_id = @program ORDER BY w.number DESC, w.audience DESC`, nil)
}

// WavesEverywhere lists the waves of every program in scope, by program, newest first.
func (tx *Tx) WavesEverywhere(ctx context.Context) ([]Wave, error) {
	return many[Wave](ctx, tx, waveQuery+` ORDER BY g.name, g.id, w.audience DESC, w.number DESC`, nil)
}

// Wave reads a wave of the program, or fault.NotFound.
func (tx *Tx) Wave(ctx context.Context, id mentorship.WaveID) (Wave, error) {
	return one[Wave](ctx, tx, "There is no such survey.", waveQuery+` WHERE w.program_id = @program AND w.id = @id`, pgx.StrictNamedArgs{"id": known(string(id))})
}

// LockWave reads a wave and keeps others from changing it until the transaction ends.
func (tx *Tx) LockWave(ctx context.Context, id mentorship.WaveID) (Wave, error) {
	return one[Wave](ctx, tx, "There is no such survey.", waveQuery+` WHERE w.program_id = @program AND w.id = @id FOR UPDATE OF w`, pgx.StrictNamedArgs{"id": known(string(id))})
}

// AddWave makes a draft: the next number of its audience.
func (tx *Tx) AddWave(ctx context.Context, w Wave) (id mentorship.WaveID, err error) {
	err = tx.row(ctx, `
		INSERT INTO wave (institution_id, program_id, audience, number, name, questionnaire, opens_on, closes_on, reader_id, created_by, created_at)
		VALUES (@institution, @program, @audience, @number, @name, @questionnaire, @opens, @closes, @reader, nullif(@person, '')::uuid, @now)
		RETURNING id`, pgx.StrictNamedArgs{"audience": w.Audience, "number": w.Number, "name": w.Name, "questionnaire": w.Questionnaire,
		"opens": w.OpensOn, "closes": w.ClosesOn, "reader": w.ReaderID, "person": string(tx.who.Person)}).Scan(&id)
	return id, err
}

// SetDraft changes a draft; false when it is one no longer.
func (tx *Tx) SetDraft(ctx context.Context, w Wave) (bool, error) {
	tag, err := tx.exec(ctx, `
		UPDATE wave SET name = @name, questionnaire = @questionnaire, opens_on = @opens, closes_on = @closes, reader_id = @reader
		WHERE program_id = @program AND id = @id AND state = 'draft'`,
		pgx.StrictNamedArgs{"id": w.ID, "name": w.Name, "questionnaire": w.Questionnaire, "opens": w.OpensOn, "closes": w.ClosesOn, "reader": w.ReaderID})
	return tag.RowsAffected() == 1, err
}

// DropDraft removes a draft; false when it is one no longer.
func (tx *Tx) DropDraft(ctx context.Context, id mentorship.WaveID) (bool, error) {
	tag, err := tx.exec(ctx, `DELETE FROM wave WHERE program_id = @program AND id = @id AND state = 'draft'`, pgx.StrictNamedArgs{"id": id})
	return tag.RowsAffected() == 1, err
}

// OpenWave opens a draft with its public keys for those who are asked, and makes its ballot box.
func (tx *Tx) OpenWave(ctx context.Context, w Wave, asked []tenant.PersonID) error {
	_, err := tx.exec(ctx, `
		UPDATE wave SET state = 'open', signing = @signing, sealing = @sealing, fingerprint = @fingerprint, invited = cardinality(@asked::uuid[]), asked = @asked, closes_on = @closes, opened_at = @now
		WHERE program_id = @program AND id = @id AND state = 'draft'`,
		pgx.StrictNamedArgs{"id": w.ID, "signing": w.Signing, "sealing": w.Sealing, "fingerprint": w.Fingerprint, "asked": asked, "closes": w.ClosesOn})
	if err != nil {
		return err
	}
	_, err = tx.exec(ctx, `SELECT ballot_box(@id, 'open')`, pgx.StrictNamedArgs{"id": w.ID})
	return err
}

// CloseWave marks an open wave as closed, with the numbers that its count came to, and drops its ballot box: sealed ballots,
// printed slips and who had what are gone. Whoever is asked now and was not at the opening is added to those asked.
func (tx *Tx) CloseWave(ctx context.Context, w Wave, asked []tenant.PersonID) error {
	_, err := tx.exec(ctx, `
		UPDATE wave SET state = 'closed', closed_at = @now, invited = @invited, pool_id = @pool,
			asked = ARRAY(SELECT DISTINCT p FROM unnest(asked || @asked::uuid[]) p ORDER BY p)
		WHERE program_id = @program AND id = @id AND state = 'open'`,
		pgx.StrictNamedArgs{"id": w.ID, "invited": w.Invited, "pool": w.PoolID, "asked": asked})
	if err != nil {
		return err
	}
	_, err = tx.exec(ctx, `SELECT ballot_box(@id, 'drop')`, pgx.StrictNamedArgs{"id": w.ID})
	return err
}

// SetKeysGone notes that the private keys of a closed wave are destroyed.
func (tx *Tx) SetKeysGone(ctx context.Context, id mentorship.WaveID) error {
	_, err := tx.exec(ctx, `UPDATE wave SET keys_gone = true WHERE program_id = @program AND id = @id AND state = 'closed'`, pgx.StrictNamedArgs{"id": id})
	return err
}

// SetUnlocked notes that the GME office lets the next wave open without a reply to this one.
func (tx *Tx) SetUnlocked(ctx context.Context, id mentorship.WaveID) error {
	_, err := tx.exec(ctx, `
		UPDATE wave SET unlocked_at = @now, unlocked_by = @me WHERE program_id = @program AND id = @id AND state = 'closed' AND unlocked_at IS NULL`,
		pgx.StrictNamedArgs{"id": id})
	return err
}

// Asked lists the people an audience has now.
func (tx *Tx) Asked(ctx context.Context, role tenant.Role) ([]tenant.PersonID, error) {
	rows, err := tx.tx.Query(ctx, `SELECT person_id FROM membership WHERE program_id = $1 AND role = $2 AND ended_at IS NULL ORDER BY person_id`, tx.who.Program, role)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[tenant.PersonID])
}

// Holder is somebody with a role, in the program or in the institution.
type Holder struct {
	PersonID                     tenant.PersonID
	Role                         tenant.Role
	Title, GivenName, FamilyName string
}

// Name is the holder's name.
func (h Holder) Name() mentorship.Name {
	return mentorship.Name{Title: h.Title, Given: h.GivenName, Family: h.FamilyName}
}

// Holders lists who holds any of the roles now, in the program or (for institution roles) in the institution, by role and name.
func (tx *Tx) Holders(ctx context.Context, roles ...tenant.Role) ([]Holder, error) {
	return many[Holder](ctx, tx, `
		SELECT m.person_id, m.role, p.title, p.given_name, p.family_name
		FROM membership m JOIN person p ON p.institution_id = m.institution_id AND p.id = m.person_id
		WHERE (m.program_id = @program OR m.program_id IS NULL) AND m.role = ANY (@roles) AND m.ended_at IS NULL
		ORDER BY array_position(@roles, m.role), p.family_name, p.given_name, m.person_id`, pgx.StrictNamedArgs{"roles": texts(roles)})
}

// isNone reports that a query found nothing.
func isNone(err error) bool { return errors.Is(err, pgx.ErrNoRows) }
