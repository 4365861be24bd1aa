package server_test

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"evenly/internal/access"
	"evenly/internal/route"
	"evenly/internal/server"
	"evenly/internal/session"
)

// A failure of an anonymous page is noted by its route and its kind, and by nothing that is anybody's: no address, no
// browser, no code of reference, no part of the request, no value of the error.
func TestFailuresOfNobodyNameNobody(t *testing.T) {
	t.Parallel()
	v := newTown(t, 0)
	var log strings.Builder
	plain := func(pattern string, h func(http.ResponseWriter, *http.Request) error) server.Endpoint {
		return server.Plain(pattern, access.Anonymous, h)
	}
	site := server.New(server.Options{App: v.W.App, Sessions: session.New(v.W.Store.Pool(), session.Options{}), Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})), Extra: []server.Endpoint{
		plain("/{institution}/s/error/{wave}", func(http.ResponseWriter, *http.Request) error { return errors.New("postgres 22P02: quagga") }),
		plain("/{institution}/s/panic/{wave}", func(http.ResponseWriter, *http.Request) error { panic("quagga") }),
		plain("/{institution}/s/index/{wave}", func(_ http.ResponseWriter, r *http.Request) error { _ = r.URL.Path[:2000]; return nil }),
	}}).Handler()
	for _, kind := range []string{"error", "panic", "index"} {
		log.Reset()
		r := httptest.NewRequest(http.MethodGet, "/"+v.At.Institution+"/s/"+kind+"/quagga?quagga", nil)
		r.RemoteAddr = "198.51.100.7:1883"
		r.Header.Set("User-Agent", "quagga")
		r.Header.Set("Cookie", "evenly=quagga")
		w := httptest.NewRecorder()
		site.ServeHTTP(w, r)
		if w.Code != http.StatusServiceUnavailable || strings.Contains(w.Body.String(), "quagga") || !strings.Contains(w.Body.String(), "Nothing of it was noted") {
			t.Errorf("%s: %d %s", kind, w.Code, w.Body)
		}
		text := log.String()
		if strings.Count(text, "\n") != 1 || !strings.Contains(text, "an anonymous page failed") || !strings.Contains(text, "/s/"+kind) {
			t.Errorf("%s: the operator reads %q", kind, text)
		}
		for _, theirs := range []string{"quagga", "198.51", "request=", "stack"} {
			if strings.Contains(text, theirs) {
				t.Errorf("%s: the log holds %q: %s", kind, theirs, text)
			}
		}
	}
}

// Anonymous pages leave no line in the log, set no cookie, and do not tell how many others are there.
func TestAnonymousPagesLeaveNothing(t *testing.T) {
	t.Parallel()
	v := newTown(t, 6)
	id := v.open()
	ana := v.obtain(id, v.residents[0])
	before := v.W.Log()
	visitor := v.W.Visitor()
	for _, path := range []string{route.Ballot(v.At.Institution, id), route.BallotKeys(v.At.Institution, id), route.BallotSlip(v.At.Institution), route.BallotThanks(v.At.Institution)} {
		p := visitor.Get(path).Want(http.StatusOK)
		for name := range p.Header {
			if strings.HasPrefix(strings.ToLower(name), "x-ratelimit") || name == "Set-Cookie" {
				t.Errorf("%s answers with %s", path, name)
			}
		}
		if p.Header.Get("Cache-Control") != "no-store" || p.Header.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: headers %v", path, p.Header)
		}
	}
	for revision, want := range []int{204, 204} {
		if got := ana.put(uint32(revision), value(2, "")); got != want {
			t.Errorf("revision %d: %d", revision, got)
		}
	}
	if got := ana.put(0, value(3, "")); got != http.StatusConflict {
		t.Errorf("other content: %d", got)
	}
	if after := v.W.Log(); after != before {
		t.Errorf("anonymous requests were logged: %s", strings.TrimPrefix(after, before))
	}
}

// Whoever can write to the database puts keys of their own there, to read what is sealed to them. Nobody is shown them,
// nobody gets a token for them, and no slip is sealed to them.
func TestKeysThatWereChangedAreNotShown(t *testing.T) {
	t.Parallel()
	v := newTown(t, 6)
	id := v.open()
	other := newTown(t, 1)
	_, _, blinded, _ := v.blind(v.keys(id))
	roster := v.coordinator.Get(v.At.SurveySlips(id)).Want(http.StatusOK)
	slip := v.coordinator.Submit(roster, `form[action$="/print"]`, url.Values{"slips": {"1"}}, "").Want(http.StatusOK).Text(".code")
	v.W.SQL(`UPDATE wave SET sealing = $2 WHERE id = $1`, id, other.keys(other.open()).Sealing)
	v.W.Visitor().Get(route.BallotKeys(v.At.Institution, id)).Want(http.StatusServiceUnavailable)
	if status, body := v.residents[0].JSON(v.At.SurveyToken(id), map[string]any{"blinded": blinded}); status != http.StatusServiceUnavailable || !strings.Contains(string(body), "ombudsperson") {
		t.Errorf("a token: %d %s", status, body)
	}
	form := url.Values{"code": {slip}, "value": {"1"}}
	if p := v.W.Visitor().Post(route.BallotBySlip(v.At.Institution), form); p.Status == http.StatusSeeOther {
		t.Errorf("a slip was sealed to keys of somebody else: %d", p.Status)
	}
	if !strings.Contains(v.W.Log(), "somebody changed them") {
		t.Error("the operator is not told")
	}
}

// Anonymous requests are bounded by address, loosely, and nothing about it is written anywhere.
func TestTheCrowdIsBounded(t *testing.T) {
	t.Parallel()
	v := newTown(t, 0)
	site := v.W.Server.Handler()
	get := func(address string) int {
		r := httptest.NewRequest(http.MethodGet, route.BallotThanks(v.At.Institution), nil)
		r.RemoteAddr = address + ":1883"
		w := httptest.NewRecorder()
		site.ServeHTTP(w, r)
		return w.Code
	}
	refused := 0
	for range 3000 { // a hospital's 1,200 a minute, also when a minute begins in between
		if get("198.51.100.7") == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused == 0 || refused > 1800 {
		t.Errorf("%d of 3000 requests from one address were refused, want 600 to 1,800", refused)
	}
	if got := get("198.51.100.8"); got != http.StatusOK {
		t.Errorf("another address: %d", got)
	}
	if strings.Contains(v.W.Log(), "198.51") {
		t.Error("the log holds an address")
	}
}

// Mails about a survey hold nothing of what anybody answered.
func TestMailsHoldNoAnswers(t *testing.T) {
	t.Parallel()
	v := newTown(t, 6)
	v.W.Work()
	id := v.open()
	v.W.Eventually("residents are invited", func() bool { return len(v.W.Mail.To(v.residents[0].Email)) > 0 })
	for _, r := range v.residents {
		v.obtain(id, r).put(0, value(0, "QUAGGA"))
	}
	v.closeWave(id)
	v.W.Eventually("the director is told", func() bool {
		return v.mails(v.director, "A survey needs a look")+v.mails(v.director, "“Baseline” has closed") > 0
	})
	for _, p := range append(v.residents, v.director, v.coordinator, v.facilitator) {
		for _, m := range v.W.Mail.To(p.Email) {
			if strings.Contains(fmt.Sprint(m), "QUAGGA") || strings.Contains(fmt.Sprint(m), "6 of 6") {
				t.Errorf("a mail to %s holds an answer: %v", p.Email, m)
			}
		}
	}
}
