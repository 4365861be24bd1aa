package browser_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"evenly/internal/e2e/browser"
)

func TestMain(m *testing.M) { os.Exit(browser.Main(m)) }

// policy is as strict as Evenly's own.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; form-action 'self'; require-trusted-types-for 'script'; trusted-types app"

// site is a small site with forms, scripts and mistakes.
func site(t *testing.T) string {
	t.Helper()
	pages := map[string]string{
		"/":      `<p id=scheme>light</p><form method=post action=/hello><label>Name <input id=name name=name></label> <label>Mail <input id=mail type=email name=mail></label> <label>Day <input id=day type=date name=day></label> <select id=one name=one aria-label=Kind><option>a<option>b</select> <button>Send</button></form><p id=late></p><script src=/late.js></script>`,
		"/bad":   `<p style="color:#ccc">Pale</p><img src="/none.png"><input>`,
		"/throw": `<p>Oops</p><script src=/throw.js></script>`,
		"/wide":  `<p class=wide>Wide</p>`,
	}
	mux := http.NewServeMux()
	for path, body := range pages {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != path {
				http.NotFound(w, r)
				return
			}
			w.Header().Set("Content-Security-Policy", policy)
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprintf(w, "<!doctype html><html lang=en><title>Site %s</title><meta name=viewport content='width=device-width'>"+
				"<link rel=stylesheet href=/style.css><main><h1>Site</h1>%s</main></html>", path, body)
		})
	}
	mux.HandleFunc("GET /style.css", text("text/css", ".wide{width:2000px} @media (prefers-color-scheme:dark){#scheme{text-transform:uppercase}}"))
	mux.HandleFunc("GET /late.js", text("text/javascript", "setTimeout(() => document.querySelector('#late').textContent = 'here now', 50)"))
	mux.HandleFunc("GET /throw.js", text("text/javascript", "console.error('told', 7); document.body.innerHTML = '<b>x</b>'"))
	mux.HandleFunc("GET /favicon.ico", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("POST /hello", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusUnprocessableEntity)
		fmt.Fprintf(w, "<!doctype html><html lang=en><title>Hello</title><main><h1>Hello %s, %s</h1></main></html>", r.FormValue("name"), r.FormValue("one"))
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

func text(contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		fmt.Fprint(w, body)
	}
}

func TestFillingInAForm(t *testing.T) {
	t.Parallel()
	for _, noScript := range []bool{false, true} {
		t.Run(fmt.Sprintf("NoScript=%v", noScript), func(t *testing.T) {
			t.Parallel()
			p := browser.New(t, browser.Options{Base: site(t), NoScript: noScript})
			if status := p.Open("/"); status != http.StatusOK {
				t.Errorf("status: got %d", status)
			}
			p.Fill("#name", "nobody")
			p.Fill("#name", "An")
			p.Type("#name", "a")
			p.Choose("#one", "b")
			p.Fill("#mail", "x@y")
			p.Fill("#mail", "ana@example.org")
			p.Fill("#day", "2026-04-17")
			if got, want := p.Value("#mail")+" "+p.Value("#day"), "ana@example.org 2026-04-17"; got != want {
				t.Errorf("fields: got %q, want %q", got, want)
			}
			if got := p.Value("#name"); got != "Ana" {
				t.Errorf("field: got %q", got)
			}
			if status := p.Submit("button"); status != http.StatusUnprocessableEntity {
				t.Errorf("status after sending: got %d", status)
			}
			if got, want := p.Text("h1"), "Hello Ana, b"; got != want {
				t.Errorf("heading: got %q, want %q", got, want)
			}
			if got := p.Title(); got != "Hello" {
				t.Errorf("title: got %q", got)
			}
		})
	}
}

func TestScripts(t *testing.T) {
	t.Parallel()
	with := browser.New(t, browser.Options{Base: site(t)})
	with.Open("/")
	with.WaitText("#late", "here now")

	without := browser.New(t, browser.Options{Base: site(t), NoScript: true})
	without.Open("/")
	if got := without.Count("script"); got != 1 {
		t.Errorf("scripts in the page: got %d", got)
	}
	if got := browser.Eval[string](without, "document.querySelector('#late').textContent"); got != "" {
		t.Errorf("a script ran although scripts are off: %q", got)
	}
	without.Accessible() // the checker works all the same
}

