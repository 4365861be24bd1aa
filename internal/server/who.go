package server

import (
	"net/http"

	"evenly/internal/access"
	"evenly/internal/route"
	"evenly/templates/page"
)

func (s *Server) whoRoutes() []Endpoint {
	return []Endpoint{{Method: http.MethodGet, Pattern: route.InProgram + route.WhoPattern, Access: access.WhoSee, handle: showWho}}
}

// showWho is GET /{institution}/{program}/who.
func showWho(q *request) error {
	v := page.Who{Frame: q.frame("Who can see what")}
	for _, r := range access.SeenBy {
		v.Roles = append(v.Roles, access.Singular(r))
	}
	for _, line := range access.Sight {
		row := page.WhoRow{What: line.What}
		for _, r := range access.SeenBy {
			words := line.By[r]
			if words == "" {
				words = "–"
			}
			row.Seen = append(row.Seen, words)
		}
		v.Rows = append(v.Rows, row)
	}
	return q.page(http.StatusOK, v.View())
}
