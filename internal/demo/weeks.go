package demo

import "time"

// weeklyReadings are the looks of the clock at the year: every week of the last two months, and every fourth before, which is
// enough for the trends of the leads' page and keeps a new demonstration quick to load.
func (b *builder) weeklyReadings() ([]event, error) {
	who, err := b.app.SystemScope(b.ctx, hospital, medicine)
	if err != nil {
		return nil, err
	}
	var events []event
	n := 0
	for at := Start.AddDate(0, 0, -int(Start.Weekday()-time.Monday)); at.After(day("2025-09-01")); at = at.AddDate(0, 0, -7) {
		if n < 9 || n%4 == 0 {
			events = append(events, event{at, func() error { return b.app.ReadWeek(b.ctx, who) }})
		}
		n++
	}
	return events, nil
}
