// Package bench measures what the pages cost, as a multiple of the least that a page can be.
//
// The site runs as a process of its own (this test program, started once more) on a private Postgres, so that the clients
// cost nothing that is counted. A minimal page is part of the same process: session, one transaction under row-level
// security, four queries, 30 rows. All pages are asked for in turn, in rounds, and the processor time of the process and
// of all Postgres processes is read before and after each turn. Multiples of the same run can be compared from machine to
// machine; milliseconds cannot.
package bench

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"

	"evenly/internal/pgdev"
	"evenly/internal/server"
)

func TestMain(m *testing.M) {
	if dsn := os.Getenv(childDSN); dsn != "" {
		os.Exit(serve(dsn))
	}
	os.Exit(m.Run())
}

// The bars.
const (
	most        = 2.0  // times the minimal page, for any dashboard
	mostMS      = 5.0  // milliseconds of processor time, for any page
	growth      = 1.15 // with 2,000 more programs in the database
	dashboardKB = 25.0 // HTML of a dashboard with 120 pairs, compressed
	taskKB      = 8.0  // HTML of any other page
)

const (
	rounds  = 8
	perTurn = 60 // requests of a page in a round
)

// page is one that is measured.
type page struct {
	name, path, email string
	anew              bool    // drawn anew each time, as after an act in the institution
	kb                float64 // the bar of its size
	client            *http.Client
	cost              []float64 // ms of processor time per request, by round
	app               []float64 // of that, in the process itself; the rest in Postgres
	queries           float64
	size              float64 // KB, compressed
}

// BenchmarkPages prints the table. It fails when a page is over a bar.
func BenchmarkPages(b *testing.B) {
	for b.Loop() {
		measure(b)
	}
}

func measure(b *testing.B) {
	pg, dsn, admin := database(b)
	seedHospital(b, admin)
	site := child(b, dsn)
	postgres := postmaster(b, pg)
	one := site.run(b, postgres)
	seedMany(b, admin)
	many := site.run(b, postgres)

	b.Logf("%-18s %7s %7s %7s %7s %8s %7s %7s", "page", "ms CPU", "in app", "times", "bar", "queries", "KB br", "bar")
	for _, p := range one {
		bar := ""
		if p.dashboard() {
			bar = fmt.Sprintf("%.1f", most)
		}
		b.Logf("%-18s %7.2f %7.2f %7.2f %7s %8.0f %7.1f %7.0f%s", p.name, median(p.cost), median(p.app), ratio(p, one[0]), bar, p.queries, p.size, p.kb, over(p, one[0]))
		if over(p, one[0]) != "" {
			b.Fail()
		}
		b.ReportMetric(ratio(p, one[0]), strings.ReplaceAll(p.name, " ", "-")+"-times")
	}
	b.Logf("with %d more programs in the database:", manyPrograms)
	for i, p := range many {
		grown, note := median(p.cost)/median(one[i].cost), ""
		if grown > growth {
			note = "  over"
			b.Fail()
		}
		b.Logf("%-18s %7.2f %7.2f %7.2f%s", p.name, median(p.cost), grown, growth, note)
	}
	b.Logf("resident memory of the process afterwards: %.0f MB (bar 300)", site.memory(b))
}

func ratio(p, minimal page) float64 { return median(p.cost) / median(minimal.cost) }

// dashboard reports whether the page is held to a multiple of the minimal one. What it costs to draw it anew is told beside
// it and held to nothing: that happens once after an act.
func (p page) dashboard() bool { return p.kb == dashboardKB && !p.anew }

func over(p, minimal page) string {
	var what []string
	if p.dashboard() && ratio(p, minimal) > most {
		what = append(what, "times")
	}
	if !p.anew && median(p.cost) > mostMS {
		what = append(what, "ms")
	}
	if p.size > p.kb {
		what = append(what, "KB")
	}
	if len(what) == 0 {
		return ""
	}
	return "  over: " + strings.Join(what, ", ")
}

// pages are those that people open most, the minimal one first.
func pages() []page {
	return []page{
		{name: "minimal", path: minimalPath, email: residentEmail, kb: taskKB},
		{name: "resident's home", path: "/bench/im", email: residentEmail, kb: taskKB},
		{name: "ranking", path: "/bench/peds/ranking", email: rankerEmail, kb: taskKB},
		{name: "log a meeting", path: "/bench/im/meetings/new?with=" + pairID, email: residentEmail, kb: taskKB},
		{name: "director's page", path: "/bench/im", email: directorEmail, kb: dashboardKB},
		{name: "the same, anew", path: "/bench/im", email: directorEmail, kb: dashboardKB, anew: true},
	}
}

// site is the process under measurement.
type site struct {
	url, anew string
	pid       int
}

