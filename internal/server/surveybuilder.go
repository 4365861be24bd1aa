package server

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"evenly/internal/access"
	"evenly/internal/app"
	"evenly/internal/fault"
	"evenly/internal/route"

	"evenly/internal/survey"
	"evenly/internal/tenant"
	"evenly/templates/layout"
	"evenly/templates/page"
	"evenly/templates/ui"
)

func (s *Server) surveyBuilderRoutes() []Endpoint {
	in := func(method, pattern string, h handler) Endpoint {
		return Endpoint{Method: method, Pattern: route.InProgram + pattern, Access: access.SurveyRun, handle: h}
	}
	return []Endpoint{
		in(http.MethodPost, route.SurveyNewPattern, draftSurvey),
		in(http.MethodGet, route.SurveyEditPattern, showBuilder),
		in(http.MethodPost, route.SurveyEditPattern, saveBuilder),
		in(http.MethodGet, route.SurveyPreviewPattern, previewSurvey),
		in(http.MethodGet, route.SurveyInstrumentsPattern, showInstruments),
		in(http.MethodGet, route.SurveyInstrumentPattern, showInstrument),
		in(http.MethodPost, route.SurveyInstrumentPattern, addInstrument),
	}
}

// draftSurvey is POST /{institution}/{program}/surveys/new.
func draftSurvey(q *request) error {
	who, err := q.once(q.at.Surveys())
	if err != nil {
		return err
	}
	id, err := q.srv.app.DraftSurvey(q.Context(), who, survey.Audience(q.field("audience")))
	if err != nil {
		return err
	}
	return q.see(q.at.SurveyEdit(string(id)), "")
}

// plan is a draft as it is being edited.
type surveyPlan struct {
	wave    app.Wave
	opens   string
	closes  string
	least   string
	newKind string
	newAsk  string
	newList string
}

// showBuilder is GET .../surveys/{wave}/edit.
func showBuilder(q *request) error {
	p, err := q.storedPlan()
	if err != nil {
		return err
	}
	return q.builder(http.StatusOK, p, nil, false)
}

func (q *request) storedPlan() (surveyPlan, error) {
	w, _, err := q.srv.app.Survey(q.Context(), q.who, waveOf(q))
	p := surveyPlan{wave: w, closes: w.ClosesOn.Format(time.DateOnly), least: strconv.Itoa(w.Questionnaire.Least())}
	if w.OpensOn != nil {
		p.opens = w.OpensOn.Format(time.DateOnly)
	}
	return p, err
}

// builderAgain shows the builder of a draft that cannot open yet, with what is in the way.
func (q *request) builderAgain(f *fault.Error) error {
	p, err := q.storedPlan()
	if err != nil {
		return err
	}
	return q.builder(http.StatusUnprocessableEntity, p, f, false)
}

// saveBuilder is its POST. A button with an op changes the list on the page and saves nothing.
func saveBuilder(q *request) error {
	here := q.at.SurveyEdit(string(waveOf(q)))
	who, err := q.once(here)
	if err != nil {
		return err
	}
	p, err := q.storedPlan()
	if err != nil {
		return err
	}
	q.readPlan(&p)
	if op, id, _ := strings.Cut(q.field("op"), ":"); op != "" {
		f := p.apply(op, survey.ItemID(id))
		return q.builder(statusOf(f), p, f, true)
	}
	if f := p.addNew(); f != nil {
		return q.builder(http.StatusUnprocessableEntity, p, f, true)
	}
	err = q.srv.app.ChangeSurvey(q.Context(), who, p.wave.ID, p.sent())
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind == fault.Invalid {
		return q.builder(http.StatusUnprocessableEntity, p, f, true)
	}
	if err != nil {
		return err
	}
	return q.see(here, "setup-saved")
}

