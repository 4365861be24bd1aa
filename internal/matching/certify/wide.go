package certify

import "math/bits"

// A wide is an integer of 128 bits in two's complement. Sums of prices pass 63 bits long before the costs do.
type wide struct {
	high int64
	low  uint64
}

func widen(x int64) wide { return wide{x >> 63, uint64(x)} }

func (a wide) plus(b wide) wide {
	low, carry := bits.Add64(a.low, b.low, 0)
	return wide{a.high + b.high + int64(carry), low}
}

func (a wide) minus(b wide) wide {
	low, borrow := bits.Sub64(a.low, b.low, 0)
	return wide{a.high - b.high - int64(borrow), low}
}

// product of two integers of 64 bits, exactly.
func product(x, y int64) wide {
	high, low := bits.Mul64(uint64(x), uint64(y))
	h := int64(high)
	if x < 0 {
		h -= y
	}
	if y < 0 {
		h -= x
	}
	return wide{h, low}
}

func (a wide) less(b wide) bool {
	if a.high != b.high {
		return a.high < b.high
	}
	return a.low < b.low
}
