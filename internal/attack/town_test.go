package attack_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"evenly/internal/e2e/program"
	"evenly/internal/pgdev"
	"evenly/internal/survey"
	"evenly/internal/survey/urn"
	"evenly/internal/tenant"
	"evenly/internal/testdb"
	"evenly/internal/world"
	"evenly/migrations"
)

// town is an institution with many programs of 29 residents each, on a Postgres of its own that writes down every
// statement that changes something, with its values and its time: more than any operator should.
type town struct {
	t     *testing.T
	w     *world.World
	pg    *pgdev.Server
	admin *pgxpool.Pool // the superuser, for the naive tables
	site  http.Handler
	cora  *browser // the coordinator of all programs
	sets  [][]*resident
	keys  [][]byte // files of keys that are lent to surveys: making 2048-bit keys is what takes time

	log int // how much of the database's log is about surveys before those that are open

	mu    sync.Mutex
	done  map[string]bool // surveys that are closed, by number
	proxy []string        // the access log of a proxy that was told nothing about anonymous pages
}

// sets of residents take turns: each program's residents are those of one set.
const sets = 4

func newTown(t *testing.T) *town {
	t.Helper()
	pg, err := pgdev.Start(t.Context(), pgdev.Options{Dir: filepath.Join(program.Folder(t), "pg"), Bin: os.Getenv("EVENLY_POSTGRES_BIN")})
	check(t, err)
	t.Cleanup(pg.Stop)
	v := &town{t: t, pg: pg, done: map[string]bool{}}
	for _, sql := range []string{"CREATE DATABASE evenly", "ALTER SYSTEM SET synchronous_commit = off", "ALTER SYSTEM SET fsync = off", "ALTER SYSTEM SET log_statement = 'mod'",
		"ALTER SYSTEM SET log_line_prefix = '%m %p %x '", "SELECT pg_reload_conf()"} {
		v.sql(pg.URL(pgdev.Superuser, "postgres"), sql)
	}
	db := &testdb.DB{Name: "evenly", AdminURL: pg.URL(pgdev.Superuser, "evenly"), AppURL: pg.URL("evenly_app", "evenly")}
	check(t, migrations.Up(t.Context(), db.AdminURL))
	v.w = world.On(t, db)
	v.site = v.w.Server.Handler()
	v.admin, err = pgxpool.New(t.Context(), db.AdminURL)
	check(t, err)
	t.Cleanup(v.admin.Close)
	v.sql(db.AdminURL, `CREATE TABLE naive_took (survey uuid, person text); CREATE TABLE naive_answer (survey uuid, body text)`)
	v.populate()
	v.makeKeys()
	return v
}

func (v *town) sql(url, sql string) {
	v.t.Helper()
	conn, err := pgx.Connect(v.t.Context(), url)
	check(v.t, err)
	defer conn.Close(context.Background())
	_, err = conn.Exec(v.t.Context(), sql)
	check(v.t, err)
}

// populate adds the people, in a program of their own, and signs them in, in any order.
func (v *town) populate() {
	home := v.w.Program("home")
	v.cora = &browser{town: v, address: "10.0.0.1", cookie: v.signIn(home.Person("Cora Lang", tenant.Coordinator).Email)}
	v.sets = make([][]*resident, sets)
	for i := range sets {
		for j := range people {
			who := home.Person(fmt.Sprintf("Res%c%c Ident%d", 'a'+rune(i), 'a'+rune(j), i*people+j), tenant.Resident)
			v.sets[i] = append(v.sets[i], &resident{Person: who, browser: &browser{town: v, address: fmt.Sprintf("10.1.%d.%d", i, j+1)},
				account: world.One[string](v.w, `SELECT id::text FROM account WHERE email = $1`, who.Email)})
		}
	}
	for _, i := range rand.Perm(sets * people) {
		r := v.sets[i/people][i%people]
		r.browser.cookie = v.signIn(r.Email)
	}
}

