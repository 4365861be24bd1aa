package app

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"evenly/internal/equity"
	"evenly/internal/mentorship"
	"evenly/internal/store"
)

// Whole is what everybody in a program may know of it: whether contact is more uneven than chance makes it, as of the
// newest weekly reading, and where one's own pair stands when there are enough pairs not to give others away.
type Whole struct {
	Known   bool      // a weekly reading exists
	AsOf    time.Time // of the week's reading, and so of the positions
	MadeOn  time.Time // of the program's own reading: the same for a quarter
	Pairs   int
	Reading equity.DispersionReading
	compare equity.Reading
	lag     *float64 // median days from meeting to log
}

// Position is where a pair stands among all; ok is false in programs of fewer than ten pairs.
func (w Whole) Position(id mentorship.PairingID) (equity.Position, bool) {
	return w.compare.Position(equity.DyadID(id))
}

func whole(ctx context.Context, tx *store.Tx, y Year) (w Whole, err error) {
	r, ok, err := tx.LatestReading(ctx, y.Cycle.ID)
	if err != nil || !ok {
		return w, err
	}
	var program struct {
		Dispersion equity.Dispersion `json:"dispersion"`
		Lag        *float64          `json:"median_logging_lag"`
		WholeAsOf  equity.Date       `json:"whole_as_of"`
	}
	if err := json.Unmarshal(r.Program, &program); err != nil {
		return w, fmt.Errorf("read the week's reading: %w", err)
	}
	list, err := summaries(r)
	if err != nil {
		return w, err
	}
	w = Whole{Known: true, AsOf: r.AsOf, MadeOn: r.AsOf, Pairs: r.LivePairs, Reading: program.Dispersion.Reading, lag: program.Lag}
	if program.WholeAsOf != 0 {
		w.MadeOn = program.WholeAsOf.Time()
	}
	for _, s := range list {
		w.compare.Dyads = append(w.compare.Dyads, equity.PairReading{ID: s.ID, Standing: equity.Live, Count: s.Count, Peer: s.Peer})
	}
	return w, nil
}
