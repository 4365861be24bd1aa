package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/sheet"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// A roster comes in by steps: the file is uploaded, its sheet and headings and columns are named, what is wrong with its
// rows is corrected, and each step is kept with the upload (store.RosterImport), so that a person can leave and go on.
// Nobody's row changes before ImportRoster (rosterwrite.go). The file is read again at each step: it is the one truth.

// What callers of this package name without importing the package that reads files.
type (
	// RosterColumn is one column of a file, with what it seems to be.
	RosterColumn = sheet.Column
	// RosterField is what a column may mean.
	RosterField = sheet.Field
	// RosterProblem is one thing to say about one cell.
	RosterProblem = sheet.RowProblem
	// RosterProblems are problems that need the same repair.
	RosterProblems = sheet.ProblemGroup
	// RosterSheet is one table of a file.
	RosterSheet = sheet.Sheet
	// RosterImport is an upload and what was decided about it.
	RosterImport = store.RosterImport
)

// Where a column's field comes from, and fields and codes that pages treat in their own way.
const (
	RosterGuessed    = sheet.Guessed
	RosterRemembered = sheet.Remembered
	RosterReason     = sheet.ReasonColumn
	RosterNoField    = sheet.Ignored
	RosterRole       = sheet.Role
	RosterStartsOn   = sheet.StartsOn
	RosterEndsOn     = sheet.EndsOn
)

// RosterFields are what a column may be, in the order people choose from.
var RosterFields = sheet.Fields

// RosterLimit is the largest file in bytes.
const RosterLimit = 10_000_000

// RosterUpload is a file, or pasted rows. The file counts when both are there.
type RosterUpload struct {
	Name string
	File []byte
	Rows string
}

// RosterImports lists the uploads that wait for their next step and the imports that can still be taken back.
func (a *App) RosterImports(ctx context.Context, who tenant.Scope) (list []RosterImport, err error) {
	if err := access.Check(who, access.PeopleChange); err != nil {
		return nil, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		list, err = tx.RecentImports(ctx)
		return err
	})
	return list, err
}

// BeginRoster stores an upload under an id of the caller's choice. A file that holds no table is fault.Invalid, a
// large one fault.TooLarge, both with a problem for "file" or "rows" that says what it is.
func (a *App) BeginRoster(ctx context.Context, who tenant.Scope, id string, u RosterUpload) error {
	if err := access.Check(who, access.PeopleChange); err != nil {
		return err
	}
	i := RosterImport{ID: id, Content: u.File}
	if len(u.File) == 0 && strings.TrimSpace(u.Rows) != "" {
		i.Content, i.Pasted = []byte(u.Rows), true
	}
	if !store.IsID(id) {
		return fault.New(fault.Mismatch, "This form is incomplete. Open the page again and send it once more.")
	}
	book, err := readBook(u.Name, i)
	if err != nil {
		return err
	}
	i.FileName = shortName(book.Name)
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		if err := tx.AddImport(ctx, i); err != nil {
			return err
		}
		return tx.Audit(ctx, "roster.upload", id, map[string]any{"bytes": len(i.Content)})
	})
}

// readBook reads the file of an upload.
func readBook(name string, i RosterImport) (*sheet.Book, error) {
	var b *sheet.Book
	var err error
	switch {
	case i.Pasted:
		b, err = sheet.Paste(string(i.Content), sheet.Limits{Bytes: RosterLimit})
	case len(i.Content) == 0 && name == "":
		var p fault.Problems
		p.Add("file", "Choose a file, or paste the rows.")
		return nil, p.Err()
	default:
		b, err = sheet.Open(name, bytes.NewReader(i.Content), sheet.Limits{Bytes: RosterLimit})
	}
	return b, err
}

func shortName(s string) string {
	if s == "" {
		return "Roster"
	}
	if utf8.RuneCountInString(s) <= 120 {
		return s
	}
	return string([]rune(s)[:119]) + "…"
}

// RosterFile is an upload that is being worked on.
type RosterFile struct {
	Import  RosterImport
	Sheets  []RosterSheet // those with rows
	Sheet   *RosterSheet  // the one that holds the people
	Header  int           // number of the row with the headings, 0 for none
	Columns []RosterColumn
	Chosen  bool // the columns were confirmed by a person
}

// Roster reads an upload for its next step. One that was imported already is fault.Conflict.
func (a *App) Roster(ctx context.Context, who tenant.Scope, id string) (RosterFile, error) {
	return a.rosterOn(ctx, who, id, nil)
}

// RosterOn is Roster looking at another sheet than the chosen one.
func (a *App) RosterOn(ctx context.Context, who tenant.Scope, id, sheet string) (RosterFile, error) {
	return a.rosterOn(ctx, who, id, &sheet)
}

func (a *App) rosterOn(ctx context.Context, who tenant.Scope, id string, sheet *string) (out RosterFile, err error) {
	if err := access.Check(who, access.PeopleChange); err != nil {
		return out, err
	}
	var remembered json.RawMessage
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		if out.Import, err = tx.Import(ctx, id); err != nil {
			return err
		}
		remembered, err = tx.ColumnMapping(ctx)
		return err
	})
	if err != nil {
		return out, err
	}
	if out.Import.State != "open" {
		return out, fault.New(fault.Conflict, "%s already imported this file. Look at the list of people; to bring more, upload a file again.", out.Import.By().Full())
	}
	if sheet != nil && *sheet != out.Import.Sheet {
		out.Import.Sheet, out.Import.HeaderRow, out.Import.Mapping = *sheet, nil, nil
	}
	return out, out.read(remembered)
}

