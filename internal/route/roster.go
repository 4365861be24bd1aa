package route

// Paths of the roster import: one page per step.
const (
	ImportPattern         = "/people/import"
	ImportTemplatePattern = "/people/import/template.xlsx"
	ImportSheetPattern    = "/people/import/{import}/sheet"
	ImportColumnsPattern  = "/people/import/{import}/columns"
	ImportCheckPattern    = "/people/import/{import}/check"
	ImportDonePattern     = "/people/import/{import}/done"
	ImportUndoPattern     = "/people/import/{import}/undo"
	ImportDropPattern     = "/people/import/{import}/remove"
	ImportRejectedPattern = "/people/import/{import}/rejected.xlsx"
)

// Import brings a roster from a spreadsheet: its first step is the file.
func (p Program) Import() string { return p.to(ImportPattern) }

// ImportTemplate is a workbook to fill in.
func (p Program) ImportTemplate() string { return p.to(ImportTemplatePattern) }

// ImportSheet says which sheet holds the people, and where its headings are.
func (p Program) ImportSheet(id string) string { return p.to(ImportPattern, id, "sheet") }

// ImportColumns says what each column is.
func (p Program) ImportColumns(id string) string { return p.to(ImportPattern, id, "columns") }

// ImportCheck shows what would be written.
func (p Program) ImportCheck(id string) string { return p.to(ImportPattern, id, "check") }

// ImportDone shows what was written.
func (p Program) ImportDone(id string) string { return p.to(ImportPattern, id, "done") }

// ImportUndo takes an import back.
func (p Program) ImportUndo(id string) string { return p.to(ImportPattern, id, "undo") }

// ImportDrop removes an upload that was not imported.
func (p Program) ImportDrop(id string) string { return p.to(ImportPattern, id, "remove") }

// ImportRejected is the rows that stay out, as a workbook.
func (p Program) ImportRejected(id string) string { return p.to(ImportPattern, id, "rejected.xlsx") }
