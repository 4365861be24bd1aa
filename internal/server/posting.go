package server

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
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

func (s *Server) boardRoutes() []Endpoint {
	at := route.InProgram
	return []Endpoint{
		{Method: http.MethodGet, Pattern: at + route.BoardPattern, Access: access.BoardSee, handle: showBoard},
		{Method: http.MethodGet, Pattern: at + route.PostingNewPattern, Access: access.BoardPost, handle: showPosting},
		{Method: http.MethodPost, Pattern: at + route.PostingNewPattern, Access: access.BoardPost, handle: post},
		{Method: http.MethodPost, Pattern: at + route.PostingWantPattern, Access: access.BoardWant, handle: want},
		{Method: http.MethodPost, Pattern: at + route.PostingEndPattern, Access: access.BoardPost, handle: withdraw},
	}
}

// showBoard is GET /{institution}/{program}/opportunities.
func showBoard(q *request) error {
	b, err := q.srv.app.Opportunities(q.Context(), q.who)
	if err != nil {
		return err
	}
	v := page.Board{Lede: "Projects, posters, introductions and study sessions, open to every resident. When more ask than there are places, a draw decides."}
	for _, o := range b.List {
		if o.State == "drawn" {
			v.Drawn = append(v.Drawn, q.postingCard(o, b.Today))
			continue
		}
		v.Open = append(v.Open, q.postingCard(o, b.Today))
	}
	tellApart(v.Open, v.Drawn)
	v.Title = title(number(len(v.Open))) + noun(len(v.Open), " opportunity is open", " opportunities are open")
	if len(v.Open) == 0 {
		v.Title, v.Empty = "Opportunities", "Nothing is open now. What mentors offer to all residents appears here."
	}
	if access.Check(q.who, access.BoardPost) == nil {
		v.Post, v.Offers = q.at.PostingNew(), q.at.Offers()
	}
	v.Frame = q.frame(v.Title)
	return q.page(http.StatusOK, v.View())
}

// tellApart names the mentor in titles that stand on the board more than once, and numbers what is still alike.
func tellApart(lists ...[]page.PostingCard) {
	count := func() map[string]int {
		n := map[string]int{}
		for _, list := range lists {
			for _, c := range list {
				n[c.Title]++
			}
		}
		return n
	}
	alike := count()
	for _, list := range lists {
		for i, c := range list {
			if alike[c.Title] > 1 {
				list[i].Title += ", " + c.By
			}
		}
	}
	alike, seen := count(), map[string]int{}
	for _, list := range lists {
		for i, c := range list {
			if seen[c.Title]++; alike[c.Title] > 1 {
				list[i].Title += fmt.Sprintf(" (%d)", seen[c.Title])
			}
		}
	}
}

func (q *request) postingCard(o app.Opportunity, today time.Time) page.PostingCard {
	c := page.PostingCard{ID: o.ID, Title: o.Title, By: o.Mentor().Short(), About: o.Kind.Words() + ", offered by " + o.Mentor().Full(), Details: o.Details}
	places := ui.Count(o.Places, "place", "places")
	if o.State == "drawn" {
		c.Until = fmt.Sprintf("%s, %s asked.", places, noun1(o.Wanted, "resident", "residents"))
		c.Result = drawResult(o)
		c.Proof = fmt.Sprintf("Seed %s. Its SHA-256 stood here before anybody could ask: %s. The order is that of the SHA-256 of the seed, a line feed and each person’s id.", o.Seed, o.SeedHash)
		return c
	}
	closed := o.ClosesOn.Before(today)
	c.Until = fmt.Sprintf("Ask until %s. %s, %s asked so far.", day(o.ClosesOn), places, noun1(o.Wanted, "resident", "residents"))
	if closed {
		c.Until = "The last day to ask is over; the draw follows within the hour."
	}
	if q.who.Is(tenant.Resident) && !closed {
		c.Want = &ui.Post{Action: q.at.PostingWant(o.ID), Key: newKey(), Fields: []ui.Hidden{{Name: "wants", Value: "yes"}}, Btn: ui.Btn{Label: "I would like it", SR: o.Title, Icon: "plus"}}
		if o.Mine {
			c.Result = "You asked for it."
			c.Want.Fields, c.Want.Btn = []ui.Hidden{{Name: "wants", Value: "no"}}, ui.Btn{Label: "Take that back", SR: o.Title, Kind: ui.Quiet}
		}
	}
	if q.who.Leads() || string(o.MentorID) == string(q.who.Person) {
		c.Withdraw = &ui.Post{Action: q.at.PostingEnd(o.ID), Key: newKey(), Btn: ui.Btn{Label: "Take it off the board", SR: o.Title, Kind: ui.Quiet}}
	}
	c.Proof = "The seed of the draw is fixed already. Its SHA-256: " + o.SeedHash + "."
	return c
}

