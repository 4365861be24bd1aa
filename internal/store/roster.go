package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/tenant"
)

// RosterImport is a roster on its way in. Content, Rejected and Written are only read where they are asked for.
type RosterImport struct {
	ID          string
	FileName    string
	Content     []byte
	Pasted      bool
	Sheet       string
	HeaderRow   *int // nil: nobody has said yet
	Mapping     json.RawMessage
	Everybody   string
	Doctors     bool
	Corrections json.RawMessage
	State       string // open, done, undone
	Rejected    []byte
	Written     json.RawMessage
	Outcome     json.RawMessage
	CreatedAt   time.Time
	DoneAt      *time.Time

	Title, GivenName, FamilyName string // of who uploaded it, or imported it when that is done
}

// By is the name of who uploaded it, or of who imported it when that is done.
func (i RosterImport) By() mentorship.Name {
	return mentorship.Name{Title: i.Title, Given: i.GivenName, Family: i.FamilyName}
}

// importColumns are the columns of a RosterImport; the large ones are given by the caller.
func importColumns(content, rejected, written string) string {
	return `i.id, i.file_name, ` + content + ` AS content, i.pasted, i.sheet, i.header_row, i.mapping, i.everybody, i.doctors, i.corrections, i.state, ` +
		rejected + ` AS rejected, ` + written + ` AS written, i.outcome, i.created_at, i.done_at, p.title, p.given_name, p.family_name
	FROM roster_import i
	JOIN person p ON p.institution_id = i.institution_id AND p.id = coalesce(i.done_by, i.created_by)
	WHERE i.program_id = @program`
}

const (
	noBytes = `''::bytea`
	noJSON  = `'{}'::jsonb`
	gone    = "This upload is gone. Uploads are kept for 7 days."
)

// Import reads an upload with its file, or fault.NotFound.
func (tx *Tx) Import(ctx context.Context, id string) (RosterImport, error) {
	return one[RosterImport](ctx, tx, gone, `SELECT `+importColumns("i.content", noBytes, noJSON)+` AND i.id = @id`, pgx.StrictNamedArgs{"id": uuidOrNone(id)})
}

// ImportState reads an upload without its file, or fault.NotFound.
func (tx *Tx) ImportState(ctx context.Context, id string) (RosterImport, error) {
	return one[RosterImport](ctx, tx, gone, `SELECT `+importColumns(noBytes, noBytes, noJSON)+` AND i.id = @id`, pgx.StrictNamedArgs{"id": uuidOrNone(id)})
}

// ImportRejected reads an upload with the rows that stayed out, or fault.NotFound.
func (tx *Tx) ImportRejected(ctx context.Context, id string) (RosterImport, error) {
	return one[RosterImport](ctx, tx, gone, `SELECT `+importColumns(noBytes, "i.rejected", noJSON)+` AND i.id = @id`, pgx.StrictNamedArgs{"id": uuidOrNone(id)})
}

// LockImport reads an upload with what was written, and keeps others from changing it until the transaction ends.
func (tx *Tx) LockImport(ctx context.Context, id string) (RosterImport, error) {
	return one[RosterImport](ctx, tx, gone, `SELECT `+importColumns(noBytes, noBytes, "i.written")+` AND i.id = @id FOR UPDATE OF i`, pgx.StrictNamedArgs{"id": uuidOrNone(id)})
}

// LockPeople keeps a second import of the program waiting until the transaction ends.
func (tx *Tx) LockPeople(ctx context.Context) error {
	_, err := tx.exec(ctx, `SELECT FROM program WHERE id = @program FOR NO KEY UPDATE`, nil)
	return err
}

// RecentImports lists the uploads that are not imported yet and the imports of the last day, newest first.
func (tx *Tx) RecentImports(ctx context.Context) ([]RosterImport, error) {
	return many[RosterImport](ctx, tx, `SELECT `+importColumns(noBytes, noBytes, noJSON)+`
		AND (i.state = 'open' AND i.created_at > @now::timestamptz - interval '7 days' OR i.state = 'done' AND i.done_at > @now::timestamptz - interval '24 hours')
		ORDER BY coalesce(i.done_at, i.created_at) DESC LIMIT 10`, nil)
}

