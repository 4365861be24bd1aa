package e2e_test

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"evenly/internal/e2e/browser"
)

// view is a page as somebody sees it, in a state that a link or a form leads to.
type view struct {
	name, path string
	form       string // a form to send as it stands, for what it answers; "" for none
}

// views are every page with its empty and error states. Names are of the demonstration; "" is a visitor.
var views = []view{
	{"", "/demo", ""}, {"", "/demo/mail", ""}, {"", "/signin", ""}, {"", "/signin", `form[action="/signin"]`}, {"", "/signin/code", ""},
	{"", "/l/no-such-link", ""}, {"", "/no-such-page", ""},
	{"Nadia Karam", "/me", ""}, {"Nadia Karam", "/me", `form[action="/me/password"]`}, {"Nadia Karam", peds, ""}, {"Nadia Karam", peds + "/ranking", ""},
	{"Nadia Karam", peds + "/ranking/exclude", ""}, {"Nadia Karam", peds + "/mentors", ""}, {"Nadia Karam", peds + "/menu", ""},
	{"Nadia Karam", peds + "/setup", ""}, {"Nadia Karam", im, ""},
	{"Leila Farahani", im, ""}, {"Leila Farahani", im + "/meetings/new", ""}, {"Leila Farahani", im + "/ranking", ""},
	{"Amara Okafor", im, ""}, {"Amara Okafor", im + "/me", ""}, {"Amara Okafor", im + "/me/exclude", ""}, {"Ingrid Solberg", peds, ""},
	{"Joy Abiodun", im, ""}, {"Miriam Stern", "/switch", ""}, {"Miriam Stern", im + "?as=mentor", ""},
	{"Helen Marsh", im, ""}, {"Helen Marsh", im + "/pairs", ""}, {"Helen Marsh", im + "/method", ""}, {"Helen Marsh", im + "/match", ""}, {"Simone Baptiste", peds, ""},
	{"Carmen Ruiz", im + "/people", ""}, {"Carmen Ruiz", im + "/people/new", ""}, {"Carmen Ruiz", im + "/people/new", `main form`}, {"Carmen Ruiz", im + "/people/import", ""},
	{"Carmen Ruiz", im + "/people/import", "#upload"}, {"Carmen Ruiz", im + "/people/invite", ""}, {"Carmen Ruiz", im + "/setup", ""},
	{"Carmen Ruiz", im + "/setup/charter", ""}, {"Carmen Ruiz", im + "/setup/profiles", ""}, {"Carmen Ruiz", im + "/setup/contacts", ""},
	{"Carmen Ruiz", im + "/setup/dates", ""}, {"Carmen Ruiz", im + "/setup/year", ""}, {"Carmen Ruiz", im + "/setup/year", `main form`},
	{"Leo Marchand", peds + "/match", ""}, {"Leo Marchand", peds + "/match/rules", ""}, {"Leo Marchand", peds + "/match/how", ""}, {"Leo Marchand", peds + "/pairs", ""},
	{"Ruth Adeyemi", "/switch", ""}, {"Paul Okonkwo", "/switch", ""},
}

// TestAudit checks every page with axe-core, and that it is no wider than its window. EVENLY_AUDIT=full adds widths, themes
// and text at twice its size; "make audit" sets it.
func TestAudit(t *testing.T) {
	t.Parallel()
	h := sharedHospital(t)
	widths, themes := []int{390}, []bool{false}
	if os.Getenv("EVENLY_AUDIT") == "full" {
		widths, themes = []int{320, 390, 1280}, []bool{false, true}
	}
	for name, list := range byPerson() {
		t.Run(orVisitor(name), func(t *testing.T) {
			t.Parallel()
			h := &hospital{t: t, URL: h.URL}
			p := browser.New(t, browser.Options{Base: h.URL})
			if name != "" {
				p.Cookie("evenly", h.session(name))
			}
			for _, v := range list {
				v.show(t, p)
				for _, width := range widths {
					for _, dark := range themes {
						audit(t, p, v, width, dark)
					}
				}
			}
		})
	}
}

// show opens the page, and sends its form if there is one to send. A page that fails is no error page of the audit's.
func (v view) show(t *testing.T, p *browser.Page) {
	t.Helper()
	p.SetViewport(390, 844)
	status := p.Open(v.path)
	if v.form != "" {
		browser.Eval[bool](p, `document.querySelectorAll("`+strings.ReplaceAll(v.form, `"`, `\"`)+`").forEach(f => { f.noValidate = true }) ?? true`)
		status = p.Submit(v.form + ` button:not(.sr)`)
	}
	if status >= http.StatusInternalServerError {
		t.Errorf("%s %s: %d", v.path, v.form, status)
	}
}

func audit(t *testing.T, p *browser.Page, v view, width int, dark bool) {
	t.Helper()
	p.SetViewport(width, 900)
	p.Dark(dark)
	where := fmt.Sprintf("%s %s at %d, dark %t", v.path, v.form, width, dark)
	for _, broken := range p.Axe() {
		t.Errorf("%s: %v", where, broken)
	}
	if over := p.Overflow(); over > 0 {
		t.Errorf("%s: %d pixels wider than the window", where, over)
	}
}

func byPerson() map[string][]view {
	all := map[string][]view{}
	for _, v := range views {
		all[v.name] = append(all[v.name], v)
	}
	return all
}

func orVisitor(name string) string {
	if name == "" {
		return "visitor"
	}
	return name
}

// TestAuditLighthouse has the main pages marked on a simulated phone. It needs Node, and is part of "make audit" only.
func TestAuditLighthouse(t *testing.T) {
	if os.Getenv("EVENLY_AUDIT") != "full" {
		t.Skip("part of make audit")
	}
	h := sharedHospital(t)
	for _, v := range []view{{"Nadia Karam", peds + "/ranking", ""}, {"Leila Farahani", im, ""}, {"Amara Okafor", im + "/meetings/new", ""}, {"Helen Marsh", im, ""}} {
		t.Run(v.name, func(t *testing.T) {
			h := &hospital{t: t, URL: h.URL}
			s := browser.Lighthouse(t, h.URL+v.path, "evenly="+h.session(v.name))
			if s.Performance < 98 || s.Accessibility < 100 || s.BestPractices < 100 {
				t.Errorf("%s: performance %d, accessibility %d, best practices %d, want 98, 100, 100; points were lost by %s", v.path, s.Performance,
					s.Accessibility, s.BestPractices, strings.Join(s.Short, ", "))
			}
		})
	}
}
