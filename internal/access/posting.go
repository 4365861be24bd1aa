package access

import "evenly/internal/tenant"

// Acts on the opportunities board.
const (
	BoardSee  Act = "board.see"
	BoardWant Act = "board.want" // ask for an opportunity, take that back
	BoardPost Act = "board.post" // offer something to every resident; leads on a mentor's behalf
)

var boardActs = map[Act][]tenant.Role{
	BoardSee:  everyone,
	BoardWant: {tenant.Resident},
	BoardPost: {tenant.Mentor, tenant.Coordinator, tenant.Director, tenant.AssociateDirector, tenant.Facilitator},
}
