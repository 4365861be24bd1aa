package server

import (
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"evenly/internal/access"
	"evenly/internal/app"
	"evenly/internal/route"
	"evenly/internal/tenant"
	"evenly/templates/layout"
)

// frame is what every page needs around its content: names, navigation for the person's roles, the contacts outside the
// program, and what the last act left to say.
func (q *request) frame(title string) layout.Frame {
	f := layout.Frame{Title: title, HomeHref: q.homeHref(), Flash: q.toast()}
	if q.who.Account != "" {
		f.SignOut = route.SignOut
	}
	if q.me.Person != "" {
		f.Institution = q.me.Institution.Name
		f.Me = layout.Me{Name: q.me.Name.Full(), Role: q.roleWords(), Initials: q.me.Name.Initials(), Href: route.Me}
		f.Footer.Contacts = contacts(q.footerContacts())
		f.SwitchHref = route.Switch
	}
	if q.place.Program == "" {
		return f
	}
	f.Program, f.Cycle = q.place.Name, q.place.Cycle
	f.Footer.Links = []layout.Link{{Href: q.at.Who(), Label: "Who can see what"}, {Href: q.at.Audit(), Label: "Who saw or changed what"}}
	f.Nav = layout.Nav{Label: "Program", Items: q.nav()}
	f.Tabs = layout.Nav{Label: "Program, short", Items: q.tabs()}
	if q.who.Leads() {
		f.Note = "Concerns go to the ombudsperson. You can’t see them here, and that is on purpose."
	}
	return f
}

// task is the frame of one thing at a time, with a way back.
func (q *request) task(title string, back layout.Link) layout.Frame {
	f := q.frame(title)
	f.Width, f.Back = layout.Narrow, &back
	return f
}

func (q *request) homeHref() string {
	if q.place.Program != "" {
		return q.at.Home()
	}
	return route.Root
}

func (q *request) roleWords() string {
	var words []string
	for _, r := range q.who.Roles {
		words = append(words, access.Singular(r))
	}
	return strings.Join(words, ", ")
}

// footerContacts are those of the program of the page; on other pages of the first program the person is in.
func (q *request) footerContacts() app.Contacts {
	if q.place.Program == "" && len(q.me.Places) > 0 {
		return q.me.Places[0].Contacts
	}
	return q.place.Contacts
}

func contacts(c app.Contacts) []layout.Contact {
	var out []layout.Contact
	for _, x := range []layout.Contact{
		{Role: "Ombudsperson, outside this program", Name: c.Ombudsperson},
		{Role: "DIO and GME office", Name: c.DIO},
		{Role: "Outside the hospital", Name: c.Outside},
	} {
		if x.Name != "" {
			out = append(out, x)
		}
	}
	return out
}

// navEntry is one place of the navigation with the roles that see it, and on which frame.
type navEntry struct {
	item  layout.NavItem
	path  func(route.Program) string
	roles []tenant.Role
	tab   bool
	when  func(tenant.Scope) bool // nil: always
}

var leadRoles = []tenant.Role{tenant.Coordinator, tenant.Director, tenant.AssociateDirector, tenant.Facilitator}

