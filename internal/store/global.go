package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"evenly/internal/fault"
	"evenly/internal/tenant"
)

// Global is a transaction on the tables that exist before a tenant is known. Sign-in and link handlers use it, and the
// command line. It cannot see a single tenant row: the login has no rights there.
type Global struct {
	tx  pgx.Tx
	now time.Time
}

// Now is the one clock reading of the transaction.
func (g *Global) Now() time.Time { return g.now }

// Raw is the transaction for the job queue.
func (g *Global) Raw() pgx.Tx { return g.tx }

// Global runs fn in a transaction on the global tables.
func (s *Store) Global(ctx context.Context, fn func(*Global) error) error {
	return s.transact(ctx, "BEGIN", func(ptx pgx.Tx) error {
		return fn(&Global{tx: ptx, now: s.Now()})
	})
}

// Institution is a sponsoring institution's name and short name in addresses.
type Institution struct {
	ID   tenant.InstitutionID
	Slug string
	Name string
}

// Account is a person's account: one e-mail address across institutions.
type Account struct {
	ID           tenant.AccountID
	Email        string
	PasswordHash *string // nil: no password set, sign-in by link only
	Failures     int     // wrong passwords and codes in a row
}

// InstitutionBySlug finds an institution by its short name, or fault.NotFound.
func (s *Store) InstitutionBySlug(ctx context.Context, slug string) (Institution, error) {
	rows, err := s.pool.Query(ctx, `SELECT id, slug, name FROM institution WHERE slug = $1`, slug)
	if err != nil {
		return Institution{}, translate(err)
	}
	return oneGlobal[Institution](rows)
}

// Institutions lists all of them, for the clock, which visits each.
func (s *Store) Institutions(ctx context.Context) ([]Institution, error) {
	rows, err := s.pool.Query(ctx, `SELECT id, slug, name FROM institution ORDER BY slug`)
	if err != nil {
		return nil, translate(err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[Institution])
	return all, translate(err)
}

// AddInstitution makes an institution.
func (g *Global) AddInstitution(ctx context.Context, slug, name string) (Institution, error) {
	rows, err := g.tx.Query(ctx, `
		INSERT INTO institution (slug, name, created_at) VALUES ($1, $2, $3)
		RETURNING id, slug, name`, slug, name, g.now)
	if err != nil {
		return Institution{}, err
	}
	return oneGlobal[Institution](rows)
}

// KnowAccounts makes sure that each e-mail address has an account and that the account leads to the institution.
func (g *Global) KnowAccounts(ctx context.Context, in tenant.InstitutionID, emails []string) error {
	_, err := g.tx.Exec(ctx, `
		WITH made AS (
			INSERT INTO account (email) SELECT DISTINCT unnest($1::text[]) ON CONFLICT DO NOTHING RETURNING id
		), known AS (
			SELECT id FROM account WHERE email = ANY ($1) UNION SELECT id FROM made
		)
		INSERT INTO account_institution (account_id, institution) SELECT id, $2 FROM known ON CONFLICT DO NOTHING`, emails, in)
	if err != nil {
		return fmt.Errorf("know accounts: %w", err)
	}
	return nil
}

const accountColumns = `id, email, password_hash, failures`

// AccountByEmail finds an account, or fault.NotFound.
func (g *Global) AccountByEmail(ctx context.Context, email string) (Account, error) {
	rows, err := g.tx.Query(ctx, `SELECT `+accountColumns+` FROM account WHERE email = $1 FOR UPDATE`, email)
	if err != nil {
		return Account{}, err
	}
	return oneGlobal[Account](rows)
}

// AccountByID finds an account, or fault.NotFound.
func (g *Global) AccountByID(ctx context.Context, id tenant.AccountID) (Account, error) {
	rows, err := g.tx.Query(ctx, `SELECT `+accountColumns+` FROM account WHERE id = $1 FOR UPDATE`, id)
	if err != nil {
		return Account{}, err
	}
	return oneGlobal[Account](rows)
}

// AccountInstitutions lists where an account leads.
func (g *Global) AccountInstitutions(ctx context.Context, id tenant.AccountID) ([]Institution, error) {
	rows, err := g.tx.Query(ctx, `
		SELECT i.id, i.slug, i.name
		FROM account_institution a JOIN institution i ON i.id = a.institution
		WHERE a.account_id = $1 ORDER BY i.name`, id)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Institution])
}

// CountFailure notes a wrong password or code; Succeeded forgets them.
func (g *Global) CountFailure(ctx context.Context, id tenant.AccountID) error {
	_, err := g.tx.Exec(ctx, `UPDATE account SET failures = failures + 1 WHERE id = $1`, id)
	return err
}

