package sheet

// What the tests of single cells look at.
var (
	ReadEmail = readEmail
	ReadPGY   = readPGY
	ReadRoles = readRoles
	Printable = printable
)

// ReadName gives the parts of a name.
func ReadName(s string) (title, given, family, wrong string) {
	n, wrong := readName(s)
	return n.title, n.given, n.family, wrong
}

// ReadDates reads a column of dates.
func ReadDates(column ...string) (days []string, doubtful int) {
	order := orderOf(column)
	for _, v := range column {
		day, doubt, wrong := readDate(v, order)
		if wrong != "" {
			days = append(days, "?")
			continue
		}
		if doubt {
			doubtful++
		}
		days = append(days, day.Format("2006-01-02"))
	}
	return days, doubtful
}
