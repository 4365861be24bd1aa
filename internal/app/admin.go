package app

import (
	"context"
	"slices"

	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/route"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// What the command line does to set a hospital up. These functions have no page: whoever can run the program with its
// database may call them.

// AddInstitution makes a sponsoring institution. Short names that the site uses itself are refused.
func (a *App) AddInstitution(ctx context.Context, slug, name string) (in store.Institution, err error) {
	if slices.Contains(route.Reserved, slug) {
		return in, fault.New(fault.Invalid, "The short name %q is used by the site itself. Choose another.", slug)
	}
	err = a.store.Global(ctx, func(g *store.Global) error {
		in, err = g.AddInstitution(ctx, slug, name)
		return err
	})
	return in, err
}

// InstitutionNamed finds an institution by its short name, or fault.NotFound.
func (a *App) InstitutionNamed(ctx context.Context, slug string) (store.Institution, error) {
	return a.store.InstitutionBySlug(ctx, slug)
}

// AddProgram makes a program of an institution. Short names that the site uses itself are refused.
func (a *App) AddProgram(ctx context.Context, in store.Institution, p store.NewProgram) (tenant.ProgramID, error) {
	if slices.Contains(route.Reserved, p.Slug) {
		return "", fault.New(fault.Invalid, "The short name %q is used by the site itself. Choose another.", p.Slug)
	}
	if _, err := mentorship.ParseZone(p.TimeZone); err != nil {
		return "", err
	}
	return a.store.AddProgram(ctx, in.ID, p)
}

// SystemScope is the scope of the command line in an institution, on one of its programs ("" for none).
func (a *App) SystemScope(ctx context.Context, institution, program string) (tenant.Scope, error) {
	in, err := a.store.InstitutionBySlug(ctx, institution)
	if err != nil {
		return tenant.Scope{}, err
	}
	ids, err := a.store.ProgramIDs(ctx, in.ID)
	if err != nil || program == "" {
		return tenant.SystemScope(in.ID, ids...), err
	}
	for _, id := range ids {
		who := tenant.SystemScope(in.ID, id).ForProgram(id)
		var p mentorship.Program
		err := a.store.As(ctx, who, func(tx *store.Tx) error {
			p, err = tx.Program(ctx)
			return err
		})
		if err != nil {
			return tenant.Scope{}, err
		}
		if p.Slug == program {
			return who, nil
		}
	}
	return tenant.Scope{}, fault.New(fault.NotFound, "There is no program %q in %s.", program, in.Name)
}

// What callers of this package name without importing the store.
type (
	// Institution is a sponsoring institution.
	Institution = store.Institution
	// NewProgram is what a program begins with.
	NewProgram = store.NewProgram
	// ResidentDetail is what is kept about a resident.
	ResidentDetail = store.ResidentDetail
	// Candidate is a mentor as a resident sees one while ranking.
	Candidate = store.Candidate
	// Mentor is a mentor as people browse them.
	Mentor = store.Mentor
	// Rule is a conflict rule with what it costs.
	Rule = store.Rule
)
