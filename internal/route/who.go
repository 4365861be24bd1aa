package route

// WhoPattern is the page that says who can see what.
const WhoPattern = "/who"

// Who says who can see what.
func (p Program) Who() string { return p.to(WhoPattern) }
