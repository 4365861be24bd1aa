package e2e_test

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"golang.org/x/net/html"

	"evenly/web"
)

// The bars of a page's HTML, compressed.
const (
	largestTask = 8 << 10
	largestPage = 15 << 10
)

// tasks are the ends of addresses at which one thing is done; all others are overviews and lists.
var tasks = regexp.MustCompile(`/(ranking|ranking/done|meetings/new|signin|me|menu|setup/\w+|people/new)$`)

// TestEveryPageThatIsLinked follows every link as everyone: each leads somewhere, and what comes is clean and small.
func TestEveryPageThatIsLinked(t *testing.T) {
	t.Parallel()
	h := sharedHospital(t)
	for _, name := range people {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := &crawl{t: t, base: h.URL, http: h.client(name), seen: map[string]int{}, visited: map[string]bool{}}
			c.http.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
				c.seen[shape(r.URL)]++
				return nil
			}
			c.follow("/", "the start")
			if c.pages < fewest[name] || c.pages < 1 {
				t.Errorf("%s reached %d pages", name, c.pages)
			}
			t.Logf("%d pages", c.pages)
		})
	}
}

// fewest are how many pages somebody reaches at least; a crawl that stops at the door proves nothing.
var fewest = map[string]int{"Helen Marsh": 50, "Carmen Ruiz": 50, "Leo Marchand": 40, "Amara Okafor": 10, "Nadia Karam": 10, "Joy Abiodun": 5}

// crawl is one person's way through the site.
type crawl struct {
	t     *testing.T
	base  string
	http  *http.Client
	seen  map[string]int // how many pages of a shape were opened
	pages int

	visited map[string]bool
}

// perShape is how many pages of the same shape (a person, a pair, a filter) are opened.
const perShape = 3

var identifier = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}|/mentors/[a-z0-9-]+`)

// shape is an address with what names a row left out, so that forty pages of pairs are one.
func shape(u *url.URL) string {
	s := identifier.ReplaceAllString(u.Path, "*")
	for k := range u.Query() {
		s += "?" + k
	}
	return s
}

func (c *crawl) follow(path, from string) {
	u, err := url.Parse(path)
	if err != nil || strings.HasPrefix(path, "/static/") || strings.HasPrefix(path, "/demo") || c.visited[path] || c.seen[shape(u)] >= perShape {
		return
	}
	c.visited[path] = true
	c.seen[shape(u)]++
	r, err := http.NewRequest(http.MethodGet, c.base+path, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "br")
	res, err := c.http.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	sent, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	c.pages++
	if res.StatusCode != http.StatusOK {
		c.t.Errorf("%s, linked from %s: got %d", path, from, res.StatusCode)
		return
	}
	c.headers(path, res)
	if !strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		return // a workbook
	}
	c.small(path, len(sent))
	c.look(path, unpack(c.t, res, sent))
}

// anonymous are the pages of answering, where nobody is known.
var anonymous = regexp.MustCompile(`^/[^/]+/s(/|$)`)

func unpack(t *testing.T, res *http.Response, sent []byte) []byte {
	if res.Header.Get("Content-Encoding") != "br" {
		return sent
	}
	page, err := io.ReadAll(brotli.NewReader(bytes.NewReader(sent)))
	if err != nil {
		t.Fatal(err)
	}
	return page
}

func (c *crawl) headers(path string, res *http.Response) {
	referrer := "same-origin"
	if anonymous.MatchString(path) {
		referrer = "no-referrer" // not even our own pages learn who came from there
	}
	for name, want := range map[string]string{"Content-Security-Policy": web.ContentSecurityPolicy, "X-Content-Type-Options": "nosniff",
		"Referrer-Policy": referrer, "Cache-Control": "no-store"} {
		if got := res.Header.Get(name); got != want {
			c.t.Errorf("%s: %s is %q, want %q", path, name, got, want)
		}
	}
}

func (c *crawl) small(path string, size int) {
	bar := largestPage
	if u, err := url.Parse(path); err == nil && tasks.MatchString(u.Path) {
		bar = largestTask
	}
	if size > bar {
		c.t.Errorf("%s: %d bytes of HTML, compressed; the bar is %d", path, size, bar)
	}
}

// look checks the page and follows its links.
func (c *crawl) look(path string, page []byte) {
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		c.t.Fatal(err)
	}
	var links []string
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		for _, a := range n.Attr {
			c.attribute(path, n, a)
			if n.Data == "a" && a.Key == "href" && strings.HasPrefix(a.Val, "/") {
				links = append(links, strings.SplitN(a.Val, "#", 2)[0])
			}
		}
		if n.Data == "script" && n.FirstChild != nil {
			c.t.Errorf("%s: a script in the page", path)
		}
		if n.Data == "style" {
			c.t.Errorf("%s: a style sheet in the page", path)
		}
	}
	for _, link := range links {
		c.follow(link, path)
	}
}

// hashed is the name of a file that may be cached for good.
var hashed = regexp.MustCompile(`^/static/[a-z0-9-]+-[A-Z0-9]{8}\.[a-z0-9]+(#[a-z0-9-]+)?$`)

// attribute looks for what the content security policy would refuse, and for files that are not ours or not hashed.
func (c *crawl) attribute(path string, n *html.Node, a html.Attribute) {
	isFile := a.Key == "src" || a.Key == "href" && (n.Data == "link" || n.Data == "use")
	switch {
	case a.Key == "style" || strings.HasPrefix(a.Key, "on"):
		c.t.Errorf("%s: <%s %s=%q>", path, n.Data, a.Key, a.Val)
	case isFile && !hashed.MatchString(a.Val):
		c.t.Errorf("%s: <%s> fetches %q, which is not a file of ours named by its content", path, n.Data, a.Val)
	case a.Key == "action" && !strings.HasPrefix(a.Val, "/"):
		c.t.Errorf("%s: a form posts to %q", path, a.Val)
	}
}
