package chart

import (
	"fmt"
	"math"
	"strings"
)

// EgoView is one resident's network: who helps with what, and what nobody helps with.
type EgoView struct {
	Center string // "Hannah Weiss"
	Nodes  []Node
}

// Node is a person in a role, or a role without a person.
type Node struct {
	Name     string // "Open" when Missing
	Role     string
	Contacts int
	Missing  bool // nobody does this yet
}

// The drawing is 330 px high and as wide as there is room; x is a fraction of the width, y in pixels.
const (
	egoHeight = 330.0
	egoY      = 165.0
	reachX    = .34
	reachY    = 104.0
)

// at is where node i of n stands: evenly around the centre, none straight above it, where labels would collide.
func at(i, n int) xy {
	a := -math.Pi/2 + math.Pi/float64(n) + 2*math.Pi*float64(i)/float64(n)
	return xy{.5 + reachX*math.Cos(a), egoY + reachY*math.Sin(a)}
}

// labelY is the baseline of a node's name: above the upper nodes, below the others.
func labelY(p xy) float64 {
	if p.y < egoY-30 {
		return p.y - 34
	}
	return p.y + 31
}

// weight is the thickness of a tie: six contacts or more are strong, three or more middling.
func (n Node) weight() string {
	switch {
	case n.Contacts >= 6:
		return "strong"
	case n.Contacts >= 3:
		return "mid"
	}
	return ""
}

func (e EgoView) alt() string {
	var parts []string
	for _, n := range e.Nodes {
		if n.Missing {
			parts = append(parts, "nobody yet for "+n.Role)
		} else {
			parts = append(parts, fmt.Sprintf("%s, %s, %d contacts", n.Name, n.Role, n.Contacts))
		}
	}
	return e.Center + "’s network: " + strings.Join(parts, "; ") + "."
}