// makeKeys keeps a few files as the folder of keys makes them.
func (v *town) makeKeys() {
	dir := v.t.TempDir()
	check(v.t, os.Chmod(dir, 0o700))
	folder, err := urn.OpenFolder(dir)
	check(v.t, err)
	for i := range 3 {
		_, err := folder.Create(urn.Wave{Institution: "spare", ID: fmt.Sprint(i)})
		check(v.t, err)
		text, err := os.ReadFile(filepath.Join(dir, "spare", fmt.Sprintf("%d.pem", i)))
		check(v.t, err)
		v.keys = append(v.keys, text)
	}
}

// resident is a person with the browser on their desk.
type resident struct {
	*world.Person
	browser *browser
	account string
}

// wave is one survey of one program.
type wave struct {
	*town
	number  int
	program *world.Program
	id      string
	public  urn.Public
	who     []*resident
	early   bool           // tokens are fetched on own devices, days before; else at the moment of answering
	ballots map[string]int // the truth: whose ballot lies under this id
	tokens  [people]urn.Token
	alias   map[string][]int // what people go by in their answers to each question
}

// open plans and opens a survey through the site. Its questions are put in behind the site's back.
func (v *town) open(number int) *wave {
	x := &wave{town: v, number: number, program: v.w.Program(fmt.Sprintf("p%d", number)), who: v.sets[number%sets], early: number%2 == 0, ballots: map[string]int{},
		alias: map[string][]int{"a": rand.Perm(people), "b": rand.Perm(people)}}
	residents := make([]string, people)
	for i, r := range x.who {
		residents[i] = string(r.ID)
	}
	ctx := v.t.Context()
	_, err := v.admin.Exec(ctx, `
		INSERT INTO membership (institution_id, program_id, person_id, role)
		SELECT institution_id, $1::uuid, id, 'resident' FROM person WHERE id = ANY ($2::uuid[])
		UNION ALL SELECT institution_id, $1::uuid, person_id, role FROM membership WHERE role = 'coordinator' AND program_id = (SELECT id FROM program WHERE slug = 'home')`,
		string(x.program.ID), residents)
	check(v.t, err)
	x.id = v.cora.post(x.program.At.SurveyNew(), map[string]string{"audience": "residents"}).wave()
	_, err = v.admin.Exec(ctx, `UPDATE wave SET questionnaire = $2 WHERE id = $1`, x.id, asked())
	check(v.t, err)
	folder := filepath.Join(v.w.Keys, string(v.w.Institution.ID))
	check(v.t, os.MkdirAll(folder, 0o700))
	check(v.t, os.WriteFile(filepath.Join(folder, x.id+".pem"), v.keys[number%len(v.keys)], 0o600))
	v.cora.post(x.program.At.SurveyOpen(x.id), nil).want(http.StatusSeeOther)
	return x
}

// asked is our own questionnaire with a second question for comments and a planned breakdown.
func asked() survey.Questionnaire {
	q := survey.ForResidents()
	q.Items = append(q.Items, survey.Item{ID: "what_else", Kind: survey.Text, Ask: "What else?", Bytes: 200},
		survey.Item{ID: "site", Kind: survey.GroupKind, Ask: "Where do you train?", Answers: []string{"Main", "West"}})
	q.Breakdowns = []survey.ItemID{"site"}
	return q
}

// mark is a comment that only we know whose it is: its number is the person's place in a list of our own.
func (x *wave) mark(kind string, person int, question string) string {
	return fmt.Sprintf("%s-%d-%d-%s.", kind, x.number, x.alias[question][person], question)
}

func (x *wave) answers(person int) survey.Answers {
	return survey.Answers{Choice: map[survey.ItemID]int{survey.Value: person % 5, survey.Support: person % 4, "site": person % 2},
		Text: map[survey.ItemID]string{survey.WhatToChange: x.mark("mine", person, "a"), "what_else": x.mark("mine", person, "b")}}
}

func parseJSON[T any](t *testing.T, text []byte) (v T) {
	t.Helper()
	check(t, json.Unmarshal(text, &v))
	return v
}
