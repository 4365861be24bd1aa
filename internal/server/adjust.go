package server

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"evenly/internal/app"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/templates/layout"
	"evenly/templates/page"
	"evenly/templates/ui"
)

// showAdjust is GET .../match/adjust, filled in from the address.
func showAdjust(q *request) error {
	h := mentorship.HandChange{Kind: "pin", Resident: mentorship.ResidentID(q.FormValue("resident")), Mentor: mentorship.MentorID(q.FormValue("mentor"))}
	return q.adjustPage(http.StatusOK, h, nil)
}

func (q *request) adjustPage(status int, h mentorship.HandChange, f *fault.Error) error {
	r, err := q.srv.app.Rules(q.Context(), q.who)
	if err != nil {
		return err
	}
	bad := wordsOf(f)
	form := page.HandForm{Kind: h.Kind, Reason: h.Reason, Residents: []ui.Option{{Label: "Choose"}}, Mentors: []ui.Option{{Label: "Choose"}},
		ErrKind: bad["kind"], ErrResident: bad["resident"], ErrMentor: bad["mentor"], ErrReason: bad["reason"]}
	for _, x := range r.Residents {
		form.Residents = append(form.Residents, ui.Option{Value: string(x.ID), Label: x.Name().Full() + ", PGY-" + strconv.Itoa(x.PGY), Checked: x.ID == h.Resident})
	}
	for _, m := range r.Mentors {
		if m.Taking() {
			form.Mentors = append(form.Mentors, ui.Option{Value: string(m.ID), Label: m.Name().Full(), Checked: m.ID == h.Mentor})
		}
	}
	v := page.Form{Frame: q.task("Pin or forbid a pair", layout.Link{Href: q.at.Match(), Label: "Match"}), Title: "Pin or forbid a pair",
		Lede: "It takes effect when the match is run again.", Who: "The program’s leads see who set it and why.", Errors: problems(f),
		Action: q.at.MatchAdjust("", ""), Key: newKey(), Body: page.HandFields(form), Submit: "Save"}
	v.Frame.Errors = f != nil
	return q.page(status, v.View())
}

// adjust is its POST.
func adjust(q *request) error {
	who, err := q.once(q.at.Match())
	if err != nil {
		return err
	}
	h := mentorship.HandChange{Kind: q.field("kind"), Resident: mentorship.ResidentID(q.field("resident")), Mentor: mentorship.MentorID(q.field("mentor")), Reason: q.field("reason")}
	err = q.srv.app.Adjust(q.Context(), who, h)
	if f := invalid(err); f != nil {
		return q.adjustPage(http.StatusUnprocessableEntity, h, f)
	}
	if err != nil {
		return err
	}
	return q.see(q.at.Match(), "hand-set")
}

// unadjust is POST .../match/adjust/{adjustment}/remove.
func unadjust(q *request) error {
	who, err := q.once(q.at.Match())
	if err != nil {
		return err
	}
	if err := q.srv.app.Unadjust(q.Context(), who, chi.URLParam(q.Request, "adjustment")); err != nil {
		return err
	}
	return q.see(q.at.Match(), "hand-removed")
}

// showWhatIf is GET .../match/runs/new.
func showWhatIf(q *request) error { return q.whatIfPage(http.StatusOK, nil) }

