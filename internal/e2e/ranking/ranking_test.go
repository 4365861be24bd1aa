// Package ranking_test walks from profile to rank list in a real browser: what scripts add to forms that work without
// them.
package ranking_test

import (
	"os"
	"testing"

	"evenly/internal/e2e/browser"
	"evenly/internal/mentorship"
	"evenly/internal/server"
	"evenly/internal/world"
)

func TestMain(m *testing.M) { os.Exit(browser.Main(m)) }

// season is a program whose residents are ranking.
type season struct {
	*world.Program
	ana                  *world.Person
	okafor, stern, reyes *world.Person
}

func newSeason(t *testing.T) season {
	t.Helper()
	im := world.New(t).Program("im")
	im.SetState(mentorship.RankingOpen)
	return season{im, im.Resident("Ana Pereira", 2), im.Mentor("Amara Okafor", 2), im.Mentor("Miriam Stern", 2), im.Mentor("Camila Reyes", 1)}
}

// open signs a person in and opens a page of theirs on a phone.
func (s season) open(t *testing.T, who *world.Person, path string) *browser.Page {
	t.Helper()
	p := browser.New(t, browser.Options{Base: who.Base(), Width: 390, Height: 844})
	p.Open("/signin")
	browser.Eval[bool](p, `(fetch('`+server.SignInAsAnyonePath+`', {method: 'POST', body: new URLSearchParams({email: '`+who.Email+`'})}).then(() => document.title = 'in'), true)`)
	p.Wait("document.title == 'in'")
	if status := p.Open(path); status != 200 {
		t.Fatalf("%s answers %d", path, status)
	}
	return p
}

// savedAs waits until the form was saved and holds a version.
func savedAs(p *browser.Page, version string) {
	p.Wait("document.querySelector('[data-saved]:not(.not) input')?.value == '" + version + "'")
}

func slot(m *world.Person, op string) string {
	return ".slot[data-id='" + string(m.ID) + "'] [data-op=" + op + "]"
}

func card(m *world.Person) string { return ".mentor[data-id='" + string(m.ID) + "'] [data-op=add]" }

func (s season) stored() string {
	return world.One[string](s.W, `SELECT coalesce(string_agg(p.family_name, ' ' ORDER BY r.place), '') FROM ranked r JOIN person p ON p.id = r.mentor_id`)
}

func TestRankingSavesItself(t *testing.T) {
	t.Parallel()
	s := newSeason(t)
	p := s.open(t, s.ana, s.At.Ranking())
	p.Click(card(s.okafor))
	savedAs(p, "1")
	p.Click(card(s.stern))
	savedAs(p, "2")
	p.Click(slot(s.stern, "up"))
	savedAs(p, "3")
	if got := s.stored(); got != "Stern Okafor" {
		t.Errorf("stored %q", got)
	}
	p.Click(slot(s.stern, "remove"))
	savedAs(p, "4")
	p.Click("undo-toast button")
	savedAs(p, "5")
	if got := s.stored(); got != "Stern Okafor" {
		t.Errorf("after undo %q is stored", got)
	}
	if browser.Eval[bool](p, "document.activeElement == document.body") {
		t.Error("the focus fell off the page")
	}
	p.Accessible()
	p.Submit("button[value=done]")
	if got := p.Text("h1"); got != "Your ranking is in" {
		t.Errorf("after Done: %q", got)
	}
	p.Accessible()
}

func TestMentorStepsBackWhileThePageIsOpen(t *testing.T) {
	t.Parallel()
	s := newSeason(t)
	p := s.open(t, s.ana, s.At.Ranking())
	p.Allow("422")
	s.W.SQL(`UPDATE mentor SET state = 'withdrawn' WHERE person_id = $1`, string(s.reyes.ID))
	p.Click(card(s.reyes))
	p.WaitText("[data-saved].not", "has stepped back")
	p.Click(slot(s.reyes, "remove"))
	savedAs(p, "1")
	if got := s.stored(); got != "" {
		t.Errorf("stored %q", got)
	}
}

func TestTwoWindowsOfARanking(t *testing.T) {
	t.Parallel()
	s := newSeason(t)
	old := s.open(t, s.ana, s.At.Ranking())
	old.Allow("409")
	other := s.open(t, s.ana, s.At.Ranking())
	other.Click(card(s.okafor))
	savedAs(other, "1")
	old.Click(card(s.stern))
	old.WaitText("[data-saved].not", "another window")
	old.Click(card(s.reyes)) // and again: nothing is overwritten unseen
	old.WaitText("[data-saved].not", "another window")
	if got := s.stored(); got != "Okafor" {
		t.Errorf("stored %q", got)
	}
}

func TestProfileSavesItself(t *testing.T) {
	t.Parallel()
	s := newSeason(t)
	p := s.open(t, s.stern, s.At.Profile())
	p.Allow("409")
	p.Fill("#specialty", "Rheumatology")
	savedAs(p, "1")
	p.Fill("#background", "Leeds")
	savedAs(p, "2")
	s.W.SQL(`UPDATE mentor SET version = version + 1, draft = NULL WHERE person_id = $1`, string(s.stern.ID))
	p.Fill("#background", "Leeds, then Accra")
	p.WaitText("[data-saved].not", "changed elsewhere")
	p.Submit("button[value=publish]")
	p.WaitText(".diff", "Rheumatology")
	p.Accessible()
	p.Submit("button[value=publish]") // knowing both
	p.Open(s.At.Mentor("stern"))
	if got := p.Text(".profile"); got == "" {
		t.Error("nothing was published")
	}
	p.Accessible()
}

func TestFilterFollowsWhileOneChooses(t *testing.T) {
	t.Parallel()
	s := newSeason(t)
	s.W.SQL(`UPDATE mentor SET specialty = 'Rheumatology' WHERE person_id = $1`, string(s.stern.ID))
	p := s.open(t, s.ana, s.At.Mentors())
	p.Click(".more summary")
	p.Choose("#specialty", "Rheumatology")
	p.Wait("document.querySelectorAll('.mentor').length == 1 && location.search.includes('Rheumatology')")
	p.Accessible()
}
