package server

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"evenly/internal/access"
	"evenly/internal/app"
	"evenly/internal/mentorship"
	"evenly/internal/route"
	"evenly/internal/survey"
	"evenly/templates/page"
	"evenly/templates/ui"
)

func (s *Server) surveyResultRoutes() []Endpoint {
	in := func(method, pattern string, act access.Act, h handler) Endpoint {
		return Endpoint{Method: method, Pattern: route.InProgram + pattern, Access: act, handle: h}
	}
	return []Endpoint{
		in(http.MethodGet, route.SurveyResultsPattern, access.SurveyRead, showResults),
		in(http.MethodGet, route.SurveyExportPattern, access.SurveyExport, exportResults),
		in(http.MethodGet, route.SurveyCommentsPattern, access.SurveyReply, showComments),
		in(http.MethodPost, route.SurveyCommentsPattern, access.SurveyReply, saveComments),
		in(http.MethodGet, route.SurveyReplyPattern, access.SurveyReply, showReply),
		in(http.MethodPost, route.SurveyReplyPattern, access.SurveyReply, saveReply),
		in(http.MethodGet, route.SurveyAlarmPattern, access.AlarmSign, showAlarm),
		in(http.MethodPost, route.SurveyAlarmPattern, access.AlarmSign, signAlarm),
	}
}

// showResults is GET /{institution}/{program}/surveys/{wave}/results.
func showResults(q *request) error {
	r, err := q.srv.app.Results(q.Context(), q.who, waveOf(q))
	if err != nil {
		return err
	}
	v := resultsView(r)
	v.Frame = q.frame(v.Head.Title)
	v.Frame.PrintHead = q.resultsHead(r)
	id := string(r.Wave.ID)
	for _, a := range r.Alarms {
		v.Alarms = append(v.Alarms, q.alarmItem(a, q.at.SurveyAlarm(string(a.ID))))
	}
	if access.Check(q.who, access.SurveyReply) == nil {
		v.Todo = q.afterSurvey(r)
	}
	if access.Check(q.who, access.SurveyExport) == nil {
		v.Head.Actions = []ui.Btn{{Label: "Excel", Icon: "file-spreadsheet", Href: q.at.SurveyExport(id, "results.xlsx")}, {Label: "CSV", Icon: "download", Href: q.at.SurveyExport(id, "results.csv")}}
		v.ReadMe = q.at.SurveyExport(id, readMeFile)
	}
	return q.page(http.StatusOK, v.View())
}

// resultsHead is the line above printed results.
func (q *request) resultsHead(r app.Results) string {
	return r.Wave.Program + " · " + r.Wave.Name + ", " + string(r.Wave.Audience) + " · " + dayYear(r.Today) + " · Prepared by " + q.me.Name.Full() + " · Confidential"
}

// afterSurvey is what waits for those who run the program.
func (q *request) afterSurvey(r app.Results) []ui.Item {
	var out []ui.Item
	id := string(r.Wave.ID)
	if r.IsReader && !r.Wave.CommentsRead && !r.Now().Suppressed() {
		out = append(out, ui.Item{Href: q.at.SurveyComments(id), Title: "Read the comments first", Text: "You’re the one person who reads them before others do."})
	}
	reply := ui.Item{Href: q.at.SurveyReply(id), Title: "Write the reply", Text: "Due by " + dayYear(r.Wave.ClosedAt.AddDate(0, 0, mentorship.ReplyDays)) + ". The next survey is locked until it is published."}
	if r.Wave.RepliedAt != nil {
		reply.Title, reply.Text = "Mend the reply", "Published on "+dayYear(*r.Wave.RepliedAt)+"."
	}
	if !r.Now().Suppressed() {
		out = append(out, reply)
	}
	return out
}

