package app

import (
	"context"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// PrivateList is a resident's "not with" or a mentor's "cannot mentor" list with everyone who could be on it, by name. Only
// its owner and the match read it.
type PrivateList struct {
	People []PrivatePerson
	Closed bool // the match is being made from it
}

// PrivatePerson is one who could be on a private list.
type PrivatePerson struct {
	ID     tenant.PersonID
	Name   mentorship.Name
	About  string // specialty of a mentor
	PGY    int    // of a resident
	Listed bool
	Ranked bool // a mentor on the resident's own ranking
}

// listsClosed is what somebody reads who changes a private list while the match is made.
const listsClosed = "The match is being made from the lists as they are. You can change yours again when pairs are announced."

// NotWith reads the resident's private list.
func (a *App) NotWith(ctx context.Context, who tenant.Scope) (out PrivateList, err error) {
	if err := access.Check(who, access.NotWithOwn); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		out, err = notWith(ctx, tx)
		return err
	})
	return out, err
}

func notWith(ctx context.Context, tx *store.Tx) (out PrivateList, err error) {
	me := mentorship.ResidentID(tx.Who().Person)
	cycle, err := tx.CurrentCycle(ctx)
	if err != nil {
		return out, err
	}
	out.Closed = cycle.ListsAreClosed(tx.Now())
	ranking, err := tx.RankList(ctx, cycle.ID, me)
	if err != nil {
		return out, err
	}
	mentors, err := tx.Mentors(ctx, me)
	for _, m := range mentors {
		if string(m.ID) == string(me) {
			continue
		}
		out.People = append(out.People, PrivatePerson{ID: tenant.PersonID(m.ID), Name: m.Name(), About: m.Specialty, Listed: m.NotWith,
			Ranked: ranking.Place(m.ID) > 0})
	}
	return out, err
}

// SaveNotWith replaces the resident's private list. A mentor who is also ranked is fault.Invalid: nobody can be both wanted
// and refused. While the match is made it is fault.Closed.
func (a *App) SaveNotWith(ctx context.Context, who tenant.Scope, mentors []mentorship.MentorID) error {
	if err := access.Check(who, access.NotWithOwn); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		now, err := notWith(ctx, tx)
		if err != nil {
			return err
		}
		if now.Closed {
			return fault.New(fault.Closed, listsClosed)
		}
		if err := now.check(mentors); err != nil {
			return err
		}
		if err := tx.SetNotWith(ctx, mentorship.ResidentID(who.Person), mentors); err != nil {
			return err
		}
		return tx.Audit(ctx, "notwith.save", string(who.Person), nil)
	})
}

func (l PrivateList) check(chosen []mentorship.MentorID) error {
	var bad fault.Problems
	want := map[mentorship.MentorID]bool{}
	for _, m := range chosen {
		want[m] = true
	}
	left := 0
	for _, p := range l.People {
		on := want[mentorship.MentorID(p.ID)]
		if on && p.Ranked {
			bad.Add("person", "%s is on your ranking. Take them off there first.", p.Name.Short())
		}
		if !on {
			left++
		}
	}
	if len(l.People) > 0 && left == 0 {
		bad.Add("person", "Leave at least one mentor: the match has to place you with someone.")
	}
	return bad.Err()
}

// CannotMentor reads the mentor's private list.
func (a *App) CannotMentor(ctx context.Context, who tenant.Scope) (out PrivateList, err error) {
	if err := access.Check(who, access.ProfileOwn); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		cycle, err := tx.CurrentCycle(ctx)
		if err != nil {
			return err
		}
		out.Closed = cycle.ListsAreClosed(tx.Now())
		residents, err := tx.ResidentsFor(ctx, mentorship.MentorID(who.Person))
		for _, r := range residents {
			out.People = append(out.People, PrivatePerson{ID: tenant.PersonID(r.ID), Name: r.Name(), PGY: r.PGY, Listed: r.Listed})
		}
		return err
	})
	return out, err
}

// SaveCannotMentor replaces the mentor's private list. While the match is made it is fault.Closed.
func (a *App) SaveCannotMentor(ctx context.Context, who tenant.Scope, residents []mentorship.ResidentID) error {
	if err := access.Check(who, access.ProfileOwn); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		cycle, err := tx.CurrentCycle(ctx)
		if err != nil {
			return err
		}
		if cycle.ListsAreClosed(tx.Now()) {
			return fault.New(fault.Closed, listsClosed)
		}
		if err := tx.SetCannotMentor(ctx, mentorship.MentorID(who.Person), residents); err != nil {
			return err
		}
		return tx.Audit(ctx, "cannotmentor.save", string(who.Person), nil)
	})
}
