package main

import (
	"context"
	"errors"

	"evenly/internal/equity/equitycli"

	"evenly/internal/matching/matchcli"
	"evenly/internal/survey/surveycli"
)

// The engines without a server: each reads a file and writes one, and says what is wrong by itself.

func runMatch(_ context.Context, c *call) error {
	return ended(matchcli.Main(c.args, c.in, c.out, c.errout))
}

func runEquity(_ context.Context, c *call) error {
	return ended(equitycli.Main(c.args, c.in, c.out, c.errout))
}

func runSurvey(_ context.Context, c *call) error {
	return ended(surveycli.Main(c.args, c.in, c.out, c.errout))
}

// ended turns an exit code into an error that says nothing more.
func ended(code int) error {
	if code == 0 {
		return nil
	}
	return failure{code, errors.New("")}
}
