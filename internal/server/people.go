package server

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"evenly/internal/access"
	"evenly/internal/app"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/route"
	"evenly/internal/tenant"
	"evenly/templates/layout"
	"evenly/templates/page"
	"evenly/templates/ui"
)

func (s *Server) peopleRoutes() []Endpoint {
	in := func(method, pattern string, act access.Act, h handler) Endpoint {
		return Endpoint{Method: method, Pattern: route.InProgram + pattern, Access: act, handle: h}
	}
	return []Endpoint{
		in(http.MethodGet, route.PeoplePattern, access.PeopleSee, showPeople),
		in(http.MethodGet, route.PeopleExportPattern, access.PeopleSee, exportPeople),
		in(http.MethodGet, route.NewPersonPattern, access.PeopleChange, showNewPerson),
		in(http.MethodPost, route.NewPersonPattern, access.PeopleChange, addPerson),
		in(http.MethodGet, route.InvitePattern, access.PeopleChange, showInvite),
		in(http.MethodPost, route.InvitePattern, access.PeopleChange, invite),
		in(http.MethodGet, route.PersonPattern, access.PeopleSee, showPerson),
		in(http.MethodPost, route.PersonPattern, access.PeopleChange, changePerson),
		in(http.MethodPost, route.AwayPattern, access.PeopleChange, setAway),
		in(http.MethodPost, route.AwayDropPattern, access.PeopleChange, dropAway),
	}
}

// showPeople is GET /{institution}/{program}/people.
func showPeople(q *request) error {
	all, err := q.srv.app.People(q.Context(), q.who)
	if err != nil {
		return err
	}
	can := access.Check(q.who, access.PeopleChange) == nil
	f := q.peopleFilter()
	v := page.People{Frame: q.frame("People"), Query: f.text, Role: f.role, Roles: roleFilter(), Total: len(all), CanChange: can, Export: q.at.PeopleExport() + f.query(),
		Import: q.at.Import(), New: q.at.NewPerson(), Invite: ui.BulkForm{Action: q.at.Invite() + "?choose", Buttons: []ui.Btn{{Label: "Invite", Icon: "send", Count: true}}}}
	for _, p := range f.of(all) {
		v.Rows = append(v.Rows, q.personRow(p))
	}
	v.Title = ui.Count(len(all), "person", "people")
	if can && len(all) > 0 {
		v.Actions, v.Lede = q.peopleActions(all)
	}
	v.Filter = ui.Filter{Action: q.at.People(), Target: "#results", Count: ui.ShownOf(len(v.Rows), len(all), "person", "people")}
	return q.page(http.StatusOK, v.View())
}

// peopleActions are the buttons over the list: inviting is the first of them while somebody has no invitation.
func (q *request) peopleActions(all []app.Member) (actions []ui.Btn, lede string) {
	actions = []ui.Btn{{Label: "Import from Excel", Icon: "upload", Href: q.at.Import()}, {Label: "Add a person", Icon: "user-plus", Href: q.at.NewPerson()}}
	uninvited := 0
	for _, p := range all {
		if p.InvitedAt == nil {
			uninvited++
		}
	}
	if uninvited > 0 {
		lede = ui.Count(uninvited, "of them has no invitation yet.", "of them have no invitation yet.")
		actions = append(actions, ui.Btn{Label: "Invite " + ui.Count(uninvited, "person", "people"), Icon: "send", Href: q.at.Invite(), Kind: ui.Primary})
	}
	return actions, lede
}

// peopleFilter is what the address narrows the list to.
type peopleFilter struct{ text, role string }

func (q *request) peopleFilter() peopleFilter {
	query := q.URL.Query()
	return peopleFilter{strings.TrimSpace(query.Get("q")), query.Get("role")}
}

// query is the filter as the end of an address.
func (f peopleFilter) query() string {
	v := url.Values{}
	for name, value := range map[string]string{"q": f.text, "role": f.role} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if len(v) == 0 {
		return ""
	}
	return "?" + v.Encode()
}

func (f peopleFilter) of(all []app.Member) []app.Member {
	var out []app.Member
	for _, p := range all {
		if f.fits(p) {
			out = append(out, p)
		}
	}
	return out
}

