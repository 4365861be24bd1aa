package sheet

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"evenly/internal/fault"
)

// Field is what a column means to us. The texts are stable: forms post them and programs remember them.
type Field string

// The fields of a roster, in the order people choose from.
const (
	Ignored    Field = ""
	Name       Field = "name"
	GivenName  Field = "given_name"
	FamilyName Field = "family_name"
	Email      Field = "email"
	Role       Field = "role"
	PGY        Field = "pgy"
	Specialty  Field = "specialty"
	Site       Field = "site"
	Honorific  Field = "title"
	Places     Field = "places"
	StartsOn   Field = "starts_on"
	EndsOn     Field = "ends_on"
	CCC        Field = "ccc"
)

// Fields are all fields a column may be mapped to.
var Fields = []Field{Name, GivenName, FamilyName, Email, Role, PGY, Specialty, Site, Honorific, Places, StartsOn, EndsOn, CCC}

// Label is the field's name on pages and in files.
func (f Field) Label() string {
	return map[Field]string{
		Name: "Name", GivenName: "First name", FamilyName: "Last name", Email: "E-mail", Role: "Role", PGY: "PGY",
		Specialty: "Specialty", Site: "Site", Honorific: "Title (Dr.)", Places: "Places", StartsOn: "Start date", EndsOn: "End date",
		CCC: "CCC member",
	}[f]
}

// Mapping says what each column (from 0) means. Columns beyond its end are ignored.
type Mapping []Field

// column is the column of a field, or -1.
func (m Mapping) column(f Field) int { return slices.Index(m, f) }

// Check says what is missing or doubled, as fault.Invalid with a problem per column ("column3", from 0) or for the whole form.
// Role is the role of everybody in a file that has no column for it; "" when there is none.
func (m Mapping) Check(role RoleName) error {
	var p fault.Problems
	first := map[Field]int{}
	for i, f := range m {
		if at, twice := first[f]; twice && f != Ignored {
			p.Add(fmt.Sprintf("column%d", i), "%s is already column %s.", f.Label(), ColumnLetter(at))
			continue
		}
		if f != Ignored && !slices.Contains(Fields, f) {
			p.Add(fmt.Sprintf("column%d", i), "Choose what this column is.")
		}
		first[f] = i
	}
	has := func(f Field) bool { return m.column(f) >= 0 }
	if !has(Name) && !has(FamilyName) {
		p.Add("", "Say which column holds the names.")
	}
	if !has(Email) {
		p.Add("", "Say which column holds the e-mail addresses.")
	}
	if !has(Role) && role == "" {
		p.Add("", "Say which column holds the roles, or that everybody in the file has the same one.")
	}
	return p.Err()
}

// Remember is the mapping as a program keeps it: by heading, so that it still fits when columns move. Headings of columns
// that were ignored are kept too, so that they are not guessed again.
func (m Mapping) Remember(s *Sheet, headerRow int) map[string]Field {
	remembered := map[string]Field{}
	for i, heading := range s.headings(headerRow) {
		if key := plain(heading); key != "" && i < len(m) {
			remembered[key] = m[i]
		}
	}
	return remembered
}

// Column is one column for a person to check.
type Column struct {
	Index   int
	Letter  string
	Heading string   // "" when there is none
	Samples []string // up to three different values
	Field   Field
	Source  Source
}

// Source says where a column's field comes from.
type Source string

// Where a field comes from.
const (
	NotKnown     Source = ""
	Guessed      Source = "guessed"
	Remembered   Source = "remembered"
	ReasonColumn Source = "reason" // of a file of rejected rows; never mapped
)

