package sheet

import (
	"strings"
	"unicode/utf8"
)

// formulaStarts are the characters with which Excel, LibreOffice and Google Sheets begin to calculate, in both
// the narrow and the wide form of East Asian keyboards.
const formulaStarts = "=+-@\t\r＝＋－＠"

// guard puts an apostrophe before a text that a spreadsheet would take for a formula. A text that looks guarded already gets
// one more, so that unguard gives back exactly what was there.
func guard(s string) string {
	if formulaLike(strings.TrimLeft(s, "'")) {
		return "'" + s
	}
	return s
}

// unguard takes off one apostrophe that guard put there.
func unguard(s string) string {
	if rest, ok := strings.CutPrefix(s, "'"); ok && formulaLike(strings.TrimLeft(rest, "'")) {
		return rest
	}
	return s
}

func formulaLike(s string) bool {
	first, size := utf8.DecodeRuneInString(s)
	return size > 0 && strings.ContainsRune(formulaStarts, first)
}
