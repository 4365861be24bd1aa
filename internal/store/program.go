package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"evenly/internal/mentorship"
	"evenly/internal/tenant"
)

const programColumns = `id, slug, name, time_zone, interval_days, grace_days, meeting_minutes, meeting_settings, settings_open_to_all,
	first_contact_days, domains, default_places, allow_min_places, ombudsperson_contact, dio_contact, outside_contact, charter_at`

// Program reads the program of the scope.
func (tx *Tx) Program(ctx context.Context) (mentorship.Program, error) {
	return one[mentorship.Program](ctx, tx, "There is no such program.", `
		SELECT `+programColumns+` FROM program WHERE id = @program`, nil)
}

// ProgramIDs lists every program of an institution, for the clock and for institution roles, whose scope then holds them.
func (s *Store) ProgramIDs(ctx context.Context, in tenant.InstitutionID) ([]tenant.ProgramID, error) {
	begin, err := beginAs(tenant.Scope{Institution: in})
	if err != nil {
		return nil, err
	}
	var ids []tenant.ProgramID
	err = s.transact(ctx, begin+", set_config('app.every_program', 'yes', true)", func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT id FROM program ORDER BY name, id`)
		if err != nil {
			return err
		}
		ids, err = pgx.CollectRows(rows, pgx.RowTo[tenant.ProgramID])
		return err
	})
	return ids, err
}
