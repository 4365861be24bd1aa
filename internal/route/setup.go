package route

// Paths of setting a program up.
const (
	SetupPattern          = "/setup"
	SetupCharterPattern   = "/setup/charter"
	SetupProfilesPattern  = "/setup/profiles"
	SetupContactsPattern  = "/setup/contacts"
	SetupDatesPattern     = "/setup/dates"
	SetupYearPattern      = "/setup/year"
	SetupStatePattern     = "/setup/state"
	SetupObjectivePattern = "/setup/objective"
	SetupSeedPattern      = "/setup/seed"
)

// Setup is the task list of the coordinator.
func (p Program) Setup() string { return p.to(SetupPattern) }

// SetupCharter is what every pair is promised.
func (p Program) SetupCharter() string { return p.to(SetupCharterPattern) }

// SetupProfiles is what mentors are asked.
func (p Program) SetupProfiles() string { return p.to(SetupProfilesPattern) }

// SetupContacts is whom people can turn to outside the program.
func (p Program) SetupContacts() string { return p.to(SetupContactsPattern) }

// SetupDates are the dates of the current year, and the time zone.
func (p Program) SetupDates() string { return p.to(SetupDatesPattern) }

// SetupYear adds a year.
func (p Program) SetupYear() string { return p.to(SetupYearPattern) }

// SetupObjective is the order of aims that the match is made by.
func (p Program) SetupObjective() string { return p.to(SetupObjectivePattern) }

// SetupSeed draws the lottery’s seed again.
func (p Program) SetupSeed() string { return p.to(SetupSeedPattern) }

// SetupState moves the current year to its next state.
func (p Program) SetupState() string { return p.to(SetupStatePattern) }
