package durability_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cloudflare/circl/blindsign/blindrsa"
	"github.com/google/go-cmp/cmp"

	"evenly/internal/app"
	"evenly/internal/e2e/program"
	"evenly/internal/mentorship"
	"evenly/internal/route"
	"evenly/internal/survey"
	"evenly/internal/survey/urn"
	"evenly/internal/tenant"
	"evenly/internal/world"
)

const (
	voters    = 15
	revisions = 4 // ballots each of them sends: one, and corrections
)

// TestNoAnswerIsLostOrCountedTwice has people answer and correct their answers while the program and its Postgres are
// killed again and again. Every acknowledged ballot is counted, each person once, with the last answer.
func TestNoAnswerIsLostOrCountedTwice(t *testing.T) {
	t.Parallel()
	pg := privatePostgres(t)
	w := world.On(t, migrated(t, pg))
	w.SetNow(time.Now())
	im := w.Program("im")
	cora := im.Person("Cora Lang", tenant.Coordinator)
	var all []*voter
	for i := range voters {
		all = append(all, &voter{person: im.Resident(fmt.Sprintf("Voter Number%d", i), 1)})
	}
	runs := tenant.Scope{Institution: im.In.ID, Program: im.ID, Programs: []tenant.ProgramID{im.ID}, Person: cora.ID, Roles: []tenant.Role{tenant.Coordinator}}
	id := must(w.App.DraftSurvey(t.Context(), runs, survey.Residents))(t)
	check(t, w.App.OpenSurvey(t.Context(), runs, id))
	poll := must(w.App.Poll(t.Context(), im.At.Institution, id))(t)
	env := production(t, w.DB.AppURL)
	env["EVENLY_KEYS"] = w.Keys
	p := program.Start(t, program.Options{Args: []string{"serve"}, Env: env})

	var acknowledged atomic.Int64
	var wg sync.WaitGroup
	for i, v := range all {
		v.obtain(t, w.App, im, id, poll.Keys())
		wg.Go(func() { v.work(t, p, route.BallotPut(im.At.Institution, string(id)), i, &acknowledged) })
	}
	kills := killAlong(t, p, pg, &acknowledged, voters*revisions)
	wg.Wait()
	if t.Failed() {
		return
	}
	w.Eventually("the database is back", func() bool { return p.Answers("/readyz", 200) })
	w.Store.Pool().Reset() // this process's own connections died with Postgres
	check(t, w.App.CloseSurvey(t.Context(), runs, id))
	r := must(w.App.Results(t.Context(), im.Scope(), id))(t)
	item, _ := r.Now().Item(survey.Value)
	want := make([]int, survey.Points)
	for i := range voters {
		want[last(i)]++
	}
	if diff := cmp.Diff(want, item.Figure.Counts); diff != "" {
		t.Errorf("counts after %d kills (-want +got):\n%s", kills, diff)
	}
	if got := r.Now(); got.Answered != voters || got.Spoiled != 0 {
		t.Errorf("%d answered, %d spoiled; want %d and none", got.Answered, got.Spoiled, voters)
	}
}

// last is what a voter answers in the end.
func last(voter int) int { return (voter + revisions - 1) % survey.Points }

// voter is somebody's browser with a token.
type voter struct {
	person *world.Person
	pub    urn.Public
	token  urn.Token
}

func (v *voter) obtain(t *testing.T, a *app.App, im *world.Program, id mentorship.WaveID, pub urn.Public) {
	t.Helper()
	key := must(x509.ParsePKIXPublicKey(pub.Signing))(t)
	client := must(blindrsa.NewClient(blindrsa.SHA384PSSRandomized, key.(*rsa.PublicKey)))(t)
	print := pub.Fingerprint()
	prepared := must(client.Prepare(rand.Reader, print[:]))(t)
	blinded, state, err := client.Blind(rand.Reader, prepared)
	check(t, err)
	who := tenant.Scope{Institution: im.In.ID, Program: im.ID, Programs: []tenant.ProgramID{im.ID}, Person: v.person.ID, Roles: []tenant.Role{tenant.Resident}}
	signed := must(a.IssueToken(t.Context(), who, id, blinded))(t)
	v.pub, v.token = pub, urn.Token{Prefix: [32]byte(prepared)}
	copy(v.token.Signature[:], must(client.Finalize(state, signed))(t))
}

// work sends a ballot and its corrections, each until it is acknowledged, as the page's script does: byte for byte again.
func (v *voter) work(t *testing.T, p *program.Process, path string, i int, acknowledged *atomic.Int64) {
	id := must(v.pub.Verify(v.token))(t)
	for revision := range uint32(revisions) {
		ballot := must(survey.ForResidents().Pack(survey.Answers{Choice: map[survey.ItemID]int{survey.Value: (i + int(revision)) % survey.Points}}))(t)
		sealed := must(v.pub.Seal(id, revision, ballot))(t)
		body := must(json.Marshal(map[string]any{"token": v.token.Bytes(), "revision": revision, "sealed": sealed}))(t)
		for t.Context().Err() == nil && !put(t, p.URL+path, body) {
			time.Sleep(20 * time.Millisecond) // as long as a person's browser waits at least
		}
		acknowledged.Add(1)
	}
}

// put sends a ballot one time and reports whether it is in.
func put(t *testing.T, url string, body []byte) bool {
	client := &http.Client{Timeout: 10 * time.Second}
	res, err := client.Post(url, "application/json", bytes.NewReader(body))
	if err != nil {
		return false
	}
	defer res.Body.Close()
	text, _ := io.ReadAll(res.Body)
	if res.StatusCode != http.StatusNoContent && res.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("a ballot: got %d, want 204 or 503: %s", res.StatusCode, text)
	}
	return res.StatusCode == http.StatusNoContent
}

func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		check(t, err)
		return v
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
