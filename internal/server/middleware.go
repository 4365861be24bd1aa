package server

import (
	"context"
	"crypto/rand"
	"io"
	"net/http"
	"net/url"
	"runtime/debug"
	"time"

	"github.com/go-chi/chi/v5/middleware"

	"evenly/web"
)

type contextKey int

const requestIDKey contextKey = iota

// requestID is the reference code of a request, in every log line about it and on its error page.
func requestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey).(string)
	return id
}

// identify gives the request its reference code and the client its address.
func (s *Server) identify(next http.Handler) http.Handler {
	withID := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), requestIDKey, rand.Text()[:10])))
	})
	var prefixes []string
	for _, p := range s.opt.Proxies {
		prefixes = append(prefixes, p.String())
	}
	switch {
	case len(prefixes) == 0 && s.opt.ProxyCount > 0:
		return middleware.ClientIPFromXFFTrustedProxies(s.opt.ProxyCount)(withID)
	case len(prefixes) == 0:
		return middleware.ClientIPFromRemoteAddr(withID)
	}
	return middleware.ClientIPFromXFF(prefixes...)(withID)
}

// recover turns a panic into the error page of a 500.
func (s *Server) recover(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if v := recover(); v != nil {
				if v == http.ErrAbortHandler {
					panic(v)
				}
				s.log.ErrorContext(r.Context(), "panic", "request", requestID(r.Context()), "panic", v, "stack", string(debug.Stack()))
				s.failPlainly(w, r, http.StatusInternalServerError)
			}
		}()
		next.ServeHTTP(w, r)
	})
}

func (s *Server) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", web.ContentSecurityPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), browsing-topics=()")
		if s.opt.Secure {
			h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
		}
		next.ServeHTTP(w, r)
	})
}

// refuseForeignPosts is the guard against forged requests: a browser says where a write comes from.
func (s *Server) refuseForeignPosts(next http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	if u, err := url.Parse(s.opt.BaseURL); err == nil && u.Host != "" {
		_ = guard.AddTrustedOrigin(u.Scheme + "://" + u.Host) // an unparsable one was refused by config
	}
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.failPlainly(w, r, http.StatusForbidden)
	}))
	return guard.Handler(next)
}

// deadline bounds a request: no person waits longer than six seconds for an answer. An upload may take its time on a slow
// line first (http.Server's timeouts bound it); its statements are bounded by the database.
func deadline(e Endpoint, next http.Handler) http.Handler {
	patience := 6 * time.Second
	if e.limit > defaultBody {
		patience = time.Minute
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), patience)
		defer cancel()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// compressed writes a body through the encoder and headers straight.
type compressed struct {
	http.ResponseWriter
	to io.Writer
}

func (c *compressed) Write(b []byte) (int, error) {
	c.Header().Del("Content-Length") // of the body as it was
	return c.to.Write(b)
}

func (c *compressed) WriteHeader(status int) {
	c.Header().Del("Content-Length")
	c.ResponseWriter.WriteHeader(status)
}
