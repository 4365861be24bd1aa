package route

// Paths of ranking.
const (
	RankingPattern = "/ranking"
	RankedPattern  = "/ranking/done"
	NotWithPattern = "/ranking/exclude"
)

// Ranking is the page where a resident ranks mentors.
func (p Program) Ranking() string { return p.to(RankingPattern) }

// Ranked confirms the list.
func (p Program) Ranked() string { return p.to(RankedPattern) }

// NotWith is a resident's private list of mentors they cannot be matched with.
func (p Program) NotWith() string { return p.to(NotWithPattern) }