// fits looks for every word of the search in name and address, in any order.
func (f peopleFilter) fits(p app.Member) bool {
	if f.role != "" && !slices.Contains(p.Roles, f.role) {
		return false
	}
	text := strings.ToLower(p.Name().Full() + " " + p.Email)
	for _, word := range strings.Fields(strings.ToLower(f.text)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

func roleFilter() []ui.Option {
	out := []ui.Option{{Value: "", Label: "Everyone"}}
	for _, r := range tenant.ProgramRoles {
		out = append(out, ui.Option{Value: string(r), Label: access.Singular(r)})
	}
	return out
}

func (q *request) personRow(p app.Member) page.PersonRow {
	r := page.PersonRow{ID: string(p.ID), Href: q.at.Person(string(p.ID)), Name: p.Name().Full(), Email: p.Email, Roles: roleTexts(p.Roles), Invited: "Not yet", Away: p.AwayNow}
	if p.PGY != nil {
		r.Year = "PGY-" + strconv.Itoa(*p.PGY)
	}
	if p.InvitedAt != nil {
		r.Invited = p.InvitedAt.In(q.zone()).Format("2 Jan")
	}
	return r
}

func roleTexts(roles []string) string {
	var out []tenant.Role
	for _, r := range roles {
		out = append(out, tenant.Role(r))
	}
	return roleList(out)
}

// showNewPerson is GET /{institution}/{program}/people/new.
func showNewPerson(q *request) error {
	return q.personPage(http.StatusOK, app.PersonPage{}, q.blankPerson(), nil)
}

func (q *request) blankPerson() page.PersonForm {
	return page.PersonForm{Action: q.at.NewPerson(), Roles: roleOptions(nil), Submit: "Add person"}
}

func roleOptions(held []string) []ui.Option {
	var out []ui.Option
	for _, r := range tenant.ProgramRoles {
		out = append(out, ui.Option{Value: string(r), Label: access.Singular(r), Checked: slices.Contains(held, string(r))})
	}
	return out
}

// sentPerson is the person's form as it was sent.
func (q *request) sentPerson(f *fault.Error) page.PersonForm {
	return page.PersonForm{Action: q.URL.Path, Title: q.field("title"), Given: q.field("given"), Family: q.field("family"), Email: q.field("email"),
		Roles: roleOptions(q.fields("roles")), PGY: q.field("pgy"), Site: q.field("site"), Starts: q.field("starts_on"), Ends: q.field("ends_on"), CCC: q.field("ccc") != "",
		ErrTitle: problem(f, "title"), ErrGiven: problem(f, "given"), ErrFamily: problem(f, "family"), ErrEmail: problem(f, "email"), ErrRoles: problem(f, "roles"),
		ErrPGY: problem(f, "pgy"), ErrStarts: problem(f, "starts_on"), ErrEnds: problem(f, "ends_on")}
}

// personSent reads the form.
func (q *request) personSent() (app.NewPerson, error) {
	var p fault.Problems
	in := app.NewPerson{Email: q.field("email"), Name: mentorship.Name{Title: q.field("title"), Given: q.field("given"), Family: q.field("family")}}
	for _, r := range q.fields("roles") {
		in.Roles = append(in.Roles, tenant.Role(r))
	}
	in.Resident.PGY, in.Resident.Site = q.number("pgy"), q.field("site")
	in.Resident.StartsOn, in.Resident.EndsOn = q.dayIf(&p, "starts_on"), q.dayIf(&p, "ends_on")
	return in, p.Err()
}

// dayIf is a date of the form, nil when it is empty.
func (q *request) dayIf(p *fault.Problems, name string) *time.Time {
	if q.field(name) == "" {
		return nil
	}
	day := q.day(p, name)
	return &day
}

// addPerson is POST /{institution}/{program}/people/new.
func addPerson(q *request) error {
	who, err := q.once(q.at.People())
	if err != nil {
		return err
	}
	in, err := q.personSent()
	if err == nil {
		_, err = q.srv.app.AddPerson(q.Context(), who, in)
	}
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind == fault.Invalid {
		return q.personPage(http.StatusUnprocessableEntity, app.PersonPage{}, withSubmit(q.sentPerson(f), "Add person"), f)
	}
	if err != nil {
		return err
	}
	return q.see(q.at.People(), "person-added")
}

func withSubmit(f page.PersonForm, label string) page.PersonForm {
	f.Submit = label
	return f
}

// personID is the person of the address.
func (q *request) personID() tenant.PersonID {
	return tenant.PersonID(chi.URLParam(q.Request, "person"))
}

// showPerson is GET /{institution}/{program}/people/{person}.
func showPerson(q *request) error { return q.showPersonWith(http.StatusOK, nil) }

// showPersonWith draws a person; after a broken form with what was sent.
func (q *request) showPersonWith(status int, f *fault.Error) error {
	p, err := q.srv.app.PersonPage(q.Context(), q.who, q.personID())
	if err != nil {
		return err
	}
	form := q.storedPerson(p.Person)
	if f != nil && q.PostForm.Has("family") {
		form = withSubmit(q.sentPerson(f), "Save")
	}
	return q.personPage(status, p, form, f)
}

func (q *request) storedPerson(p app.Member) page.PersonForm {
	f := page.PersonForm{Action: q.at.Person(string(p.ID)), Title: p.Title, Given: p.GivenName, Family: p.FamilyName, Email: p.Email,
		Roles: roleOptions(p.Roles), Starts: isoDay(p.StartsOn), Ends: isoDay(p.EndsOn), CCC: p.CCC, Submit: "Save"}
	if p.PGY != nil {
		f.PGY = strconv.Itoa(*p.PGY)
	}
	if p.Site != nil {
		f.Site = *p.Site
	}
	return f
}

func (q *request) personPage(status int, p app.PersonPage, form page.PersonForm, f *fault.Error) error {
	title, isNew := p.Person.Name().Full(), p.Person.ID == ""
	if isNew {
		title = "Add a person"
	}
	form.Key = newKey()
	v := page.Person{Frame: q.task(title, layout.Link{Href: q.at.People(), Label: "People"}), Title: title, New: isNew, Sub: roleTexts(p.Person.Roles),
		Errors: problems(f), Form: form, CanChange: access.Check(q.who, access.PeopleChange) == nil, AwayForm: q.awayForm(p, f)}
	v.Frame.Errors = f != nil
	for _, a := range p.Away {
		v.Away = append(v.Away, q.awayRow(p.Person, a))
	}
	return q.page(status, v.View())
}

func (q *request) awayRow(p app.Member, a mentorship.TimeAway) page.AwayRow {
	return page.AwayRow{When: dayRange(a.StartsOn, a.EndsOn), Kind: a.Kind.Words(), Days: ui.Count(a.Days(), "day", "days"),
		Edit: q.at.Person(string(p.ID)) + "?edit=" + a.ID + "#away-form",
		Drop: ui.Post{Action: q.at.AwayDrop(string(p.ID)), Key: newKey(), Fields: []ui.Hidden{{Name: "away", Value: a.ID}},
			Btn: ui.Btn{Label: "Remove", SR: dayRange(a.StartsOn, a.EndsOn), Small: true}}}
}

// dayRange is "1 to 28 Sep 2025".
func dayRange(from, to time.Time) string {
	switch {
	case from.Equal(to):
		return from.Format("2 Jan 2006")
	case from.Year() == to.Year() && from.Month() == to.Month():
		return from.Format("2") + " to " + to.Format("2 Jan 2006")
	case from.Year() == to.Year():
		return from.Format("2 Jan") + " to " + to.Format("2 Jan 2006")
	}
	return from.Format("2 Jan 2006") + " to " + to.Format("2 Jan 2006")
}

// awayForm is the form of a new stretch of time away, or of the one the address asks to change (?edit).
func (q *request) awayForm(p app.PersonPage, f *fault.Error) page.AwayForm {
	v := page.AwayForm{Action: q.at.Away(string(p.Person.ID)), Key: newKey(), ID: q.field("away"), From: q.field("away_from"), To: q.field("away_to"), Kind: q.field("kind"),
		ErrFrom: problem(f, "away_from"), ErrTo: problem(f, "away_to"), ErrKind: problem(f, "kind")}
	for _, a := range p.Away {
		if f == nil && a.ID == q.URL.Query().Get("edit") {
			v.ID, v.From, v.To, v.Kind = a.ID, isoDay(&a.StartsOn), isoDay(&a.EndsOn), string(a.Kind)
		}
	}
	for _, k := range mentorship.AwayKinds {
		v.Kinds = append(v.Kinds, ui.Option{Value: string(k), Label: k.Words()})
	}
	return v
}

// changePerson is POST /{institution}/{program}/people/{person}.
func changePerson(q *request) error {
	who, err := q.once(q.at.Person(string(q.personID())))
	if err != nil {
		return err
	}
	in, err := q.personSent()
	if err == nil {
		err = q.srv.app.ChangePerson(q.Context(), who, q.personID(), in, q.field("ccc") != "")
	}
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind == fault.Invalid {
		return q.showPersonWith(http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	return q.see(q.at.Person(string(q.personID())), "setup-saved")
}

// setAway is POST /{institution}/{program}/people/{person}/away.
func setAway(q *request) error {
	who, err := q.once(q.at.Person(string(q.personID())))
	if err != nil {
		return err
	}
	var p fault.Problems
	t := mentorship.TimeAway{ID: q.field("away"), StartsOn: q.day(&p, "away_from"), EndsOn: q.day(&p, "away_to"), Kind: mentorship.AwayKind(q.field("kind"))}
	err = p.Err()
	if err == nil {
		err = renamed(q.srv.app.SetTimeAway(q.Context(), who, q.personID(), t), "ends_on", "away_to")
	}
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind == fault.Invalid {
		return q.showPersonWith(http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	return q.see(q.at.Person(string(q.personID())), "away-added")
}

// renamed moves a fault's problems of one field to the field of this form.
func renamed(err error, from, to string) error {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		for i := range f.Problems {
			if f.Problems[i].Field == from {
				f.Problems[i].Field = to
			}
		}
	}
	return err
}

// dropAway is POST /{institution}/{program}/people/{person}/away/remove.
func dropAway(q *request) error {
	back := q.at.Person(string(q.personID()))
	who, err := q.once(back)
	if err != nil {
		return err
	}
	gone, err := q.srv.app.DropTimeAway(q.Context(), who, q.personID(), q.field("away"))
	if err != nil {
		return err
	}
	return q.see(back, fmt.Sprintf("away-removed:%s|%s|%s|%s", q.personID(), isoDay(&gone.StartsOn), isoDay(&gone.EndsOn), gone.Kind))
}

// undoAway offers to put removed time away back.
func undoAway(q *request, argument string) *ui.Toast {
	part := strings.Split(argument, "|")
	if len(part) != 4 {
		return nil
	}
	return &ui.Toast{Text: "Time away removed.", Undo: &ui.Undo{Action: q.at.Away(part[0]), Key: newKey(),
		Fields: []ui.Hidden{{Name: "away_from", Value: part[1]}, {Name: "away_to", Value: part[2]}, {Name: "kind", Value: part[3]}}}}
}

// showInvite is GET /{institution}/{program}/people/invite: the check before invitations are sent.
func showInvite(q *request) error { return q.invitePage(nil) }

// invitePage lists the people chosen, or everyone who has no invitation yet.
func (q *request) invitePage(chosen []string) error {
	all, err := q.srv.app.People(q.Context(), q.who)
	if err != nil {
		return err
	}
	v := page.Invite{Frame: q.task("Invite people", layout.Link{Href: q.at.People(), Label: "People"}), Action: q.at.Invite(), Key: newKey(), Task: newID()}
	for _, p := range all {
		if chosen == nil && p.InvitedAt == nil || slices.Contains(chosen, string(p.ID)) {
			v.Rows = append(v.Rows, q.personRow(p))
		}
	}
	v.Title, v.Send = "Invite "+ui.Count(len(v.Rows), "person", "people"), "Send invitations"
	v.Lede = "Each gets one mail with a link of their own. It works for 14 days and for that address only."
	if len(v.Rows) == 0 {
		v.Title, v.Lede = "Everyone has an invitation", "To send one again, tick the person in the list and choose Invite."
	}
	return q.page(http.StatusOK, v.View())
}

// newID is a random id for a row whose address must be known before it is written.
func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// invite is POST /{institution}/{program}/people/invite. From the list (?choose) it leads to the check first.
func invite(q *request) error {
	if err := q.parse(); err != nil {
		return err
	}
	chosen := q.fields("person")
	if q.URL.Query().Has("choose") {
		return q.invitePage(append([]string{}, chosen...))
	}
	task := q.field("task")
	who, err := q.once(q.at.Task(task))
	if err != nil {
		return err
	}
	var people []tenant.PersonID
	for _, id := range chosen {
		people = append(people, tenant.PersonID(id))
	}
	if len(people) == 0 {
		return q.see(q.at.People(), "nobody-chosen")
	}
	if _, err := q.srv.app.Invite(q.Context(), who, people, task); err != nil {
		return err
	}
	return q.see(q.at.Task(task), "")
}
