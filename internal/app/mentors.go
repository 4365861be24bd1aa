package app

import (
	"context"
	"slices"
	"strings"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// Browse is the mentors of a program as one person sees them.
type Browse struct {
	Program  mentorship.Program
	Cycle    mentorship.Cycle
	Mentors  []store.Mentor // in this person's own order; mentorship leads see them by name, unpublished ones too
	Siblings []store.Sibling
	List     mentorship.RankList // of a resident
	Resident bool
	CanRank  bool // a resident, while ranking is open
	Ready    int  // published profiles
	All      int  // mentors, published or not
}

// Mentors reads the mentors a person may browse. Nobody but the mentor learns of a mentor's private list: to the resident
// on it the mentor is one who stepped back.
func (a *App) Mentors(ctx context.Context, who tenant.Scope) (out Browse, err error) {
	if err := access.Check(who, access.MentorsSee); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		if err := out.readYear(ctx, tx); err != nil {
			return err
		}
		if out.Siblings, err = tx.Siblings(ctx); err != nil {
			return err
		}
		all, err := tx.Mentors(ctx, residentOf(who))
		if err != nil {
			return err
		}
		out.take(who, all)
		if out.Resident {
			mentorship.ShuffleFor(out.Mentors, idOfMentor, string(who.Person), mentorship.DateOf(tx.Now(), mentorship.Zone(out.Program.TimeZone)))
		}
		return nil
	})
	return out, err
}

// Slides is the deck of a noon conference: every mentor who takes residents, in an order that all of this year's copies
// share and that no name profits from.
func (a *App) Slides(ctx context.Context, who tenant.Scope) (out Browse, err error) {
	if err := access.Check(who, access.MentorsSee); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		if err := out.readYear(ctx, tx); err != nil {
			return err
		}
		all, err := tx.Mentors(ctx, "")
		if err != nil {
			return err
		}
		out.take(who, slices.DeleteFunc(all, func(m store.Mentor) bool { return !m.Taking() }))
		for i, m := range out.Mentors { // the deck is shown to a room
			out.Mentors[i].Identity = m.IdentityFor(false)
		}
		mentorship.ShuffleFor(out.Mentors, idOfMentor, string(out.Cycle.ID), out.Cycle.StartsOn)
		return nil
	})
	return out, err
}

func (b *Browse) readYear(ctx context.Context, tx *store.Tx) (err error) {
	who := tx.Who()
	if b.Program, err = tx.Program(ctx); err != nil {
		return err
	}
	if b.Cycle, err = tx.CurrentCycle(ctx); err != nil {
		return err
	}
	if b.Resident = who.Is(tenant.Resident); !b.Resident {
		return nil
	}
	b.CanRank = b.Cycle.RankingIsOpen(tx.Now())
	b.List, err = tx.RankList(ctx, b.Cycle.ID, residentOf(who))
	return err
}

// take keeps the mentors this person may see, each with what this person may see of them.
func (b *Browse) take(who tenant.Scope, all []store.Mentor) {
	b.All = len(all)
	for _, m := range all {
		if m.State == mentorship.ProfileReady {
			b.Ready++
		}
		m = seenBy(who, m)
		if who.Leads() || m.State == mentorship.ProfileReady || b.List.Place(m.ID) > 0 {
			b.Mentors = append(b.Mentors, m)
		}
	}
}

// seenBy is a mentor without what is none of this person's business.
func seenBy(who tenant.Scope, m store.Mentor) store.Mentor {
	if m.Vetoed {
		m.State, m.Vetoed = mentorship.ProfileWithdrawn, false
	}
	if string(m.ID) != string(who.Person) {
		m.Identity = m.IdentityFor(who.Is(tenant.Resident))
	}
	return m
}

// MentorProfile is one mentor's profile as one person sees it.
type MentorProfile struct {
	Mentor store.Mentor
	Browse // without the other mentors
	Own    bool
}

// MentorProfile reads one published profile. One that was never published is fault.NotFound for all but its mentor and the
// mentorship leads.
func (a *App) MentorProfile(ctx context.Context, who tenant.Scope, slug string) (out MentorProfile, err error) {
	if err := access.Check(who, access.MentorsSee); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		if err := out.readYear(ctx, tx); err != nil {
			return err
		}
		m, err := tx.MentorBySlug(ctx, slug, residentOf(who))
		if err != nil {
			return err
		}
		out.Own = string(m.ID) == string(who.Person)
		if m.State == mentorship.ProfileDraft && !out.Own && !who.Leads() {
			return fault.New(fault.NotFound, "There is no such mentor.")
		}
		out.Mentor = seenBy(who, m)
		return nil
	})
	return out, err
}

func idOfMentor(m store.Mentor) mentorship.MentorID { return m.ID }

// residentOf is the resident who is looking, "" when it is somebody else.
func residentOf(who tenant.Scope) mentorship.ResidentID {
	if !who.Is(tenant.Resident) {
		return ""
	}
	return mentorship.ResidentID(who.Person)
}

// MentorFilter narrows the list of mentors. The zero filter shows all.
type MentorFilter struct {
	Domains   []string
	AnyDomain bool // one of the domains is enough; otherwise all of them
	Words     string
	Specialty string
	Language  string
	Video     bool
	Places    int // at least so many places left
}

// Keeps reports whether the mentor passes.
func (f MentorFilter) Keeps(m store.Mentor) bool {
	has := func(d string) bool { return slices.Contains(m.Domains, d) }
	switch {
	case f.AnyDomain && len(f.Domains) > 0 && !slices.ContainsFunc(f.Domains, has):
		return false
	case !f.AnyDomain && slices.ContainsFunc(f.Domains, func(d string) bool { return !has(d) }):
		return false
	case f.Specialty != "" && !strings.EqualFold(f.Specialty, m.Specialty):
		return false
	case f.Language != "" && !slices.ContainsFunc(m.Languages, func(l string) bool { return strings.EqualFold(l, f.Language) }):
		return false
	case f.Video && !m.MeetsByVideo, m.Places < f.Places:
		return false
	}
	text := strings.ToLower(strings.Join([]string{m.Name().Full(), m.Specialty, m.AskMe, m.Background, m.AcademicInterests,
		m.PersonalInterests, m.HowIMeet, strings.Join(m.Domains, " "), strings.Join(m.Languages, " ")}, " "))
	for _, w := range strings.Fields(strings.ToLower(f.Words)) {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}
