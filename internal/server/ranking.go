package server

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"evenly/internal/access"
	"evenly/internal/app"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/route"
	"evenly/templates/ui"
)

func (s *Server) rankingRoutes() []Endpoint {
	return []Endpoint{
		{Method: http.MethodGet, Pattern: route.InProgram + route.RankingPattern, Access: access.RankingSee, handle: showRanking},
		{Method: http.MethodPost, Pattern: route.InProgram + route.RankingPattern, Access: access.RankingChange, handle: changeRanking},
		{Method: http.MethodGet, Pattern: route.InProgram + route.RankedPattern, Access: access.RankingSee, handle: showRanked},
	}
}

// showRanking is GET /{institution}/{program}/ranking.
func showRanking(q *request) error {
	r, err := q.srv.app.Ranking(q.Context(), q.who)
	if err != nil {
		return err
	}
	return q.rankingPage(http.StatusOK, r, nil)
}

// changeRanking is POST /{institution}/{program}/ranking: one step by a button, the whole list by a script's save, or Done.
// What the ranking form sends carries the version of its list; a button elsewhere (Add on a profile, Undo) carries none
// and works on the list as it is stored.
func changeRanking(q *request) error {
	if err := q.parse(); err != nil {
		return err
	}
	op, err := mentorship.ParseRankOp(q.field("op"))
	if err != nil {
		return err
	}
	to := q.at.Ranking()
	if op.Verb == "done" {
		to = q.at.Ranked()
	} else if next := q.field("next"); next != "" {
		to = route.LocalPath(next)
	} else if op.Verb != "save" {
		to += "#rank"
	}
	who, err := q.once(to)
	if err != nil {
		return err
	}
	did, err := q.srv.app.ChangeRanking(q.Context(), who, app.RankChange{On: q.postedList(), Op: op})
	if err != nil {
		return q.rankingRefused(err)
	}
	return q.see(to, rankFlash(op, did))
}

// postedList is the list the form shows, in its order; nil when the button stood outside the ranking form.
func (q *request) postedList() *mentorship.RankList {
	if !q.PostForm.Has("version") {
		return nil
	}
	l := &mentorship.RankList{Mentors: []mentorship.MentorID{}, Version: q.version()}
	for _, id := range q.fields("rank") {
		if id != "" {
			l.Mentors = append(l.Mentors, mentorship.MentorID(id))
		}
	}
	return l
}

// rankingRefused shows the ranking again with why nothing was saved: 422 with the person's own order for a broken rule,
// 409 with the stored list when ranking closed or the list changed in another window.
func (q *request) rankingRefused(err error) error {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || f.Kind != fault.Invalid && f.Kind != fault.Conflict && f.Kind != fault.Closed {
		return err
	}
	r, readErr := q.srv.app.Ranking(q.Context(), q.who)
	if readErr != nil {
		return readErr
	}
	if posted := q.postedList(); posted != nil && f.Kind == fault.Invalid {
		r.List.Mentors = posted.Mentors
	}
	return q.rankingPage(statuses[f.Kind], r, f)
}

// showRanked is GET /{institution}/{program}/ranking/done: the list as it counts.
func showRanked(q *request) error {
	r, err := q.srv.app.Ranking(q.Context(), q.who)
	if err != nil {
		return err
	}
	if !r.Open {
		return q.closedRanking(http.StatusOK, r)
	}
	if len(r.List.Mentors) == 0 {
		return q.see(q.at.Ranking(), "")
	}
	v := q.ranked(r, "Your ranking is in")
	v.Lede = "You can leave it like this. " + q.resultOn(r.Cycle)
	change := "Change it"
	if at := r.Cycle.RankingClosesAt; at != nil {
		change += " until " + day(at.In(q.zone())) + ", " + clock(*at, q.zone())
	}
	v.Buttons = []ui.Btn{{Label: change, Href: q.at.Ranking()}, {Label: "Home", Href: q.at.Home(), Kind: ui.Primary}}
	return q.page(http.StatusOK, v.View())
}

// rankFlash is what a change leaves to say on the next page; a script says it itself.
func rankFlash(op mentorship.RankOp, did app.Ranked) string {
	switch {
	case op.Verb == "add" && did.Out != "":
		return "rank-swapped:" + string(did.Out) + "." + strconv.Itoa(did.Was)
	case op.Verb == "add":
		return "rank-added:" + string(op.Mentor) + "." + strconv.Itoa(did.Place)
	case op.Verb == "remove" && did.Out != "":
		return "rank-removed:" + string(did.Out) + "." + strconv.Itoa(did.Was)
	}
	return ""
}

// rankUndo reads "ID.PLACE" and makes the form that takes the change back: op with the id and, for back, the place.
func (q *request) rankUndo(verb, argument string) (place int, undo *ui.Undo) {
	id, at, _ := strings.Cut(argument, ".")
	place, _ = strconv.Atoi(at)
	op := verb + ":" + id
	if verb == "back" {
		op += ":" + at
	}
	return place, &ui.Undo{Action: q.at.Ranking(), Key: newKey(), Fields: []ui.Hidden{{Name: "op", Value: op}, {Name: "next", Value: q.URL.RequestURI()}}}
}

func rankAdded(q *request, argument string) *ui.Toast {
	place, undo := q.rankUndo("remove", argument)
	return &ui.Toast{Text: "Added as your " + ui.Ordinal(place) + " choice.", Undo: undo}
}

func rankRemoved(q *request, argument string) *ui.Toast {
	_, undo := q.rankUndo("back", argument)
	return &ui.Toast{Text: "Removed from your ranking.", Undo: undo}
}

func rankSwapped(q *request, argument string) *ui.Toast {
	place, undo := q.rankUndo("back", argument)
	return &ui.Toast{Text: "Swapped for your " + ui.Ordinal(place) + " choice.", Undo: undo}
}