// noun1 is "nobody", "1 resident", "3 residents".
func noun1(n int, one, many string) string {
	if n == 0 {
		return "nobody"
	}
	return ui.Count(n, one, many)
}

func drawResult(o app.Opportunity) string {
	switch {
	case o.MyPlace != nil && *o.MyPlace <= o.Places:
		return "You have a place."
	case o.MyPlace != nil:
		return "Not this time."
	case len(o.Winners) > 0:
		return "Went to " + and(o.Winners) + "."
	case o.Wanted == 0:
		return "Nobody asked for it."
	}
	return ""
}

// showPosting is GET /{institution}/{program}/opportunities/new.
func showPosting(q *request) error {
	query := q.URL.Query()
	f := page.PostingForm{Kind: orElse(query.Get("kind"), string(mentorship.Project)), Mentor: query.Get("mentor"), Places: "1", Closes: q.today().AddDate(0, 0, 14).Format(time.DateOnly)}
	return q.postingPage(http.StatusOK, f, nil)
}

func (q *request) postingPage(status int, v page.PostingForm, f *fault.Error) error {
	b, err := q.srv.app.Opportunities(q.Context(), q.who)
	if err != nil {
		return err
	}
	v.Frame = q.task("Offer something to all residents", layout.Link{Href: q.at.Board(), Label: "Opportunities"})
	v.Action, v.Key, v.Words = q.at.PostingNew(), newKey(), map[string]string{}
	v.From, v.To = b.Today.Format(time.DateOnly), b.Today.AddDate(0, 0, 92).Format(time.DateOnly)
	for _, k := range mentorship.OfferKinds {
		v.Kinds = append(v.Kinds, ui.Option{Value: string(k), Label: k.Words()})
	}
	if q.who.Leads() {
		v.For = []ui.Option{{Value: "", Label: "Choose a mentor"}}
		for _, m := range b.Offerers {
			v.For = append(v.For, ui.Option{Value: string(m.ID), Label: m.Name().Full()})
		}
	}
	if f != nil {
		v.Frame.Errors, v.Errors = true, problems(f)
		for _, p := range f.Problems {
			v.Words[p.Field] = p.Message
		}
	}
	return q.page(status, v.View())
}

// post is POST /{institution}/{program}/opportunities/new.
func post(q *request) error {
	who, err := q.once(q.at.Board())
	if err != nil {
		return err
	}
	places, _ := strconv.Atoi(q.field("places")) // what is no number is reported as one out of range
	o := mentorship.Posting{Kind: mentorship.OfferKind(q.field("kind")), Title: q.field("title"), Details: q.field("details"), Places: places}
	if d := q.dateField("closes_on"); d != nil {
		o.ClosesOn = *d
	}
	err = q.srv.app.Post(q.Context(), who, mentorship.MentorID(q.field("mentor")), o)
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind == fault.Invalid {
		return q.postingPage(http.StatusUnprocessableEntity, page.PostingForm{Kind: q.field("kind"), Mentor: q.field("mentor"), Title: q.field("title"), Text: q.field("details"),
			Places: q.field("places"), Closes: q.field("closes_on")}, f)
	}
	if err != nil {
		return err
	}
	return q.see(q.at.Board(), "posted")
}

// want is POST /{institution}/{program}/opportunities/{posting}/want.
func want(q *request) error {
	who, err := q.once(q.at.Board())
	if err != nil {
		return err
	}
	wants := q.field("wants") != "no"
	if err := q.srv.app.Want(q.Context(), who, chi.URLParam(q.Request, "posting"), wants); err != nil {
		return err
	}
	return q.see(q.at.Board(), map[bool]string{true: "wanted", false: "unwanted"}[wants])
}

// withdraw is POST /{institution}/{program}/opportunities/{posting}/withdraw.
func withdraw(q *request) error {
	who, err := q.once(q.at.Board())
	if err != nil {
		return err
	}
	if err := q.srv.app.Withdraw(q.Context(), who, chi.URLParam(q.Request, "posting")); err != nil {
		return err
	}
	return q.see(q.at.Board(), "posting-ended")
}
