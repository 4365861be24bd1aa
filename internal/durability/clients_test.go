package durability_test

import (
	"context"
	"crypto/rand"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"evenly/internal/e2e/program"
	"evenly/internal/server"
	"evenly/internal/world"
)

// production is the environment of evenly serve on a database.
func production(t *testing.T, dsn string) map[string]string {
	return map[string]string{"DATABASE_URL": dsn, "EVENLY_BASE_URL": "https://evenly.test", "EVENLY_MAIL_DIR": t.TempDir(),
		"EVENLY_MAIL_FROM": "Evenly <evenly@evenly.test>"}
}

// serve is evenly serve on a database, ready.
func serve(t *testing.T, dsn string) *program.Process {
	t.Helper()
	return program.Start(t, program.Options{Args: []string{"serve"}, Env: production(t, dsn)})
}

// client is a person's browser that does not give up: what is not answered is sent again, with the same key.
type client struct {
	t      *testing.T
	p      *program.Process
	cookie string
	tries  atomic.Int64
	broken atomic.Int64 // answers of 500
}

// clientOf signs somebody in by the door that the world's own site has, and takes the session to the process, which
// keeps sessions in the same database.
func clientOf(t *testing.T, w *world.World, p *program.Process, who *world.Person) *client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	hc := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := hc.PostForm(w.Site.URL+server.SignInAsAnyonePath, url.Values{"email": {who.Email}})
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	for _, c := range res.Cookies() {
		if c.Name == "evenly" {
			return &client{t: t, p: p, cookie: "__Host-evenly=" + c.Value}
		}
	}
	t.Fatalf("sign in as %s: no session", who.Email)
	return nil
}

// once sends a form one time.
func (c *client) once(path string, form url.Values) (status int, body string, err error) {
	return c.ask(http.MethodPost, path, strings.NewReader(form.Encode()))
}

func (c *client) ask(method, path string, body io.Reader) (status int, text string, err error) {
	ctx, cancel := context.WithTimeout(c.t.Context(), 20*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, c.p.URL+path, body)
	if err != nil {
		return 0, "", err
	}
	r.Header.Set("Cookie", c.cookie)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	hc := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := hc.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	return res.StatusCode, string(data), err
}

// write sends a form with a fresh key until it is acknowledged. Any other answer than "busy" is reported.
func (c *client) write(path string, form url.Values) bool {
	form.Set("key", rand.Text())
	for c.t.Context().Err() == nil {
		c.tries.Add(1)
		status, body, err := c.once(path, form)
		switch {
		case err == nil && status == http.StatusSeeOther:
			return true
		case err == nil && status == http.StatusInternalServerError:
			c.broken.Add(1)
		case err == nil && status != http.StatusServiceUnavailable:
			c.t.Errorf("POST %s: got %d, want 303 or 503:\n%s", path, status, body)
			return false
		}
		select {
		case <-c.t.Context().Done():
		case <-time.After(20 * time.Millisecond):
		}
	}
	return false
}
