package mentorship

import "time"

// Program is one residency or fellowship program of an institution, with what every pair in it is promised.
type Program struct {
	ID                  string
	Slug                string
	Name                string
	TimeZone            string // IANA name
	IntervalDays        int    // one meeting every so many days
	GraceDays           int    // days after a window before it counts as missed
	MeetingMinutes      int    // at least so long
	MeetingSettings     []string
	SettingsOpenToAll   []string // elsewhere, if offered to all alike
	FirstContactDays    int
	Domains             []string
	DefaultPlaces       int
	AllowMinPlaces      bool
	OmbudspersonContact string
	DIOContact          string `db:"dio_contact"`
	OutsideContact      string
	CharterAt           *time.Time // when somebody said what is promised; nil: never, and the usual is assumed
}
