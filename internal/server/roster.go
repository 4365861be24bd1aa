package server

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"evenly/internal/access"
	"evenly/internal/app"
	"evenly/internal/fault"
	"evenly/internal/route"
	"evenly/internal/tenant"
)

// uploadBody is the largest file with room for the form around it.
const uploadBody = app.RosterLimit + 2<<20

func (s *Server) rosterRoutes() []Endpoint {
	in := func(method, pattern string, h handler) Endpoint {
		return Endpoint{Method: method, Pattern: route.InProgram + pattern, Access: access.PeopleChange, handle: h}
	}
	upload := in(http.MethodPost, route.ImportPattern, beginRoster)
	upload.limit = uploadBody
	return []Endpoint{
		in(http.MethodGet, route.ImportPattern, showRosterUpload), upload,
		in(http.MethodGet, route.ImportTemplatePattern, rosterTemplate),
		in(http.MethodGet, route.ImportSheetPattern, showRosterSheet),
		in(http.MethodPost, route.ImportSheetPattern, saveRosterSheet),
		in(http.MethodGet, route.ImportColumnsPattern, showRosterColumns),
		in(http.MethodPost, route.ImportColumnsPattern, saveRosterColumns),
		in(http.MethodGet, route.ImportCheckPattern, showRosterCheck),
		in(http.MethodPost, route.ImportCheckPattern, saveRosterCheck),
		in(http.MethodGet, route.ImportDonePattern, showRosterDone),
		in(http.MethodPost, route.ImportUndoPattern, undoRoster),
		in(http.MethodPost, route.ImportDropPattern, dropRoster),
		in(http.MethodGet, route.ImportRejectedPattern, rosterRejected),
	}
}

func (q *request) importID() string { return chi.URLParam(q.Request, "import") }

// showRosterUpload is GET /{institution}/{program}/people/import: the file.
func showRosterUpload(q *request) error { return q.rosterUploadPage(http.StatusOK, nil) }

// beginRoster is POST /{institution}/{program}/people/import, as multipart/form-data.
func beginRoster(q *request) error {
	err := q.parse()
	id := q.field("import")
	if err == nil {
		err = q.sendRoster(id)
	}
	if f, ok := errors.AsType[*fault.Error](err); ok && (f.Kind == fault.Invalid || f.Kind == fault.TooLarge) {
		return q.rosterUploadPage(statuses[f.Kind], tooLargeFile(f))
	}
	if err != nil {
		return err
	}
	return q.see(q.at.ImportSheet(id), "")
}

func (q *request) sendRoster(id string) error {
	who, err := q.once(q.at.ImportSheet(id))
	if err != nil {
		return err
	}
	u := app.RosterUpload{Rows: q.PostFormValue("rows")}
	if u.Name, u.File, err = q.file("file"); err != nil {
		return err
	}
	return q.srv.app.BeginRoster(q.Context(), who, id, u)
}

// tooLargeFile gives a body over the limit the words that a file over the limit has.
func tooLargeFile(f *fault.Error) *fault.Error {
	if f.Kind == fault.TooLarge && len(f.Problems) == 0 {
		f.Problems = []fault.Problem{{Field: "file", Message: "The file is larger than 10 MB. Keep only the sheet with the people, and upload that."}}
	}
	return f
}

// rosterTemplate is GET /{institution}/{program}/people/import/template.xlsx.
func rosterTemplate(q *request) error {
	book, err := q.srv.app.RosterTemplate(q.who)
	if err != nil {
		return err
	}
	return q.workbook("people-template.xlsx", book)
}

// workbook answers with a file to keep.
func (q *request) workbook(name string, book []byte) error {
	h := q.w.Header()
	h.Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	_, _ = q.w.Write(book) // the person is gone: nobody to tell
	return nil
}

