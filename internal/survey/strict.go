package survey

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"evenly/internal/fault"
)

// object is a JSON object with its keys in the order of the text, so that keys given twice are seen.
type object struct {
	keys   []string
	values map[string]any
	twice  []string
}

// parse reads one JSON value: object, []any, string, json.Number, bool or nil.
func parse(text []byte) (any, error) {
	text = bytes.TrimPrefix(text, []byte("\ufeff")) // Windows editors put one there
	if err := json.Unmarshal(text, new(json.RawMessage)); err != nil {
		return nil, err // also for depths that would exhaust the stack below
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	return parseValue(d)
}

func parseValue(d *json.Decoder) (any, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('{'):
		return parseObject(d)
	case json.Delim('['):
		return parseList(d)
	}
	return token, nil
}

func parseObject(d *json.Decoder) (any, error) {
	o := object{values: make(map[string]any)}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return nil, err
		}
		key := token.(string) // the decoder lets nothing else stand here
		value, err := parseValue(d)
		if err != nil {
			return nil, err
		}
		if _, known := o.values[key]; known {
			o.twice = append(o.twice, key)
		}
		o.keys, o.values[key] = append(o.keys, key), value
	}
	_, err := d.Token() // the closing brace
	return o, err
}

func parseList(d *json.Decoder) (any, error) {
	list := []any{}
	for d.More() {
		value, err := parseValue(d)
		if err != nil {
			return nil, err
		}
		list = append(list, value)
	}
	_, err := d.Token() // the closing bracket
	return list, err
}

// field is a value at its path; reading it as something it is not notes a problem and gives the zero value. A key left out
// and one that is null mean the same: the field was not given.
type field struct {
	path  string
	value any
	given bool
	wrong *fault.Problems
}

func (f field) problem(format string, args ...any) { f.wrong.Add(f.path, format, args...) }

// keyed is an object whose keys have been checked.
type keyed struct {
	field
	values map[string]any
}

// object reads an object with exactly these keys: unknown ones, ones given twice and required ones left out are problems.
func (f field) object(required, optional []string) keyed {
	o, ok := f.value.(object)
	if !ok {
		f.problem("must be an object")
		return keyed{field: f}
	}
	known := slices.Concat(required, optional)
	for _, key := range o.keys {
		if !slices.Contains(known, key) {
			f.wrong.Add(join(f.path, key), "unknown key")
		}
	}
	for _, key := range o.twice {
		f.wrong.Add(join(f.path, key), "given twice")
	}
	for _, key := range required {
		if o.values[key] == nil {
			f.wrong.Add(join(f.path, key), "missing")
		}
	}
	return keyed{field: f, values: o.values}
}

func (k keyed) at(key string) field {
	value := k.values[key]
	return field{path: join(k.path, key), value: value, given: value != nil, wrong: k.wrong}
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// list reads a list. A field that was not given is an empty one; object has noted it if it had to be there.
func (f field) list() []field {
	if !f.given {
		return nil
	}
	values, ok := f.value.([]any)
	if !ok {
		f.problem("must be a list")
		return nil
	}
	fields := make([]field, len(values))
	for i, value := range values {
		fields[i] = field{path: fmt.Sprintf("%s[%d]", f.path, i), value: value, given: true, wrong: f.wrong}
	}
	return fields
}

// text reads a string that is not empty.
func (f field) text() string {
	if !f.given {
		return ""
	}
	s, ok := f.value.(string)
	if !ok || s == "" {
		f.problem("must be a text that is not empty")
	}
	return s
}

func (f field) flag() bool {
	if !f.given {
		return false
	}
	b, ok := f.value.(bool)
	if !ok {
		f.problem("must be true or false")
	}
	return b
}

// mostPeople bounds every number in a file, so that sums stay whole.
const mostPeople = 1_000_000

// whole reads a whole number from least to mostPeople.
func (f field) whole(least int) int {
	if !f.given {
		return 0
	}
	number, ok := f.value.(json.Number)
	n, err := strconv.Atoi(string(number))
	if !ok || err != nil || n < least || n > mostPeople {
		f.problem("must be a whole number from %d to %d", least, mostPeople)
		return 0
	}
	return n
}
