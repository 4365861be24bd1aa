package equity

// DyadID, MentorID and ResidentID name a pair and the two people in it. They are compared, never read.
type (
	DyadID     string
	MentorID   string
	ResidentID string
)

// Input is everything a reading depends on: equal inputs give equal readings, in whatever order the pairs,
// meetings and the rest are listed.
type Input struct {
	Settings
	Dyads  []Dyad
	Offers []Offer // those made outside a pair; an Offer without Resident went to everybody
}

// Settings are what a program decides, and the day it looks. Begin with Defaults: the zero Settings are not valid.
type Settings struct {
	AsOf          Date    `json:"asof"`            // the last day that is counted
	Interval      int     `json:"interval_days"`   // one meeting is promised in each window of this many days
	Grace         int     `json:"grace_days"`      // days after a window in which its meeting may still be logged
	MinActiveDays int     `json:"min_active_days"` // active days for a window of 91 to be judged; scaled for others
	Q             float64 `json:"q"`               // false discovery rate of the peer reading, per tail
	Seed          string  `json:"seed"`            // of the random draws; see QuarterSeed
	Draws         int     `json:"draws"`           // random draws behind the program's reading
}

// Defaults returns the published settings for a reading as of the given day: a quarterly meeting, three weeks to
// log it, two months of presence before a quarter is judged.
func Defaults(asOf Date) Settings {
	return Settings{AsOf: asOf, Interval: 91, Grace: 21, MinActiveDays: 60, Q: 0.10, Draws: 4000}
}

// Dyad is one pairing of a resident with a mentor. Ended pairings stay in the input: they explain the past.
type Dyad struct {
	ID        DyadID
	Mentor    MentorID
	Resident  ResidentID // may be empty when nobody has more than one pairing
	Site      string
	From      Date
	To        Date              // the last day; zero while the pairing goes on
	Secondary bool              // a further mentor: listed, never counted
	Interval  int               // a cadence this pair agreed for itself; 0 = the program's
	Away      []Span            // time away of either person; overlaps count once
	Meetings  []Meeting         //
	Offers    []Offer           // made by this mentor to this resident; their Resident is not read
	Groups    map[string]string // attribute to value, such as pgy to 2; an empty value is not stated
}

// Span is a run of days, both ends included.
type Span struct {
	From Date `json:"from"`
	To   Date `json:"to"`
}

// Meeting is one contact of the two people.
type Meeting struct {
	Date       Date
	Minutes    int // 0 = not recorded
	Setting    Setting
	OutOfHours bool
	Logged     Date // the day it was written down; zero = its own Date
	Confirmed  Confirmation
}

// Setting is where people met; empty when nobody said.
type Setting string

// The six settings a meeting can have.
const (
	OnSite  Setting = "on_site"
	OffSite Setting = "off_site"
	Home    Setting = "home"
	Dinner  Setting = "dinner"
	Virtual Setting = "virtual"
	Phone   Setting = "phone"
)

// AllSettings lists every Setting in the order pages and files show them.
func AllSettings() []Setting {
	return []Setting{OnSite, OffSite, Home, Dinner, Virtual, Phone}
}

// Confirmation is what the other person said of a logged meeting; empty is pending.
type Confirmation string

// A pending meeting counts; a denied one waits, uncounted, until the two have settled it.
const (
	Confirmed Confirmation = "yes"
	Pending   Confirmation = "pending"
	Denied    Confirmation = "denied"
)

// Offer is an opportunity held out to a resident: a project, a poster, an introduction.
type Offer struct {
	Kind     string
	Date     Date
	OpenTo   OpenTo
	Resident ResidentID // for offers outside a pair; empty = everybody
}

// OpenTo says who could have taken an offer up.
type OpenTo string

// An offer goes to one person, to a few, or to all residents of the program.
const (
	ToOne OpenTo = "one"
	ToFew OpenTo = "few"
	ToAll OpenTo = "all"
)
