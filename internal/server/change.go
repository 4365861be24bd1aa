package server

import (
	"fmt"
	"net/http"

	"github.com/go-chi/chi/v5"

	"evenly/internal/app"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/route"
	"evenly/templates/layout"
	"evenly/templates/page"
	"evenly/templates/ui"
)

// showChanges is GET /{institution}/{program}/match/changes.
func showChanges(q *request) error { return q.changesPage(http.StatusOK, nil) }

func (q *request) changesPage(status int, f *fault.Error) error {
	c, err := q.srv.app.SeeChanges(q.Context(), q.who)
	if err != nil {
		return err
	}
	v := page.Changes{Head: ui.Head{Eyebrow: c.Cycle.Name, Title: changesTitle(c), Lede: "No reason is asked, and the other of a pair is not told who asked. The re-match proposes the fewest moves, and both sides are asked."},
		Empty: "Nobody has asked for a change.", Mark: q.at.Changes(), Key: newKey(), Errors: problems(f), Error: wordsOf(f)["pair"]}
	v.Frame = q.frame("Changes in mid-year")
	v.Frame.Width, v.Frame.Errors = layout.List, f != nil
	for _, a := range c.Asks {
		by := map[string]string{"resident": "Asked by the resident", "mentor": "Asked by the mentor", "lead": "Noted by a lead"}[a.BySide]
		v.Asks = append(v.Asks, page.WishRow{Pair: a.Resident().Full() + " with " + a.Mentor().Short(), Text: by + ", " + day(a.AskedAt.In(q.zone())),
			Drop: ui.Post{Action: q.at.ChangeEnd(), Key: newKey(), Fields: []ui.Hidden{{Name: "pair", Value: string(a.PairingID)}}, Btn: ui.Btn{Label: "Settled without a change", Small: true}}})
	}
	for _, p := range c.Pairs {
		label := p.Resident().Full() + " with " + p.Mentor().Full()
		if p.Kind != mentorship.PrimaryKind {
			label += " (" + mentorship.KindWords(p.Kind) + ")"
		}
		v.Pairs = append(v.Pairs, ui.Option{Value: string(p.ID), Label: label})
	}
	q.changeActs(&v, c)
	return q.page(status, v.View())
}

func changesTitle(c app.Changes) string {
	switch {
	case len(c.Asks) > 0:
		return ui.Count(len(c.Asks), "pair asks", "pairs ask") + " for a change"
	case c.Alone > 0:
		return ui.Count(c.Alone, "resident has", "residents have") + " no mentor"
	}
	return "No change is asked for"
}

func (q *request) changeActs(v *page.Changes, c app.Changes) {
	if c.Alone > 0 {
		v.Note = ui.Count(c.Alone, "resident has", "residents have") + " no mentor now. The re-match finds one."
	}
	switch {
	case c.Chosen != nil:
		v.Links = append(v.Links, ui.Btn{Label: "See the answers", Href: q.at.RunAnswers(string(c.Chosen.ID)), Kind: ui.Primary})
		return
	case len(c.Runs) > 0:
		v.Links = append(v.Links, ui.Btn{Label: "See the proposal", Href: q.at.Run(string(c.Runs[0].ID)), Kind: ui.Primary})
	}
	if len(c.Asks) > 0 || c.Alone > 0 {
		v.Acts = append(v.Acts, ui.Post{Action: q.at.Runs(), Key: newKey(), Fields: []ui.Hidden{{Name: "task", Value: newID()}, {Name: "purpose", Value: string(mentorship.ForChange)}},
			Btn: ui.Btn{Label: "Propose the fewest moves", Kind: primaryIf(len(c.Runs) == 0)}})
	}
}

