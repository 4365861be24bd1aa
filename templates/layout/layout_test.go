package layout_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"evenly/templates/layout"
	"evenly/templates/ui"

	"github.com/a-h/templ"
)

func draw(t *testing.T, c templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(templ.WithChildren(context.Background(), templ.Raw("<h1>Hello</h1>")), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func has(t *testing.T, page string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(page, part) {
			t.Errorf("the page lacks %q", part)
		}
	}
}

func TestTitleNamesPageProgramAndSite(t *testing.T) {
	t.Parallel()
	f := layout.Frame{Title: "Log a meeting", Program: "Internal Medicine"}
	has(t, draw(t, layout.Task(f)), "<title>Log a meeting – Internal Medicine – Evenly</title>")
	f.Errors = true
	has(t, draw(t, layout.Task(f)), "<title>Error: Log a meeting – Internal Medicine – Evenly</title>")
	has(t, draw(t, layout.Plain(layout.Frame{Title: "Sign in"})), "<title>Sign in – Evenly</title>")
}

func TestEveryFrameHasSkipLinkMainToastsAndContacts(t *testing.T) {
	t.Parallel()
	f := layout.Frame{Title: "X", Footer: layout.Footer{Concern: "/c", Contacts: []layout.Contact{{Role: "Ombudsperson", Name: "Ruth Calder", Phone: "555 0142"}}}}
	for name, frame := range map[string]templ.Component{"app": layout.App(f), "task": layout.Task(f), "plain": layout.Plain(f)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page := draw(t, frame)
			has(t, page, `<html lang="en">`, `href="#main"`, `<main id="main"`, `role="status" id="toasts"`, `id="say"`,
				"Ruth Calder · 555 0142", `href="/c"`, "<h1>Hello</h1>")
			if n := strings.Count(page, "<h1"); n != 1 {
				t.Errorf("%d h1", n)
			}
		})
	}
}

func TestNavigationMarksWhereTheReaderIs(t *testing.T) {
	t.Parallel()
	nav := layout.Nav{Label: "Program", Items: []layout.NavItem{{Href: "/im", Icon: "scale", Label: "Equity"}, {Href: "/im/pairs", Icon: "users-round", Label: "Pairs", Badge: "39", BadgeIs: "pairs", Current: true}}}
	page := draw(t, layout.App(layout.Frame{Title: "Pairs", Nav: nav, Tabs: nav}))
	if n := strings.Count(page, `aria-current="page"`); n != 2 {
		t.Errorf("%d places are marked, want one in each navigation", n)
	}
	has(t, page, `class="app has-tabs"`, `<span class="sr"> pairs</span>`)
}

func TestToastCarriesItsUndoAsAForm(t *testing.T) {
	t.Parallel()
	page := draw(t, layout.Task(layout.Frame{Title: "X", Flash: &ui.Toast{Text: "Logged.", Undo: &ui.Undo{Action: "/undo", Key: "k", Fields: []ui.Hidden{{Name: "meeting", Value: "7"}}}}}))
	has(t, page, "<undo-toast", "Logged.", `action="/undo"`, `name="key" value="k"`, `name="meeting" value="7"`, ">Undo<")
}

func TestSignedOutPagesHaveNoWayOut(t *testing.T) {
	t.Parallel()
	page := draw(t, layout.Plain(layout.Frame{Title: "Concern", ExitHref: "https://www.weather.gov/"}))
	has(t, page, `<exit-page`, `rel="nofollow noreferrer"`)
	if strings.Contains(page, "/signout") || strings.Contains(page, "avatar") {
		t.Error("a page for people who are not signed in shows a person")
	}
}
