package server

import (
	"fmt"
	"net/http"

	"evenly/internal/access"
	"evenly/internal/app"
	"evenly/internal/route"
	"evenly/templates/layout"
	"evenly/templates/page"
	"evenly/templates/ui"
)

func (s *Server) gmeRoutes() []Endpoint {
	return []Endpoint{
		{Method: http.MethodGet, Pattern: route.InInstitution + route.GMEPattern, Access: access.GMESee, handle: showGME},
	}
}

// showGME is GET /{institution}/gme: programs side by side, with the same suppression as everywhere.
func showGME(q *request) error {
	list, err := q.srv.app.Programs(q.Context(), q.who)
	if err != nil {
		return err
	}
	title := ui.Count(len(list), "program", "programs") + " side by side"
	v := page.Programs{Frame: q.frame(title), Title: title, Lede: "The newest weekly reading of each program of " + q.me.Institution.Name + ".",
		Table: ui.Table{Caption: title, CaptionHidden: true, Columns: []ui.Column{{Label: "Program"}, {Label: "Pairs", Num: true}, {Label: "In range", Num: true},
			{Label: "Promise missed", Num: true}, {Label: "Longest silence", Num: true}, {Label: "Top fifth’s share", Num: true}, {Label: "Offers open to all", Num: true},
			{Label: "Open steps", Num: true}, {Label: "As of"}}}}
	v.Frame.Width = layout.List
	v.Acts = []ui.Btn{{Label: "Surveys", Icon: "clipboard-list", Href: route.GMESurveys(q.at.Institution)}}
	for _, p := range list {
		v.Rows = append(v.Rows, programRow(p))
	}
	if len(list) == 0 {
		v.Empty = "This institution has no program yet."
	}
	return q.page(http.StatusOK, v.View())
}

func programRow(p app.ProgramHeadline) page.ProgramRow {
	r := page.ProgramRow{Name: p.Name, AsOf: "–"}
	if p.AsOf != nil {
		r.AsOf = day(*p.AsOf)
	}
	if p.LivePairs == nil || *p.LivePairs < fewPairs {
		r.Hidden = true
		return r
	}
	r.Pairs, r.InRange, r.Missed = fmt.Sprint(*p.LivePairs), fmt.Sprint(*p.InRange), fmt.Sprint(*p.Missed)
	r.Silence, r.Top = ui.Count(*p.SilenceDays, "day", "days"), percent(*p.TopFifth)
	r.Offers, r.Steps = fmt.Sprintf("%d of %d", *p.OffersAll, *p.OffersAll+*p.OffersNamed), fmt.Sprint(p.OpenSteps)
	return r
}
