package server

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"evenly/internal/access"
	"evenly/internal/app"
	"evenly/internal/fault"
	"evenly/internal/tenant"
	"evenly/templates/layout"
	"evenly/templates/page"
	"evenly/templates/ui"
)

// rosterFrame is the frame of the import's pages, with the way back to the step before.
func (q *request) rosterFrame(title string, back layout.Link) layout.Frame {
	f := q.task(title, back)
	f.Width = layout.List
	return f
}

func (q *request) rosterUploadPage(status int, f *fault.Error) error {
	list, err := q.srv.app.RosterImports(q.Context(), q.who)
	if err != nil {
		return err
	}
	v := page.RosterUpload{Frame: q.task("Bring your roster from Excel", layout.Link{Href: q.at.People(), Label: "People"}), Errors: problems(f), Action: q.at.Import(),
		Key: newKey(), ID: newID(), ErrFile: problem(f, "file"), ErrRows: problem(f, "rows"), Template: q.at.ImportTemplate()}
	v.Frame.Errors = f != nil
	if f != nil {
		v.Rows = q.PostForm.Get("rows")
	}
	for _, i := range list {
		item := page.RosterItem{Name: i.FileName, About: i.By().Full() + ", " + moment(i.CreatedAt, q.zone())}
		if i.State == "open" {
			item.Href = q.at.ImportCheck(i.ID)
			if string(i.Mapping) == "[]" {
				item.Href = q.at.ImportSheet(i.ID)
			}
			item.Remove = &ui.Post{Action: q.at.ImportDrop(i.ID), Key: newKey(), Btn: ui.Btn{Label: "Remove", SR: i.FileName, Small: true}}
			v.Open = append(v.Open, item)
			continue
		}
		item.Href, item.About = q.at.ImportDone(i.ID), i.By().Full()+", "+moment(*i.DoneAt, q.zone())
		v.Done = append(v.Done, item)
	}
	return q.page(status, v.View())
}

func (q *request) rosterSheetPage(status int, f app.RosterFile, err *fault.Error) error {
	v := page.RosterSheet{Frame: q.rosterFrame("Where are the people?", layout.Link{Href: q.at.Import(), Label: "The file"}), Errors: problems(err), Notes: f.Sheet.Notes,
		Action: q.at.ImportSheet(f.Import.ID), Key: newKey(), Sheet: f.Sheet.Name, File: f.Import.FileName + ", " + ui.Count(len(f.Sheet.Rows), "row", "rows") + "."}
	v.Frame.Errors = err != nil
	if len(f.Sheets) > 1 {
		for _, s := range f.Sheets {
			label := fmt.Sprintf("%s (%s)", s.Name, ui.Count(len(s.Rows), "row", "rows"))
			if s.Hidden {
				label += ", hidden"
			}
			v.Sheets = append(v.Sheets, ui.ChipLink{Label: label, Href: v.Action + "?sheet=" + url.QueryEscape(s.Name), Current: s.Name == f.Sheet.Name})
		}
	}
	v.Header = headerChoice(f, problem(err, "header"))
	return q.page(status, v.View())
}

// headerChoice offers the first rows, and the one that is guessed or chosen.
func headerChoice(f app.RosterFile, err string) ui.Choice {
	c := ui.Choice{Name: "header", Label: "Which row has the headings?", Error: err, Value: strconv.Itoa(f.Header),
		Hint: "People are read from the rows below it."}
	for i, r := range f.Sheet.Rows {
		if i >= 8 && r.Number != f.Header {
			continue
		}
		c.Options = append(c.Options, ui.Option{Value: strconv.Itoa(r.Number), Label: fmt.Sprintf("Row %d", r.Number), Hint: preview(r.Cells)})
	}
	c.Options = append(c.Options, ui.Option{Value: "0", Label: "There are no headings", Hint: "The first row is a person already."})
	return c
}

// preview is the first cells of a row.
func preview(cells []string) string {
	var out []string
	for _, c := range cells {
		if c = strings.TrimSpace(c); c != "" && len(out) < 8 {
			out = append(out, cut(c, 30))
		}
	}
	return strings.Join(out, " · ")
}