// navigation is every place, in the order people see it. The first whose roles fit wins where two share a label.
var navigation = []navEntry{
	{item: layout.NavItem{Icon: "scale", Label: "Equity", Keys: "g e"}, path: route.Program.Home, roles: leadRoles, tab: true},
	{item: layout.NavItem{Icon: "house", Label: "Home", Keys: "g h"}, path: route.Program.Home,
		roles: []tenant.Role{tenant.Resident, tenant.Mentor, tenant.Chief}, tab: true, when: func(w tenant.Scope) bool { return !w.Leads() }},
	{item: layout.NavItem{Icon: "heart-handshake", Label: "Pairs", Keys: "g p"}, path: route.Program.Pairs,
		roles: []tenant.Role{tenant.Chief, tenant.Coordinator, tenant.Director, tenant.AssociateDirector, tenant.Facilitator}, tab: true},
	{item: layout.NavItem{Icon: "list-checks", Label: "Steps", Keys: "g s"}, path: route.Program.Queue, roles: leadRoles},
	{item: layout.NavItem{Icon: "square-pen", Label: "Log", Keys: "g l"}, path: route.Program.Log, roles: []tenant.Role{tenant.Resident, tenant.Mentor}, tab: true},
	{item: layout.NavItem{Icon: "sprout", Label: "Opportunities", Keys: "g b"}, path: route.Program.Board,
		roles: []tenant.Role{tenant.Resident, tenant.Mentor, tenant.Chief, tenant.Coordinator, tenant.Director, tenant.AssociateDirector, tenant.Facilitator}},
	{item: layout.NavItem{Icon: "list-checks", Label: "Ranking", Keys: "g r"}, path: route.Program.Ranking, roles: []tenant.Role{tenant.Resident}, tab: true},
	{item: layout.NavItem{Icon: "contact-round", Label: "My profile", Keys: "g f"}, path: route.Program.Profile, roles: []tenant.Role{tenant.Mentor}, tab: true},
	{item: layout.NavItem{Icon: "users-round", Label: "Mentors", Keys: "g o"}, path: route.Program.Mentors,
		roles: []tenant.Role{tenant.Resident, tenant.Mentor, tenant.Chief, tenant.Coordinator, tenant.Director, tenant.AssociateDirector, tenant.Facilitator}},
	{item: layout.NavItem{Icon: "graduation-cap", Label: "My residents", Keys: "g d"}, path: func(p route.Program) string { return p.Home() + "?as=mentor" },
		roles: []tenant.Role{tenant.Mentor}, when: tenant.Scope.Leads},
	{item: layout.NavItem{Icon: "contact-round", Label: "People", Keys: "g n"}, path: route.Program.People, roles: leadRoles},
	{item: layout.NavItem{Icon: "shuffle", Label: "Match", Keys: "g m"}, path: route.Program.Match,
		roles: []tenant.Role{tenant.Coordinator, tenant.Director, tenant.AssociateDirector}},
	{item: layout.NavItem{Icon: "inbox", Label: "Proposed residents"}, path: route.Program.Proposals, roles: []tenant.Role{tenant.Mentor}},
	{item: layout.NavItem{Icon: "clipboard-list", Label: "Surveys", Keys: "g s"}, path: route.Program.Surveys,
		roles: []tenant.Role{tenant.Resident, tenant.Mentor, tenant.Chief, tenant.Coordinator, tenant.Director, tenant.AssociateDirector, tenant.Facilitator}},
	{item: layout.NavItem{Icon: "settings", Label: "Setup", Keys: "g c"}, path: route.Program.Setup, roles: leadRoles},
}

// nav lists the places for the person's roles.
func (q *request) nav() []layout.NavItem {
	return q.items(func(navEntry) bool { return true }, 10)
}

// tabs are the phone's bar: the first four places, and the menu with all of them.
func (q *request) tabs() []layout.NavItem {
	return append(q.items(func(e navEntry) bool { return e.tab }, 4),
		layout.NavItem{Href: q.at.Menu(), Icon: "ellipsis", Label: "Menu", Current: q.URL.Path == q.at.Menu()})
}

func (q *request) items(want func(navEntry) bool, most int) []layout.NavItem {
	var out []layout.NavItem
	for _, e := range navigation {
		if !q.who.Is(e.roles...) || !want(e) || len(out) == most || e.when != nil && !e.when(q.who) {
			continue
		}
		item := e.item
		item.Href = e.path(q.at)
		if slices.ContainsFunc(out, func(o layout.NavItem) bool { return o.Href == item.Href }) {
			continue // a person with several roles: one place, the first name it has
		}
		item.Current = q.isAt(item.Href)
		out = append(out, item)
	}
	return out
}

// isAt reports whether the page is the place of a link, or below it; home is only itself.
func (q *request) isAt(href string) bool {
	path, query, hasQuery := strings.Cut(href, "?")
	if hasQuery {
		return q.URL.Path == path && q.URL.RawQuery == query
	}
	if path == q.at.Home() {
		return q.URL.Path == path && q.URL.Query().Get("as") == ""
	}
	return q.URL.Path == path || strings.HasPrefix(q.URL.Path, path+"/")
}

// routePattern is the matched pattern, for logs: an address itself may hold a token.
func (q *request) routePattern() string {
	if c := chi.RouteContext(q.Context()); c != nil {
		return c.RoutePattern()
	}
	return ""
}
