package matching

import (
	"encoding/binary"
	"runtime"
	"slices"
	"sync"
)

// A wish is an option with its place in a resident's order: by rank, then by ticket, of which the first eight bytes decide
// but once in a few billion times.
type wish struct {
	option
	preference int32
	key        uint64
}

// wishes is a heap of them, the best on top. Almost always the first or second is granted, so sorting all, of which there
// may be as many as there are mentors, would be a waste.
type wishes struct {
	list   []wish
	ticket func(buffer []byte, o option) (ticket, []byte)
}

// arrange draws the tickets and makes the heap.
func (w *wishes) arrange() {
	if len(w.list) < 2 {
		return
	}
	w.drawAll()
	for i := len(w.list)/2 - 1; i >= 0; i-- {
		w.down(i)
	}
}

// manyTickets is from where it pays to draw on all processors. Which one draws a ticket does not matter to it.
const manyTickets = 4096

func (w *wishes) drawAll() {
	workers := 1
	if len(w.list) >= manyTickets {
		workers = runtime.GOMAXPROCS(0)
	}
	var group sync.WaitGroup
	for part := range slices.Chunk(w.list, (len(w.list)+workers-1)/workers) {
		draw := func() {
			var buffer []byte
			for i := range part {
				var t ticket
				t, buffer = w.ticket(buffer, part[i].option)
				part[i].key = binary.BigEndian.Uint64(t[:])
			}
		}
		if workers == 1 {
			draw()
			return
		}
		group.Go(draw)
	}
	group.Wait()
}

func (w *wishes) before(a, b wish) bool {
	switch {
	case a.preference != b.preference:
		return a.preference < b.preference
	case a.key != b.key:
		return a.key < b.key
	}
	first, buffer := w.ticket(nil, a.option)
	second, _ := w.ticket(buffer, b.option)
	return first.compare(second) < 0
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