// resultsView puts released figures into words and bars. It adds nothing to them.
func resultsView(r app.Results) page.Results {
	now, w := r.Now(), r.Wave
	v := page.Results{Head: ui.Head{Eyebrow: w.Questionnaire.Title + " · " + w.Name + ", " + string(w.Audience), Title: finding(r)},
		ReadNote: w.Reader().Full() + " read them first.", Unread: r.Unread, Method: methodOfSurvey(w.Questionnaire)}
	if v.Unread {
		v.ReadNote = w.Reader().Full() + " reads the comments first. They come here when nothing in them identifies a person."
	}
	if now.Suppressed() {
		v.Unread = false
		v.Head.Lede = "These answers are added to those of the next surveys, and shown once they are five together."
		return v
	}
	v.Head.Strong, v.Head.Lede = fmt.Sprintf("%d of %d answered, %d%%.", now.Answered, w.Invited, wholePercent(now.Answered, w.Invited)), " Nobody can link an answer to a person."
	if now.Pooled > 0 {
		v.Head.Strong, v.Head.Lede = fmt.Sprintf("%d answers from %d small surveys.", now.Answered, now.Pooled), " Each had fewer than five answers by itself; they are shown together, once."
	}
	v.Caution = caution(now, w)
	for _, item := range w.Questionnaire.Items {
		if _, known := now.Item(item.ID); known && item.Kind != survey.GroupKind {
			v.Items = append(v.Items, resultItem(r, item))
		}
	}
	worryFirst(r, v.Items)
	for _, s := range now.Scores {
		v.Items = append(v.Items, scoreItem(r, s))
	}
	v.Comments = commentGroups(r)
	v.Answered = completion(r)
	if r.Reply.PublishedAt != nil {
		v.Reply = &page.ReplyText{Said: r.Reply.Said, Did: r.Reply.Did, Wont: r.Reply.Wont, When: "Published on " + dayYear(*r.Reply.PublishedAt) + "."}
	}
	return v
}

func caution(now survey.Release, w app.Wave) string {
	var parts []string
	if now.Pooled == 0 && w.Invited > 0 && now.Answered*100 < w.Invited*70 {
		parts = append(parts, "Fewer than 70% answered. Read the pale part of the strips: it says what the others could change.")
	}
	if now.Spoiled > 0 {
		parts = append(parts, ui.Count(now.Spoiled, "ballot", "ballots")+" could not be read and "+were(now.Spoiled)+" not counted.")
	}
	return strings.Join(parts, " ")
}

func were(n int) string {
	if n == 1 {
		return "was"
	}
	return "were"
}

func wholePercent(k, n int) int {
	if n == 0 {
		return 0
	}
	return (200*k + n) / (2 * n)
}

// finding is the page's title, made from the figures by rules.
func finding(r app.Results) string {
	now := r.Now()
	if now.Suppressed() {
		return "Fewer than 5 answers, so not shown"
	}
	worst := worstWarning(r.Warnings)
	if worst != nil && worst.Reading != survey.None {
		if was, ok := earlier(r, worst.Item); ok {
			return fmt.Sprintf("The unhappy group is %d of %d. It was %d of %d.", worst.Now.K, worst.Now.N, was.K, was.N)
		}
		return fmt.Sprintf("%d of %d are unhappy.", worst.Now.K, worst.Now.N)
	}
	if item, ok := now.Item(survey.Value); ok {
		if s, known := item.Figure.BottomTwo(); known {
			text := fmt.Sprintf("%d of %d get little out of mentoring.", s.K, s.N)
			if worst != nil && worst.Compared {
				text += " That is no more than chance explains."
			}
			return text
		}
	}
	return "Nothing stands out."
}

func worstWarning(all []survey.ItemWarning) *survey.ItemWarning {
	rank := map[survey.Reading]int{survey.None: 0, survey.Watch: 1, survey.Act: 2}
	var worst *survey.ItemWarning
	for i := range all {
		if worst == nil || rank[all[i].Reading] > rank[worst.Reading] || all[i].Reading == worst.Reading && all[i].Now.Value() > worst.Now.Value() {
			worst = &all[i]
		}
	}
	return worst
}

// resultItem is one question: its waves under each other, then all who were asked, then the planned breakdowns of this wave.
func resultItem(r app.Results, item survey.Item) page.ResultItem {
	labels := item.Labels()
	v := page.ResultItem{ID: string(item.ID), Heading: item.Ask, Legend: labels, Palette: paletteOf(item), Twin: newTwin(item.Ask, labels)}
	for _, rel := range r.Releases {
		result, ok := rel.Figures.Item(item.ID)
		if !ok || rel.Figures.Suppressed() {
			continue
		}
		row := barOf(rel.Name, labels, result.Figure, rel.Invited)
		row.Low = lowWords(item, result.Figure)
		v.Rows = append(v.Rows, row)
		v.Twin.Rows = append(v.Twin.Rows, append(twinOf(rel.Name, labels, result.Figure, rel.Invited), lowCell(item, result.Figure)))
	}
	result, _ := r.Now().Item(item.ID)
	v.Takeaway = takeaway(r, item, result.Figure)
	if fromBottom(item) {
		v.Bounds, v.Strips = boundsWords(r, result.Figure), askedStrips(r, item.ID)
	}
	v.Reading, v.Rule = readingOf(r, item.ID)
	v.Splits = splits(r.Wave.Questionnaire, labels, result.Breakdowns)
	for _, s := range v.Splits {
		for _, row := range s.Rows {
			v.Twin.Rows = append(v.Twin.Rows, wordsRow(s.Label+": "+row.Name, len(labels), row))
		}
	}
	return v
}

