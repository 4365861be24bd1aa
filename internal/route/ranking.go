package route

// Paths of ranking.
const (
	RankingPattern = "/ranking"
)

// Ranking is the page where a resident ranks mentors.
func (p Program) Ranking() string { return p.to("/ranking") }
