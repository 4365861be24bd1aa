package server_test

import (
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
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
