package server

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"evenly/internal/access"
	"evenly/internal/app"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/route"
	"evenly/internal/tenant"
)

// request is one request with who makes it: the scope in the institution and program of the address, the person's names
// and places, and the means to answer.
type request struct {
	*http.Request
	w     http.ResponseWriter
	srv   *Server
	who   tenant.Scope
	me    app.Me
	place app.Place     // the program of the address; zero on other pages
	at    route.Program // for links within the program
	flash string        // what the last act left to say: "code" or "code:argument"
	raw   io.Reader     // the body without its limit
}

// serve makes a handler of an endpoint: session, scope, access, then the handler, then the answer to its error.
func (s *Server) serve(e Endpoint) http.Handler {
	limit := e.limit
	if limit == 0 {
		limit = defaultBody
	}
	inner := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := &request{Request: r, w: w, srv: s, raw: r.Body}
		r.Body = http.MaxBytesReader(w, r.Body, limit)
		if e.Access == access.Anonymous {
			q.asNobody(e.handle) // never reads a session
			return
		}
		err := s.admit(q, e)
		if err == nil {
			err = e.handle(q)
		}
		if err != nil {
			s.fail(q, err)
		}
	})
	if e.Access == access.Anonymous {
		return deadline(e, inner)
	}
	return deadline(e, s.sessions.Wrap(inner))
}

// admit finds out who is asking and whether they may.
func (s *Server) admit(q *request, e Endpoint) error {
	q.w.Header().Set("Cache-Control", "no-store") // private pages stay out of shared computers' caches
	q.takeFlash()
	account := tenant.AccountID(s.sessions.Account(q.Context()))
	institution, program := chi.URLParam(q.Request, "institution"), chi.URLParam(q.Request, "program")
	q.at = route.Program{Institution: institution, Program: program}
	q.who = tenant.Scope{Account: account}
	if account == "" || institution == "" {
		return access.Check(q.who, e.Access)
	}
	var err error
	if q.me, err = s.app.Enter(q.Context(), account, institution); err != nil {
		return err
	}
	if program != "" {
		q.who, q.place, err = q.me.In(program)
	} else {
		q.who, err = s.app.Across(q.Context(), q.me)
	}
	if err != nil {
		return err
	}
	return access.Check(q.who, e.Access)
}

// zone is the program's time zone: times are shown and days are cut in it.
func (q *request) zone() *time.Location { return mentorship.Zone(q.place.TimeZone) }

// today is the date of now in the program's time zone.
func (q *request) today() time.Time { return mentorship.DateOf(q.srv.app.Now(), q.zone()) }

// field is one value of the posted form, without the spaces around it.
func (q *request) field(name string) string { return strings.TrimSpace(q.PostFormValue(name)) }

// fields is every value of the posted form under a name.
func (q *request) fields(name string) []string {
	_ = q.PostFormValue(name) // parses the form
	return q.PostForm[name]
}

// newKey is an idempotency key for the forms of a page. Several forms on one page add a suffix of their own each.
func newKey() string { return rand.Text() }

// once is the scope for a write: it carries the form's hidden key, a hash of what was sent, and where the answer leads.
// The store keeps them with the effect, so that the same post twice has one effect and one answer. Reads before the write
// use q.who.
func (q *request) once(location string) (tenant.Scope, error) {
	if err := q.parse(); err != nil {
		return q.who, err
	}
	key := q.PostForm.Get("key")
	if len(key) < 8 || len(key) > 64 {
		return q.who, fault.New(fault.Mismatch, "This form is incomplete. Open the page again and send it once more.")
	}
	who := q.who
	what := q.Method + " " + q.URL.Path
	if q.MultipartForm != nil {
		sum, err := filesHash(q.MultipartForm.File)
		if err != nil {
			return q.who, err
		}
		what += sum
	}
	who.Once = &tenant.Once{Key: key, BodyHash: bodyHash(what, q.PostForm), Location: location}
	return who, nil
}

// inMemory is more than any form may hold (Endpoint.limit), so that uploads are never written to disk.
const inMemory = 32 << 20

// drained is how much of a body over the limit is taken from the line, so that the answer is read.
const drained = 64 << 20

// parse reads the form, with its files if it has any; a body over the limit is fault.TooLarge.
func (q *request) parse() error {
	err := q.ParseForm()
	if err == nil {
		if err = q.ParseMultipartForm(inMemory); errors.Is(err, http.ErrNotMultipart) {
			err = nil
		}
	}
	if _, big := errors.AsType[*http.MaxBytesError](err); big {
		_, _ = io.CopyN(io.Discard, q.raw, drained) // or the browser says that the connection broke, and not what we say
		return fault.New(fault.TooLarge, "That is more than this form takes. Shorten it and send it again.")
	}
	if err != nil {
		return fault.New(fault.Invalid, "This form could not be read. Open the page again.")
	}
	return nil
}

// filesHash is the same for the same files under the same fields.
func filesHash(files map[string][]*multipart.FileHeader) (string, error) {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		for _, part := range files[name] {
			fmt.Fprintf(h, "%q %q %d ", name, part.Filename, part.Size)
			f, err := part.Open()
			if err != nil {
				return "", err
			}
			if _, err := io.Copy(h, f); err != nil {
				return "", errors.Join(err, f.Close())
			}
			if err := f.Close(); err != nil {
				return "", err
			}
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// file is an uploaded file with its name; nothing when the field is empty.
func (q *request) file(name string) (string, []byte, error) {
	f, head, err := q.FormFile(name)
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return "", nil, nil
	}
	if err != nil {
		return "", nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(f)
	return head.Filename, data, err
}

// bodyHash is the same for the same route and fields, in any order of fields.
func bodyHash(what string, form url.Values) []byte {
	h := sha256.New()
	h.Write([]byte(what))
	names := make([]string, 0, len(form))
	for n := range form {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		for _, v := range form[n] {
			h.Write([]byte("\x00" + n + "\x01" + v))
		}
	}
	return h.Sum(nil)
}

// see answers a write: 303 to a page, with something to say there ("" for nothing; "code" or "code:argument", see
// flash.go).
func (q *request) see(location, flash string) error {
	if flash != "" {
		q.setFlash(flash)
	}
	http.Redirect(q.w, q.Request, location, http.StatusSeeOther)
	return nil
}

// page draws a page into a buffer and sends it whole: a broken template is a clean error, never half a page. A request whose
// time is over is still told so on a page.
func (q *request) page(status int, c templ.Component) error {
	var buf bytes.Buffer
	if err := c.Render(context.WithoutCancel(q.Context()), &buf); err != nil {
		return err
	}
	q.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	q.w.WriteHeader(status)
	_, _ = q.w.Write(buf.Bytes()) // the person is gone: nobody to tell
	return nil
}

func notFound(*request) error {
	return fault.New(fault.NotFound, "Check the address, or start from the first page.")
}
