package equity

// Finding counts what a page says in its first sentence, over the live pairs.
type Finding struct {
	Pairs     int // live, with or without an active day
	InRange   int // promise not broken, neither lower nor higher than the others
	Met       int
	Due       int
	TooEarly  int
	Missed    int // once: escalated pairs are not among them
	Escalated int
	GoneQuiet int // of the missed and escalated
	Lower     int
	Higher    int
	// Widespread is set when more than a third of the pairs broke the promise: then it is the program that did, and
	// one message says more than thirty. Escalated pairs are named all the same.
	Widespread bool
}

// Finding summarises the reading.
func (r Reading) Finding() Finding {
	var f Finding
	for _, d := range r.Dyads {
		if d.Standing == Live {
			f.add(d)
		}
	}
	f.Widespread = 3*(f.Missed+f.Escalated) > f.Pairs
	return f
}

func (f *Finding) add(d PairReading) {
	f.Pairs++
	switch d.Promise {
	case PromiseMet:
		f.Met++
	case PromiseDue:
		f.Due++
	case PromiseTooEarly:
		f.TooEarly++
	case PromiseMissed:
		f.Missed++
	case PromiseEscalated:
		f.Escalated++
	}
	f.GoneQuiet += one(d.GoneQuiet())
	f.Lower += one(d.reads(PeerLower))
	f.Higher += one(d.reads(PeerHigher))
	f.InRange += one(d.Look() == LookNone)
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// Look says why a pair is worth a look.
type Look string

// A pair has one reason; the first of these that holds.
const (
	LookQuiet Look = "gone_quiet" // began well and stopped
	LookLess  Look = "less"       // broke its promise, or reads lower than its peers
	LookMore  Look = "more"       // reads higher: no fault, but what did it have that others did not?
	LookNone  Look = ""
)

// Look returns the reason, or LookNone; always LookNone for pairs that are not live.
func (p PairReading) Look() Look {
	switch {
	case p.Standing != Live:
		return LookNone
	case p.GoneQuiet():
		return LookQuiet
	case p.Promise.Broken() || p.reads(PeerLower):
		return LookLess
	case p.reads(PeerHigher):
		return LookMore
	}
	return LookNone
}

func (p PairReading) reads(reading PeerReading) bool {
	return p.Peer != nil && p.Peer.Reading == reading
}
