package route

// Paths of confidential check-ins.
const (
	CheckInsPattern = "/checkins"
	CheckInPattern  = "/checkins/{checkin}"
)

// CheckIns lists them and asks.
func (p Program) CheckIns() string { return p.to(CheckInsPattern) }

// CheckIn is one of them.
func (p Program) CheckIn(id string) string { return p.to(CheckInsPattern, id) }
