package matching_test

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"evenly/internal/e2e/browser"
	"evenly/internal/matching/matchcli"
	"evenly/internal/world"
)

func TestMatching(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]browser.Options{"light": {}, "dark phone": {Width: 390, Height: 844, Dark: true}, "narrow without scripts": {Width: 320, Height: 640}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			y := newYear(t, o)
			p := y.as(y.director, y.At.Match())
			run := y.compare(p)
			y.ask(p, run)
			y.announce(p, run)
			y.afterwards()
			y.insight(p, run)
			y.changeInMidYear(p)
			y.furtherMentor(p)
		})
	}
}

// compare makes scenarios, tries a what-if and a pin, and chooses. Before that nobody is named.
func (y *year) compare(p *browser.Page) string {
	y.t.Helper()
	y.looks(p, "the match")
	y.sent(p, `main form[action$="/match/runs"] button`)
	y.looks(p, "solved")
	p.Submit("#job a.btn")
	y.looks(p, "comparison")
	y.says(p, "Top two, PGY-1", "Unused places", "Breaks a rule or limit", "Residents elsewhere than in A", "not:Rika", "not:Mona")
	first := y.run(p)
	p.Submit(`main a[href*="/runs/new"]`)
	y.looks(p, "what-if")
	p.Choose("#mentor", string(y.mentors[0].ID))
	p.Fill("#places", "1")
	p.Choose("#pin_resident", string(y.residents[3].ID))
	p.Choose("#pin_mentor", string(y.mentors[4].ID))
	y.sent(p, `main form[action$="/runs/new"] button`)
	p.Submit("#job a.btn")
	y.looks(p, "comparison with a what-if")
	y.says(p, "one place more with Dr. MentorA, one pair pinned", "Tries a pin", "E", "not:Rika")
	p.Open(y.At.Run(first))
	href, _ := p.Attr(`.scenarios a[href$="/choose"]`, "href") // not clicked: the table snaps to a column while the pointer is on its way
	p.Open(href)
	y.looks(p, "another order")
	y.says(p, "Residents ranked under another order of aims")
	p.Submit("main form button")
	y.looks(p, "another order without a reason")
	p.Open(y.At.Run(first))
	y.press(p, `form[action$="/choose"] button`)
	y.looks(p, "chosen")
	y.says(p, "Rika ResidentA", "Dr. Mona MentorA")
	if p.Count("svg.match") != 1 {
		y.t.Error("no chart of who got whom")
	}
	return y.run(p)
}

// press finds a button with the keyboard alone, and presses it. Without scripts the browser cannot be asked where the focus
// is, so that it is clicked there.
func (y *year) press(p *browser.Page, button string) {
	y.t.Helper()
	if y.narrow {
		p.Submit(button)
		return
	}
	for range 80 {
		p.Press("\t")
		if browser.Eval[bool](p, "document.activeElement.matches(`"+button+"`)") {
			at := p.URL()
			p.Press("\r")
			p.Wait("document.readyState == 'complete' && (location.href != `" + at + "` || !document.querySelector(`" + button + "`))")
			return
		}
	}
	y.t.Fatalf("the keyboard does not reach %s", button)
}

// ask sends the mails and watches one mentor answer, by the link alone.
func (y *year) ask(p *browser.Page, run string) {
	y.t.Helper()
	p.Open(y.At.RunAsk(run))
	y.looks(p, "ask")
	y.sent(p, "#send button")
	m := y.as(nil, y.link(y.mentors[0]))
	y.looks(m, "a mentor is asked")
	y.says(m, "Rika Resident", "not:choice", "not:1st", "not:rank")
	y.accept()
	p.Open(y.At.RunAnswers(run))
	y.looks(p, "answers")
	y.says(p, "Everyone has said yes")
}

// afterwards is what a resident and a mentor read.
func (y *year) afterwards() {
	y.t.Helper()
	r := y.residents[11]
	p := y.as(r, y.At.Home())
	y.looks(p, "a resident’s home")
	y.says(p, "Dr. Mona Mentor")
	p.Open(y.At.MatchHow())
	y.looks(p, "how the match is made")
	y.says(p, "used this year", "Hash of the seed")
	p.Submit(`main a[href$="/match/why"]`)
	y.looks(p, "why")
	y.says(p, "Your mentor is Dr. Mona Mentor", "Only you see this page")
	for _, other := range y.residents[:11] {
		y.says(p, "not:"+other.Name.Family)
	}
	m := y.as(y.mentors[0], y.At.Home())
	y.looks(m, "a mentor’s home")
	y.says(m, "Rika Resident", "not:choice", "not:1st")
}

// insight is what the director reads, and the audit bundle, which the command line verifies and runs again.
func (y *year) insight(p *browser.Page, run string) {
	y.t.Helper()
	p.Open(y.At.Match())
	y.looks(p, "announced")
	p.Submit(`main a[href$="/match/insight"]`)
	y.looks(p, "insight")
	y.says(p, "Dr. Mona MentorA", "One more place", "On lists")
	href, _ := p.Attr(`main a[href$="/bundle.zip"]`, "href")
	dir := y.unpack(y.director.Get(href).Want(http.StatusOK).Body)
	instance, result, again := filepath.Join(dir, "instance.json"), filepath.Join(dir, "result.json"), filepath.Join(dir, "again.json")
	var out, errs bytes.Buffer
	if code := matchcli.Main([]string{"-verify", result, "-in", instance}, nil, &out, &errs); code != 0 {
		y.t.Errorf("evenly match -verify: exit %d: %s%s", code, out.String(), errs.String())
	}
	if code := matchcli.Main([]string{"-in", instance, "-out", again}, nil, &out, &errs); code != 0 {
		y.t.Errorf("evenly match: exit %d: %s", code, errs.String())
	}
	first, _ := os.ReadFile(result)
	second, _ := os.ReadFile(again)
	if len(first) == 0 || !bytes.Equal(first, second) {
		y.t.Error("run again, the bundle gives other bytes")
	}
}

