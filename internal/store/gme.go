package store

import (
	"context"
	"time"

	"evenly/internal/tenant"
)

// ProgramHeadline is a program's newest weekly reading and what is open there. Reading fields are nil before the first.
type ProgramHeadline struct {
	ID          tenant.ProgramID
	Slug, Name  string
	AsOf        *time.Time
	InRange     *int
	Missed      *int
	LivePairs   *int
	SilenceDays *int
	TopFifth    *float64
	OffersAll   *int
	OffersNamed *int
	OpenSteps   int
}

// ProgramHeadlines lists every program of the scope with its headline, in one query.
func (tx *Tx) ProgramHeadlines(ctx context.Context) ([]ProgramHeadline, error) {
	return many[ProgramHeadline](ctx, tx, `
		SELECT g.id, g.slug, g.name, r.as_of, r.in_range, r.missed, r.live_pairs, r.silence_days, r.top_fifth, r.offers_all, r.offers_named,
		       (SELECT count(*) FROM step s WHERE s.institution_id = g.institution_id AND s.program_id = g.id AND s.state = 'open')::int AS open_steps
		FROM program g
		LEFT JOIN LATERAL (
			SELECT * FROM reading r WHERE r.institution_id = g.institution_id AND r.program_id = g.id ORDER BY r.week DESC LIMIT 1
		) r ON true
		ORDER BY g.name, g.id`, nil)
}
