package session

import (
	"encoding/json"
	"fmt"
	"time"
)

// record is what the data column holds, as JSON: people who look into the table can read it, and a value that an older or
// newer release does not know is no crash.
type record struct {
	Deadline time.Time         `json:"deadline"`
	Values   map[string]string `json:"values"`
}

// account is nil for a visitor.
func (r record) account() *string {
	if id := r.Values[keyAccount]; id != "" {
		return &id
	}
	return nil
}

// idle is this session's idle limit; fallback when it has none of its own. 0 means none.
func (r record) idle(fallback time.Duration) time.Duration {
	if own, err := time.ParseDuration(r.Values[keyIdle]); err == nil && own > 0 {
		return own
	}
	return fallback
}

// expiry is when a session with this record ends if nothing more is heard from it after now.
func (r record) expiry(now time.Time, fallback time.Duration) time.Time {
	if idle := r.idle(fallback); idle > 0 && now.Add(idle).Before(r.Deadline) {
		return now.Add(idle)
	}
	return r.Deadline
}

// codec is scs's view of a record. Values are texts only: Manager offers nothing else.
type codec struct{}

// Encode implements scs.Codec.
func (codec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	r := record{Deadline: deadline, Values: make(map[string]string, len(values))}
	for name, value := range values {
		text, ok := value.(string)
		if !ok {
			return nil, fmt.Errorf("session value %q is a %T, not a text", name, value)
		}
		r.Values[name] = text
	}
	return json.Marshal(r)
}

// Decode implements scs.Codec.
func (codec) Decode(b []byte) (time.Time, map[string]any, error) {
	r, err := decode(b)
	if err != nil {
		return time.Time{}, nil, err
	}
	values := make(map[string]any, len(r.Values))
	for name, text := range r.Values {
		values[name] = text
	}
	return r.Deadline, values, nil
}

func decode(b []byte) (record, error) {
	var r record
	if err := json.Unmarshal(b, &r); err != nil {
		return record{}, fmt.Errorf("read session data: %w", err)
	}
	return r, nil
}
