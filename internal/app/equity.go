package app

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"evenly/internal/access"
	"evenly/internal/equity"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// The readings of a program come at two paces. What happened (meetings, the promise of each pair) is read on every page as
// it stands. What compares (peers, the program as a whole, groups) is read once a week and kept: looking again and again
// would find something by chance in a fair program, and the draws behind it are too dear for a page.

// Board is all that mentorship leads see of a program's contact.
type Board struct {
	Contact
	Reading equity.Reading // pairs as they stand, in the order of Pairs; comparisons of the newest week
	Finding equity.Finding
	Lag     *float64 // median number of days from a meeting to its being logged; nil without meetings
	Weeks   []Week   // newest first; none before the first Monday
	Before  map[equity.DyadID]PairSummary
}

// Week is the headline of one weekly reading.
type Week struct {
	store.Reading
}

// Compared reports whether a weekly comparison exists.
func (b Board) Compared() bool { return len(b.Weeks) > 0 }

// Board reads the program in six queries, whatever the number of pairs.
func (a *App) Board(ctx context.Context, who tenant.Scope) (b Board, err error) {
	if err := access.Check(who, access.EquitySee); err != nil {
		return b, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		b, err = board(ctx, tx)
		return err
	})
	return b, err
}

func board(ctx context.Context, tx *store.Tx) (b Board, err error) {
	y, err := year(ctx, tx)
	if err != nil {
		return b, err
	}
	if b.Contact, err = contactIn(ctx, tx, y); err != nil {
		return b, err
	}
	weeks, err := tx.Readings(ctx, y.Cycle.ID)
	if err != nil {
		return b, err
	}
	return b, b.read(weeks)
}

// read puts the pairs as they stand beside the newest comparison.
func (b *Board) read(weeks []store.Reading) error {
	in := b.Input()
	b.Reading = equity.Reading{Settings: in.Settings}
	if lag, ok := medianLag(in); ok {
		b.Lag = &lag
	}
	for _, d := range in.Dyads {
		b.Reading.Dyads = append(b.Reading.Dyads, equity.ReadPair(in.Settings, d))
	}
	for _, w := range weeks {
		b.Weeks = append(b.Weeks, Week{w})
	}
	if len(weeks) > 0 {
		if err := b.compare(weeks[0]); err != nil {
			return err
		}
	}
	if len(weeks) > 1 {
		before, err := summaries(weeks[1])
		if err != nil {
			return err
		}
		b.Before = before
	}
	b.Finding = b.Reading.Finding()
	return nil
}

func (b *Board) compare(w store.Reading) error {
	if err := json.Unmarshal(w.Program, &b.Reading.Program); err != nil {
		return fmt.Errorf("read the week's reading: %w", err)
	}
	latest, err := summaries(w)
	if err != nil {
		return err
	}
	for i, d := range b.Reading.Dyads {
		if s, ok := latest[d.ID]; ok && d.Standing == equity.Live {
			b.Reading.Dyads[i].Peer, b.Reading.Dyads[i].Estimate, b.Reading.Dyads[i].Offers = s.Peer, s.Estimate, s.Offers
		}
	}
	return nil
}

// PairSummary is what is kept of one pair in a week.
type PairSummary struct {
	ID       equity.DyadID    `json:"id"`
	Look     equity.Look      `json:"look"`
	Promise  equity.Promise   `json:"promise"`
	Count    int              `json:"count"`
	Expected float64          `json:"expected"`
	Offers   int              `json:"offers,omitempty"`
	Peer     *equity.Peer     `json:"peer,omitempty"`
	Estimate *equity.Estimate `json:"estimate,omitempty"`
}

func summaries(w store.Reading) (map[equity.DyadID]PairSummary, error) {
	var list []PairSummary
	if err := json.Unmarshal(w.Pairs, &list); err != nil {
		return nil, fmt.Errorf("read the week's pairs: %w", err)
	}
	out := make(map[equity.DyadID]PairSummary, len(list))
	for _, s := range list {
		out[s.ID] = s
	}
	return out, nil
}

// readWeek evaluates a running program once a week and keeps the reading with what it flags. A second look at the same
// week finds it done.
func readWeek(a *App, ctx context.Context, who tenant.Scope) error {
	var c Contact
	var week time.Time
	due := false
	err := a.store.As(ctx, who, func(tx *store.Tx) error {
		y, err := year(ctx, tx)
		if notYet(err) || err == nil && y.Cycle.State != mentorship.Running {
			return nil
		}
		if err != nil {
			return err
		}
		week = monday(y.Today)
		has, err := tx.HasReading(ctx, y.Cycle.ID, week)
		if err != nil || has {
			return err
		}
		due = true
		c, err = contactIn(ctx, tx, y)
		return err
	})
	if err != nil || !due {
		return err
	}
	reading, err := equity.Read(c.Input()) // outside any transaction: it takes its time
	if err != nil {
		return fmt.Errorf("read the week: %w", err)
	}
	return a.keepWeek(ctx, who, c, week, reading)
}

