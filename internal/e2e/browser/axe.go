package browser

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"evenly/internal/e2e/axe"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Violation is a rule of accessibility that the page breaks.
type Violation struct {
	ID      string `json:"id"`      // "color-contrast"
	Impact  string `json:"impact"`  // minor, moderate, serious, critical
	Help    string `json:"help"`    // the rule in one sentence
	HelpURL string `json:"helpUrl"` // a page that explains it
	Nodes   []Node `json:"nodes"`   // where
}

// Node is one element that breaks a rule.
type Node struct {
	HTML    string `json:"html"`
	Summary string `json:"failureSummary"` // how to mend it
}

func (v Violation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s): %s", v.ID, v.Impact, v.Help)
	for _, n := range v.Nodes {
		fmt.Fprintf(&b, "\n    %s\n        %s", n.HTML, strings.ReplaceAll(n.Summary, "\n", "\n        "))
	}
	return b.String()
}

// Axe checks the page as it stands with axe-core: all of WCAG 2.2 A and AA that a machine can check, and best practices.
func (p *Page) Axe() []Violation {
	p.t.Helper()
	if p.noScript {
		// axe needs a running clock. The page has none of its own to start: it was read with scripts off.
		p.do("switch scripts on for axe", scripts(true))
		defer p.do("switch scripts off again", scripts(false))
	}
	var violations []Violation
	if err := json.Unmarshal([]byte(run(p, "check with axe", checkWithAxe)), &violations); err != nil {
		p.t.Fatalf("browser: read axe's findings: %v", err)
	}
	return violations
}

// Accessible fails the test, without ending it, when axe-core finds anything.
func (p *Page) Accessible() {
	p.t.Helper()
	for _, v := range p.Axe() {
		p.t.Errorf("browser: %s: %v", p.rec.location(), v)
	}
}

// axeRun gives the findings as text. The size of targets is a rule of WCAG 2.2 AA that axe leaves out unless asked.
const axeRun = `axe.run(document, {resultTypes: ["violations"], rules: {"target-size": {enabled: true}}})
	.then(r => JSON.stringify(r.violations))`

// checkWithAxe runs axe in an isolated world: it sees the same document, but neither the page's content security policy nor
// its Trusted Types apply there, and its names do not meet the page's own.
func checkWithAxe(ctx context.Context, t *chromedp.Target) (string, error) {
	tree, err := cdp.Call(ctx, t, page.GetFrameTree, cdp.Empty{})
	if err != nil {
		return "", err
	}
	world, err := cdp.Call(ctx, t, page.CreateIsolatedWorld, page.CreateIsolatedWorldParams{FrameID: tree.FrameTree.Frame.ID, WorldName: "axe"})
	if err != nil {
		return "", err
	}
	if _, err := evaluateIn(ctx, t, world.ExecutionContextID, axe.Source+";0"); err != nil {
		return "", fmt.Errorf("load axe: %w", err)
	}
	return evaluateIn(ctx, t, world.ExecutionContextID, axeRun)
}

// evaluateIn waits for the value of an expression, which must be text if it matters.
func evaluateIn(ctx context.Context, t *chromedp.Target, world runtime.ExecutionContextID, expression string) (string, error) {
	yes := true
	result, err := cdp.Call(ctx, t, runtime.Evaluate, runtime.EvaluateParams{
		Expression: expression, ContextID: world, AwaitPromise: &yes, ReturnByValue: &yes,
	})
	if err != nil {
		return "", err
	}
	if result.ExceptionDetails != nil {
		return "", errors.New(exception(result.ExceptionDetails))
	}
	var text string
	if result.Result.Type == runtime.RemoteObjectTypeString {
		err = json.Unmarshal(result.Result.Value, &text)
	}
	return text, err
}