func statusOf(f *fault.Error) int {
	if f != nil {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// readPlan reads the form over what is stored. Items of instruments keep their stored text.
func (q *request) readPlan(p *surveyPlan) {
	stored := p.wave.Questionnaire
	p.wave.Name, p.opens, p.closes, p.least = q.field("name"), q.field("opens_on"), q.field("closes_on"), q.field("threshold")
	p.newKind, p.newAsk, p.newList = q.field("new_kind"), q.field("new_ask"), q.PostFormValue("new_answers")
	p.wave.ReaderID = tenant.PersonID(q.field("reader"))
	next := survey.Questionnaire{Title: q.field("title"), Audience: stored.Audience, Instruments: stored.Instruments}
	for i, id := range q.fields("item") {
		next.Items = append(next.Items, q.readItem(fmt.Sprintf("items[%d]", i), survey.ItemID(id), stored))
	}
	p.wave.Questionnaire = next
	p.planBreakdowns()
}

func (q *request) readItem(at string, id survey.ItemID, stored survey.Questionnaire) survey.Item {
	if old, ok := stored.Item(id); ok && ofInstrument(stored, id) {
		return old
	}
	item := survey.Item{ID: id, Kind: survey.Kind(q.field(at + ".kind")), Ask: q.field(at + ".ask"), Alarm: q.field(at+".alarm") != ""}
	switch item.Kind {
	case survey.GroupKind:
		item.Answers, item.Who = lines(q.PostFormValue(at+".answers")), q.field(at+".who") != ""
	case survey.Rating:
		item.Answers = lines(q.PostFormValue(at + ".answers"))
	case survey.Text:
		item.Bytes = commentBytes
	}
	return item
}

const commentBytes = 1000

func ofInstrument(q survey.Questionnaire, id survey.ItemID) bool {
	return slices.ContainsFunc(q.Instruments, func(u survey.InstrumentUse) bool { return slices.Contains(u.Items, id) })
}

// lines are the lines of a text that say something.
func lines(text string) []string {
	var out []string
	for l := range strings.Lines(text) {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// planBreakdowns plans a breakdown for every group question: what is not used is not asked.
func (p *surveyPlan) planBreakdowns() {
	p.wave.Questionnaire.Breakdowns = nil
	for _, item := range p.wave.Questionnaire.Items {
		if item.Kind == survey.GroupKind {
			p.wave.Questionnaire.Breakdowns = append(p.wave.Questionnaire.Breakdowns, item.ID)
		}
	}
}

// apply does one button of the list.
func (p *surveyPlan) apply(op string, id survey.ItemID) *fault.Error {
	q := &p.wave.Questionnaire
	i := slices.IndexFunc(q.Items, func(item survey.Item) bool { return item.ID == id })
	switch {
	case op == "add":
		return p.addNew()
	case op == "up" && i > 0:
		q.Items[i-1], q.Items[i] = q.Items[i], q.Items[i-1]
	case op == "remove" && i >= 0:
		q.Items = slices.Delete(q.Items, i, i+1)
	case op == "drop":
		p.dropInstrument(survey.InstrumentKey(id))
	}
	p.planBreakdowns()
	return nil
}

func (p *surveyPlan) dropInstrument(key survey.InstrumentKey) {
	q := &p.wave.Questionnaire
	for _, use := range q.Instruments {
		if use.Instrument == key {
			q.Items = slices.DeleteFunc(q.Items, func(item survey.Item) bool { return slices.Contains(use.Items, item.ID) })
		}
	}
	q.Instruments = slices.DeleteFunc(slices.Clone(q.Instruments), func(u survey.InstrumentUse) bool { return u.Instrument == key })
}

// addNew appends the question that was typed below the list, if any.
func (p *surveyPlan) addNew() *fault.Error {
	q := &p.wave.Questionnaire
	item := survey.Item{Kind: survey.Kind(p.newKind), Ask: p.newAsk}
	switch p.newKind {
	case "pgy":
		item = survey.ByPGY(3)
	case "gender":
		item = survey.ByGender()
	case string(survey.ForOmbudsperson):
		item = survey.OmbudspersonOnly()
	default:
		if p.newAsk == "" {
			return nil
		}
	}
	if item.Kind == survey.GroupKind && item.Answers == nil {
		if item.Answers = lines(p.newList); len(item.Answers) < 2 {
			var wrong fault.Problems
			wrong.Add("new_answers", "Write at least two groups, one on each line.")
			f, _ := errors.AsType[*fault.Error](wrong.Err())
			return f
		}
	}
	if item.Kind == survey.Text {
		item.Bytes = commentBytes
	}
	if item.ID == "" {
		item.ID = freeID(*q)
	}
	if _, there := q.Item(item.ID); !there {
		q.Items = append(q.Items, item)
	}
	p.newKind, p.newAsk, p.newList = "", "", ""
	p.planBreakdowns()
	return nil
}

func freeID(q survey.Questionnaire) survey.ItemID {
	for n := 1; ; n++ {
		id := survey.ItemID(fmt.Sprintf("own_%d", n))
		if _, taken := q.Item(id); !taken {
			return id
		}
	}
}

// sent is the plan as it is to be kept. Dates that cannot be read come back as problems from the rules, as empty ones do.
func (p surveyPlan) sent() app.SurveyPlan {
	out := app.SurveyPlan{Name: p.wave.Name, Questionnaire: p.wave.Questionnaire, Reader: p.wave.ReaderID}
	out.ClosesOn, _ = time.Parse(time.DateOnly, p.closes)
	if opens, err := time.Parse(time.DateOnly, p.opens); err == nil {
		out.OpensOn = &opens
	}
	if n, err := strconv.Atoi(p.least); err != nil || n != survey.Threshold {
		out.Questionnaire.Threshold = max(n, 1)
	}
	return out
}

// newKinds are the ways a new question can be answered.
var newKinds = []ui.Option{{Value: string(survey.Scale), Label: "Five points, not at all to extremely"}, {Value: string(survey.YesNo), Label: "Yes or no"},
	{Value: string(survey.Number), Label: "A number, 0 to 4 or more"}, {Value: string(survey.Text), Label: "A comment"},
	{Value: string(survey.GroupKind), Label: "The person’s group, to split results by"}, {Value: "pgy", Label: "Training year, to split results by"},
	{Value: "gender", Label: "Gender, to split results by"}, {Value: string(survey.ForOmbudsperson), Label: "A comment that only the ombudsperson reads"}}

var kindWords = map[survey.Kind]string{survey.Scale: "Five points", survey.YesNo: "Yes or no", survey.Number: "A number", survey.Rating: "Answers of an instrument",
	survey.Text: "A comment", survey.GroupKind: "Group: a planned breakdown"}

func (q *request) builder(status int, p surveyPlan, f *fault.Error, unsaved bool) error {
	readers, err := q.srv.app.Readers(q.Context(), q.who)
	if err != nil {
		return err
	}
	w := p.wave
	v := page.Builder{Frame: q.task("Plan a survey", layout.Link{Href: q.at.Surveys(), Label: "Surveys"}), Title: "Plan “" + w.Name + "”", Unsaved: unsaved,
		Lede:   "For " + string(w.Audience) + ". Keep it to about five questions: people answer what is short, and compare what stays the same.",
		Errors: problems(f), Error: map[string]string{}, Action: q.at.SurveyEdit(string(w.ID)), Key: newKey(), Name: w.Name, SurveyTitle: w.Questionnaire.Title,
		Opens: p.opens, Closes: p.closes, Reader: string(w.ReaderID), Threshold: p.least, NewKinds: newKinds, NewAsk: p.newAsk, NewKind: p.newKind, NewAnswers: p.newList,
		Preview: q.at.SurveyPreview(string(w.ID)), Alarms: alarmWords(w.Questionnaire), Open: ui.Post{Action: q.at.SurveyOpen(string(w.ID)), Key: newKey(), Btn: ui.Btn{Label: "Open it now"}}}
	v.Frame.Errors = f != nil
	if f != nil {
		for _, x := range f.Problems {
			v.Error[x.Field] = x.Message
		}
	}
	for _, r := range readers {
		v.Readers = append(v.Readers, ui.Option{Value: string(r.PersonID), Label: r.Name().Full() + ", " + strings.ToLower(access.Singular(r.Role))})
	}
	for i, item := range w.Questionnaire.Items {
		v.Items = append(v.Items, builderItem(i, item, ofInstrument(w.Questionnaire, item.ID), v.Error))
	}
	for _, use := range w.Questionnaire.Instruments {
		in, _ := survey.Find(use.Instrument)
		v.Used = append(v.Used, page.UsedInstrument{Key: string(use.Instrument), Name: in.Name})
	}
	for _, in := range survey.Library() {
		if in.Licence != survey.LinkOnly {
			v.Instruments = append(v.Instruments, layout.Link{Href: q.at.SurveyInstrument(string(w.ID), string(in.Key)), Label: "Add " + in.Name})
		}
	}
	return q.page(status, v.View())
}

// alarmWords says how many alarm items there are and what that does to the rule.
func alarmWords(q survey.Questionnaire) string {
	n := q.AlarmItems()
	if n == 0 {
		return "No question may raise an alarm. Name at least one five-point question, or a small unhappy group will not be heard."
	}
	cuts := survey.CutsFor(n)
	return fmt.Sprintf("%s may raise an alarm. With that many, one asks for action when the unhappy group has at least 3 people and has grown with more than %s probability, or is a fifth of all.",
		ui.Count(n, "question", "questions"), cutPercent(cuts.Act))
}

func builderItem(i int, item survey.Item, fixed bool, wrong map[string]string) page.BuilderItem {
	at := fmt.Sprintf("items[%d]", i)
	words := kindWords[item.Kind]
	if item.ID == survey.ForOmbudsperson {
		words = "A comment that only the ombudsperson reads"
	}
	b := page.BuilderItem{At: at, ID: string(item.ID), Kind: string(item.Kind), KindWords: words, Ask: item.Ask, Answers: strings.Join(item.Answers, "\n"),
		Fixed: fixed, HasAnswers: item.Kind == survey.GroupKind || item.Kind == survey.Rating, CanAlarm: item.Kind == survey.Scale, Alarm: item.Alarm,
		IsGroup: item.Kind == survey.GroupKind, Who: item.Who, First: i == 0, ErrAsk: wrong[at+".ask"], ErrAnswers: wrong[at+".answers"]}
	for field, message := range wrong {
		if strings.HasPrefix(field, at+".answers[") {
			b.ErrAnswers = message
		}
	}
	return b
}

// previewSurvey is GET .../surveys/{wave}/preview.
func previewSurvey(q *request) error {
	w, _, err := q.srv.app.Survey(q.Context(), q.who, waveOf(q))
	if err != nil {
		return err
	}
	v := ballotView(w.Questionnaire)
	v.Frame = q.nobodysFrame(w.Questionnaire.Title, q.footerContacts())
	v.Frame.Scripts, v.Frame.Alone, v.Frame.Back = []string{"ballot.js"}, true, &layout.Link{Href: q.at.Survey(string(w.ID)), Label: "Survey"}
	v.Preview, v.Until, v.ReplyBy, v.Slip = true, fullDay(w.ClosesOn), fullDay(w.ClosesOn), q.at.SurveyPreview(string(w.ID))
	v.Says = ballotSays(v)
	return q.page(http.StatusOK, v.View())
}

// showInstruments is GET /{institution}/{program}/surveys/instruments.
func showInstruments(q *request) error {
	vouched, err := q.srv.app.Attestations(q.Context(), q.who)
	if err != nil {
		return err
	}
	v := page.Instruments{Frame: q.frame("Published instruments"), Head: ui.Head{Title: "Published instruments",
		Lede: "What is known of each: structure, scoring, terms. No item text comes with Evenly. A program types it in once somebody confirms that it may."}}
	for _, in := range survey.Library() {
		v.Rows = append(v.Rows, instrumentRow(in, vouched))
	}
	return q.page(http.StatusOK, v.View())
}

func instrumentRow(in survey.Instrument, vouched []app.Attestation) page.InstrumentRow {
	r := page.InstrumentRow{Name: in.Name, Source: in.Source, Measures: in.Measures, Structure: structure(in), Scoring: scoring(in), Checked: in.Checked, Terms: in.Terms,
		Licence: licenceWords[in.Licence], LinkOnly: in.Licence == survey.LinkOnly, Vouched: "Nobody yet"}
	if r.LinkOnly {
		r.Vouched = "Used at its owner’s site"
	}
	for _, a := range vouched {
		if a.Instrument == in.Key {
			r.Vouched = a.By().Full() + ", " + dayYear(a.OnDay) + ": " + a.Basis
			break
		}
	}
	return r
}

var licenceWords = map[survey.Licence]string{survey.OpenWithCredit: "Open, with credit", survey.AskFirst: "Ask the owner first", survey.LinkOnly: "Link only"}

func structure(in survey.Instrument) string {
	items := "As many items as the program or the person chooses"
	if in.Items > 0 {
		items = ui.Count(in.Items, "item", "items")
	}
	if in.Points() == 0 {
		return items + ", with the answers of the printed form"
	}
	return fmt.Sprintf("%s, answered from %d to %d", items, in.Low, in.High)
}

func scoring(in survey.Instrument) string {
	how := map[survey.Combine]string{survey.Sum: "Summed", survey.Mean: "Mean", survey.Weighted: "Satisfaction weighted by importance",
		survey.Gap: "Preferred minus actual", survey.Unscored: "Not scored"}[in.Combine]
	var names []string
	for _, s := range in.Scales {
		names = append(names, s.Name)
	}
	if len(names) > 1 {
		how += " per scale: " + strings.Join(names, ", ")
	}
	return how + "."
}

// showInstrument is GET .../surveys/{wave}/edit/{instrument}.
func showInstrument(q *request) error { return q.instrumentForm(http.StatusOK, nil) }

// addInstrument is its POST.
func addInstrument(q *request) error {
	there := q.at.SurveyEdit(string(waveOf(q)))
	who, err := q.once(there)
	if err != nil {
		return err
	}
	key := survey.InstrumentKey(chi.URLParam(q.Request, "instrument"))
	in, _ := survey.Find(key)
	text := app.InstrumentText{Basis: q.field("basis"), Items: lines(q.PostFormValue("items")), Answers: lines(q.PostFormValue("labels")), Scales: q.scales(in)}
	err = q.srv.app.AddInstrument(q.Context(), who, waveOf(q), key, text)
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind == fault.Invalid {
		return q.instrumentForm(http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	return q.see(there, "setup-saved")
}

// scales reads which items belong to which scale, where the program sorts them itself.
func (q *request) scales(in survey.Instrument) map[string][]int {
	out := map[string][]int{}
	for i, s := range in.Scales {
		if s.Items != nil {
			continue
		}
		for _, word := range strings.FieldsFunc(q.field(fmt.Sprintf("scale_%d", i)), func(r rune) bool { return r == ' ' || r == ',' || r == ';' }) {
			if n, err := strconv.Atoi(word); err == nil {
				out[s.Name] = append(out[s.Name], n)
			}
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

func (q *request) instrumentForm(status int, f *fault.Error) error {
	in, known := survey.Find(survey.InstrumentKey(chi.URLParam(q.Request, "instrument")))
	if !known || in.Licence == survey.LinkOnly {
		return fault.New(fault.NotFound, "There is no such instrument.")
	}
	w, _, err := q.srv.app.Survey(q.Context(), q.who, waveOf(q))
	if err != nil {
		return err
	}
	body := page.InstrumentEntry{Terms: in.Terms, Licence: licenceWords[in.Licence], Structure: structure(in) + ". " + scoring(in) + " " + in.Source + ".", Checked: in.Checked,
		Basis: q.PostFormValue("basis"), Items: q.PostFormValue("items"), Labels: q.PostFormValue("labels"),
		ErrBasis: problemAt(f, "basis"), ErrItems: problemAt(f, "items"), ErrLabels: problemAt(f, "labels")}
	for i, s := range in.Scales {
		if s.Items == nil {
			name := fmt.Sprintf("scale_%d", i)
			body.Scales = append(body.Scales, page.ScaleField{Name: name, Label: "Items of “" + s.Name + "”", Value: q.PostFormValue(name)})
		}
	}
	v := page.Form{Frame: q.task(in.Name, layout.Link{Href: q.at.SurveyEdit(string(w.ID)), Label: "Plan"}), Title: "Add " + in.Name,
		Lede: "It measures " + in.Measures + ".", Who: "Your name, today’s date and what the permission rests on are kept with the program.", Errors: problems(f),
		Action: q.at.SurveyInstrument(string(w.ID), string(in.Key)), Key: newKey(), Body: page.InstrumentFields(body), Submit: "Add to the survey"}
	v.Frame.Errors = f != nil
	return q.page(status, v.View())
}
