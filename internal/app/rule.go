package app

import (
	"context"

	"evenly/internal/access"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// Rules is the program's conflict rules, with whom a new one could name and what the pool holds.
type Rules struct {
	Rules     []store.Rule
	Mentors   []store.Mentor
	Residents []store.ResidentChoice
	Taking    int // mentors who take residents
	Places    int // of those mentors
	Left      int // of those places, not taken out by a rule that holds for every resident
}

// Rules reads the conflict rules.
func (a *App) Rules(ctx context.Context, who tenant.Scope) (out Rules, err error) {
	if err := access.Check(who, access.RulesSee); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		if out.Rules, err = tx.Rules(ctx); err != nil {
			return err
		}
		if out.Residents, err = tx.ResidentsFor(ctx, ""); err != nil {
			return err
		}
		if out.Mentors, err = tx.Mentors(ctx, ""); err != nil {
			return err
		}
		out.count()
		return nil
	})
	return out, err
}

func (r *Rules) count() {
	for i, m := range r.Mentors {
		r.Mentors[i].Identity = "" // no part of a rule
		if !m.Taking() {
			continue
		}
		r.Taking++
		r.Places += m.Places
		if m.Barred == "" {
			r.Left += m.Places
		}
	}
}

// AddRule adds a conflict rule. A broken or repeated one is fault.Invalid.
func (a *App) AddRule(ctx context.Context, who tenant.Scope, r mentorship.Rule) error {
	if err := access.Check(who, access.RulesChange); err != nil {
		return err
	}
	if err := r.Check(); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		if err := tx.KnownRule(ctx, r); err != nil {
			return err
		}
		id, err := tx.AddRule(ctx, r)
		if err != nil {
			return err
		}
		return tx.Audit(ctx, "rule.add", string(id), map[string]any{"kind": r.Kind, "role": r.Role, "mentor": r.MentorID, "resident": r.ResidentID})
	})
}

// RemoveRule takes a conflict rule back; back puts it in force again.
func (a *App) RemoveRule(ctx context.Context, who tenant.Scope, id mentorship.RuleID, back bool) error {
	if err := access.Check(who, access.RulesChange); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		if err := tx.RemoveRule(ctx, id, back); err != nil {
			return err
		}
		return tx.Audit(ctx, "rule.remove", string(id), map[string]any{"back": back})
	})
}
