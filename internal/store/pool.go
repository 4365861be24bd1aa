package store

import (
	"context"
	"errors"
	"io"
	"net"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/multitracer"
	"github.com/jackc/pgx/v5/pgxpool"
)

// patience is how long a request waits for a free connection before it is told that the database is busy.
const patience = 3 * time.Second

// withPatience adds the bound on waiting to a tracer of statements, which may be nil.
func withPatience(t pgx.QueryTracer) pgx.QueryTracer {
	if t == nil {
		return impatient{}
	}
	return multitracer.New(impatient{}, t)
}

// impatient bounds the wait for a connection. The pool has no setting for it, but it waits with the context that the
// tracer of acquiring returns; the statements that follow have the request's own.
type impatient struct{}

type releaseKey struct{}

// TraceAcquireStart implements pgxpool.AcquireTracer.
func (impatient) TraceAcquireStart(ctx context.Context, _ *pgxpool.Pool, _ pgxpool.TraceAcquireStartData) context.Context {
	ctx, cancel := context.WithTimeout(ctx, patience)
	return context.WithValue(ctx, releaseKey{}, cancel)
}

// TraceAcquireEnd implements pgxpool.AcquireTracer.
func (impatient) TraceAcquireEnd(ctx context.Context, _ *pgxpool.Pool, _ pgxpool.TraceAcquireEndData) {
	if cancel, ok := ctx.Value(releaseKey{}).(context.CancelFunc); ok {
		cancel()
	}
}

// TraceQueryStart implements pgx.QueryTracer, which every tracer must.
func (impatient) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	return ctx
}

// TraceQueryEnd implements pgx.QueryTracer.
func (impatient) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// isLost reports that the connection broke: the server was stopped or killed, or the network failed.
func isLost(err error) bool {
	_, isNet := errors.AsType[net.Error](err)
	return isNet || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed)
}
