package route

import "net/url"

// Paths of signing in and out, and of a person's own settings.
const (
	Root              = "/"
	SignIn            = "/signin"
	SignInCode        = "/signin/code"
	SignInPassword    = "/signin/password"
	SignInLinkPattern = "/signin/link/{token}"
	InvitationPattern = "/p/{token}"
	SignOut           = "/signout"
	SignOutEverywhere = "/signout/everywhere"
	Switch            = "/switch"
	Me                = "/me"
	MePassword        = "/me/password"
)

// SignInThen is the sign-in page that leads back to a path of this site afterwards.
func SignInThen(next string) string {
	if next == "" || next == Root {
		return SignIn
	}
	return SignIn + "?next=" + url.QueryEscape(next)
}

// SignInLink is the address in a sign-in mail.
func SignInLink(token string) string { return "/signin/link/" + url.PathEscape(token) }

// Invitation is the address in an invitation.
func Invitation(token string) string { return "/p/" + url.PathEscape(token) }

// LocalPath returns next if it is a path of this site, else the root: an address from outside never becomes a redirect.
func LocalPath(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || len(next) < 1 || next[0] != '/' || len(next) > 1 && (next[1] == '/' || next[1] == '\\') {
		return Root
	}
	return next
}
