package server

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

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

func (s *Server) offerRoutes() []Endpoint {
	at := route.InProgram
	return []Endpoint{
		{Method: http.MethodGet, Pattern: at + route.OffersPattern, Access: access.BoardPost, handle: showOffers},
		{Method: http.MethodPost, Pattern: at + route.OffersPattern, Access: access.BoardPost, handle: recordOffer},
		{Method: http.MethodPost, Pattern: at + route.OfferDropPattern, Access: access.BoardPost, handle: dropOffer},
		{Method: http.MethodGet, Pattern: at + route.LevelUpPattern, Access: access.StepTake, handle: showLevelUp},
		{Method: http.MethodPost, Pattern: at + route.LevelUpPattern, Access: access.StepTake, handle: levelUp},
	}
}

// showOffers is GET /{institution}/{program}/opportunities/offers.
func showOffers(q *request) error { return q.offersPage(http.StatusOK, nil) }

func (q *request) offersPage(status int, f *fault.Error) error {
	o, err := q.srv.app.OffersMade(q.Context(), q.who)
	if err != nil {
		return err
	}
	v := page.Offers{Frame: q.task("Offers to one resident", layout.Link{Href: q.at.Board(), Label: "Opportunities"}), Action: q.at.Offers(), Key: newKey(), Post: q.at.PostingNew(),
		Lede: "Recorded so that everyone hears of opportunities alike. Nothing is forbidden.", Day: o.Today.Format(time.DateOnly), From: o.Cycle.StartsOn.Format(time.DateOnly),
		To: o.Today.Format(time.DateOnly), Kind: string(mentorship.Project), Errors: problems(f), Words: wordsOf(f)}
	v.Frame.Errors, v.Frame.Width = f != nil, layout.List
	for _, k := range mentorship.OfferKinds {
		v.Kinds = append(v.Kinds, ui.Option{Value: string(k), Label: k.Words()})
	}
	v.Pairs = []ui.Option{{Value: "", Label: "Choose a resident"}}
	for _, p := range o.Pairs {
		label := p.Resident().Full()
		if string(p.MentorID) != string(q.who.Person) {
			label += ", by " + p.Mentor().Short()
		}
		v.Pairs = append(v.Pairs, ui.Option{Value: string(p.ID), Label: label})
	}
	if f != nil {
		v.Kind, v.Pair, v.Title, v.Reason, v.Day = q.field("offer"), q.field("pair"), q.field("offer_title"), q.field("offer_reason"), q.field("offered_on")
	}
	for _, x := range o.List {
		v.List = append(v.List, q.offerRow(x, o.Today))
	}
	return q.page(status, v.View())
}

func (q *request) offerRow(o app.OfferMade, today time.Time) page.OfferRow {
	what := o.Kind.Words()
	if o.Title != "" {
		what += ": " + o.Title
	}
	r := page.OfferRow{What: what, Text: "To " + o.Resident().Short() + ", " + dayIn(o.OfferedOn, today)}
	if string(o.MentorID) != string(q.who.Person) {
		r.Text += ", by " + o.Mentor().Short()
	}
	if o.Reason != "" {
		r.Text += ". " + o.Reason
	}
	if o.WithMeeting {
		r.Note = "Recorded with a meeting"
		return r
	}
	r.Drop = &ui.Post{Action: q.at.OfferDrop(string(o.ID)), Key: newKey(), Btn: ui.Btn{Label: "Remove", SR: what, Kind: ui.Quiet, Small: true}}
	return r
}

