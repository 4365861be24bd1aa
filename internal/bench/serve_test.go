package bench

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime/pprof"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/a-h/templ"
	"github.com/jackc/pgx/v5"

	"evenly/internal/access"
	"evenly/internal/app"
	"evenly/internal/config"
	"evenly/internal/mail"
	"evenly/internal/queue"
	"evenly/internal/server"
	"evenly/internal/session"
	"evenly/internal/store"
	"evenly/migrations"
)

// childDSN, when set, makes this test program the site under measurement.
const childDSN = "EVENLY_BENCH_DSN"

const (
	minimalPath    = "/bench-minimal"
	statementsPath = "/bench-statements"
)

// now is the clock of the measurement: week 42 of the third year.
func now() time.Time { return time.Date(2026, 4, 17, 15, 0, 0, 0, time.UTC) }

// profileTo, when set, is the file that a processor profile of the site is written to.
const profileTo = "EVENLY_BENCH_PROFILE"

// serve runs the site, without compression, until its input ends: once as it is, and once without keeping drawn pages.
func serve(dsn string) int {
	config.TuneMemory()
	var sent statements
	st, err := store.Open(context.Background(), dsn, now, store.Trace(&sent))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	q, err := queue.New(st.Pool())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	a := app.New(app.Config{Store: st, Queue: q, Mail: noMail{}, BaseURL: "http://evenly.test"})
	extra := append(server.SignInAsAnyone(), server.Plain(minimalPath, access.Public, minimal(st)), server.Plain(statementsPath, access.Anonymous, sent.show))
	for _, keep := range []int{128, 0} {
		s := server.New(server.Options{App: a, Sessions: session.New(st.Pool(), session.Options{}), BaseURL: "http://evenly.test", Schema: migrations.Newest(),
			KeepPages: keep, Extra: extra})
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		go func() { _ = http.Serve(l, s.Handler()) }() // until the process ends
		fmt.Printf("http://%s\n", l.Addr())
	}
	defer profile()()
	_, _ = io.Copy(io.Discard, os.Stdin)
	return 0
}

// profile begins a processor profile, if one is wanted, and returns what ends it.
func profile() func() {
	name := os.Getenv(profileTo)
	if name == "" {
		return func() {}
	}
	f, err := os.Create(name)
	if err == nil {
		err = pprof.StartCPUProfile(f)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	return pprof.StopCPUProfile
}

type noMail struct{}

func (noMail) Send(context.Context, mail.Message) error { return nil }

// statements counts what is sent to the database.
type statements struct{ n atomic.Int64 }

func (s *statements) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	sql := strings.ToLower(data.SQL)
	if !strings.HasPrefix(sql, "begin") && !strings.HasPrefix(sql, "commit") && !strings.HasPrefix(sql, "rollback") {
		s.n.Add(1)
	}
	return ctx
}

func (*statements) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func (s *statements) show(w http.ResponseWriter, _ *http.Request) error {
	_, err := io.WriteString(w, strconv.FormatInt(s.n.Load(), 10))
	return err
}

// row is what the minimal page lists.
type row struct{ GivenName, FamilyName, Email string }

// minimal is the least that a page can be: one transaction under row-level security, four queries one by one, 30 rows.
func minimal(st *store.Store) func(http.ResponseWriter, *http.Request) error {
	begin := fmt.Sprintf("BEGIN; SELECT set_config('role','evenly_tenant',true), set_config('app.institution','%s',true), "+
		"set_config('app.programs','{%s}',true), set_config('app.person','',true)", institutionID, programID)
	return func(w http.ResponseWriter, r *http.Request) error {
		ctx := r.Context()
		tx, err := st.Pool().BeginTx(ctx, pgx.TxOptions{BeginQuery: begin})
		if err != nil {
			return err
		}
		defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }() // after a commit this does nothing
		counts, err := threeCounts(ctx, tx)
		if err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `SELECT given_name, family_name, email FROM person ORDER BY family_name, given_name LIMIT 30`)
		if err != nil {
			return err
		}
		list, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
		if err == nil {
			err = tx.Commit(ctx)
		}
		if err != nil {
			return err
		}
		return draw(counts, list).Render(ctx, w)
	}
}

// threeCounts are three queries by key, one after the other.
func threeCounts(ctx context.Context, tx pgx.Tx) (out []string, err error) {
	for _, sql := range []string{
		`SELECT name FROM program WHERE id = $1`,
		`SELECT name FROM cycle WHERE program_id = $1 ORDER BY starts_on DESC LIMIT 1`,
		`SELECT zone.time_zone FROM program zone WHERE id = $1`,
	} {
		var s string
		if err := tx.QueryRow(ctx, sql, programID).Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// draw writes the page as templ would.
func draw(counts []string, list []row) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		var b strings.Builder
		b.WriteString("<!doctype html><html lang=en><title>Minimal</title><main><h1>" + templ.EscapeString(strings.Join(counts, ", ")) + "</h1><table>")
		for _, r := range list {
			for _, cell := range []string{r.GivenName, r.FamilyName, r.Email} {
				b.WriteString("<td>" + templ.EscapeString(cell) + "</td>")
			}
			b.WriteString("</tr>")
		}
		b.WriteString("</table></main></html>")
		_, err := io.WriteString(w, b.String())
		return err
	})
}
