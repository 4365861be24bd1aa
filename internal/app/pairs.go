package app

import (
	"context"

	"evenly/internal/access"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// PairNames lists who is paired with whom this year, without any reading: what chief residents see.
func (a *App) PairNames(ctx context.Context, who tenant.Scope) (y Year, pairs []Pair, err error) {
	if err := access.Check(who, access.PairsSee); err != nil {
		return y, nil, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		if y, err = year(ctx, tx); err != nil {
			return err
		}
		pairs, err = tx.Pairs(ctx, y.Cycle.ID)
		return err
	})
	return y, pairs, err
}

// Row is a pair of the board with its reading.
type Row struct {
	Pair
	Met []Met // meetings that count, and attempts, by date
	Has Counted
}

// Counted is what the meetings of a row add up to for its words.
type Counted struct {
	Outside    int // off-site, at home or over a meal
	AfterHours int
	Remote     int
	Attempts   int // since the last meeting
}

// Rows puts the pairs of a board together with their contacts, in the order of the pairs.
func (c Contact) Rows() []Row {
	at := map[string]int{}
	rows := make([]Row, len(c.Pairs))
	for i, p := range c.Pairs {
		rows[i].Pair = p
		at[string(p.ID)] = i
	}
	for _, m := range c.Contacts {
		if i, ok := at[string(m.PairingID)]; ok {
			rows[i].add(m)
		}
	}
	return rows
}

// add takes one contact, in the order of their days. An attempt is forgotten when the two meet after it.
func (r *Row) add(m Met) {
	if m.Attempted {
		r.Has.Attempts++
		return
	}
	if m.Answer == "denied" {
		return
	}
	r.Met = append(r.Met, m)
	r.Has.Attempts = 0
	r.Has.Outside += count(m.Setting.Outside())
	r.Has.Remote += count(m.Setting.Remote())
	r.Has.AfterHours += count(m.OutOfHours)
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// Settings reads what the program promises, for the page that explains the readings.
func (a *App) Settings(ctx context.Context, who tenant.Scope) (y Year, err error) {
	if err := access.Check(who, access.MethodSee); err != nil {
		return y, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		y, err = year(ctx, tx)
		return err
	})
	return y, err
}
