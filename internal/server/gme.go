package server

import (
	"fmt"
	"net/http"
	"time"

	"evenly/internal/access"
	"evenly/internal/app"
	"evenly/internal/equity"
	"evenly/internal/route"
	"evenly/templates/layout"
	"evenly/templates/page"
	"evenly/templates/ui"
)

func (s *Server) gmeRoutes() []Endpoint {
	return []Endpoint{
		{Method: http.MethodGet, Pattern: route.InInstitution + route.GMEPattern, Access: access.GMESee, handle: showGME},
		{Method: http.MethodGet, Pattern: route.InInstitution + route.GMEExportPattern, Access: access.GMESee, handle: exportGME},
	}
}

// gmeColumns are the columns of the GME office's view.
var gmeColumns = []ui.Column{{Label: "Program"}, {Label: "Pairs", Num: true}, {Label: "In range", Num: true}, {Label: "Missed", Num: true},
	{Label: "Silence", Num: true}, {Label: "Top fifth", Num: true}, {Label: "As a whole"}, {Label: "Open offers", Num: true},
	{Label: "Steps", Num: true}, {Label: "Alarms", Num: true}, {Label: "Replies owed", Num: true}}

// gmeWords explain them.
const gmeWords = "Missed: pairs that broke their promise. Silence: the longest time without contact. Top fifth: its share of the hours; even would be 20%. " +
	"Open offers: opportunities open to every resident, of all. Steps: open ones. Alarms and replies: of surveys."

// showGME is GET /{institution}/gme: programs side by side, with the same suppression as everywhere.
func showGME(q *request) error {
	list, err := q.srv.app.Programs(q.Context(), q.who)
	if err != nil {
		return err
	}
	title := ui.Count(len(list), "program", "programs") + " side by side"
	v := page.Programs{Frame: q.frame(title), Words: gmeWords, Title: title, Lede: "The newest weekly reading of each program of " + q.me.Institution.Name + ".",
		Table: ui.Table{Caption: title, CaptionHidden: true, Columns: gmeColumns}}
	v.Frame.Width, v.Frame.Back = layout.List, &layout.Link{Href: route.Switch, Label: "Where to?"}
	v.Frame.PrintHead = fmt.Sprintf("%s · Programs side by side · %s · Prepared by %s · Confidential", q.me.Institution.Name, q.today().Format("2 January 2006"), q.me.Name.Full())
	v.Acts = []ui.Btn{{Label: "Surveys", Icon: "clipboard-list", Href: route.GMESurveys(q.at.Institution)},
		{Label: "Whom programs name", Icon: "contact-round", Href: route.Office(q.at.Institution)}}
	for _, p := range list {
		v.Rows = append(v.Rows, q.programRow(p))
	}
	if len(list) == 0 {
		v.Empty = "This institution has no program yet."
	} else {
		v.Acts = append(v.Acts, ui.Btn{Label: "Excel", Icon: "download", Href: route.GMEExport(q.at.Institution)})
	}
	return q.page(http.StatusOK, v.View())
}

func (q *request) programRow(p app.ProgramHeadline) page.ProgramRow {
	r := page.ProgramRow{Name: p.Name, AsOf: "not read yet", Alarms: fmt.Sprint(p.OpenAlarms), Owed: fmt.Sprint(p.RepliesOwed)}
	if p.AsOf != nil {
		r.AsOf = "as of " + day(*p.AsOf)
		if stale(q.srv.app.Now(), *p.AsOf) {
			r.AsOf += ", out of date"
		}
	}
	if p.LivePairs == nil || *p.LivePairs < fewPairs {
		r.Hidden = true
		return r
	}
	r.Pairs, r.InRange, r.Missed = fmt.Sprint(*p.LivePairs), fmt.Sprint(*p.InRange), fmt.Sprint(*p.Missed)
	r.Silence, r.Top = ui.Count(*p.SilenceDays, "day", "days"), percent(*p.TopFifth)
	r.Offers, r.Steps, r.Whole = fmt.Sprintf("%d of %d", *p.OffersAll, *p.OffersAll+*p.OffersNamed), fmt.Sprint(p.OpenSteps), wholeCell(p.Whole)
	return r
}

// wholeCell is the program's own reading in a word or two.
func wholeCell(reading *string) string {
	if reading == nil {
		return "–"
	}
	return orElse(map[equity.DispersionReading]string{equity.Even: "No more uneven than chance", equity.Uneven: "Uneven", equity.TooEarly: "Too early"}[equity.DispersionReading(*reading)], "–")
}

// exportGME is GET /{institution}/gme/programs.xlsx.
func exportGME(q *request) error {
	list, err := q.srv.app.Programs(q.Context(), q.who)
	if err != nil {
		return err
	}
	l := app.List{Name: "Programs", Columns: []app.ListColumn{{Text: "Program"}, {Text: "Read"}}}
	for _, c := range gmeColumns[1:] {
		l.Columns = append(l.Columns, app.ListColumn{Text: c.Label, Number: c.Num})
	}
	for _, p := range list {
		r := q.programRow(p)
		if r.Hidden {
			l.Rows = append(l.Rows, []string{r.Name, r.AsOf, "fewer than 5", "", "", "", "", "", "", "", r.Alarms, r.Owed})
			continue
		}
		l.Rows = append(l.Rows, []string{r.Name, r.AsOf, r.Pairs, r.InRange, r.Missed, r.Silence, r.Top, r.Whole, r.Offers, r.Steps, r.Alarms, r.Owed})
	}
	l.ReadMe = [][2]string{{"What", "The newest weekly reading of each program of " + q.me.Institution.Name}, {"Taken out", q.today().Format("2 January 2006")},
		{"Columns", gmeWords}, {"Small numbers", "Programs with fewer than 5 pairs, or not read yet, show no figures."}, {"Confidential", "For the GME office. It holds no names."}}
	book, err := q.srv.app.Workbook(q.Context(), q.who, app.GMEExport, l)
	if err != nil {
		return err
	}
	return q.workbook(fmt.Sprintf("programs-%s-%s.xlsx", q.at.Institution, q.today().Format(time.DateOnly)), book)
}
