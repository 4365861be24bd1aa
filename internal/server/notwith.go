package server

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"evenly/internal/access"
	"evenly/internal/app"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/route"
	"evenly/templates/layout"
	"evenly/templates/page"
	"evenly/templates/ui"
)

func (s *Server) notWithRoutes() []Endpoint {
	return []Endpoint{
		{Method: http.MethodGet, Pattern: route.InProgram + route.NotWithPattern, Access: access.NotWithOwn, handle: showNotWith},
		{Method: http.MethodPost, Pattern: route.InProgram + route.NotWithPattern, Access: access.NotWithOwn, handle: saveNotWith},
		{Method: http.MethodGet, Pattern: route.InProgram + route.CannotMentorPattern, Access: access.ProfileOwn, handle: showCannotMentor},
		{Method: http.MethodPost, Pattern: route.InProgram + route.CannotMentorPattern, Access: access.ProfileOwn, handle: saveCannotMentor},
	}
}

// showNotWith is GET /{institution}/{program}/ranking/exclude.
func showNotWith(q *request) error {
	l, err := q.srv.app.NotWith(q.Context(), q.who)
	if err != nil {
		return err
	}
	return q.page(http.StatusOK, q.notWithPage(l).View())
}

// saveNotWith is its POST.
func saveNotWith(q *request) error {
	who, err := q.once(q.at.NotWith())
	if err != nil {
		return err
	}
	err = q.srv.app.SaveNotWith(q.Context(), who, idsOf[mentorship.MentorID](q.fields("person")))
	f, refused := errors.AsType[*fault.Error](err)
	switch {
	case err == nil:
		return q.see(q.at.Ranking(), "private-saved")
	case !refused || f.Kind != fault.Invalid && f.Kind != fault.Closed:
		return err
	}
	l, err := q.srv.app.NotWith(q.Context(), q.who)
	if err != nil {
		return err
	}
	return q.privateRefused(q.notWithPage(l), f)
}

func (q *request) notWithPage(l app.PrivateList) page.Exclude {
	v := q.privatePage("Someone you can’t be matched with", l, layout.Link{Href: q.at.Ranking(), Label: "Your ranking"})
	v.Lede = "The match never pairs you with anyone you choose here. No reason needed."
	v.WhoSee = "Mentors, chief residents and directors never see this list. Only the match coordinator does."
	v.Action, v.None = q.at.NotWith(), "No mentors are on the roster yet."
	return v
}

// showCannotMentor is GET /{institution}/{program}/me/exclude.
func showCannotMentor(q *request) error {
	l, err := q.srv.app.CannotMentor(q.Context(), q.who)
	if err != nil {
		return err
	}
	return q.page(http.StatusOK, q.cannotMentorPage(l).View())
}

// saveCannotMentor is its POST.
func saveCannotMentor(q *request) error {
	who, err := q.once(q.at.CannotMentor())
	if err != nil {
		return err
	}
	err = q.srv.app.SaveCannotMentor(q.Context(), who, idsOf[mentorship.ResidentID](q.fields("person")))
	f, refused := errors.AsType[*fault.Error](err)
	switch {
	case err == nil:
		return q.see(q.at.Profile(), "private-saved")
	case !refused || f.Kind != fault.Closed:
		return err
	}
	l, err := q.srv.app.CannotMentor(q.Context(), q.who)
	if err != nil {
		return err
	}
	return q.privateRefused(q.cannotMentorPage(l), f)
}

func (q *request) cannotMentorPage(l app.PrivateList) page.Exclude {
	v := q.privatePage("Residents you cannot mentor", l, layout.Link{Href: q.at.Profile(), Label: "Your profile"})
	v.Lede = "The match never pairs you with anyone you choose here. Nobody asks why."
	v.WhoSee = "Residents, chief residents and directors never see this list. Only the match uses it."
	v.Action, v.None = q.at.CannotMentor(), "No residents are on the roster yet."
	return v
}

func (q *request) privatePage(title string, l app.PrivateList, back layout.Link) page.Exclude {
	v := page.Exclude{Frame: q.task(title, back), Title: title, Key: newKey()}
	v.Frame.Dock = !l.Closed
	if l.Closed {
		v.Closed = "The match is being made from the lists as they are. You can change yours again when pairs are announced."
	}
	for _, p := range l.People {
		o := ui.Option{Value: string(p.ID), Label: p.Name.Full(), Hint: p.About, Checked: p.Listed, Disabled: l.Closed}
		if p.PGY > 0 {
			o.Hint = "PGY-" + strconv.Itoa(p.PGY)
		}
		v.People = append(v.People, o)
	}
	return v
}

// privateRefused shows the list again with the person's own choice and why it was not saved.
func (q *request) privateRefused(v page.Exclude, f *fault.Error) error {
	if f.Kind == fault.Invalid {
		v.Frame.Errors, v.Errors, v.Error = true, problems(f), problem(f, "person")
		for i := range v.People {
			v.People[i].Checked = slices.Contains(q.fields("person"), v.People[i].Value)
		}
	}
	return q.page(statuses[f.Kind], v.View())
}

func idsOf[ID ~string](values []string) []ID {
	out := make([]ID, len(values))
	for i, v := range values {
		out[i] = ID(v)
	}
	return out
}
