package server

import (
	"net/http"

	"evenly/internal/access"
	"evenly/internal/route"
)

// SignInAsAnyonePath takes the e-mail of an account and signs it in without proof.
const SignInAsAnyonePath = "/demo/signin"

// SignInAsAnyone is the route that demonstrations and tests add (Options.Extra): one button signs in as anybody. The
// production site never has it; a test walks its routes.
func SignInAsAnyone() []Endpoint {
	return []Endpoint{{Method: http.MethodPost, Pattern: SignInAsAnyonePath, Access: access.Public, handle: signInAsAnyone}}
}

func signInAsAnyone(q *request) error {
	account, err := q.srv.app.AccountOf(q.Context(), q.field("email"))
	if err != nil {
		return err
	}
	if err := q.srv.sessions.SignIn(q.Context(), string(account), 0); err != nil {
		return err
	}
	return q.see(route.LocalPath(q.field("next")), "")
}
