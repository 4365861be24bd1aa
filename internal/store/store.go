// Package store is Postgres: a transaction bound to a scope, and the SQL.
//
// There are three doors and no fourth. As opens a transaction that has taken the unprivileged role evenly_tenant and
// carries the institution, the programs and the person of a tenant.Scope; row-level security refuses everything else.
// Global reaches the few tables that exist before a tenant is known (account, session, link, institution names).
// Anonymous (ballots and concerns) has an insert-only role and no scope at all.
//
// Rows are read by methods on Tx, one file per noun, one query per list.
package store

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"evenly/internal/fault"
	"evenly/internal/tenant"
)

// Store is a pool of connections as the login evenly_app.
type Store struct {
	pool *pgxpool.Pool
	now  func() time.Time
}

// Option is a wish about the connections of a Store.
type Option func(*pgxpool.Config)

// Trace lets a tracer see every statement, for tests that count them.
func Trace(t pgx.QueryTracer) Option {
	return func(c *pgxpool.Config) { c.ConnConfig.Tracer = t }
}

// Open connects to the database at dsn. now is the clock that every transaction reads once.
func Open(ctx context.Context, dsn string, now func() time.Time, wishes ...Option) (*Store, error) {
	cfg, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, errors.New("the database URL cannot be read") // without the URL: it may hold a password
	}
	if cfg.ConnConfig.ConnectTimeout == 0 {
		cfg.ConnConfig.ConnectTimeout = 3 * time.Second
	}
	// No request waits longer than its person would. And statements are planned once per connection, not each time: their
	// plans hardly depend on the values, and planning a page's statements again costs as much as running them.
	for k, v := range map[string]string{
		"application_name": "evenly", "statement_timeout": "5s", "lock_timeout": "2s",
		"idle_in_transaction_session_timeout": "10s", "timezone": "UTC",
		"plan_cache_mode": "force_generic_plan",
	} {
		if _, set := cfg.ConnConfig.RuntimeParams[k]; !set {
			cfg.ConnConfig.RuntimeParams[k] = v
		}
	}
	if !strings.Contains(dsn, "pool_max_conns") && cfg.MaxConns < 16 {
		cfg.MaxConns = 16
	}
	for _, wish := range wishes {
		wish(cfg)
	}
	cfg.ConnConfig.Tracer = withPatience(cfg.ConnConfig.Tracer)
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	return &Store{pool: pool, now: now}, nil
}

// Close waits for transactions under way and closes the pool.
func (s *Store) Close() { s.pool.Close() }

// Pool is the pool itself, for the session store and the job queue, which keep tables of their own.
func (s *Store) Pool() *pgxpool.Pool { return s.pool }

// Now reads the clock.
func (s *Store) Now() time.Time { return s.now().UTC() }

// Ready reports whether the database answers and has the schema of this program, version want.
func (s *Store) Ready(ctx context.Context, want uint) error {
	var have int64
	err := s.pool.QueryRow(ctx, "SELECT coalesce(max(version), 0) FROM public.schema_migrations WHERE NOT dirty").Scan(&have)
	if err != nil {
		return fmt.Errorf("read the schema version: %w", err)
	}
	if have < int64(want) {
		return fmt.Errorf("the schema is at version %d, this program needs %d: run evenly migrate up", have, want)
	}
	return nil
}

