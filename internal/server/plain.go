package server

import (
	"net/http"

	"evenly/internal/access"
)

// Plain is a GET route with a handler from outside this package, for Options.Extra: measurements compare the site's pages
// with the least that a page can be. The session is loaded, and the act checked, as for any other route.
func Plain(pattern string, a access.Act, h func(http.ResponseWriter, *http.Request) error) Endpoint {
	return Endpoint{Method: http.MethodGet, Pattern: pattern, Access: a, handle: func(q *request) error { return h(q.w, q.Request) }}
}
