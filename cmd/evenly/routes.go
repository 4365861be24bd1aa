package main

import (
	"context"
	"encoding/json"
	"fmt"
	"text/tabwriter"

	"evenly/internal/access"
	"evenly/internal/server"
)

// declaredRoute is one line of `evenly routes -json`.
type declaredRoute struct{ Method, Pattern, Access string }

// runRoutes is `evenly routes [-json]`.
func runRoutes(_ context.Context, c *call) error {
	f := c.flags("routes", "routes [-json]", "Lists every route of the production site with the act it needs and the roles that may do it.")
	asJSON := f.Bool("json", false, "print JSON")
	if err := c.parse(f); err != nil {
		return err
	}
	var all []declaredRoute
	for _, e := range server.New(server.Options{}).Routes() {
		all = append(all, declaredRoute{e.Method, e.Pattern, accessWords(e.Access)})
	}
	if *asJSON {
		enc := json.NewEncoder(c.out)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		return enc.Encode(all)
	}
	w := tabwriter.NewWriter(c.out, 0, 4, 2, ' ', 0)
	for _, r := range all {
		fmt.Fprintf(w, "%s\t%s\t%s\n", r.Method, r.Pattern, r.Access)
	}
	return w.Flush()
}

// accessWords is an act with its roles: "ranking.see: resident".
func accessWords(a access.Act) string {
	words := string(a)
	for i, r := range access.Roles(a) {
		if i == 0 {
			words += ":"
		}
		words += " " + string(r)
	}
	return words
}
