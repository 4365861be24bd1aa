package route

// Paths of people, their time away and invitations.
const (
	PeoplePattern       = "/people"
	NewPersonPattern    = "/people/new"
	InvitePattern       = "/people/invite"
	PeopleExportPattern = "/people.xlsx"
	PersonPattern       = "/people/{person}"
	AwayPattern         = "/people/{person}/away"
	AwayDropPattern     = "/people/{person}/away/remove"
)

// People is the list of people.
func (p Program) People() string { return p.to(PeoplePattern) }

// NewPerson adds somebody.
func (p Program) NewPerson() string { return p.to(NewPersonPattern) }

// Invite checks and sends invitations.
func (p Program) Invite() string { return p.to(InvitePattern) }

// PeopleExport is the list as a workbook.
func (p Program) PeopleExport() string { return p.to(PeopleExportPattern) }

// Person is one person of the program.
func (p Program) Person(id string) string { return p.to(PeoplePattern, id) }

// Away adds or changes a person's time away.
func (p Program) Away(person string) string { return p.to(PeoplePattern, person, "away") }

// AwayDrop removes a stretch of time away.
func (p Program) AwayDrop(person string) string { return p.to(PeoplePattern, person, "away", "remove") }
