package matching

import (
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf8"
)

// A jsonReader walks a JSON text and keeps the path to where it stands, so that every problem can be told with its place
// and reading goes on after it. Only a broken text ends the walk. It exists because encoding/json stops at the first
// mistake and knows no array indices.
type jsonReader struct {
	data     []byte
	pos      int
	path     []step
	problems []Problem
	broken   bool
	interned map[string]string
}

// A step is one element of a path: a key, or an index when the key is empty.
type step struct {
	key   string
	index int
}

const (
	maxDepth    = 64  // nesting of values that are skipped
	maxProblems = 100 // reported in one go; the rest is counted by nobody
)

func (j *jsonReader) where() string {
	var b []byte
	for i, s := range j.path {
		switch {
		case s.key == "":
			b = fmt.Appendf(b, "[%d]", s.index)
		case i == 0:
			b = append(b, s.key...)
		default:
			b = append(append(b, '.'), s.key...)
		}
	}
	return string(b)
}

func (j *jsonReader) problem(format string, args ...any) {
	if len(j.problems) < maxProblems {
		j.problems = append(j.problems, Problem{j.where(), fmt.Sprintf(format, args...)})
	}
}

// fail reports a broken text by line and column, and ends the walk.
func (j *jsonReader) fail(what string) {
	if j.broken {
		return
	}
	j.broken = true
	line, column := 1, 1
	for _, c := range j.data[:min(j.pos, len(j.data))] {
		if column++; c == '\n' {
			line, column = line+1, 1
		}
	}
	j.problem("not JSON: %s at line %d, column %d", what, line, column)
}

func (j *jsonReader) space() {
	for j.pos < len(j.data) {
		switch j.data[j.pos] {
		case ' ', '\t', '\n', '\r':
			j.pos++
		default:
			return
		}
	}
}

// peek returns the first byte of the next value or sign, 0 at the end.
func (j *jsonReader) peek() byte {
	j.space()
	if j.broken || j.pos >= len(j.data) {
		return 0
	}
	return j.data[j.pos]
}

// take consumes c if it comes next.
func (j *jsonReader) take(c byte) bool {
	if j.peek() != c {
		return false
	}
	j.pos++
	return true
}

// object calls member for every key; member returns false for a key it does not know. A key may appear once.
func (j *jsonReader) object(member func(key string) bool) {
	if !j.take('{') {
		j.wrong("an object")
		return
	}
	if j.take('}') {
		return
	}
	var seen []string
	for !j.broken {
		if key, ok := j.key(); ok {
			j.path = append(j.path, step{key: key})
			seen = j.member(seen, key, member)
			j.path = j.path[:len(j.path)-1]
		}
		if !j.more('}') {
			return
		}
	}
}

func (j *jsonReader) member(seen []string, key string, member func(string) bool) []string {
	for _, s := range seen {
		if s == key {
			j.problem("appears twice")
			j.skip(0)
			return seen
		}
	}
	if !member(key) {
		j.problem("unknown key")
		j.skip(0)
	}
	return append(seen, key)
}

func (j *jsonReader) key() (string, bool) {
	if j.peek() != '"' {
		j.fail("expected a key")
		return "", false
	}
	key := j.rawString()
	if !j.take(':') {
		j.fail("expected a colon")
		return "", false
	}
	return key, true
}

// more reports whether another element follows, and consumes the comma or the closing sign.
func (j *jsonReader) more(closing byte) bool {
	if j.take(',') {
		return true
	}
	if !j.take(closing) {
		j.fail("expected , or " + string(closing))
	}
	return false
}

// array calls element for every index.
func (j *jsonReader) array(element func(i int)) {
	if !j.take('[') {
		j.wrong("a list")
		return
	}
	if j.take(']') {
		return
	}
	for i := 0; !j.broken; i++ {
		j.path = append(j.path, step{index: i})
		element(i)
		j.path = j.path[:len(j.path)-1]
		if !j.more(']') {
			return
		}
	}
}

// text reads a string; equal strings share their memory, because a file of a million lists names each mentor many times.
func (j *jsonReader) text() string {
	if j.peek() != '"' {
		j.wrong("text")
		return ""
	}
	return j.rawString()
}

