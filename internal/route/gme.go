package route

import "net/url"

// GMEPattern is the GME office's view of an institution. No program may have "gme" as its short name.
const GMEPattern = "/gme"

// GMEExportPattern is the same as a workbook.
const GMEExportPattern = "/gme/programs.xlsx"

// GMEExport is the same as a workbook.
func GMEExport(institution string) string { return inInstitution(institution, "gme", "programs.xlsx") }

// OfficePattern is the first page of an office outside every program.
const OfficePattern = "/office"

// Office is the first page of an office outside every program.
func Office(institution string) string { return inInstitution(institution, "office") }

// GME is the GME office's view of an institution.
func GME(institution string) string { return "/" + url.PathEscape(institution) + GMEPattern }
