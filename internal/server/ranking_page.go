package server

import (
	"net/http"
	"strconv"

	"evenly/internal/app"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/templates/layout"
	"evenly/templates/page"
	"evenly/templates/ui"
)

// rankingPage draws the ranking; refused says why the last change was not saved, nil for nothing.
func (q *request) rankingPage(status int, r app.Ranking, refused *fault.Error) error {
	if !r.Open {
		return q.closedRanking(status, r)
	}
	v := page.Ranking{Frame: q.task(rankTitle(r.Cycle.ListLength), layout.Link{Href: q.at.Home(), Label: "Home"}),
		Title: rankTitle(r.Cycle.ListLength), Facts: q.rankFacts(r), Private: q.at.NotWith(), PrivateN: privateCount(r.NotWith),
		List: q.rankList(r), Match: howMatched(r.Cycle)}
	v.Frame.Width, v.Frame.Dock = layout.List, true
	if refused != nil {
		q.explain(&v, refused)
	}
	return q.page(status, v.View())
}

// explain says on the page why the last change was not saved. A script only takes the state beside the heading: it says
// what to do, and keeps the version that was refused, so that nothing is overwritten unseen.
func (q *request) explain(v *page.Ranking, refused *fault.Error) {
	switch refused.Kind {
	case fault.Invalid:
		v.Frame.Errors = true
		v.Errors = problems(refused)
		for i := range v.Errors {
			if v.Errors[i].Field != "" {
				v.Errors[i].Field = "rank" // the list as a whole is the field
			}
		}
		v.List.Saved = ui.SaveState{Not: true, Text: "Not saved. " + first(v.Errors).Message, Version: q.field("version")}
	case fault.Conflict:
		v.Notice = ui.Notice{Tone: ui.Warn, Text: refused.Message}
		if q.byScript() {
			v.List.Saved = ui.SaveState{Not: true, Text: "Not saved: changed in another window. Open this page again.", Version: q.field("version")}
		}
	}
}

// byScript reports whether a script of ours asks and takes only a part of the page.
func (q *request) byScript() bool { return q.Header.Get("X-Fragment") != "" }

func first(p []ui.Problem) ui.Problem {
	if len(p) == 0 {
		return ui.Problem{}
	}
	return p[0]
}

func (q *request) rankList(r app.Ranking) ui.Ranking {
	l := ui.Ranking{Action: q.at.Ranking(), Key: newKey(), Max: r.Cycle.ListLength, PoolHeading: "Mentors taking residents",
		Saved:  ui.SaveState{Text: "Saves by itself", Version: strconv.Itoa(r.List.Version)},
		Topics: offered(r.Domains, r.Candidates, func(c app.Candidate) []string { return c.Domains }),
		Hint:   "A full list of " + number(r.Cycle.ListLength) + " gives the match the most room to place you well."}
	if s := q.savedAt(r.List.SavedAt); s != "" {
		l.Saved.Text = s
	}
	for _, id := range r.List.Mentors {
		if c, ok := r.Candidate(id); ok {
			l.Chosen = append(l.Chosen, q.rankCard(c))
		}
	}
	for _, c := range r.Candidates {
		if r.List.Place(c.ID) > 0 || !c.Withdrawn && !c.Barred && !c.NotWith {
			l.Pool = append(l.Pool, q.rankCard(c))
		}
	}
	return l
}

func (q *request) rankCard(c app.Candidate) ui.Mentor {
	return ui.Mentor{ID: string(c.ID), Name: c.Name().Full(), Field: c.Specialty, Href: q.at.Mentor(c.Slug), Quote: c.AskMe, Tags: c.Domains,
		Places: ui.Count(c.Places, "place", "places"), Gone: whyGone(c)}
}

// whyGone says why a mentor on the list cannot be chosen any more. A mentor's private list reads like any stepping back.
func whyGone(c app.Candidate) string {
	switch {
	case c.Withdrawn && c.Places == 0:
		return "Has no place any more. Choose another"
	case c.Withdrawn:
		return "Has stepped back. Choose another"
	case c.Barred:
		return "Cannot mentor you under a program rule. Choose another"
	case c.NotWith:
		return "Is on your private list. Choose another"
	}
	return ""
}

