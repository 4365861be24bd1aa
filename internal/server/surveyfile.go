package server

import (
	"fmt"
	"strings"

	"github.com/go-chi/chi/v5"

	"evenly/internal/app"
	"evenly/internal/fault"
	"evenly/templates/page"
)

// readMeFile says in plain text what the other files hold: the workbook has it as a sheet, and a CSV file has no room for it.
const readMeFile = "read-me.txt"

// exportResults is GET .../results/results.xlsx, results.csv and read-me.txt.
func exportResults(q *request) error {
	file := chi.URLParam(q.Request, "file")
	form, ok := map[string]string{"results.xlsx": "xlsx", "results.csv": "csv", readMeFile: ""}[file]
	if !ok {
		return fault.New(fault.NotFound, "There is no such file.")
	}
	r, err := q.srv.app.Results(q.Context(), q.who, waveOf(q))
	if err != nil {
		return err
	}
	if file == readMeFile {
		return q.readMe(q.resultList(r))
	}
	data, err := q.srv.app.ExportResults(q.Context(), q.who, r.Wave.ID, q.resultList(r), form)
	if err != nil {
		return err
	}
	types := map[string]string{"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}
	h := q.w.Header()
	h.Set("Content-Type", types[form])
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="survey-%s-%s.%s"`, q.at.Program, r.Wave.ClosedAt.Format("2006-01-02"), form))
	_, err = q.w.Write(data)
	return err
}

// readMe writes what a list holds as plain text.
func (q *request) readMe(l app.List) error {
	q.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	for _, line := range l.ReadMe {
		if _, err := fmt.Fprintf(q.w, "%s: %s\n", line[0], line[1]); err != nil {
			return nil // the reader is gone: nobody to tell
		}
	}
	return nil
}

// resultList is the page's figures as rows: one for each answer of each question, wave and group.
func (q *request) resultList(r app.Results) app.List {
	l := app.List{Name: "Survey", Columns: []app.ListColumn{{Text: "Question"}, {Text: "Survey"}, {Text: "Group"}, {Text: "Answer"},
		{Text: "People", Number: true}, {Text: "Answered", Number: true}, {Text: "Asked", Number: true}, {Text: "Note"}}}
	v := resultsView(r)
	for _, item := range v.Items {
		for _, row := range item.Rows {
			l.Rows = append(l.Rows, exportRows(item.Heading, row.Name, "Everybody", row, askedIn(r, row.Name))...)
		}
		for _, s := range item.Splits {
			for _, row := range s.Rows {
				l.Rows = append(l.Rows, exportRows(item.Heading, r.Wave.Name, row.Name, row, "")...)
			}
			if s.Note != "" {
				l.Rows = append(l.Rows, []string{item.Heading, r.Wave.Name, s.Label, "", "", "", "", s.Note})
			}
		}
	}
	l.ReadMe = [][2]string{{"What", r.Wave.Questionnaire.Title + ", " + q.place.Name + ", " + r.Wave.Name + ", " + string(r.Wave.Audience)},
		{"Closed", dayYear(*r.Wave.ClosedAt)}, {"Answered", fmt.Sprintf("%d of %d", r.Now().Answered, r.Wave.Invited)},
		{"Fewest people", fmt.Sprintf("Nothing is in this file that tells about fewer than %d people, alone or by subtraction.", r.Wave.Questionnaire.Least())},
		{"Order of answers", "Within a question, from the unhappiest."}, {"People", "How many gave this answer. Empty where only words may be shown; Note has them."},
		{"Answered, Asked", "How many answered this question, and how many were asked. A group has no number of those asked."},
		{"Answer", "Below ten people answers are joined in bands, in a breakdown for all its groups."}, {"Confidential", "For the program’s mentorship leads. Comments are in no file."}}
	return l
}

func askedIn(r app.Results, wave string) string {
	for _, rel := range r.Releases {
		if rel.Name == wave {
			return fmt.Sprint(rel.Invited)
		}
	}
	return ""
}

func exportRows(question, wave, group string, b page.BarRow, asked string) [][]string {
	n := strings.TrimPrefix(strings.SplitN(b.N, " of ", 2)[0], "n = ")
	if b.Words != "" {
		return [][]string{{question, wave, group, "", "", n, asked, b.Words}}
	}
	var out [][]string
	for i, k := range b.Counts {
		out = append(out, []string{question, wave, group, b.Labels[i], fmt.Sprint(k), n, asked, ""})
	}
	return out
}
