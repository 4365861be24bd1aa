package server

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"
	lru "github.com/hashicorp/golang-lru/v2"

	"evenly/internal/tenant"
	"evenly/templates/layout"
	"evenly/templates/page"
)

// A kept page is what was drawn for one person inside the frame. It is shown to the same person again for as long as
// nothing was done in the institution (app.Me.Version), on the same day, in the same roles: drawing 120 pairs with a year
// of meetings costs many times as much as all else in the request.
type keptPage struct {
	title, printHead string
	body             string
	at               time.Time
}

// keptKey says for whom and of what moment a page was drawn.
type keptKey struct {
	program tenant.ProgramID
	person  tenant.PersonID
	roles   string
	today   time.Time
	version int64
}

// keptFor bounds how long a page outlives what changes without an act: an operator's hand in the database.
const keptFor = 10 * time.Minute

// newKept makes room for n pages; nil when there is none.
func newKept(n int) *lru.Cache[keptKey, keptPage] {
	c, err := lru.New[keptKey, keptPage](n)
	if err != nil {
		return nil // only a size below one is refused
	}
	return c
}

// kept sends the page of the key as it was drawn before, or as draw draws it now: its frame, and its content.
func (q *request) kept(draw func() (layout.Frame, templ.Component, error)) error {
	p, err := q.keptPage(draw)
	if err != nil {
		return err
	}
	f := q.frame(p.title)
	f.PrintHead = p.printHead
	return q.page(http.StatusOK, page.Kept(f, p.body))
}

func (q *request) keptPage(draw func() (layout.Frame, templ.Component, error)) (keptPage, error) {
	key, now := keptKey{q.who.Program, q.who.Person, q.roleWords(), q.today(), q.me.Version}, q.srv.app.Now()
	if q.srv.kept != nil {
		if p, ok := q.srv.kept.Get(key); ok && now.Sub(p.at) < keptFor {
			return p, nil
		}
	}
	frame, content, err := draw()
	if err != nil {
		return keptPage{}, err
	}
	var body bytes.Buffer
	if err := content.Render(context.WithoutCancel(q.Context()), &body); err != nil {
		return keptPage{}, err
	}
	p := keptPage{title: frame.Title, printHead: frame.PrintHead, body: body.String(), at: now}
	if q.srv.kept != nil && !strings.Contains(p.body, `name="key"`) { // the key of a form must be fresh
		q.srv.kept.Add(key, p)
	}
	return p, nil
}
