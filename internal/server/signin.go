package server

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/go-chi/httprate"

	"evenly/internal/access"
	"evenly/internal/app"
	"evenly/internal/fault"
	"evenly/internal/route"
	"evenly/internal/tenant"
	"evenly/templates/layout"
	"evenly/templates/page"
	"evenly/templates/ui"
)

// limits bound sign-in: per network address loosely (a hospital may have one for everybody), per account tightly.
type limits struct {
	address, account *httprate.RateLimiter
}

func newLimits() limits {
	quiet := httprate.WithLimitHandler(func(http.ResponseWriter, *http.Request) {})
	return limits{address: httprate.NewRateLimiter(120, time.Minute, quiet), account: httprate.NewRateLimiter(10, 15*time.Minute, quiet)}
}

// bound counts a try of an account from an address; too many are fault.TooMany.
func (q *request) bound(account string) error {
	l := q.srv.limits
	if l.address.OnLimit(q.w, q.Request, middleware.GetClientIP(q.Context())) ||
		account != "" && l.account.OnLimit(q.w, q.Request, strings.ToLower(account)) {
		return fault.New(fault.TooMany, "Too many tries. Wait a quarter of an hour, or open the newest link we mailed you.")
	}
	return nil
}

func (s *Server) signInRoutes() []Endpoint {
	return []Endpoint{
		{Method: http.MethodGet, Pattern: route.Root, Access: access.Public, handle: showRoot},
		{Method: http.MethodGet, Pattern: route.SignIn, Access: access.Public, handle: showSignIn},
		{Method: http.MethodPost, Pattern: route.SignIn, Access: access.Public, handle: askSignIn},
		{Method: http.MethodGet, Pattern: route.SignInCode, Access: access.Public, handle: showCode},
		{Method: http.MethodPost, Pattern: route.SignInCode, Access: access.Public, handle: useCode},
		{Method: http.MethodPost, Pattern: route.SignInPassword, Access: access.Public, handle: usePassword},
		{Method: http.MethodGet, Pattern: route.SignInLinkPattern, Access: access.ByLink, handle: showLink},
		{Method: http.MethodPost, Pattern: route.SignInLinkPattern, Access: access.ByLink, handle: useLink},
		{Method: http.MethodGet, Pattern: route.InvitationPattern, Access: access.ByLink, handle: showLink},
		{Method: http.MethodPost, Pattern: route.InvitationPattern, Access: access.ByLink, handle: useLink},
		{Method: http.MethodPost, Pattern: route.SignOut, Access: access.SignedIn, handle: signOut},
		{Method: http.MethodPost, Pattern: route.SignOutEverywhere, Access: access.SignedIn, handle: signOutEverywhere},
		{Method: http.MethodGet, Pattern: route.Switch, Access: access.SignedIn, handle: showSwitch},
		{Method: http.MethodGet, Pattern: route.Me, Access: access.SignedIn, handle: showSettings},
		{Method: http.MethodPost, Pattern: route.MePassword, Access: access.SignedIn, handle: setPassword},
		{Method: http.MethodGet, Pattern: route.InProgram + route.MenuPattern, Access: access.HomeSee, handle: showMenu},
	}
}

// emailKey keeps the address between asking for a link and typing its code.
const emailKey = "signin_email"

// showRoot is GET /: visitors sign in, others are led to where they have a role.
func showRoot(q *request) error {
	if q.who.Account == "" {
		if q.srv.opt.Demo {
			return q.see(DemoPath, "")
		}
		return q.see(route.SignIn, "")
	}
	places, err := q.places()
	if err != nil {
		return err
	}
	if len(places) == 1 {
		return q.see(places[0].Href, "")
	}
	return q.see(route.Switch, "")
}

// showSignIn is GET /signin.
func showSignIn(q *request) error { return q.signInPage(http.StatusOK, q.URL.Query().Get("next"), nil) }