// Succeeded notes a sign-in and forgets failures before it.
func (g *Global) Succeeded(ctx context.Context, id tenant.AccountID) error {
	_, err := g.tx.Exec(ctx, `UPDATE account SET failures = 0, last_seen_at = $2 WHERE id = $1`, id, g.now)
	return err
}

// SetPassword stores a new password hash.
func (g *Global) SetPassword(ctx context.Context, id tenant.AccountID, hash string) error {
	_, err := g.tx.Exec(ctx, `UPDATE account SET password_hash = $2, password_set_at = $3, failures = 0 WHERE id = $1`, id, hash, g.now)
	return err
}

// Link is a stored one-purpose link. Scope says for whom and what.
type Link struct {
	TokenHash []byte
	CodeHash  []byte // nil: this link has no code beside it
	Purpose   string
	AccountID tenant.AccountID
	Scope     LinkScope
	Attempts  int
	ExpiresAt time.Time
	UsedAt    *time.Time
}

// LinkScope is what a one-purpose link is about, in terms of the tenant.
type LinkScope struct {
	Institution tenant.InstitutionID `json:"institution,omitempty"`
	Program     tenant.ProgramID     `json:"program,omitempty"`
	Person      tenant.PersonID      `json:"person,omitempty"`
	Subject     string               `json:"subject,omitempty"` // a pairing, a meeting, a run
	Next        string               `json:"next,omitempty"`    // where to go after signing in: a path of this site
	Done        string               `json:"done,omitempty"`    // what was done with it: the meeting that was logged
}

// AddLink stores a link.
func (g *Global) AddLink(ctx context.Context, l Link) error {
	scope, err := json.Marshal(l.Scope)
	if err != nil {
		return fmt.Errorf("store a link: %w", err)
	}
	_, err = g.tx.Exec(ctx, `
		INSERT INTO link (token_hash, code_hash, purpose, account_id, scope, created_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, l.TokenHash, l.CodeHash, l.Purpose, l.AccountID, scope, g.now, l.ExpiresAt)
	return err
}

// LinkByToken finds a link by the hash of its token and locks it, or fault.NotFound.
func (g *Global) LinkByToken(ctx context.Context, hash []byte) (Link, error) {
	return g.link(ctx, `SELECT * FROM (SELECT `+linkColumns+` FROM link WHERE token_hash = $1 FOR UPDATE) l`, hash)
}

// NewestLink finds the newest unused link of an account for a purpose that has a code, and locks it, or fault.NotFound.
func (g *Global) NewestLink(ctx context.Context, account tenant.AccountID, purpose string) (Link, error) {
	return g.link(ctx, `
		SELECT `+linkColumns+` FROM link
		WHERE account_id = $1 AND purpose = $2 AND used_at IS NULL AND code_hash IS NOT NULL
		ORDER BY created_at DESC LIMIT 1 FOR UPDATE`, account, purpose)
}

const linkColumns = `token_hash, code_hash, purpose, account_id, scope, attempts, expires_at, used_at`

func (g *Global) link(ctx context.Context, sql string, args ...any) (Link, error) {
	rows, err := g.tx.Query(ctx, sql, args...)
	if err != nil {
		return Link{}, err
	}
	return oneGlobal[Link](rows)
}

// UseLink marks a link as used.
func (g *Global) UseLink(ctx context.Context, hash []byte) error {
	_, err := g.tx.Exec(ctx, `UPDATE link SET used_at = $2 WHERE token_hash = $1`, hash, g.now)
	return err
}

// CountAttempt notes a wrong code for a link.
func (g *Global) CountAttempt(ctx context.Context, hash []byte) error {
	_, err := g.tx.Exec(ctx, `UPDATE link SET attempts = attempts + 1 WHERE token_hash = $1`, hash)
	return err
}

// ForgetLinks removes links that ended more than a month ago.
func (g *Global) ForgetLinks(ctx context.Context) error {
	_, err := g.tx.Exec(ctx, `DELETE FROM link WHERE expires_at < $1`, g.now.AddDate(0, -1, 0))
	return err
}

func oneGlobal[T any](rows pgx.Rows) (T, error) {
	v, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[T])
	if errors.Is(err, pgx.ErrNoRows) {
		return v, fault.New(fault.NotFound, "Nothing is here by that name.")
	}
	return v, translate(err)
}

// InstitutionByID finds an institution, or fault.NotFound.
func (s *Store) InstitutionByID(ctx context.Context, id tenant.InstitutionID) (Institution, error) {
	rows, err := s.pool.Query(ctx, `SELECT id, slug, name FROM institution WHERE id = $1`, id)
	if err != nil {
		return Institution{}, translate(err)
	}
	return oneGlobal[Institution](rows)
}
