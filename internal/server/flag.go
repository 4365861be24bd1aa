package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"evenly/internal/access"
	"evenly/internal/app"
	"evenly/internal/equity"
	"evenly/internal/mentorship"
	"evenly/internal/route"
	"evenly/templates/layout"
	"evenly/templates/page"
	"evenly/templates/ui"
)

func (s *Server) flagRoutes() []Endpoint {
	return []Endpoint{{Method: http.MethodGet, Pattern: route.InProgram + route.FlagsPattern, Access: access.EquitySee, handle: showFlags}}
}

// showFlags is GET /{institution}/{program}/flags: what a week flagged, or with "pair" what was ever flagged about one.
func showFlags(q *request) error {
	if id := q.URL.Query().Get("pair"); id != "" {
		return q.flagsOfPair(mentorship.PairingID(id))
	}
	week, _ := time.Parse(time.DateOnly, q.URL.Query().Get("week")) // nonsense shows the newest
	h, err := q.srv.app.Flags(q.Context(), q.who, week)
	if err != nil {
		return err
	}
	v := page.Flags{Title: "What was flagged", Lede: "Once a week, never changed. With every flag stands what its rule looked at; it is computed again whenever this page is opened.", Method: q.at.Method(),
		Empty: "No week is read yet. The first reading follows on the first Monday."}
	if !h.Week.IsZero() {
		v.Title, v.Empty = "Flagged in the week of "+dayYear(h.Week), "This week flagged nothing."
	}
	for _, w := range h.Weeks {
		v.Weeks = append(v.Weeks, ui.ChipLink{Label: fmt.Sprintf("%s: %d", w.Week.Format("2 Jan"), w.Flags), Href: q.at.FlagsIn(w.Week.Format(time.DateOnly)), Current: w.Week.Equal(h.Week)})
	}
	for i, f := range h.Flags {
		v.Flags = append(v.Flags, q.flagRow(i, f, len(h.Weeks) > 1 && !h.Week.Equal(h.Weeks[len(h.Weeks)-1].Week)))
	}
	for _, f := range h.Gone {
		v.Gone = append(v.Gone, flagWho(f)+": "+flagState(f))
	}
	v.Frame = q.frame(v.Title)
	return q.page(http.StatusOK, v.View())
}

func (q *request) flagsOfPair(id mentorship.PairingID) error {
	h, err := q.srv.app.FlagsAround(q.Context(), q.who, id)
	if err != nil {
		return err
	}
	v := page.Flags{Title: "Never flagged", Lede: "All that weekly readings flagged about this pair, newest first.", Empty: "No weekly reading has flagged this pair.", Method: q.at.Method()}
	if len(h.Flags) > 0 {
		v.Title = "Flagged " + ui.Count(len(h.Flags), "time", "times")
	}
	for i, f := range h.Flags {
		row := q.flagRow(i, f, false)
		row.Title = "Week of " + dayYear(f.Week) + ": " + flagState(f)
		v.Flags = append(v.Flags, row)
	}
	v.Frame = q.task(v.Title, layout.Link{Href: q.at.Pair(string(id)), Label: "The pair"})
	v.Narrow = true
	return q.page(http.StatusOK, v.View())
}

func (q *request) flagRow(i int, f app.Flagged, compare bool) page.FlagRow {
	r := page.FlagRow{ID: fmt.Sprintf("f-%d", i+1), Title: flagWho(f) + ": " + flagState(f), Rule: fmt.Sprintf("Rule “%s”, version %d, about the days from %s to %s.", f.Rule, f.Version,
		dayYear(f.WindowFrom), dayYear(f.WindowTo)), Value: flagValue(f), Same: "Computed again now from these inputs: the same, to the last digit.", Inputs: indented(f.Inputs)}
	if !f.Same {
		r.Same = "Computed again now from these inputs, it comes out differently. Tell whoever runs this site."
	}
	if f.Pair != nil {
		r.Href = q.at.Pair(string(f.Pair.ID))
	}
	if compare {
		r.Since = map[bool]string{true: "New this week", false: "Also the week before"}[f.New]
	}
	return r
}

func flagWho(f app.Flagged) string {
	switch {
	case f.PairingID == nil:
		return "The program as a whole"
	case f.Pair == nil:
		return "A pair of another year"
	}
	return f.Pair.Resident().Short() + " with " + f.Pair.Mentor().Short()
}

func flagState(f app.Flagged) string {
	return orElse(map[string]string{"missed": "promise missed", "escalated": "promise missed twice in a row", "lower": "less than others", "higher": "more than most",
		"uneven": "more uneven than chance"}[f.State], f.State)
}

// flagValue is the value beyond its cut, as people say it.
func flagValue(f app.Flagged) string {
	if equity.Rule(f.Rule) == equity.RulePromise {
		return fmt.Sprintf("%s missed in a row; flagged from %.0f.", ui.Count(int(f.Value), "stretch", "stretches"), f.Cut)
	}
	return fmt.Sprintf("Probability %.6g; flagged at or below %.6g.", f.Value, f.Cut)
}

func indented(raw json.RawMessage) string {
	text, err := json.MarshalIndent(raw, "", "  ")
	if err != nil {
		return string(raw)
	}
	return string(text)
}
