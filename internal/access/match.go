package access

import "evenly/internal/tenant"

// Acts around the match, from the first run to changes in mid-year.
const (
	MatchSee    Act = "match.see"    // task list, runs, answers, insight
	MatchRun    Act = "match.run"    // run, adjust, choose, ask, announce
	MatchHow    Act = "match.how"    // the published objective and the hash of the seed
	MatchWhy    Act = "match.why"    // why one's own result is as it is
	Propose     Act = "proposal.see" // the residents proposed for oneself, and one's answer
	ChangeAsk   Act = "change.ask"   // ask to end or change one's own pair
	ChangeReply Act = "change.reply" // answer a change of one's own pair
	SecondAsk   Act = "second.ask"   // ask for a further mentor
)

var matchActs = map[Act][]tenant.Role{
	MatchSee:    runners,
	MatchRun:    runners,
	MatchHow:    everyone,
	MatchWhy:    {tenant.Resident},
	Propose:     {tenant.Mentor},
	ChangeAsk:   {tenant.Resident, tenant.Mentor},
	ChangeReply: {tenant.Resident},
	SecondAsk:   {tenant.Resident},
}
