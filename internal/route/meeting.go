package route

import "net/url"

// Paths of meetings, pairs and readings.
const (
	MeetingNewPattern     = "/meetings/new"
	MeetingPattern        = "/meetings/{meeting}"
	MeetingAnswerPattern  = "/meetings/{meeting}/answer"
	MeetingSettlePattern  = "/meetings/{meeting}/settle"
	MeetingRemovePattern  = "/meetings/{meeting}/remove"
	MeetingRestorePattern = "/meetings/{meeting}/restore"
	PairsPattern          = "/pairs"
	PairsExportPattern    = "/pairs/export.xlsx"
	PairPattern           = "/pairs/{pair}"
	MethodPattern         = "/method"

	OneLinkPattern = "/l/{token}" // a one-purpose link from mail
)

// MeetingNew is the form that logs a meeting with the other person of a pair.
func (p Program) MeetingNew(pair string) string {
	return p.to(MeetingNewPattern) + "?with=" + url.QueryEscape(pair)
}

// Log is the form that logs a meeting when the pair is not chosen yet.
func (p Program) Log() string { return p.to(MeetingNewPattern) }

// Meeting is the form that changes a meeting.
func (p Program) Meeting(id string) string { return p.to("/meetings", id) }

// MeetingAnswer is where the other person answers a logged meeting.
func (p Program) MeetingAnswer(id string) string { return p.to("/meetings", id, "answer") }

// MeetingSettle is where the person who logged a meeting takes over the other's version.
func (p Program) MeetingSettle(id string) string { return p.to("/meetings", id, "settle") }

// MeetingRemove is where a meeting is taken back, MeetingRestore where that is undone.
func (p Program) MeetingRemove(id string) string { return p.to("/meetings", id, "remove") }

// MeetingRestore is where a removed meeting comes back.
func (p Program) MeetingRestore(id string) string { return p.to("/meetings", id, "restore") }

// Pairs is the list of pairs.
func (p Program) Pairs() string { return p.to(PairsPattern) }

// PairsWith is the list of pairs under a filter and an order, both as in the page's own links.
func (p Program) PairsWith(q url.Values) string {
	if len(q) == 0 {
		return p.Pairs()
	}
	return p.Pairs() + "?" + q.Encode()
}

// PairsExport is the same list as a workbook.
func (p Program) PairsExport(q url.Values) string {
	if len(q) == 0 {
		return p.to(PairsExportPattern)
	}
	return p.to(PairsExportPattern) + "?" + q.Encode()
}

// Pair is the page of one pair.
func (p Program) Pair(id string) string { return p.to("/pairs", id) }

// Method is the page "How this is worked out".
func (p Program) Method() string { return p.to(MethodPattern) }

// HomeAs is the home of one of a person's several roles.
func (p Program) HomeAs(role string) string { return p.Home() + "?as=" + url.QueryEscape(role) }

// OneLink is the address of a one-purpose link.
func OneLink(token string) string { return "/l/" + url.PathEscape(token) }
