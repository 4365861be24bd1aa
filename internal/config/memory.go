package config

import (
	"os"
	"runtime/debug"
)

// TuneMemory lets the collector run less often, unless the environment says how often (GOGC): the site holds little and
// makes much that is gone with the answer, so that collecting at every doubling of a few megabytes took a third of the
// processor time of a page. It sets no limit, because a large match measures itself against one (matching.Estimate).
func TuneMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
}