func (q *request) rankFacts(r app.Ranking) []ui.Fact {
	facts := []ui.Fact{{Icon: "eye-off", Text: "Mentors never see this list. Only the match coordinator does."}}
	if at := r.Cycle.RankingClosesAt; at != nil {
		facts = append(facts, ui.Fact{Icon: "clock", Text: "Open until", Strong: moment(*at, q.zone()), After: ". Change it as often as you like."})
	}
	return facts
}

func rankTitle(n int) string {
	if n == 1 {
		return "Choose one mentor"
	}
	return "Rank " + number(n) + " mentors"
}

// number is a small number in words.
func number(n int) string {
	words := []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}
	if n < 0 || n >= len(words) {
		return strconv.Itoa(n)
	}
	return words[n]
}

func privateCount(n int) string {
	if n == 0 {
		return ""
	}
	return "(" + ui.Count(n, "mentor is", "mentors are") + " on it.)"
}

// howMatched is what a resident should know before choosing. It promises no more than is proven.
func howMatched(c mentorship.Cycle) page.HowMatched {
	return page.HowMatched{
		Short:    whatShortMeans(c.ListLength),
		Aims:     app.OrderOf(c).Sentences(),
		SeedHash: c.SeedHash}
}

// whatShortMeans says the rule for lists shorter than asked for (MATCHING: short lists must not buy protection).
func whatShortMeans(length int) string {
	switch length {
	case 1:
		return "If your choice has no place for you, you are placed with another mentor."
	case 2:
		return "A shorter list gains you nothing. If you name one and there is no place for you, you are placed with another mentor, and that counts as a 2nd choice."
	}
	return "A shorter list gains you nothing. If you name " + number(length-1) + " and none has a place for you, you are placed with another mentor, and that counts as a " +
		ui.Ordinal(length) + " choice."
}

// closedRanking shows the list that counts when nothing can be changed any more, or not yet.
func (q *request) closedRanking(status int, r app.Ranking) error {
	v := q.ranked(r, "Ranking is closed")
	v.Lede = "Your last saved list counts. " + q.resultOn(r.Cycle)
	switch at := r.Cycle.RankingClosesAt; {
	case r.Cycle.State == mentorship.Draft || r.Cycle.State == mentorship.ProfilesOpen:
		v.Title = "Ranking is not open yet"
		v.Lede = "Mentors are writing their profiles."
		if opens := r.Cycle.RankingOpensAt; opens != nil {
			v.Lede += " You can rank them from " + moment(*opens, q.zone()) + "."
		}
	case at != nil && status != http.StatusOK:
		v.Notice = ui.Notice{Tone: ui.Warn, Text: "Ranking closed at " + clock(*at, q.zone()) + ". Your last saved list counts."}
	case at != nil:
		v.Lede = "It closed on " + moment(*at, q.zone()) + ". " + v.Lede
	}
	v.Frame.Title = v.Title
	v.Buttons = []ui.Btn{{Label: "Mentors", Href: q.at.Mentors()}, {Label: "Home", Href: q.at.Home()}}
	return q.page(status, v.View())
}

func (q *request) resultOn(c mentorship.Cycle) string {
	if c.AnnounceOn == nil || c.State != mentorship.RankingOpen && c.State != mentorship.Matching {
		return ""
	}
	return "The result comes on " + fullDay(*c.AnnounceOn) + "."
}

func (q *request) ranked(r app.Ranking, title string) page.Ranked {
	v := page.Ranked{Frame: q.task(title, layout.Link{Href: q.at.Home(), Label: "Home"}), Title: title, Match: howMatched(r.Cycle),
		Saved: q.savedAt(r.List.SavedAt), Mentors: q.rankList(r).Chosen, None: "Nobody is on your list, so the match can place you with anyone.",
		Facts: []ui.Fact{{Icon: "eye-off", Text: "Mentors never see this list. Only the match coordinator does."}}}
	if n := r.Cycle.ListLength - len(r.List.Mentors); n > 0 && len(r.List.Mentors) > 0 && r.Open {
		v.Facts = append(v.Facts, ui.Fact{Icon: "info", Text: "You can still add " + ui.Count(n, "mentor", "mentors") + "."})
	}
	return v
}
