// Package web holds what a browser fetches besides pages: one stylesheet, the scripts, the icons and the fonts.
//
// The sources are in src, split by concern: the stylesheet is a list of cascade layers, the scripts are small ES modules
// that only improve pages which work without them. "go generate ./web" builds static from them (see build), and static
// is committed, so that the program builds with nothing but Go. Every file of static has a hash of its content in its
// name: a browser keeps it for ever and never asks again, and a new version is a new name. The brotli and gzip forms lie
// ready beside it.
//
// A page that needs a script of its own gets one as src/NAME.js, which becomes the asset "NAME.js" (layout.Frame.Scripts).
// Where scripts run and somebody is signed in, a service worker keeps the look and one page that says there is no
// connection; it never keeps a page of the site, because computers on a ward are shared.
//
// Templates ask [Asset] for the address of a file by its plain name, and [Icon] for one of the drawings of the sprite.
// The server mounts [Handler] at "/static/" and sends [ContentSecurityPolicy] with every page.
package web

import (
	"embed"
	"encoding/json"
	"fmt"
	"net/http"
	"path"
	"strings"
)

//go:generate go run ./build

// Prefix is the path below which Handler serves.
const Prefix = "/static/"

// ContentSecurityPolicy is what our pages may do: everything from our own origin, nothing inline, and HTML from the
// server only through the one Trusted Types policy of the script ("app"). Sign-in through an identity provider that
// posts back adds that one origin to form-action.
const ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; " +
	"worker-src 'self'; require-trusted-types-for 'script'; trusted-types app"

//go:embed static
var static embed.FS

// names maps plain names to hashed ones, as build wrote them.
var names = mustManifest()

func mustManifest() map[string]string {
	data, err := static.ReadFile("static/manifest.json")
	if err != nil {
		panic(err)
	}
	m := map[string]string{}
	if err := json.Unmarshal(data, &m); err != nil {
		panic(fmt.Errorf("static/manifest.json: %w", err))
	}
	return m
}

// Asset returns the address of the file with this plain name, for example "app.css". It panics for a name that does not
// exist, which a test of the page that asked then shows.
func Asset(name string) string {
	hashed, ok := names[name]
	if !ok {
		panic(fmt.Sprintf("web: no asset %q; is it in web/src, and did go generate run?", name))
	}
	return Prefix + hashed
}

// Icon returns the address of one drawing of the icon sprite, for a <use> element. The names are the files of src/icons.
func Icon(name string) string { return Asset("icons.svg") + "#" + name }

// types are the media types of the files we have; the system's own table differs from machine to machine.
var types = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".svg":   "image/svg+xml",
	".woff2": "font/woff2",

	".html":        "text/html; charset=utf-8",
	".webmanifest": "application/manifest+json",
}

// A content is one file of static in the forms that were built of it.
type content struct {
	media string
	raw   []byte
	br    []byte // nil for files that are compressed inside
	gz    []byte
}

// worker is the one file whose name has no hash: a browser that knows it must find its successor there.
const worker = "sw.js"

// Handler serves the files of static by their hashed names, to be kept for ever. Anything else is 404.
func Handler() http.Handler {
	files := contents()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, ok := files[strings.TrimPrefix(r.URL.Path, Prefix)]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
			return
		}
		c.serve(w, r)
	})
}

// contents reads every served file once. The manifest and the compressed forms have no address of their own.
func contents() map[string]content {
	files := map[string]content{}
	for _, name := range names {
		c := content{media: types[path.Ext(name)]}
		c.raw, _ = static.ReadFile("static/" + name)
		c.br, _ = static.ReadFile("static/" + name + ".br")
		c.gz, _ = static.ReadFile("static/" + name + ".gz")
		files[name] = c
	}
	return files
}

func (c content) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", c.media)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	if strings.HasSuffix(r.URL.Path, "/"+worker) {
		h.Set("Cache-Control", "no-cache")
		h.Set("Service-Worker-Allowed", "/")
	}
	if strings.HasPrefix(c.media, "text/html") {
		h.Set("Content-Security-Policy", ContentSecurityPolicy)
	}
	h.Set("X-Content-Type-Options", "nosniff")
	body := c.raw
	if c.br != nil {
		h.Set("Vary", "Accept-Encoding")
		accepted := r.Header.Get("Accept-Encoding")
		switch {
		case accepts(accepted, "br"):
			body = c.br
			h.Set("Content-Encoding", "br")
		case accepts(accepted, "gzip"):
			body = c.gz
			h.Set("Content-Encoding", "gzip")
		}
	}
	h.Set("Content-Length", fmt.Sprint(len(body)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(body) // the reader has gone away: nobody is left to tell
	}
}

// accepts reports whether an Accept-Encoding header names this coding and does not weigh it zero.
func accepts(header, coding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(part, ";")
		if strings.EqualFold(strings.TrimSpace(name), coding) {
			q := strings.TrimRight(strings.ReplaceAll(weight, " ", ""), "0")
			return q != "q=" && q != "q=0."
		}
	}
	return false
}
