package survey

// MostAlarmItems is the largest number of alarm items of a questionnaire, and the length of the table of cuts.
const MostAlarmItems = 20

// cuts holds the cuts for 1, 2, ... alarm items. They come from Simulation.Calibrate with 200,000 runs; where two seeds
// differ, the higher cut is taken. The command internal/survey/simulation finds them anew and fails when a rate they promise
// is missed.
var cuts = [MostAlarmItems]Cuts{
	{0.850, 0.900}, {0.865, 0.910}, {0.880, 0.925}, {0.890, 0.945}, {0.900, 0.955},
	{0.905, 0.960}, {0.915, 0.960}, {0.920, 0.965}, {0.925, 0.965}, {0.930, 0.965},
	{0.935, 0.970}, {0.940, 0.970}, {0.945, 0.970}, {0.950, 0.970}, {0.950, 0.970},
	{0.955, 0.970}, {0.955, 0.970}, {0.955, 0.975}, {0.960, 0.975}, {0.960, 0.975},
}

// CutsFor gives the cuts of a questionnaire with this many alarm items. Fewer than one counts as one, more than
// MostAlarmItems as that many.
func CutsFor(alarmItems int) Cuts {
	return cuts[min(max(alarmItems, 1), MostAlarmItems)-1]
}
