package attack_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"fmt"
	mathrand "math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"

	"github.com/cloudflare/circl/blindsign/blindrsa"

	"evenly/internal/route"
	"evenly/internal/server"
	"evenly/internal/survey"
	"evenly/internal/survey/urn"
)

// browser is somebody's browser: a cookie, and the network address and the name it shows. Requests enter by the front
// door of the site, without a socket between.
type browser struct {
	*town
	cookie, address string
}

// What a request to an anonymous page shows of itself. It must be found nowhere.
const (
	nobodysNet   = "198.18." // and two random numbers
	nobodysAgent = "Netscape Quagga/4.0"
)

// answer is what the site answered.
type answer struct {
	*httptest.ResponseRecorder
	of   *town
	what string
}

func (b *browser) send(method, path, kind string, body []byte, cookie bool) answer {
	b.t.Helper()
	r := httptest.NewRequest(method, path, bytes.NewReader(body))
	r.RemoteAddr = b.address + ":4711"
	r.Header.Set("User-Agent", "Browser of "+b.address)
	if strings.HasPrefix(path, route.BallotSlip(b.w.Institution.Slug)+"/") {
		r.RemoteAddr, r.Header["User-Agent"] = fmt.Sprintf("%s%d.%d:4711", nobodysNet, mathrand.IntN(250), mathrand.IntN(250)), []string{nobodysAgent}
	}
	r.Header.Set("Content-Type", kind)
	if cookie {
		r.Header.Set("Cookie", b.cookie)
	}
	w := httptest.NewRecorder()
	b.site.ServeHTTP(w, r)
	b.mu.Lock()
	b.proxy = append(b.proxy, b.address+" "+method+" "+path)
	b.mu.Unlock()
	return answer{w, b.town, method + " " + path}
}

// post sends a form, signed in, with a key of its own as every page's form has one.
func (b *browser) post(path string, fields map[string]string) answer {
	b.t.Helper()
	form := url.Values{"key": {rand.Text()}}
	for name, value := range fields {
		form.Set(name, value)
	}
	return b.send(http.MethodPost, path, "application/x-www-form-urlencoded", []byte(form.Encode()), true)
}

// get asks for a page, with or without the session.
func (b *browser) get(path string, cookie bool) answer {
	b.t.Helper()
	return b.send(http.MethodGet, path, "", nil, cookie).want(http.StatusOK)
}

// script sends JSON as the pages' scripts do.
func (b *browser) script(path string, value any, cookie bool) answer {
	b.t.Helper()
	body, err := json.Marshal(value)
	check(b.t, err)
	return b.send(http.MethodPost, path, "application/json", body, cookie)
}

func (a answer) want(status int) answer {
	a.of.t.Helper()
	if a.Code != status {
		a.of.t.Fatalf("%s: got %d, want %d: %.300s", a.what, a.Code, status, a.Body)
	}
	return a
}

// wave is the id in the address a new draft leads to.
func (a answer) wave() string {
	a.of.t.Helper()
	return regexp.MustCompile(`[0-9a-f-]{36}`).FindString(a.want(http.StatusSeeOther).Header().Get("Location"))
}

// signIn gives the cookie of a new session.
func (v *town) signIn(email string) string {
	v.t.Helper()
	visitor := browser{town: v, address: "10.0.0.1"}
	a := visitor.post(server.SignInAsAnyonePath, map[string]string{"email": email}).want(http.StatusSeeOther)
	cookie, _, _ := strings.Cut(a.Header().Get("Set-Cookie"), ";")
	return cookie
}

// fetch gets a person's token: the keys with the session and without it, and one blind signature.
func (x *wave) fetch(person int) {
	x.t.Helper()
	b := x.who[person].browser
	path := route.BallotKeys(x.program.At.Institution, x.id)
	keys := b.get(path, false).Body.String()
	if person%5 == 0 && b.get(path, true).Body.String() != keys { // browsers look every time; here it only takes longer
		x.t.Fatalf("%s shows one person other keys", path)
	}
	public := parseJSON[urn.Public](x.t, []byte(keys))
	key, err := x509.ParsePKIXPublicKey(public.Signing)
	check(x.t, err)
	client, err := blindrsa.NewClient(blindrsa.SHA384PSSRandomized, key.(*rsa.PublicKey))
	check(x.t, err)
	print := public.Fingerprint()
	prepared, err := client.Prepare(rand.Reader, print[:])
	check(x.t, err)
	blinded, state, err := client.Blind(rand.Reader, prepared)
	check(x.t, err)
	reply := b.script(x.program.At.SurveyToken(x.id), map[string]any{"blinded": blinded}, true).want(http.StatusOK)
	signature, err := client.Finalize(state, parseJSON[struct{ Signature []byte }](x.t, reply.Body.Bytes()).Signature)
	check(x.t, err)
	x.public = public
	x.tokens[person] = urn.Token{Prefix: [32]byte(prepared), Signature: [256]byte(signature)}
}

// put seals a person's answers and sends them, as nobody. One in five corrects them at once.
func (x *wave) put(person int) {
	x.t.Helper()
	b := x.who[person].browser
	if person%5 == 0 { // drawing the page 5,800 times over takes long and adds nothing
		b.get(route.Ballot(x.program.At.Institution, x.id), false)
	}
	id, err := x.public.Verify(x.tokens[person])
	check(x.t, err)
	x.ballots["x"+hex.EncodeToString(id[:])] = person
	q := asked()
	tries := []survey.Answers{x.answers(person)}
	if mathrand.IntN(5) == 0 {
		tries = []survey.Answers{{Choice: map[survey.ItemID]int{survey.Value: 2}}, tries[0]}
	}
	for revision, answers := range tries {
		ballot, err := q.Pack(answers)
		check(x.t, err)
		sealed, err := x.public.Seal(id, uint32(revision), ballot)
		check(x.t, err)
		b.script(route.BallotPut(x.program.At.Institution, x.id),
			map[string]any{"token": x.tokens[person].Bytes(), "revision": revision, "sealed": sealed}, false).want(http.StatusNoContent)
	}
}

var codeForm = regexp.MustCompile(`\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){4}\b`)

// print makes a sheet of slips.
func (x *wave) print(n int) []string {
	x.t.Helper()
	sheet := x.cora.post(x.program.At.SurveySlipPrint(x.id), map[string]string{"slips": fmt.Sprint(n)}).want(http.StatusOK)
	codes := codeForm.FindAllString(sheet.Body.String(), -1)
	if len(codes) != n {
		x.t.Fatalf("%d codes on the sheet, want %d", len(codes), n)
	}
	return codes
}

// draw hands a person a slip and has them use it on a ward's computer where they are signed in.
func (x *wave) draw(person int, code string) {
	x.t.Helper()
	x.cora.post(x.program.At.SurveySlips(x.id), map[string]string{"person": string(x.who[person].ID)}).want(http.StatusSeeOther)
	public := x.public
	id := urn.Slip(code).ID(public)
	x.ballots["x"+hex.EncodeToString(id[:])] = person
	form := map[string]string{"code": code}
	for item, choice := range x.answers(person).Choice {
		form[string(item)] = fmt.Sprint(choice)
	}
	for item, text := range x.answers(person).Text {
		form[string(item)] = text
	}
	x.who[person].browser.post(route.BallotBySlip(x.program.At.Institution), form).want(http.StatusSeeOther)
}
