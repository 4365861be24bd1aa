package app

import (
	"context"
	"slices"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// outsideRoles do not answer to the director in what they say about an alarm.
var outsideRoles = []tenant.Role{tenant.Facilitator, tenant.AssociateDirector, tenant.DIO}

// Alarm reads one alarm.
func (a *App) Alarm(ctx context.Context, who tenant.Scope, id mentorship.AlarmID) (out store.Alarm, err error) {
	if err := access.Check(who, access.AlarmSign); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		all, err := tx.Alarms(ctx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(a store.Alarm) bool { return a.ID == id })
		if i < 0 {
			return fault.New(fault.NotFound, "There is no such alarm.")
		}
		out = all[i]
		return nil
	})
	return out, err
}

// OpenAlarms lists the alarms of the program that nobody has closed yet; none for those who do not hear of them.
func (a *App) OpenAlarms(ctx context.Context, who tenant.Scope) (open []store.Alarm, err error) {
	if access.Check(who, access.AlarmSign) != nil {
		return nil, nil
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		all, err := tx.Alarms(ctx)
		open = slices.DeleteFunc(all, func(a store.Alarm) bool { return a.ClosedAt != nil })
		return err
	})
	return open, err
}

// AlarmWord is what somebody says about an alarm.
type AlarmWord struct {
	Note string // what was done; with the first signature
	Back bool   // the second person sends it back to work
}

// SignAlarm gives the first signature with what was done, or the second, which closes it; or sends it back. The director
// alone closes none: the two are different people and one of them is from outside the director's line.
func (a *App) SignAlarm(ctx context.Context, who tenant.Scope, id mentorship.AlarmID, word AlarmWord) error {
	if err := access.Check(who, access.AlarmSign); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		alarm, err := tx.LockAlarm(ctx, id)
		if err != nil {
			return err
		}
		if alarm.ClosedAt != nil {
			return fault.New(fault.Conflict, "Two people closed this already.")
		}
		if err := sign(ctx, tx, alarm, word); err != nil {
			return err
		}
		return tx.Audit(ctx, "alarm.sign", string(id), map[string]any{"back": word.Back})
	})
}

func sign(ctx context.Context, tx *store.Tx, alarm store.Alarm, word AlarmWord) error {
	who := tx.Who()
	// A director who is the facilitator too is still the director.
	mine := mentorship.Signature{Person: string(who.Person), Outside: who.Is(outsideRoles...) && !who.Is(tenant.Director)}
	switch {
	case alarm.SignedBy == nil && word.Back:
		return fault.New(fault.Conflict, "This is at work already.")
	case alarm.SignedBy == nil:
		if err := mentorship.CheckRemark(word.Note); err != nil {
			return err
		}
		return tx.SignAlarm(ctx, alarm.ID, word.Note, line(mine))
	case word.Back:
		return tx.UnsignAlarm(ctx, alarm.ID)
	}
	first := mentorship.Signature{Person: string(*alarm.SignedBy), Outside: alarm.SignedRole == "outside"}
	if err := mentorship.CheckSecond(first, mine); err != nil {
		return err
	}
	return tx.CloseAlarm(ctx, alarm.ID)
}

func line(s mentorship.Signature) string {
	if s.Outside {
		return "outside"
	}
	return "inside"
}
