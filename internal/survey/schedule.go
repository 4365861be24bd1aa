package survey

import (
	"fmt"
	"time"
)

// WaveOpens is when wave number k (0 is the baseline) of a program that began on a day opens: at the start, after 6 and 12
// months, then every 6 months. There is no last one: the published program stopped asking after a year and went blind.
func WaveOpens(began time.Time, k int) time.Time {
	month := time.Date(began.Year(), began.Month(), 1, 0, 0, 0, 0, began.Location()).AddDate(0, 6*k, 0)
	last := month.AddDate(0, 1, -1).Day() // 31 August + 6 months is the end of February, not 3 March
	return month.AddDate(0, 0, min(began.Day(), last)-1)
}

// WaveName is what people call wave number k.
func WaveName(k int) string {
	if k == 0 {
		return "Baseline"
	}
	return fmt.Sprintf("%d months", 6*k)
}

// silentDays is how long after a wave closed a missing reply keeps the next one locked for everybody. From then on the GME
// office may open it all the same, so that silence cannot switch the surveys off.
const silentDays = 30

// Lock says whether the next wave may open, and if not, from when on the GME office may open it without a reply.
type Lock struct {
	Locked    bool
	MayUnlock time.Time
}

// NextWave says whether another wave may open after one that closed and was answered by "you said, we did" at replied (zero
// if it was not). A zero closed means that there was no wave before.
func NextWave(closed, replied time.Time) Lock {
	if closed.IsZero() || !replied.IsZero() {
		return Lock{}
	}
	return Lock{Locked: true, MayUnlock: closed.AddDate(0, 0, silentDays)}
}
