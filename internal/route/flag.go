package route

import "net/url"

// FlagsPattern is the history of what weekly readings flagged.
const FlagsPattern = "/flags"

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
