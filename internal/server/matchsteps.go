package server

import (
	"evenly/internal/app"
	"evenly/internal/mentorship"
	"evenly/internal/tenant"
	"evenly/templates/page"
	"evenly/templates/ui"
)

// matchSteps adds to a home what the match asks of the person, or has to tell: what waits for an answer comes first.
func (q *request) matchSteps(v *page.Home, home app.Home, as tenant.Role) error {
	if as == tenant.Mentor {
		return q.proposedStep(v)
	}
	for _, p := range home.Changes {
		if p.ResidentAnswer == mentorship.AnswerWaiting {
			v.Next = &page.NextThing{ID: "answer", Heading: "Another mentor is proposed for you", Text: "Nothing changes before both sides have said yes.",
				Btn: ui.Btn{Label: "Accept or decline", Href: q.at.ChangeReply(), Kind: ui.Primary}}
		}
	}
	switch home.Ahead.State {
	case mentorship.RankingOpen, mentorship.Matching:
		v.More = append(v.More, page.NextThing{ID: "how", Heading: "How the match is made", Text: "The order of aims, what it means for your list, and how the lottery can be checked.",
			Btn: ui.Btn{Label: "Read how", Href: q.at.MatchHow()}})
	case mentorship.Running:
		v.More = append(v.More, page.NextThing{ID: "why", Heading: "Your match", Text: "Why you have the mentor you have, and how the match was made.", Btn: ui.Btn{Label: "Read how it was made", Href: q.at.MatchHow()}},
			page.NextThing{ID: "second", Heading: "A further mentor", Text: "Career, research, a peer: ask, and you are matched on the places that remain.", Btn: ui.Btn{Label: "Ask for a further mentor", Href: q.at.Second()}})
	}
	return nil
}

// proposedStep says that residents are proposed to a mentor, with the day until which to answer.
func (q *request) proposedStep(v *page.Home) error {
	a, err := q.srv.app.SeeAsked(q.Context(), q.who)
	if err != nil {
		return err
	}
	waiting := 0
	for _, p := range a.Proposals {
		if p.Answer == mentorship.AnswerWaiting {
			waiting++
		}
	}
	if waiting == 0 {
		return nil
	}
	text := "Accept or decline each. Residents have not been told yet."
	if a.Until != nil {
		text = "Accept or decline each by " + lastDay(*a.Until, a.Zone()) + ". Residents have not been told yet."
	}
	v.Next = &page.NextThing{ID: "answer", Heading: ui.Count(waiting, "resident waits", "residents wait") + " for your answer", Text: text,
		Btn: ui.Btn{Label: "Accept or decline", Href: q.at.Proposals(), Kind: ui.Primary}}
	return nil
}
