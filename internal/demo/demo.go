// Package demo builds a believable hospital, made from the published case that this project answers (Bunin, Meyer,
// Durning 2020): everyone was matched within their top two, most pairs met about quarterly, three met once or twice in
// the year, six had monthly meals and study sessions. All persons are invented.
//
// It goes through the front doors: each thing is done by the function of app that a person would have used, with the
// demonstration's clock set to the day on which they did it. The same seed makes the same hospital.
package demo

import (
	"context"
	"time"

	"evenly/internal/app"
	"evenly/internal/fault"
)

// Start is the demonstration's first moment: a Friday of week 42 of the academic year, 10 in the morning in New York. By
// day, because nobody is written to at night and the clock goes forward by whole days.
var Start = time.Date(2026, 4, 17, 14, 0, 0, 0, time.UTC)

// Load builds the hospital unless it is there. It reports whether it did.
func Load(ctx context.Context, a *app.App, clock *Clock) (bool, error) {
	_, err := a.InstitutionNamed(ctx, hospital)
	if err == nil || !fault.Is(err, fault.NotFound) {
		return false, err
	}
	clock.hold(yearStart)
	defer clock.release()
	return true, build(ctx, a, clock)
}
