// Package e2e_test walks through the demonstration as people do: the built program, started as a newcomer starts it, and
// Chromium in front of it. Every page that is walked is checked with axe-core; a message on the console or a breach of the
// content security policy fails the test (package browser).
package e2e_test

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"evenly/internal/e2e/browser"
	"evenly/internal/e2e/program"
	"evenly/internal/server"
)

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	code := program.Main(m)
	for _, end := range append(template.ends, shared.ends...) {
		end()
	}
	return code
}

// hospital is a running demonstration.
type hospital struct {
	t   testing.TB
	URL string
}

// The two programs of the demonstration.
const (
	im   = "/stbrannoc/im"
	peds = "/stbrannoc/peds"
)

// newHospital starts a demonstration of the test's own.
func newHospital(t *testing.T) *hospital {
	t.Helper()
	return &hospital{t: t, URL: start(t)}
}

// start runs the demonstration in a folder of its own, a copy of one that was loaded and stopped before. When the test
// fails, what the program logged is shown.
func start(t testing.TB) (url string) {
	t.Helper()
	dir := program.Folder(t)
	evenly := filepath.Join(dir, "evenly")
	if out, err := exec.Command("cp", "-a", loaded(t), evenly).CombinedOutput(); err != nil {
		t.Fatalf("copy the demonstration: %v\n%s", err, out)
	}
	t.Cleanup(func() {
		if log, err := os.ReadFile(filepath.Join(evenly, "evenly.log")); err == nil && t.Failed() {
			t.Logf("the log:\n%s", log[max(0, len(log)-4000):])
		}
	})
	return program.Start(t, program.Options{Args: []string{"demo", "-dir", evenly}, Dir: dir}).URL
}

// template is the folder of a demonstration that was loaded and stopped.
var template struct {
	once sync.Once
	dir  string
	ends []func()
}

func loaded(t testing.TB) string {
	t.Helper()
	template.once.Do(func() {
		long := &lasting{TB: t}
		template.ends = append(template.ends, long.end)
		dir := program.Folder(long)
		evenly := filepath.Join(dir, "evenly")
		p := program.Start(long, program.Options{Args: []string{"demo", "-dir", evenly}, Dir: dir})
		if !strings.Contains(p.Output(), "Loaded the demonstration") {
			t.Errorf("a new demonstration does not say that it was loaded:\n%s", p.Output())
		}
		p.Terminate()
		p.Wait()
		template.dir = evenly
	})
	if template.dir == "" {
		t.Fatal("the demonstration did not start; the first test that wanted it says why")
	}
	return template.dir
}

// shared is the demonstration of all tests that only look.
var shared struct {
	once sync.Once
	url  string
	ends []func()
}

// sharedHospital is a demonstration that nobody may change.
func sharedHospital(t *testing.T) *hospital {
	t.Helper()
	shared.once.Do(func() {
		long := &lasting{TB: t}
		shared.ends = append(shared.ends, long.end)
		shared.url = start(long)
	})
	if shared.url == "" {
		t.Fatal("the shared demonstration did not start; the first test that wanted it says why")
	}
	return &hospital{t: t, URL: shared.url}
}

// lasting is a test whose end is the end of all tests.
type lasting struct {
	testing.TB
	ends []func()
}

func (l *lasting) Cleanup(f func()) { l.ends = append(l.ends, f) }
func (l *lasting) Failed() bool     { return false }

func (l *lasting) end() {
	for i := len(l.ends) - 1; i >= 0; i-- {
		l.ends[i]()
	}
}

// email is how the demonstration makes addresses of names.
func email(name string) string {
	return strings.ReplaceAll(strings.ToLower(name), " ", ".") + "@stbrannoc.example"
}

// as opens a page on which somebody has signed in with their button of the demonstration's first page.
func (h *hospital) as(name string, o browser.Options) *browser.Page {
	h.t.Helper()
	o.Base = h.URL
	p := browser.New(h.t, o)
	h.become(p, name)
	return p
}

// become signs in as somebody else. Those without a button there are given a session.
func (h *hospital) become(p *browser.Page, name string) {
	h.t.Helper()
	p.Open(server.DemoPath)
	button := `form:has(input[value="` + email(name) + `"]) button`
	if p.Count(button) == 0 {
		p.Cookie("evenly", h.session(name))
		p.Open("/")
		return
	}
	if status := p.Submit(button); status != http.StatusOK {
		h.t.Fatalf("sign in as %s: %d", name, status)
	}
}

// client is somebody's session without a browser.
func (h *hospital) client(name string) *http.Client {
	h.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	c := &http.Client{Jar: jar}
	res, err := c.PostForm(h.URL+server.SignInAsAnyonePath, url.Values{"email": {email(name)}, "next": {server.DemoPath}})
	if err != nil {
		h.t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusOK {
		h.t.Fatalf("sign in as %s: %d", name, res.StatusCode)
	}
	return c
}

// session is the value of somebody's session cookie.
func (h *hospital) session(name string) string {
	h.t.Helper()
	u, err := url.Parse(h.URL)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, c := range h.client(name).Jar.Cookies(u) {
		if c.Name == "evenly" {
			return c.Value
		}
	}
	h.t.Fatalf("%s has no session", name)
	return ""
}

// people are those who open every page they can reach: one of each role in both programs and outside them.
var people = []string{"Helen Marsh", "Victor Oduya", "Carmen Ruiz", "Amara Okafor", "Miriam Stern", "Leila Farahani", "Clara Dubois", "Joy Abiodun",
	"Nadia Karam", "Ingrid Solberg", "Leo Marchand", "Simone Baptiste", "Ruth Adeyemi", "Paul Okonkwo"}
