package server_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cloudflare/circl/blindsign/blindrsa"

	"evenly/internal/route"
	"evenly/internal/survey"
	"evenly/internal/survey/urn"
	"evenly/internal/tenant"
	"evenly/internal/world"
)

// town is a program with residents, a coordinator who runs surveys, and the others who hear of alarms.
type town struct {
	*world.Program
	t                                  testing.TB
	coordinator, director, facilitator *world.Person
	residents                          []*world.Person
}

func newTown(t testing.TB, residents int) *town {
	t.Helper()
	w := world.New(t)
	im := w.Program("im")
	v := &town{Program: im, t: t, coordinator: im.Person("Cora Lang", tenant.Coordinator), director: im.Person("Dora Stone", tenant.Director),
		facilitator: im.Person("Fay Marsh", tenant.Facilitator)}
	for i := range residents {
		v.residents = append(v.residents, im.Resident(fmt.Sprintf("Res%c%c Ident%d", 'a'+rune(i/26), 'a'+rune(i%26), i), 1+i%3))
	}
	return v
}

// open plans and opens the next survey for residents through the pages, and gives its id.
func (v *town) open() string {
	v.t.Helper()
	list := v.coordinator.Get(v.At.Surveys()).Want(http.StatusOK)
	edit := v.coordinator.Submit(list, `form:has(input[value=residents])`, nil, "").Want(http.StatusSeeOther)
	id := strings.Split(strings.TrimPrefix(edit.Location, v.At.Surveys()+"/"), "/")[0]
	builder := v.coordinator.Follow(edit).Want(http.StatusOK)
	v.coordinator.Submit(builder, `form[action$="/open"]`, nil, "").Want(http.StatusSeeOther)
	return id
}

func (v *town) closeWave(id string) *world.Page {
	v.t.Helper()
	p := v.coordinator.Get(v.At.Survey(id)).Want(http.StatusOK)
	return v.coordinator.Follow(v.coordinator.Submit(p, `form[action$="/close"]`, nil, ""))
}

// keys fetches the public keys as nobody.
func (v *town) keys(id string) urn.Public {
	v.t.Helper()
	var p urn.Public
	page := v.W.Visitor().Get(route.BallotKeys(v.At.Institution, id)).Want(http.StatusOK)
	if err := json.Unmarshal([]byte(page.Body), &p); err != nil {
		v.t.Fatal(err)
	}
	return p
}

// voter is somebody's browser: the token, and what it answers.
type voter struct {
	v     *town
	wave  string
	pub   urn.Public
	token urn.Token
}

// obtain fetches a token for a person, as the page's script does.
func (v *town) obtain(id string, person *world.Person) voter {
	v.t.Helper()
	pub := v.keys(id)
	client, prepared, blinded, state := v.blind(pub)
	status, body := person.JSON(v.At.SurveyToken(id), map[string]any{"blinded": blinded})
	if status != http.StatusOK {
		v.t.Fatalf("token: %d %s", status, body)
	}
	var answer struct{ Signature []byte }
	v.check(json.Unmarshal(body, &answer))
	signature, err := client.Finalize(state, answer.Signature)
	v.check(err)
	token := urn.Token{Prefix: [32]byte(prepared)}
	copy(token.Signature[:], signature)
	return voter{v, id, pub, token}
}

func (v *town) blind(pub urn.Public) (client blindrsa.Client, prepared, blinded []byte, state blindrsa.State) {
	v.t.Helper()
	key, err := x509.ParsePKIXPublicKey(pub.Signing)
	v.check(err)
	client, err = blindrsa.NewClient(blindrsa.SHA384PSSRandomized, key.(*rsa.PublicKey))
	v.check(err)
	print := pub.Fingerprint()
	prepared, err = client.Prepare(rand.Reader, print[:])
	v.check(err)
	blinded, state, err = client.Blind(rand.Reader, prepared)
	v.check(err)
	return client, prepared, blinded, state
}

func (v *town) check(err error) {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
}

// put sends a ballot as nobody and gives the status.
func (x voter) put(revision uint32, a survey.Answers) int {
	x.v.t.Helper()
	ballot, err := survey.ForResidents().Pack(a)
	x.v.check(err)
	return x.seal(revision, ballot)
}

// seal seals a packed ballot and sends it.
func (x voter) seal(revision uint32, ballot []byte) int {
	x.v.t.Helper()
	id, err := x.pub.Verify(x.token)
	x.v.check(err)
	sealed, err := x.pub.Seal(id, revision, ballot)
	x.v.check(err)
	return x.send(revision, sealed, nil)
}

func (x voter) send(revision uint32, sealed []byte, header http.Header) int {
	x.v.t.Helper()
	return post(x.v, route.BallotPut(x.v.At.Institution, x.wave), map[string]any{"token": x.token.Bytes(), "revision": revision, "sealed": sealed}, header)
}

func post(v *town, path string, body any, header http.Header) int {
	v.t.Helper()
	text, err := json.Marshal(body)
	v.check(err)
	r, err := http.NewRequest(http.MethodPost, v.W.Site.URL+path, bytes.NewReader(text))
	v.check(err)
	r.Header.Set("Content-Type", "application/json")
	for k := range header {
		r.Header.Set(k, header.Get(k))
	}
	res, err := http.DefaultClient.Do(r)
	v.check(err)
	_, _ = io.Copy(io.Discard, res.Body)
	v.check(res.Body.Close())
	return res.StatusCode
}

// mails counts the mails a person got with this subject.
func (v *town) mails(who *world.Person, subject string) (n int) {
	for _, m := range v.W.Mail.To(who.Email) {
		if m.Subject == subject {
			n++
		}
	}
	return n
}

func value(choice int, comment string) survey.Answers {
	return survey.Answers{Choice: map[survey.ItemID]int{survey.Value: choice, survey.Support: 3, survey.Development: 3}, Text: map[survey.ItemID]string{survey.WhatToChange: comment}}
}

// ask runs a whole wave in which so many people give each answer to the value question, and closes it.
func (v *town) ask(counts ...int) (id string, results *world.Page) {
	v.t.Helper()
	id = v.open()
	person := 0
	for choice, n := range counts {
		for range n {
			if got := v.obtain(id, v.residents[person]).put(0, value(choice, "")); got != http.StatusNoContent {
				v.t.Fatalf("ballot of person %d: %d", person, got)
			}
			person++
		}
	}
	return id, v.closeWave(id)
}

// loseKeys empties the folder of keys.
func (v *town) loseKeys() {
	v.t.Helper()
	files, err := filepath.Glob(filepath.Join(v.W.Keys, "*", "*"))
	v.check(err)
	for _, file := range files {
		v.check(os.Remove(file))
	}
}

func (v *town) reply(id string) {
	v.t.Helper()
	form := v.coordinator.Get(v.At.SurveyReply(id)).Want(http.StatusOK)
	check := v.coordinator.Submit(form, "form[method=post]", url.Values{"said": {"Too few meetings."}, "did": {"Two hours a month are protected now."}}, "op=check").Want(http.StatusOK)
	v.coordinator.Submit(check, "form[method=post]", nil, "op=publish").Want(http.StatusSeeOther)
}
