package session

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// finishing is how long a write may take after the browser has gone away: signing out must not depend on who waits for it.
const finishing = 2 * time.Second

// store implements scs.CtxStore over the table session. All comparisons with the present use the clock of the database, so
// that several servers agree.
type store struct {
	db   DB
	idle time.Duration // for sessions that have no limit of their own
}

// loaded remembers, for one request, the token whose row it found. A commit of that token may only update: if the row is
// gone by then, somebody signed out meanwhile.
type loaded struct{ token string }

type loadedKey struct{}

func withLoaded(ctx context.Context) context.Context {
	return context.WithValue(ctx, loadedKey{}, &loaded{})
}

func loadedIn(ctx context.Context) *loaded {
	l, ok := ctx.Value(loadedKey{}).(*loaded)
	if !ok {
		panic("session: this request did not go through Wrap")
	}
	return l
}

// FindCtx implements scs.CtxStore.
func (s *store) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	var data []byte
	var left float64 // seconds until the row ends
	err := s.db.QueryRow(ctx, `
		SELECT data, extract(epoch FROM expires_at - now())::float8
		FROM session
		WHERE token_hash = $1 AND expires_at > now()`, hash(token)).Scan(&data, &left)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("find a session: %w", err)
	}
	r, err := decode(data)
	if err != nil {
		// Data that cannot be read signs nobody in and keeps nobody out: the visitor starts anew.
		return nil, false, nil
	}
	loadedIn(ctx).token = token
	return data, true, s.touch(ctx, token, r, seconds(left))
}

// touch moves the idle limit on, when a twelfth of it has passed since it was last moved: five minutes of an hour. It
// updates only, so it cannot bring back a session that is destroyed meanwhile.
func (s *store) touch(ctx context.Context, token string, r record, left time.Duration) error {
	idle, now := r.idle(s.idle), time.Now()
	if idle == 0 || r.expiry(now, s.idle).Sub(now)-left < idle/12 {
		return nil
	}
	_, err := s.db.Exec(ctx, `
		UPDATE session
		SET expires_at = now() + make_interval(secs => $2)
		WHERE token_hash = $1 AND expires_at > now()`, hash(token), r.expiry(now, s.idle).Sub(now).Seconds())
	if err != nil {
		return fmt.Errorf("move the idle limit of a session: %w", err)
	}
	return nil
}

// CommitCtx implements scs.CtxStore.
func (s *store) CommitCtx(ctx context.Context, token string, data []byte, _ time.Time) error {
	r, err := decode(data)
	if err != nil {
		return err
	}
	statement := `
		INSERT INTO session (token_hash, account_id, data, expires_at)
		VALUES ($1, $2::uuid, $3, now() + make_interval(secs => $4))`
	if loadedIn(ctx).token == token {
		statement = `
			UPDATE session
			SET account_id = $2::uuid, data = $3, expires_at = now() + make_interval(secs => $4)
			WHERE token_hash = $1 AND expires_at > now()`
	}
	now := time.Now()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishing)
	defer cancel()
	if _, err := s.db.Exec(ctx, statement, hash(token), r.account(), data, r.expiry(now, s.idle).Sub(now).Seconds()); err != nil {
		return fmt.Errorf("save a session: %w", err)
	}
	return nil
}

// DeleteCtx implements scs.CtxStore.
func (s *store) DeleteCtx(ctx context.Context, token string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishing)
	defer cancel()
	if _, err := s.db.Exec(ctx, `DELETE FROM session WHERE token_hash = $1`, hash(token)); err != nil {
		return fmt.Errorf("delete a session: %w", err)
	}
	return nil
}

func (s *store) deleteAccount(ctx context.Context, accountID string) (int64, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishing)
	defer cancel()
	tag, err := s.db.Exec(ctx, `DELETE FROM session WHERE account_id = $1::uuid`, accountID)
	if err != nil {
		return 0, fmt.Errorf("delete the sessions of an account: %w", err)
	}
	return tag.RowsAffected(), nil
}

func (s *store) deleteEnded(ctx context.Context) (int64, error) {
	tag, err := s.db.Exec(ctx, `DELETE FROM session WHERE expires_at <= now()`)
	if err != nil {
		return 0, fmt.Errorf("delete ended sessions: %w", err)
	}
	return tag.RowsAffected(), nil
}

// Find, Commit and Delete complete scs.Store; scs calls the forms with a context when they exist.

// Find implements scs.Store.
func (s *store) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(withLoaded(context.Background()), token)
}

// Commit implements scs.Store.
func (s *store) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(withLoaded(context.Background()), token, data, expiry)
}

// Delete implements scs.Store.
func (s *store) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// hash is how a token is stored. Tokens are 256 random bits, so a fast hash is enough.
func hash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

func seconds(f float64) time.Duration { return time.Duration(f * float64(time.Second)) }
