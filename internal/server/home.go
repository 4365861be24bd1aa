package server

import (
	"fmt"
	"net/http"
	"slices"

	"evenly/internal/access"
	"evenly/internal/app"
	"evenly/internal/equity"
	"evenly/internal/mentorship"
	"evenly/internal/route"
	"evenly/internal/tenant"
	"evenly/templates/page"
	"evenly/templates/ui"
)

func (s *Server) homeRoutes() []Endpoint {
	return []Endpoint{
		{Method: http.MethodGet, Pattern: route.InProgram + route.HomePattern, Access: access.HomeSee, handle: showHome},
	}
}

// showHome is GET /{institution}/{program}: the leads' view for those who lead, else one's own pairs, else (chief residents
// who are neither) the list of pairs. "as" chooses among the roles of a person with several.
func showHome(q *request) error {
	as := tenant.Role(q.URL.Query().Get("as"))
	own := (as == tenant.Mentor || as == tenant.Resident) && q.who.Is(as)
	switch {
	case q.who.Leads() && !own:
		return showEquity(q)
	case q.who.Is(tenant.Resident, tenant.Mentor):
		return showOwnHome(q, as)
	}
	return showPairNames(q)
}

// roleLinks lead a person with several roles from one home to the other.
func (q *request) roleLinks(at tenant.Role) []ui.ChipLink {
	var links []ui.ChipLink
	if q.who.Leads() {
		links = append(links, ui.ChipLink{Label: "The whole program", Href: q.at.Home(), Current: at == ""})
	}
	for _, r := range []tenant.Role{tenant.Mentor, tenant.Resident} {
		if q.who.Is(r) {
			links = append(links, ui.ChipLink{Label: "As a " + string(r), Href: q.at.HomeAs(string(r)), Current: at == r})
		}
	}
	if len(links) < 2 {
		return nil
	}
	return links
}

// showOwnHome is the home of a resident or a mentor.
func showOwnHome(q *request, as tenant.Role) error {
	home, err := q.srv.app.Home(q.Context(), q.who)
	if err != nil {
		return err
	}
	mine := home.Mine
	if as == "" || !q.who.Is(as) {
		as = tenant.Resident
		if !q.who.Is(as) {
			as = tenant.Mentor
		}
	}
	v := page.Home{Leads: q.roleLinks(as), Eyebrow: eyebrow(mine.Year)}
	for _, p := range mine.Pairs {
		if q.asIn(p) != as {
			continue
		}
		if p.Ahead(mine.Today) {
			v.Pairs = append(v.Pairs, q.cardAhead(p))
		}
		if !p.Live(mine.Today) {
			continue
		}
		for _, m := range p.Waiting(q.who.Person) {
			w := q.waiting(p, mine.Year, m)
			w.Primary = w.Primary && len(v.Waiting) == 0
			v.Waiting = append(v.Waiting, w)
		}
		v.Pairs = append(v.Pairs, q.pairCard(p, mine.Year))
	}
	if as == tenant.Resident {
		err = q.residentSteps(&v, mine)
	} else {
		q.mentorSteps(&v, mine)
	}
	if err != nil {
		return err
	}
	if err := q.matchSteps(&v, home, as); err != nil {
		return err
	}
	q.surveySteps(&v, home.Surveys, as)
	q.fitSteps(&v, home.Fits)
	v.Whole = wholeCard(mine, v.Pairs)
	v.Title = homeTitle(v, mine, q.who.Person)
	v.Frame = q.frame(v.Title)
	return q.page(http.StatusOK, v.View())
}

// asIn is which of the two the person is in a pair.
func (q *request) asIn(p app.OwnPair) tenant.Role {
	if string(p.ResidentID) == string(q.who.Person) {
		return tenant.Resident
	}
	return tenant.Mentor
}

// eyebrow says where in the year we are: "Week 42 of 52".
func eyebrow(y app.Year) string {
	weeks := yearDays(y) / 7
	week := min(y.Cycle.Week(y.Today), weeks)
	if week == 0 {
		return y.Cycle.Name + " begins on " + dayYear(y.Cycle.StartsOn)
	}
	return fmt.Sprintf("Week %d of %d", week, weeks)
}