// Columns says what each column seems to be: as remembered from the last import of the program, else by its heading, else by
// what stands in it. HeaderRow is the number of the row with the headings; 0 when there is none.
func (s *Sheet) Columns(headerRow int, remembered map[string]Field) []Column {
	headings := s.headings(headerRow)
	guesses := Guess(headings)
	columns := make([]Column, s.Width())
	for i := range columns {
		c := Column{Index: i, Letter: ColumnLetter(i), Heading: at(headings, i), Samples: s.samples(headerRow, i)}
		known, isKnown := remembered[plain(c.Heading)]
		switch {
		case c.Heading == ReasonHeading:
			c.Source = ReasonColumn
		case isKnown && c.Heading != "":
			c.Field, c.Source = known, Remembered
		case at(guesses, i) != Ignored:
			c.Field, c.Source = guesses[i], Guessed
		}
		columns[i] = c
	}
	return settle(columns)
}

// settle gives each field to one column only, remembered ones first, and looks into columns whose heading says nothing.
func settle(columns []Column) []Column {
	taken := map[Field]bool{}
	for _, source := range []Source{Remembered, Guessed} {
		for i := range columns {
			c := &columns[i]
			if c.Source != source || c.Field == Ignored {
				continue
			}
			if taken[c.Field] {
				c.Field, c.Source = Ignored, NotKnown
				continue
			}
			taken[c.Field] = true
		}
	}
	for i := range columns {
		c := &columns[i]
		if f := guessByContent(c.Samples); c.Source == NotKnown && f != Ignored && !taken[f] {
			c.Field, c.Source, taken[f] = f, Guessed, true
		}
	}
	return columns
}

// MappingOf is the mapping that the columns show.
func MappingOf(columns []Column) Mapping {
	m := make(Mapping, len(columns))
	for i, c := range columns {
		m[i] = c.Field
	}
	return m
}

func at[T any](list []T, i int) (zero T) {
	if i < 0 || i >= len(list) {
		return zero
	}
	return list[i]
}

// headings are the cells of the header row; none when headerRow is 0.
func (s *Sheet) headings(headerRow int) []string {
	r, ok := s.row(headerRow)
	if !ok {
		return nil
	}
	headings := make([]string, len(r.Cells))
	for i := range r.Cells {
		headings[i] = strings.Join(strings.Fields(r.Cell(i)), " ")
	}
	return headings
}

// samples are up to three different values of a column.
func (s *Sheet) samples(headerRow, column int) []string {
	var samples []string
	for _, r := range s.Rows {
		v := r.Cell(column)
		if r.Number <= headerRow || v == "" || slices.Contains(samples, v) {
			continue
		}
		if samples = append(samples, v); len(samples) == 3 {
			break
		}
	}
	return samples
}

// HeaderRow guesses the number of the row with the headings: among the first rows, the one in which most headings are known.
// Titles and notes above it are common. It is 0 when no row has two known headings and the first row already holds an e-mail
// address: then there are no headings. Else it is the first row with the most different cells.
func (s *Sheet) HeaderRow() int {
	best, bestKnown, widest, widestCells := 0, 1, 0, 0
	for _, r := range s.Rows[:min(len(s.Rows), 25)] {
		known, cells, address := r.headingLike()
		if address {
			break // people begin here
		}
		if known > bestKnown {
			best, bestKnown = r.Number, known
		}
		if cells > widestCells {
			widest, widestCells = r.Number, cells
		}
	}
	if best == 0 {
		return widest
	}
	return best
}

// headingLike counts known headings and different cells of a row, and says whether it holds an e-mail address.
func (r Row) headingLike() (known, cells int, address bool) {
	different, fields := map[string]bool{}, map[Field]bool{}
	for i := range r.Cells {
		v := r.Cell(i)
		if strings.Contains(v, "@") {
			return 0, 0, true
		}
		if v != "" {
			different[v] = true
		}
		if f := guessHeading(v); f != Ignored {
			fields[f] = true
		}
	}
	return len(fields), len(different), false
}

// plain is a heading for comparing: lower case, letters and digits, single spaces. "E-Mail Address:" is "e mail address".
func plain(s string) string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return strings.Join(words, " ")
}
