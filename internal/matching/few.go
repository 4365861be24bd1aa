package matching

import (
	"encoding/binary"
	"runtime"
	"slices"
	"sync"
)

// few finds the smallest tickets among a resident's options. There may be as many options as there are mentors, and each
// must be drawn a ticket: without it, nobody can tell which is the smallest. (That is what a lottery among very many mentors
// off the lists costs: one hash for every pair that is possible when the resident's turn comes, and no method needs fewer.)
// But almost always the first or second is granted, so no more than a few are kept; should all of them be impossible, the
// next few are drawn for again.
type few struct {
	options []option // to be drawn for
	list    []draw   // the smallest, in order
	after   draw     // those up to here have been tried
	tried   bool

	prefix []byte // what all tickets of the resident begin with
	parts  []part
}

// A draw is an option with its ticket, of which the first eight bytes decide but once in a few billion times.
type draw struct {
	option
	key    uint64
	ticket ticket
}

func (d *draw) less(e *draw) bool {
	if d.key != e.key {
		return d.key < e.key
	}
	return d.ticket.compare(e.ticket) < 0
}

// A part is what one processor draws.
type part struct {
	list   []draw
	buffer []byte
}

const (
	keepFew     = 4
	manyTickets = 4096 // from here it pays to draw on all processors; which one draws a ticket does not matter to it
)

// begin turns to another resident.
func (f *few) begin(seed string, r ResidentID) {
	f.tried = false
	f.prefix = pairPrefix(f.prefix, seed, r)
}

// draw leaves the smallest tickets in list, and reports whether there may be others behind them. A single option needs no
// ticket, and is tried once.
func (f *few) draw(p *problem) bool {
	f.list = f.list[:0]
	if len(f.options) == 1 && !f.tried {
		f.list = append(f.list, draw{option: f.options[0]})
		return false
	}
	workers := 1
	if len(f.options) >= manyTickets {
		workers = runtime.GOMAXPROCS(0)
	}
	for len(f.parts) < workers {
		f.parts = append(f.parts, part{})
	}
	var group sync.WaitGroup
	each := (len(f.options) + workers - 1) / workers
	for i := range workers {
		share := f.options[min(i*each, len(f.options)):min((i+1)*each, len(f.options))]
		if workers == 1 {
			f.parts[i].draw(f, p, share)
		} else {
			group.Go(func() { f.parts[i].draw(f, p, share) })
		}
	}
	group.Wait()
	for i := range workers {
		for j := range f.parts[i].list {
			f.list = insert(f.list, &f.parts[i].list[j])
		}
	}
	if len(f.list) < keepFew {
		return false
	}
	f.after, f.tried = f.list[len(f.list)-1], true
	return true
}

// draw finds the smallest tickets of a share of the options.
func (t *part) draw(f *few, p *problem, options []option) {
	t.list = t.list[:0]
	t.buffer = append(t.buffer[:0], f.prefix...)
	var d draw
	for _, o := range options {
		d.option = o
		d.ticket, t.buffer = pairTicket(t.buffer, p.mentors[o.node].ID)
		d.key = binary.BigEndian.Uint64(d.ticket[:])
		if !f.tried || f.after.less(&d) {
			t.list = insert(t.list, &d)
		}
	}
}

// insert keeps a list of the smallest in order.
func insert(list []draw, d *draw) []draw {
	if len(list) == keepFew {
		if !d.less(&list[keepFew-1]) {
			return list
		}
		list = list[:keepFew-1]
	}
	i := len(list)
	for i > 0 && d.less(&list[i-1]) {
		i--
	}
	return slices.Insert(list, i, *d)
}
