package mentorship

// Setting is where two people met.
type Setting string

// The settings of a meeting. OffSite is a café or anywhere else that is neither the hospital, a home nor a meal.
const (
	OnSite  Setting = "on_site"
	Virtual Setting = "virtual"
	Phone   Setting = "phone"
	OffSite Setting = "off_site"
	AtHome  Setting = "home"
	Dinner  Setting = "dinner"
)

// Settings in the order in which people are asked.
var Settings = []Setting{OnSite, Virtual, Phone, OffSite, AtHome, Dinner}

// Words is the setting as people say it.
func (s Setting) Words() string {
	return map[Setting]string{OnSite: "In hospital", Virtual: "Video", Phone: "Phone", OffSite: "Off-site",
		AtHome: "At home", Dinner: "A meal"}[s]
}

// Outside reports a setting that only some may enjoy: the charter says that it is offered to all alike.
func (s Setting) Outside() bool { return s == OffSite || s == AtHome || s == Dinner }

// Remote reports a setting where people do not share a room.
func (s Setting) Remote() bool { return s == Virtual || s == Phone }
