// Package gallery shows every component on a few pages of an invented program, to be looked at and to be tested.
//
//	go run ./templates/ui/gallery/show
//
// serves it on 127.0.0.1:8099 under the same content security policy as the real pages. Its tests open every page in a
// browser at three widths and in both themes and let axe-core judge it. Nothing of it is in the program.
package gallery

import (
	"bytes"
	"net/http"

	"evenly/web"

	"github.com/a-h/templ"
)

// Page is one page of the gallery.
type Page struct {
	Path   string
	Status int
	View   templ.Component
}

// Pages returns all pages; the first is at "/".
func Pages() []Page {
	return []Page{
		{"/", 200, dashboard(newProgram())},
		{"/ranking", 200, ranking(chosen[:2])},
		{"/ranking/empty", 200, ranking(nil)},
		{"/log", 200, logMeeting()},
		{"/charts", 200, charts()},
		{"/forms", 200, forms()},
		{"/errors", 422, formErrors()},
		{"/question", 200, question()},
		{"/tables", 200, tables(newProgram())},
		{"/tasks", 200, tasks()},
		{"/states", 200, states()},
		{"/menu", 200, menu()},
		{"/signin", 200, signIn()},
		{"/concern", 200, concern()},
	}
}

// Handler serves the pages and what they need.
func Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET "+web.Prefix, web.Handler())
	for _, p := range Pages() {
		mux.Handle(pattern(p.Path), p)
	}
	return mux
}

func pattern(path string) string {
	if path == "/" {
		return "GET /{$}"
	}
	return "GET " + path
}

func (p Page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var b bytes.Buffer
	if err := p.View.Render(r.Context(), &b); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", web.ContentSecurityPolicy)
	w.WriteHeader(p.Status)
	_, _ = w.Write(b.Bytes())
}
