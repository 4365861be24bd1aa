package sheet

import (
	"io"
	"slices"
)

// ReasonHeading is the heading of the column in which a file of rejected rows says why. Reading such a file ignores it.
const ReasonHeading = "Why this row was not imported"

// WriteRejected writes the rows that problems keep out, as a workbook with the same columns and a first column with the
// reason, ready to be corrected and uploaded again.
func WriteRejected(w io.Writer, r Reading, problems []RowProblem) error {
	t := Table{Name: "Not imported", Headings: TextHeadings(ReasonHeading)}
	skip := slices.Index(r.Sheet.headings(r.HeaderRow), ReasonHeading) // of an earlier round
	t.Headings = append(t.Headings, TextHeadings(without(r.headings(), skip)...)...)
	why := reasons(problems)
	for _, row := range r.Sheet.Rows {
		if reason, rejected := why[row.Number]; rejected {
			cells := append(slices.Clone(row.Cells), make([]string, r.Sheet.Width()-len(row.Cells))...)
			t.Rows = append(t.Rows, append([]string{reason}, without(cells, skip)...))
		}
	}
	t.ReadMe = []Line{
		{"What this is", "The rows that were not imported, each with the reason in the first column."},
		{"What to do", "Correct them and upload this file. Rows that were imported already are not in it."},
	}
	return WriteXLSX(w, t)
}

// headings are those of the file; where there are none, the names of the fields, so that the file is understood when it
// comes back.
func (r Reading) headings() []string {
	own := r.Sheet.headings(r.HeaderRow)
	headings := make([]string, r.Sheet.Width())
	for i := range headings {
		if headings[i] = at(own, i); headings[i] == "" && len(own) == 0 {
			headings[i] = at(r.Mapping, i).Label()
		}
	}
	return headings
}

// without leaves out one element; -1 leaves out none.
func without(list []string, i int) []string {
	if i < 0 || i >= len(list) {
		return list
	}
	return append(slices.Clone(list[:i]), list[i+1:]...)
}

// exampleEmail marks the made-up row of the template. The domain is reserved: nobody can have this address.
const exampleEmail = "sam.example@hospital.example"

// WriteTemplate writes the workbook that people fill in, with one made-up row, which is left out when it comes back.
func WriteTemplate(w io.Writer) error {
	fields := []Field{GivenName, FamilyName, Email, Role, PGY, Specialty, Site, Places, StartsOn, EndsOn}
	headings := make([]Heading, len(fields))
	for i, f := range fields {
		headings[i] = Heading{Text: f.Label()}
	}
	return WriteXLSX(w, Table{
		Name:     "People",
		Headings: headings,
		Rows:     [][]string{{"Sam", "Example", exampleEmail, "Resident", "PGY-1", "", "Main campus", "", "2026-07-01", ""}},
		ReadMe: []Line{
			{"How to use this", "One row per person on the sheet People. The first row there is made up; it is left out when you upload the file."},
			{"Required", "Name, e-mail and role for everybody; PGY for residents."},
			{"Roles", "Resident, Mentor, Chief, Coordinator, Director, Associate director, Facilitator. Several in one cell are separated by commas."},
			{"PGY", "A year of training from 1 to 10, like 2 or PGY-2."},
			{"Places", "How many residents a mentor takes. Leave it empty to let mentors say so themselves."},
			{"Dates", "Start and end only for people who start late or leave early, like 2026-10-01."},
			{"Your own columns", "Other headings and orders work too: you say on the next page which column is which."},
		},
	})
}
