package attack_test

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// trace is one thing that was left behind: a row with all its columns and the system's own, or a line of a log.
type trace struct {
	text  string
	names []string          // ids, hashes and addresses in it
	keys  map[string]string // what it can be sorted by
}

// evidence is all that was left behind, by table or log, in the order in which it lies there.
type evidence map[string][]trace

// names finds what could name somebody: ids, SHA-256 hashes ("x" and 64 digits), mail and network addresses.
func names(text string) (found []string) {
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return !strings.ContainsRune("0123456789abcdefghijklmnopqrstuvwxyz-@.", r) }) {
		if len(word) == 36 && word[8] == '-' || len(word) == 65 && word[0] == 'x' || strings.Contains(word, "@") || strings.HasPrefix(word, "10.1.") {
			found = append(found, word)
		}
	}
	return found
}

// dump reads every table of a database: each row with its place on the disk, its transaction and its place in that.
// Tables are found in the catalogue, so that one that is added later is searched as well.
func dump(t *testing.T, url string) evidence {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	check(t, err)
	defer conn.Close(ctx)
	left := evidence{}
	for _, table := range query(t, conn, `SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') ORDER BY 1`) {
		name := wordless.ReplaceAllString(table, "")
		for i, row := range query(t, conn, `
			SELECT (to_jsonb(x) || jsonb_build_object('xmin', lpad(x.xmin::text, 10, '0'), 'cmin', lpad(x.cmin::text, 10, '0')))::text
			FROM `+table+` x ORDER BY x.ctid`) {
			left[name] = append(left[name], trace{row, names(row), columns(t, row, i)})
		}
	}
	return left
}

// wordless is the part of a partition's name that says whose it is.
var wordless = regexp.MustCompile(`_[0-9a-f]{8}(_[0-9a-f]{4}){3}_[0-9a-f]{12}$`)

func query(t *testing.T, conn *pgx.Conn, sql string) []string {
	t.Helper()
	rows, err := conn.Query(context.Background(), sql)
	check(t, err)
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	check(t, err)
	return all
}

// columns are a row's values as they sort; ctid is its place on the disk.
func columns(t *testing.T, row string, place int) map[string]string {
	t.Helper()
	var values map[string]any
	check(t, json.Unmarshal([]byte(row), &values))
	keys := map[string]string{"ctid": fmt.Sprintf("%010d", place)}
	for name, value := range values {
		keys[name] = fmt.Sprint(value)
	}
	return keys
}

// lines adds a log.
func (e evidence) lines(name, text string) {
	for i, line := range strings.Split(text, "\n") {
		if strings.Contains(line, "naive_") {
			continue // our own doing
		}
		e[name] = append(e[name], trace{line, names(line), map[string]string{"line": fmt.Sprintf("%010d", i)}})
	}
}

// split sorts evidence by the survey it is about: subjects says which survey an id belongs to. What names none may be
// about any; that is the rest.
func (e evidence) split(subjects map[string]int, surveys int) (each []evidence, rest evidence) {
	each, rest = make([]evidence, surveys), evidence{}
	for i := range each {
		each[i] = evidence{}
	}
	for place, traces := range e {
		for _, tr := range traces {
			about := -1
			for _, name := range tr.names {
				if s, ok := subjects[name]; ok {
					about = s
				}
			}
			if about < 0 {
				rest[place] = append(rest[place], tr)
			} else {
				each[about][place] = append(each[about][place], tr)
			}
		}
	}
	return each, rest
}

// orders sorts what names somebody in every way there is. Find gives the numbers of the people a trace is about. What names
// everybody at once has an order in itself.
func (e evidence) orders(find func(trace) []int) orders {
	found := orders{}
	for place, traces := range e {
		var about []trace
		var persons []int
		for _, tr := range traces {
			named := find(tr)
			if len(named) > 0 {
				about, persons = append(about, tr), append(persons, named[0])
			}
			found.add(place+" within", firsts(named))
		}
		if len(about) < people {
			continue
		}
		for key := range about[0].keys {
			found.add(place+"."+key, sorted(about, persons, key))
		}
	}
	return found
}

// sorted gives the people in the order of their first traces by a key.
func sorted(traces []trace, persons []int, key string) []int {
	order := make([]int, len(traces))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return strings.Compare(traces[a].keys[key], traces[b].keys[key]) })
	inOrder := make([]int, len(order))
	for at, i := range order {
		inOrder[at] = persons[i]
	}
	return firsts(inOrder)
}

// firsts keeps the first place of everybody.
func firsts(persons []int) (seen []int) {
	for _, p := range persons {
		if !slices.Contains(seen, p) {
			seen = append(seen, p)
		}
	}
	return seen
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		check(t, err)
		return v
	}
}
