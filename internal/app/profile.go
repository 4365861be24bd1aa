package app

import (
	"context"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// Profile is a mentor's profile where it is written.
type Profile struct {
	Program mentorship.Program
	Mentor  store.Mentor // what is published, with its version
	Form    mentorship.ProfileForm
	Drafted bool // Form is a draft that is not published
	Own     bool // the mentor's own; others never see identity or draft
	Private int  // residents on the mentor's private list; 0 for others
}

// Profile reads one's own profile: the draft, if there is one, else what is published.
func (a *App) Profile(ctx context.Context, who tenant.Scope) (out Profile, err error) {
	if err := access.Check(who, access.ProfileOwn); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		out, err = ownProfile(ctx, tx)
		return err
	})
	return out, err
}

func ownProfile(ctx context.Context, tx *store.Tx) (out Profile, err error) {
	me := mentorship.MentorID(tx.Who().Person)
	out.Own = true
	if out.Program, err = tx.Program(ctx); err != nil {
		return out, err
	}
	if out.Mentor, err = tx.Mentor(ctx, me); err != nil {
		return out, err
	}
	residents, err := tx.ResidentsFor(ctx, me)
	if err != nil {
		return out, err
	}
	for _, r := range residents {
		if r.Listed {
			out.Private++
		}
	}
	out.Form, out.Drafted, err = tx.ProfileDraft(ctx, me)
	if !out.Drafted {
		out.Form = out.Mentor.Form()
	}
	return out, err
}

// MentorToEdit reads another's profile for the one who may change it: what is published, without identity and draft.
func (a *App) MentorToEdit(ctx context.Context, who tenant.Scope, slug string) (out Profile, err error) {
	if err := access.Check(who, access.MentorsEdit); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		out, err = othersProfile(ctx, tx, slug)
		return err
	})
	return out, err
}

func othersProfile(ctx context.Context, tx *store.Tx, slug string) (out Profile, err error) {
	if out.Program, err = tx.Program(ctx); err != nil {
		return out, err
	}
	out.Mentor, err = tx.MentorBySlug(ctx, slug, "")
	out.Mentor.Identity, out.Mentor.IdentitySeenBy = "", ""
	out.Form = out.Mentor.Form()
	return out, err
}

// SaveDraft keeps what a mentor typed, complete or not. was is the version they had before them; a profile that was changed
// since is fault.Conflict. It is not audited: it happens at every pause in typing, and nobody else can see it.
func (a *App) SaveDraft(ctx context.Context, who tenant.Scope, f mentorship.ProfileForm, was int) error {
	if err := access.Check(who, access.ProfileOwn); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		return tx.SaveProfileDraft(ctx, mentorship.MentorID(who.Person), &f, was)
	})
}

// DropDraft forgets what was typed and not published. was as in SaveDraft.
func (a *App) DropDraft(ctx context.Context, who tenant.Scope, was int) error {
	if err := access.Check(who, access.ProfileOwn); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		return tx.SaveProfileDraft(ctx, mentorship.MentorID(who.Person), nil, was)
	})
}

// PublishProfile makes the form what residents see. was as in SaveDraft; what is missing or too long is fault.Invalid
// with every problem.
func (a *App) PublishProfile(ctx context.Context, who tenant.Scope, f mentorship.ProfileForm, was int) error {
	if err := access.Check(who, access.ProfileOwn); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		me, err := tx.Mentor(ctx, mentorship.MentorID(who.Person))
		if err != nil {
			return err
		}
		return publish(ctx, tx, me, f, was)
	})
}

// EditMentor changes another's profile for them. was as in SaveDraft; fault.Invalid as in PublishProfile.
func (a *App) EditMentor(ctx context.Context, who tenant.Scope, slug string, f mentorship.ProfileForm, was int) error {
	if err := access.Check(who, access.MentorsEdit); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		m, err := tx.MentorBySlug(ctx, slug, "")
		if err != nil {
			return err
		}
		return publish(ctx, tx, m, f, was)
	})
}

func publish(ctx context.Context, tx *store.Tx, m store.Mentor, f mentorship.ProfileForm, was int) error {
	program, err := tx.Program(ctx)
	if err != nil {
		return err
	}
	p, err := f.Profile(program.Domains, program.AllowMinPlaces)
	if err != nil {
		return err
	}
	if !program.AllowMinPlaces {
		p.MinPlaces = min(m.MinPlaces, p.Places) // what the program set before it took the question away
	}
	own := string(m.ID) == string(tx.Who().Person)
	if err := tx.PublishProfile(ctx, m.ID, p, was, own); err != nil {
		return err
	}
	return tx.Audit(ctx, "profile.publish", string(m.ID), map[string]any{"places": p.Places, "min_places": p.MinPlaces, "own": own})
}

// StepBack takes a mentor out of the choice, or back into it: the own profile with an empty slug, another's with theirs.
// Pairs that exist go on.
func (a *App) StepBack(ctx context.Context, who tenant.Scope, slug string, back bool) error {
	act := access.ProfileOwn
	if slug != "" {
		act = access.MentorsEdit
	}
	if err := access.Check(who, act); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		m, err := mentorOrMe(ctx, tx, slug)
		if err != nil {
			return err
		}
		if m.State == mentorship.ProfileDraft {
			return fault.New(fault.Conflict, "This profile was never published, so nobody can choose it yet.")
		}
		if err := tx.SetWithdrawn(ctx, m.ID, !back); err != nil {
			return err
		}
		return tx.Audit(ctx, "profile.step-back", string(m.ID), map[string]any{"back": back})
	})
}

func mentorOrMe(ctx context.Context, tx *store.Tx, slug string) (store.Mentor, error) {
	if slug == "" {
		return tx.Mentor(ctx, mentorship.MentorID(tx.Who().Person))
	}
	return tx.MentorBySlug(ctx, slug, "")
}
