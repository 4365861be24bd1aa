// Package roster_test walks the import of a roster in a real browser, with and without scripts, and looks at its pages and
// those of people on every width, light and dark.
package roster_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"evenly/internal/e2e/browser"
	"evenly/internal/server"
	"evenly/internal/tenant"
	"evenly/internal/world"
)

func TestMain(m *testing.M) { os.Exit(browser.Main(m)) }

// open signs a person in and opens a page of theirs.
func open(t *testing.T, who *world.Person, o browser.Options, path string) *browser.Page {
	t.Helper()
	o.Base = who.Base()
	p := browser.New(t, o)
	p.Open("/signin")
	browser.Eval[bool](p, `(fetch('`+server.SignInAsAnyonePath+`', {method: 'POST', body: new URLSearchParams({email: '`+who.Email+`'})}).then(() => document.title = 'in'), true)`)
	p.Wait("document.title == 'in'")
	if o.Width == 320 { // the narrow one walks without scripts
		p.DisableJS()
	}
	if status := p.Open(path); status != 200 {
		t.Fatalf("%s answers %d", path, status)
	}
	return p
}

// looks says what is wrong with how a page looks: accessibility, and anything wider than the window.
func looks(t *testing.T, p *browser.Page, what string) {
	t.Helper()
	p.Accessible()
	if n := p.Overflow(); n > 0 {
		t.Errorf("%s is %d px wider than the window", what, n)
	}
	if dir := os.Getenv("ROSTER_SHOTS"); dir != "" {
		p.Screenshot(filepath.Join(dir, t.Name()[len("TestImport/"):]+"-"+what+".png"))
	}
}

// roster writes a file with a mistake in each way of repairing one: typing and choosing.
func roster(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "roster 2026.csv")
	text := "Name,E-mail,Role,PGY,Pager,Start date\n"
	for i := range 12 {
		text += fmt.Sprintf("Given%c Family%c,r%d@hospital.example,Resident,%d,5%03d,\n", 'a'+i, 'a'+i, i, 1+i%3, i)
	}
	text += "Priya Nair,,Resident,2,5100,\nDana Whitfield,dana@hospital.example,Janitor,,5101,\nAmara Okafor MD,amara@hospital.example,Mentor,,5102,03/04/2026\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestImport(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]browser.Options{"light": {}, "dark phone": {Width: 390, Height: 844, Dark: true}, "narrow without scripts": {Width: 320, Height: 640}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			im := world.New(t).Program("im")
			sam := im.Person("Sam Lee", tenant.Coordinator)
			im.Resident("Leaving Soon", 3)
			p := open(t, sam, o, im.At.Import())
			looks(t, p, "1 file")
			if status := p.Submit("#upload .btn-primary"); status != 422 {
				t.Errorf("nothing chosen: %d", status)
			}
			looks(t, p, "1 file, nothing chosen")
			p.Upload("#file", roster(t))
			p.Submit("#upload .btn-primary")
			looks(t, p, "2 sheet")
			p.Submit("#sheet-form .btn-primary")
			looks(t, p, "3 columns")
			p.Submit("#columns-form .btn-primary")
			looks(t, p, "4 check")
			p.Fill("#fix-14-email", "priya@hospital.example")
			p.Choose("#fix-15-role", "mentor")
			p.Submit("#check-form button[value=check]")
			looks(t, p, "4 check, corrected")
			p.Submit("#check-form .btn-primary")
			looks(t, p, "5 done")
			if got := p.Text("h1"); got != "Imported 15 people" {
				t.Errorf("h1 %q", got)
			}
			p.Open(im.At.People())
			looks(t, p, "people")
			p.Open(im.At.Import())
			looks(t, p, "1 file, with one to take back")
			p.Submit("#done-h ~ .rows a, .rows a")
			p.Submit("form[action$='/undo'] button")
			looks(t, p, "6 undone")
			if got := p.Text("h1"); got != "Taken back" {
				t.Errorf("h1 %q", got)
			}
		})
	}
}
