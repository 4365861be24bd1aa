package server

import (
	"net/http"

	"evenly/internal/access"
	"evenly/internal/app"
	"evenly/internal/route"
	"evenly/internal/tenant"
	"evenly/templates/layout"
	"evenly/templates/page"
	"evenly/templates/ui"
)

func (s *Server) officeRoutes() []Endpoint {
	return []Endpoint{
		{Method: http.MethodGet, Pattern: route.InInstitution + route.OfficePattern, Access: access.OfficeSee, handle: showOffice},
	}
}

// showOffice is GET /{institution}/office: the first page of the ombudsperson, who sees no program's data, and which
// programs lead people there.
func showOffice(q *request) error {
	list, err := q.srv.app.Offices(q.Context(), q.who)
	if err != nil {
		return err
	}
	title := "You stand outside " + ui.Count(len(list), "program", "programs")
	v := page.Office{Frame: q.task(title, layout.Link{Href: route.Switch, Label: "Where to?"}), Title: title,
		Lede: "Each program names you in the footer of every page. What stands here is what its people read; a program’s coordinator corrects it.",
		Table: ui.Table{Caption: "Whom the programs name", CaptionHidden: true, Columns: []ui.Column{{Label: "Program"}, {Label: "Ombudsperson"}, {Label: "DIO and GME office"},
			{Label: "Outside the hospital"}}},
		Private: "You see no pairs, meetings or readings of any program, and no program sees what is told to you."}
	v.Frame.Width = layout.List
	if q.who.Is(tenant.DIO, tenant.Admin) {
		v.Private = ""
		v.Acts = []ui.Btn{{Label: "Programs side by side", Icon: "scale", Href: route.GME(q.at.Institution)}}
	}
	if access.Check(q.who, access.SurveyAside) == nil {
		v.Acts = append(v.Acts, ui.Btn{Label: "Comments for you", Icon: "message-circle", Href: route.OfficeComments(q.at.Institution)})
	}
	for _, p := range list {
		v.Rows = append(v.Rows, page.OfficeRow{Name: p.Name, Ombudsperson: nameOrNobody(p.OmbudspersonContact), DIO: nameOrNobody(p.DIOContact), Outside: nameOrNobody(p.OutsideContact)})
	}
	if len(list) == 0 {
		v.Empty = "This institution has no program yet."
	}
	return q.page(http.StatusOK, v.View())
}

func nameOrNobody(contact string) string { return orElse(contact, "Nobody is named") }

// offices are a person's places outside programs.
func offices(me app.Me) []page.SwitchPlace {
	scope := tenant.Scope{Account: me.Account, Person: me.Person, Roles: me.Roles}
	about := me.Institution.Name + " · " + roleList(me.Roles)
	switch {
	case access.Check(scope, access.GMESee) == nil:
		return []page.SwitchPlace{{Href: route.GME(me.Institution.Slug), Name: "All programs", About: about}}
	case access.Check(scope, access.OfficeSee) == nil:
		return []page.SwitchPlace{{Href: route.Office(me.Institution.Slug), Name: "Outside the programs", About: about}}
	}
	return nil
}
