package mentorship

import (
	"slices"
	"time"

	"evenly/internal/fault"
)

// Memory is a meeting as one of its two people remembers it.
type Memory struct {
	HeldOn  time.Time // a date, midnight UTC
	Minutes int
	Setting Setting
}

// Same reports whether two memories agree.
func (v Memory) Same(o Memory) bool {
	return v.HeldOn.Equal(o.HeldOn) && v.Minutes == o.Minutes && v.Setting == o.Setting
}

// Answer is what the other person of a pair says of a logged meeting.
type Answer string

// The answers. Whoever differs or confirms leaves a memory of their own; whoever denies remembers no meeting.
const (
	Unanswered Answer = ""
	Confirmed  Answer = "confirmed"
	Differs    Answer = "differs"
	Denied     Answer = "denied"
)

// Meeting is one contact of a pair, remembered by both: as the first person logged it, and as the other answered. An
// attempted contact (somebody tried, no meeting happened) is neither answered nor counted.
//
// Until the two agree, the lower number of minutes counts, and a denied meeting does not count at all. What the other
// has agreed to cannot be taken away by one side alone: changing a confirmed meeting makes it differ from what was
// confirmed, and removing it is refused.
type Meeting struct {
	ID         MeetingID
	Pairing    PairingID
	Attempted  bool
	Memory            // of the person who logged it
	OutOfHours bool   // evening, night or weekend
	WorkedOn   string // seen by the two people only
	LoggedBy   string // person id
	LoggedAt   time.Time
	Answer     Answer
	Other      Memory // of the other person; zero while unanswered or denied
	AnsweredBy string // person id, "" while unanswered
	AnsweredAt *time.Time
	RemovedAt  *time.Time
	Version    int
}

// Counts reports whether the meeting counts at all.
func (m Meeting) Counts() bool { return !m.Attempted && m.RemovedAt == nil && m.Answer != Denied }

// CountedMinutes is the number of minutes both sides vouch for.
func (m Meeting) CountedMinutes() int {
	switch {
	case !m.Counts():
		return 0
	case m.Answer == Differs:
		return min(m.Minutes, m.Other.Minutes)
	}
	return m.Minutes
}

// Settled reports that the two agree, or that there is nothing to agree on.
func (m Meeting) Settled() bool { return m.Attempted || m.Answer == Confirmed }

// Confirm is the other's yes.
func (m Meeting) Confirm() Meeting {
	m.Answer, m.Other = Confirmed, m.Memory
	return m
}

// Differ is the other's own memory; one that agrees is a yes.
func (m Meeting) Differ(v Memory) Meeting {
	m.Answer, m.Other = Differs, v
	if v.Same(m.Memory) {
		m.Answer = Confirmed
	}
	return m
}

// Deny is the other's no: they remember no such meeting.
func (m Meeting) Deny() Meeting {
	m.Answer, m.Other = Denied, Memory{}
	return m
}

// Withdraw takes the other's answer back.
func (m Meeting) Withdraw() Meeting {
	m.Answer, m.Other = Unanswered, Memory{}
	return m
}

// Change is a new memory of the person who logged it. Against a memory of the other it is compared anew; a meeting that
// was denied is asked about again.
func (m Meeting) Change(v Memory) Meeting {
	if v.Same(m.Memory) {
		return m
	}
	m.Memory = v
	switch m.Answer {
	case Confirmed, Differs:
		return m.Differ(m.Other)
	case Denied:
		return m.Withdraw()
	}
	return m
}

// Accept is how the person who logged it settles a disagreement: the other's memory becomes theirs.
func (m Meeting) Accept() Meeting {
	if m.Answer == Differs {
		m.Memory, m.Answer = m.Other, Confirmed
	}
	return m
}

// Removable is nil when the person who logged the meeting may take it back.
func (m Meeting) Removable() error {
	if m.Answer == Confirmed || m.Answer == Differs {
		return fault.New(fault.Conflict, "Both of you logged this meeting, so it stays. If something is wrong, change it: both versions are then shown to both of you.")
	}
	return nil
}

// Logging is the frame in which a meeting can be logged: the days of the pair, and today in the program's time zone.
type Logging struct {
	Since time.Time
	Until *time.Time // nil: the pair goes on
	Today time.Time
}

// Check reports every problem of what a person logs, by the names of the form's fields.
func (m Meeting) Check(l Logging) error {
	var p fault.Problems
	l.checkDay(&p, m.HeldOn)
	if !m.Attempted {
		checkContact(&p, m.Memory)
	}
	if len([]rune(m.WorkedOn)) > 2000 {
		p.Add("worked_on", "Shorten this to 2,000 characters.")
	}
	return p.Err()
}

// CheckMemory reports every problem of the other's memory.
func (l Logging) CheckMemory(v Memory) error {
	var p fault.Problems
	l.checkDay(&p, v.HeldOn)
	checkContact(&p, v)
	return p.Err()
}

func (l Logging) checkDay(p *fault.Problems, day time.Time) {
	switch {
	case day.IsZero() || day.After(l.Today):
		p.Add("date", "Enter a date on or before today, like %s.", l.Today.Format("2 Jan 2006"))
	case day.Before(l.Since):
		p.Add("date", "You became a pair on %s. Enter that day or a later one.", l.Since.Format("2 Jan 2006"))
	case l.Until != nil && day.After(*l.Until):
		p.Add("date", "This pair ended on %s. Enter that day or an earlier one.", l.Until.Format("2 Jan 2006"))
	}
}

func checkContact(p *fault.Problems, v Memory) {
	if v.Minutes < 1 || v.Minutes > 720 {
		p.Add("minutes", "Enter how many minutes you met, from 1 to 720.")
	}
	if !slices.Contains(Settings, v.Setting) {
		p.Add("where", "Choose where you met.")
	}
}
