// Package server is the site over HTTP: routes, middleware, forms and handlers.
//
// Every route stands in one table with the act it needs (package access); the router is built from the table and nothing
// else. Before a handler runs, the person is known, their scope in the institution and program of the address is made,
// and the act is checked. A handler reads the request, asks one function of app, and answers: a page, or after a write a
// redirect. It returns an error for everything else, which is logged and drawn in one place (answer.go).
package server

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	lru "github.com/hashicorp/golang-lru/v2"

	"evenly/internal/access"
	"evenly/internal/app"
	"evenly/internal/route"
	"evenly/internal/session"
	"evenly/web"
)

// Options are the settings of the site.
type Options struct {
	App      *app.App
	Sessions *session.Manager
	Log      *slog.Logger
	BaseURL  string         // its origin is the only one that may post
	Secure   bool           // https: HSTS, __Host- cookies
	Proxies  []netip.Prefix // whose X-Forwarded-For is believed
	// ProxyCount, when no Proxies are named, is how many stand before the program: the client is that far from the
	// right end of X-Forwarded-For.
	ProxyCount int
	Schema     uint       // the schema version /readyz waits for
	Extra      []Endpoint // routes of the demonstration; none in production
	Compress   bool
	Demo       bool // pages of the demonstration exist: the sign-in page leads to them
	KeepPages  int  // how many drawn pages are kept to be shown again (kept.go), some 100 KB each; 0: none
}

// Server answers requests.
type Server struct {
	app      *app.App
	sessions *session.Manager
	log      *slog.Logger
	opt      Options
	routes   []Endpoint
	stopping chan struct{}
	limits   limits
	crowd    *crowd
	kept     *lru.Cache[keptKey, keptPage]
}

// Endpoint is one route: what it matches, who may call it, and what answers.
type Endpoint struct {
	Method  string
	Pattern string
	Access  access.Act
	handle  handler
	limit   int64 // bytes of body; 0: the default of 256 KiB
}

type handler func(*request) error

const defaultBody = 256 << 10

// New makes a server.
func New(o Options) *Server {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{app: o.App, sessions: o.Sessions, log: o.Log, opt: o, stopping: make(chan struct{}), limits: newLimits(), crowd: newCrowd(), kept: newKept(o.KeepPages)}
	s.routes = append(s.table(), o.Extra...)
	return s
}

// table is every route of the site. Each feature's part stands in the file of its stem.
func (s *Server) table() []Endpoint {
	var all []Endpoint
	for _, part := range [][]Endpoint{
		s.signInRoutes(),
		s.taskRoutes(), s.matchRoutes(),
		s.homeRoutes(), s.equityRoutes(), s.pairRoutes(), s.meetingRoutes(), s.oneLinkRoutes(), s.stepRoutes(), s.fitRoutes(), s.flagRoutes(), s.equityFileRoutes(), s.bulkRoutes(), s.boardRoutes(), s.offerRoutes(), s.gmeRoutes(), s.officeRoutes(),
		s.setupRoutes(),
		s.ballotRoutes(), s.surveyRoutes(), s.surveyBuilderRoutes(), s.surveyResultRoutes(), s.slipRoutes(), s.gmeSurveyRoutes(), s.checkInRoutes(),
		s.peopleRoutes(), s.rosterRoutes(),
		s.whoRoutes(),
		s.auditRoutes(),
		s.rankingRoutes(), s.notWithRoutes(), s.mentorsRoutes(), s.profileRoutes(), s.ruleRoutes(),
	} {
		all = append(all, part...)
	}
	return all
}

// Routes lists the table, for `evenly routes` and for tests.
func (s *Server) Routes() []Endpoint { return s.routes }

// Stop makes /readyz say no, so that a load balancer sends nobody here while requests under way finish.
func (s *Server) Stop() { close(s.stopping) }

// Handler is the whole site.
func (s *Server) Handler() http.Handler {
	r := chi.NewRouter()
	r.Use(middleware.GetHead, s.identify, s.recover, s.headers, s.refuseForeignPosts)
	r.Get(route.Healthz, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	r.Get(route.Readyz, s.ready)
	r.Handle(route.StaticPattern, web.Handler())
	r.Group(func(r chi.Router) {
		if s.opt.Compress {
			r.Use(compress)
		}
		for _, e := range s.routes {
			r.Method(e.Method, e.Pattern, s.serve(e))
		}
		r.NotFound(s.serve(Endpoint{Access: access.Public, handle: notFound}).ServeHTTP)
		r.MethodNotAllowed(s.serve(Endpoint{Access: access.Public, handle: notFound}).ServeHTTP)
	})
	return r
}

// ready answers whether this process can serve: the database is there, has our schema, and we are not stopping.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	select {
	case <-s.stopping:
		http.Error(w, "stopping", http.StatusServiceUnavailable)
		return
	default:
	}
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if err := s.app.Ready(ctx, s.opt.Schema); err != nil {
		s.log.WarnContext(ctx, "not ready", "error", err)
		http.Error(w, "not ready", http.StatusServiceUnavailable)
		return
	}
	_, _ = w.Write([]byte("ready\n"))
}

// compress encodes pages with brotli or gzip, as the browser asks. Pages hold no secret that a person could make a page
// repeat beside text of their own: keys of forms are fresh on every page.
func compress(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cw := brotli.HTTPCompressor(w, r)
		defer cw.Close()
		next.ServeHTTP(&compressed{ResponseWriter: w, to: cw}, r)
	})
}