// cut shortens a text for a table.
func cut(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

func (q *request) rosterColumnsPage(status int, f app.RosterFile, err *fault.Error) error {
	v := page.RosterColumns{Frame: q.rosterFrame("What is each column?", layout.Link{Href: q.at.ImportSheet(f.Import.ID), Label: "Sheet and headings"}),
		Errors: problems(err), Lede: f.Import.FileName + ". Name, e-mail and role are needed; residents also need a PGY.", Sheet: q.at.ImportSheet(f.Import.ID),
		Action: q.at.ImportColumns(f.Import.ID), Key: newKey(), Options: fieldOptions(), Doctors: f.Import.Doctors,
		Everybody: ui.Field{Name: "everybody", Label: "Role of everybody in the file", Value: f.Import.Everybody, Optional: true, Width: 20, Error: problem(err, "everybody"),
			Hint: "Only when no column says who is a resident and who is a mentor."},
		Roles: append([]ui.Option{{Value: "", Label: "A column says it"}}, roleOptions(nil)...)}
	v.Frame.Errors = err != nil
	if err != nil {
		v.Everybody.Value, v.Doctors = q.field("everybody"), q.field("doctors") != ""
	}
	var unused []string
	for _, c := range f.Columns {
		row := q.rosterColumn(c, err)
		if row.Field.Value == "" && row.Fixed == "" {
			unused = append(unused, row.Heading)
		}
		v.Columns = append(v.Columns, row)
	}
	if len(unused) > 0 {
		v.Unused = "Not used: " + strings.Join(unused, ", ") + "."
	}
	return q.page(status, v.View())
}

func fieldOptions() []ui.Option {
	out := []ui.Option{{Value: "", Label: "Not used"}}
	for _, f := range app.RosterFields {
		out = append(out, ui.Option{Value: string(f), Label: f.Label()})
	}
	return out
}

// rosterColumn is one row of the table of columns; after a broken form with what was sent.
func (q *request) rosterColumn(c app.RosterColumn, err *fault.Error) page.RosterColumn {
	name := "column" + strconv.Itoa(c.Index)
	out := page.RosterColumn{Heading: "Column " + c.Letter, Samples: sampleWords(c.Samples)}
	if c.Heading != "" {
		out.Heading = cut(c.Heading, 60) + " (" + c.Letter + ")"
	}
	if c.Source == app.RosterReason {
		out.Fixed = "Left out: it says why a row was not imported."
		return out
	}
	out.Field = ui.Field{Name: name, Label: "What " + out.Heading + " is", LabelHidden: true, Value: string(c.Field), Error: problem(err, name)}
	if err != nil {
		out.Field.Value = q.field(name)
		return out
	}
	switch {
	case c.Field == app.RosterNoField:
	case c.Source == app.RosterGuessed:
		out.Mark = &ui.Status{Text: "guessed", Tone: ui.Waiting}
	case c.Source == app.RosterRemembered:
		out.Mark = &ui.Status{Text: "as last time", Tone: ui.Going}
	}
	return out
}

func sampleWords(samples []string) string {
	var out []string
	for _, s := range samples {
		out = append(out, cut(s, 40))
	}
	if len(out) == 0 {
		return "Empty"
	}
	return strings.Join(out, " · ")
}

// mostFixes is how many cells can be corrected on the page; beyond that, correcting the file is faster.
const mostFixes = 100

func (q *request) rosterCheckPage(status int, changed string) error {
	c, err := q.srv.app.RosterCheck(q.Context(), q.who, q.importID())
	if fault.Is(err, fault.Closed) {
		return q.see(q.at.ImportColumns(q.importID()), "")
	}
	if err != nil {
		return err
	}
	ready := len(c.Plan.Rows)
	v := page.RosterCheck{Frame: q.rosterFrame("Check", layout.Link{Href: q.at.ImportColumns(c.Import.ID), Label: "Columns"}), Title: checkTitle(ready, c.Skipped), Changed: changed,
		Action: q.at.ImportCheck(c.Import.ID), Key: newKey(), Stamp: c.Plan.Stamp, Columns: q.at.ImportColumns(c.Import.ID), Notes: c.Sheet.Notes,
		Counts: fmt.Sprintf("Add %d · Change %d · No change %d · Skip %d", c.Plan.Count(app.RosterAdd), c.Plan.Count(app.RosterChange), c.Plan.Count(app.RosterSame), c.Skipped)}
	v.Frame.Title = v.Title
	v.Problems, v.Warnings = rosterGroups(c)
	if c.Skipped > 0 {
		v.Rejected = &ui.Btn{Label: "Download the " + ui.Count(c.Skipped, "row", "rows"), Icon: "download", Href: q.at.ImportRejected(c.Import.ID)}
	}
	rosterLists(&v, c.Plan)
	v.Leavers = leavers(c.Plan.Leavers)
	v.Import, v.Nothing = importButton(c)
	return q.page(status, v.View())
}

func checkTitle(ready, skipped int) string {
	title := ui.Count(ready, "person is", "people are") + " ready"
	if skipped > 0 {
		title += ", " + ui.Count(skipped, "row needs a change", "rows need a change")
	}
	return title
}

// importButton is the last button, or why there is none.
func importButton(c app.RosterCheck) (button, nothing string) {
	change := c.Plan.Count(app.RosterAdd) + c.Plan.Count(app.RosterChange)
	switch {
	case change > 0:
		return "Import " + ui.Count(len(c.Plan.Rows), "person", "people"), ""
	case len(c.Plan.Rows) == 0:
		return "", "No row can be imported yet. Correct the rows above, or go back to the columns."
	case len(c.Plan.Leavers) > 0:
		return "Finish", ""
	}
	return "", "Everyone in the file is here already, just as the file says. There is nothing to import."
}

func rosterGroups(c app.RosterCheck) (broken, warnings []page.RosterGroup) {
	left := mostFixes
	for i, g := range c.Problems {
		out := page.RosterGroup{ID: "group-" + strconv.Itoa(i+1), Title: g.Title}
		shown := g.Problems[:min(len(g.Problems), left)]
		for _, p := range shown {
			out.Rows = append(out.Rows, rosterFix(c, p))
		}
		if !g.Warning {
			left -= len(shown)
		}
		if more := len(g.Problems) - len(shown); more > 0 {
			out.More = fmt.Sprintf("And %d more. Download the rows and correct them in Excel.", more)
			if g.Warning {
				out.More = fmt.Sprintf("And %d more.", more)
			}
		}
		if g.Warning {
			warnings = append(warnings, out)
			continue
		}
		broken = append(broken, out)
	}
	return broken, warnings
}

// rosterFix is one cell with the field to correct it in. What stands in the file is shown beside what was typed.
func rosterFix(c app.RosterCheck, p app.RosterProblem) page.RosterFix {
	row := strconv.Itoa(p.Row)
	out := page.RosterFix{Row: "Row " + row, Where: whereWords(p), Value: cut(p.Value, 60), Message: p.Message}
	if out.Value == "" {
		out.Value = "Empty"
	}
	if p.Field == app.RosterNoField || p.Warning && !slices.Contains([]app.RosterField{app.RosterStartsOn, app.RosterEndsOn}, p.Field) {
		return out
	}
	out.Field = &ui.Field{Name: "fix-" + row + "-" + string(p.Field), Label: p.Message, Value: standing(c, p), Attrs: map[string]any{"aria-label": "Row " + row + ", " + p.Field.Label() + ". " + p.Message}}
	if p.Field == app.RosterRole {
		out.Options = roleNames(out.Field.Value)
	}
	return out
}

// roleNames are the roles by the names that files use, with what stands in the cell first.
func roleNames(current string) []ui.Option {
	out := []ui.Option{{Value: current, Label: current}}
	if current == "" {
		out[0].Label = "Choose"
	}
	for _, r := range tenant.ProgramRoles {
		out = append(out, ui.Option{Value: strings.ReplaceAll(string(r), "_", " "), Label: access.Singular(r)})
	}
	return out
}

// whereWords is "E-mail (C)".
func whereWords(p app.RosterProblem) string {
	if p.Column == "" {
		return p.Field.Label()
	}
	return p.Field.Label() + " (" + p.Column + ")"
}

// mostListed is how many names of a list are shown; the counts above hold for all.
const mostListed = 300

func rosterLists(v *page.RosterCheck, plan app.RosterPlan) {
	for _, r := range plan.Rows {
		d := page.RosterDiff{Name: r.Name.Full(), About: fmt.Sprintf("Row %d. %s", r.Row, rowWords(r))}
		switch {
		case r.Act == app.RosterAdd && len(v.Adds) < mostListed:
			v.Adds = append(v.Adds, d)
		case r.Act == app.RosterChange && len(v.Changes) < mostListed:
			v.Changes = append(v.Changes, d)
		}
	}
	v.AddsH = listWords(plan.Count(app.RosterAdd), "1 person is new here", "%d people are new here")
	v.ChangesH = listWords(plan.Count(app.RosterChange), "1 person changes", "%d people change")
	for _, s := range plan.Stay {
		v.Stay = append(v.Stay, s.Name.Full()+": "+roleTexts(s.Roles))
	}
	v.StayH = listWords(len(plan.Stay), "1 person keeps a role that the file does not name", "%d people keep a role that the file does not name")
}

func listWords(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return fmt.Sprintf(many, n) + beyond(n)
}

func beyond(n int) string {
	if n > mostListed {
		return fmt.Sprintf(" (the first %d)", mostListed)
	}
	return ""
}

// rowWords is what happens to a person: "New role: Mentor. PGY from 2 to 3."
func rowWords(r app.RosterRow) string {
	var parts []string
	if len(r.Give) > 0 {
		word := "New role: "
		if r.Act == app.RosterAdd {
			word = ""
		}
		parts = append(parts, word+roleTexts(r.Give)+".")
	}
	if r.Act == app.RosterAdd {
		parts = append(parts, r.Email)
	}
	for _, d := range r.Diffs {
		from := d.From
		if from == "" {
			from = "empty"
		}
		to := d.To
		if to == "" {
			to = "empty"
		}
		parts = append(parts, fmt.Sprintf("%s from %s to %s.", d.What, from, to))
	}
	return strings.Join(parts, " ")
}

func leavers(list []app.RosterLeaver) page.RosterLeavers {
	if len(list) == 0 {
		return page.RosterLeavers{}
	}
	v := page.RosterLeavers{Heading: ui.Count(len(list), "person is", "people are") + " not in the file", Label: fmt.Sprintf("End %d people’s roles", len(list)),
		More: "Who they are"}
	if len(list) == 1 {
		v.Label = "End 1 person’s roles"
	}
	for _, l := range list {
		v.People = append(v.People, ui.Option{Value: string(l.Person), Label: l.Name.Full(), Hint: roleTexts(l.Roles) + " · " + l.Email})
	}
	return v
}

// rosterDone is the last page of an import.
func (q *request) rosterDone(d app.RosterDone) page.RosterDone {
	v := page.RosterDone{Title: "Imported " + ui.Count(d.Outcome.Added+d.Outcome.Changed+d.Outcome.Same, "person", "people"),
		Lede: d.Import.FileName + ", by " + d.Import.By().Full() + ", " + moment(*d.Import.DoneAt, q.zone()) + ". Nobody was mailed."}
	if d.Import.State == "undone" {
		v.Title, v.Lede = "Taken back", d.Import.FileName+" is undone: people and roles are as they were before."
		for _, k := range d.Kept {
			v.Kept = append(v.Kept, page.RosterDiff{Name: k.Name, About: keptWords[k.Why]})
		}
		if len(v.Kept) > 0 {
			v.Title, v.Lede = "Taken back, but for "+ui.Count(len(v.Kept), "person", "people"), d.Import.FileName+" is undone for everyone else. Change these on their own pages."
		}
	} else {
		v.Facts = outcomeFacts(d.Outcome)
		v.Next = []ui.Btn{{Label: "See the list", Href: q.at.People()}, {Label: "Invite people", Icon: "send", Href: q.at.Invite(), Kind: ui.Primary}}
	}
	if d.CanUndo {
		v.Undo = &ui.Post{Action: q.at.ImportUndo(d.Import.ID), Key: newKey(), Btn: ui.Btn{Label: "Undo the whole import", Icon: "undo-2"}}
		v.UndoHint = "The whole import can be taken back until " + moment(d.Until, q.zone()) + ". Whoever has done something by then keeps what they have."
	}
	if d.Outcome.Skipped > 0 && d.Import.State == "done" {
		v.Rejected = &ui.Btn{Label: "Download the " + ui.Count(d.Outcome.Skipped, "row", "rows") + " left out", Icon: "download", Href: q.at.ImportRejected(d.Import.ID)}
	}
	if len(v.Next) == 0 {
		v.Next = []ui.Btn{{Label: "See the list", Href: q.at.People(), Kind: ui.Primary}}
	}
	v.Frame = q.task(v.Title, layout.Link{Href: q.at.People(), Label: "People"})
	return v
}

// keptWords says why taking an import back left somebody alone.
var keptWords = map[string]string{"ranking": "Has a ranking", "pair": "Is in a pair", "meeting": "Logged a meeting", "away": "Has time away entered",
	"mail": "Was invited or had mail", "profile": "Began a profile", "used": "Is already part of something here", "changed": "Was changed by hand since"}

func outcomeFacts(o app.RosterOutcome) []ui.Fact {
	var facts []ui.Fact
	for _, f := range []struct {
		n         int
		icon      string
		one, many string
	}{
		{o.Added, "user-plus", "person added", "people added"}, {o.Changed, "square-pen", "person changed", "people changed"},
		{o.Same, "circle-check", "person without a change", "people without a change"}, {o.Skipped, "circle-alert", "row left out", "rows left out"},
		{o.Ended, "log-out", "person’s roles ended", "people’s roles ended"},
	} {
		if f.n > 0 {
			facts = append(facts, ui.Fact{Icon: f.icon, Text: ui.Count(f.n, f.one, f.many)})
		}
	}
	return facts
}