// signInPage draws the sign-in form, with what was wrong the last time.
func (q *request) signInPage(status int, next string, err error) error {
	v := page.SignIn{Frame: q.frame("Sign in"), Link: route.SignIn, PassTo: route.SignInPassword, Next: route.LocalPath(next),
		Email: q.field("email"), Demo: q.demoPath(DemoPath)}
	if user := q.field("user"); user != "" {
		v.Email, v.Password = user, true
	}
	f, _ := errors.AsType[*fault.Error](err)
	v.Frame.Errors = f != nil
	v.Errors, v.ErrEmail, v.ErrPass = problems(f), problem(f, "email"), problem(f, "password")
	return q.page(status, v.View())
}

// demoPath is a path of the demonstration, "" in production.
func (q *request) demoPath(path string) string {
	if !q.srv.opt.Demo {
		return ""
	}
	return path
}

// askSignIn is POST /signin.
func askSignIn(q *request) error {
	email := q.field("email")
	if !looksLikeEmail(email) {
		var p fault.Problems
		p.Add("email", "Enter your work e-mail, like name@hospital.org.")
		return q.signInPage(http.StatusUnprocessableEntity, q.field("next"), p.Err())
	}
	if err := q.bound(email); err != nil {
		return err
	}
	if err := q.srv.app.AskSignIn(q.Context(), email, q.field("next")); err != nil {
		return err
	}
	q.srv.sessions.Put(q.Context(), emailKey, email)
	return q.see(route.SignInCode, "")
}

func looksLikeEmail(s string) bool {
	at := strings.LastIndexByte(s, '@')
	return at > 0 && at < len(s)-1 && len(s) <= 254 && !strings.ContainsAny(s, " \t<>")
}

// showCode is GET /signin/code.
func showCode(q *request) error { return q.codePage(http.StatusOK, nil) }

func (q *request) codePage(status int, err error) error {
	email := q.srv.sessions.Get(q.Context(), emailKey)
	if email == "" {
		return q.see(route.SignIn, "")
	}
	f, _ := errors.AsType[*fault.Error](err)
	v := page.SignInCode{Frame: q.frame("Look at your mail"), Email: email, Post: route.SignInCode, Again: route.SignIn,
		Errors: problems(f), Error: problem(f, "code"), Demo: q.demoPath(DemoMailPath)}
	v.Frame.Errors = f != nil
	return q.page(status, v.View())
}

// useCode is POST /signin/code.
func useCode(q *request) error {
	email := q.srv.sessions.Get(q.Context(), emailKey)
	if err := q.bound(email); err != nil {
		return err
	}
	in, err := q.srv.app.UseCode(q.Context(), email, q.field("code"))
	if fault.Is(err, fault.Invalid) {
		return q.codePage(http.StatusUnprocessableEntity, err)
	}
	return q.enter(in, err)
}

// usePassword is POST /signin/password.
func usePassword(q *request) error {
	email := q.field("user")
	if err := q.bound(email); err != nil {
		return err
	}
	in, err := q.srv.app.UsePassword(q.Context(), email, q.PostFormValue("password"), q.field("next"))
	if fault.Is(err, fault.Invalid) {
		return q.signInPage(http.StatusUnprocessableEntity, q.field("next"), err)
	}
	return q.enter(in, err)
}

// showLink is GET of a sign-in link or an invitation: it only says what the button would do.
func showLink(q *request) error {
	offered, err := q.srv.app.OfferedBy(q.Context(), chi.URLParam(q.Request, "token"))
	if fault.Is(err, fault.Expired) {
		return q.page(http.StatusGone, page.LinkEnded{Frame: q.frame("This link has ended"), New: route.SignIn}.View())
	}
	if err != nil {
		return err
	}
	title := "Sign in as " + offered.Email
	if offered.Purpose == "invite" {
		title = "You’re invited"
	}
	return q.page(http.StatusOK, page.SignInLink{Frame: q.frame(title), Email: offered.Email,
		Invitation: offered.Purpose == "invite", Post: q.URL.Path}.View())
}

// useLink is POST of a sign-in link or an invitation: it burns the link.
func useLink(q *request) error {
	if err := q.bound(""); err != nil {
		return err
	}
	in, err := q.srv.app.UseLink(q.Context(), chi.URLParam(q.Request, "token"))
	if fault.Is(err, fault.Expired) {
		return q.page(http.StatusGone, page.LinkEnded{Frame: q.frame("This link has ended"), New: route.SignIn}.View())
	}
	return q.enter(in, err)
}

