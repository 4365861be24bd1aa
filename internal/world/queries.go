package world

import (
	"context"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
)

// queries keeps what the program asks of the database, apart from the beginnings and ends of transactions.
type queries struct {
	mu  sync.Mutex
	all []string
}

// TraceQueryStart implements pgx.QueryTracer.
func (q *queries) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	sql := strings.Join(strings.Fields(data.SQL), " ")
	for _, frame := range []string{"begin", "commit", "rollback"} {
		if strings.HasPrefix(strings.ToLower(sql), frame) {
			return ctx
		}
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.all = append(q.all, sql)
	return ctx
}

// TraceQueryEnd implements pgx.QueryTracer.
func (q *queries) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// Queries lists the statements that fn makes the program send, apart from the beginnings and ends of transactions. A page
// must send as many for one row as for a hundred.
func (w *World) Queries(fn func()) []string {
	w.queries.mu.Lock()
	w.queries.all = nil
	w.queries.mu.Unlock()
	fn()
	w.queries.mu.Lock()
	defer w.queries.mu.Unlock()
	return append([]string(nil), w.queries.all...)
}
