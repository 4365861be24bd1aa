package sheet_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"evenly/internal/fault"
	"evenly/internal/sheet"
)

// reading reads pasted rows with everything guessed.
func reading(t *testing.T, text string) sheet.Reading {
	t.Helper()
	b, err := sheet.Paste(text, sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return guessed(t, b)
}

func guessed(t *testing.T, b *sheet.Book) sheet.Reading {
	t.Helper()
	s, err := b.Sheet("")
	if err != nil {
		t.Fatal(err)
	}
	header := s.HeaderRow()
	r := sheet.Reading{Sheet: s, HeaderRow: header, Mapping: sheet.MappingOf(s.Columns(header, nil))}
	if err := r.Mapping.Check(""); err != nil {
		t.Fatalf("the guessed mapping %v: %v", r.Mapping, err.(*fault.Error).Problems)
	}
	return r
}

// said is "row code value" of each problem.
func said(problems []sheet.RowProblem) []string {
	var list []string
	for _, p := range problems {
		list = append(list, strings.TrimSpace(fmt.Sprintf("%d %s %s", p.Row, p.Code, p.Value)))
	}
	return list
}

func TestRoster(t *testing.T) {
	t.Parallel()
	r := reading(t, strings.Join([]string{
		"Internal Medicine roster 2026",
		"",
		"Last Name\tFirst Name\tE-mail\tRole\tPGY\tDepartment\tStart Date\tMax residents\tCCC",
		"Nair\tPriya\tPriya.Nair@brannoc.example\tResident\tPGY-2\t\t7/1/2026\t\t",
		"Okafor, MD\tNgozi\tngozi@brannoc.example\tFaculty / APD\t\tCardiology\t\t3\tyes",
		"Last Name\tFirst Name\tE-mail\tRole\tPGY\tDepartment\tStart Date\tMax residents\tCCC",
		"Lee\tSam\tsam@brannoc.example\tIntern\t\t\t10/15/2026\t\t",
		"Marsh\tHelen\thelen@brannoc.example\tPC\tn/a\t\t\t\tno",
	}, "\n"))
	people, problems := sheet.Roster(r)
	three := 3
	want := []sheet.RosterRow{
		{Row: 4, GivenName: "Priya", FamilyName: "Nair", Email: "priya.nair@brannoc.example", Roles: []sheet.RoleName{sheet.Resident}, PGY: 2, StartsOn: day(2026, 7, 1)},
		{Row: 5, GivenName: "Ngozi", FamilyName: "Okafor", Title: "Dr.", Email: "ngozi@brannoc.example", Roles: []sheet.RoleName{sheet.Mentor, sheet.AssociateDirector},
			Specialty: "Cardiology", Places: &three, CCC: true},
		{Row: 7, GivenName: "Sam", FamilyName: "Lee", Email: "sam@brannoc.example", Roles: []sheet.RoleName{sheet.Resident}, PGY: 1, StartsOn: day(2026, 10, 15)},
		{Row: 8, GivenName: "Helen", FamilyName: "Marsh", Email: "helen@brannoc.example", Roles: []sheet.RoleName{sheet.Coordinator}},
	}
	if diff := cmp.Diff(want, people, cmpopts.EquateEmpty()); diff != "" || r.HeaderRow != 3 {
		t.Errorf("header row %d, people (-want +got):\n%s", r.HeaderRow, diff)
	}
	if len(problems) != 0 {
		t.Errorf("problems %v, want none", said(problems))
	}
}

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func TestRosterProblems(t *testing.T) {
	t.Parallel()
	r := reading(t, strings.Join([]string{
		"Name,Email,Role,PGY,Start,End,Places,CCC",
		"Priya Nair,priya@brannoc.example,Resident,2,,,,",
		",,,,,,,x",
		"Sam Lee,sam@brannoc,Resident,,,,,",
		"Leila Farahani,Priya@brannoc.example,Wizard,,,,,",
		"Jo Park,jo@brannoc.example,Resident,12,soon,,many,perhaps",
		"Kim Oz,kim@brannoc.example,Mentor,,2026-07-01,2026-06-01,,",
		"Prince,prince@brannoc.example,Mentor,,7/1/2026,,,",
	}, "\n"))
	people, problems := sheet.Roster(r)
	want := []string{
		"3 no_email", "3 no_name", "3 no_role",
		"4 bad_email sam@brannoc", "4 no_pgy",
		"5 bad_role Wizard", "5 duplicate Priya@brannoc.example",
		"6 bad_pgy 12", "6 bad_date soon", "6 bad_places many", "6 bad_yes_no perhaps",
		"7 dates_order 2026-06-01",
		"8 one_name Prince", "8 doubtful_date 7/1/2026",
	}
	if diff := cmp.Diff(want, said(problems)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	if len(people) != 2 || people[1].Row != 8 || sheet.RejectedRows(problems) != 5 {
		t.Errorf("%d people, %d rejected, want rows 2 and 8, and 5", len(people), sheet.RejectedRows(problems))
	}
	groups := sheet.GroupProblems(problems)
	var titles []string
	for _, g := range groups {
		titles = append(titles, g.Title)
	}
	wantTitles := []string{
		"1 row has no name", "1 row has no e-mail", "1 row has no role", "1 resident has no PGY", "1 e-mail address isn't valid", "1 role isn't known",
		"1 PGY isn't a year from 1 to 10", "1 date can't be read", "1 row ends before it starts", "1 number of places isn't a number",
		"1 answer isn't yes or no", "1 row repeats an e-mail address", "1 date could be read either way", "1 person has a last name only",
	}
	if diff := cmp.Diff(wantTitles, titles); diff != "" {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
	if p := problems[3]; p.Column != "B" || p.Field != sheet.Email || p.Message != "Enter an e-mail address like name@hospital.org." {
		t.Errorf("a problem says %+v", p)
	}
}

// TestEndlessCells reads cells that no person typed; the time they take is that of their length, no more.
func TestEndlessCells(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("Dr a MD ", 100_000)
	r := reading(t, "Name,Email,Role,PGY,Start,Site\nA B,a@b.org,Mentor,,,\n"+strings.Repeat(long+",", 6)+"\n")
	people, problems := sheet.Roster(r)
	want := []string{"3 bad_email", "3 bad_name", "3 bad_role", "3 too_long", "3 bad_date"}
	for i := range problems {
		problems[i].Value = ""
	}
	if diff := cmp.Diff(want, said(problems)); diff != "" || len(people) != 1 {
		t.Errorf("%d people, problems (-want +got):\n%s", len(people), diff)
	}
}

func TestFixesReplaceCells(t *testing.T) {
	t.Parallel()
	r := reading(t, "Name,Email,Role\nPriya Nair,priya@brannoc,Resident\n")
	r.Fixes = map[int]map[sheet.Field]string{2: {sheet.Email: " priya@brannoc.example ", sheet.PGY: "2"}}
	people, problems := sheet.Roster(r)
	if len(people) != 1 || people[0].Email != "priya@brannoc.example" || people[0].PGY != 2 || len(problems) != 0 {
		t.Errorf("Roster = %+v, %v, want Priya as corrected", people, said(problems))
	}
}

func TestOneRoleForAll(t *testing.T) {
	t.Parallel()
	b, err := sheet.Paste("Mentor\tE-mail\nNgozi Okafor\tngozi@brannoc.example\n", sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	s := &b.Sheets[0]
	r := sheet.Reading{Sheet: s, HeaderRow: 1, Mapping: sheet.MappingOf(s.Columns(1, nil)), Role: sheet.Mentor}
	if err := r.Mapping.Check(r.Role); err != nil {
		t.Fatal(err)
	}
	people, problems := sheet.Roster(r)
	if len(people) != 1 || !cmp.Equal(people[0].Roles, []sheet.RoleName{sheet.Mentor}) || len(problems) != 0 {
		t.Errorf("Roster = %+v, %v, want one mentor", people, said(problems))
	}
}

func TestRowsWithoutHeadings(t *testing.T) {
	t.Parallel()
	b, err := sheet.Paste("Priya Nair\tpriya@brannoc.example\tResident\tPGY-2\nSam Lee\tsam@brannoc.example\tResident\tPGY-1", sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	s := &b.Sheets[0]
	if got := s.HeaderRow(); got != 0 {
		t.Fatalf("HeaderRow = %d, want 0", got)
	}
	m := sheet.MappingOf(s.Columns(0, nil))
	want := sheet.Mapping{sheet.Ignored, sheet.Email, sheet.Role, sheet.PGY}
	if diff := cmp.Diff(want, m); diff != "" {
		t.Errorf("mapping (-want +got):\n%s", diff)
	}
	m[0] = sheet.Name
	people, _ := sheet.Roster(sheet.Reading{Sheet: s, Mapping: m})
	if len(people) != 2 {
		t.Errorf("%d people, want 2", len(people))
	}
}

func TestGuess(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ headings, want []string }{
		{[]string{"Name", "E-Mail Address", "Role", "PGY Level"}, []string{"name", "email", "role", "pgy"}},
		{[]string{"Resident Name", "First Name", "Last Name", "Hospital Email", "Personal E-mail"}, []string{"", "given_name", "family_name", "email", ""}},
		{[]string{"Full Name (Last, First)", "Preferred e-mail", "Department / Specialty", "Graduation Date"}, []string{"name", "email", "specialty", "ends_on"}},
		{[]string{"Name", "Email", "Mentor Name", "Mentor's email", "Supervisor", "Emergency contact e-mail"}, []string{"name", "email", "", "", "", ""}},
		{[]string{"ID", "Phone", "Notes", "Title", ""}, []string{"", "", "", "", ""}},
		{[]string{"Email", "E-mail"}, []string{"email", ""}},
	} {
		var got []string
		for _, f := range sheet.Guess(tt.headings) {
			got = append(got, string(f))
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("Guess(%q) (-want +got):\n%s", tt.headings, diff)
		}
	}
}

func TestColumnsRemember(t *testing.T) {
	t.Parallel()
	first := reading(t, "Name\tEmail\tRole\tTrack\nA B\ta@b.org\tMentor\tResearch\n")
	first.Mapping[3] = sheet.Specialty
	remembered := first.Mapping.Remember(first.Sheet, first.HeaderRow)
	next := reading(t, "track:\tROLE\tName\tE-mail\tDepartment\nResearch\tMentor\tA B\ta@b.org\tX\n")
	columns := next.Sheet.Columns(next.HeaderRow, remembered)
	want := []sheet.Column{
		{Index: 0, Letter: "A", Heading: "track:", Samples: []string{"Research"}, Field: sheet.Specialty, Source: sheet.Remembered},
		{Index: 1, Letter: "B", Heading: "ROLE", Samples: []string{"Mentor"}, Field: sheet.Role, Source: sheet.Remembered},
		{Index: 2, Letter: "C", Heading: "Name", Samples: []string{"A B"}, Field: sheet.Name, Source: sheet.Remembered},
		{Index: 3, Letter: "D", Heading: "E-mail", Samples: []string{"a@b.org"}, Field: sheet.Email, Source: sheet.Guessed},
		{Index: 4, Letter: "E", Heading: "Department", Samples: []string{"X"}},
	}
	if diff := cmp.Diff(want, columns); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
}

func TestMappingCheck(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		mapping sheet.Mapping
		want    []fault.Problem
	}{
		"good": {sheet.Mapping{sheet.Name, sheet.Email, sheet.Role}, nil},
		"nothing": {sheet.Mapping{sheet.Ignored}, []fault.Problem{{Message: "Say which column holds the names."},
			{Message: "Say which column holds the e-mail addresses."}, {Message: "Say which column holds the roles, or that everybody in the file has the same one."}}},
		"twice":  {sheet.Mapping{sheet.FamilyName, sheet.Email, sheet.Role, sheet.Email}, []fault.Problem{{Field: "column3", Message: "E-mail is already column B."}}},
		"forged": {sheet.Mapping{sheet.Name, sheet.Email, sheet.Role, "password"}, []fault.Problem{{Field: "column3", Message: "Choose what this column is."}}},
	} {
		err := tt.mapping.Check("")
		var got []fault.Problem
		if e, ok := errors.AsType[*fault.Error](err); ok {
			got = e.Problems
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestHiddenRowsAreNamed(t *testing.T) {
	t.Parallel()
	b := open(t, "x", []byte(bookOf(`<s><row><c t="inlineStr"><is><t>Name</t></is></c><c t="inlineStr"><is><t>E-mail</t></is></c><c t="inlineStr"><is><t>Role</t></is></c></row>`+
		`<row hidden="1"><c t="inlineStr"><is><t>A B</t></is></c><c t="inlineStr"><is><t>a@b.org</t></is></c><c t="inlineStr"><is><t>Mentor</t></is></c></row></s>`)))
	people, problems := sheet.Roster(guessed(t, b))
	if len(people) != 1 || !people[0].Hidden || len(problems) != 1 || problems[0].Code != sheet.HiddenRow || !problems[0].Warning {
		t.Errorf("Roster = %+v, %v, want one person and a warning", people, said(problems))
	}
}

// TestRejectedRowsComeBack corrects only the fault in the file of rejected rows, and reads it again.
func TestRejectedRowsComeBack(t *testing.T) {
	t.Parallel()
	r := reading(t, "Staff number,Name,Email,Role,Notes\n007,Priya Nair,priya@brannoc.example,Mentor,\n008,Sam Lee,sam@brannoc,Mentor,=HYPERLINK(1)\n009,,,Mentor,\n")
	_, problems := sheet.Roster(r)
	var file bytes.Buffer
	if err := sheet.WriteRejected(&file, r, problems); err != nil {
		t.Fatal(err)
	}
	again := guessed(t, open(t, "rejected.xlsx", file.Bytes()))
	var rows [][]string
	for _, row := range again.Sheet.Rows {
		rows = append(rows, row.Cells)
	}
	want := [][]string{
		{sheet.ReasonHeading, "Staff number", "Name", "Email", "Role", "Notes"},
		{"E-mail: Enter an e-mail address like name@hospital.org.", "008", "Sam Lee", "sam@brannoc", "Mentor", "=HYPERLINK(1)"},
		{"E-mail: Enter the e-mail address. Name: Enter first and last name.", "009", "", "", "Mentor"},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("rejected rows (-want +got):\n%s", diff)
	}
	again.Fixes = map[int]map[sheet.Field]string{2: {sheet.Email: "sam@brannoc.example"}, 3: {sheet.Email: "jo@brannoc.example", sheet.Name: "Jo Park"}}
	people, problems := sheet.Roster(again)
	if len(people) != 2 || len(problems) != 0 {
		t.Errorf("corrected: %+v, %v, want two people", people, said(problems))
	}
	// A second round has one column of reasons, not two.
	again.Fixes = nil
	_, problems = sheet.Roster(again)
	file.Reset()
	if err := sheet.WriteRejected(&file, again, problems); err != nil {
		t.Fatal(err)
	}
	third := guessed(t, open(t, "rejected.xlsx", file.Bytes()))
	if diff := cmp.Diff(again.Sheet.Rows, third.Sheet.Rows); diff != "" {
		t.Errorf("the second round differs:\n%s", diff)
	}
}

func TestRejectedRowsWithoutHeadingsComeBack(t *testing.T) {
	t.Parallel()
	b, err := sheet.Paste("Priya Nair\tpriya@brannoc.example\tResident\nSam Lee\tsam@brannoc.example\tMentor\n", sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	r := sheet.Reading{Sheet: &b.Sheets[0], Mapping: sheet.Mapping{sheet.Name, sheet.Email, sheet.Role}}
	_, problems := sheet.Roster(r)
	var file bytes.Buffer
	if err := sheet.WriteRejected(&file, r, problems); err != nil {
		t.Fatal(err)
	}
	again := guessed(t, open(t, "rejected.xlsx", file.Bytes()))
	if _, problems := sheet.Roster(again); len(problems) != 1 || problems[0].Code != sheet.NoPGY {
		t.Errorf("read again: %v, want the same one problem", said(problems))
	}
}

func TestTemplate(t *testing.T) {
	t.Parallel()
	var file bytes.Buffer
	if err := sheet.WriteTemplate(&file); err != nil {
		t.Fatal(err)
	}
	r := guessed(t, open(t, "template.xlsx", file.Bytes()))
	if want := (sheet.Mapping{sheet.GivenName, sheet.FamilyName, sheet.Email, sheet.Role, sheet.PGY, sheet.Specialty, sheet.Site, sheet.Places, sheet.StartsOn, sheet.EndsOn}); !cmp.Equal(r.Mapping, want) {
		t.Errorf("the template's own headings are guessed as %v", r.Mapping)
	}
	people, problems := sheet.Roster(r)
	if len(people) != 0 || len(problems) != 1 || problems[0].Code != sheet.ExampleRow || !problems[0].Warning {
		t.Errorf("Roster = %+v, %v, want nobody and a word about the example", people, said(problems))
	}
}
