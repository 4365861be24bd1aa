package sheet

import "fmt"

// Code says which repair a problem needs, so that rows with the same repair are shown together.
type Code string

// Problems first, in the order they are shown; then warnings.
const (
	NoName     Code = "no_name"
	NoEmail    Code = "no_email"
	NoRole     Code = "no_role"
	NoPGY      Code = "no_pgy"
	BadName    Code = "bad_name"
	BadEmail   Code = "bad_email"
	BadRole    Code = "bad_role"
	BadPGY     Code = "bad_pgy"
	BadDate    Code = "bad_date"
	DatesOrder Code = "dates_order"
	BadPlaces  Code = "bad_places"
	BadYesNo   Code = "bad_yes_no"
	TooLong    Code = "too_long"
	Duplicate  Code = "duplicate"

	DoubtfulDate Code = "doubtful_date"
	OneName      Code = "one_name"
	HiddenRow    Code = "hidden_row"
	ExampleRow   Code = "example_row"
)

// titles says each code as a finding, for one row and for several, in the order shown.
var titles = []struct {
	code      Code
	one, many string
}{
	{NoName, "1 row has no name", "%d rows have no name"},
	{NoEmail, "1 row has no e-mail", "%d rows have no e-mail"},
	{NoRole, "1 row has no role", "%d rows have no role"},
	{NoPGY, "1 resident has no PGY", "%d residents have no PGY"},
	{BadName, "1 name is incomplete", "%d names are incomplete"},
	{BadEmail, "1 e-mail address isn't valid", "%d e-mail addresses aren't valid"},
	{BadRole, "1 role isn't known", "%d roles aren't known"},
	{BadPGY, "1 PGY isn't a year from 1 to 10", "%d PGYs aren't a year from 1 to 10"},
	{BadDate, "1 date can't be read", "%d dates can't be read"},
	{DatesOrder, "1 row ends before it starts", "%d rows end before they start"},
	{BadPlaces, "1 number of places isn't a number", "%d numbers of places aren't a number"},
	{BadYesNo, "1 answer isn't yes or no", "%d answers aren't yes or no"},
	{TooLong, "1 text is too long", "%d texts are too long"},
	{Duplicate, "1 row repeats an e-mail address", "%d rows repeat an e-mail address"},
	{DoubtfulDate, "1 date could be read either way", "%d dates could be read either way"},
	{OneName, "1 person has a last name only", "%d people have a last name only"},
	{HiddenRow, "1 row is hidden in the file", "%d rows are hidden in the file"},
	{ExampleRow, "1 row is the template's example", "%d rows are the template's example"},
}

// ProblemGroup is all problems that need the same repair.
type ProblemGroup struct {
	Code     Code
	Title    string // "2 rows have no e-mail"
	Warning  bool
	Problems []RowProblem // in the order of rows
}

// GroupProblems puts problems with the same repair together, problems before warnings.
func GroupProblems(problems []RowProblem) []ProblemGroup {
	byCode := map[Code][]RowProblem{}
	for _, p := range problems {
		byCode[p.Code] = append(byCode[p.Code], p)
	}
	var groups []ProblemGroup
	for _, t := range titles {
		list := byCode[t.code]
		if len(list) == 0 {
			continue
		}
		g := ProblemGroup{Code: t.code, Title: t.one, Warning: list[0].Warning, Problems: list}
		if len(list) > 1 {
			g.Title = fmt.Sprintf(t.many, len(list))
		}
		groups = append(groups, g)
	}
	return groups
}

// RejectedRows counts the rows that problems keep out; warnings do not count.
func RejectedRows(problems []RowProblem) int { return len(reasons(problems)) }

// reasons are the words for each rejected row.
func reasons(problems []RowProblem) map[int]string {
	byRow := map[int]string{}
	for _, p := range problems {
		if p.Warning {
			continue
		}
		if byRow[p.Row] != "" {
			byRow[p.Row] += " "
		}
		if p.Field != Ignored {
			byRow[p.Row] += p.Field.Label() + ": "
		}
		byRow[p.Row] += p.Message
	}
	return byRow
}
