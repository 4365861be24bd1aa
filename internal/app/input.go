package app

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"evenly/internal/access"
	"evenly/internal/equity"
	"evenly/internal/equity/equityfile"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// EquityFile writes a program's year as a file for `evenly equity`, so that anybody can check the readings: JSON, or with
// csv one table. It names nobody: pairs, people and sites have made-up ids that mean nothing outside the file. asOf is the
// day to read it of, no later than today; the zero time means today. That it was taken out stands in the audit log.
func (a *App) EquityFile(ctx context.Context, who tenant.Scope, asOf time.Time, csv bool) ([]byte, error) {
	if err := access.Check(who, access.PairsExport); err != nil {
		return nil, err
	}
	var in equity.Input
	err := a.store.As(ctx, who, func(tx *store.Tx) error {
		y, err := year(ctx, tx)
		if err != nil {
			return err
		}
		if !asOf.IsZero() && asOf.Before(y.Today) {
			y.Today = asOf
		}
		c, err := contactIn(ctx, tx, y)
		in = c.Input()
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := a.noteExport(ctx, who, InputExport, len(in.Dyads)); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if csv {
		err = equityfile.WriteInputCSV(&b, nameless(in))
	} else {
		err = equityfile.WriteInputJSON(&b, nameless(in))
	}
	return b.Bytes(), err
}

// nameless puts made-up ids in place of all that leads to a person or a place. Pairs are numbered in the order of their
// random ids, so that their numbers do not give away the order of names. Pairs and sites keep their order, because the
// engine draws in it: so the readings of the file are those of the page to the last digit.
func nameless(in equity.Input) equity.Input {
	slices.SortFunc(in.Dyads, func(a, b equity.Dyad) int { return strings.Compare(string(a.ID), string(b.ID)) })
	mentors, residents, sites := aliases{letter: "m"}, aliases{letter: "r"}, aliases{letter: "s"}
	for _, name := range sitesOf(in) {
		sites.of(name)
	}
	for i, d := range in.Dyads {
		in.Dyads[i].ID = equity.DyadID(fmt.Sprintf("d%03d", i+1))
		in.Dyads[i].Mentor, in.Dyads[i].Resident = equity.MentorID(mentors.of(string(d.Mentor))), equity.ResidentID(residents.of(string(d.Resident)))
		in.Dyads[i].Site = sites.of(d.Site)
	}
	for i, o := range in.Offers {
		in.Offers[i].Resident = equity.ResidentID(residents.of(string(o.Resident)))
	}
	return in
}

func sitesOf(in equity.Input) []string {
	var names []string
	for _, d := range in.Dyads {
		names = append(names, d.Site)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// aliases gives out made-up ids in the order of asking: m001, m002.
type aliases struct {
	letter string
	known  map[string]string
}

func (a *aliases) of(id string) string {
	if id == "" {
		return ""
	}
	if a.known == nil {
		a.known = map[string]string{}
	}
	if a.known[id] == "" {
		a.known[id] = fmt.Sprintf("%s%03d", a.letter, len(a.known)+1)
	}
	return a.known[id]
}
