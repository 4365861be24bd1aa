package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"evenly/internal/mentorship"
)

// MatchInputs is everything a match is made from, as it stands at this moment. Turned into a matching instance:
//
//   - every Resident is a resident with Ranks as its ranks (one mentor each, best first); Excluded() is its excluded, and
//     NotWith its not_with;
//   - every Mentor is a mentor with MinPlaces and Places as its limits, and Site as its group if groups are wanted;
//   - Rules are the public rules one by one, for what each costs: leaving out Rules[i] frees the pairs that no other rule
//     and no private list forbids.
//
// Every id of Ranks, ByRule, Vetoed and NotWith stands in Mentors: a mentor who stepped back after being ranked is there
// with no places, so that the ranks of a list keep their numbers and its length. Lists are in the order of ids, so that
// the same state gives the same value. Vetoed and NotWith are private: never name them, price them one by one, or show who
// is in them.
type MatchInputs struct {
	Cycle     mentorship.Cycle
	Residents []MatchResident
	Mentors   []MatchMentor
	Rules     []MatchRule
}

// MatchResident is a resident of the program who is there in the cycle.
type MatchResident struct {
	ID      mentorship.ResidentID
	PGY     int    `db:"pgy"`
	Site    string // "" when the program does not keep it
	Listed  bool   // saved a list at all, perhaps an empty one
	Done    bool   // pressed Done
	Ranks   []mentorship.MentorID
	NotWith []mentorship.MentorID // the resident's own private list
	Vetoed  []mentorship.MentorID // mentors who have this resident on their private list
	ByRule  []mentorship.MentorID // public rules, any of them
}

// Excluded is what others decided: public rules and mentors' private lists, each mentor once.
func (r MatchResident) Excluded() []mentorship.MentorID {
	out := append([]mentorship.MentorID(nil), r.ByRule...)
	by := map[mentorship.MentorID]bool{}
	for _, m := range r.ByRule {
		by[m] = true
	}
	for _, m := range r.Vetoed {
		if !by[m] {
			out = append(out, m)
		}
	}
	return out
}

// MatchMentor is a mentor who takes residents, or one without places who was ranked before stepping back.
type MatchMentor struct {
	ID        mentorship.MentorID
	Places    int // the most residents; 0: stepped back
	MinPlaces int // the least, if the program asks for it
	Site      string
	Domains   []string
	Languages []string
}

// MatchRule is a public rule with the mentors it bars: from every resident, or from the one it names.
type MatchRule struct {
	ID       mentorship.RuleID
	Kind     mentorship.RuleKind
	Role     mentorship.RuleRole   // "" for a rule about one mentor
	Resident mentorship.ResidentID // "": every resident
	Mentors  []mentorship.MentorID // of MatchInputs.Mentors
}

// MatchInputs reads what a match of the cycle is made from, in three queries whatever the size of the program.
func (tx *Tx) MatchInputs(ctx context.Context, cycle mentorship.Cycle) (in MatchInputs, err error) {
	in.Cycle = cycle
	args := pgx.StrictNamedArgs{"cycle": cycle.ID}
	if in.Mentors, err = many[MatchMentor](ctx, tx, `
		WITH pool AS (`+matchPool+`)
		SELECT id, places, CASE WHEN places > 0 THEN least(min_places, places) ELSE 0 END AS min_places, site, domains, languages
		FROM pool ORDER BY id`, args); err != nil {
		return in, fmt.Errorf("read the mentors of a match: %w", err)
	}
	if in.Rules, err = many[MatchRule](ctx, tx, `
		WITH pool AS (`+matchPool+`)
		SELECT r.id, r.kind, coalesce(r.role, '') AS role, coalesce(r.resident_id::text, '') AS resident,
		       ARRAY(SELECT m.person_id::text FROM mentor m JOIN pool ON pool.id = m.person_id
		             WHERE m.program_id = @program AND `+ruleFits+` ORDER BY m.person_id) AS mentors
		FROM conflict_rule r
		WHERE r.program_id = @program AND r.removed_at IS NULL
		ORDER BY r.id`, args); err != nil {
		return in, fmt.Errorf("read the rules of a match: %w", err)
	}
	if in.Residents, err = many[MatchResident](ctx, tx, matchResidents, pgx.StrictNamedArgs{"cycle": cycle.ID, "starts": cycle.StartsOn}); err != nil {
		return in, fmt.Errorf("read the residents of a match: %w", err)
	}
	return in, nil
}

// matchPool is every mentor who takes residents, and those who were ranked and take none any more.
const matchPool = `
	SELECT m.person_id AS id, CASE WHEN ` + takesResidents + ` THEN m.places ELSE 0 END AS places, m.min_places, m.site, m.domains, m.languages
	FROM mentor m ` + mentorRole + `
	WHERE m.program_id = @program
	  AND (` + takesResidents + `
	       OR EXISTS (SELECT FROM ranked k WHERE k.program_id = m.program_id AND k.cycle_id = @cycle AND k.mentor_id = m.person_id))`

// matchResidents leaves out those whose training ended before the cycle starts.
const matchResidents = `
	WITH pool AS (` + matchPool + `), barred AS (
		SELECT m.person_id AS mentor_id, r.resident_id
		FROM conflict_rule r, mentor m
		WHERE r.program_id = @program AND m.program_id = @program AND ` + ruleFits + `
	)
	SELECT s.person_id AS id, s.pgy, s.site, l.resident_id IS NOT NULL AS listed, l.done_at IS NOT NULL AS done,
	       ARRAY(SELECT k.mentor_id::text FROM ranked k
	             WHERE k.program_id = @program AND k.cycle_id = @cycle AND k.resident_id = s.person_id ORDER BY k.place) AS ranks,
	       ARRAY(SELECT n.mentor_id::text FROM not_with n JOIN pool ON pool.id = n.mentor_id
	             WHERE n.program_id = @program AND n.resident_id = s.person_id ORDER BY n.mentor_id) AS not_with,
	       ARRAY(SELECT c.mentor_id::text FROM cannot_mentor c JOIN pool ON pool.id = c.mentor_id
	             WHERE c.program_id = @program AND c.resident_id = s.person_id ORDER BY c.mentor_id) AS vetoed,
	       ARRAY(SELECT DISTINCT b.mentor_id::text FROM barred b JOIN pool ON pool.id = b.mentor_id
	             WHERE b.resident_id IS NULL OR b.resident_id = s.person_id ORDER BY 1) AS by_rule
	FROM resident s
	JOIN membership ms ON ms.institution_id = s.institution_id AND ms.program_id = s.program_id AND ms.person_id = s.person_id
	                  AND ms.role = 'resident' AND ms.ended_at IS NULL
	LEFT JOIN rank_list l ON l.institution_id = s.institution_id AND l.program_id = s.program_id AND l.cycle_id = @cycle AND l.resident_id = s.person_id
	WHERE s.program_id = @program AND (s.ends_on IS NULL OR s.ends_on >= @starts)
	ORDER BY s.person_id`