func newTwin(ask string, labels []string) ui.Twin {
	t := ui.Twin{Label: ask + ", answers by survey", Head: append(append([]string{"Survey"}, labels...), "Answered", "Asked", "Two lowest")}
	for i := range len(labels) + 3 {
		t.Num = append(t.Num, i+1)
	}
	return t
}

func lowCell(item survey.Item, f survey.Figure) string {
	if share, known := f.BottomTwo(); known && fromBottom(item) {
		return fmt.Sprint(share.K)
	}
	return ""
}

// earlier is the share in the last wave before this one that could be shown.
func earlier(r app.Results, id survey.ItemID) (survey.Share, bool) {
	for _, rel := range slices.Backward(r.Releases[:len(r.Releases)-1]) {
		if item, ok := rel.Figures.Item(id); ok {
			if s, known := item.Figure.BottomTwo(); known {
				return s, true
			}
		}
	}
	return survey.Share{}, false
}

// barOf draws a figure as finely as it was released.
func barOf(name string, labels []string, f survey.Figure, asked int) page.BarRow {
	row := page.BarRow{Name: name, Labels: labels, Counts: f.Counts}
	if f.N > 0 {
		row.N = fmt.Sprintf("n = %d", f.N)
		if asked > 0 {
			row.N = fmt.Sprintf("%d of %d", f.N, max(asked, f.N))
		}
	}
	if f.Detail == survey.Banded && len(f.Counts) != len(labels) {
		row.Labels = bandLabels(labels)
	}
	row.Words = figureWords(labels, f)
	return row
}

// figureWords stand in place of a bar where only words may be shown.
func figureWords(labels []string, f survey.Figure) string {
	switch f.Detail {
	case survey.Suppressed:
		return "Fewer than 5 answers, so not shown."
	case survey.Mixed:
		return "Not shown in figures: another group agrees, and could be worked out."
	case survey.NearlyAll:
		if f.Bands {
			labels = bandLabels(labels)
		}
		return "Nearly all: " + strings.ToLower(labels[f.Answer-1])
	}
	return ""
}

// bandLabels join the two lowest and the two highest answers, as banded figures do.
func bandLabels(labels []string) []string {
	last := len(labels) - 1
	if last < 3 {
		return labels
	}
	out := []string{labels[0] + " or " + strings.ToLower(labels[1])}
	if last > 3 {
		middle := labels[2]
		if last > 4 {
			middle = "Between"
		}
		out = append(out, middle)
	}
	return append(out, labels[last-1]+" or "+strings.ToLower(labels[last]))
}

func twinOf(name string, labels []string, f survey.Figure, asked int) []string {
	row := []string{name}
	for i := range labels {
		switch {
		case f.Detail == survey.Exact && i < len(f.Counts):
			row = append(row, fmt.Sprint(f.Counts[i]))
		case i == 0:
			row = append(row, bandedWords(labels, f))
		default:
			row = append(row, "")
		}
	}
	n := ""
	if f.N > 0 {
		n = fmt.Sprint(f.N)
	}
	return append(row, n, fmt.Sprint(asked))
}

func bandedWords(labels []string, f survey.Figure) string {
	if f.Detail != survey.Banded {
		return figureWords(labels, f)
	}
	names := labels
	if len(f.Counts) != len(labels) {
		names = bandLabels(labels)
	}
	var parts []string
	for i, k := range f.Counts {
		parts = append(parts, fmt.Sprintf("%s: %d", names[i], k))
	}
	return strings.Join(parts, "; ")
}

// wordsRow is a group's line of the table twin.
func wordsRow(name string, columns int, b page.BarRow) []string {
	row := make([]string, columns+4)
	row[0], row[columns+1] = name, b.N
	if b.Words != "" {
		row[1] = b.Words
		return row
	}
	for i, k := range b.Counts {
		if len(b.Counts) == columns {
			row[i+1] = fmt.Sprint(k)
		} else if row[1] += fmt.Sprintf("%s: %d. ", b.Labels[i], k); i == len(b.Counts)-1 {
			row[1] = strings.TrimSpace(row[1])
		}
	}
	return row
}

