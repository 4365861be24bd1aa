package server

import (
	"net/http"
	"strconv"
	"strings"

	"evenly/internal/access"
	"evenly/internal/route"
	"evenly/templates/page"
)

func (s *Server) auditRoutes() []Endpoint {
	return []Endpoint{{Method: http.MethodGet, Pattern: route.InProgram + route.AuditPattern, Access: access.AuditSee, handle: showAudit}}
}

// auditNouns and auditVerbs put an act into words: "meeting.log" is "Meeting: logged".
var (
	auditNouns = map[string]string{"timeaway": "Time away", "setup": "Settings", "objective": "Order of aims", "seed": "The lottery’s seed", "session": "Session", "people": "People", "not-with": "Private list",
		"fit": "Answers to leads", "equity": "Readings", "gme": "Programs", "step": "Step", "board": "Opportunities"}
	auditVerbs = map[string]string{"log": "logged", "answer": "answered", "add": "added", "change": "changed", "save": "saved", "remove": "removed",
		"begin": "signed in", "draw": "drawn", "invite": "invited", "run": "run", "choose": "chosen", "announce": "announced", "close": "closed", "publish": "published",
		"export": "exported", "undo": "undone", "import": "imported", "restore": "put back",
		"nudge": "words sent", "take": "taken", "level": "offered to all", "forget": "wiped", "record": "recorded", "read": "read for the week", "input": "taken out as a file"}
)

func auditWords(act string) string {
	noun, verb, _ := strings.Cut(act, ".")
	words, ok := auditNouns[noun]
	if !ok && noun != "" {
		words = strings.ToUpper(noun[:1]) + strings.ReplaceAll(noun[1:], "-", " ")
	}
	if v, ok := auditVerbs[verb]; ok {
		return words + ": " + v
	}
	return words + ": " + strings.ReplaceAll(verb, "-", " ")
}

// showAudit is GET /{institution}/{program}/audit.
func showAudit(q *request) error {
	before, _ := strconv.ParseInt(q.URL.Query().Get("before"), 10, 64) // nonsense reads as the newest
	log, err := q.srv.app.AuditLog(q.Context(), q.who, before)
	if err != nil {
		return err
	}
	v := page.Audit{Frame: q.frame("Who saw or changed what"), Lede: "Your own entries. Directors see those of the whole program."}
	if log.Whole {
		v.Lede = "Everything that was changed in the program, newest first. Entries cannot be changed or deleted."
	}
	for _, e := range log.Entries {
		who := e.By
		if who == "" {
			who = "By itself"
		}
		v.Rows = append(v.Rows, page.AuditRow{Number: strconv.FormatInt(e.Seq, 10), When: e.At.In(q.zone()).Format("Mon 2 Jan 2006, 15:04"), Who: who, Act: auditWords(e.Act)})
	}
	if n := len(log.Entries); log.More && n > 0 {
		v.Older = q.at.Audit() + "?before=" + strconv.FormatInt(log.Entries[n-1].Seq, 10)
	}
	return q.page(http.StatusOK, v.View())
}
