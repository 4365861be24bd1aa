package survey

import (
	"fmt"
	"regexp"
	"slices"
	"unicode/utf8"

	"evenly/internal/fault"
)

// ItemID names an item within its questionnaire and across waves: the same id is the same question, compared over time.
type ItemID string

// Kind says how an item is answered.
type Kind string

// The kinds of items. All but Text and GroupKind have ordered answers, the worst first.
const (
	Scale     Kind = "scale"  // five answers, "not at all" to "extremely"
	YesNo     Kind = "yes_no" // no, yes
	Number    Kind = "number" // 0, 1, 2, 3, 4 or more
	Rating    Kind = "rating" // an instrument's own scale; Answers says its labels
	Text      Kind = "text"   // a comment; shown shuffled, beside nothing
	GroupKind Kind = "group"  // the answerer's own group, for a planned breakdown; its answers are shown only as group sizes
)

// Audience says who is asked.
type Audience string

// The audiences.
const (
	Residents Audience = "residents"
	Mentors   Audience = "mentors"
)

// Item is one question. Every item may be left unanswered: "Prefer not to say" is no answer of its own.
type Item struct {
	ID      ItemID   `json:"id"`
	Kind    Kind     `json:"kind"`
	Ask     string   `json:"ask"`               // the question as the person reads it
	Answers []string `json:"answers,omitempty"` // the labels, for Rating (worst first) and GroupKind; fixed for the others
	Alarm   bool     `json:"alarm,omitempty"`   // may raise an alarm; Scale only
	Bytes   int      `json:"bytes,omitempty"`   // Text: the longest comment, in bytes of UTF-8
	Who     bool     `json:"who,omitempty"`     // GroupKind: asks who people are (gender, origin), not where they train
}

// Options is the number of answers a closed item offers; 0 for Text.
func (i Item) Options() int { return len(i.Labels()) }

// Labels are the answers as people read them, worst first.
func (i Item) Labels() []string {
	switch i.Kind {
	case Scale:
		return []string{"Not at all", "Slightly", "Moderately", "Very", "Extremely"}
	case YesNo:
		return []string{"No", "Yes"}
	case Number:
		return []string{"None", "1", "2", "3", "4 or more"}
	case Rating, GroupKind:
		return i.Answers
	}
	return nil
}

// InstrumentUse says that some items of a questionnaire are those of a published instrument, in its order.
type InstrumentUse struct {
	Instrument InstrumentKey    `json:"instrument"`
	Items      []ItemID         `json:"items"`            // item 1, 2, ... of the instrument
	Scales     map[string][]int `json:"scales,omitempty"` // for instruments whose scales the program fills in: item numbers, negative where scored from the other end
}

// Questionnaire is what is asked in a wave. It is fixed before the wave opens; its Fingerprint is inside every ballot.
type Questionnaire struct {
	Title       string          `json:"title"`
	Audience    Audience        `json:"audience"`
	Items       []Item          `json:"items"`
	Breakdowns  []ItemID        `json:"breakdowns,omitempty"`  // GroupKind items, in the order in which they are granted
	Instruments []InstrumentUse `json:"instruments,omitempty"` // scored when the wave closes
	Threshold   int             `json:"threshold,omitempty"`   // 0 means Threshold
}

// Limits of a questionnaire. A ballot has one byte per closed item, so they also bound its size.
const (
	mostItems     = 60
	mostGroups    = 12
	mostTextBytes = 2000
	longestAsk    = 300
	longestLabel  = 80
)

// idForm is what an item id looks like: it stands in files and in the names of form fields.
var idForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// Item finds an item by its id.
func (q Questionnaire) Item(id ItemID) (Item, bool) {
	i := slices.IndexFunc(q.Items, func(item Item) bool { return item.ID == id })
	if i < 0 {
		return Item{}, false
	}
	return q.Items[i], true
}

// AlarmItems counts the items that may raise an alarm. It sets the cut of them all.
func (q Questionnaire) AlarmItems() int {
	n := 0
	for _, item := range q.Items {
		if item.Alarm {
			n++
		}
	}
	return n
}

// Wellness reports whether it asks about the answerer's health, so that help is shown at once, whatever the answers.
func (q Questionnaire) Wellness() bool {
	return slices.ContainsFunc(q.Instruments, func(u InstrumentUse) bool { return u.Of(q).Wellness })
}

// Least is the threshold in force: the program's own if it asks for more than ours.
func (q Questionnaire) Least() int { return max(q.Threshold, Threshold) }

