package server

import (
	"net/http"

	"evenly/internal/app"
	"evenly/internal/mentorship"
	"evenly/templates/page"
	"evenly/templates/ui"
)

// A link in the mail that offers a change leads to the same act as the page of the pair: asking for another pairing, or
// taking that back. Which of the two asked, the other never learns.

// showOfferLink shows it; opening the link asks for nothing.
func showOfferLink(q *request, v app.Visit) error {
	p, err := q.srv.app.SeePairChange(q.Context(), q.who, mentorship.PairingID(v.Subject))
	if err != nil {
		return err
	}
	_, other := p.Other(q.who.Person)
	c := page.AskChange{Frame: q.linkFrame("Change or end this pairing"), Title: "Would another pairing suit you better?",
		Text: []string{"You and " + other.Short() + " are a pair. Pairings end for all sorts of reasons, and nobody asks why.",
			"The coordinator looks for another match that moves as few people as possible. Nothing changes before everyone concerned has said yes. To leave things as they are, do nothing."},
		WhoSees: "The program’s leads see that you asked. " + other.Short() + " is not told who asked.",
		Act:     ui.Post{Action: q.URL.Path, Key: newKey(), Btn: ui.Btn{Label: "Ask for a change", Kind: ui.Primary}}}
	if p.Asked {
		c.Asked = "You asked for a change."
		c.Act = ui.Post{Action: q.URL.Path, Key: newKey(), Fields: []ui.Hidden{{Name: "op", Value: "back"}}, Btn: ui.Btn{Label: "Take it back"}}
	}
	return q.page(http.StatusOK, c.View())
}

// useOfferLink asks, or takes it back.
func useOfferLink(q *request, v app.Visit) error {
	who, err := q.once(q.URL.Path)
	if err != nil {
		return err
	}
	if err := q.srv.app.AskChange(q.Context(), who, mentorship.PairingID(v.Subject), q.field("op") != "back"); err != nil {
		return err
	}
	return q.see(q.URL.Path, "")
}