func (a *App) keepWeek(ctx context.Context, who tenant.Scope, c Contact, week time.Time, r equity.Reading) error {
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		whole, err := wholeOfQuarter(ctx, tx, c, &r)
		if err != nil {
			return err
		}
		row, err := headline(c, r, whole)
		if err != nil {
			return err
		}
		row.Week = week
		fresh, err := tx.AddReading(ctx, c.Cycle.ID, row)
		if err != nil || !fresh {
			return err
		}
		flags := flagRows(flagsOf(r, whole), week)
		if err := tx.AddFlags(ctx, c.Cycle.ID, flags); err != nil {
			return err
		}
		return tx.Audit(ctx, "equity.read", string(c.Cycle.ID), map[string]any{"week": week.Format(time.DateOnly), "flags": len(flags)})
	})
}

// headline is the row of a week: its figures for trends, and what the pages of the week need.
func headline(c Contact, r equity.Reading, whole equity.Date) (store.Reading, error) {
	f := r.Finding()
	row := store.Reading{AsOf: c.AsOf(), InRange: f.InRange, Missed: f.Missed + f.Escalated, LivePairs: f.Pairs, SilenceDays: LongestSilence(r).Days, TopFifth: TopFifth(r),
		OffersAll: r.Program.Offers.All, OffersNamed: r.Program.Offers.One + r.Program.Offers.Few}
	var list []PairSummary
	for _, d := range r.Dyads {
		if d.Standing == equity.Live {
			list = append(list, PairSummary{d.ID, d.Look(), d.Promise, d.Count, d.Expected, d.Offers, d.Peer, d.Estimate})
		}
	}
	var err error
	if row.Program, err = json.Marshal(weekly{r.Program, whole}); err != nil {
		return row, fmt.Errorf("keep the week's reading: %w", err)
	}
	if row.Pairs, err = json.Marshal(list); err != nil {
		return row, fmt.Errorf("keep the week's pairs: %w", err)
	}
	return row, nil
}

func flagRows(flags []equity.Flag, week time.Time) []store.Flag {
	var rows []store.Flag
	for _, f := range flags {
		row := store.Flag{Week: week, Rule: string(f.Rule), Version: f.Version, WindowFrom: f.Window.From.Time(), WindowTo: f.Window.To.Time(),
			Value: f.Value, Cut: f.Cut, State: f.State, Inputs: f.Inputs}
		if f.Dyad != "" {
			id := mentorship.PairingID(f.Dyad)
			row.PairingID = &id
		}
		rows = append(rows, row)
	}
	return rows
}

// monday is the first day of a date's week.
func monday(day time.Time) time.Time {
	return day.AddDate(0, 0, -(int(day.Weekday())+6)%7)
}

// Silence is how long a pair has been without contact.
type Silence struct {
	ID   equity.DyadID
	Days int
}

// LongestSilence finds the live pair that has waited longest: since its last meeting, or since it began.
func LongestSilence(r equity.Reading) (longest Silence) {
	for _, d := range r.Dyads {
		if s := SilenceOf(r.AsOf, d); d.Standing == equity.Live && s > longest.Days {
			longest = Silence{d.ID, s}
		}
	}
	return longest
}

// SilenceOf is a pair's days without contact; 0 for one that has not begun.
func SilenceOf(asOf equity.Date, d equity.PairReading) int {
	since := d.LastMeeting
	if since == 0 && len(d.Windows) > 0 {
		since = d.Windows[0].From
	}
	if since == 0 {
		return 0
	}
	return max(0, int(asOf-since))
}

// TopFifth is the share of the minutes that the fifth of live pairs with most of them hold; 0 without meetings.
func TopFifth(r equity.Reading) float64 {
	minutes := Minutes(r)
	return equity.NewLorenz(minutes).Top((len(minutes) + 4) / 5)
}

// Minutes are those of each live pair with an active day, in ascending order.
func Minutes(r equity.Reading) []float64 {
	var out []float64
	for _, d := range r.Dyads {
		if d.Standing == equity.Live && d.ActiveDays > 0 {
			out = append(out, float64(d.Minutes))
		}
	}
	slices.Sort(out)
	return out
}
