package store

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"evenly/internal/tenant"
)

// RosterKept is somebody whom taking an import back leaves as they are, and why: a code that the page puts into words.
type RosterKept struct {
	Person tenant.PersonID `json:"person"`
	Why    string          `json:"why"`
}

// Reasons to keep somebody. Being on a resident's list is "used" like anything else: who ranks whom is nobody's business.
const (
	KeptRanking = "ranking"
	KeptPair    = "pair"
	KeptMeeting = "meeting"
	KeptAway    = "away"
	KeptMail    = "mail"
	KeptProfile = "profile"
	KeptUsed    = "used"
	KeptChanged = "changed"
)

// Acted says who of these people has already done something in the program, or had something done with them, since they
// came into it.
func (tx *Tx) Acted(ctx context.Context, people []tenant.PersonID) ([]RosterKept, error) {
	return many[RosterKept](ctx, tx, `
		SELECT DISTINCT ON (person) person, why FROM (
			SELECT resident_id AS person, 'pair' AS why, 1 AS rank FROM pairing WHERE program_id = @program AND resident_id = ANY (@people::uuid[])
			UNION ALL SELECT mentor_id, 'pair', 1 FROM pairing WHERE program_id = @program AND mentor_id = ANY (@people::uuid[])
			UNION ALL SELECT logged_by, 'meeting', 2 FROM meeting WHERE program_id = @program AND logged_by = ANY (@people::uuid[])
			UNION ALL SELECT resident_id, 'ranking', 3 FROM rank_list WHERE program_id = @program AND resident_id = ANY (@people::uuid[])
			UNION ALL SELECT person_id, 'profile', 4 FROM mentor
			          WHERE program_id = @program AND person_id = ANY (@people::uuid[]) AND (state <> 'draft' OR draft IS NOT NULL OR saved_at IS NOT NULL)
			UNION ALL SELECT person_id, 'mail', 5 FROM message WHERE program_id = @program AND person_id = ANY (@people::uuid[])
			UNION ALL SELECT person_id, 'away', 6 FROM time_away WHERE program_id = @program AND person_id = ANY (@people::uuid[])
			UNION ALL SELECT person_id, 'used', 7 FROM audit WHERE program_id = @program AND person_id = ANY (@people::uuid[])
		) x ORDER BY person, rank`, pgx.StrictNamedArgs{"people": people})
}

// TakeBack removes the roles that an import gave to people, and the people whom it made, and returns those who must stay
// because something refers to them by now. Whoever stays keeps everything.
func (tx *Tx) TakeBack(ctx context.Context, people []tenant.PersonID, given []RosterRole, made []tenant.PersonID) (stay []tenant.PersonID, err error) {
	if len(people) == 0 {
		return nil, nil
	}
	err = pgx.BeginFunc(ctx, tx.tx, func(inner pgx.Tx) error { // a savepoint: the rest of the transaction outlives a refusal
		at := &Tx{tx: inner, who: tx.who, now: tx.now}
		return at.takeBack(ctx, people, given, made)
	})
	pg, isPg := errors.AsType[*pgconn.PgError](err)
	if !isPg || pg.Code != "23503" {
		return nil, err
	}
	if len(people) == 1 {
		return people, nil
	}
	// Somebody of them is referred to. Halving finds out who, in few steps when few are.
	half := len(people) / 2
	for _, part := range [][]tenant.PersonID{people[:half], people[half:]} {
		more, err := tx.TakeBack(ctx, part, given, made)
		if err != nil {
			return nil, err
		}
		stay = append(stay, more...)
	}
	return stay, nil
}

// takeBack fails with a foreign key's error when somebody must stay. A role that the person did not get by the import
// keeps what belongs to it.
func (tx *Tx) takeBack(ctx context.Context, people []tenant.PersonID, given []RosterRole, made []tenant.PersonID) error {
	in := map[tenant.PersonID]bool{}
	for _, p := range people {
		in[p] = true
	}
	var memberships []string
	var residents, mentors, unknown []tenant.PersonID
	var again []RosterRole
	for _, g := range given {
		switch {
		case !in[g.Person]:
			continue
		case !g.New:
			again = append(again, g)
			continue
		case g.Role == string(tenant.Resident):
			residents = append(residents, g.Person)
		case g.Role == string(tenant.Mentor):
			mentors = append(mentors, g.Person)
		}
		memberships = append(memberships, g.ID)
	}
	for _, p := range made {
		if in[p] {
			unknown = append(unknown, p)
		}
	}
	return tx.drop(ctx, []dropping{
		{`DELETE FROM membership WHERE program_id = @program AND id = ANY (@ids::uuid[])`, pgx.StrictNamedArgs{"ids": memberships}},
		{`UPDATE membership m SET ended_at = x.ended_at FROM jsonb_to_recordset(@rows::jsonb) AS x(id uuid, ended_at timestamptz)
		  WHERE m.program_id = @program AND m.id = x.id`, rows(again)},
		{`DELETE FROM resident WHERE program_id = @program AND person_id = ANY (@ids::uuid[])`, pgx.StrictNamedArgs{"ids": residents}},
		{`DELETE FROM mentor WHERE program_id = @program AND person_id = ANY (@ids::uuid[])`, pgx.StrictNamedArgs{"ids": mentors}},
		{`DELETE FROM person WHERE id = ANY (@ids::uuid[])`, pgx.StrictNamedArgs{"ids": unknown}},
	})
}

// dropping is one statement of taking back.
type dropping struct {
	sql  string
	args pgx.StrictNamedArgs
}

func (tx *Tx) drop(ctx context.Context, all []dropping) error {
	for _, d := range all {
		if _, err := tx.exec(ctx, d.sql, d.args); err != nil {
			return err
		}
	}
	return nil
}
