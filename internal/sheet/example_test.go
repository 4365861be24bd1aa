package sheet_test

import (
	"fmt"

	"evenly/internal/sheet"
)

// Example reads a roster that somebody pasted, and says what is wrong with it.
func Example() {
	book, err := sheet.Paste("Name\tE-mail\tRole\nPriya Nair\tpriya@brannoc.example\tPGY-2\nSam Lee\t\tPGY-1\n", sheet.Limits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	list, err := book.Sheet("")
	if err != nil {
		fmt.Println(err)
		return
	}
	header := list.HeaderRow()
	columns := list.Columns(header, nil) // for a person to check
	people, problems := sheet.Roster(sheet.Reading{Sheet: list, HeaderRow: header, Mapping: sheet.MappingOf(columns)})
	for _, p := range people {
		fmt.Println("Row", p.Row, p.GivenName, p.FamilyName, p.Roles, p.PGY)
	}
	for _, g := range sheet.GroupProblems(problems) {
		fmt.Println(g.Title)
	}
	// Output:
	// Row 2 Priya Nair [resident] 2
	// 1 row has no e-mail
}
