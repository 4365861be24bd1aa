package sheet

import (
	"fmt"
	"slices"
	"time"
	"unicode/utf8"
)

// Reading is everything a person has decided about a file.
type Reading struct {
	Sheet     *Sheet
	HeaderRow int // 0 when there are no headings
	Mapping   Mapping
	Role      RoleName                 // of everybody, when no column holds roles
	Fixes     map[int]map[Field]string // what a person typed in place of a cell, by row number
}

// RosterRow is one person as the file has them. Every value obeys the rules of the database.
type RosterRow struct {
	Row        int // number in the sheet
	Hidden     bool
	Title      string // "Dr." when the file says so, else ""
	GivenName  string // may be empty for people with one name
	FamilyName string
	Email      string // lower case
	Roles      []RoleName
	PGY        int // 1 to 10; 0 when the file does not say, which only people who are no residents may
	Specialty  string
	Site       string
	Places     *int // nil when the file does not say
	StartsOn   time.Time
	EndsOn     time.Time // the zero time when the file does not say
	CCC        bool
}

// RowProblem is one thing to say about one cell. A problem keeps its row out; a warning does not.
type RowProblem struct {
	Row     int
	Field   Field
	Column  string // letter, "" when no column is mapped to the field
	Value   string // as it stands in the file
	Code    Code
	Message string // what to do
	Warning bool
}

// Roster reads the people of a sheet, in its order, and what is wrong with the others. The mapping has passed its Check.
// A row is either among the people or has a problem that is no warning; every row with a problem names all of them.
func Roster(r Reading) (people []RosterRow, problems []RowProblem) {
	orders := r.dateOrders()
	first := map[string]int{} // row by address
	for _, row := range r.Sheet.Rows {
		if row.Number <= r.HeaderRow || r.isHeading(row) {
			continue
		}
		c := &rowReader{reading: &r, row: row, orders: orders}
		person := c.read(first)
		if !c.failed {
			people = append(people, person)
		}
		problems = append(problems, c.problems...)
	}
	return people, problems
}

// dateOrders settles for each column of dates how they are written.
func (r Reading) dateOrders() map[Field]dayFirst {
	orders := map[Field]dayFirst{}
	for _, f := range []Field{StartsOn, EndsOn} {
		var values []string
		for _, row := range r.Sheet.Rows {
			values = append(values, row.Cell(r.Mapping.column(f)))
		}
		orders[f] = orderOf(values)
	}
	return orders
}

// isHeading recognises headings that are repeated on every printed page.
func (r Reading) isHeading(row Row) bool {
	header, ok := r.Sheet.row(r.HeaderRow)
	return ok && slices.Equal(header.Cells, row.Cells)
}

// rowReader reads one row and collects what is wrong with it.
type rowReader struct {
	reading  *Reading
	row      Row
	orders   map[Field]dayFirst
	problems []RowProblem
	failed   bool
}

func (c *rowReader) read(first map[string]int) RosterRow {
	p := RosterRow{Row: c.row.Number, Hidden: c.row.Hidden, Email: c.email()}
	if p.Email == exampleEmail {
		c.problem(Email, ExampleRow, "This is the made-up row of the template. It is left out.", true)
		c.failed = true
		return p
	}
	c.name(&p)
	c.roles(&p)
	c.rest(&p)
	c.duplicate(p.Email, first)
	if p.Hidden && !c.failed {
		c.problem(Ignored, HiddenRow, "The row is hidden in the file. Take it out of the file if it should stay out.", true)
	}
	return p
}

// value is the text for a field: what was typed on the page, else what stands in the file.
func (c *rowReader) value(f Field) string {
	if fixed, ok := c.reading.Fixes[c.row.Number][f]; ok {
		return tidy(fixed)
	}
	return c.row.Cell(c.reading.Mapping.column(f))
}

func (c *rowReader) problem(f Field, code Code, message string, warning bool) {
	p := RowProblem{Row: c.row.Number, Field: f, Code: code, Message: message, Warning: warning}
	if i := c.reading.Mapping.column(f); i >= 0 && f != Ignored {
		p.Column, p.Value = ColumnLetter(i), c.value(f)
	}
	c.problems = append(c.problems, p)
	c.failed = c.failed || !warning
}

// wrong notes a problem when there is one.
func (c *rowReader) wrong(f Field, code Code, message string) {
	if message != "" {
		c.problem(f, code, message, false)
	}
}

func (c *rowReader) email() string {
	v := c.value(Email)
	if v == "" {
		c.problem(Email, NoEmail, "Enter the e-mail address.", false)
		return ""
	}
	email, wrong := readEmail(v)
	c.wrong(Email, BadEmail, wrong)
	return email
}

