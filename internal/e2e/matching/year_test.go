// Package matching_test walks a year of the match in a real browser: scenarios compared and one chosen, both sides asked, the
// announcement, the reasons each person reads, a change in mid-year and a further mentor. On three widths, light and dark,
// once without scripts.
package matching_test

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"evenly/internal/e2e/browser"
	"evenly/internal/mentorship"
	"evenly/internal/server"
	"evenly/internal/store"
	"evenly/internal/tenant"
	"evenly/internal/world"
)

func TestMain(m *testing.M) { os.Exit(browser.Main(m)) }

// year is a program whose lists are closed: twelve residents in two years, five mentors, and everybody wants the first.
type year struct {
	*world.Program
	t         *testing.T
	options   browser.Options
	narrow    bool // walks without scripts
	director  *world.Person
	mentors   []*world.Person
	residents []*world.Person
	seen      map[string]bool // what was looked at
}

func newYear(t *testing.T, o browser.Options) *year {
	t.Helper()
	w := world.New(t)
	y := &year{Program: w.Program("im"), t: t, options: o, narrow: o.Width == 320, seen: map[string]bool{}}
	y.director = y.Person("Helen Marsh", tenant.Director)
	for i := range 5 {
		y.mentors = append(y.mentors, y.Mentor(fmt.Sprintf("Mona Mentor%c", 'A'+i), 3))
	}
	for i := range 12 {
		r := y.Resident(fmt.Sprintf("Rika Resident%c", 'A'+i), 1+i%2)
		y.residents = append(y.residents, r)
		var ids []mentorship.MentorID
		for _, m := range [][]int{{0, 1 + i%4, 1 + (i+1)%4}, {1 + i%4, 0, 1 + (i+2)%4}}[i%2] {
			ids = append(ids, mentorship.MentorID(y.mentors[m].ID))
		}
		y.As(func(tx *store.Tx) error {
			return tx.SaveRankList(t.Context(), y.Cycle, mentorship.ResidentID(r.ID), mentorship.RankList{Mentors: ids}, 0)
		})
	}
	y.SetState(mentorship.Matching)
	w.Work()
	return y
}

// as opens a page for a person in a browser of their own, nil for somebody who only has a link.
func (y *year) as(who *world.Person, path string) *browser.Page {
	y.t.Helper()
	o := y.options
	o.Base = y.W.Site.URL
	p := browser.New(y.t, o)
	if who != nil {
		p.Open("/signin")
		browser.Eval[bool](p, `(fetch('`+server.SignInAsAnyonePath+`', {method: 'POST', body: new URLSearchParams({email: '`+who.Email+`'})}).then(() => document.title = 'in'), true)`)
		p.Wait("document.title == 'in'")
	}
	if y.narrow {
		p.DisableJS()
	}
	if status := p.Open(path); status != http.StatusOK {
		y.t.Fatalf("%s answers %d: %s", path, status, p.Text("body"))
	}
	return p
}

// looks says what is wrong with how a page looks, the first time it is come to: accessibility, and anything wider than the
// window. EVENLY_SHOTS is a folder to keep pictures in.
func (y *year) looks(p *browser.Page, what string) {
	y.t.Helper()
	if y.seen[what] {
		return
	}
	y.seen[what] = true
	p.Accessible()
	if n := p.Overflow(); n > 0 {
		y.t.Errorf("%s is %d px wider than the window", what, n)
	}
	if dir := os.Getenv("EVENLY_SHOTS"); dir != "" {
		name := strings.ReplaceAll(y.t.Name(), "/", " ")
		p.Screenshot(filepath.Join(dir, fmt.Sprintf("%s %02d %s.png", name, len(y.seen), what)))
	}
}

// sent presses a button that begins work, and waits on its page until it has ended.
func (y *year) sent(p *browser.Page, button string) {
	y.t.Helper()
	if status := p.Submit(button); status != http.StatusOK {
		y.t.Fatalf("%s answers %d: %s", button, status, p.Text("body"))
	}
	at := strings.TrimPrefix(p.URL(), y.W.Site.URL)
	y.W.Eventually("the work ends", func() bool {
		p.Open(at)
		return p.Count("job-progress") == 0
	})
}

// says fails unless the main part of the page has all words, and none that follow "not:".
func (y *year) says(p *browser.Page, words ...string) {
	y.t.Helper()
	text := strings.ReplaceAll(p.Text("main"), "\u00a0", " ")
	for _, w := range words {
		if no, found := strings.CutPrefix(w, "not:"); found {
			if strings.Contains(text, no) {
				y.t.Errorf("the page says %q: %s", no, text)
			}
		} else if !strings.Contains(text, w) {
			y.t.Errorf("the page does not say %q: %s", w, text)
		}
	}
}

// link is the newest one-purpose link in a person's mails.
func (y *year) link(who *world.Person) (path string) {
	y.t.Helper()
	y.W.Eventually("a mail with a link", func() bool {
		path = ""
		for _, m := range y.W.Mail.To(who.Email) {
			if l := regexp.MustCompile(`/l/\S+`).FindString(m.Text); l != "" {
				path = l
			}
		}
		return path != ""
	})
	return path
}

// accept has everybody who is asked and did not answer accept, past the browser: some of them are watched elsewhere.
func (y *year) accept() {
	y.t.Helper()
	for _, m := range y.mentors {
		p := m.Get(y.At.Proposals()).Want(http.StatusOK)
		if !p.Has("#answers") {
			continue
		}
		form := url.Values{}
		for _, n := range p.All(`#answers input[value=accepted]`) {
			for _, a := range n.Attr {
				if a.Key == "name" {
					form[a.Val] = []string{"accepted"}
				}
			}
		}
		m.Submit(p, "#answers", form, "").Want(http.StatusSeeOther)
	}
	for _, r := range y.residents {
		if p := r.Get(y.At.ChangeReply()).Want(http.StatusOK); p.Has("#answers") && !p.Has("#answers input[checked]") {
			r.Submit(p, "#answers", url.Values{"answer": {"accepted"}}, "").Want(http.StatusSeeOther)
		}
	}
}

// announce goes from the answers to the announcement, and past the time in which it can be stopped.
func (y *year) announce(p *browser.Page, run string) {
	y.t.Helper()
	p.Open(y.At.RunAnswers(run))
	if p.Count(`main a[href$="/announce"]`) == 0 {
		y.t.Fatalf("nothing can be announced: %s", p.Text("main"))
	}
	p.Submit(`main a[href$="/announce"]`)
	y.looks(p, "check and announce")
	p.Submit("#send button")
	y.looks(p, "the announcement on hold")
	y.says(p, "Nothing is sent before")
	y.W.Advance(11 * time.Minute)
	if err := y.W.App.Tick(y.t.Context()); err != nil {
		y.t.Fatal(err)
	}
}

// run is the id in the address of a run.
func (y *year) run(p *browser.Page) string {
	return regexp.MustCompile(`/match/([0-9a-f-]{36})`).FindStringSubmatch(p.URL())[1]
}

func (y *year) mentorOf(r *world.Person) string {
	return world.One[string](y.W, `SELECT coalesce((SELECT mentor_id::text FROM pairing WHERE resident_id = $1 AND ends_on IS NULL AND kind = 'primary'), '')`, string(r.ID))
}

func (y *year) person(id string) *world.Person {
	for _, m := range y.mentors {
		if string(m.ID) == id {
			return m
		}
	}
	y.t.Fatalf("nobody is %q", id)
	return nil
}
