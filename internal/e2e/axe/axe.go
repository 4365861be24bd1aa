// Package axe carries axe-core 4.14.1, the accessibility checker of Deque Systems, under the Mozilla Public License 2.0
// (see LICENSE beside it). It is unchanged, and only tests use it: nothing of it is in the program.
package axe

import _ "embed"

// Source is the script. It defines the global "axe".
//
//go:embed axe.min.js
var Source string
