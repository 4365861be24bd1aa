package ui

// Flag is why a pair is worth a look. No flag is red: red is for errors, never for people.
type Flag string

// The three flags, and none. EQUITY.md owns when a pair has one.
const (
	InRange      Flag = ""
	LessThan     Flag = "low"
	GoneQuiet    Flag = "quiet"
	MoreThanMost Flag = "high"
)

// word is the flag for those who cannot see its shape.
func (f Flag) word() string {
	switch f {
	case LessThan:
		return "Less than promised"
	case GoneQuiet:
		return "Gone quiet"
	case MoreThanMost:
		return "More than most"
	}
	return "In range"
}

// FlagItem is one flagged pair in a list.
type FlagItem struct {
	Flag     Flag
	Number   string // the same as in the chart beside it
	Href     string
	Resident string
	Mentor   string
	Reason   string // "One meeting by video in August"
	Value    string // "1"
	Of       string // " of 6.0"
}

// Item is a row of a plain list.
type Item struct {
	Avatar string // name of the person the row starts with
	Href   string
	Title  string
	Beside string // grey, behind the title
	Text   string // under it
	End    string // at the end of the row
}

// Event is one line of an Activity list.
type Event struct {
	Icon, Text, When string
	Undo             *Undo
}

func undoWord(u *Undo) string {
	if u.Label == "" {
		return "Undo"
	}
	return u.Label
}