// markChanges is its POST: pairs that end today, or whose resident needs another mentor.
func markChanges(q *request) error {
	who, err := q.once(q.at.Changes())
	if err != nil {
		return err
	}
	var ids []mentorship.PairingID
	for _, id := range q.fields("pair") {
		ids = append(ids, mentorship.PairingID(id))
	}
	err = q.srv.app.MarkChanges(q.Context(), who, ids, q.field("op") == "end")
	if f := invalid(err); f != nil {
		return q.changesPage(http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	return q.see(q.at.Changes(), "change-marked")
}

// dropWish is POST .../match/changes/end: a wish that was settled without a change.
func dropWish(q *request) error {
	who, err := q.once(q.at.Changes())
	if err != nil {
		return err
	}
	if err := q.srv.app.DropWish(q.Context(), who, mentorship.PairingID(q.field("pair"))); err != nil {
		return err
	}
	return q.see(q.at.Changes(), "")
}

// showAskChange is GET /{institution}/{program}/pairs/{pair}/change.
func showAskChange(q *request) error {
	p, err := q.srv.app.SeePairChange(q.Context(), q.who, mentorship.PairingID(chi.URLParam(q.Request, "pair")))
	if err != nil {
		return err
	}
	_, other := p.Other(q.who.Person)
	pair := string(p.ID)
	v := page.AskChange{Frame: q.task("Change or end this pairing", layout.Link{Href: q.at.Pair(pair), Label: "Back"}), Title: "Change or end this pairing",
		Text: []string{"Pairings end for all sorts of reasons. Nobody is told why unless you tell them.",
			"The coordinator looks for another match that moves as few people as possible. Nothing changes before everyone concerned has said yes."},
		WhoSees: "The program’s leads see that you asked. " + other.Short() + " is not told who asked.",
		Act:     ui.Post{Action: q.at.ChangeAsk(pair), Key: newKey(), Btn: ui.Btn{Label: "Ask for a change", Kind: ui.Primary}}}
	if p.Asked {
		v.Asked = "You asked for a change."
		v.Act = ui.Post{Action: q.at.ChangeAsk(pair), Key: newKey(), Fields: []ui.Hidden{{Name: "op", Value: "back"}}, Btn: ui.Btn{Label: "Take it back"}}
	}
	return q.page(http.StatusOK, v.View())
}

// postAskChange is its POST.
func postAskChange(q *request) error {
	pair := chi.URLParam(q.Request, "pair")
	who, err := q.once(q.at.ChangeAsk(pair))
	if err != nil {
		return err
	}
	if err := q.srv.app.AskChange(q.Context(), who, mentorship.PairingID(pair), q.field("op") != "back"); err != nil {
		return err
	}
	return q.see(q.at.ChangeAsk(pair), "")
}

// showChangeReply is GET /{institution}/{program}/change: a change proposed to a resident.
func showChangeReply(q *request) error { return q.changeReply(http.StatusOK, nil, q.ownReply) }

// ownReply is the frame of the page for somebody who is signed in.
func (q *request) ownReply(v *page.Proposals) {
	v.Frame = q.task(v.Title, layout.Link{Href: q.at.Home(), Label: "Home"})
}

// linkedReply is the frame of a one-purpose link.
func (q *request) linkedReply(v *page.Proposals) {
	v.Frame = q.linkFrame(v.Title)
	v.Eyebrow, v.Action, v.SignIn = q.linkEyebrow(), q.URL.Path, route.SignInThen(q.at.ChangeReply())
}

func (q *request) changeReply(status int, f *fault.Error, frame func(*page.Proposals)) error {
	a, err := q.srv.app.SeeReply(q.Context(), q.who)
	if err != nil {
		return err
	}
	v := page.Proposals{Title: "Nothing to answer", Empty: "No change is proposed to you now.", Action: q.at.ChangeReply(), Key: newKey(), Submit: "Send answer", Errors: problems(f),
		WhoSees: "The program’s leads see your answer. Neither mentor is told what you answered before it is announced."}
	for _, p := range a.Proposals {
		v.Title = "Another mentor is proposed for you"
		v.Lede = fmt.Sprintf("%s in place of %s.", p.Mentor().Full(), p.Previous().Full())
		c := ui.Choice{Name: "answer", Label: "Is that all right with you?", Row: true, Error: wordsOf(f)["answer"],
			Options: []ui.Option{{Value: mentorship.AnswerAccepted, Label: "Accept"}, {Value: mentorship.AnswerDeclined, Label: "Decline"}}}
		if p.ResidentAnswer != mentorship.AnswerWaiting {
			c.Value, v.Banner = p.ResidentAnswer, "Your answer is in. You can change it until the announcement."
		}
		if a.Until != nil {
			v.Silence = "Answer by " + lastDay(*a.Until, a.Zone()) + ". No answer does not count as yes."
		}
		v.Choices = []ui.Choice{c}
	}
	frame(&v)
	v.Frame.Dock, v.Frame.Errors = len(v.Choices) > 0, f != nil
	return q.page(status, v.View())
}

// postChangeReply is its POST.
func postChangeReply(q *request) error { return q.sendChangeReply(q.at.ChangeReply(), q.ownReply) }

// showChangeLink is GET /l/{token} for a link that asks a resident about a change, and useChangeLink its POST.
func showChangeLink(q *request, _ app.Visit) error {
	return q.changeReply(http.StatusOK, nil, q.linkedReply)
}

func useChangeLink(q *request, _ app.Visit) error {
	return q.sendChangeReply(q.URL.Path, q.linkedReply)
}

// sendChangeReply stores a resident's answer and goes back to where it was given.
func (q *request) sendChangeReply(back string, frame func(*page.Proposals)) error {
	who, err := q.once(back)
	if err != nil {
		return err
	}
	err = q.srv.app.ReplyChange(q.Context(), who, q.field("answer"))
	if f := invalid(err); f != nil {
		return q.changeReply(http.StatusUnprocessableEntity, f, frame)
	}
	if err != nil {
		return err
	}
	return q.see(back, "answers-sent")
}

// showSecond is GET /{institution}/{program}/second: a resident asks for a further mentor.
func showSecond(q *request) error { return q.secondPage(http.StatusOK, nil) }

func (q *request) secondPage(status int, f *fault.Error) error {
	s, err := q.srv.app.SeeSeconds(q.Context(), q.who)
	if err != nil {
		return err
	}
	if !s.Open {
		return fault.New(fault.Closed, "Further mentors are matched while the year is running.")
	}
	kind := q.FormValue("kind")
	form := page.SecondForm{Kind: kind, ErrKind: wordsOf(f)["kind"], ErrFirst: wordsOf(f)["first"]}
	lede := "Career, research, a peer: matched with the same care as the first one, on the places that remain."
	for _, k := range mentorship.SecondKinds {
		o := ui.Option{Value: k, Label: capital(mentorship.KindWords(k))}
		for _, a := range s.Asks {
			if a.Kind == k {
				o.Hint = ui.Count(len(a.Mentors), "mentor", "mentors") + " named on " + day(a.AskedAt.In(q.zone()))
			}
		}
		form.Kinds = append(form.Kinds, o)
	}
	options := func(name string) []ui.Option {
		out := []ui.Option{{Label: "Nobody"}}
		for _, c := range s.Candidates {
			out = append(out, ui.Option{Value: string(c.ID), Label: c.Name().Full() + ", " + c.Specialty, Checked: string(c.ID) == q.FormValue(name)})
		}
		return out
	}
	form.First, form.Second, form.Third = options("first"), options("second"), options("third")
	v := page.Form{Frame: q.task("Ask for a further mentor", layout.Link{Href: q.at.Home(), Label: "Home"}), Title: "Ask for a further mentor", Lede: lede, Errors: problems(f),
		Who: "Mentors never see this list, and leads see how many ask, not who.", Action: q.at.Second(), Key: newKey(), Body: page.SecondFields(form), Submit: "Save"}
	v.Frame.Errors = f != nil
	return q.page(status, v.View())
}

// postSecond is its POST.
func postSecond(q *request) error {
	who, err := q.once(q.at.Second())
	if err != nil {
		return err
	}
	var mentors []mentorship.MentorID
	for _, name := range []string{"first", "second", "third"} {
		if id := q.field(name); id != "" {
			mentors = append(mentors, mentorship.MentorID(id))
		}
	}
	err = q.srv.app.AskSecond(q.Context(), who, q.field("kind"), mentors)
	if f := invalid(err); f != nil {
		return q.secondPage(http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	return q.see(q.at.Second(), "second-saved")
}

// showSecondRuns is GET /{institution}/{program}/match/second: further mentors, for leads.
func showSecondRuns(q *request) error {
	s, err := q.srv.app.SeeSecondRuns(q.Context(), q.who)
	if err != nil {
		return err
	}
	v := page.SecondRuns{Frame: q.frame("Further mentors"), Head: ui.Head{Eyebrow: s.Cycle.Name, Title: "Further mentors", Lede: ui.Count(s.Left, "place remains", "places remain") + ". Each kind is matched by itself."}}
	v.Frame.Width = layout.List
	for _, k := range s.Kinds {
		row := page.SecondRow{ID: k.Kind, Heading: capital(mentorship.KindWords(k.Kind)) + "s", Text: ui.Count(k.Asks, "resident asks", "residents ask") + "."}
		switch {
		case k.Chosen != nil:
			row.Links = []ui.Btn{{Label: "See the answers", Href: q.at.RunAnswers(string(k.Chosen.ID))}}
		case k.Asks > 0:
			row.Act = &ui.Post{Action: q.at.Runs(), Key: newKey(), Btn: ui.Btn{Label: "Match " + k.Kind + " mentors"},
				Fields: []ui.Hidden{{Name: "task", Value: newID()}, {Name: "purpose", Value: string(mentorship.ForSecond)}, {Name: "kind", Value: k.Kind}}}
		}
		if len(k.Runs) > 0 && k.Chosen == nil {
			row.Links = append(row.Links, ui.Btn{Label: "See the result", Href: q.at.Run(string(k.Runs[len(k.Runs)-1].ID))})
		}
		v.Kinds = append(v.Kinds, row)
	}
	return q.page(http.StatusOK, v.View())
}