// child starts this test program as a server.
func child(b *testing.B, dsn string) site {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childDSN+"="+dsn)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	check(b, err)
	out, err := cmd.StdoutPipe()
	check(b, err)
	check(b, cmd.Start())
	b.Cleanup(func() { _ = in.Close(); _ = cmd.Wait() })
	s := site{pid: cmd.Process.Pid}
	lines := bufio.NewReader(out)
	for _, url := range []*string{&s.url, &s.anew} {
		_, err = fmt.Fscanln(lines, url)
		check(b, err)
	}
	return s
}

// run measures every page.
func (s site) run(b *testing.B, postgres int) []page {
	all := pages()
	for i := range all {
		s.prepare(b, &all[i])
	}
	for range rounds {
		for i := range all {
			p := &all[i]
			app, db := cpu(b, s.pid, postgres)
			for range perTurn {
				s.get(b, p)
			}
			appAfter, dbAfter := cpu(b, s.pid, postgres)
			p.cost = append(p.cost, (appAfter+dbAfter-app-db)/perTurn)
			p.app = append(p.app, (appAfter-app)/perTurn)
		}
	}
	return all
}

// prepare signs in, warms up, and counts statements and bytes.
func (s site) prepare(b *testing.B, p *page) {
	jar, err := cookiejar.New(nil)
	check(b, err)
	p.client = &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := p.client.PostForm(s.of(p)+server.SignInAsAnyonePath, url.Values{"email": {p.email}})
	check(b, err)
	_ = res.Body.Close()
	for range 20 {
		p.size = compressed(s.get(b, p))
	}
	before := s.statements(b)
	for range 10 {
		s.get(b, p)
	}
	p.queries = float64(s.statements(b)-before) / 10
}

// of is where a page is asked for.
func (s site) of(p *page) string {
	if p.anew {
		return s.anew
	}
	return s.url
}

func (s site) get(b *testing.B, p *page) []byte {
	res, err := p.client.Get(s.of(p) + p.path)
	check(b, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	check(b, err)
	if res.StatusCode != http.StatusOK {
		b.Fatalf("%s: got %d\n%s", p.path, res.StatusCode, body)
	}
	return body
}

// statements is how many the process has sent to the database, beginnings and ends of transactions left out.
func (s site) statements(b *testing.B) int {
	res, err := http.Get(s.url + statementsPath)
	check(b, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	check(b, err)
	n, err := strconv.Atoi(string(body))
	check(b, err)
	return n
}

// memory is the resident memory of the process, in MB.
func (s site) memory(b *testing.B) float64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.pid))
	check(b, err)
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			check(b, err)
			return kb / 1024
		}
	}
	return 0
}

func compressed(body []byte) float64 {
	var out bytes.Buffer
	w := brotli.NewWriter(&out)
	_, _ = w.Write(body) // into memory
	_ = w.Close()
	return float64(out.Len()) / 1024
}

// postmaster is the process id of the private Postgres.
func postmaster(b *testing.B, pg *pgdev.Server) int {
	text, err := os.ReadFile(filepath.Join(pg.Dir(), "data", "postmaster.pid"))
	check(b, err)
	pid, err := strconv.Atoi(strings.SplitN(string(text), "\n", 2)[0])
	check(b, err)
	return pid
}

// tick is the unit of processor time in /proc: a hundredth of a second on every Linux that Go runs on.
const tick = 10 * time.Millisecond

// cpu is the processor time, in ms, of a process and of Postgres with all its children, those that ended included.
func cpu(b *testing.B, site, postgres int) (app, db float64) {
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	check(b, err)
	var appTicks, dbTicks int
	for _, file := range stats {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // it ended meanwhile
		}
		pid, rest := readStat(string(text))
		if len(rest) < 15 {
			continue
		}
		// From the third field on: state, parent, ..., utime and stime as 12th and 13th, of ended children as 14th and 15th.
		parent, _ := strconv.Atoi(rest[1])
		switch {
		case pid == site:
			appTicks += number(rest[11]) + number(rest[12])
		case parent == postgres:
			dbTicks += number(rest[11]) + number(rest[12])
		case pid == postgres:
			dbTicks += number(rest[11]) + number(rest[12]) + number(rest[13]) + number(rest[14])
		}
	}
	const ms = float64(tick) / float64(time.Millisecond)
	return float64(appTicks) * ms, float64(dbTicks) * ms
}

// readStat splits a line of /proc/PID/stat after the name, which may hold spaces and brackets.
func readStat(text string) (pid int, rest []string) {
	begin, end := strings.IndexByte(text, '('), strings.LastIndexByte(text, ')')
	if begin < 0 || end < 0 {
		return 0, nil
	}
	return number(strings.TrimSpace(text[:begin])), strings.Fields(text[end+1:])
}

func number(s string) int {
	n, _ := strconv.Atoi(s) // the kernel writes numbers
	return n
}

func median(v []float64) float64 {
	sorted := slices.Sorted(slices.Values(v))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

func check(b testing.TB, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}
