package server

import (
	"strconv"
	"time"

	"evenly/internal/access"
	"evenly/internal/app"
	"evenly/internal/tenant"
	"evenly/templates/ui"
)

// exportPeople is GET /{institution}/{program}/people.xlsx: the list under the same filter, in the same order. Its headings
// are those that the import knows, so that the file can be corrected in Excel and brought back.
func exportPeople(q *request) error {
	all, err := q.srv.app.People(q.Context(), q.who)
	if err != nil {
		return err
	}
	f := q.peopleFilter()
	book, err := q.srv.app.PeopleWorkbook(q.Context(), q.who, q.peopleList(f, all))
	if err != nil {
		return err
	}
	return q.workbook("people-"+q.at.Program+"-"+q.today().Format(time.DateOnly)+".xlsx", book)
}

func (q *request) peopleList(f peopleFilter, all []app.Member) app.List {
	shown := f.of(all)
	l := app.List{Name: "People", Columns: []app.ListColumn{{Text: "Last name"}, {Text: "First name"}, {Text: "Title (Dr.)"}, {Text: "Role"}, {Text: "PGY", Number: true}, {Text: "E-mail"},
		{Text: "Site"}, {Text: "Start date"}, {Text: "End date"}, {Text: "CCC member"}, {Text: "Invited"}}}
	for _, p := range shown {
		l.Rows = append(l.Rows, q.personCells(p))
	}
	l.ReadMe = [][2]string{{"What", "People of " + q.place.Name}, {"As of", q.srv.app.Now().In(q.zone()).Format("2 January 2006, 3:04 pm")},
		{"Shown", ui.ShownOf(len(shown), len(all), "person", "people")}, {"Filter", f.words()}, {"Order", "by last name, then first name"},
		{"Bring it back", "Correct it in Excel, then People, Import from Excel. Each row is found by its e-mail address."}}
	return l
}

func (q *request) personCells(p app.Member) []string {
	r := q.personRow(p)
	pgy, site, ccc, invited := "", "", "", ""
	if p.PGY != nil {
		pgy = strconv.Itoa(*p.PGY)
	}
	if p.Site != nil {
		site = *p.Site
	}
	if p.CCC {
		ccc = "Yes"
	}
	if p.InvitedAt != nil {
		invited = p.InvitedAt.In(q.zone()).Format(time.DateOnly)
	}
	return []string{p.FamilyName, p.GivenName, p.Title, r.Roles, pgy, p.Email, site, isoDay(p.StartsOn), isoDay(p.EndsOn), ccc, invited}
}

// words says which filter made a list.
func (f peopleFilter) words() string {
	text := "everyone"
	if f.role != "" {
		text = "role " + access.Singular(tenant.Role(f.role))
	}
	if f.text != "" {
		text += ", name or e-mail with “" + f.text + "”"
	}
	return text
}
