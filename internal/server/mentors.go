package server

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"evenly/internal/access"
	"evenly/internal/app"
	"evenly/internal/mentorship"
	"evenly/internal/route"
	"evenly/internal/store"
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
	var shown []store.Mentor
	for _, m := range b.Mentors {
		if f.Keeps(m) {
			shown = append(shown, m)
		}
	}
	return q.page(http.StatusOK, q.mentorsPage(b, f, shown).View())
}

func mentorFilter(v url.Values) app.MentorFilter {
	least, _ := strconv.Atoi(v.Get("places")) // anything else: any number of places
	return app.MentorFilter{Domains: v["domain"], AnyDomain: v.Get("any") != "", Words: v.Get("q"), Specialty: v.Get("specialty"),
		Language: v.Get("language"), Video: v.Get("video") != "", Places: least}
}

func (q *request) mentorsPage(b app.Browse, f app.MentorFilter, shown []store.Mentor) page.Mentors {
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
		v.Chips = q.domainChips(offered(b.Program.Domains, b.Mentors, func(m store.Mentor) []string { return m.Domains }))
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
func (q *request) mentorCard(b app.Browse, m store.Mentor) ui.Mentor {
	c := ui.Mentor{ID: string(m.ID), Name: m.Name().Full(), Field: m.Specialty, Href: q.at.Mentor(m.Slug), Quote: m.AskMe, Tags: m.Domains,
		Places: placesOf(b, m), Gone: unavailable(b, m)}
	if place := b.List.Place(m.ID); place > 0 {
		c.Places = "Your " + ui.Ordinal(place) + " choice"
	}
	return c
}

// placesOf says how many residents a mentor takes; once pairs are announced, how many of the places are left.
func placesOf(b app.Browse, m store.Mentor) string {
	if b.Cycle.State != mentorship.Running {
		return ui.Count(m.Places, "place", "places")
	}
	return strconv.Itoa(max(m.Places-m.Residents, 0)) + " of " + ui.Count(m.Places, "place", "places") + " left"
}

// unavailable says why a mentor cannot be chosen, "" for one who can.
func unavailable(b app.Browse, m store.Mentor) string {
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

// domainChips are links that each add or take away one domain from the address.
func (q *request) domainChips(domains []string) []ui.ChipLink {
	now := q.URL.Query()
	with := func(chosen []string) string {
		next := url.Values{}
		for k, v := range now {
			next[k] = v
		}
		next.Del("any")
		next["domain"] = chosen
		return q.at.Mentors() + query(next)
	}
	chips := []ui.ChipLink{{Label: "Everyone", Href: with(nil), Current: len(now["domain"]) == 0}}
	for _, d := range domains {
		chosen := slices.DeleteFunc(slices.Clone(now["domain"]), func(x string) bool { return x == d })
		on := len(chosen) < len(now["domain"])
		if !on {
			chosen = append(chosen, d)
		}
		chips = append(chips, ui.ChipLink{Label: d, Href: with(chosen), Current: on})
	}
	return chips
}

// offered keeps the domains that at least one mentor names: a filter that finds nobody is no help.
func offered[M any](domains []string, mentors []M, of func(M) []string) []string {
	return slices.DeleteFunc(slices.Clone(domains), func(d string) bool {
		return !slices.ContainsFunc(mentors, func(m M) bool { return slices.Contains(of(m), d) })
	})
}

// query is the address's part behind "?", without empty values.
func query(v url.Values) string {
	for k, list := range v {
		if list = slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == "" }); len(list) == 0 {
			delete(v, k)
		}
	}
	if len(v) == 0 {
		return ""
	}
	return "?" + v.Encode()
}

func (q *request) fillFilter(v *page.Mentors, b app.Browse, f app.MentorFilter, shown int) {
	v.Filter = ui.Filter{Action: q.at.Mentors(), Target: "#results, #chips", Button: "Show", Count: ui.ShownOf(shown, len(b.Mentors), "mentor", "mentors")}
	for _, d := range f.Domains {
		v.Filter.Fields = append(v.Filter.Fields, ui.Hidden{Name: "domain", Value: d})
	}
	if f.AnyDomain {
		v.Filter.Fields = append(v.Filter.Fields, ui.Hidden{Name: "any", Value: "1"})
	}
	v.More = f.Specialty != "" || f.Language != "" || f.Video || f.Places > 0
	v.Fields = page.MentorFields{Words: f.Words, Video: f.Video,
		Specialties: valuesOf(b.Mentors, "Any specialty", f.Specialty, func(m store.Mentor) []string { return []string{m.Specialty} }),
		Languages:   valuesOf(b.Mentors, "Any language", f.Language, func(m store.Mentor) []string { return m.Languages }),
		Least: []ui.Option{{Label: "Any number"}, {Value: "1", Label: "1 or more", Checked: f.Places == 1},
			{Value: "2", Label: "2 or more", Checked: f.Places == 2}, {Value: "3", Label: "3 or more", Checked: f.Places == 3}}}
}

// valuesOf lists what mentors wrote in a field, each once, as the options of a filter.
func valuesOf(mentors []store.Mentor, anything, chosen string, of func(store.Mentor) []string) []ui.Option {
	var all []string
	for _, m := range mentors {
		all = append(all, of(m)...)
	}
	slices.SortFunc(all, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	out := []ui.Option{{Label: anything}}
	for _, s := range slices.CompactFunc(all, strings.EqualFold) {
		if s != "" {
			out = append(out, ui.Option{Value: s, Label: s, Checked: strings.EqualFold(s, chosen)})
		}
	}
	return out
}

// sayEmpty names the filter that left nobody, and offers to loosen it.
func (q *request) sayEmpty(v *page.Mentors, b app.Browse, f app.MentorFilter) {
	switch {
	case len(v.Cards) > 0:
	case len(b.Mentors) == 0:
		v.Empty = "Mentors appear here when they publish their profiles. " + strconv.Itoa(b.Ready) + " of " + strconv.Itoa(b.All) + " are ready."
	case len(f.Domains) > 1 && !f.AnyDomain:
		v.Empty = "No mentor offers " + strings.Join(f.Domains, " and ") + "."
		next := q.URL.Query()
		next.Set("any", "1")
		label := "Show mentors with any of them"
		if len(f.Domains) == 2 {
			label = "Show either"
		}
		v.Loosen = &layout.Link{Href: q.at.Mentors() + query(next), Label: label}
	default:
		v.Empty = "No mentor fits " + filterWords(f) + "."
		v.Loosen = &layout.Link{Href: q.at.Mentors(), Label: "Show everyone"}
	}
}

func filterWords(f app.MentorFilter) string {
	words := slices.Clone(f.Domains)
	for _, w := range []string{f.Specialty, f.Language} {
		if w != "" {
			words = append(words, w)
		}
	}
	if f.Words != "" {
		words = append(words, "“"+f.Words+"”")
	}
	if f.Video {
		words = append(words, "meeting by video")
	}
	if f.Places > 0 {
		words = append(words, ui.Count(f.Places, "place", "places")+" or more")
	}
	return strings.Join(words, ", ")
}

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

func profileTexts(m store.Mentor) []ui.Answer {
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
