package server

import (
	"net/http"

	"evenly/internal/route"
	"evenly/templates/layout"
	"evenly/templates/page"
	"evenly/templates/ui"
)

// showAsideComments is GET /{institution}/office/comments.
func showAsideComments(q *request) error {
	all, err := q.srv.app.AsideComments(q.Context(), q.who)
	if err != nil {
		return err
	}
	v := page.AsideComments{Frame: q.task("Comments for you", layout.Link{Href: route.Office(q.at.Institution), Label: "Outside the programs"}),
		Head: ui.Head{Title: ui.Count(len(all), "comment is", "comments are") + " for you only",
			Lede: "People wrote these in anonymous surveys, for the ombudsperson. Nobody of the program reads them, and nobody can tell who wrote what."},
		Empty: "No survey holds a comment for you yet. They come when a survey closes with five answers or more."}
	if len(all) == 0 {
		v.Head.Title = "No comments for you"
	}
	for _, c := range all {
		heading := c.Program + ": " + c.Wave + ", " + string(c.Audience) + ", closed on " + dayYear(c.ClosedAt)
		if n := len(v.Groups); n == 0 || v.Groups[n-1].Ask != heading {
			v.Groups = append(v.Groups, page.CommentGroup{Ask: heading})
		}
		g := &v.Groups[len(v.Groups)-1]
		g.Text = append(g.Text, c.Body)
	}
	return q.page(http.StatusOK, v.View())
}
