package urn_test

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"evenly/internal/survey"
	"evenly/internal/survey/urn"
)

// box is a server reduced to what the ballot box needs: keys, issued tokens by person, a spool by ballot id and revision.
// It keeps the rules the product keeps in the database.
type box struct {
	sync.Mutex
	keys    map[string]*urn.Keys // by wave
	tagged  *urn.Public          // given to whoever comes with a cookie, if not nil
	issued  map[string][]byte    // person in wave -> blinded token
	spool   map[spoolKey][]byte
	closed  bool
	losing  int // how many answers to lose on the way back
	blinded [][]byte
}

type spoolKey struct {
	id       urn.BallotID
	revision uint32
}

func newBox(t *testing.T) (*box, string) {
	t.Helper()
	b := &box{keys: map[string]*urn.Keys{"one": generate(t), "two": generate(t)}, issued: map[string][]byte{}, spool: map[spoolKey][]byte{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /keys/{wave}", b.serveKeys)
	mux.HandleFunc("POST /issue/{wave}", b.serveIssue)
	mux.HandleFunc("POST /ballot/{wave}", b.serveBallot)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return b, server.URL
}

func (b *box) serveKeys(w http.ResponseWriter, r *http.Request) {
	public := b.keys[r.PathValue("wave")].Public()
	if r.Header.Get("Cookie") != "" && b.tagged != nil {
		public = *b.tagged
	}
	answer(w, public)
}

func answer(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(value); err != nil {
		panic(err)
	}
}

func (b *box) serveIssue(w http.ResponseWriter, r *http.Request) {
	b.Lock()
	defer b.Unlock()
	var ask struct{ Blinded []byte }
	if err := json.NewDecoder(r.Body).Decode(&ask); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	who := r.PathValue("wave") + r.Header.Get("Cookie")
	if earlier, issued := b.issued[who]; issued && !bytes.Equal(earlier, ask.Blinded) {
		w.WriteHeader(http.StatusConflict)
		return
	}
	signature, err := b.keys[r.PathValue("wave")].BlindSign(ask.Blinded)
	if err != nil {
		w.WriteHeader(http.StatusUnprocessableEntity)
		return
	}
	b.issued[who] = ask.Blinded
	b.blinded = append(b.blinded, ask.Blinded)
	if b.lose(w) {
		return
	}
	answer(w, map[string][]byte{"signature": signature})
}

// lose drops the connection after the work is done, as a bad network does.
func (b *box) lose(w http.ResponseWriter) bool {
	if b.losing == 0 {
		return false
	}
	b.losing--
	connection, _, err := w.(http.Hijacker).Hijack()
	if err == nil {
		connection.Close()
	}
	return true
}

func (b *box) serveBallot(w http.ResponseWriter, r *http.Request) {
	b.Lock()
	defer b.Unlock()
	var ask struct {
		Token    []byte
		Revision uint32
		Sealed   []byte
	}
	status := http.StatusNoContent
	if r.Header.Get("Cookie") != "" || json.NewDecoder(r.Body).Decode(&ask) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	token, err := urn.ParseToken(ask.Token)
	if err == nil {
		status, err = b.keep(r.PathValue("wave"), token, ask.Revision, ask.Sealed)
	}
	if err != nil {
		status = http.StatusUnprocessableEntity
	}
	if b.lose(w) {
		return
	}
	w.WriteHeader(status)
}

func (b *box) keep(wave string, token urn.Token, revision uint32, sealed []byte) (int, error) {
	id, err := b.keys[wave].Public().Verify(token)
	if err != nil {
		return 0, err
	}
	key := spoolKey{id, revision}
	if earlier, there := b.spool[key]; there && !bytes.Equal(earlier, sealed) {
		return http.StatusConflict, nil
	}
	if b.closed {
		return http.StatusGone, nil
	}
	b.spool[key] = sealed
	return http.StatusNoContent, nil
}

// open decrypts the highest revision of every ballot.
func (b *box) open(t *testing.T, q survey.Questionnaire, wave string) []survey.Answers {
	t.Helper()
	highest := map[urn.BallotID]uint32{}
	for key := range b.spool {
		highest[key.id] = max(highest[key.id], key.revision)
	}
	var all []survey.Answers
	for id, revision := range highest {
		ballot, err := b.keys[wave].Open(id, revision, b.spool[spoolKey{id, revision}])
		if err != nil {
			t.Fatal(err)
		}
		answers, err := q.Unpack(ballot)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, answers)
	}
	return all
}

// Twenty-nine people answer through the shipped client; one corrects the answer; the counts come out right and everything
// on the way was asked as it should be.
func TestWaveThroughTheClient(t *testing.T) {
	t.Parallel()
	q := survey.ForResidents()
	b, base := newBox(t)
	var steps []step
	for i := range 29 {
		who := fmt.Sprint("person", i)
		steps = append(steps, step{"do": "obtain", "person": who, "base": base, "wave": "one", "store": who})
	}
	for i := range 29 {
		who := fmt.Sprint("person", i)
		steps = append(steps, step{"do": "putIn", "person": who, "base": base, "wave": "one", "store": who, "form": q.Form(),
			"answers": map[string]any{"value": i % 5, "what_to_change": fmt.Sprintf("Über %d\u200b", i)}})
	}
	steps = append(steps, step{"do": "putIn", "person": "person0", "base": base, "wave": "one", "store": "person0", "form": q.Form(),
		"answers": map[string]any{"value": 4}})
	answers, requests := drive(t, steps...)
	for i, a := range answers {
		if a["error"] != nil {
			t.Fatalf("step %v: %v", steps[i], a)
		}
	}
	if got := answers[len(answers)-1]["revision"]; got != 1.0 {
		t.Errorf("the correction is revision %v, want 1", got)
	}
	release, _ := q.Count(b.open(t, q, "one"), survey.Pool{}, rand.New(rand.NewPCG(1, 1)))
	value, _ := release.Item(survey.Value)
	if diff := cmp.Diff([]int{5, 6, 6, 6, 6}, value.Figure.Counts); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
	if len(release.Comments) != 28 || !strings.HasPrefix(release.Comments[0].Text, "Über ") || strings.Contains(release.Comments[0].Text, "\u200b") {
		t.Errorf("comments = %v", release.Comments)
	}
	for i, r := range requests {
		if i > 0 && strings.HasPrefix(r.Path, "/ballot/") && requests[i-1].Credentials != "omit" {
			t.Errorf("request %d, just before a ballot, was sent with %+v", i-1, requests[i-1])
		}
		if strings.HasPrefix(r.Path, "/ballot/") && (r.Credentials != "omit" || r.Referrer != "no-referrer" || r.Mode != "same-origin") {
			t.Errorf("a ballot was sent with %+v", r)
		}
	}
	for key, sealed := range b.spool {
		if len(sealed) != urn.SealedSize(q.BallotSize()) {
			t.Errorf("ballot %x has %d bytes sealed, others %d", key.id, len(sealed), urn.SealedSize(q.BallotSize()))
		}
	}
}

// What the client is to refuse, and what it is to say when the server refuses.
func TestRefusals(t *testing.T) {
	t.Parallel()
	q := survey.ForResidents()
	b, base := newBox(t)
	to := func(do, person, store string, more ...any) step {
		s := step{"do": do, "person": person, "base": base, "wave": "one", "store": store, "form": q.Form(), "answers": map[string]any{}}
		for i := 0; i < len(more); i += 2 {
			s[more[i].(string)] = more[i+1]
		}
		return s
	}
	print := b.keys["one"].Public().Fingerprint().String()
	answers, _ := drive(t,
		to("open", "ana", "", "printed", print),
		to("open", "ana", "", "printed", b.keys["two"].Public().Fingerprint().String()),
		to("obtain", "ana", "phone"),
		to("obtain", "ana", "phone"),
		to("obtain", "ana", "laptop"),
		to("carry", "ana", "", "from", "phone", "to", "laptop"),
		to("putIn", "", "laptop"),
		to("putIn", "", "phone"),
		to("receive", "", "", "to", "stranger", "text", strings.Repeat("A", 384)),
		to("obtain", "ben", "blocked", "blocked", true),
		to("putIn", "", "nobody"),
	)
	want := []any{nil, "keys", nil, nil, "issued", nil, nil, nil, "token", "storage", "token"}
	for i, w := range want {
		if got := answers[i]["error"]; got != w {
			t.Errorf("step %d: error %v, want %v", i, got, w)
		}
	}
	if first, again := answers[2]["token"], answers[3]["token"]; first != again {
		t.Error("asking again gave another token")
	}
	if answers[7]["revision"] != 1.0 {
		t.Errorf("after the laptop's ballot the phone's is %v, want revision 1", answers[7])
	}
}

// A server that gives a signed-in person keys of their own is found out before anything is blinded for it.
func TestClientRefusesTaggedKeys(t *testing.T) {
	t.Parallel()
	b, base := newBox(t)
	tag := b.keys["two"].Public()
	b.tagged = &tag
	answers, _ := drive(t, step{"do": "obtain", "person": "ana", "base": base, "wave": "one", "store": "phone"})
	if answers[0]["error"] != "keys" || len(b.issued) != 0 {
		t.Errorf("tagged keys: %v, %d tokens issued", answers[0], len(b.issued))
	}
}

// Replies are lost after the work was done: no token is spent twice, no ballot counts twice.
func TestLostReplies(t *testing.T) {
	t.Parallel()
	q := survey.ForResidents()
	b, base := newBox(t)
	b.losing = 1
	obtain := step{"do": "obtain", "person": "ana", "base": base, "wave": "one", "store": "phone"}
	first, _ := drive(t, obtain, obtain)
	if first[0]["error"] != "offline" || first[1]["error"] != nil {
		t.Fatalf("lost token reply: %v", first)
	}
	b.losing = 2
	put := step{"do": "putIn", "base": base, "wave": "one", "store": "tablet", "form": q.Form(), "answers": map[string]any{"value": 0}}
	second, _ := drive(t, step{"do": "receive", "base": base, "wave": "one", "text": carried(t, first[1]), "to": "tablet"}, put)
	if second[1]["error"] != nil || len(b.spool) != 1 {
		t.Errorf("lost ballot replies: %v, %d ballots", second, len(b.spool))
	}
}

func carried(t *testing.T, obtained map[string]any) string {
	t.Helper()
	raw, err := hex.DecodeString(text(t, obtained, "token"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimRight(strings.NewReplacer("+", "-", "/", "_").Replace(base64.StdEncoding.EncodeToString(raw)), "=")
}

// What the server itself refuses: another wave's token, a forged one, other content under the same revision, after close.
func TestServerRefusals(t *testing.T) {
	t.Parallel()
	b, base := newBox(t)
	answers, _ := drive(t, step{"do": "obtain", "person": "ana", "base": base, "wave": "one", "store": "phone"})
	raw, err := hex.DecodeString(text(t, answers[0], "token"))
	if err != nil {
		t.Fatal(err)
	}
	token, err := urn.ParseToken(raw)
	if err != nil {
		t.Fatal(err)
	}
	forged := token
	forged.Prefix[0] ^= 1
	keep := func(wave string, token urn.Token, revision uint32, sealed string) int {
		status, err := b.keep(wave, token, revision, []byte(sealed))
		if err != nil {
			return http.StatusUnprocessableEntity
		}
		return status
	}
	for _, c := range []struct {
		what      string
		got, want int
	}{
		{"first", keep("one", token, 0, "a"), 204},
		{"again", keep("one", token, 0, "a"), 204},
		{"same revision, other content", keep("one", token, 0, "b"), 409},
		{"correction", keep("one", token, 1, "b"), 204},
		{"other wave", keep("two", token, 0, "a"), 422},
		{"forged", keep("one", forged, 0, "a"), 422},
	} {
		if c.got != c.want {
			t.Errorf("%s: %d, want %d", c.what, c.got, c.want)
		}
	}
	b.closed = true
	if got := keep("one", token, 2, "c"); got != http.StatusGone {
		t.Errorf("after close: %d", got)
	}
	if _, err := urn.ParseToken(raw[1:]); err == nil {
		t.Error("a short token is read")
	}
}

// Perfect blindness as a test: every blinded token fits every ballot's token with some blinding factor, so what the server
// kept of the issuing cannot single out a ballot, whatever it computes.
func TestEveryTokenFitsEveryIssue(t *testing.T) {
	t.Parallel()
	b, base := newBox(t)
	var steps []step
	for i := range 12 {
		steps = append(steps, step{"do": "obtain", "person": fmt.Sprint(i), "base": base, "wave": "one", "store": fmt.Sprint(i)})
	}
	answers, _ := drive(t, steps...)
	key, err := x509.ParsePKIXPublicKey(b.keys["one"].Public().Signing)
	if err != nil {
		t.Fatal(err)
	}
	public := key.(*rsa.PublicKey)
	n, e := public.N, big.NewInt(int64(public.E))
	fits := 0
	for _, blinded := range b.blinded {
		blindSignature, err := b.keys["one"].BlindSign(blinded)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range answers {
			raw := octets(t, text(t, a, "token"))
			signature := new(big.Int).SetBytes(raw[32:])
			// The only factor that could have led from this blinded token to that signature, and the message it implies.
			factor := new(big.Int).ModInverse(signature, n)
			factor.Mul(factor, new(big.Int).SetBytes(blindSignature)).Mod(factor, n)
			message := new(big.Int).Exp(signature, e, n)
			again := new(big.Int).Exp(factor, e, n)
			again.Mul(again, message).Mod(again, n)
			if again.Cmp(new(big.Int).SetBytes(blinded)) == 0 && new(big.Int).GCD(nil, nil, factor, n).Cmp(big.NewInt(1)) == 0 {
				fits++
			}
		}
	}
	if fits != 144 {
		t.Errorf("%d of 144 pairs fit", fits)
	}
}

// The two halves of the ballot format agree byte for byte.
func TestPackingAgrees(t *testing.T) {
	t.Parallel()
	q := survey.ForResidents()
	var steps []step
	var want []string
	for i, comment := range []string{"", "More time\r\nfor research.", "  Ω\u202e\u0007 and 🙂 ", strings.Repeat("é", 500)} {
		a := survey.Answers{Choice: map[survey.ItemID]int{survey.Value: i, survey.Continue: i % 2}, Text: map[survey.ItemID]string{survey.WhatToChange: comment}}
		ballot, err := q.Pack(a)
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, hex.EncodeToString(ballot))
		steps = append(steps, step{"do": "pack", "form": q.Form(), "answers": map[string]any{"value": i, "continue": i % 2, "what_to_change": comment}})
	}
	answers, _ := drive(t, steps...)
	for i, a := range answers {
		if got := text(t, a, "ballot"); got != want[i] {
			t.Errorf("ballot %d = %s, want %s", i, got, want[i])
		}
	}
}

func TestCommentsThatNameSomebody(t *testing.T) {
	t.Parallel()
	names := []string{"Dr. Åsa Lindqvist", "Mei Li", "Omar Haddad"}
	answers, _ := drive(t,
		step{"do": "names", "comment": "Since asa LINDQVIST left, Dr Li listens.", "names": names},
		step{"do": "names", "comment": "I would like a mentor who has time, li ke before.", "names": names},
	)
	if diff := cmp.Diff([]any{names[0], names[1]}, answers[0]["names"]); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]any{}, answers[1]["names"]); diff != "" {
		t.Errorf("no names (-want +got):\n%s", diff)
	}
}