func (q *request) pairCard(p app.OwnPair, y app.Year) page.PairCard {
	_, other := p.Other(q.who.Person)
	about := q.aboutOther(p)
	return page.PairCard{ID: "pair-" + string(p.ID), Name: other.Full(), About: about, Href: q.at.Pair(string(p.ID)), Last: lastWords(p, y),
		Promised: promised(p.Reading), Due: dueWords(p, y), Log: q.at.MeetingNew(string(p.ID))}
}

// cardAhead is a pair that was announced and begins later: whom to look forward to, and nothing to log yet.
func (q *request) cardAhead(p app.OwnPair) page.PairCard {
	_, other := p.Other(q.who.Person)
	card := page.PairCard{ID: "pair-" + string(p.ID), Name: other.Full(), About: q.aboutOther(p), Href: q.at.Pair(string(p.ID)),
		Last: "You are a pair from " + fullDay(p.StartsOn) + " on."}
	return card
}

// aboutOther says who the other of a pair is: a resident's year, or a mentor's field; and what for, where it is not the
// first and main mentor.
func (q *request) aboutOther(p app.OwnPair) string {
	about := p.Specialty
	if q.asIn(p) == tenant.Mentor {
		about = fmt.Sprintf("PGY-%d", p.PGY)
	}
	if p.Kind != mentorship.PrimaryKind {
		about += " · " + mentorship.KindWords(p.Kind)
	}
	return about
}

// homeTitle says what needs the person, else that nothing does and what comes next.
func homeTitle(v page.Home, mine app.Mine, me tenant.PersonID) string {
	switch n := len(v.Waiting); {
	case n == 1:
		return "One meeting waits for you"
	case n > 1:
		return fmt.Sprintf("%d meetings wait for you", n)
	case v.Next != nil:
		return v.Next.Heading
	case len(v.Pairs) == 0:
		return "Nothing needs you"
	}
	if !slices.ContainsFunc(mine.Pairs, func(p app.OwnPair) bool { return p.Live(mine.Today) }) {
		i := slices.IndexFunc(mine.Pairs, func(p app.OwnPair) bool { return p.Ahead(mine.Today) })
		_, other := mine.Pairs[i].Other(me)
		return "You begin with " + other.Short() + " on " + fullDay(mine.Pairs[i].StartsOn)
	}
	first := mine.Pairs[0]
	for _, p := range mine.Pairs {
		if p.Live(mine.Today) && p.Nudge.Overdue < first.Nudge.Overdue {
			first = p
		}
	}
	if due := first.Nudge.Overdue.Time(); !due.Before(mine.Today) {
		return "Nothing needs you. Next: a meeting by " + day(due)
	}
	_, other := first.Other(me)
	return "Time to meet " + other.Short()
}

// residentSteps adds what a resident does next, by the state of the year.
func (q *request) residentSteps(v *page.Home, mine app.Mine) error {
	v.Lede = "Your mentor, what the two of you planned, and what comes next."
	switch mine.Ahead.State {
	case mentorship.ProfilesOpen, mentorship.Draft:
		v.Next = &page.NextThing{ID: "next", Heading: "Mentor profiles are being written", Text: rankingOpens(mine),
			Btn: ui.Btn{Label: "Look at mentors", Href: q.at.Mentors(), Kind: ui.Primary}}
	case mentorship.RankingOpen:
		return q.rankingStep(v, mine)
	case mentorship.Matching:
		v.Next = &page.NextThing{ID: "next", Heading: "The match is being made", Text: announced(mine),
			Btn: ui.Btn{Label: "See your ranking", Href: q.at.Ranking()}}
	case mentorship.Running:
		if len(v.Pairs) == 0 {
			v.Lede = "You have no mentor yet this year. The coordinator can tell you when to expect one."
		}
	}
	v.Pairs = primaryLog(v.Pairs, len(v.Waiting) == 0 && v.Next == nil)
	return nil
}

func primaryLog(cards []page.PairCard, primary bool) []page.PairCard {
	if primary && len(cards) == 1 {
		cards[0].Primary = true
	}
	return cards
}

