package demo

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Clock is the demonstration's clock: real time, shifted. The shift is kept in a file, so that a second start goes on
// where the first one stood. Safe for concurrent use.
type Clock struct {
	mu    sync.Mutex
	file  string
	shift time.Duration
	fixed *time.Time // while data are loaded the clock stands still, and is set by hand
}

// OpenClock reads the clock of a demonstration. A new one starts at the moment start.
func OpenClock(file string, start time.Time) (*Clock, error) {
	c := &Clock{file: file}
	data, err := os.ReadFile(file)
	if os.IsNotExist(err) {
		c.shift = time.Until(start)
		return c, c.save()
	}
	if err != nil {
		return nil, fmt.Errorf("read the demonstration's clock: %w", err)
	}
	seconds, err := strconv.ParseInt(strings.TrimSpace(string(data)), 10, 64)
	if err != nil {
		return nil, fmt.Errorf("the demonstration's clock in %s is damaged: delete the file", file)
	}
	c.shift = time.Duration(seconds) * time.Second
	return c, nil
}

// Now is the demonstration's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.fixed != nil {
		return *c.fixed
	}
	return time.Now().Add(c.shift)
}

// Advance moves the clock forward and keeps it.
func (c *Clock) Advance(d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.shift += d
	return c.save()
}

// hold stops the clock at a moment; release lets it run from start.
func (c *Clock) hold(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fixed = &t
}

func (c *Clock) release() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fixed = nil
}

func (c *Clock) save() error {
	text := strconv.FormatInt(int64(c.shift/time.Second), 10) + "\n"
	if err := os.WriteFile(c.file, []byte(text), 0o600); err != nil {
		return fmt.Errorf("keep the demonstration's clock: %w", err)
	}
	return nil
}
