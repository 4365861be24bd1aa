package server

import (
	"net/http"

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

func (s *Server) fitRoutes() []Endpoint {
	at := route.InProgram
	return []Endpoint{
		{Method: http.MethodGet, Pattern: at + route.PairAskPattern, Access: access.StepTake, handle: showAskBoth},
		{Method: http.MethodPost, Pattern: at + route.PairAskPattern, Access: access.StepTake, handle: askBoth},
		{Method: http.MethodGet, Pattern: at + route.PairOfferPattern, Access: access.StepTake, handle: showOfferChange},
		{Method: http.MethodPost, Pattern: at + route.PairOfferPattern, Access: access.StepTake, handle: offerChange},
		{Method: http.MethodGet, Pattern: at + route.FitPattern, Access: access.FitAnswer, handle: showFit},
		{Method: http.MethodPost, Pattern: at + route.FitPattern, Access: access.FitAnswer, handle: answerFit},
	}
}

// showAskBoth is GET /{institution}/{program}/pairs/{pair}/ask: what exactly both are asked, each alone.
func showAskBoth(q *request) error { return q.eachAlone(http.StatusOK, mentorship.AskBoth, nil) }

// showOfferChange is GET /{institution}/{program}/pairs/{pair}/offer-change.
func showOfferChange(q *request) error {
	return q.eachAlone(http.StatusOK, mentorship.OfferChange, nil)
}

func (q *request) eachAlone(status int, kind mentorship.StepKind, f *fault.Error) error {
	id := chi.URLParam(q.Request, "pair")
	e, err := q.srv.app.PrepareEachAlone(q.Context(), q.who, mentorship.PairingID(id), kind)
	if err != nil {
		return err
	}
	v := page.EachAlone{Action: q.URL.Path, Key: newKey(), Text: e.Text, Bars: e.Bars, Errors: problems(f), ErrText: problem(f, "note"), ErrReader: problem(f, "reader"),
		Goes: "It goes to both, each alone, " + when(e.Goes, q) + ", and can be stopped until then."}
	q.eachAloneWords(&v, e)
	if f != nil {
		v.Text, v.Reader = q.field("note"), q.field("reader")
	}
	v.Frame = q.task(v.Title, layout.Link{Href: q.at.Pair(id), Label: "The pair"})
	v.Frame.Errors = f != nil
	return q.page(status, v.View())
}

func (q *request) eachAloneWords(v *page.EachAlone, e app.EachAlone) {
	both := e.Pair.Mentor().Short() + " and " + e.Pair.Resident().Short()
	if e.Kind == mentorship.OfferChange {
		v.Title, v.Button = "Offer "+both+" a change", "Offer it to both"
		v.Seen = "Each sees this text with your name, and one button. Neither is told what the other does. When one of them asks for a change, it stands under Match, Changes."
		return
	}
	v.Title, v.Button = "Ask "+both, "Ask both"
	v.Seen = "Each sees this text with your name. One person reads the answers, named to both of them before they answer; the other of the pair never does. They are wiped after 90 days."
	for _, l := range e.Readers {
		label := l.Name().Full() + ", " + lowerFirst(access.Singular(l.Role))
		if l.ID == q.who.Person {
			label = "You"
		}
		v.Readers = append(v.Readers, ui.Option{Value: string(l.ID), Label: label})
	}
	if len(v.Readers) > 0 {
		v.Reader = v.Readers[0].Value
	}
}

// askBoth is its POST.
func askBoth(q *request) error {
	return q.toEach(mentorship.AskBoth, "asked-both", func(who tenant.Scope, id mentorship.PairingID) error {
		return q.srv.app.AskBoth(q.Context(), who, id, q.field("note"), tenant.PersonID(q.field("reader")))
	})
}

// offerChange is its POST.
func offerChange(q *request) error {
	return q.toEach(mentorship.OfferChange, "change-offered", func(who tenant.Scope, id mentorship.PairingID) error {
		return q.srv.app.OfferChange(q.Context(), who, id, q.field("note"))
	})
}

func (q *request) toEach(kind mentorship.StepKind, flash string, act func(tenant.Scope, mentorship.PairingID) error) error {
	id := chi.URLParam(q.Request, "pair")
	who, err := q.once(q.at.Pair(id))
	if err != nil {
		return err
	}
	err = act(who, mentorship.PairingID(id))
	if f := invalid(err); f != nil {
		return q.eachAlone(http.StatusUnprocessableEntity, kind, f)
	}
	if err != nil {
		return err
	}
	return q.see(q.at.Pair(id), flash)
}

// showFit is GET /{institution}/{program}/asked/{fit}: a question to oneself.
func showFit(q *request) error { return q.fitPage(http.StatusOK, chi.URLParam(q.Request, "fit"), nil) }

// fitPage is the question with the answer so far, on the person's own page or behind a link from mail.
func (q *request) fitPage(status int, id string, f *fault.Error) error {
	c, p, err := q.srv.app.SeeFit(q.Context(), q.who, id)
	if err != nil {
		return err
	}
	_, other := p.Other(q.who.Person)
	v := page.Fit{Title: "How is it going with " + other.Short() + "?", Question: c.Question, Action: q.URL.Path, Key: newKey(), Feeling: string(c.Feeling), Answer: c.Answer,
		Errors: problems(f), ErrFeeling: problem(f, "feeling"), ErrAnswer: problem(f, "answer"), Button: "Send to " + c.Reader().Short(),
		Seen: c.Reader().Full() + " reads your answer, with your name. " + other.Short() + " never does, and no other lead. It is wiped on " + dayYear(c.ForgetOn) + "."}
	for _, feeling := range mentorship.Feelings {
		v.Feelings = append(v.Feelings, ui.Option{Value: string(feeling), Label: feeling.Words()})
	}
	switch {
	case c.ForgottenAt != nil:
		v.Over = "This question is over, and what was answered is wiped."
	case c.AnsweredAt != nil:
		v.Sent, v.Button = "Your answer is with "+c.Reader().Short()+". You can change it, or take it back.", "Send the change"
		v.Back = &ui.Post{Action: q.URL.Path, Key: newKey(), Fields: []ui.Hidden{{Name: "op", Value: "back"}}, Btn: ui.Btn{Label: "Take my answer back", Icon: "undo-2"}}
	}
	if c.Feeling == mentorship.WantsOther {
		v.Change = q.at.ChangeAsk(string(p.ID))
	}
	if f != nil {
		v.Feeling, v.Answer = q.field("feeling"), q.field("answer")
	}
	v.Frame = q.linkFrame(v.Title)
	if q.URL.Path == q.at.Fit(id) {
		v.Frame = q.task(v.Title, layout.Link{Href: q.at.Home(), Label: "Home"})
	} else {
		v.Eyebrow, v.Change = q.linkEyebrow(), ""
	}
	v.Frame.Errors = f != nil
	return q.page(status, v.View())
}

// answerFit is its POST.
func answerFit(q *request) error { return q.saveFit(chi.URLParam(q.Request, "fit")) }

func (q *request) saveFit(id string) error {
	who, err := q.once(q.URL.Path)
	if err != nil {
		return err
	}
	if q.field("op") == "back" {
		if err := q.srv.app.TakeBackFit(q.Context(), who, id); err != nil {
			return err
		}
		return q.see(q.URL.Path, "fit-back")
	}
	err = q.srv.app.AnswerFit(q.Context(), who, id, mentorship.FitAnswer{Feeling: mentorship.Feeling(q.field("feeling")), Text: q.field("answer")})
	if f := invalid(err); f != nil {
		return q.fitPage(http.StatusUnprocessableEntity, id, f)
	}
	if err != nil {
		return err
	}
	return q.see(q.URL.Path, "fit-sent")
}

// showFitLink and useFitLink answer behind the link of the mail.
func showFitLink(q *request, v app.Visit) error { return q.fitPage(http.StatusOK, v.Subject, nil) }
func useFitLink(q *request, v app.Visit) error  { return q.saveFit(v.Subject) }

// fitSteps adds the questions that wait for the person to their first page.
func (q *request) fitSteps(v *page.Home, list []app.FitCheck) {
	for _, f := range list {
		v.More = append([]page.NextThing{{ID: "fit-" + f.ID, Heading: "A question for you alone", Text: f.Reader().Full() + " would like to know how the contact is for you.",
			Btn: ui.Btn{Label: "Answer", Href: q.at.Fit(f.ID)}}}, v.More...)
	}
}
