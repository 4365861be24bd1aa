// Package route is every path of the site: a pattern for the router and a function that returns the path for links, so
// that a renamed path is a compile error. One file per feature.
//
// The first two segments of a program's pages are the institution and the program.
package route

import "net/url"

// Program is the address of a program: the short names of its institution and of itself.
type Program struct {
	Institution string
	Program     string
}

// Patterns of the router. InProgram and InInstitution are the prefixes under which the others are mounted.
const (
	InProgram     = "/{institution}/{program}"
	InInstitution = "/{institution}"
	HomePattern   = ""
	StaticPattern = "/static/*"
	Healthz       = "/healthz"
	Readyz        = "/readyz"
)

// Reserved are segments that no institution and no program may take as its short name.
var Reserved = []string{"signin", "signout", "switch", "me", "gme", "office", "c", "l", "s", "j", "p", "static", "ics", "healthz", "readyz", "demo", "metrics", "help"}

// Home is the first page of a program.
func (p Program) Home() string { return p.to("") }

// to is a path below the program, from path segments that are escaped here.
func (p Program) to(tail string, segments ...string) string {
	path := "/" + url.PathEscape(p.Institution) + "/" + url.PathEscape(p.Program) + tail
	for _, s := range segments {
		path += "/" + url.PathEscape(s)
	}
	return path
}

// MenuPattern is the phone's list of all places.
const MenuPattern = "/menu"

// Menu is the phone's list of all places.
func (p Program) Menu() string { return p.to(MenuPattern) }
