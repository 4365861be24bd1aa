package web_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"evenly/web"

	"github.com/andybalholm/brotli"
)

func get(t *testing.T, method, path, accept string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, path, nil)
	r.Header.Set("Accept-Encoding", accept)
	w := httptest.NewRecorder()
	web.Handler().ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r io.Reader) []byte {
	t.Helper()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestHandlerServesEveryCodingOfTheSameFile(t *testing.T) {
	t.Parallel()
	url := web.Asset("app.css")
	want := body(t, get(t, "GET", url, "").Body)
	if !bytes.Contains(want, []byte("@layer")) {
		t.Fatalf("GET %s: not the stylesheet", url)
	}
	br := get(t, "GET", url, "gzip, deflate, br")
	if got := br.Header.Get("Content-Encoding"); got != "br" {
		t.Errorf("Content-Encoding = %q, want br", got)
	}
	if got := body(t, brotli.NewReader(br.Body)); !bytes.Equal(got, want) {
		t.Error("the brotli form differs")
	}
	gz := get(t, "GET", url, "gzip, br;q=0")
	if got := gz.Header.Get("Content-Encoding"); got != "gzip" {
		t.Errorf("with br refused, Content-Encoding = %q, want gzip", got)
	}
	zr, err := gzip.NewReader(gz.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got := body(t, zr); !bytes.Equal(got, want) {
		t.Error("the gzip form differs")
	}
}

func TestHandlerLetsBrowsersKeepFilesForEver(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"app.css", "app.js", "theme.js", "icons.svg", "favicon.svg", "figtree.woff2", "figtree-ext.woff2"} {
		res := get(t, "GET", web.Asset(name), "br")
		if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") == "" {
			t.Errorf("GET %s = %d, type %q", name, res.StatusCode, res.Header.Get("Content-Type"))
		}
		if got := res.Header.Get("Cache-Control"); !strings.Contains(got, "immutable") {
			t.Errorf("GET %s: Cache-Control = %q", name, got)
		}
	}
	if res := get(t, "HEAD", web.Asset("app.js"), "br"); res.StatusCode != http.StatusOK || len(body(t, res.Body)) != 0 {
		t.Errorf("HEAD = %d with a body", res.StatusCode)
	}
}

func TestHandlerServesNothingElse(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/static/", "/static/manifest.json", "/static/app.css", "/static/../web.go", web.Asset("app.css") + ".br"} {
		if res := get(t, "GET", path, ""); res.StatusCode != http.StatusNotFound {
			t.Errorf("GET %s = %d, want 404", path, res.StatusCode)
		}
	}
	if res := get(t, "POST", web.Asset("app.css"), ""); res.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("POST = %d, want 405", res.StatusCode)
	}
}
