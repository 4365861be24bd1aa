package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Audit notes what was done, by whom, in the transaction of the act. Each row's hash covers its content and the hash of
// the row before it in the institution, so that a changed or missing row shows (SECURITY: audit verify). detail must hold
// ids and figures, never names or answers. Call it last: it holds the institution's audit lock until the commit.
func (tx *Tx) Audit(ctx context.Context, act, subject string, detail map[string]any) error {
	body, err := json.Marshal(detail)
	if err != nil {
		return fmt.Errorf("audit %s: %w", act, err)
	}
	if detail == nil {
		body = []byte("{}")
	}
	if _, err := tx.exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended(@key, 0))`,
		pgx.StrictNamedArgs{"key": "audit " + string(tx.who.Institution)}); err != nil {
		return fmt.Errorf("audit %s: %w", act, err)
	}
	_, err = tx.exec(ctx, `
		WITH last AS (
			SELECT seq, hash FROM audit WHERE institution_id = @institution ORDER BY seq DESC LIMIT 1
		), next AS (
			SELECT coalesce((SELECT seq FROM last), 0) + 1 AS seq, coalesce((SELECT hash FROM last), ''::bytea) AS previous
		)
		INSERT INTO audit (institution_id, seq, program_id, at, person_id, act, subject, detail, previous, hash)
		SELECT @institution, seq, nullif(@program, '')::uuid, @now, nullif(@me, '')::uuid, @act::text, @subject::text, @detail::jsonb, previous,
		       sha256(previous || convert_to(concat_ws('|', seq, @program, extract(epoch FROM @now::timestamptz)::text, @me, @act::text, @subject::text, (@detail::jsonb)::text), 'UTF8'))
		FROM next`,
		pgx.StrictNamedArgs{"act": act, "subject": subject, "detail": string(body),
			"program": string(tx.who.Program), "me": string(tx.who.Person)})
	if err != nil {
		return fmt.Errorf("audit %s: %w", act, err)
	}
	return nil
}