// AddImport stores an upload under an id of the caller's choice. One that is taken is fault.Conflict.
func (tx *Tx) AddImport(ctx context.Context, i RosterImport) error {
	tag, err := tx.exec(ctx, `
		INSERT INTO roster_import (institution_id, id, program_id, file_name, content, pasted, created_by, created_at)
		VALUES (@institution, @id, @program, @name, @content, @pasted, @me, @now)
		ON CONFLICT DO NOTHING`,
		pgx.StrictNamedArgs{"id": i.ID, "name": i.FileName, "content": i.Content, "pasted": i.Pasted})
	if err != nil {
		return fmt.Errorf("store an upload: %w", err)
	}
	return openImport(tag.RowsAffected())
}

// openImport is nil when a statement found its open import.
func openImport(rows int64) error {
	if rows == 1 {
		return nil
	}
	return fault.New(fault.Conflict, "This upload was imported or removed meanwhile. Look at the list of people, and upload the file again if something is missing.")
}

// SetImportSheet stores where the people are. Columns and corrections of another place are dropped.
func (tx *Tx) SetImportSheet(ctx context.Context, id, sheet string, header int) error {
	tag, err := tx.exec(ctx, `
		UPDATE roster_import SET sheet = @sheet, header_row = @header,
		       mapping = CASE WHEN sheet = @sheet AND header_row = @header THEN mapping ELSE '[]' END,
		       corrections = CASE WHEN sheet = @sheet THEN corrections ELSE '{}' END
		WHERE program_id = @program AND id = @id AND state = 'open'`,
		pgx.StrictNamedArgs{"id": uuidOrNone(id), "sheet": sheet, "header": header})
	if err != nil {
		return err
	}
	return openImport(tag.RowsAffected())
}

// SetImportColumns stores what the columns are.
func (tx *Tx) SetImportColumns(ctx context.Context, i RosterImport) error {
	tag, err := tx.exec(ctx, `
		UPDATE roster_import SET mapping = @mapping, everybody = @everybody, doctors = @doctors
		WHERE program_id = @program AND id = @id AND state = 'open'`,
		pgx.StrictNamedArgs{"id": uuidOrNone(i.ID), "mapping": i.Mapping, "everybody": i.Everybody, "doctors": i.Doctors})
	if err != nil {
		return err
	}
	return openImport(tag.RowsAffected())
}

// SetImportCorrections stores what was typed in place of cells.
func (tx *Tx) SetImportCorrections(ctx context.Context, id string, corrections json.RawMessage) error {
	tag, err := tx.exec(ctx, `UPDATE roster_import SET corrections = @corrections WHERE program_id = @program AND id = @id AND state = 'open'`,
		pgx.StrictNamedArgs{"id": uuidOrNone(id), "corrections": corrections})
	if err != nil {
		return err
	}
	return openImport(tag.RowsAffected())
}

// EndImport stores what an import did, and empties the file.
func (tx *Tx) EndImport(ctx context.Context, i RosterImport) error {
	tag, err := tx.exec(ctx, `
		UPDATE roster_import SET state = 'done', content = '', corrections = '{}', rejected = @rejected, written = @written, outcome = @outcome,
		       done_at = @now, done_by = @me
		WHERE program_id = @program AND id = @id AND state = 'open'`,
		pgx.StrictNamedArgs{"id": i.ID, "rejected": i.Rejected, "written": i.Written, "outcome": i.Outcome})
	if err != nil {
		return err
	}
	return openImport(tag.RowsAffected())
}

// UndoneImport notes that an import was taken back, and empties what it kept.
func (tx *Tx) UndoneImport(ctx context.Context, id string, outcome json.RawMessage) error {
	_, err := tx.exec(ctx, `
		UPDATE roster_import SET state = 'undone', rejected = '', written = '{}', outcome = @outcome WHERE program_id = @program AND id = @id`,
		pgx.StrictNamedArgs{"id": id, "outcome": outcome})
	return err
}

// DropImport removes an upload that was not imported.
func (tx *Tx) DropImport(ctx context.Context, id string) error {
	_, err := tx.exec(ctx, `DELETE FROM roster_import WHERE program_id = @program AND id = @id AND state = 'open'`, pgx.StrictNamedArgs{"id": uuidOrNone(id)})
	return err
}

