package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"evenly/internal/mentorship"
)

// Reading is what the engine said of a program in one week. Program and Pairs are only read of the newest two.
type Reading struct {
	Week        time.Time // its Monday
	AsOf        time.Time
	InRange     int
	Missed      int
	LivePairs   int
	SilenceDays int
	TopFifth    float64
	OffersAll   int
	OffersNamed int
	Program     json.RawMessage
	Pairs       json.RawMessage
}

// Readings lists a cycle's weekly readings, newest first.
func (tx *Tx) Readings(ctx context.Context, cycle mentorship.CycleID) ([]Reading, error) {
	return many[Reading](ctx, tx, `
		SELECT week, as_of, in_range, missed, live_pairs, silence_days, top_fifth, offers_all, offers_named,
		       CASE WHEN n <= 2 THEN program END AS program, CASE WHEN n <= 2 THEN pairs END AS pairs
		FROM (SELECT r.*, row_number() OVER (ORDER BY week DESC) AS n FROM reading r WHERE r.program_id = @program AND r.cycle_id = @cycle) r
		ORDER BY week DESC LIMIT 60`, pgx.StrictNamedArgs{"cycle": cycle})
}

// LatestReading is a cycle's newest weekly reading; ok is false before the first.
func (tx *Tx) LatestReading(ctx context.Context, cycle mentorship.CycleID) (r Reading, ok bool, err error) {
	list, err := many[Reading](ctx, tx, `
		SELECT week, as_of, in_range, missed, live_pairs, silence_days, top_fifth, offers_all, offers_named, program, pairs
		FROM reading WHERE program_id = @program AND cycle_id = @cycle ORDER BY week DESC LIMIT 1`, pgx.StrictNamedArgs{"cycle": cycle})
	if err != nil || len(list) == 0 {
		return r, false, err
	}
	return list[0], true, nil
}

// HasReading reports whether a week was read.
func (tx *Tx) HasReading(ctx context.Context, cycle mentorship.CycleID, week time.Time) (bool, error) {
	var has bool
	err := tx.row(ctx, `SELECT EXISTS (SELECT FROM reading WHERE program_id = @program AND cycle_id = @cycle AND week = @week)`,
		pgx.StrictNamedArgs{"cycle": cycle, "week": week}).Scan(&has)
	return has, err
}

// FirstWholeReading is what the first week from a day on said of the program in which its own reading (L4) was more than
// too early; ok is false when there is none.
func (tx *Tx) FirstWholeReading(ctx context.Context, cycle mentorship.CycleID, from time.Time) (program json.RawMessage, ok bool, err error) {
	list, err := many[struct{ Program json.RawMessage }](ctx, tx, `
		SELECT program FROM reading
		WHERE program_id = @program AND cycle_id = @cycle AND as_of >= @from AND program->'dispersion'->>'reading' <> 'too_early' AND program ? 'whole_as_of'
		ORDER BY week LIMIT 1`, pgx.StrictNamedArgs{"cycle": cycle, "from": from})
	if err != nil || len(list) == 0 {
		return nil, false, err
	}
	return list[0].Program, true, nil
}

// AddReading stores a week's reading; false when the week has one already.
func (tx *Tx) AddReading(ctx context.Context, cycle mentorship.CycleID, r Reading) (bool, error) {
	tag, err := tx.exec(ctx, `
		INSERT INTO reading (institution_id, program_id, cycle_id, week, as_of, in_range, missed, live_pairs, silence_days, top_fifth, offers_all,
		                     offers_named, program, pairs, created_at)
		VALUES (@institution, @program, @cycle, @week, @as_of, @in_range, @missed, @live, @silence, @top, @all, @named, @reading, @pairs, @now)
		ON CONFLICT DO NOTHING`,
		pgx.StrictNamedArgs{"cycle": cycle, "week": r.Week, "as_of": r.AsOf, "in_range": r.InRange, "missed": r.Missed, "live": r.LivePairs, "silence": r.SilenceDays,
			"top": r.TopFifth, "all": r.OffersAll, "named": r.OffersNamed, "reading": r.Program, "pairs": r.Pairs})
	return tag.RowsAffected() == 1, err
}

// Flag is one thing a weekly reading flagged.
type Flag struct {
	PairingID  *mentorship.PairingID // nil: the program
	Week       time.Time
	Rule       string
	Version    int
	WindowFrom time.Time
	WindowTo   time.Time
	Value      float64
	Cut        float64
	State      string
	Inputs     json.RawMessage
}

// AddFlags stores what a week flagged.
func (tx *Tx) AddFlags(ctx context.Context, cycle mentorship.CycleID, flags []Flag) error {
	batch := &pgx.Batch{}
	for _, f := range flags {
		sql := `
			INSERT INTO flag (institution_id, program_id, cycle_id, pairing_id, week, rule, version, window_from, window_to, value, cut, state, inputs, created_at)
			VALUES (@institution, @program, @cycle, @pairing, @week, @rule, @version, @from, @to, @value, @cut, @state, @inputs, @now)
			ON CONFLICT DO NOTHING`
		batch.Queue(sql, tx.named(sql, pgx.StrictNamedArgs{"cycle": cycle, "pairing": f.PairingID, "week": f.Week, "rule": f.Rule, "version": f.Version,
			"from": f.WindowFrom, "to": f.WindowTo, "value": f.Value, "cut": f.Cut, "state": f.State, "inputs": f.Inputs}))
	}
	return tx.tx.SendBatch(ctx, batch).Close()
}

// FlagsOf lists what was flagged about a pair, newest week first.
func (tx *Tx) FlagsOf(ctx context.Context, id mentorship.PairingID) ([]Flag, error) {
	return many[Flag](ctx, tx, `
		SELECT pairing_id, week, rule, version, window_from, window_to, value, cut, state, inputs
		FROM flag WHERE program_id = @program AND pairing_id = @id ORDER BY week DESC, rule`, pgx.StrictNamedArgs{"id": known(string(id))})
}

// FlagWeek is a week that was read, and how many flags it raised.
type FlagWeek struct {
	Week  time.Time
	Flags int
}

// FlagWeeks lists the weeks of a cycle that were read, newest first.
func (tx *Tx) FlagWeeks(ctx context.Context, cycle mentorship.CycleID) ([]FlagWeek, error) {
	return many[FlagWeek](ctx, tx, `
		SELECT r.week, (SELECT count(*) FROM flag f WHERE f.institution_id = r.institution_id AND f.program_id = r.program_id AND f.cycle_id = r.cycle_id AND f.week = r.week)::int AS flags
		FROM reading r WHERE r.program_id = @program AND r.cycle_id = @cycle ORDER BY r.week DESC LIMIT 60`, pgx.StrictNamedArgs{"cycle": cycle})
}

// FlagsIn lists what a week flagged, the program last.
func (tx *Tx) FlagsIn(ctx context.Context, cycle mentorship.CycleID, week time.Time) ([]Flag, error) {
	return many[Flag](ctx, tx, `
		SELECT pairing_id, week, rule, version, window_from, window_to, value, cut, state, inputs
		FROM flag WHERE program_id = @program AND cycle_id = @cycle AND week = @week ORDER BY pairing_id IS NULL, rule DESC, pairing_id`,
		pgx.StrictNamedArgs{"cycle": cycle, "week": week})
}