func (j *jsonReader) rawString() string {
	begin := j.pos
	for j.pos++; j.pos < len(j.data); j.pos++ {
		switch c := j.data[j.pos]; {
		case c == '"':
			j.pos++
			return j.intern(j.data[begin+1 : j.pos-1])
		case c == '\\' || c < ' ':
			return j.escaped(begin)
		}
	}
	j.fail("text without end")
	return ""
}

// escaped reads a string that holds a backslash, with the standard library's unescaping.
func (j *jsonReader) escaped(begin int) string {
	for ; j.pos < len(j.data) && j.data[j.pos] != '"'; j.pos++ {
		if j.data[j.pos] == '\\' {
			j.pos++
		}
	}
	if j.pos >= len(j.data) {
		j.fail("text without end")
		return ""
	}
	j.pos++
	var s string
	if err := json.Unmarshal(j.data[begin:j.pos], &s); err != nil {
		j.fail("text that cannot be read")
	}
	return s
}

func (j *jsonReader) intern(b []byte) string {
	if s, ok := j.interned[string(b)]; ok {
		return s
	}
	s := string(b)
	j.interned[s] = s
	return s
}

// integer reads a whole number between low and high.
func (j *jsonReader) integer(low, high int) int {
	c := j.peek()
	if c != '-' && (c < '0' || c > '9') {
		j.wrong("a whole number")
		return 0
	}
	text := j.number()
	n, err := strconv.Atoi(text)
	switch {
	case err != nil:
		j.problem("must be a whole number between %d and %d, not %.20s", low, high, text)
		return 0
	case n < low && low == 0:
		j.problem("must not be negative")
		return 0
	case n < low || n > high:
		j.problem("must lie between %d and %d", low, high)
		return 0
	}
	return n
}

// number consumes a number, which must be one by JSON's grammar.
func (j *jsonReader) number() string {
	begin := j.pos
	for j.pos < len(j.data) {
		switch c := j.data[j.pos]; {
		case c >= '0' && c <= '9', c == '-', c == '+', c == '.', c == 'e', c == 'E':
			j.pos++
			continue
		}
		break
	}
	text := j.data[begin:j.pos]
	if !json.Valid(text) {
		j.fail("a number that cannot be read")
	}
	return string(text)
}

func (j *jsonReader) boolean() bool {
	switch {
	case j.word("true"):
		return true
	case j.word("false"):
		return false
	}
	j.wrong("true or false")
	return false
}

// null consumes a null if one comes next.
func (j *jsonReader) null() bool { return j.word("null") }

func (j *jsonReader) word(w string) bool {
	j.space()
	if j.broken || j.pos+len(w) > len(j.data) || string(j.data[j.pos:j.pos+len(w)]) != w {
		return false
	}
	j.pos += len(w)
	return true
}

// wrong reports a value of the wrong type and steps over it.
func (j *jsonReader) wrong(want string) {
	if !j.broken {
		j.problem("must be %s", want)
		j.skip(0)
	}
}

// skip steps over any value.
func (j *jsonReader) skip(depth int) {
	if depth > maxDepth {
		j.fail("nested too deeply")
		return
	}
	switch c := j.peek(); {
	case c == '{':
		j.skipAll('{', '}', depth)
	case c == '[':
		j.skipAll('[', ']', depth)
	case c == '"':
		j.rawString()
	case c == '-' || c >= '0' && c <= '9':
		j.number()
	case !j.word("true") && !j.word("false") && !j.word("null"):
		j.fail("expected a value")
	}
}

func (j *jsonReader) skipAll(opening, closing byte, depth int) {
	j.take(opening)
	if j.take(closing) {
		return
	}
	for !j.broken {
		if opening == '{' {
			j.key()
		}
		j.skip(depth + 1)
		if !j.more(closing) {
			return
		}
	}
}

// finish checks that nothing follows the value.
func (j *jsonReader) finish() {
	if !j.broken && j.peek() != 0 {
		j.fail("something after the end")
	}
}

func newJSONReader(data []byte) *jsonReader {
	j := &jsonReader{data: data, interned: map[string]string{}}
	if !utf8.Valid(data) {
		j.broken = true
		j.problems = []Problem{{"", "not JSON: the text is not UTF-8"}}
	}
	return j
}
