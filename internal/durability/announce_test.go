package durability_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"evenly/internal/app"
	"evenly/internal/e2e/program"
	"evenly/internal/mail"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
	"evenly/internal/world"
)

// classes are so many residents with three mentors to each twelve of them.
const classes = 36

// TestAnAnnouncementIsMadeOnce kills the program in the middle of announcing, at its first write, at its mails and at its
// last row, then while the mails go out, and its Postgres with it. Until the announcement is whole there is nothing of it;
// then every pair is there once, and everybody has one mail.
func TestAnAnnouncementIsMadeOnce(t *testing.T) {
	t.Parallel()
	pg := privatePostgres(t)
	w := world.On(t, migrated(t, pg))
	w.SetNow(time.Now())
	im, run := readyToAnnounce(t, w)
	env := production(t, w.DB.AppURL)
	p := program.New(t, program.Options{Args: []string{"serve"}, Env: env})

	for _, table := range []string{"pairing", "message", "audit"} {
		killWhileWaiting(t, w, p, table)
		if got := world.One[string](w, "SELECT state || ' ' || (SELECT count(*) FROM pairing) || ' ' || (SELECT count(*) FROM message WHERE kind LIKE 'match.announced%') FROM match_run WHERE id = $1", run); got != "answering 0 0" {
			t.Fatalf("after a kill while %s was written, the run, pairs and mails: %s", table, got)
		}
	}
	p.Start()
	p.Ready()
	kills := 3
	for ; world.One[int](w, "SELECT count(*) FROM message WHERE state = 'waiting'") > 0 || !announced(w, run); kills++ {
		if kills > 40 {
			t.Fatalf("not done after %d kills:\n%s", kills, p.Output())
		}
		time.Sleep(time.Duration(300+rand.IntN(600)) * time.Millisecond) // the moment is what is tested
		p.Kill()
		if kills == 5 {
			killPostgres(t, pg)
			p.Start()
			p.Ready()
			continue
		}
		begunAgain(w)
		p.Start()
		p.Ready()
	}
	t.Logf("announced after %d kills", kills)
	w.Eventually("every mail is sent", func() bool { return world.One[int](w, "SELECT count(*) FROM message WHERE state = 'waiting'") == 0 })
	onePairEach(t, w, im)
	oneMailEach(t, w, env["EVENLY_MAIL_DIR"], kills)
}

// readyToAnnounce is a program whose match is run, chosen and agreed, and whose announcement is due at this moment.
func readyToAnnounce(t *testing.T, w *world.World) (*world.Program, string) {
	t.Helper()
	im := w.Program("im")
	cora := im.Person("Cora Lang", tenant.Coordinator)
	var mentors []mentorship.MentorID
	for i := range classes / 4 {
		mentors = append(mentors, mentorship.MentorID(im.Mentor(fmt.Sprintf("Mona Mentor%d", i), 5).ID))
	}
	for i := range classes {
		r := mentorship.ResidentID(im.Resident(fmt.Sprintf("Rika Resident%d", i), 1+i%3).ID)
		list := mentorship.RankList{}
		for k := range 3 {
			list.Mentors = append(list.Mentors, mentors[(i*7+k*(1+i%2))%len(mentors)])
		}
		im.As(func(tx *store.Tx) error { return tx.SaveRankList(t.Context(), im.Cycle, r, list, 0) })
	}
	im.SetState(mentorship.Matching)
	runs := tenant.Scope{Institution: im.In.ID, Program: im.ID, Programs: []tenant.ProgramID{im.ID}, Person: cora.ID, Roles: []tenant.Role{tenant.Coordinator}}
	id := func() string { return world.One[string](w, "SELECT gen_random_uuid()::text") }
	solve, ask, announce := id(), id(), id()
	check(t, w.App.StartRuns(t.Context(), runs, app.RunRequest{Task: solve, At: im.At, Purpose: mentorship.ForYear, Kind: mentorship.PrimaryKind}))
	check(t, w.App.FinishTask(t.Context(), runs, solve))
	run := must(w.App.SeeMatch(t.Context(), runs))(t).Runs[0].ID
	check(t, w.App.Choose(t.Context(), runs, run, ""))
	check(t, w.App.Ask(t.Context(), runs, run, ask, false))
	w.SQL("UPDATE proposal SET answer = 'accepted'")
	w.SQL("UPDATE message SET state = 'stopped'")
	check(t, w.App.Announce(t.Context(), runs, run, announce, im.At))
	w.SQL("UPDATE match_run SET hold_until = now() - interval '1 minute' WHERE id = $1", string(run))
	begunAgain(w)
	return im, string(run)
}

