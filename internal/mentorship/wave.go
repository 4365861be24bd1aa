package mentorship

import (
	"strings"
	"time"

	"evenly/internal/fault"
)

// Typed ids around surveys.
type (
	WaveID  string // one run of a survey
	AlarmID string // what the early warning asks somebody to look into
)

// WaveState is where a wave stands.
type WaveState string

// The states. A draft can be changed and dropped; an open wave only closes; a closed one stays.
const (
	WaveDraft  WaveState = "draft"
	WaveOpen   WaveState = "open"
	WaveClosed WaveState = "closed"
)

// Days around surveys.
const (
	ReplyDays     = 30 // from the close of a wave to its reply; afterwards the GME office may open the next one without it
	AlarmDays     = 14 // from the close of a wave to what was done about an alarm
	WaveMostDays  = 60 // a wave that stays open longer is forgotten
	longestReply  = 4000
	longestRemark = 2000
)

// Reply is "you said, we did": what a program answers to a survey before it may ask again.
type Reply struct{ Said, Did, Wont string }

// Check reports everything that keeps a reply from being published.
func (r Reply) Check() error {
	var wrong fault.Problems
	for _, box := range []struct{ field, text string }{{"said", r.Said}, {"did", r.Did}, {"wont", r.Wont}} {
		if len(box.text) > longestReply {
			wrong.Add(box.field, "Keep it to %d characters.", longestReply)
		}
	}
	if strings.TrimSpace(r.Said) == "" {
		wrong.Add("said", "Say what people told you.")
	}
	if strings.TrimSpace(r.Did) == "" && strings.TrimSpace(r.Wont) == "" {
		wrong.Add("did", "Say what you did, or what you won’t do and why.")
	}
	return wrong.Err()
}

// CheckLastDay says whether a wave that opens today may stay open until a day.
func CheckLastDay(last, today time.Time) error {
	var wrong fault.Problems
	switch {
	case last.IsZero():
		wrong.Add("closes_on", "Enter the last day, like %s.", today.AddDate(0, 0, 14).Format("2 Jan 2006"))
	case last.Before(today):
		wrong.Add("closes_on", "Enter today or a later day.")
	case last.After(today.AddDate(0, 0, WaveMostDays)):
		wrong.Add("closes_on", "Enter a day within %d days.", WaveMostDays)
	}
	return wrong.Err()
}

// Signature is one person's word that an alarm was dealt with. Outside tells whether the role is one that does not answer to
// the director: the facilitator, an associate director or the GME office.
type Signature struct {
	Person  string
	Outside bool
}

// CheckSecond says whether a second signature closes an alarm: another person's, and one of the two from outside the
// director's own line. So the director can begin, and cannot finish alone.
func CheckSecond(first, second Signature) error {
	if first.Person == second.Person {
		return fault.New(fault.Forbidden, "You signed this already. Closing it takes a second person.")
	}
	if !first.Outside && !second.Outside {
		return fault.New(fault.Forbidden, "One of the two who close this is the facilitator, an associate director or the GME office.")
	}
	return nil
}

// CheckRemark says whether what was done about an alarm is said, and not too long.
func CheckRemark(text string) error {
	var wrong fault.Problems
	switch {
	case strings.TrimSpace(text) == "":
		wrong.Add("note", "Say in a line what was done.")
	case len(text) > longestRemark:
		wrong.Add("note", "Keep it to %d characters.", longestRemark)
	}
	return wrong.Err()
}