// enter begins the session of somebody who proved who they are.
func (q *request) enter(in app.SignedIn, err error) error {
	if err != nil {
		return err
	}
	if err := q.srv.sessions.SignIn(q.Context(), string(in.Account), in.Idle); err != nil {
		return err
	}
	return q.see(in.Next, "")
}

// signOut is POST /signout.
func signOut(q *request) error {
	if err := q.srv.sessions.SignOut(q.Context()); err != nil {
		return err
	}
	return q.see(route.SignIn, "signed-out")
}

// signOutEverywhere is POST /signout/everywhere.
func signOutEverywhere(q *request) error {
	if _, err := q.srv.sessions.SignOutEverywhere(q.Context(), string(q.who.Account)); err != nil {
		return err
	}
	return signOut(q)
}

// places lists everywhere the signed-in person has a role.
func (q *request) places() ([]page.SwitchPlace, error) {
	everywhere, err := q.srv.app.Everywhere(q.Context(), q.who.Account)
	if err != nil {
		return nil, err
	}
	var out []page.SwitchPlace
	for _, me := range everywhere {
		out = append(out, offices(me)...)
		for _, p := range me.Places {
			out = append(out, page.SwitchPlace{Href: (route.Program{Institution: me.Institution.Slug, Program: p.Slug}).Home(),
				Name: p.Name, About: me.Institution.Name + " · " + roleList(p.Roles)})
		}
	}
	return out, nil
}

func roleList(roles []tenant.Role) string {
	var words []string
	for _, r := range roles {
		words = append(words, access.Singular(r))
	}
	return strings.Join(words, ", ")
}

// showSwitch is GET /switch.
func showSwitch(q *request) error {
	places, err := q.places()
	if err != nil {
		return err
	}
	return q.page(http.StatusOK, page.Switch{Frame: q.frame("Where to?"), Places: places}.View())
}

// showMenu is GET /{institution}/{program}/menu.
func showMenu(q *request) error {
	return q.page(http.StatusOK, page.Menu{Frame: q.frame("Menu")}.View())
}

// showSettings is GET /me.
func showSettings(q *request) error { return q.settingsPage(http.StatusOK, nil) }

func (q *request) settingsPage(status int, err error) error {
	account, e := q.srv.app.EmailOf(q.Context(), q.who.Account)
	if e != nil {
		return e
	}
	places, e := q.places()
	if e != nil {
		return e
	}
	f, _ := errors.AsType[*fault.Error](err)
	v := page.Settings{Frame: q.task("Settings", layout.Link{Href: route.Root, Label: "Home"}), Email: account, Password: route.MePassword,
		Everywhere: route.SignOutEverywhere, Places: places, Errors: problems(f), Error: problem(f, "password")}
	v.Frame.Errors = f != nil
	return q.page(status, v.View())
}

// setPassword is POST /me/password. A session that is older than a quarter of an hour proves itself again by a link first:
// an open session on a ward computer must not become a password.
func setPassword(q *request) error {
	if time.Since(q.srv.sessions.SignedInAt(q.Context())) > 15*time.Minute {
		return q.see(route.SignInThen(route.Me), "prove")
	}
	err := q.srv.app.SetPassword(q.Context(), q.who.Account, q.PostFormValue("password"))
	if fault.Is(err, fault.Invalid) {
		return q.settingsPage(http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return q.see(route.Me, "password-set")
}

// problems are the lines of the error summary.
func problems(f *fault.Error) []ui.Problem {
	if f == nil {
		return nil
	}
	var out []ui.Problem
	for _, p := range f.Problems {
		out = append(out, ui.Problem{Field: p.Field, Message: p.Message})
	}
	return out
}

// problem is the word at one field.
func problem(f *fault.Error, field string) string {
	if f == nil {
		return ""
	}
	for _, p := range f.Problems {
		if p.Field == field {
			return p.Message
		}
	}
	return ""
}
