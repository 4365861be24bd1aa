package attack_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"

	"evenly/internal/app"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/pgdev"
	"evenly/internal/queue"
	"evenly/internal/store"
	"evenly/internal/survey/urn"
	"evenly/internal/tenant"
)

// searchSecrets looks for answers in all that lies about before the close.
func (v *town) searchSecrets(left evidence) {
	v.t.Helper()
	for place, traces := range left {
		for _, tr := range traces {
			if what := found([]byte(tr.text)); what != "" && !v.closed(tr) {
				v.t.Errorf("before the close, %s holds %s: %.200s", place, what, tr.text)
				return
			}
		}
	}
}

// closed reports whether a trace is an answer of an earlier batch, which is out already.
func (v *town) closed(tr trace) bool {
	marks := markForm.FindAllStringSubmatch(tr.text, -1)
	for _, m := range marks {
		if m[1] == "mine" && !v.done[m[2]] {
			return false
		}
	}
	return len(marks) > 0
}

const privateKey = "PRIVATE KEY"

// found names what should not lie open.
func found(text []byte) string {
	for what, form := range map[string]string{
		"an answer": secret, "an answer in hexadecimal": hex.EncodeToString([]byte(secret)), "a private key": privateKey,
		"the address of who answered": nobodysNet, "the browser of who answered": nobodysAgent,
	} {
		if bytes.Contains(text, []byte(form)) {
			return what
		}
	}
	return ""
}

// searchFiles looks through every file of the database, write-ahead log, temporary files and server log included, and a
// copy as pg_basebackup takes it, for answers and private keys.
func (v *town) searchFiles() {
	v.t.Helper()
	v.sql(v.w.DB.AdminURL, "CHECKPOINT")
	copied := filepath.Join(v.t.TempDir(), "base")
	v.run("pg_basebackup", "--dbname="+v.pg.URL(pgdev.Superuser, "postgres"), "--pgdata="+copied, "--checkpoint=fast", "--wal-method=fetch")
	for _, dir := range []string{v.pg.Dir(), copied} {
		spools := 0
		check(v.t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			text, err := os.ReadFile(path)
			if what := found(text); what != "" {
				v.t.Errorf("before the close, %s holds %s", path, what)
			}
			if bytes.Contains(text, []byte("evenly")) {
				spools++
			}
			return err
		}))
		if spools == 0 {
			v.t.Errorf("there is nothing of the database in %s: the search proves nothing", dir)
		}
	}
}

func (v *town) run(tool string, args ...string) []byte {
	v.t.Helper()
	path, err := v.pg.Programs().Tool(tool)
	check(v.t, err)
	out, err := exec.CommandContext(v.t.Context(), path, args...).CombinedOutput()
	if err != nil {
		v.t.Fatalf("%s: %v: %.500s", tool, err, out)
	}
	return out
}

// copied is a backup of a moment, restored into a database of its own.
type copied struct {
	*town
	name string
	left evidence
}

// restore takes a backup, looks through it, and restores it.
func (v *town) restore(number int) copied {
	v.t.Helper()
	file := filepath.Join(v.t.TempDir(), fmt.Sprintf("backup%d.sql", number))
	v.run("pg_dump", "--dbname="+v.w.DB.AdminURL, "--file="+file)
	text, err := os.ReadFile(file)
	check(v.t, err)
	if !bytes.Contains(text, []byte("COPY public.spool_")) {
		v.t.Fatal("the backup has no ballots: it proves nothing")
	}
	if what := found(text); what != "" && number == 0 {
		v.t.Errorf("the backup holds %s", what)
	}
	c := copied{town: v, name: fmt.Sprintf("restored%d", number)}
	v.sql(v.pg.URL(pgdev.Superuser, "postgres"), "CREATE DATABASE "+c.name)
	v.run("psql", "--dbname="+c.url(), "--quiet", "--set=ON_ERROR_STOP=1", "--file="+file)
	c.left = dump(v.t, c.url())
	return c
}

func (c copied) url() string { return c.pg.URL(pgdev.Superuser, c.name) }

// staysShut lets the program itself try to close a survey of the restored backup, once its keys are destroyed.
func (c copied) staysShut(x *wave) {
	c.t.Helper()
	st := must(store.Open(c.t.Context(), c.pg.URL("evenly_app", c.name), c.w.Now))(c.t)
	defer st.Close()
	keys := must(urn.OpenFolder(c.w.Keys))(c.t)
	again := app.New(app.Config{Store: st, Queue: must(queue.New(st.Pool()))(c.t), Mail: c.w.Mail, BaseURL: "http://evenly.test", Log: slog.New(slog.DiscardHandler), Keys: &keys})
	who := tenant.SystemScope(x.program.In.ID, x.program.ID).ForProgram(x.program.ID)
	if err := again.CloseSurvey(c.t.Context(), who, mentorship.WaveID(x.id)); !fault.Is(err, fault.Unavailable) {
		c.t.Errorf("closing a restored survey whose keys are destroyed: %v, want it refused", err)
	}
	st.Close()
	c.sql(c.pg.URL(pgdev.Superuser, "postgres"), "DROP DATABASE "+c.name+" WITH (FORCE)")
}

// keysAreGone looks for what is left of any key.
func (v *town) keysAreGone() {
	v.t.Helper()
	left, err := filepath.Glob(filepath.Join(v.w.Keys, "*", "*"))
	check(v.t, err)
	if len(left) > 0 {
		v.t.Errorf("keys are left after the close: %v", left)
	}
}
