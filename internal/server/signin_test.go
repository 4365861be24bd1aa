package server_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"evenly/internal/route"
	"evenly/internal/tenant"
	"evenly/internal/world"
)

var (
	linkIn = regexp.MustCompile(`http://evenly\.test(/(?:signin/link|p)/\S+)`)
	codeIn = regexp.MustCompile(`\b(\d{3}) ?(\d{3})\b`)
)

// askedFor makes a visitor ask for a sign-in link and returns what the mail holds.
func askedFor(t *testing.T, w *world.World, b *world.Browser, email, next string) (link, code string) {
	t.Helper()
	before := len(w.Mail.To(email))
	b.Post(route.SignIn, url.Values{"email": {email}, "next": {next}}).Want(http.StatusSeeOther)
	w.Eventually("the sign-in mail", func() bool { return len(w.Mail.To(email)) > before })
	mails := w.Mail.To(email)
	text := mails[len(mails)-1].Text
	m, c := linkIn.FindStringSubmatch(text), codeIn.FindStringSubmatch(text)
	if m == nil || c == nil {
		t.Fatalf("no link or code in: %s", text)
	}
	return m[1], c[1] + c[2]
}

func signInWorld(t *testing.T) (*world.World, *world.Program, *world.Person) {
	t.Helper()
	w := world.New(t)
	im := w.Program("im")
	ana := im.Resident("Ana Pereira", 2)
	w.Work()
	return w, im, ana
}

func TestSignInByLink(t *testing.T) {
	t.Parallel()
	w, im, ana := signInWorld(t)
	b := w.Visitor()
	if p := b.Get(im.At.Ranking()); p.Status != http.StatusSeeOther || p.Location != route.SignInThen(im.At.Ranking()) {
		t.Fatalf("a visitor gets %d to %q", p.Status, p.Location)
	}
	link, _ := askedFor(t, w, b, ana.Email, im.At.Ranking())

	// Mail scanners open links, also several times: nothing happens.
	scanner := w.Visitor()
	for range 3 {
		p := scanner.Get(link).Want(http.StatusOK)
		if !strings.Contains(p.Text("h1"), ana.Email) {
			t.Errorf("the page does not say who would sign in: %q", p.Text("h1"))
		}
	}
	if p := scanner.Get(im.At.Ranking()); p.Status != http.StatusSeeOther {
		t.Errorf("opening the link signed the scanner in: %d", p.Status)
	}

	p := b.Submit(b.Get(link), "form[action*=link]", nil, "")
	if p.Status != http.StatusSeeOther || p.Location != im.At.Ranking() {
		t.Fatalf("the button leads to %d %q, want where she wanted to go", p.Status, p.Location)
	}
	b.Get(im.At.Ranking()).Want(http.StatusOK)
	if p := w.Visitor().Post(link, url.Values{}); p.Status != http.StatusGone || !strings.Contains(p.Text("main"), "Send me a new one") {
		t.Errorf("a used link answers %d: %s", p.Status, p.Text("main"))
	}
}

func TestSignInLinkEndsAfterAQuarterOfAnHour(t *testing.T) {
	t.Parallel()
	w, _, ana := signInWorld(t)
	b := w.Visitor()
	link, code := askedFor(t, w, b, ana.Email, "")
	w.Advance(16 * time.Minute)
	b.Get(link).Want(http.StatusGone)
	b.Post(route.SignInCode, url.Values{"code": {code}}).Want(http.StatusUnprocessableEntity)
}

func TestSignInByCode(t *testing.T) {
	t.Parallel()
	w, _, ana := signInWorld(t)
	b := w.Visitor()
	_, code := askedFor(t, w, b, ana.Email, "")
	p := b.Post(route.SignInCode, url.Values{"code": {"000000"}}).Want(http.StatusUnprocessableEntity)
	if !p.Has("#code-error") || !strings.HasPrefix(p.Text("title"), "Error:") {
		t.Error("a wrong code is not said at the field and in the title")
	}
	b.Post(route.SignInCode, url.Values{"code": {code[:3] + " " + code[3:]}}).Want(http.StatusSeeOther)
	b.Get(route.Me).Want(http.StatusOK)
}