// ForgetImports removes uploads that nobody imported in 7 days, what an import wrote after the day in which it can be
// taken back, and the rows that stayed out after 7 days.
func (tx *Tx) ForgetImports(ctx context.Context) error {
	if _, err := tx.exec(ctx, `
		DELETE FROM roster_import WHERE program_id = @program AND state = 'open' AND created_at < @now::timestamptz - interval '7 days'`, nil); err != nil {
		return fmt.Errorf("forget uploads: %w", err)
	}
	_, err := tx.exec(ctx, `
		UPDATE roster_import SET written = '{}', rejected = CASE WHEN done_at < @now::timestamptz - interval '7 days' THEN '' ELSE rejected END
		WHERE program_id = @program AND state = 'done' AND done_at < @now::timestamptz - interval '24 hours'
		  AND (written <> '{}' OR rejected <> '' AND done_at < @now::timestamptz - interval '7 days')`, nil)
	if err != nil {
		return fmt.Errorf("forget imports: %w", err)
	}
	return nil
}

// ColumnMapping is what the program remembers of its last import: fields by heading.
func (tx *Tx) ColumnMapping(ctx context.Context) (json.RawMessage, error) {
	var m json.RawMessage
	err := tx.row(ctx, `SELECT column_mapping FROM program WHERE id = @program`, nil).Scan(&m)
	return m, err
}

// SetColumnMapping stores what the program remembers for its next import.
func (tx *Tx) SetColumnMapping(ctx context.Context, m json.RawMessage) error {
	_, err := tx.exec(ctx, `UPDATE program SET column_mapping = @mapping WHERE id = @program`, pgx.StrictNamedArgs{"mapping": m})
	return err
}

// RosterPerson is somebody a roster may be about, with all that it could change.
type RosterPerson struct {
	ID         tenant.PersonID
	Email      string
	Title      string
	GivenName  string
	FamilyName string
	Roles      []string // held now in the program; none for people of the institution who are new here
	CCC        bool     `db:"ccc"`
	Resident   *RosterResident
	Mentor     *RosterMentor
}

// Name is how the person is called.
func (p RosterPerson) Name() mentorship.Name {
	return mentorship.Name{Title: p.Title, Given: p.GivenName, Family: p.FamilyName}
}

// RosterResident is what a roster may say about a resident. Dates are 2006-01-02, "" for none.
type RosterResident struct {
	PGY      int    `json:"pgy"`
	Site     string `json:"site"`
	StartsOn string `json:"starts_on"`
	EndsOn   string `json:"ends_on"`
}

// RosterMentor is what a roster may say about a mentor.
type RosterMentor struct {
	Specialty string `json:"specialty"`
	Site      string `json:"site"`
	Places    int    `json:"places"`
}

// RosterPeople lists who holds a role in the program now, by name, and the people of the institution with these addresses.
func (tx *Tx) RosterPeople(ctx context.Context, emails []string) ([]RosterPerson, error) {
	return many[RosterPerson](ctx, tx, `
		SELECT p.id, p.email, p.title, p.given_name, p.family_name, coalesce(h.roles, '{}') AS roles, coalesce(h.ccc, false) AS ccc,
		       CASE WHEN r.person_id IS NOT NULL THEN jsonb_build_object('pgy', r.pgy, 'site', r.site,
		            'starts_on', coalesce(r.starts_on::text, ''), 'ends_on', coalesce(r.ends_on::text, '')) END AS resident,
		       CASE WHEN m.person_id IS NOT NULL THEN jsonb_build_object('specialty', m.specialty, 'site', m.site, 'places', m.places) END AS mentor
		FROM person p
		LEFT JOIN (
			SELECT person_id, array_agg(role ORDER BY role) AS roles, bool_or(ccc) AS ccc
			FROM membership WHERE program_id = @program AND ended_at IS NULL GROUP BY person_id
		) h ON h.person_id = p.id
		LEFT JOIN resident r ON r.program_id = @program AND r.person_id = p.id
		LEFT JOIN mentor m ON m.program_id = @program AND m.person_id = p.id
		WHERE h.person_id IS NOT NULL OR p.email = ANY (@emails)
		ORDER BY lower(p.family_name), lower(p.given_name), p.id`, pgx.StrictNamedArgs{"emails": emails})
}
