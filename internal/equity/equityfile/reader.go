package equityfile

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"

	"evenly/internal/equity"
)

// reader takes values out of a tree and notes every one that is not what it should be.
type reader struct{ found equity.Problems }

func (r *reader) add(path, text string) {
	r.found = append(r.found, equity.Problem{Path: path, Text: text})
}

func (r *reader) has(path string) bool {
	return slices.ContainsFunc(r.found, func(p equity.Problem) bool { return p.Path == path })
}

// object is one JSON object being read. Keys that nobody asked for by the time of done are mistakes.
type object struct {
	r      *reader
	path   string // "" for the whole file
	fields map[string]node
	keys   []string // in the order of the file
	asked  map[string]bool
}

// object returns an empty one where the value is something else.
func (r *reader) object(path string, n node) *object {
	o := &object{r: r, path: path, fields: map[string]node{}, asked: map[string]bool{}}
	fields, ok := n.value.([]field)
	if !ok {
		r.add(orInput(path), "must be an object")
		return o
	}
	for _, f := range fields {
		if _, twice := o.fields[f.key]; twice {
			r.add(o.at(f.key), "is given twice")
			continue
		}
		o.fields[f.key] = f.value
		o.keys = append(o.keys, f.key)
	}
	return o
}

func orInput(path string) string {
	if path == "" {
		return "input"
	}
	return path
}

func (o *object) at(key string) string {
	if o.path == "" {
		return key
	}
	return o.path + "." + key
}

// get returns the value of a key; ok is false where it is left out or null.
func (o *object) get(key string) (n node, ok bool) {
	o.asked[key] = true
	n = o.fields[key]
	return n, n.value != nil
}

func (o *object) done() {
	for _, key := range o.keys {
		if !o.asked[key] {
			o.r.add(o.at(key), "is not a known key")
		}
	}
}

func (o *object) text(key string) string {
	n, ok := o.get(key)
	if !ok {
		return ""
	}
	s, ok := n.value.(string)
	if !ok {
		o.r.add(o.at(key), "must be text")
	}
	return s
}

func (o *object) flag(key string, fallback bool) bool {
	n, ok := o.get(key)
	if !ok {
		return fallback
	}
	b, ok := n.value.(bool)
	if !ok {
		o.r.add(o.at(key), "must be true or false")
		return fallback
	}
	return b
}

func (o *object) date(key string) equity.Date {
	n, ok := o.get(key)
	if !ok {
		return 0
	}
	s, ok := n.value.(string)
	if !ok {
		o.r.add(o.at(key), "must be a date such as 2026-04-17")
		return 0
	}
	d, err := equity.ParseDate(s)
	if err != nil {
		o.r.add(o.at(key), fmt.Sprintf("%q %v", s, err))
	}
	return d
}

func (o *object) number(key string, fallback float64) float64 {
	n, ok := o.get(key)
	if !ok {
		return fallback
	}
	text, ok := n.value.(json.Number)
	if !ok {
		o.r.add(o.at(key), "must be a number")
		return fallback
	}
	x, err := strconv.ParseFloat(text.String(), 64)
	if err != nil {
		o.r.add(o.at(key), fmt.Sprintf("%q is not a number", text))
		return fallback
	}
	return x
}

// whole reads a whole number; 30.0, as spreadsheets and data frames write it, is one.
func (o *object) whole(key string, fallback int) int {
	x := o.number(key, float64(fallback))
	if x != math.Trunc(x) || math.Abs(x) > 1e9 {
		o.r.add(o.at(key), "must be a whole number")
		return fallback
	}
	return int(x)
}

// positive reads a whole number that may be left out, which is 0, but not written as 0.
func (o *object) positive(key string) int {
	if _, ok := o.get(key); !ok {
		return 0
	}
	n := o.whole(key, 1)
	if n == 0 {
		o.r.add(o.at(key), "must be at least 1")
	}
	return n
}

// list calls read with the path and value of every element of a list.
func (o *object) list(key string, read func(path string, n node)) {
	n, ok := o.get(key)
	if !ok {
		return
	}
	nodes, ok := n.value.([]node)
	if !ok {
		o.r.add(o.at(key), "must be a list")
		return
	}
	for i, n := range nodes {
		read(fmt.Sprintf("%s[%d]", o.at(key), i), n)
	}
}