// Noted lists the database's settings that write down who did what and when. Surveys stay anonymous with them, for nothing
// that is written down tells what anybody answered; but what is not noted cannot be asked for.
func (s *Store) Noted(ctx context.Context) ([]string, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT name || ' = ' || setting FROM pg_settings
		WHERE name = 'track_commit_timestamp' AND setting <> 'off' OR name = 'log_statement' AND setting IN ('mod', 'all')
		   OR name = 'log_min_duration_statement' AND setting = '0' OR name = 'log_duration' AND setting <> 'off'
		ORDER BY name`)
	if err != nil {
		return nil, fmt.Errorf("read the database's settings: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// Tx is one transaction on behalf of a scope.
type Tx struct {
	tx  pgx.Tx
	who tenant.Scope
	now time.Time
}

// Now is the one clock reading of the transaction, so that rows written together agree.
func (tx *Tx) Now() time.Time { return tx.now }

// Who is the scope the transaction acts for.
func (tx *Tx) Who() tenant.Scope { return tx.who }

// Raw is the transaction for the job queue, which adds its rows inside it.
func (tx *Tx) Raw() pgx.Tx { return tx.tx }

// As runs fn in a transaction on behalf of who and commits when fn returns nil. With who.Once set, the key is written
// first, in the same transaction: a repeated key returns fault.Repeated with the first answer's location, a key with
// another body fault.Mismatch, and fn does not run. Broken constraints come back as faults with words.
func (s *Store) As(ctx context.Context, who tenant.Scope, fn func(*Tx) error) error {
	begin, err := beginAs(who)
	if err != nil {
		return err
	}
	return s.transact(ctx, begin, func(ptx pgx.Tx) error {
		tx := &Tx{tx: ptx, who: who, now: s.Now()}
		if err := tx.once(ctx); err != nil {
			return err
		}
		return fn(tx)
	})
}

// transact begins with the statements given (role and settings, transaction-local), in one round trip.
func (s *Store) transact(ctx context.Context, begin string, fn func(pgx.Tx) error) error {
	tx, err := s.pool.BeginTx(ctx, pgx.TxOptions{BeginQuery: begin})
	if err != nil {
		return translate(err)
	}
	defer func() {
		// A cancelled request must still roll back, or the connection would go back with its settings.
		clean, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		_ = tx.Rollback(clean) // after a commit this does nothing
	}()
	if err := fn(tx); err != nil {
		return translate(err)
	}
	return translate(tx.Commit(ctx))
}

var uuidForm = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

// IsID reports whether s has the form of an id, so that a made-up one answers like an unknown one.
func IsID(s string) bool { return uuidForm.MatchString(s) }

// beginAs is the begin statement of a scope. Ids are checked before they are written into it; a scope without an
// institution is refused here, and would be refused by Postgres, too.
func beginAs(who tenant.Scope) (string, error) {
	if !IsID(string(who.Institution)) {
		return "", errors.New("a scope without an institution sees nothing")
	}
	programs := make([]string, len(who.Programs))
	for i, p := range who.Programs {
		if !IsID(string(p)) {
			return "", errors.New("a scope with a malformed program id")
		}
		programs[i] = string(p)
	}
	if who.Person != "" && !IsID(string(who.Person)) {
		return "", errors.New("a scope with a malformed person id")
	}
	return fmt.Sprintf("BEGIN; SELECT set_config('role','evenly_tenant',true), set_config('app.institution','%s',true), "+
		"set_config('app.programs','{%s}',true), set_config('app.person','%s',true)",
		who.Institution, strings.Join(programs, ","), who.Person), nil
}

// once writes the idempotency key of a form, or says that it was used before.
func (tx *Tx) once(ctx context.Context) error {
	o := tx.who.Once
	if o == nil {
		return nil
	}
	tag, err := tx.exec(ctx, `
		INSERT INTO once (institution_id, key, person_id, body_hash, location, created_at)
		VALUES (@institution, @key, nullif(@person, '')::uuid, @hash, @location, @now)
		ON CONFLICT DO NOTHING`,
		pgx.StrictNamedArgs{"key": o.Key, "person": string(tx.who.Person), "hash": o.BodyHash, "location": o.Location})
	if err != nil || tag.RowsAffected() == 1 {
		return err
	}
	var same bool
	var location string
	err = tx.row(ctx, `
		SELECT body_hash = @hash AND person_id IS NOT DISTINCT FROM nullif(@person, '')::uuid, location
		FROM once WHERE key = @key`,
		pgx.StrictNamedArgs{"key": o.Key, "hash": o.BodyHash, "person": string(tx.who.Person)}).Scan(&same, &location)
	if err != nil {
		return fmt.Errorf("read an idempotency key: %w", err)
	}
	if !same {
		return fault.New(fault.Mismatch, "This form was already sent with other answers. Open the page again and check what was saved.")
	}
	return &fault.Error{Kind: fault.Repeated, Message: "This was already done.", Location: location}
}

// ForgetKeys drops the institution's idempotency keys that are older than a week.
func (tx *Tx) ForgetKeys(ctx context.Context) error {
	_, err := tx.exec(ctx, `DELETE FROM once WHERE created_at < @now::timestamptz - interval '7 days'`, nil)
	return err
}

// translate turns what Postgres refused into a fault with words, by constraint name and never by text.
func translate(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*fault.Error](err); ok {
		return err
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return &fault.Error{Kind: fault.Unavailable, Message: "The database is busy. Try again in a moment.", Err: err}
	}
	pg, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		if _, isConnect := errors.AsType[*pgconn.ConnectError](err); isConnect || isLost(err) {
			return &fault.Error{Kind: fault.Unavailable, Message: "The database cannot be reached. Try again in a moment.", Err: err}
		}
		return err
	}
	if words, ok := constraintWords[pg.ConstraintName]; ok && pg.ConstraintName != "" {
		return &fault.Error{Kind: fault.Invalid, Message: words.message,
			Problems: []fault.Problem{{Field: words.field, Message: words.message}}, Err: scrub(pg)}
	}
	switch pg.Code {
	case "57014", "55P03", "53300", "57P01", "57P02", "57P03", "40001", "40P01":
		return &fault.Error{Kind: fault.Unavailable, Message: "The database is busy. Try again in a moment.", Err: scrub(pg)}
	}
	return scrub(pg)
}

// scrub keeps what an operator needs of a Postgres error and drops its detail, which repeats people's values.
func scrub(pg *pgconn.PgError) error {
	return fmt.Errorf("postgres %s: %s (constraint %q, table %q)", pg.Code, pg.Message, pg.ConstraintName, pg.TableName)
}

// named adds the scope's own values that a statement mentions: @institution, @program, @me, @now.
func (tx *Tx) named(sql string, args pgx.StrictNamedArgs) pgx.StrictNamedArgs {
	all := pgx.StrictNamedArgs{}
	for k, v := range args {
		all[k] = v
	}
	own := map[string]any{"institution": tx.who.Institution, "program": tx.who.Program, "me": tx.who.Person, "now": tx.now}
	for k, v := range own {
		if _, set := all[k]; !set && mentions(sql, "@"+k) {
			all[k] = v
		}
	}
	return all
}

// mentions finds the argument as a whole word: @program is not part of @programs.
func mentions(sql, name string) bool {
	for rest := sql; ; {
		i := strings.Index(rest, name)
		if i < 0 {
			return false
		}
		rest = rest[i+len(name):]
		if rest == "" || !isWord(rest[0]) {
			return true
		}
	}
}

func isWord(b byte) bool {
	return b == '_' || '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z'
}

func (tx *Tx) exec(ctx context.Context, sql string, args pgx.StrictNamedArgs) (pgconn.CommandTag, error) {
	return tx.tx.Exec(ctx, sql, tx.named(sql, args))
}

func (tx *Tx) row(ctx context.Context, sql string, args pgx.StrictNamedArgs) pgx.Row {
	return tx.tx.QueryRow(ctx, sql, tx.named(sql, args))
}

// many reads a list: a column too many or too few fails loudly.
func many[T any](ctx context.Context, tx *Tx, sql string, args pgx.StrictNamedArgs) ([]T, error) {
	rows, err := tx.tx.Query(ctx, sql, tx.named(sql, args))
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[T])
}

// one reads exactly one row; none is fault.NotFound with the words given.
func one[T any](ctx context.Context, tx *Tx, missing, sql string, args pgx.StrictNamedArgs) (T, error) {
	rows, err := tx.tx.Query(ctx, sql, tx.named(sql, args))
	if err != nil {
		var zero T
		return zero, err
	}
	v, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[T])
	if errors.Is(err, pgx.ErrNoRows) {
		return v, fault.New(fault.NotFound, "%s", missing)
	}
	return v, err
}