// recordOffer is its POST.
func recordOffer(q *request) error {
	who, err := q.once(q.at.Offers())
	if err != nil {
		return err
	}
	day := q.today()
	if d := q.dateField("offered_on"); d != nil {
		day = *d
	}
	err = q.srv.app.RecordOffer(q.Context(), who, mentorship.PairingID(q.field("pair")), day,
		mentorship.Offer{Kind: mentorship.OfferKind(q.field("offer")), Title: q.field("offer_title"), Reason: q.field("offer_reason")})
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind == fault.Invalid {
		return q.offersPage(http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	return q.see(q.at.Offers(), "offer-recorded")
}

// dropOffer is POST /{institution}/{program}/opportunities/offers/{offer}/remove, and with "back" its undo.
func dropOffer(q *request) error {
	who, err := q.once(q.at.Offers())
	if err != nil {
		return err
	}
	id, back := chi.URLParam(q.Request, "offer"), q.field("back") != ""
	if err := q.srv.app.RemoveOffer(q.Context(), who, mentorship.OfferID(id), back); err != nil {
		return err
	}
	return q.see(q.at.Offers(), map[bool]string{true: "offer-back", false: "offer-removed:" + id}[back])
}

// offerRemoved says that an offer is out of the record, with the way back.
func offerRemoved(q *request, id string) *ui.Toast {
	return &ui.Toast{Text: "Removed.", Undo: &ui.Undo{Action: q.at.OfferDrop(id), Key: newKey(), Fields: []ui.Hidden{{Name: "back", Value: "yes"}}}}
}

// levelled says how much is on the board for all.
func levelled(_ *request, n string) *ui.Toast {
	return &ui.Toast{Text: title(n) + " on the board for all. The mentors are told."}
}

// showLevelUp is GET /{institution}/{program}/level-up: what some had, to be offered to all.
func showLevelUp(q *request) error { return q.levelUpPage(http.StatusOK, nil) }

func (q *request) levelUpPage(status int, f *fault.Error) error {
	l, err := q.srv.app.LevelUp(q.Context(), q.who)
	if err != nil {
		return err
	}
	v := page.LevelUp{Title: "What some had, for all", Lede: "Extra contact is not a fault, and nothing is taken away. Choose what every resident could have; it goes onto the board in the mentor’s name.",
		Action: q.at.LevelUp(), Key: newKey(), Places: "3", Closes: l.Today.AddDate(0, 0, 14).Format(time.DateOnly), From: l.Today.Format(time.DateOnly),
		To: l.Today.AddDate(0, 0, 92).Format(time.DateOnly), Errors: problems(f), Words: wordsOf(f), Board: q.at.Board()}
	if f != nil {
		v.Places, v.Closes = q.field("places"), q.field("closes_on")
	}
	for _, x := range l.Favoured {
		v.Favoured = append(v.Favoured, q.favouredRow(x))
	}
	if len(v.Favoured) == 0 {
		v.None = "No pair has much more contact than the others."
		if !l.Compared {
			v.None = "Pairs are compared with each other once a week; the first comparison has not run yet."
		}
	}
	chosen := q.fields("had")
	for _, h := range l.Had {
		switch {
		case h.Posted:
			v.Posted = append(v.Posted, h.Title+" ("+h.Who+")")
		case !h.Own:
			v.Had = append(v.Had, ui.Option{Value: h.Key, Label: h.Title, Hint: h.Who, Checked: slices.Contains(chosen, h.Key)})
		}
	}
	v.Frame = q.task(v.Title, layout.Link{Href: q.at.Home(), Label: "Equity"})
	v.Frame.Errors = f != nil
	return q.page(status, v.View())
}

// favouredRow is what one of them had, in words.
func (q *request) favouredRow(f app.Favoured) ui.FlagItem {
	var had []string
	if f.Row.Has.Outside > 0 {
		had = append(had, fmt.Sprintf("%d off-site, at home or over a meal", f.Row.Has.Outside))
	}
	if f.Row.Has.AfterHours > 0 {
		had = append(had, fmt.Sprintf("%d after hours", f.Row.Has.AfterHours))
	}
	if f.Offers > 0 {
		had = append(had, ui.Count(f.Offers, "opportunity", "opportunities")+" not open to all")
	}
	reason := "Met in the hospital and by video"
	if len(had) > 0 {
		reason = title(and(had))
	}
	return ui.FlagItem{Flag: ui.MoreThanMost, Href: q.at.Pair(string(f.ID)), Resident: f.Resident().Short(), Mentor: f.Mentor().Short(), Reason: reason,
		Value: fmt.Sprint(f.Reading.Count), Of: " of " + tenth(f.Reading.Expected)}
}

// levelUp is its POST: one act that offers everything chosen to all.
func levelUp(q *request) error {
	who, err := q.once(q.at.Board())
	if err != nil {
		return err
	}
	places, _ := strconv.Atoi(q.field("places")) // what is no number is reported as one out of range
	var closes time.Time
	if d := q.dateField("closes_on"); d != nil {
		closes = *d
	}
	n, err := q.srv.app.OfferToAll(q.Context(), who, q.fields("had"), places, closes)
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind == fault.Invalid {
		return q.levelUpPage(http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	return q.see(q.at.Board(), "levelled:"+ui.Count(n, "opportunity", "opportunities"))
}