// name reads the parts of the name from columns of their own where there are such, else from the one with the whole name.
func (c *rowReader) name(p *RosterRow) {
	n, field := personName{given: c.value(GivenName), family: c.value(FamilyName)}, FamilyName
	wrong := ""
	if len(n.given)+len(n.family)+len(c.value(Name)) > longestName {
		c.problem(field, BadName, tooLongName, false)
		return
	}
	if n.family != "" {
		family, doctor := cutDegrees(n.family)
		n.title, n.given = cutTitle(n.given)
		if n.family = family; doctor {
			n.title = "Dr."
		}
		wrong = checkName(n)
	} else if v := c.value(Name); v != "" {
		field = Name
		n, wrong = readName(v)
	} else {
		if c.reading.Mapping.column(FamilyName) < 0 {
			field = Name
		}
		c.problem(field, NoName, "Enter first and last name.", false)
		return
	}
	c.wrong(field, BadName, wrong)
	p.Title, p.GivenName, p.FamilyName = n.title, n.given, n.family
	if t := readTitle(c.value(Honorific)); t != "" {
		p.Title = t
	}
	if p.GivenName == "" && wrong == "" {
		c.problem(field, OneName, "There is a last name only. Add the first name if there is one.", true)
	}
}

func (c *rowReader) roles(p *RosterRow) {
	v, pgy := c.value(Role), 0
	switch {
	case v != "":
		var wrong string
		p.Roles, pgy, wrong = readRoles(v)
		c.wrong(Role, BadRole, wrong)
		if wrong == "" && len(p.Roles) == 0 {
			c.problem(Role, BadRole, "Enter a role, like Resident or Mentor.", false)
		}
	case c.reading.Role != "":
		p.Roles = []RoleName{c.reading.Role}
	default:
		c.problem(Role, NoRole, "Enter a role, like Resident or Mentor.", false)
	}
	c.pgy(p, pgy)
}

// pgy reads the year of training; what the role said counts when the column is empty. Only residents need one, so what
// stands in the column for others does not matter.
func (c *rowReader) pgy(p *RosterRow, fromRole int) {
	resident := slices.Contains(p.Roles, Resident)
	year, wrong := readPGY(c.value(PGY))
	switch {
	case c.value(PGY) == "" && fromRole > 0:
		p.PGY = fromRole
	case c.value(PGY) == "" && resident:
		c.problem(PGY, NoPGY, "Enter the year of training, like PGY-2. Residents need one.", false)
	case resident:
		c.wrong(PGY, BadPGY, wrong)
		fallthrough
	default:
		p.PGY = year
	}
}

func (c *rowReader) rest(p *RosterRow) {
	p.Specialty, p.Site = c.short(Specialty), c.short(Site)
	p.StartsOn, p.EndsOn = c.date(StartsOn), c.date(EndsOn)
	if !p.StartsOn.IsZero() && !p.EndsOn.IsZero() && p.EndsOn.Before(p.StartsOn) {
		c.problem(EndsOn, DatesOrder, "The end date is before the start date.", false)
	}
	if v := c.value(Places); v != "" {
		n, wrong := readPlaces(v)
		c.wrong(Places, BadPlaces, wrong)
		p.Places = &n
	}
	if v := c.value(CCC); v != "" {
		var wrong string
		p.CCC, wrong = readYes(v)
		c.wrong(CCC, BadYesNo, wrong)
	}
}

// short is a text of at most 100 characters.
func (c *rowReader) short(f Field) string {
	v := c.value(f)
	if utf8.RuneCountInString(v) > 100 {
		c.problem(f, TooLong, "Use at most 100 characters.", false)
	}
	return v
}

func (c *rowReader) date(f Field) time.Time {
	v := c.value(f)
	if v == "" {
		return time.Time{}
	}
	day, doubtful, wrong := readDate(v, c.orders[f])
	c.wrong(f, BadDate, wrong)
	if doubtful {
		c.problem(f, DoubtfulDate, fmt.Sprintf("Read as %s. Write it as %s if that is right, or correct it.", day.Format("2 Jan 2006"), day.Format("2006-01-02")), true)
	}
	return day
}

func (c *rowReader) duplicate(email string, first map[string]int) {
	if email == "" {
		return
	}
	if row, ok := first[email]; ok {
		c.problem(Email, Duplicate, fmt.Sprintf("Row %d has this address too. Keep one row; it may hold several roles, like Mentor, Associate director.", row), false)
		return
	}
	first[email] = c.row.Number
}
