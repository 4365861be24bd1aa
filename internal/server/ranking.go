package server

import (
	"net/http"

	"evenly/internal/access"
	"evenly/internal/route"
)

func (s *Server) rankingRoutes() []Endpoint {
	return []Endpoint{
		{Method: http.MethodGet, Pattern: route.InProgram + route.RankingPattern, Access: access.RankingSee, handle: showRanking},
	}
}

// showRanking is GET /{institution}/{program}/ranking.
func showRanking(q *request) error {
	_, err := q.srv.app.Ranking(q.Context(), q.who)
	return err
}
