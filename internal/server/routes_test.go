package server_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"evenly/internal/access"
	"evenly/internal/server"
	"evenly/internal/session"
	"evenly/internal/tenant"
	"evenly/internal/world"
)

func TestEveryRouteDeclaresItsAccess(t *testing.T) {
	t.Parallel()
	s := server.New(server.Options{Sessions: session.New(nil, session.Options{})})
	declared := map[string]bool{}
	for _, e := range s.Routes() {
		if !access.Known(e.Access) {
			t.Errorf("%s %s needs %q, which is not in the table of access", e.Method, e.Pattern, e.Access)
		}
		if declared[e.Method+e.Pattern] {
			t.Errorf("%s %s stands twice in the table", e.Method, e.Pattern)
		}
		declared[e.Method+e.Pattern] = true
		if strings.HasPrefix(e.Pattern, "/demo") {
			t.Errorf("%s is a route of the demonstration", e.Pattern)
		}
	}
	// The router holds nothing that the table does not, but for files and health.
	plain := []string{"/static/*", "/healthz", "/readyz"}
	err := chi.Walk(s.Handler().(chi.Routes), func(method, pattern string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if !declared[method+pattern] && !slices.Contains(plain, pattern) {
			t.Errorf("%s %s is routed but declares no access", method, pattern)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

var parameter = regexp.MustCompile(`\{(\w+)\}`)

// addressOf fills a pattern in with a program's address and ids that exist there, or with made-up ones.
func addressOf(pattern string, p *world.Program, id string) string {
	return parameter.ReplaceAllStringFunc(pattern, func(m string) string {
		switch m {
		case "{institution}":
			return p.At.Institution
		case "{program}":
			return p.At.Program
		}
		return id
	})
}

// TestNobodyReachesAnotherTenant calls every route of a program as every role of a sibling program and of another
// institution, with ids that exist and ids that do not: always 404, and always the same page.
func TestNobodyReachesAnotherTenant(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	im, peds := w.Program("im"), w.Program("peds")
	other := w.ProgramOf(w.AddInstitution("other", "Other"), "other")
	pair := im.Pair(im.Resident("Ana Pereira", 1), im.Mentor("Amara Okafor", 2), "2025-07-01")
	for _, home := range []*world.Program{peds, other} {
		for _, role := range tenant.ProgramRoles {
			foreign := home.Person("Far "+strings.ReplaceAll(string(role), "_", "")+home.At.Program, role)
			walk(t, foreign, w.Server, im, string(pair))
		}
	}
}

func walk(t *testing.T, foreign *world.Person, s *server.Server, im *world.Program, id string) {
	for _, e := range s.Routes() {
		if !strings.HasPrefix(e.Pattern, "/{institution}/{program}") {
			continue
		}
		for _, x := range []string{id, "00000000-0000-4000-8000-000000000000", "made-up"} {
			path := addressOf(e.Pattern, im, x)
			var p *world.Page
			if e.Method == http.MethodGet {
				p = foreign.Get(path)
			} else {
				p = foreign.Post(path, url.Values{"key": {"0123456789abcdef"}})
			}
			if p.Status != http.StatusNotFound {
				t.Errorf("%s %s as %s: %d, want 404", e.Method, path, foreign.Email, p.Status)
			}
		}
	}
}

// TestVisitorsAreAskedToSignIn calls every route that is not public without a session.
func TestVisitorsAreAskedToSignIn(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	im := w.Program("im")
	b := w.Visitor()
	for _, e := range w.Server.Routes() {
		if slices.Contains([]access.Act{access.Public, access.Anonymous, access.ByLink}, e.Access) {
			continue
		}
		path := addressOf(e.Pattern, im, "x")
		p := b.Get(path)
		if e.Method == http.MethodPost {
			p = b.Post(path, url.Values{})
		}
		if e.Method == http.MethodGet && p.Status != http.StatusSeeOther || e.Method == http.MethodPost && p.Status != http.StatusSeeOther {
			t.Errorf("%s %s: %d, want the way to sign in", e.Method, path, p.Status)
		}
	}
}

// TestRolesAreKept calls every program route as each role that may not: always 403.
func TestRolesAreKept(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	im := w.Program("im")
	for _, role := range tenant.ProgramRoles {
		person := im.Person("Some "+strings.ReplaceAll(string(role), "_", ""), role)
		for _, e := range w.Server.Routes() {
			if !strings.HasPrefix(e.Pattern, "/{institution}/{program}") || slices.Contains(access.Roles(e.Access), role) || e.Access == access.SignedIn {
				continue
			}
			path := addressOf(e.Pattern, im, "00000000-0000-4000-8000-000000000000")
			p := person.Get(path)
			if e.Method == http.MethodPost {
				p = person.Post(path, url.Values{"key": {"0123456789abcdef"}})
			}
			if p.Status != http.StatusForbidden {
				t.Errorf("%s %s as %s: %d, want 403", e.Method, path, role, p.Status)
			}
		}
	}
}

func TestForeignOriginsCannotPost(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	ana := w.Program("im").Resident("Ana Pereira", 1)
	r, err := http.NewRequest(http.MethodPost, ana.Base()+"/signout", strings.NewReader(""))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Origin", "https://evil.example")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	ana.Do(r).Want(http.StatusForbidden)
	ana.Get("/me").Want(http.StatusOK)
}
