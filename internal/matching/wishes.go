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
	taken  []option // from the heap, in order
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

// at returns the i-th best wish. Those before it must have been asked for.
func (w *wishes) at(i int32) option {
	for int(i) >= len(w.taken) {
		last := len(w.list) - 1
		w.taken = append(w.taken, w.list[0].option)
		w.list[0] = w.list[last]
		w.list = w.list[:last]
		w.down(0)
	}
	return w.taken[i]
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