func (y *year) unpack(data string) string {
	y.t.Helper()
	z, err := zip.NewReader(strings.NewReader(data), int64(len(data)))
	if err != nil {
		y.t.Fatal(err)
	}
	dir := y.t.TempDir()
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			y.t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, f.Name), text, 0o600)
		}
		if err != nil {
			y.t.Fatal(err)
		}
	}
	return dir
}

// changeInMidYear has a resident ask for a change and decline what is proposed first, then accept.
func (y *year) changeInMidYear(p *browser.Page) {
	y.t.Helper()
	r := y.residents[0]
	before := y.mentorOf(r)
	pair := world.One[string](y.W, `SELECT id::text FROM pairing WHERE resident_id = $1 AND ends_on IS NULL`, string(r.ID))
	a := y.as(r, y.At.ChangeAsk(pair))
	y.looks(a, "change or end this pairing")
	a.Submit("main form button")
	y.looks(a, "asked for a change")
	y.says(a, "You asked for a change")

	p.Open(y.At.Changes())
	y.looks(p, "wishes for a change")
	y.says(p, "1 pair asks for a change")
	y.sent(p, `main form[action$="/match/runs"] button`)
	p.Submit("#job a.btn")
	y.looks(p, "the fewest moves")
	y.says(p, "1 pair changes", "not:Rika")
	run := y.chooseAndAsk(p)
	y.reply(r, "declined")
	y.accept()
	p.Open(y.At.RunAnswers(run))
	y.looks(p, "declined")
	y.says(p, "1 pair was declined")
	y.sent(p, `main form[action$="/again"] button`)
	p.Submit("#job a.btn")
	run = y.chooseAndAsk(p)
	y.reply(r, "accepted")
	y.accept()
	y.announce(p, run)
	if now := y.mentorOf(r); now == "" || now == before { // whoever else had to move was asked, too
		y.t.Errorf("after the change the mentor is %q, before %q", now, before)
	}
	h := y.as(r, y.At.Home())
	y.says(h, y.person(y.mentorOf(r)).Name.Full())
}

// chooseAndAsk chooses the run on the page and asks both sides.
func (y *year) chooseAndAsk(p *browser.Page) string {
	y.t.Helper()
	p.Submit(`main form[action$="/choose"] button`)
	run := y.run(p)
	p.Open(y.At.RunAsk(run))
	y.sent(p, "#send button")
	return run
}

// reply answers a proposed change by the link in the resident's mail.
func (y *year) reply(r *world.Person, answer string) {
	y.t.Helper()
	p := y.as(nil, y.link(r))
	y.looks(p, "a resident is asked about a change")
	y.says(p, "Another mentor is proposed for you", "in place of")
	p.Submit("#answers button")
	y.looks(p, "a resident did not answer")
	y.says(p, "Choose an answer")
	p.Click(`#answers input[value="` + answer + `"]`)
	p.Submit("#answers button")
	y.looks(p, "a resident "+answer)
	y.says(p, "Your answer is in")
}

// furtherMentor asks for a research mentor and gets one on the places that remain.
func (y *year) furtherMentor(p *browser.Page) {
	y.t.Helper()
	r := y.residents[5]
	var wanted *world.Person
	for _, m := range y.mentors {
		taken := world.One[int](y.W, `SELECT count(*)::int FROM pairing WHERE mentor_id = $1 AND ends_on IS NULL`, string(m.ID))
		if string(m.ID) != y.mentorOf(r) && taken < 3 {
			wanted = m
		}
	}
	a := y.as(r, y.At.Home())
	a.Submit(`main a[href$="/second"]`)
	y.looks(a, "ask for a further mentor")
	a.Click(`input[name="kind"][value="research"]`)
	a.Choose("#first", string(wanted.ID))
	a.Submit("main form button")
	y.looks(a, "asked for a further mentor")
	y.says(a, "1 mentor named")

	p.Open(y.At.SecondRuns())
	y.looks(p, "further mentors")
	y.says(p, "1 resident asks", "not:Rika")
	y.sent(p, `main form[action$="/match/runs"] button`)
	p.Submit("#job a.btn")
	y.looks(p, "further mentors matched")
	run := y.chooseAndAsk(p)
	y.accept()
	y.announce(p, run)
	if got := world.One[string](y.W, `SELECT coalesce((SELECT mentor_id::text FROM pairing WHERE resident_id = $1 AND kind = 'research' AND ends_on IS NULL), '')`, string(r.ID)); got != string(wanted.ID) {
		y.t.Errorf("the research mentor is %q, want %s", got, wanted.Name.Full())
	}
	a.Open(y.At.Home())
	y.looks(a, "two mentors")
	y.says(a, wanted.Name.Full(), y.person(y.mentorOf(r)).Name.Full(), "research mentor")
}