func (q *request) whatIfPage(status int, f *fault.Error) error {
	r, err := q.srv.app.SeeWhatIf(q.Context(), q.who, q.purpose())
	if err != nil {
		return err
	}
	bad := wordsOf(f)
	form := page.WhatIfForm{Places: q.FormValue("places"), Moves: q.FormValue("moves"), Change: q.purpose() == mentorship.ForChange,
		Mentors: []ui.Option{{Label: "Nobody"}}, Rules: []ui.Option{{Label: "None"}}, Residents: []ui.Option{{Label: "Nobody"}}, With: []ui.Option{{Label: "Choose"}},
		ErrResident: bad["pin_resident"], ErrWith: bad["pin_mentor"],
		ErrPreset: bad["preset"], ErrMentor: bad["mentor"], ErrPlaces: bad["places"], ErrRule: bad["rule"], ErrMoves: bad["moves"]}
	form.Presets = presetOptions(r.Order, q.FormValue("preset"))
	for _, x := range r.Rules.Residents {
		form.Residents = append(form.Residents, ui.Option{Value: string(x.ID), Label: x.Name().Full() + ", PGY-" + strconv.Itoa(x.PGY), Checked: string(x.ID) == q.FormValue("pin_resident")})
	}
	for _, m := range r.Rules.Mentors {
		form.Mentors = append(form.Mentors, ui.Option{Value: string(m.ID), Label: m.Name().Full(), Checked: string(m.ID) == q.FormValue("mentor")})
		form.With = append(form.With, ui.Option{Value: string(m.ID), Label: m.Name().Full(), Checked: string(m.ID) == q.FormValue("pin_mentor")})
	}
	for _, x := range r.Rules.Rules {
		form.Rules = append(form.Rules, ui.Option{Value: string(x.ID), Label: whoCannot(x), Checked: string(x.ID) == q.FormValue("rule")})
	}
	v := page.Form{Frame: q.task("Try a what-if", layout.Link{Href: q.at.Match(), Label: "Match"}), Title: "Try a what-if", Errors: problems(f),
		Lede: "It becomes one more column of the comparison. Nothing else changes.", Action: q.at.WhatIf(), Key: newKey(), Body: page.WhatIfFields(form), Submit: "Run it",
		Fields: []ui.Hidden{{Name: "task", Value: newID()}, {Name: "purpose", Value: string(q.purpose())}, {Name: "kind", Value: q.kind()}}}
	v.Frame.Errors = f != nil
	return q.page(status, v.View())
}

// presetOptions are the orders to choose from, the published one first and chosen unless the form says otherwise.
func presetOptions(published app.OrderOfAims, chosen string) []ui.Option {
	first := published.Objective().Preset
	if chosen == "" {
		chosen = first
	}
	out := []ui.Option{{Value: first, Label: published.Name, Checked: first == chosen}}
	for _, p := range app.Published() {
		if p.Preset != published.Preset {
			out = append(out, ui.Option{Value: string(p.Preset), Label: p.Name, Checked: string(p.Preset) == chosen})
		}
	}
	return out
}

// startWhatIf is its POST.
func startWhatIf(q *request) error {
	if err := q.parse(); err != nil {
		return err
	}
	task := q.newTask()
	who, err := q.once(q.at.Task(task))
	if err != nil {
		return err
	}
	w, bad := q.typedWhatIf()
	if err := bad.Err(); err != nil {
		return q.whatIfPage(http.StatusUnprocessableEntity, invalid(err))
	}
	err = q.srv.app.StartRuns(q.Context(), who, app.RunRequest{Task: task, At: q.at, Purpose: q.purpose(), Kind: q.kind(), WhatIf: &w})
	if f := invalid(err); f != nil {
		return q.whatIfPage(http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	return q.see(q.at.Task(task), "")
}

func (q *request) typedWhatIf() (w app.WhatIf, bad fault.Problems) {
	w = app.WhatIf{Order: q.field("preset"), Mentor: mentorship.MentorID(q.field("mentor")), Rule: mentorship.RuleID(q.field("rule")),
		Resident: mentorship.ResidentID(q.field("pin_resident")), With: mentorship.MentorID(q.field("pin_mentor"))}
	number := func(name, otherwise string) int {
		if q.field(name) == "" {
			return 0
		}
		n, err := strconv.Atoi(strings.TrimPrefix(q.field(name), "+"))
		if err != nil {
			bad.Add(name, "%s", otherwise)
		}
		return n
	}
	w.Places = number("places", "Enter how many places more, or fewer with a minus: 1 or -1.")
	w.Moves = number("moves", "Enter a number from 0 to 1000.")
	return w, bad
}