func TestProblemsAreKept(t *testing.T) {
	t.Parallel()
	p := browser.New(t, browser.Options{Base: site(t)})
	p.Open("/throw")
	p.Open("/bad")
	p.Wait(`document.readyState === "complete"`)
	all := strings.Join(p.Problems(), "\n")
	for _, want := range []string{"told 7", "TrustedHTML", "require-trusted-types-for", "style-src", "none.png", "(on "} {
		if !strings.Contains(all, want) {
			t.Errorf("problems do not tell of %q:\n%s", want, all)
		}
	}
	p.Allow("/throw")
	p.Allow("/bad")
	if left := p.Problems(); len(left) != 0 {
		t.Errorf("problems after they were allowed: %q", left)
	}
}

func TestAccessibility(t *testing.T) {
	t.Parallel()
	p := browser.New(t, browser.Options{Base: site(t)})
	p.Allow("/bad")
	p.Open("/")
	if found := p.Axe(); len(found) != 0 {
		t.Errorf("a good page: %v", found)
	}
	p.Open("/bad")
	var rules []string
	for _, v := range p.Axe() {
		rules = append(rules, v.ID)
		if len(v.Nodes) == 0 || v.Nodes[0].HTML == "" || !strings.Contains(v.String(), v.Help) {
			t.Errorf("a finding without its place: %+v", v)
		}
	}
	for _, want := range []string{"image-alt", "label"} {
		if !slices.Contains(rules, want) {
			t.Errorf("rules found broken: %q, want %q among them", rules, want)
		}
	}
}

func TestLook(t *testing.T) {
	t.Parallel()
	p := browser.New(t, browser.Options{Base: site(t), Width: 390, Height: 800, Dark: true})
	p.Open("/")
	if got := p.Text("#scheme"); got != "LIGHT" { // the sheet writes it large in the dark
		t.Errorf("in the dark: got %q", got)
	}
	if got := browser.Eval[int](p, "innerWidth"); got != 390 {
		t.Errorf("width: got %d", got)
	}
	if got := p.Overflow(); got != 0 {
		t.Errorf("overflow: got %d", got)
	}
	p.Dark(false)
	if got := p.Text("#scheme"); got != "light" {
		t.Errorf("in daylight: got %q", got)
	}
	p.Open("/wide")
	if p.Overflow() == 0 {
		t.Error("a page of 2000 pixels fits into 390")
	}
	file := filepath.Join(t.TempDir(), "page.png")
	p.Screenshot(file)
	if info, err := os.Stat(file); err != nil || info.Size() < 100 {
		t.Errorf("picture: %v, %v", info, err)
	}
}

func TestRequests(t *testing.T) {
	t.Parallel()
	base := site(t)
	p := browser.New(t, browser.Options{Base: base})
	p.Open("/")
	p.WaitText("#late", "here now")
	var types []string
	for _, q := range p.Requests() {
		if q.Status != http.StatusOK || q.Bytes == 0 {
			t.Errorf("request without its answer: %+v", q)
		}
		types = append(types, q.Type)
	}
	for _, want := range []string{"Document", "Stylesheet", "Script"} {
		if !slices.Contains(types, want) {
			t.Errorf("requests: %q, want a %s among them", types, want)
		}
	}
	host := strings.TrimPrefix(base, "http://")
	if traffic := p.Traffic(); len(traffic) != 1 || traffic[host].Requests != len(types) || traffic[host].Bytes == 0 {
		t.Errorf("traffic: %v, want %d requests to %s alone", traffic, len(types), host)
	}
	p.ForgetRequests()
	if left := p.Requests(); len(left) != 0 {
		t.Errorf("requests after forgetting: %v", left)
	}
}

func TestPagesAreApart(t *testing.T) {
	t.Parallel()
	base := site(t)
	one, other := browser.New(t, browser.Options{Base: base}), browser.New(t, browser.Options{Base: base})
	one.Cookie("who", "one")
	one.Open("/")
	other.Open("/")
	if got := browser.Eval[string](one, "document.cookie"); got != "who=one" {
		t.Errorf("cookies: got %q", got)
	}
	if got := browser.Eval[string](other, "document.cookie"); got != "" {
		t.Errorf("cookies of another page: got %q", got)
	}
}

// Lighthouse takes half a minute and needs Node, so it belongs to "make audit".
func TestAuditLighthouse(t *testing.T) {
	if os.Getenv("EVENLY_AUDIT") == "" {
		t.Skip("part of make audit")
	}
	t.Parallel()
	got := browser.Lighthouse(t, site(t)+"/", "who=ana")
	if got.Performance < 90 || got.Accessibility < 90 || got.BestPractices < 90 {
		t.Errorf("marks of a page of a few lines: %+v", got)
	}
}
