package access

import "evenly/internal/tenant"

// Acts around rank lists.
const (
	RankingSee    Act = "ranking.see"    // one's own list, and the mentors to choose from
	RankingChange Act = "ranking.change" // one's own list
)

var rankingActs = map[Act][]tenant.Role{
	RankingSee:    {tenant.Resident},
	RankingChange: {tenant.Resident},
}
