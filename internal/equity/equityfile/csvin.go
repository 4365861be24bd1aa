package equityfile

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"evenly/internal/equity"
)

// column is one column of the CSV input: its name in the first line, and the key it stands for in the JSON format.
type column struct {
	name, key string
	kind      func(cell string) any // what the cell is as a JSON value
}

// The columns by what a row may carry; docs/formats.md explains them. Columns named group:NAME come on top.
var (
	programColumns = []column{
		{"asof", "asof", text}, {"program_interval_days", "interval_days", number}, {"grace_days", "grace_days", number},
		{"min_active_days", "min_active_days", number}, {"q", "q", number}, {"seed", "seed", text},
		{"draws", "draws", number},
	}
	pairColumns = []column{
		{"id", "id", text}, {"mentor", "mentor", text}, {"resident", "resident", text}, {"site", "site", text},
		{"from", "from", text}, {"to", "to", text}, {"primary", "primary", yesNo},
		{"interval_days", "interval_days", number},
	}
	meetingColumns = []column{
		{"date", "date", text}, {"minutes", "minutes", number}, {"setting", "setting", text},
		{"out_of_hours", "out_of_hours", yesNo}, {"logged", "logged", text}, {"confirmed", "confirmed", text},
	}
	awayColumns  = []column{{"away_from", "from", text}, {"away_to", "to", text}}
	offerColumns = []column{{"offer_kind", "kind", text}, {"offer_date", "date", text}, {"open_to", "open_to", text}}
	toResident   = column{"resident", "resident", text}
)

const groupPrefix = "group:"

func text(cell string) any   { return cell }
func number(cell string) any { return json.Number(cell) }

// yesNo leaves other words as they are: the reader then says what they should have been.
func yesNo(cell string) any {
	switch strings.ToLower(cell) {
	case "true", "yes", "1":
		return true
	case "false", "no", "0":
		return false
	}
	return cell
}

// ReadCSV reads one input. Its error is equity.Problems, whose paths are lines and columns, or what reading from r
// failed with. The rows become the tree that a JSON file would have been, so that both formats mean the same.
func ReadCSV(r io.Reader) (equity.Input, error) {
	all, err := io.ReadAll(r)
	if err != nil {
		return equity.Input{}, err
	}
	t := &table{places: map[string]place{}, pairs: map[string]int{}}
	if err := t.read(bytes.TrimPrefix(all, byteOrderMark)); err != nil {
		return equity.Input{}, equity.Problems{{Path: "input", Text: err.Error()}}
	}
	var rd reader
	in := rd.input(t.tree())
	found := slices.Concat(t.found, t.named(merged(rd.found, in.Check())))
	if len(found) > 0 {
		return equity.Input{}, found
	}
	return in, nil
}

// place is where in the file a value stands.
type place struct {
	line   int
	column string
}

func (p place) String() string { return fmt.Sprintf("line %d, %s", p.line, p.column) }

// table collects the rows of a file.
type table struct {
	header  []string
	program []field
	dyads   []*pairRows
	offers  []node
	pairs   map[string]int   // id to the index in dyads
	places  map[string]place // JSON path to where its value stands; of an object, its first row
	found   equity.Problems
}

// pairRows is what the rows of one id say.
type pairRows struct {
	own, groups             []field
	meetings, away, offered []node
}

func (t *table) read(text []byte) error {
	if !utf8.Valid(text) {
		return errUTF8
	}
	rows := csv.NewReader(bytes.NewReader(text))
	rows.FieldsPerRecord = -1
	first, _, _ := bytes.Cut(text, []byte("\n"))
	if bytes.Contains(first, []byte(";")) && !bytes.Contains(first, []byte(",")) {
		rows.Comma = ';' // as spreadsheets write where the comma is the decimal sign
	}
	header, err := rows.Read()
	if err == io.EOF {
		return errors.New("is empty; the first line must name the columns")
	}
	for err == nil {
		if t.header == nil {
			t.setHeader(header)
		}
		var cells []string
		if cells, err = rows.Read(); err == nil {
			line, _ := rows.FieldPos(0)
			t.row(line, cells)
		}
	}
	if err != io.EOF {
		return err
	}
	return nil
}

func (t *table) setHeader(names []string) {
	known := slices.Concat(programColumns, pairColumns, meetingColumns, awayColumns, offerColumns)
	t.header = []string{}
	for i, name := range names {
		name = strings.TrimSpace(name)
		wrong := ""
		switch {
		case slices.Contains(t.header, name) && name != "":
			wrong = "is given twice"
		case strings.HasPrefix(name, groupPrefix) && len(name) > len(groupPrefix):
		case !slices.ContainsFunc(known, func(c column) bool { return c.name == name }):
			wrong = "is not a known column"
		}
		if wrong != "" {
			t.problem(place{1, fmt.Sprintf("column %d %q", i+1, name)}, wrong)
		}
		t.header = append(t.header, name)
	}
}

func (t *table) problem(at place, text string) {
	t.found = append(t.found, equity.Problem{Path: at.String(), Text: text})
}

// record is one row: its cells by column, without the empty ones.
type record struct {
	t     *table
	line  int
	cells map[string]string
}

