package app

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"evenly/internal/equity"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// The readings of the program as a whole are made once a quarter: their 5 % holds for one look, and looking every week would
// find something by chance in a fair program far more often. The weeks after it carry what the first one said.

// weekly is a week's reading of the program as it is kept.
type weekly struct {
	equity.Program
	WholeAsOf equity.Date `json:"whole_as_of"` // the day on which the quarter's readings of the whole were made
}

// wholeOfQuarter puts the quarter's readings of the whole into a week's: those of the first week of the quarter that said
// anything, or, when this is the first, its own. It returns the day they were made.
func wholeOfQuarter(ctx context.Context, tx *store.Tx, c Contact, r *equity.Reading) (equity.Date, error) {
	text, ok, err := tx.FirstWholeReading(ctx, c.Cycle.ID, quarterOf(r.AsOf.Time()))
	if err != nil || !ok {
		return r.AsOf, err
	}
	var first weekly
	if err := json.Unmarshal(text, &first); err != nil {
		return 0, fmt.Errorf("read the quarter's reading: %w", err)
	}
	r.Program.Dispersion, r.Program.Offers.Dispersion = first.Dispersion, first.Offers.Dispersion
	return first.WholeAsOf, nil
}

// quarterOf is the first day of a date's quarter.
func quarterOf(day time.Time) time.Time {
	return time.Date(day.Year(), (day.Month()-1)/3*3+1, 1, 0, 0, 0, 0, time.UTC)
}

// flagsOf are what a week flags; the program only in the week in which its reading was made.
func flagsOf(r equity.Reading, whole equity.Date) []equity.Flag {
	return slices.DeleteFunc(r.Flags(), func(f equity.Flag) bool { return f.Rule == equity.RuleDispersion && whole != r.AsOf })
}

// ReadWeek reads a program's running week if that was not done, as the clock does by itself: for a demonstration that is
// being built while no clock runs.
func (a *App) ReadWeek(ctx context.Context, who tenant.Scope) error { return readWeek(a, ctx, who) }
