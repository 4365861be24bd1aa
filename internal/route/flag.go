package route

import "net/url"

// FlagsPattern is the history of what weekly readings flagged.
const FlagsPattern = "/flags"

// Files of a program's readings.
const (
	EquityExportPattern = "/equity.xlsx"
	EquityJSONPattern   = "/equity/input.json"
	EquityCSVPattern    = "/equity/input.csv"
	StepsExportPattern  = "/nudges/steps.xlsx"
	DecisionsExport     = "/decisions.xlsx"
)

// EquityExport is the leads' page as a workbook.
func (p Program) EquityExport() string { return p.to(EquityExportPattern) }

// EquityInput is the file that `evenly equity` reads, in a format: json, csv.
func (p Program) EquityInput(format string) string { return p.to("/equity/input." + format) }

// StepsExport is the list of steps as a workbook.
func (p Program) StepsExport() string { return p.to(StepsExportPattern) }

// DecisionsExport is the decision log as a workbook.
func (p Program) DecisionsExport() string { return p.to(DecisionsExport) }

// Flags is the history of what weekly readings flagged: the newest week.
func (p Program) Flags() string { return p.to(FlagsPattern) }

// FlagsIn is what one week flagged, 2026-04-13.
func (p Program) FlagsIn(week string) string {
	return p.to(FlagsPattern) + "?week=" + url.QueryEscape(week)
}

// FlagsOf is what was ever flagged about a pair.
func (p Program) FlagsOf(pair string) string {
	return p.to(FlagsPattern) + "?pair=" + url.QueryEscape(pair)
}
