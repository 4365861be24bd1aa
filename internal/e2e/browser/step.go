package browser

import (
	"context"
	"encoding/json"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// poll waits until an expression is true. It asks from outside instead of leaving a timer in the page, so it works with
// scripts switched off and through a navigation.
func poll(expression string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		for {
			ok, err := chromedp.Evaluate[bool]("!!("+expression+")")(ctx, t)
			if ok && err == nil {
				return nil
			}
			select {
			case <-ctx.Done():
				if err != nil {
					return err
				}
				return ctx.Err()
			case <-time.After(20 * time.Millisecond):
			}
		}
	})
}

// responseTo runs a step that leads to another page and returns the answer that the page came with.
func responseTo(step chromedp.Action[chromedp.Void]) chromedp.Action[*network.Response] {
	return func(ctx context.Context, _ *chromedp.Target) (*network.Response, error) {
		return chromedp.RunResponse(ctx, step)
	}
}

// quote writes a string for a script.
func quote(s string) string {
	text, _ := json.Marshal(s) // a string has no failure
	return string(text)
}
