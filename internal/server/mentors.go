package server

import (
	"net/http"
	"strconv"
	"strings"

	"evenly/internal/access"
	"evenly/internal/app"
	"evenly/internal/mentorship"
	"evenly/internal/route"
	"evenly/templates/layout"
	"evenly/templates/page"
	"evenly/templates/ui"
)

func (s *Server) mentorsRoutes() []Endpoint {
	return []Endpoint{
		{Method: http.MethodGet, Pattern: route.InProgram + route.MentorsPattern, Access: access.MentorsSee, handle: showMentors},
		{Method: http.MethodGet, Pattern: route.InProgram + route.MentorSlidesPattern, Access: access.MentorsSee, handle: showSlides},
		{Method: http.MethodGet, Pattern: route.InProgram + route.MentorPattern, Access: access.MentorsSee, handle: showMentor},
	}
}

// manyMentors is when a search box appears.
const manyMentors = 20

// showMentors is GET /{institution}/{program}/mentors. The filter is in the address, so that a view can be mailed.
func showMentors(q *request) error {
	b, err := q.srv.app.Mentors(q.Context(), q.who)
	if err != nil {
		return err
	}
	f := mentorFilter(q.URL.Query())
	var shown []app.Mentor
	for _, m := range b.Mentors {
		if f.Keeps(m) {
			shown = append(shown, m)
		}
	}
	return q.page(http.StatusOK, q.mentorsPage(b, f, shown).View())
}

func (q *request) mentorsPage(b app.Browse, f app.MentorFilter, shown []app.Mentor) page.Mentors {
	v := page.Mentors{Frame: q.frame("Mentors"), Head: q.mentorsHead(b), Facts: q.mentorsFacts(b), Notice: q.mentorsNotice(b), Add: q.at.Ranking(),
		Key: newKey(), Next: q.URL.RequestURI(), Chosen: map[string]bool{}, Search: len(b.Mentors) > manyMentors,
		CanAdd: b.CanRank && len(b.List.Mentors) < b.Cycle.ListLength}
	v.Frame.Width, v.Frame.Title = layout.List, v.Head.Title
	for _, m := range shown {
		v.Cards = append(v.Cards, q.mentorCard(b, m))
		v.Chosen[string(m.ID)] = b.List.Place(m.ID) > 0
	}
	for _, s := range b.Siblings {
		v.Siblings = append(v.Siblings, ui.Mentor{Name: s.Name().Full(), Field: s.Specialty, Quote: s.AskMe, Tags: s.Domains})
	}
	v.Elsewhere = "Mentors of other programs at " + q.me.Institution.Name + " who are open to yours. They are not part of your match; write to them."
	if len(b.Mentors) > 0 {
		v.Chips = q.domainChips(offered(b.Program.Domains, b.Mentors, func(m app.Mentor) []string { return m.Domains }))
	}
	q.fillFilter(&v, b, f, len(shown))
	q.sayEmpty(&v, b, f)
	return v
}

func (q *request) mentorsHead(b app.Browse) ui.Head {
	taking := 0
	for _, m := range b.Mentors {
		if m.Taking() {
			taking++
		}
	}
	h := ui.Head{Title: ui.Count(taking, "mentor is taking residents", "mentors are taking residents")}
	if b.Cycle.State == mentorship.Draft || b.Cycle.State == mentorship.ProfilesOpen {
		h.Title = strconv.Itoa(b.Ready) + " of " + ui.Count(b.All, "profile is ready", "profiles are ready")
	}
	if b.Ready > 0 {
		h.Actions = []ui.Btn{{Label: "Slides", Icon: "printer", Href: q.at.MentorSlides()}}
		h.WideOnly = true
	}
	return h
}

func (q *request) mentorsFacts(b app.Browse) []ui.Fact {
	if !b.Resident {
		return nil
	}
	facts := []ui.Fact{{Icon: "eye-off", Text: "Mentors never see who looks at them or ranks them. The order is your own and changes every day."}}
	if at := b.Cycle.RankingClosesAt; at != nil && b.CanRank {
		facts = append(facts, ui.Fact{Icon: "clock", Text: "Ranking is open until", Strong: moment(*at, q.zone())})
	}
	return facts
}

func (q *request) mentorsNotice(b app.Browse) ui.Notice {
	at := b.Cycle.RankingClosesAt
	switch {
	case !b.Resident:
		return ui.Notice{}
	case b.CanRank && len(b.List.Mentors) >= b.Cycle.ListLength:
		return ui.Notice{Text: "Your list of " + number(b.Cycle.ListLength) + " is full. Change it under Ranking."}
	case b.Cycle.ListsAreClosed(q.srv.app.Now()) && at != nil:
		return ui.Notice{Text: "Ranking closed on " + day(at.In(q.zone())) + ". Your last saved list counts."}
	case b.Cycle.State == mentorship.ProfilesOpen && b.Cycle.RankingOpensAt != nil:
		return ui.Notice{Text: "Ranking opens on " + moment(*b.Cycle.RankingOpensAt, q.zone()) + "."}
	}
	return ui.Notice{}
}

// mentorCard is a mentor to look at; at its end stand the places, or why this person cannot choose the mentor.
func (q *request) mentorCard(b app.Browse, m app.Mentor) ui.Mentor {
	c := ui.Mentor{ID: string(m.ID), Name: m.Name().Full(), Field: m.Specialty, Href: q.at.Mentor(m.Slug), Quote: m.AskMe, Tags: m.Domains,
		Places: placesOf(b, m), Gone: unavailable(b, m)}
	if place := b.List.Place(m.ID); place > 0 {
		c.Places = "Your " + ui.Ordinal(place) + " choice"
	}
	return c
}

// placesOf says how many residents a mentor takes; once pairs are announced, how many of the places are left.
func placesOf(b app.Browse, m app.Mentor) string {
	if b.Cycle.State != mentorship.Running {
		return ui.Count(m.Places, "place", "places")
	}
	return strconv.Itoa(max(m.Places-m.Residents, 0)) + " of " + ui.Count(m.Places, "place", "places") + " left"
}

// unavailable says why a mentor cannot be chosen, "" for one who can.
func unavailable(b app.Browse, m app.Mentor) string {
	switch {
	case m.State == mentorship.ProfileDraft:
		return "Not published yet"
	case m.State == mentorship.ProfileWithdrawn:
		return "Has stepped back"
	case m.Places == 0:
		return "No places this year"
	case m.Barred != "" && b.Resident:
		return "Program rule: " + lowerFirst(m.Barred.Words())
	case m.NotWith:
		return "On your private list"
	}
	return ""
}

func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// showSlides is GET /{institution}/{program}/mentors/slides: a page for each mentor, to print or to show in a room.
func showSlides(q *request) error {
	b, err := q.srv.app.Slides(q.Context(), q.who)
	if err != nil {
		return err
	}
	v := page.Slides{Frame: q.task("Mentors, one page each", layout.Link{Href: q.at.Mentors(), Label: "Mentors"}),
		Head:  ui.Head{Title: "Mentors, one page each", Lede: "For a noon conference: print it, or save it as PDF. The order is drawn by lot, the same for everyone this year."},
		Empty: "Nobody has published a profile with places yet."}
	v.Frame.Width = layout.List
	v.Frame.PrintHead = ""
	for _, m := range b.Mentors {
		v.Slides = append(v.Slides, page.Slide{Name: m.Name().Full(), Field: joined(m.Specialty, m.Site), Quote: m.AskMe, Tags: m.Domains,
			Texts: profileTexts(m), Places: ui.Count(m.Places, "place", "places")})
	}
	return q.page(http.StatusOK, v.View())
}
