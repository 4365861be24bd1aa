package equity

// Reach says how many residents had any meeting of a kind at all, and names the pairs that had none.
type Reach struct {
	Residents int      `json:"residents"`
	Without   []DyadID `json:"without"`
}

// OutOfHours is the key of Program.Reach for meetings out of hours; the other keys are the settings.
const OutOfHours = "out_of_hours"

// reach has an entry for each Setting and for OutOfHours.
func (c cohort) reach() map[string]Reach {
	out := map[string]Reach{OutOfHours: c.reached(func(m Meeting) bool { return m.OutOfHours })}
	for _, s := range AllSettings() {
		out[string(s)] = c.reached(func(m Meeting) bool { return m.Setting == s })
	}
	return out
}

func (c cohort) reached(kind func(Meeting) bool) Reach {
	r := Reach{Without: []DyadID{}}
	for _, m := range c.members {
		if m.had(c.AsOf, kind) {
			r.Residents++
		} else {
			r.Without = append(r.Without, m.dyad.ID)
		}
	}
	return r
}

func (m member) had(asOf Date, kind func(Meeting) bool) bool {
	for meeting := range m.dyad.counted(asOf) {
		if kind(meeting) {
			return true
		}
	}
	return false
}