func TestFiveWrongCodesEndTheCodeButNotTheLink(t *testing.T) {
	t.Parallel()
	w, _, ana := signInWorld(t)
	b := w.Visitor()
	link, code := askedFor(t, w, b, ana.Email, "")
	for range 5 {
		b.Post(route.SignInCode, url.Values{"code": {"111111"}}).Want(http.StatusUnprocessableEntity)
	}
	b.Post(route.SignInCode, url.Values{"code": {code}}).Want(http.StatusUnprocessableEntity)
	b.Post(link, url.Values{}).Want(http.StatusSeeOther)
}

func TestUnknownAddressGetsTheSameAnswer(t *testing.T) {
	t.Parallel()
	w, _, ana := signInWorld(t)
	known, unknown := w.Visitor(), w.Visitor()
	a := known.Post(route.SignIn, url.Values{"email": {ana.Email}})
	b := unknown.Post(route.SignIn, url.Values{"email": {"nobody@nowhere.example"}})
	if a.Status != b.Status || a.Location != b.Location {
		t.Errorf("known %d %q, unknown %d %q", a.Status, a.Location, b.Status, b.Location)
	}
	if len(w.Mail.To("nobody@nowhere.example")) > 0 {
		t.Error("mail went to an address nobody has")
	}
	known.Post(route.SignInPassword, url.Values{"user": {"nobody@nowhere.example"}, "password": {"quartz lantern river"}}).Want(http.StatusUnprocessableEntity)
}

func TestPassword(t *testing.T) {
	t.Parallel()
	w, _, ana := signInWorld(t)
	ana.Post(route.MePassword, url.Values{"password": {"short"}}).Want(http.StatusUnprocessableEntity)
	ana.Post(route.MePassword, url.Values{"password": {"quartz lantern river 9"}}).Want(http.StatusSeeOther)
	b := w.Visitor()
	b.Post(route.SignInPassword, url.Values{"user": {ana.Email}, "password": {"quartz lantern river 8"}}).Want(http.StatusUnprocessableEntity)
	b.Post(route.SignInPassword, url.Values{"user": {" " + strings.ToUpper(ana.Email)}, "password": {"quartz lantern river 9"}}).Want(http.StatusSeeOther)
	b.Get(route.Me).Want(http.StatusOK)
}

func TestSignOutEverywhere(t *testing.T) {
	t.Parallel()
	w, _, ana := signInWorld(t)
	ward := w.SignIn(ana.Email)
	ward.Get(route.Me).Want(http.StatusOK)
	ana.Post(route.SignOutEverywhere, url.Values{}).Want(http.StatusSeeOther)
	for name, b := range map[string]*world.Browser{"ward": ward, "own": ana.Browser} {
		if p := b.Get(route.Me); p.Status != http.StatusSeeOther {
			t.Errorf("the %s computer is still signed in: %d", name, p.Status)
		}
	}
}

func TestTriesAreBounded(t *testing.T) {
	t.Parallel()
	w, _, ana := signInWorld(t)
	b := w.Visitor()
	for range 10 {
		b.Post(route.SignInPassword, url.Values{"user": {ana.Email}, "password": {"x"}}).Want(http.StatusUnprocessableEntity)
	}
	p := b.Post(route.SignInPassword, url.Values{"user": {ana.Email}, "password": {"x"}}).Want(http.StatusTooManyRequests)
	if !strings.Contains(p.Text("main"), "Wait") {
		t.Errorf("the page does not say what to do: %s", p.Text("main"))
	}
}

func TestNextStaysOnThisSite(t *testing.T) {
	t.Parallel()
	w, _, ana := signInWorld(t)
	for _, next := range []string{"https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"} {
		b := w.Visitor()
		link, _ := askedFor(t, w, b, ana.Email, next)
		if p := b.Post(link, url.Values{}); p.Location != route.Root {
			t.Errorf("next %q leads to %q", next, p.Location)
		}
	}
}

func TestRootAndSwitch(t *testing.T) {
	t.Parallel()
	w, im, ana := signInWorld(t)
	if p := ana.Get(route.Root); p.Location != im.At.Home() {
		t.Errorf("one role leads to %q", p.Location)
	}
	peds := w.Program("peds")
	peds.Person("Ana Pereira", tenant.Mentor)
	p := ana.Get(ana.Get(route.Root).Location).Want(http.StatusOK)
	if got := len(p.All("main .rows .row")); got != 2 {
		t.Errorf("the switch lists %d places, want 2", got)
	}
}
