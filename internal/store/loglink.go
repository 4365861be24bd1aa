package store

import (
	"context"

	"evenly/internal/tenant"
)

// Institution finds an institution by its id, or fault.NotFound.
func (s *Store) Institution(ctx context.Context, id tenant.InstitutionID) (Institution, error) {
	rows, err := s.pool.Query(ctx, `SELECT id, slug, name FROM institution WHERE id = $1`, known(string(id)))
	if err != nil {
		return Institution{}, translate(err)
	}
	return oneGlobal[Institution](rows)
}

// SetLinkDone notes in a link what was done with it; "" opens it again.
func (g *Global) SetLinkDone(ctx context.Context, hash []byte, done string) error {
	_, err := g.tx.Exec(ctx, `
		UPDATE link SET scope = CASE WHEN $2 = '' THEN scope - 'done' ELSE scope || jsonb_build_object('done', $2::text) END,
		       used_at = CASE WHEN $2 <> '' THEN $3::timestamptz END
		WHERE token_hash = $1`, hash, done, g.now)
	return err
}
