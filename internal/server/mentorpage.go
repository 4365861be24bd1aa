package server

import (
	"net/http"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"evenly/internal/access"
	"evenly/internal/app"
	"evenly/templates/layout"
	"evenly/templates/page"
	"evenly/templates/ui"
)

// showMentor is GET /{institution}/{program}/mentors/{slug}.
func showMentor(q *request) error {
	p, err := q.srv.app.MentorProfile(q.Context(), q.who, chi.URLParam(q.Request, "slug"))
	if err != nil {
		return err
	}
	m := p.Mentor
	v := page.MentorProfile{Frame: q.frame(m.Name().Full()), Quote: m.AskMe, Tags: m.Domains, Texts: profileTexts(m),
		Head: ui.Head{Title: m.Name().Full(), Lede: joined(m.Specialty, m.Site)}}
	v.Frame.Width = layout.Narrow
	v.Facts = []ui.Fact{{Icon: "users-round", Text: placesOf(p.Browse, m) + ", " + residentsNow(m.Residents)}}
	if m.MeetsByVideo {
		v.Facts = append(v.Facts, ui.Fact{Icon: "video", Text: "Also meets by video"})
	}
	if why := unavailable(p.Browse, m); why != "" {
		v.Notice = ui.Notice{Text: why + "."}
	}
	q.profileActs(&v, p)
	return q.page(http.StatusOK, v.View())
}

func residentsNow(n int) string {
	if n == 0 {
		return "no residents now"
	}
	return ui.Count(n, "resident", "residents") + " now"
}

// profileActs is what this person can do here: write it, change it, or add the mentor to the ranking.
func (q *request) profileActs(v *page.MentorProfile, p app.MentorProfile) {
	m, place := p.Mentor, p.List.Place(p.Mentor.ID)
	switch {
	case p.Own:
		v.Head.Actions = []ui.Btn{{Label: "Edit my profile", Icon: "pencil", Href: q.at.Profile()}}
	case access.Check(q.who, access.MentorsEdit) == nil:
		v.Head.Actions = []ui.Btn{{Label: "Edit profile", Icon: "pencil", Href: q.at.MentorEdit(m.Slug)}}
	}
	if !p.Resident || p.Own {
		return
	}
	v.Ranking = q.at.Ranking()
	switch {
	case place > 0:
		v.Place = "Your " + ui.Ordinal(place) + " choice"
	case !p.CanRank || v.Notice.Text != "":
	case len(p.List.Mentors) >= p.Cycle.ListLength:
		v.Place = "Your list of " + number(p.Cycle.ListLength) + " is full"
	default:
		v.Act = &ui.Post{Action: q.at.Ranking(), Key: newKey(), Fields: []ui.Hidden{{Name: "op", Value: "add:" + string(m.ID)}, {Name: "next", Value: q.URL.Path}},
			Btn: ui.Btn{Label: "Add to ranking", Icon: "plus", Kind: ui.Primary}}
	}
}

func profileTexts(m app.Mentor) []ui.Answer {
	var out []ui.Answer
	for _, a := range []ui.Answer{
		{Question: "Training background", Text: m.Background},
		{Question: "Academic interests", Text: m.AcademicInterests},
		{Question: "Personal interests", Text: m.PersonalInterests},
		{Question: "How I like to meet", Text: m.HowIMeet},
		{Question: "Languages", Text: strings.Join(m.Languages, ", ")},
		{Question: "In my own words", Text: m.Identity},
	} {
		if a.Text != "" {
			out = append(out, a)
		}
	}
	return out
}

func joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " · ")
}
