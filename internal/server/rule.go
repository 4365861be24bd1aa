package server

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"evenly/internal/access"
	"evenly/internal/app"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/route"
	"evenly/templates/layout"
	"evenly/templates/page"
	"evenly/templates/ui"
)

func (s *Server) ruleRoutes() []Endpoint {
	return []Endpoint{
		{Method: http.MethodGet, Pattern: route.InProgram + route.RulesPattern, Access: access.RulesSee, handle: showRules},
		{Method: http.MethodPost, Pattern: route.InProgram + route.RulesPattern, Access: access.RulesChange, handle: addRule},
		{Method: http.MethodPost, Pattern: route.InProgram + route.RuleRemovePattern, Access: access.RulesChange, handle: removeRule},
	}
}

// showRules is GET /{institution}/{program}/match/rules.
func showRules(q *request) error {
	r, err := q.srv.app.Rules(q.Context(), q.who)
	if err != nil {
		return err
	}
	return q.page(http.StatusOK, q.rulesPage(r, mentorship.Rule{}).View())
}

// addRule is its POST.
func addRule(q *request) error {
	who, err := q.once(q.at.Rules())
	if err != nil {
		return err
	}
	rule := mentorship.Rule{Kind: mentorship.RuleKind(q.field("kind")), Role: mentorship.RuleRole(q.field("role")),
		MentorID: mentorship.MentorID(q.field("mentor")), ResidentID: mentorship.ResidentID(q.field("resident")), Note: q.field("note")}
	err = q.srv.app.AddRule(q.Context(), who, rule)
	if err == nil {
		return q.see(q.at.Rules(), "rule-added")
	}
	f, refused := errors.AsType[*fault.Error](err)
	if !refused || f.Kind != fault.Invalid {
		return err
	}
	r, err := q.srv.app.Rules(q.Context(), q.who)
	if err != nil {
		return err
	}
	v := q.rulesPage(r, rule)
	v.Frame.Errors, v.Errors, v.Error = true, problems(f), map[string]string{}
	for _, p := range f.Problems {
		v.Error[p.Field] = p.Message
	}
	return q.page(http.StatusUnprocessableEntity, v.View())
}

// removeRule is POST .../match/rules/{rule}/remove; "back" puts the rule in force again.
func removeRule(q *request) error {
	id, back := chi.URLParam(q.Request, "rule"), q.field("back") != ""
	who, err := q.once(q.at.Rules())
	if err != nil {
		return err
	}
	if err := q.srv.app.RemoveRule(q.Context(), who, mentorship.RuleID(id), back); err != nil {
		return err
	}
	if back {
		return q.see(q.at.Rules(), "rule-back")
	}
	return q.see(q.at.Rules(), "rule-removed:"+id)
}

func ruleRemoved(q *request, id string) *ui.Toast {
	return &ui.Toast{Text: "Rule removed.", Undo: &ui.Undo{Action: q.at.RuleRemove(id), Key: newKey(), Fields: []ui.Hidden{{Name: "back", Value: "yes"}}}}
}

func (q *request) rulesPage(r app.Rules, typed mentorship.Rule) page.Rules {
	v := page.Rules{Frame: q.frame("Conflict rules"), Head: rulesHead(r), CanChange: access.Check(q.who, access.RulesChange) == nil,
		Action: q.at.Rules(), Key: newKey(), Form: ruleForm(r, typed),
		Empty: "No rules yet. A rule keeps a mentor from everyone, or from one resident: directors, members of the competence committee, direct supervisors."}
	v.Frame.Width = layout.List
	v.Table = ui.Table{Caption: ui.Count(len(r.Rules), "rule", "rules"), CaptionHidden: true,
		Columns: []ui.Column{{Label: "Who cannot mentor"}, {Label: "Conflict"}, {Label: "Costs the pool"}}}
	if v.CanChange {
		v.Table.Columns = append(v.Table.Columns, ui.Column{Label: "Remove", Hidden: true})
	}
	for _, x := range r.Rules {
		v.Rules = append(v.Rules, page.RuleRow{Kind: joined(x.Kind.Words(), x.Note), Who: whoCannot(x), Cost: ruleCost(x),
			Remove: ui.Post{Action: q.at.RuleRemove(string(x.ID)), Key: newKey(), Btn: ui.Btn{Label: "Remove", SR: "rule: " + whoCannot(x), Small: true}}})
	}
	return v
}

// rulesHead says what all rules together leave.
func rulesHead(r app.Rules) ui.Head {
	h := ui.Head{Title: "No mentor is ruled out for everyone",
		Lede: "Rules are public: beside a profile, residents read which kind keeps the mentor from them. Private lists are not here."}
	out, places := 0, r.Places-r.Left
	for _, m := range r.Mentors {
		if m.Taking() && m.Barred != "" {
			out++
		}
	}
	if out > 0 {
		h.Title = "Rules leave " + strconv.Itoa(r.Taking-out) + " of " + ui.Count(r.Taking, "mentor", "mentors")
		h.Strong = ui.Count(places, "place", "places") + " of " + strconv.Itoa(r.Places) + " cannot be given to anyone."
	}
	return h
}

func whoCannot(r app.Rule) string {
	if r.Role != "" {
		return r.Role.Words()
	}
	who := r.Mentor.Full()
	if r.Resident != nil {
		who += " with " + r.Resident.Full()
	}
	return who
}

// ruleCost is what a rule takes out of the pool by itself, today.
func ruleCost(r app.Rule) string {
	switch {
	case r.Mentors == 0:
		return "Nothing: nobody it names takes residents now"
	case r.Resident != nil:
		return "1 pair"
	}
	return ui.Count(r.Mentors, "mentor", "mentors") + ", " + ui.Count(r.Places, "place", "places")
}

func ruleForm(r app.Rules, typed mentorship.Rule) page.RuleForm {
	f := page.RuleForm{Note: typed.Note, Kinds: []ui.Option{{Label: "Choose"}}, Roles: []ui.Option{{Label: "No role"}},
		Mentors: []ui.Option{{Label: "No single mentor"}}, Residents: []ui.Option{{Label: "Every resident"}}}
	for _, k := range mentorship.RuleKinds {
		f.Kinds = append(f.Kinds, ui.Option{Value: string(k), Label: k.Words(), Checked: k == typed.Kind})
	}
	for _, x := range mentorship.RuleRoles {
		f.Roles = append(f.Roles, ui.Option{Value: string(x), Label: x.Words(), Checked: x == typed.Role})
	}
	for _, m := range r.Mentors {
		f.Mentors = append(f.Mentors, ui.Option{Value: string(m.ID), Label: m.Name().Full(), Checked: m.ID == typed.MentorID})
	}
	for _, x := range r.Residents {
		f.Residents = append(f.Residents, ui.Option{Value: string(x.ID), Label: x.Name().Full() + ", PGY-" + strconv.Itoa(x.PGY), Checked: x.ID == typed.ResidentID})
	}
	return f
}