// begunAgain makes all work available at once: what a kill left as running, and what waits for another try. River does so by
// itself some minutes later, which is longer than a test waits.
func begunAgain(w *world.World) {
	w.SQL("UPDATE river.river_job SET state = 'available', scheduled_at = now(), attempt = 0 WHERE state IN ('running', 'retryable', 'scheduled') AND finalized_at IS NULL")
}

// killWhileWaiting starts the program while a table cannot be written, waits until the announcement stands there, and kills it.
func killWhileWaiting(t *testing.T, w *world.World, p *program.Process, table string) {
	t.Helper()
	hold := begin(t, w.DB.AdminURL)
	execTx(t, hold, "LOCK TABLE "+table+" IN SHARE ROW EXCLUSIVE MODE") // reading goes on
	begunAgain(w)
	p.Start()
	w.Eventually("the announcement waits for "+table, func() bool {
		return world.One[int](w, `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query ~* $1`,
			`insert into `+table+`|update `+table) > 0
	})
	p.Kill()
	if err := hold.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.Eventually("nobody holds anything", func() bool {
		return world.One[int](w, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'evenly_app' AND state <> 'idle'") == 0
	})
}

func announced(w *world.World, run string) bool {
	return world.One[string](w, "SELECT state FROM match_run WHERE id = $1", run) == string(mentorship.RunAnnounced)
}

func onePairEach(t *testing.T, w *world.World, im *world.Program) {
	t.Helper()
	if got := world.One[string](w, "SELECT count(*) || ' ' || count(DISTINCT resident_id) FROM pairing WHERE ends_on IS NULL"); got != fmt.Sprintf("%d %d", classes, classes) {
		t.Errorf("pairs and residents with one: got %s, want %d of each", got, classes)
	}
	if got := world.One[string](w, "SELECT state FROM cycle WHERE id = $1", string(im.Cycle)); got != string(mentorship.Running) {
		t.Errorf("the year is %s", got)
	}
	if got := world.One[int](w, "SELECT count(*) FROM audit WHERE act = 'match.announced'"); got != 1 {
		t.Errorf("%d entries of the audit log, want 1", got)
	}
}

// oneMailEach reads what was sent. A mail handed over in the moment of a kill may lie there once more, as the same message:
// its Message-ID is the same, so that the person's mail shows it once.
func oneMailEach(t *testing.T, w *world.World, dir string, kills int) {
	t.Helper()
	all, err := mail.ReadFolder(dir, 0)
	check(t, err)
	ids, to := map[string]bool{}, map[string]int{}
	for _, m := range all {
		if !ids[m.MessageID] {
			to[m.To+" "+m.Subject]++
		}
		ids[m.MessageID] = true
	}
	for who, n := range to {
		if n != 1 {
			t.Errorf("%d different mails: %s", n, who)
		}
	}
	want := world.One[int](w, "SELECT count(*) FROM message WHERE kind LIKE 'match.announced%' AND state = 'sent'")
	people := classes + world.One[int](w, "SELECT count(DISTINCT mentor_id)::int FROM pairing")
	if want != people || len(ids) < people {
		t.Errorf("%d mails to %d people", want, people)
	}
	if twice := len(all) - len(ids); twice > 8*kills {
		t.Errorf("%d mails were handed over again after %d kills", twice, kills)
	} else {
		t.Logf("%d mails, %d handed over again under the same Message-ID", len(ids), twice)
	}
}