// Check says everything that keeps the questionnaire from being used, by path ("items[2].answers"): fault.Invalid or nil.
func (q Questionnaire) Check() error {
	var wrong fault.Problems
	if q.Title == "" {
		wrong.Add("title", "Give the survey a title.")
	}
	if q.Audience != Residents && q.Audience != Mentors {
		wrong.Add("audience", "Choose residents or mentors.")
	}
	if q.Threshold != 0 && q.Threshold < Threshold {
		wrong.Add("threshold", "Use %d or more: below that, people can be recognised.", Threshold)
	}
	q.checkItems(&wrong)
	q.checkBreakdowns(&wrong)
	q.checkInstruments(&wrong)
	return wrong.Err()
}

func (q Questionnaire) checkItems(wrong *fault.Problems) {
	if len(q.Items) == 0 || len(q.Items) > mostItems {
		wrong.Add("items", "Ask between 1 and %d questions.", mostItems)
	}
	if q.AlarmItems() > MostAlarmItems {
		wrong.Add("items", "Name at most %d alarm items.", MostAlarmItems)
	}
	seen := make(map[ItemID]bool)
	for i, item := range q.Items {
		at := fmt.Sprintf("items[%d]", i)
		if seen[item.ID] {
			wrong.Add(at+".id", "Another question already has the id %q.", item.ID)
		}
		seen[item.ID] = true
		item.check(at, wrong)
	}
}

func (i Item) check(at string, wrong *fault.Problems) {
	if !idForm.MatchString(string(i.ID)) {
		wrong.Add(at+".id", "Use lower-case letters, digits and _, beginning with a letter, at most 40.")
	}
	if n := utf8.RuneCountInString(i.Ask); n == 0 || n > longestAsk {
		wrong.Add(at+".ask", "Write the question in at most %d characters.", longestAsk)
	}
	if i.ID == ForOmbudsperson && i.Kind != Text {
		wrong.Add(at+".kind", "What only the ombudsperson reads is a comment.")
	}
	if i.Alarm && i.Kind != Scale {
		wrong.Add(at+".alarm", "Only five-point questions can raise an alarm.")
	}
	i.checkAnswers(at, wrong)
}

func (i Item) checkAnswers(at string, wrong *fault.Problems) {
	switch i.Kind {
	case Scale, YesNo, Number:
		if len(i.Answers) > 0 {
			wrong.Add(at+".answers", "The answers of this kind of question are fixed.")
		}
	case Rating:
		i.checkLabels(at, 2, 11, wrong)
	case GroupKind:
		i.checkLabels(at, 2, mostGroups, wrong)
	case Text:
		if i.Bytes < 1 || i.Bytes > mostTextBytes {
			wrong.Add(at+".bytes", "Allow comments of 1 to %d bytes.", mostTextBytes)
		}
	default:
		wrong.Add(at+".kind", "Choose scale, yes_no, number, rating, text or group.")
	}
	if i.Kind != GroupKind && i.Who {
		wrong.Add(at+".who", "Only group questions ask who people are.")
	}
	if i.Kind != Text && i.Bytes != 0 {
		wrong.Add(at+".bytes", "Only comments have a length.")
	}
}

func (i Item) checkLabels(at string, least, most int, wrong *fault.Problems) {
	if len(i.Answers) < least || len(i.Answers) > most {
		wrong.Add(at+".answers", "Offer between %d and %d answers.", least, most)
	}
	for j, label := range i.Answers {
		here := fmt.Sprintf("%s.answers[%d]", at, j)
		if n := utf8.RuneCountInString(label); n == 0 || n > longestLabel {
			wrong.Add(here, "Write the answer in at most %d characters.", longestLabel)
		}
		if slices.Index(i.Answers, label) < j {
			wrong.Add(here, "Another answer already says %q.", label)
		}
	}
}

func (q Questionnaire) checkBreakdowns(wrong *fault.Problems) {
	for i, id := range q.Breakdowns {
		at := fmt.Sprintf("breakdowns[%d]", i)
		if item, ok := q.Item(id); !ok || item.Kind != GroupKind {
			wrong.Add(at, "Name a group question of this survey.")
		}
		if slices.Index(q.Breakdowns, id) < i {
			wrong.Add(at, "This breakdown is listed twice.")
		}
	}
	for i, item := range q.Items {
		if item.Kind == GroupKind && !slices.Contains(q.Breakdowns, item.ID) {
			wrong.Add(fmt.Sprintf("items[%d]", i), "Plan a breakdown for this group question, or leave it out: what is not used is not asked.")
		}
	}
}