// showRosterSheet is GET /{institution}/{program}/people/import/{import}/sheet; "sheet" in the query looks at another one.
func showRosterSheet(q *request) error {
	f, err := q.rosterOn(q.URL.Query())
	if err != nil {
		return err
	}
	return q.rosterSheetPage(http.StatusOK, f, nil)
}

func (q *request) rosterOn(values map[string][]string) (app.RosterFile, error) {
	if names, ok := values["sheet"]; ok {
		return q.srv.app.RosterOn(q.Context(), q.who, q.importID(), names[0])
	}
	return q.srv.app.Roster(q.Context(), q.who, q.importID())
}

// saveRosterSheet is POST /{institution}/{program}/people/import/{import}/sheet.
func saveRosterSheet(q *request) error {
	who, err := q.once(q.at.ImportColumns(q.importID()))
	if err != nil {
		return err
	}
	err = q.srv.app.SetRosterSheet(q.Context(), who, q.importID(), q.PostForm.Get("sheet"), q.number("header"))
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind == fault.Invalid {
		file, err := q.rosterOn(q.PostForm)
		if err != nil {
			return err
		}
		return q.rosterSheetPage(http.StatusUnprocessableEntity, file, f)
	}
	if err != nil {
		return err
	}
	return q.see(q.at.ImportColumns(q.importID()), "")
}

// showRosterColumns is GET /{institution}/{program}/people/import/{import}/columns.
func showRosterColumns(q *request) error {
	f, err := q.srv.app.Roster(q.Context(), q.who, q.importID())
	if err != nil {
		return err
	}
	return q.rosterColumnsPage(http.StatusOK, f, nil)
}

// saveRosterColumns is POST /{institution}/{program}/people/import/{import}/columns.
func saveRosterColumns(q *request) error {
	who, err := q.once(q.at.ImportCheck(q.importID()))
	if err != nil {
		return err
	}
	err = q.srv.app.SetRosterColumns(q.Context(), who, q.importID(), q.rosterColumnsSent())
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind == fault.Invalid {
		file, err := q.srv.app.Roster(q.Context(), q.who, q.importID())
		if err != nil {
			return err
		}
		return q.rosterColumnsPage(http.StatusUnprocessableEntity, file, f)
	}
	if err != nil {
		return err
	}
	return q.see(q.at.ImportCheck(q.importID()), "")
}

// rosterColumnsSent reads the fields column0, column1 and so on. A file has at most 200 columns.
func (q *request) rosterColumnsSent() app.RosterColumns {
	c := app.RosterColumns{Everybody: tenant.Role(q.field("everybody")), Doctors: q.field("doctors") != ""}
	for i := range 200 {
		c.Fields = append(c.Fields, app.RosterField(q.field("column"+strconv.Itoa(i))))
	}
	for len(c.Fields) > 1 && c.Fields[len(c.Fields)-1] == app.RosterNoField {
		c.Fields = c.Fields[:len(c.Fields)-1]
	}
	return c
}

// showRosterCheck is GET /{institution}/{program}/people/import/{import}/check.
func showRosterCheck(q *request) error { return q.rosterCheckPage(http.StatusOK, "") }

// saveRosterCheck is POST /{institution}/{program}/people/import/{import}/check. Corrections are checked before anything
// is imported with them.
func saveRosterCheck(q *request) error {
	if err := q.parse(); err != nil {
		return err
	}
	if q.field("op") != "import" {
		return q.correctRoster("corrections-checked")
	}
	fixes := q.fixesSent()
	if len(fixes) == 0 {
		return q.importRoster()
	}
	c, err := q.srv.app.RosterCheck(q.Context(), q.who, q.importID())
	if err != nil || !corrects(c, fixes) {
		return q.importRoster() // which says what is wrong, or that it was done before
	}
	return q.correctRoster("corrections-first")
}

func (q *request) correctRoster(flash string) error {
	who, err := q.once(q.at.ImportCheck(q.importID()))
	if err != nil {
		return err
	}
	if err := q.srv.app.CorrectRoster(q.Context(), who, q.importID(), q.fixesSent()); err != nil {
		return err
	}
	return q.see(q.at.ImportCheck(q.importID()), flash)
}

