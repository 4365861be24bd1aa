package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"evenly/internal/tenant"
)

// auditHash is the hash of a row: it covers its content and the hash of the row before it in the institution.
const auditHash = `sha256(previous || convert_to(concat_ws('|', seq, program_id, extract(epoch FROM at), person_id, act, subject, detail::text), 'UTF8'))`

// Audit notes what was done, by whom, in the transaction of the act. Rows form a chain per institution, so that a changed
// or missing row shows (BadAuditRow). detail must hold ids and figures, never names or answers. Call it last: it holds the
// end of the institution's chain until the commit.
func (tx *Tx) Audit(ctx context.Context, act, subject string, detail map[string]any) error {
	body := []byte("{}")
	if detail != nil {
		var err error
		if body, err = json.Marshal(detail); err != nil {
			return fmt.Errorf("audit %s: %w", act, err)
		}
	}
	var seq int64
	var previous []byte
	err := tx.row(ctx, `
		INSERT INTO audit_head (institution_id, seq, hash) VALUES (@institution, 1, ''::bytea)
		ON CONFLICT (institution_id) DO UPDATE SET seq = audit_head.seq + 1
		RETURNING seq, hash`, nil).Scan(&seq, &previous)
	if err != nil {
		return fmt.Errorf("audit %s: %w", act, err)
	}
	_, err = tx.exec(ctx, `
		WITH entry AS (
			SELECT @seq::bigint AS seq, nullif(@program, '')::uuid AS program_id, @now::timestamptz AS at, nullif(@me, '')::uuid AS person_id,
			       @act::text AS act, @subject::text AS subject, @detail::jsonb AS detail, @previous::bytea AS previous
		), written AS (
			INSERT INTO audit (institution_id, seq, program_id, at, person_id, act, subject, detail, previous, hash)
			SELECT @institution, seq, program_id, at, person_id, act, subject, detail, previous, `+auditHash+` FROM entry
			RETURNING hash
		)
		UPDATE audit_head SET hash = (SELECT hash FROM written) WHERE institution_id = @institution`,
		pgx.StrictNamedArgs{"seq": seq, "previous": previous, "act": act, "subject": subject, "detail": string(body),
			"program": string(tx.who.Program), "me": string(tx.who.Person)})
	if err != nil {
		return fmt.Errorf("audit %s: %w", act, err)
	}
	return nil
}

// BadAuditRow is the number of the first row of the institution's chain that was changed, or before which one is missing;
// 0 when the chain is whole. The scope must see every program of the institution. rows is how many there are.
func (tx *Tx) BadAuditRow(ctx context.Context) (rows, bad int64, err error) {
	err = tx.row(ctx, `
		WITH chain AS (
			SELECT seq, hash = `+auditHash+` AND seq = row_number() OVER w
			       AND previous = coalesce(lag(hash) OVER w, ''::bytea) AS whole
			FROM audit WINDOW w AS (ORDER BY seq)
		)
		SELECT (SELECT count(*) FROM chain),
		       coalesce((SELECT min(seq) FROM chain WHERE NOT whole),
		                (SELECT h.seq FROM audit_head h WHERE h.seq <> (SELECT count(*) FROM chain)), 0)`, nil).Scan(&rows, &bad)
	if err != nil {
		return 0, 0, fmt.Errorf("verify the audit log: %w", err)
	}
	return rows, bad, nil
}

// AuditEntry is one row of the audit log with the name of who did it, "" for the clock.
type AuditEntry struct {
	Seq     int64
	At      time.Time
	Act     string
	Subject string
	By      string
}

// AuditEntries lists the program's newest entries before a number (0: the newest of all); of one person unless person is
// "". At most limit.
func (tx *Tx) AuditEntries(ctx context.Context, person tenant.PersonID, before int64, limit int) ([]AuditEntry, error) {
	return many[AuditEntry](ctx, tx, `
		SELECT a.seq, a.at, a.act, a.subject, coalesce(concat_ws(' ', nullif(p.title, ''), nullif(p.given_name, ''), p.family_name), '') AS by
		FROM audit a
		LEFT JOIN person p ON p.institution_id = a.institution_id AND p.id = a.person_id
		WHERE (a.program_id = @program OR a.program_id IS NULL AND a.person_id = nullif(@me, '')::uuid)
		  AND (@person = '' OR a.person_id = nullif(@person, '')::uuid) AND (@before::bigint = 0 OR a.seq < @before)
		ORDER BY a.seq DESC LIMIT @limit`,
		pgx.StrictNamedArgs{"person": string(person), "before": before, "limit": limit, "me": string(tx.who.Person)})
}