// read opens the file and applies what was decided.
func (f *RosterFile) read(remembered json.RawMessage) error {
	book, err := readBook(f.Import.FileName, f.Import)
	if err != nil {
		return err
	}
	for _, s := range book.Sheets {
		if len(s.Rows) > 0 {
			f.Sheets = append(f.Sheets, s)
		}
	}
	if f.Sheet, err = book.Sheet(f.Import.Sheet); err != nil {
		return err
	}
	f.Header = f.Sheet.HeaderRow()
	if f.Import.HeaderRow != nil {
		f.Header = *f.Import.HeaderRow
	}
	known := map[string]sheet.Field{}
	if err := json.Unmarshal(remembered, &known); err != nil {
		return fmt.Errorf("read the remembered columns: %w", err)
	}
	f.Columns = f.Sheet.Columns(f.Header, known)
	return f.choose()
}

// choose puts the fields that a person confirmed in place of the guesses.
func (f *RosterFile) choose() error {
	var chosen sheet.Mapping
	if len(f.Import.Mapping) > 0 {
		if err := json.Unmarshal(f.Import.Mapping, &chosen); err != nil {
			return fmt.Errorf("read the columns of an upload: %w", err)
		}
	}
	f.Chosen = len(chosen) > 0
	for i := range f.Columns {
		if !f.Chosen || f.Columns[i].Source == sheet.ReasonColumn {
			continue
		}
		field := sheet.Ignored
		if i < len(chosen) {
			field = chosen[i]
		}
		if field != f.Columns[i].Field {
			f.Columns[i].Field, f.Columns[i].Source = field, sheet.NotKnown
		}
	}
	return nil
}

// SetRosterSheet says which sheet holds the people, and in which row the headings stand (0: there are none).
func (a *App) SetRosterSheet(ctx context.Context, who tenant.Scope, id, name string, header int) error {
	f, err := a.RosterOn(ctx, reading(who), id, name)
	if err != nil {
		return err
	}
	if header != 0 && !slices.ContainsFunc(f.Sheet.Rows, func(r sheet.Row) bool { return r.Number == header }) {
		var p fault.Problems
		p.Add("header", "Choose the row with the headings.")
		return p.Err()
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error { return tx.SetImportSheet(ctx, id, name, header) })
}

// RosterColumns is what a person says about the columns of a file.
type RosterColumns struct {
	Fields    []RosterField // by column, from A
	Everybody tenant.Role   // the role of everybody, where no column holds roles
	Doctors   bool          // write "Dr." before the names of mentors and directors
}

// SetRosterColumns stores what the columns are. What is missing or doubled is fault.Invalid, by column ("column3", from 0).
func (a *App) SetRosterColumns(ctx context.Context, who tenant.Scope, id string, c RosterColumns) error {
	if err := access.Check(who, access.PeopleChange); err != nil {
		return err
	}
	if c.Everybody != "" && !slices.Contains(tenant.ProgramRoles, c.Everybody) {
		var p fault.Problems
		p.Add("everybody", "Choose a role from the list.")
		return p.Err()
	}
	if err := sheet.Mapping(c.Fields).Check(sheet.RoleName(c.Everybody)); err != nil {
		return err
	}
	mapping, err := json.Marshal(c.Fields)
	if err != nil {
		return fmt.Errorf("store the columns of an upload: %w", err)
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		return tx.SetImportColumns(ctx, RosterImport{ID: id, Mapping: mapping, Everybody: string(c.Everybody), Doctors: c.Doctors})
	})
}

// RosterFixes is what was typed in place of cells, by row and field.
type RosterFixes map[int]map[RosterField]string

// CorrectRoster stores corrections beside those of before.
func (a *App) CorrectRoster(ctx context.Context, who tenant.Scope, id string, fixes RosterFixes) error {
	if err := access.Check(who, access.PeopleChange); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		i, err := tx.LockImport(ctx, id)
		if err != nil {
			return err
		}
		all, err := fixesOf(i)
		if err != nil {
			return err
		}
		text, err := json.Marshal(all.with(fixes))
		if err != nil {
			return fmt.Errorf("store corrections: %w", err)
		}
		return tx.SetImportCorrections(ctx, id, text)
	})
}

// fixesOf are the corrections that are kept with an upload.
func fixesOf(i RosterImport) (RosterFixes, error) {
	f := RosterFixes{}
	if err := json.Unmarshal(i.Corrections, &f); err != nil {
		return nil, fmt.Errorf("read corrections: %w", err)
	}
	return f, nil
}

// with are the corrections with others over them.
func (f RosterFixes) with(others RosterFixes) RosterFixes {
	for row, cells := range others {
		for field, text := range cells {
			if f[row] == nil {
				f[row] = map[RosterField]string{}
			}
			f[row][field] = text
		}
	}
	return f
}

// DropRoster removes an upload that was not imported.
func (a *App) DropRoster(ctx context.Context, who tenant.Scope, id string) error {
	if err := access.Check(who, access.PeopleChange); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		if err := tx.DropImport(ctx, id); err != nil {
			return err
		}
		return tx.Audit(ctx, "roster.remove", id, nil)
	})
}

// RosterTemplate is a workbook to fill in.
func (a *App) RosterTemplate(who tenant.Scope) ([]byte, error) {
	if err := access.Check(who, access.PeopleChange); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err := sheet.WriteTemplate(&b)
	return b.Bytes(), err
}

// forgetRosters removes what uploads held about people when its time is over.
func forgetRosters(a *App, ctx context.Context, who tenant.Scope) error {
	return a.store.As(ctx, who, func(tx *store.Tx) error { return tx.ForgetImports(ctx) })
}

// reading is the scope for what is read before a write: it leaves the form's key to the transaction that writes.
func reading(who tenant.Scope) tenant.Scope {
	who.Once = nil
	return who
}