func splits(q survey.Questionnaire, labels []string, all []survey.BreakdownResult) []page.Split {
	var out []page.Split
	for _, b := range all {
		by, _ := q.Item(b.By)
		s := page.Split{Label: "By group: " + by.Ask}
		for _, g := range b.Groups {
			s.Rows = append(s.Rows, barOf(g.Name, labels, g.Figure, 0))
		}
		if b.Others != nil && len(b.Groups) > 0 {
			s.Rows = append(s.Rows, barOf("Others", labels, *b.Others, 0))
		}
		s.Note = strings.TrimSpace(bandNote(labels, s.Rows) + " " + splitNote(b))
		out = append(out, s)
	}
	return out
}

// bandNote says what the bars of a breakdown join, where a group of it has fewer than ten people.
func bandNote(labels []string, rows []page.BarRow) string {
	for _, row := range rows {
		if len(row.Counts) > 0 && len(row.Counts) != len(labels) {
			return "In bands, because a group has fewer than ten people: " + strings.ToLower(strings.Join(row.Labels, "; ")) + "."
		}
	}
	return ""
}

// splitNote says what is not shown and why. Groups are never set beside those of an earlier survey: a few people who joined
// or left would show.
func splitNote(b survey.BreakdownResult) string {
	switch {
	case b.Changed:
		return "Not shown this time: few people joined or left since an earlier survey, and the difference would tell about them."
	case b.Withheld:
		return "Not shown: together with another breakdown it would tell about a few people."
	case len(b.Groups) == 0:
		return "Groups are not shown: some have fewer than 5 people, or could be worked out."
	case len(b.Hidden) > 0:
		return strings.Join(b.Hidden, ", ") + ": not shown alone, so that fewer than 5 people can’t be worked out."
	}
	return ""
}

// scoreItem is one score of an instrument.
func scoreItem(r app.Results, s survey.ScoreResult) page.ResultItem {
	in, _ := survey.Find(s.Instrument)
	name := in.Name
	if s.Scale != "" {
		name += ": " + s.Scale
	}
	v := page.ResultItem{ID: string(s.Instrument) + "-" + strings.ReplaceAll(s.Scale, " ", "-"), Heading: name, Legend: s.Bins,
		Rows: []page.BarRow{barOf(r.Wave.Name, s.Bins, s.Figure, r.Wave.Invited)}, Splits: splits(r.Wave.Questionnaire, s.Bins, s.Breakdowns),
		Takeaway: in.Source + ". Scored as published, shown in bands of the score, lowest first.",
		Twin:     newTwin(name, s.Bins)}
	v.Twin.Rows = [][]string{append(twinOf(r.Wave.Name, s.Bins, s.Figure, r.Wave.Invited), "")}
	return v
}

func commentGroups(r app.Results) []page.CommentGroup {
	var out []page.CommentGroup
	for _, item := range r.Wave.Questionnaire.Items {
		g := page.CommentGroup{Ask: item.Ask}
		for _, c := range r.Comments {
			if c.Item == item.ID {
				g.Text = append(g.Text, c.Body)
			}
		}
		if len(g.Text) > 0 {
			out = append(out, g)
		}
	}
	return out
}

func methodOfSurvey(q survey.Questionnaire) []string {
	cuts := survey.CutsFor(q.AlarmItems())
	return []string{
		fmt.Sprintf("Figures are about %d people or more, and nothing shown lets fewer than that be worked out. Below ten people, answers are shown in bands; where everybody agrees, in words.", q.Least()),
		"The unhappy group is everybody who gave one of the two lowest answers. The average is never shown alone: it can rise while that group grows.",
		fmt.Sprintf("With %s: worth watching when at least 3 people are unhappy and their share has grown with more than %s probability; worth acting on above %s, or when they are a fifth of all.",
			ui.Count(q.AlarmItems(), "question that may raise an alarm", "questions that may raise an alarm"), cutPercent(cuts.Watch), cutPercent(cuts.Act)),
		"The more questions may raise an alarm, the higher these cuts, so that chance alone seldom does: in a program where nothing changes, one asks for action at most once in twenty over five surveys. The cuts come from a simulation that everybody can repeat (make bench-equity).",
		"The strips say between what the unhappy group lies among all who were asked: as if those who did not answer were all content, and as if they were all unhappy.",
		"Groups are not compared with earlier surveys: a few people who joined or left would show.",
	}
}
