package matching

import "encoding/binary"

// A wish is an option with its place in a resident's order: by rank, then by ticket, of which the first eight bytes decide
// but once in a few billion times.
type wish struct {
	option
	preference int32
	key        uint64
}

// wishes is a heap of them, the best on top: few residents propose far down their list.
type wishes struct {
	list   []wish
	ticket func(o option) ticket
}

// arrange draws the tickets and makes the heap.
func (w *wishes) arrange() {
	for i := range w.list {
		t := w.ticket(w.list[i].option)
		w.list[i].key = binary.BigEndian.Uint64(t[:])
	}
	for i := len(w.list)/2 - 1; i >= 0; i-- {
		w.down(i)
	}
}

func (w *wishes) before(a, b wish) bool {
	switch {
	case a.preference != b.preference:
		return a.preference < b.preference
	case a.key != b.key:
		return a.key < b.key
	}
	return w.ticket(a.option).compare(w.ticket(b.option)) < 0
}

// next takes the best wish left.
func (w *wishes) next() (option, bool) {
	last := len(w.list) - 1
	if last < 0 {
		return option{}, false
	}
	best := w.list[0]
	w.list[0] = w.list[last]
	w.list = w.list[:last]
	w.down(0)
	return best.option, true
}

func (w *wishes) down(i int) {
	for {
		least := 2*i + 1
		if least >= len(w.list) {
			return
		}
		if least+1 < len(w.list) && w.before(w.list[least+1], w.list[least]) {
			least++
		}
		if !w.before(w.list[least], w.list[i]) {
			return
		}
		w.list[i], w.list[least] = w.list[least], w.list[i]
		i = least
	}
}