// fixesSent reads the fields fix-12-email: row and field.
func (q *request) fixesSent() app.RosterFixes {
	fixes := app.RosterFixes{}
	for name := range q.PostForm {
		part := strings.SplitN(name, "-", 3)
		if len(part) != 3 || part[0] != "fix" || !slices.Contains(app.RosterFields, app.RosterField(part[2])) {
			continue
		}
		row, err := strconv.Atoi(part[1])
		if text := q.field(name); err == nil && len(text) <= 1000 {
			if fixes[row] == nil {
				fixes[row] = map[app.RosterField]string{}
			}
			fixes[row][app.RosterField(part[2])] = text
		}
	}
	return fixes
}

// corrects reports whether the corrections say anything else than the page did.
func corrects(c app.RosterCheck, fixes app.RosterFixes) bool {
	for _, g := range c.Problems {
		for _, p := range g.Problems {
			if text, sent := fixes[p.Row][p.Field]; sent && text != standing(c, p) {
				return true
			}
		}
	}
	return false
}

// standing is what stands in a cell: what was typed on the page before, else what is in the file.
func standing(c app.RosterCheck, p app.RosterProblem) string {
	if text, fixed := c.Fixes[p.Row][p.Field]; fixed {
		return text
	}
	return p.Value
}

func (q *request) importRoster() error {
	who, err := q.once(q.at.ImportDone(q.importID()))
	if err != nil {
		return err
	}
	choice := app.RosterChoice{Stamp: q.field("stamp"), End: q.field("end") != ""}
	for _, id := range q.fields("keep") {
		choice.Keep = append(choice.Keep, tenant.PersonID(id))
	}
	err = q.srv.app.ImportRoster(q.Context(), who, q.importID(), choice)
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind == fault.Conflict {
		return q.rosterCheckPage(http.StatusConflict, f.Message)
	}
	if err != nil {
		return err
	}
	return q.see(q.at.ImportDone(q.importID()), "")
}

// showRosterDone is GET /{institution}/{program}/people/import/{import}/done.
func showRosterDone(q *request) error {
	d, err := q.srv.app.RosterDone(q.Context(), q.who, q.importID())
	if err != nil {
		return err
	}
	return q.page(http.StatusOK, q.rosterDone(d).View())
}

// undoRoster is POST /{institution}/{program}/people/import/{import}/undo. Taking back very many is a task.
func undoRoster(q *request) error {
	d, err := q.srv.app.RosterDone(q.Context(), q.who, q.importID())
	if err != nil {
		return err
	}
	done := q.at.ImportDone(q.importID())
	answer := done
	if d.Outcome.Added > app.RosterUndoAtOnce {
		answer = q.at.Task(q.importID())
	}
	who, err := q.once(answer)
	if err != nil {
		return err
	}
	if err := q.srv.app.UndoRoster(q.Context(), who, q.importID(), done); err != nil {
		return err
	}
	return q.see(answer, "")
}

// dropRoster is POST /{institution}/{program}/people/import/{import}/remove.
func dropRoster(q *request) error {
	who, err := q.once(q.at.Import())
	if err != nil {
		return err
	}
	if err := q.srv.app.DropRoster(q.Context(), who, q.importID()); err != nil {
		return err
	}
	return q.see(q.at.Import(), "upload-removed")
}

// rosterRejected is GET /{institution}/{program}/people/import/{import}/rejected.xlsx.
func rosterRejected(q *request) error {
	book, err := q.srv.app.RosterRejected(q.Context(), q.who, q.importID())
	if err != nil {
		return err
	}
	if len(book) == 0 {
		return fault.New(fault.NotFound, "No row stays out.")
	}
	return q.workbook("rows-not-imported.xlsx", book)
}
