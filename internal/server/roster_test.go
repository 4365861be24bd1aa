package server_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"evenly/internal/tenant"
	"evenly/internal/world"
)

// office is a program with a coordinator who brings rosters.
type office struct {
	*world.Program
	sam *world.Person
}

func newOffice(t testing.TB) office {
	t.Helper()
	im := world.New(t).Program("im")
	return office{im, im.Person("Sam Lee", tenant.Coordinator)}
}

// workbook makes a file as Excel saves it: rows of cells on a sheet, after a title line.
func workbook(t testing.TB, rows ...[]string) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range rows {
		for j, cell := range row {
			name, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err == nil {
				err = f.SetCellStr("Sheet1", name, cell)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var headings = []string{"Name", "E-mail", "Role", "PGY", "Pager"}

// class is a roster of n residents, after its headings.
func class(n int) [][]string {
	rows := [][]string{headings}
	for i := range n {
		rows = append(rows, []string{fmt.Sprintf("Given%c Family%c%c", 'a'+i%26, 'a'+i/26%26, 'a'+i%26), fmt.Sprintf("r%d@hospital.example", i), "Resident", fmt.Sprint(1 + i%3), fmt.Sprint(5000 + i)})
	}
	return rows
}

// upload sends the form of the first step with a file.
func (o office) upload(name string, data []byte) *world.Page {
	form, action := o.sam.Get(o.At.Import()).Want(http.StatusOK).Form("form#upload")
	return o.send(action, form, name, data)
}

func (o office) send(action string, form url.Values, name string, data []byte) *world.Page {
	t := o.W.T
	t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for field, values := range form {
		for _, v := range values {
			if err := m.WriteField(field, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	part, err := m.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write(data)
	}
	if err == nil {
		err = m.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequest(http.MethodPost, o.sam.Base()+action, &body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", m.FormDataContentType())
	return o.sam.Do(r)
}

// checked walks from an upload to the check page, taking what the pages propose.
func (o office) checked(uploaded *world.Page) *world.Page {
	o.W.T.Helper()
	sheet := o.sam.Follow(uploaded).Want(http.StatusOK)
	columns := o.sam.Follow(o.sam.Submit(sheet, "form#sheet-form", nil, "")).Want(http.StatusOK)
	return o.sam.Follow(o.sam.Submit(columns, "form#columns-form", nil, "")).Want(http.StatusOK)
}

// imported presses the last button.
func (o office) imported(check *world.Page, with url.Values) *world.Page {
	o.W.T.Helper()
	return o.sam.Follow(o.sam.Submit(check, "form#check-form", with, "op=import")).Want(http.StatusOK)
}

func (o office) count(sql string, args ...any) int { return world.One[int](o.W, sql, args...) }

func wantText(t *testing.T, p *world.Page, selector string, words ...string) {
	t.Helper()
	text := p.Text(selector)
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("%q is not at %s: %s", w, selector, text)
		}
	}
}

// The whole walk of a coordinator with 120 rows, of which 5 have a mistake, without scripts: six pages.
func TestImportWalk(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	rows := class(120)
	rows[7][1], rows[20][1], rows[33][3], rows[50][2], rows[90][3] = "", "not an address", "", "Janitor", "13"
	sheet := o.sam.Follow(o.upload("roster 2026.xlsx", workbook(t, rows...)))
	wantText(t, sheet, "main", "Where are the people?", "roster 2026.xlsx", "Row 1", "Name · E-mail · Role · PGY · Pager")
	columns := o.sam.Follow(o.sam.Submit(sheet, "form#sheet-form", nil, ""))
	wantText(t, columns, "main", "What is each column?", "guessed", "Not used: Pager (E).", "r0@hospital.example")
	check := o.sam.Follow(o.sam.Submit(columns, "form#columns-form", nil, ""))
	wantText(t, check, "h1", "115 people are ready, 5 rows need a change")
	wantText(t, check, "main", "Add 115 · Change 0 · No change 0 · Skip 5", "1 row has no e-mail", "Row 8", "Row 21", "E-mail (B)", "not an address", "1 role isn't known", "Import 115 people")
	if n := o.count(`SELECT count(*)::int FROM person`); n != 1 {
		t.Errorf("%d people before the last button", n)
	}

	again := o.sam.Follow(o.sam.Submit(check, "form#check-form", url.Values{"fix-8-email": {"fixed@hospital.example"}, "fix-34-pgy": {"PGY-2"}, "fix-51-role": {"resident"}}, "op=check"))
	wantText(t, again, "main", "Add 118 · Change 0 · No change 0 · Skip 2", "Download the 2 rows")
	done := o.imported(again, nil)
	wantText(t, done, "main", "Imported 118 people", "118 people added", "2 rows left out", "Nobody was mailed.")

	if n := o.count(`SELECT count(*)::int FROM resident WHERE pgy BETWEEN 1 AND 3`); n != 118 {
		t.Errorf("%d residents", n)
	}
	if n := o.count(`SELECT count(*)::int FROM account WHERE email LIKE '%hospital.example'`); n != 118 {
		t.Errorf("%d accounts", n)
	}
	if n := o.count(`SELECT count(*)::int FROM message`); n != 0 {
		t.Errorf("the import wrote %d mails", n)
	}
	if n := o.count(`SELECT length(content) FROM roster_import`); n != 0 {
		t.Errorf("the file is still kept: %d bytes", n)
	}
	o.rejectedComesBack(t, done)
}

// rejectedComesBack corrects the file of rejected rows as a person would, and brings it back.
func (o office) rejectedComesBack(t *testing.T, done *world.Page) {
	t.Helper()
	p := o.sam.Get(done.Attr(`a[href$="rejected.xlsx"]`, "href")).Want(http.StatusOK)
	f, err := excelize.OpenReader(strings.NewReader(p.Body))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	name := f.GetSheetName(0)
	rows, err := f.GetRows(name)
	if err != nil || len(rows) != 3 || !strings.Contains(rows[1][0], "E-mail: ") || !strings.Contains(rows[2][0], "PGY: ") {
		t.Fatalf("rejected rows: %v %v", rows, err)
	}
	for cell, v := range map[string]string{"C2": "second@hospital.example", "E3": "3"} {
		if err := f.SetCellStr(name, cell, v); err != nil {
			t.Fatal(err)
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	check := o.checked(o.upload("rows.xlsx", b.Bytes()))
	wantText(t, check, "main", "Add 2 · Change 0 · No change 0 · Skip 0", "118 people are not in the file")
	wantText(t, o.imported(check, nil), "h1", "Imported 2 people")
	if n := o.count(`SELECT count(*)::int FROM resident`); n != 120 {
		t.Errorf("%d residents in the end", n)
	}
}

func TestImportPasteAndCSV(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	p := o.sam.Get(o.At.Import())
	form, action := p.Form("form#upload")
	form.Set("rows", "Last\tFirst\tMail\nOkafor\tAmara\tamara@hospital.example\nReyes\tCamila\tcamila@hospital.example\n")
	columns := o.sam.Follow(o.sam.Submit(o.sam.Follow(o.send(action, form, "", nil)), "form#sheet-form", nil, ""))
	refused := o.sam.Submit(columns, "form#columns-form", nil, "").Want(http.StatusUnprocessableEntity)
	wantText(t, refused, ".summary-errors", "Say which column holds the roles")
	if !strings.HasPrefix(refused.Text("title"), "Error: ") {
		t.Errorf("title %q", refused.Text("title"))
	}
	check := o.sam.Follow(o.sam.Submit(refused, "form#columns-form", url.Values{"everybody": {"mentor"}}, ""))
	o.imported(check, nil)
	if got := world.One[string](o.W, `SELECT string_agg(p.title || p.family_name || m.slug || m.places, ' ' ORDER BY p.family_name) FROM mentor m JOIN person p ON p.id = m.person_id`); got != "Dr.Okaforokafor2 Dr.Reyesreyes2" {
		t.Errorf("mentors %s", got)
	}

	csv := "Surname;Given name;Email;Role;Places;Specialty\nOkafor;Amara;AMARA@hospital.example;Mentor;4;Cardiology\nOkafor;Ben;ben@hospital.example;Mentor;;\n"
	check = o.checked(o.upload("export.csv", []byte(csv)))
	wantText(t, check, "main", "Add 1 · Change 1 · No change 0 · Skip 0", "Places from 2 to 4.", "Specialty from empty to Cardiology.", "1 person is not in the file", "End 1 person’s roles", "Dr. Camila Reyes")
	o.imported(check, url.Values{"end": {"yes"}})
	if got := world.One[string](o.W, `SELECT string_agg(m.slug || m.places, ' ' ORDER BY m.places) FROM mentor m JOIN membership h USING (person_id) WHERE h.ended_at IS NULL`); got != "okafor-22 okafor4" {
		t.Errorf("mentors %s", got)
	}
}

func TestImportRefusesOtherFiles(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for name, c := range map[string]struct {
		data   []byte
		status int
		words  string
	}{
		"list.xlsx":  {[]byte("%PDF-1.7 pages"), 422, "This is a PDF."},
		"empty.csv":  {nil, 422, "The file is empty."},
		"photo.xlsx": {[]byte("\x89PNG\r\n\x1a\n"), 422, "This is a picture."},
		"big.csv":    {bytes.Repeat([]byte("a,b\n"), 2_600_000), 413, "larger than 10 MB"},
		"huge.csv":   {bytes.Repeat([]byte("a,b\n"), 8_000_000), 413, "larger than 10 MB"},
	} {
		p := o.upload(name, c.data)
		if p.Status != c.status || !strings.Contains(p.Text("#file-error"), c.words) || !p.Has("form#upload a, form#upload input[name=key]") {
			t.Errorf("%s: %d %s", name, p.Status, p.Text("main"))
		}
	}
	wantText(t, o.upload("", nil).Want(422), "#file-error", "Choose a file, or paste the rows.")
	form, action := o.sam.Get(o.At.Import()).Form("form#upload")
	form.Set("rows", "one word")
	form.Del("key")
	wantText(t, o.send(action, form, "", nil).Want(http.StatusConflict), "main", "This form is incomplete")
	if n := o.count(`SELECT count(*)::int FROM roster_import`); n != 0 {
		t.Errorf("%d uploads are kept", n)
	}
}

// A file whose first sheet is a cover: the sheet is chosen, and an empty choice of columns is refused in words.
func TestImportOtherSheet(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	f := excelize.NewFile()
	defer f.Close()
	if _, err := f.NewSheet("People"); err != nil {
		t.Fatal(err)
	}
	for cell, v := range map[string]string{"A1": "Internal Medicine", "A2": "Handbook"} {
		_ = f.SetCellStr("Sheet1", cell, v)
	}
	for cell, v := range map[string]string{"A3": "Name", "B3": "Email", "C3": "Role", "D3": "PGY", "A4": "Ana Pereira", "B4": "ana@hospital.example", "C4": "Resident", "D4": "2"} {
		_ = f.SetCellStr("People", cell, v)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	sheet := o.sam.Follow(o.upload("book.xlsx", b.Bytes()))
	columns := o.sam.Follow(o.sam.Submit(sheet, "form#sheet-form", nil, ""))
	wantText(t, o.sam.Submit(columns, "form#columns-form", nil, "").Want(422), ".summary-errors", "Say which column holds the names.", "Say which column holds the e-mail addresses.")

	other := o.sam.Get(sheet.Attr(`nav a[href*="sheet=People"]`, "href"))
	if got := other.Attr("input[name=header][checked]", "value"); got != "3" {
		t.Errorf("headings in row %s", got)
	}
	columns = o.sam.Follow(o.sam.Submit(other, "form#sheet-form", nil, ""))
	check := o.sam.Follow(o.sam.Submit(columns, "form#columns-form", nil, ""))
	wantText(t, o.imported(check, nil), "h1", "Imported 1 person")
}

// The same button twice has one effect and one answer; a page that is out of date imports nothing and shows the new counts.
func TestImportTwiceAndStale(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	file := workbook(t, class(3)...)
	form, action := o.sam.Get(o.At.Import()).Form("form#upload")
	first, second := o.send(action, form, "a.xlsx", file), o.send(action, form, "a.xlsx", file)
	if first.Location != second.Location || second.Status != http.StatusSeeOther {
		t.Errorf("the same upload twice: %q and %q", first.Location, second.Location)
	}
	o.send(action, form, "other.xlsx", workbook(t, class(4)...)).Want(http.StatusConflict)

	check, other := o.checked(first), o.checked(o.upload("b.xlsx", file))
	send, path := check.Form("form#check-form")
	send.Set("op", "import")
	done := o.sam.Post(path, send).Want(http.StatusSeeOther)
	if again := o.sam.Post(path, send); again.Status != http.StatusSeeOther || again.Location != done.Location {
		t.Errorf("the same button again: %d to %q", again.Status, again.Location)
	}
	send.Set("key", "another-key-of-the-same-page")
	wantText(t, o.sam.Post(path, send).Want(http.StatusConflict), "main", "Sam Lee already imported this file.")

	stale := o.sam.Submit(other, "form#check-form", nil, "op=import").Want(http.StatusConflict)
	wantText(t, stale, "main", "These are the new counts", "Add 0 · Change 0 · No change 3 · Skip 0", "There is nothing to import.")
	if n := o.count(`SELECT count(*)::int FROM resident`); n != 3 {
		t.Errorf("%d residents", n)
	}
}

func TestImportChangesOnlyWhatTheFileSays(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ana, okafor := o.Resident("Ana Pereira", 1), o.Mentor("Amara Okafor", 3)
	o.W.SQL(`UPDATE resident SET site = 'North' WHERE person_id = $1`, string(ana.ID))
	o.W.SQL(`UPDATE mentor SET min_places = 3 WHERE person_id = $1`, string(okafor.ID))
	csv := "Name,Email,Role,PGY,Site,Specialty,Places,CCC\n" +
		"ANA PEREIRA," + ana.Email + ",Resident,2,,,,\n" +
		"Amara Okafor-Jones," + okafor.Email + ",\"Mentor, Associate director\",,,Nephrology,1,yes\n"
	check := o.checked(o.upload("r.csv", []byte(csv)))
	wantText(t, check, "main", "Change 2", "PGY from 1 to 2.", "Name from Dr. Amara Okafor to Dr. Amara Okafor-Jones.", "New role: Associate director.", "Places from 3 to 1.", "CCC member from No to Yes.")
	if text := check.Text("main"); strings.Contains(text, "Specialty from") || strings.Contains(text, "Sam Lee") {
		t.Errorf("a mentor's own words change, or the importer leaves: %s", text)
	}
	done := o.imported(check, nil)
	if got := world.One[string](o.W, `SELECT pgy || site FROM resident`); got != "2North" {
		t.Errorf("resident %s", got)
	}
	if got := world.One[string](o.W, `SELECT specialty || places || min_places FROM mentor`); got != "Cardiology11" {
		t.Errorf("mentor %s", got)
	}
	undone := o.sam.Follow(o.sam.Submit(done, `form[action$="/undo"]`, nil, ""))
	wantText(t, undone, "h1", "Taken back")
	if got := world.One[string](o.W, `SELECT string_agg(p.family_name || m.role || m.ccc, ' ' ORDER BY p.family_name) FROM membership m JOIN person p ON p.id = m.person_id WHERE m.role <> 'coordinator'`); got != "Okaformentorfalse Pereiraresidentfalse" {
		t.Errorf("after the undo: %s", got)
	}
	if got := world.One[string](o.W, `SELECT pgy || site FROM resident`); got != "1North" {
		t.Errorf("resident after the undo %s", got)
	}
}

// Taking an import back removes whoever it added, but for people who did something meanwhile.
func TestImportUndo(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	gone := o.Resident("Gone Already", 3)
	rows := class(6)
	rows = append(rows, []string{"Amara Okafor, MD", "amara@hospital.example", "Mentor", "", ""}, []string{"Camila Reyes", "camila@hospital.example", "Mentor", "", ""})
	check := o.checked(o.upload("r.xlsx", workbook(t, rows...)))
	done := o.imported(check, url.Values{"end": {"yes"}})
	wantText(t, done, "main", "8 people added", "1 person’s roles ended", "Undo the whole import")

	person := func(email string) string {
		return world.One[string](o.W, `SELECT id::text FROM person WHERE email = $1`, email)
	}
	o.W.SQL(`INSERT INTO rank_list (institution_id, program_id, cycle_id, resident_id, saved_at) VALUES ($1, $2, $3, $4, now())`, string(o.In.ID), string(o.ID), string(o.Cycle), person("r0@hospital.example"))
	o.W.SQL(`INSERT INTO not_with (institution_id, program_id, resident_id, mentor_id) VALUES ($1, $2, $3, $4)`, string(o.In.ID), string(o.ID), person("r0@hospital.example"), person("camila@hospital.example"))
	o.W.SQL(`UPDATE mentor SET saved_at = now(), draft = '{}' WHERE person_id = $1`, person("amara@hospital.example"))

	undone := o.sam.Follow(o.sam.Submit(done, `form[action$="/undo"]`, nil, "")).Want(http.StatusOK)
	wantText(t, undone, "main", "Taken back, but for 3 people", "Givena Familyaa", "Has a ranking", "Dr. Amara Okafor", "Began a profile", "Dr. Camila Reyes", "Is already part of something here")
	if n := o.count(`SELECT count(*)::int FROM person`); n != 5 {
		t.Errorf("%d people stay, want the coordinator, who was there before, and three", n)
	}
	if n := o.count(`SELECT count(*)::int FROM membership WHERE person_id = $1 AND ended_at IS NULL`, string(gone.ID)); n != 1 {
		t.Error("a role that the import ended did not go on")
	}
	o.sam.Submit(done, `form[action$="/undo"]`, url.Values{"key": {"one-more-time-please"}}, "").Want(http.StatusConflict)
}

func TestImportUndoEndsAfterADay(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	rows := class(2)
	rows[1][1] = ""
	done := o.imported(o.checked(o.upload("r.xlsx", workbook(t, rows...))), nil)
	o.checked(o.upload("open.xlsx", workbook(t, rows...)))
	o.W.Advance(25 * time.Hour)
	o.tick(t)
	wantText(t, o.sam.Submit(done, `form[action$="/undo"]`, nil, "").Want(http.StatusConflict), "main", "can no longer be taken back")
	if n := o.count(`SELECT count(*)::int FROM roster_import WHERE written <> '{}'`); n != 0 {
		t.Error("what was there before is kept longer than it can be put back")
	}
	o.sam.Get(done.Attr(`a[href$="rejected.xlsx"]`, "href")).Want(http.StatusOK)
	o.W.Advance(7 * 24 * time.Hour)
	o.tick(t)
	o.sam.Get(done.Attr(`a[href$="rejected.xlsx"]`, "href")).Want(http.StatusNotFound)
	if n := o.count(`SELECT count(*)::int FROM roster_import WHERE state = 'open' OR length(rejected) > 0`); n != 0 {
		t.Errorf("%d uploads outlive their week", n)
	}
}

func (o office) tick(t *testing.T) {
	t.Helper()
	if err := o.W.App.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// Columns are known again in the next year's file.
func TestImportRemembersColumns(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	csv := "Trainee;Kontakt;Stufe\nAna Pereira;ana@hospital.example;2\n"
	columns := o.sam.Follow(o.sam.Submit(o.sam.Follow(o.upload("a.csv", []byte(csv))), "form#sheet-form", nil, ""))
	check := o.sam.Follow(o.sam.Submit(columns, "form#columns-form", url.Values{"column0": {"name"}, "column1": {"email"}, "column2": {"pgy"}, "everybody": {"resident"}}, ""))
	o.imported(check, nil)
	columns = o.sam.Follow(o.sam.Submit(o.sam.Follow(o.upload("b.csv", []byte("Stufe;Trainee;Kontakt\n3;Ana Pereira;ana@hospital.example\n"))), "form#sheet-form", nil, ""))
	wantText(t, columns, "main", "as last time")
	if got := columns.Attr("#column1 option[selected]", "value"); got != "name" {
		t.Errorf("column B is %q", got)
	}
}

// Two thousand rows are checked and imported within the time of a request also on a busy machine; five thousand, the most
// that a sheet may hold, on a quiet one.
func TestImportThousands(t *testing.T) {
	if testing.Short() {
		t.Skip("large")
	}
	t.Parallel()
	o := newOffice(t)
	rows := class(2000)
	for i := range rows[1:] {
		if i%4 == 0 {
			rows[i+1][2], rows[i+1][3] = "Mentor", ""
		}
	}
	timed := func(what string, do func() *world.Page) *world.Page {
		begun := time.Now()
		defer func() { t.Logf("%s: %.2f s", what, time.Since(begun).Seconds()) }()
		return do()
	}
	up := timed("upload", func() *world.Page { return o.upload("r.xlsx", workbook(t, rows...)).Want(http.StatusSeeOther) })
	check := timed("three pages", func() *world.Page { return o.checked(up) })
	wantText(t, timed("import", func() *world.Page { return o.imported(check, nil) }), "h1", "Imported 2000 people")
	if n := o.count(`SELECT count(DISTINCT slug)::int FROM mentor`); n != 500 {
		t.Errorf("%d addresses of profiles", n)
	}
}

// More people than a request should take back are taken back by a task, once.
func TestImportUndoByTask(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	done := o.imported(o.checked(o.upload("r.xlsx", workbook(t, class(1001)...))), nil)
	task := o.sam.Follow(o.sam.Submit(done, `form[action$="/undo"]`, nil, ""))
	wantText(t, task, "h1", "Taking the import back")
	wantText(t, o.sam.Submit(done, `form[action$="/undo"]`, url.Values{"key": {"from-another-window"}}, "").Want(http.StatusConflict), "main", "being taken back already")
	o.W.Work()
	o.W.Eventually("the import is taken back", func() bool { return world.One[string](o.W, `SELECT state FROM task`) == "done" })
	wantText(t, o.sam.Get(o.At.People()), "h1", "1 person")
	if n := o.count(`SELECT count(*)::int FROM person`); n != 1 {
		t.Errorf("%d people after the undo", n)
	}
}
