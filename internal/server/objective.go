package server

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"evenly/internal/app"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/templates/layout"
	"evenly/templates/page"
	"evenly/templates/ui"
)

// showObjective is GET /{institution}/{program}/setup/objective. The buttons of the list come back here with the order in the
// address, so that nothing is published before Publish, and going back undoes.
func showObjective(q *request) error {
	s, err := q.srv.app.SeeObjective(q.Context(), q.who)
	if err != nil {
		return err
	}
	o, at := s.Cycle.Objective(), q.URL.Query()
	if at.Has("objective") {
		o = mentorship.Objective{Preset: at.Get("objective"), Aims: aimsOf(at["aim"])}
	}
	return q.objectivePage(http.StatusOK, s, o, nil)
}

func aimsOf(names []string) (out []mentorship.Aim) {
	for _, n := range names {
		if a := mentorship.Aim(n); slices.Contains(mentorship.Aims, a) && !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	return out
}

func (q *request) objectivePage(status int, s app.ObjectiveSeen, o mentorship.Objective, f *fault.Error) error {
	v := page.Form{Frame: q.task("The order of aims", layout.Link{Href: q.at.Setup(), Label: "Setup"}), Title: "The order of aims",
		Lede: "What the match reaches first, and what next. Residents read it, with the hash of the lottery’s seed, before they rank.",
		Who:  "Everyone in the program reads this.", Errors: problems(f), Action: q.at.SetupObjective(), Key: newKey(), Submit: "Publish"}
	v.Frame.Errors = f != nil
	if fixed, ok := errors.AsType[*fault.Error](s.Fixed); ok {
		used := app.OrderOf(s.Cycle)
		v.Lede, v.Submit, v.Body = fixed.Message, "", page.ObjectiveFixed(used.Name, used.Sentences())
		return q.page(status, v.View())
	}
	v.Body = page.ObjectiveFields(q.objectiveForm(o, f))
	return q.page(status, v.View())
}

func (q *request) objectiveForm(o mentorship.Objective, f *fault.Error) page.ObjectiveForm {
	bad := wordsOf(f)
	v := page.ObjectiveForm{ErrAims: bad["aims"], Orders: ui.Choice{Name: "objective", Label: "What the match aims at", Value: o.Preset, Error: bad["objective"]}}
	for _, p := range app.Published() {
		v.Orders.Options = append(v.Orders.Options, ui.Option{Value: string(p.Preset), Label: p.Name, Hint: p.About + ". " + p.Favors})
	}
	v.Orders.Options = append(v.Orders.Options, ui.Option{Value: mentorship.OwnOrder, Label: "An order of your own", Hint: "Put the aims in your order below."})
	op, moved, _ := strings.Cut(q.URL.Query().Get("moved"), ":")
	for i, a := range o.Aims {
		here := string(a) == moved
		v.Aims = append(v.Aims, page.AimRow{Aim: string(a), Words: a.Words(), Place: i + 1, Last: i == len(o.Aims)-1,
			Up: here && i > 0 && (op == "up" || i == len(o.Aims)-1), Down: here && i < len(o.Aims)-1 && (op != "up" || i == 0), Only: here && len(o.Aims) == 1})
	}
	for _, a := range mentorship.Aims {
		if !slices.Contains(o.Aims, a) {
			v.More = append(v.More, page.AimRow{Aim: string(a), Words: a.Words(), Up: string(a) == moved})
		}
	}
	return v
}

// saveObjective is its POST: a button of the list, or Publish.
func saveObjective(q *request) error {
	if err := q.parse(); err != nil {
		return err
	}
	o := mentorship.Objective{Preset: q.field("objective"), Aims: aimsOf(q.fields("aim"))}
	if op := q.field("op"); op != "" {
		return q.see(q.at.SetupObjective()+"?"+moveAim(o.Aims, op), "")
	}
	who, err := q.once(q.at.Setup())
	if err != nil {
		return err
	}
	err = q.srv.app.SetObjective(q.Context(), who, o)
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind == fault.Invalid {
		s, err := q.srv.app.SeeObjective(q.Context(), q.who)
		if err != nil {
			return err
		}
		return q.objectivePage(http.StatusUnprocessableEntity, s, o, f)
	}
	if err != nil {
		return err
	}
	return q.see(q.at.Setup(), "objective-published")
}

// redrawSeed is POST /{institution}/{program}/setup/seed.
func redrawSeed(q *request) error {
	who, err := q.once(q.at.Setup())
	if err != nil {
		return err
	}
	if err := q.srv.app.RedrawSeed(q.Context(), who); err != nil {
		return err
	}
	return q.see(q.at.Setup(), "seed-drawn")
}

// moveAim is the address of the list after one button: "add:", "remove:", "up:" or "down:" with an aim.
func moveAim(aims []mentorship.Aim, op string) string {
	verb, name, _ := strings.Cut(op, ":")
	a := mentorship.Aim(name)
	i := slices.Index(aims, a)
	switch {
	case verb == "add":
		aims = aimsOf(append(texts(aims), name))
	case i < 0:
	case verb == "remove":
		aims = slices.Delete(aims, i, i+1)
	case verb == "up" && i > 0:
		aims[i-1], aims[i] = aims[i], aims[i-1]
	case verb == "down" && i < len(aims)-1:
		aims[i+1], aims[i] = aims[i], aims[i+1]
	}
	return url.Values{"objective": {mentorship.OwnOrder}, "aim": texts(aims), "moved": {op}}.Encode()
}

func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = string(x)
	}
	return out
}