func (t *table) row(line int, cells []string) {
	r := record{t, line, map[string]string{}}
	for i, cell := range cells {
		cell = strings.TrimSpace(cell)
		switch {
		case cell == "":
		case i >= len(t.header):
			t.problem(place{line, fmt.Sprintf("column %d", i+1)}, "has no name in the first line")
		default:
			r.cells[t.header[i]] = cell
		}
	}
	if len(r.cells) == 0 {
		return
	}
	t.program = r.fill(t.program, "", programColumns)
	if id, ok := r.cells["id"]; ok {
		r.pair(id)
		return
	}
	r.withoutPair()
}

// pair adds a row to its pair.
func (r record) pair(id string) {
	i, known := r.t.pairs[id]
	if !known {
		i = len(r.t.dyads)
		r.t.pairs[id] = i
		r.t.dyads = append(r.t.dyads, &pairRows{})
	}
	d, at := r.t.dyads[i], fmt.Sprintf("dyads[%d]", i)
	r.mark(at)
	d.own = r.fill(d.own, at, pairColumns)
	d.groups = r.fill(d.groups, at+".groups", r.groupColumns())
	d.meetings = r.list(d.meetings, at+".meetings", meetingColumns)
	d.away = r.list(d.away, at+".away", awayColumns)
	d.offered = r.list(d.offered, at+".offers", offerColumns)
}

// withoutPair is a row about the program, or an offer made outside a pair.
func (r record) withoutPair() {
	allowed := slices.Concat(programColumns, offerColumns, []column{toResident})
	for _, name := range r.t.header {
		_, given := r.cells[name]
		if given && !slices.ContainsFunc(allowed, func(c column) bool { return c.name == name }) {
			r.t.problem(place{r.line, "id"}, "is required, because "+name+" is given")
			return
		}
	}
	r.t.offers = r.list(r.t.offers, "offers", slices.Concat(offerColumns, []column{toResident}))
}

func (r record) groupColumns() []column {
	var columns []column
	for _, name := range r.t.header {
		if attribute, ok := strings.CutPrefix(name, groupPrefix); ok {
			columns = append(columns, column{name, attribute, text})
		}
	}
	return columns
}

func (r record) mark(path string) {
	if _, known := r.t.places[path]; !known {
		r.t.places[path] = place{r.line, ""}
	}
}

// fill adds the row's values to an object that several rows may describe. They may repeat a value, not change it.
func (r record) fill(fields []field, path string, columns []column) []field {
	for _, c := range columns {
		cell, given := r.cells[c.name]
		if !given {
			continue
		}
		at := strings.TrimPrefix(path+"."+c.key, ".")
		value := node{c.kind(cell)}
		old := slices.IndexFunc(fields, func(f field) bool { return f.key == c.key })
		if old < 0 {
			r.t.places[at] = place{r.line, c.name}
			fields = append(fields, field{c.key, value})
		} else if fields[old].value.value != value.value {
			r.t.problem(place{r.line, c.name}, fmt.Sprintf("is %q, but line %d has %q", cell, r.t.places[at].line,
				fmt.Sprint(fields[old].value.value)))
		}
	}
	return fields
}

// list adds to a list the object that a row carries in the given columns, if it has a value in any.
func (r record) list(nodes []node, path string, columns []column) []node {
	at := fmt.Sprintf("%s[%d]", path, len(nodes))
	fields := r.fill(nil, at, columns)
	if len(fields) == 0 {
		return nodes
	}
	r.mark(at)
	return append(nodes, node{fields})
}

// tree returns the file as JSON would have had it.
func (t *table) tree() node {
	dyads := []node{}
	for _, d := range t.dyads {
		dyads = append(dyads, node{append(slices.Clone(d.own),
			field{"groups", node{orEmpty(d.groups)}}, field{"meetings", node{orEmpty(d.meetings)}},
			field{"away", node{orEmpty(d.away)}}, field{"offers", node{orEmpty(d.offered)}})})
	}
	return node{append(slices.Clone(t.program),
		field{"dyads", node{dyads}}, field{"offers", node{orEmpty(t.offers)}})}
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// named turns the paths of problems into lines and columns.
func (t *table) named(ps equity.Problems) equity.Problems {
	for i, p := range ps {
		ps[i].Path = t.where(p.Path)
	}
	return ps
}

// where finds the value of a path, or the row that should have had it.
func (t *table) where(path string) string {
	if at, ok := t.places[path]; ok && at.column != "" {
		return at.String()
	}
	dot := strings.LastIndexByte(path, '.')
	object, key := path[:max(0, dot)], path[dot+1:]
	name := nameOf(object, key)
	if at, ok := t.places[object]; ok {
		return place{at.line, name}.String()
	}
	return name
}

// nameOf is the column of a key of the object at a path.
func nameOf(object, key string) string {
	columns := pairColumns
	switch {
	case object == "":
		columns = programColumns
	case strings.Contains(object, ".meetings["):
		columns = meetingColumns
	case strings.Contains(object, ".away["):
		columns = awayColumns
	case strings.Contains(object, "offers["):
		columns = append(slices.Clone(offerColumns), toResident)
	}
	for _, c := range columns {
		if c.key == key {
			return c.name
		}
	}
	return key
}
