package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/survey"
	"evenly/internal/tenant"
)

// AddRelease keeps what may be shown of a wave, its comments apart and in the order given.
func (tx *Tx) AddRelease(ctx context.Context, wave mentorship.WaveID, r survey.Release) error {
	for _, c := range r.Comments {
		if _, err := tx.exec(ctx, `
			INSERT INTO survey_comment (institution_id, wave_id, program_id, item, body) VALUES (@institution, @wave, @program, @item, @body)`,
			pgx.StrictNamedArgs{"wave": wave, "item": c.Item, "body": c.Text}); err != nil {
			return err
		}
	}
	r.Comments = nil
	_, err := tx.exec(ctx, `
		INSERT INTO release (institution_id, wave_id, program_id, figures) VALUES (@institution, @wave, @program, @figures)`,
		pgx.StrictNamedArgs{"wave": wave, "figures": r})
	return err
}

// Release is what may be shown of a closed wave.
type Release struct {
	WaveID   mentorship.WaveID
	Audience survey.Audience
	Number   int
	Name     string
	Invited  int
	Asked    []tenant.PersonID
	ClosedAt time.Time
	Figures  survey.Release
}

// Releases lists what may be shown of an audience's closed waves, oldest first.
func (tx *Tx) Releases(ctx context.Context, audience survey.Audience) ([]Release, error) {
	return many[Release](ctx, tx, `
		SELECT r.wave_id, w.audience, w.number, w.name, w.invited, w.asked, w.closed_at, r.figures
		FROM release r JOIN wave w ON w.institution_id = r.institution_id AND w.id = r.wave_id
		WHERE r.program_id = @program AND w.audience = @audience
		ORDER BY w.number`, pgx.StrictNamedArgs{"audience": audience})
}

// ProgramRelease is a release with its program, for the institution's view.
type ProgramRelease struct {
	ProgramID tenant.ProgramID
	Audience  survey.Audience
	Number    int
	Figures   survey.Release
}

// ReleasesEverywhere lists the releases of every program in scope.
func (tx *Tx) ReleasesEverywhere(ctx context.Context) ([]ProgramRelease, error) {
	return many[ProgramRelease](ctx, tx, `
		SELECT r.program_id, w.audience, w.number, r.figures
		FROM release r JOIN wave w ON w.institution_id = r.institution_id AND w.id = r.wave_id
		ORDER BY w.audience, w.number, r.program_id`, nil)
}

// SealedPool is what small waves of an audience have gathered, sealed. The zero SealedPool is a new one.
type SealedPool struct {
	ID     string // names its keys
	Sealed []byte
}

// Pool reads it.
func (tx *Tx) Pool(ctx context.Context, audience survey.Audience) (SealedPool, error) {
	p, err := one[SealedPool](ctx, tx, "", `SELECT id, sealed FROM survey_pool WHERE program_id = @program AND audience = @audience`, pgx.StrictNamedArgs{"audience": audience})
	if fault.Is(err, fault.NotFound) {
		return SealedPool{}, nil
	}
	return p, err
}

// NewID draws an id for something that is named before it is kept.
func (tx *Tx) NewID(ctx context.Context) (id string, err error) {
	err = tx.row(ctx, `SELECT gen_random_uuid()::text`, nil).Scan(&id)
	return id, err
}

// SetPool keeps a pool in place of the one before.
func (tx *Tx) SetPool(ctx context.Context, audience survey.Audience, p SealedPool) error {
	_, err := tx.exec(ctx, `
		INSERT INTO survey_pool (institution_id, program_id, audience, id, sealed) VALUES (@institution, @program, @audience, @id, @sealed)
		ON CONFLICT (institution_id, program_id, audience) DO UPDATE SET id = excluded.id, sealed = excluded.sealed`,
		pgx.StrictNamedArgs{"audience": audience, "id": p.ID, "sealed": p.Sealed})
	return err
}

// DropPool removes a pool that is shown.
func (tx *Tx) DropPool(ctx context.Context, audience survey.Audience) error {
	_, err := tx.exec(ctx, `DELETE FROM survey_pool WHERE program_id = @program AND audience = @audience`, pgx.StrictNamedArgs{"audience": audience})
	return err
}

// Remark is a comment of a wave.
type Remark struct {
	ID     string
	Item   survey.ItemID
	Body   string
	Hidden bool
}

// Comments lists the comments of a wave, by question, in the order of their random ids.
func (tx *Tx) Comments(ctx context.Context, wave mentorship.WaveID) ([]Remark, error) {
	return many[Remark](ctx, tx, `
		SELECT id, item, body, hidden FROM survey_comment WHERE program_id = @program AND wave_id = @wave ORDER BY item, id`,
		pgx.StrictNamedArgs{"wave": wave})
}

// SetComment replaces the words of a comment, or hides it, until its reader has confirmed them all. What was there is gone.
func (tx *Tx) SetComment(ctx context.Context, wave mentorship.WaveID, c Remark) error {
	_, err := tx.exec(ctx, `
		UPDATE survey_comment SET body = @body, hidden = @hidden WHERE program_id = @program AND wave_id = @wave AND id = @id`,
		pgx.StrictNamedArgs{"wave": wave, "id": known(c.ID), "body": c.Body, "hidden": c.Hidden})
	return err
}

// SetCommentsRead lets others see the comments of a wave.
func (tx *Tx) SetCommentsRead(ctx context.Context, wave mentorship.WaveID) error {
	_, err := tx.exec(ctx, `UPDATE wave SET comments_read = true WHERE program_id = @program AND id = @wave`, pgx.StrictNamedArgs{"wave": wave})
	return err
}

// Reply is a program's answer to a wave, as it stands.
type Reply struct {
	Said, Did, Wont string
	PublishedAt     *time.Time
}

// Reply reads it; an empty one when nothing is written yet.
func (tx *Tx) Reply(ctx context.Context, wave mentorship.WaveID) (Reply, error) {
	r, err := one[Reply](ctx, tx, "", `
		SELECT said, did, wont, published_at FROM survey_reply WHERE program_id = @program AND wave_id = @wave`, pgx.StrictNamedArgs{"wave": wave})
	if fault.Is(err, fault.NotFound) {
		return Reply{}, nil
	}
	return r, err
}

// SetReply keeps a reply, published or not. A published one stays published.
func (tx *Tx) SetReply(ctx context.Context, wave mentorship.WaveID, r mentorship.Reply, publish bool) error {
	_, err := tx.exec(ctx, `
		INSERT INTO survey_reply AS y (institution_id, wave_id, program_id, said, did, wont, published_at, published_by)
		VALUES (@institution, @wave, @program, @said, @did, @wont, CASE WHEN @publish THEN @now::timestamptz END, CASE WHEN @publish THEN nullif(@person, '')::uuid END)
		ON CONFLICT (institution_id, wave_id) DO UPDATE SET said = excluded.said, did = excluded.did, wont = excluded.wont,
			published_at = coalesce(y.published_at, excluded.published_at), published_by = coalesce(y.published_by, excluded.published_by)`,
		pgx.StrictNamedArgs{"wave": wave, "said": r.Said, "did": r.Did, "wont": r.Wont, "publish": publish, "person": string(tx.who.Person)})
	return err
}