func (q *request) rankingStep(v *page.Home, mine app.Mine) error {
	r, err := q.srv.app.Ranking(q.Context(), q.who)
	if err != nil {
		return err
	}
	n, of := len(r.List.Mentors), r.Cycle.ListLength
	v.Next = &page.NextThing{ID: "next", Heading: fmt.Sprintf("Rank %s mentors", number(of)), Text: fmt.Sprintf("%d of %d chosen.", n, of),
		Btn: ui.Btn{Label: "Rank mentors", Href: q.at.Ranking(), Kind: ui.Primary}}
	if n > 0 {
		v.Next.Heading, v.Next.Btn.Label = "Your ranking is saved", "Look at it again"
	}
	if c := r.Cycle.RankingClosesAt; c != nil {
		v.Next.Text += " Open until " + moment(*c, q.zone()) + "."
	}
	if !r.Open {
		v.Next = &page.NextThing{ID: "next", Heading: "Ranking is closed", Text: announced(mine), Btn: ui.Btn{Label: "See your ranking", Href: q.at.Ranking()}}
	}
	return nil
}

func rankingOpens(mine app.Mine) string {
	if at := mine.Ahead.RankingOpensAt; at != nil {
		return "Ranking opens on " + fullDay(at.In(mine.Zone())) + "."
	}
	return "The coordinator will say when ranking opens."
}

func announced(mine app.Mine) string {
	if at := mine.Ahead.AnnounceOn; at != nil {
		return "You hear who your mentor is on " + fullDay(*at) + "."
	}
	return "You hear who your mentor is by mail, and here."
}

// mentorSteps adds what a mentor does next, by the state of the year.
func (q *request) mentorSteps(v *page.Home, mine app.Mine) {
	v.Lede = "Your residents, each with one button to log a meeting."
	profile := page.NextThing{ID: "profile", Heading: "Your profile", Text: "What residents read before they rank.", Btn: ui.Btn{Label: "Edit your profile", Href: q.at.Profile()}}
	switch mine.Ahead.State {
	case mentorship.Draft, mentorship.ProfilesOpen, mentorship.RankingOpen:
		profile.Btn.Kind = ui.Primary
		profile.Heading = "Write your profile"
		v.Next = &profile
	default:
		v.More = append(v.More, profile)
		if len(v.Pairs) == 0 && mine.Cycle.State == mentorship.Running {
			v.Lede = "You have no resident this year."
		}
	}
	v.Pairs = primaryLog(v.Pairs, len(v.Waiting) == 0 && v.Next == nil)
}

// wholeCard is what everybody may know of the program, and where one's own pair stands in it.
func wholeCard(mine app.Mine, shown []page.PairCard) *page.Section {
	w := mine.Whole
	if !w.Known || len(shown) == 0 {
		return nil
	}
	s := &page.Section{ID: "whole", Heading: "The program as a whole", Text: []string{wholeWords(w)}}
	if w.Reading != equity.TooEarly {
		s.Text[0] += " This is looked at once a quarter, last on " + day(w.MadeOn) + "."
	}
	for _, p := range mine.Pairs {
		if pos, ok := w.Position(p.ID); ok && len(shown) == 1 && p.Live(mine.Today) {
			s.Text = append(s.Text, fmt.Sprintf("You have met %s. The middle half of the %d pairs have met %s; %d met less often than you, %d more often.",
				times(pos.Count), pos.Of, span(int(pos.Middle.Low), int(pos.Middle.High)), pos.Fewer, pos.More))
		}
	}
	s.Text = append(s.Text, "As of "+day(w.AsOf)+".")
	return s
}

func wholeWords(w app.Whole) string {
	switch w.Reading {
	case equity.Uneven:
		return "Contact is more uneven between pairs than chance explains. The program’s leads see which pairs have little, and act on it."
	case equity.Even:
		return "Contact is no more uneven between pairs than chance explains."
	}
	return "It is too early, or there are too few pairs, to say how even contact is."
}

func times(n int) string {
	switch n {
	case 0:
		return "not yet"
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return number(n) + " times"
}

func span(low, high int) string {
	if low == high {
		return times(low)
	}
	return fmt.Sprintf("%d to %d times", low, high)
}
