package route

// Paths of the roster import.
const (
	ImportPattern = "/people/import"
)

// Import brings a roster from a spreadsheet.
func (p Program) Import() string { return p.to(ImportPattern) }
