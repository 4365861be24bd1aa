package route

import "net/url"

// GMEPattern is the GME office's view of an institution. No program may have "gme" as its short name.
const GMEPattern = "/gme"

// GME is the GME office's view of an institution.
func GME(institution string) string { return "/" + url.PathEscape(institution) + GMEPattern }
