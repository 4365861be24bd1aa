package server

import (
	"net/http"
	"net/url"
)

// A flash is what an act leaves to say on the next page: a short code, with an argument after a colon, in a cookie that
// lives for that one page. It holds no text of people's own; toasts.go turns it into words.
const flashCookie = "flash"

func (q *request) setFlash(code string) {
	http.SetCookie(q.w, &http.Cookie{Name: flashCookie, Value: url.QueryEscape(code), Path: "/", MaxAge: 60,
		HttpOnly: true, Secure: q.srv.opt.Secure, SameSite: http.SameSiteLaxMode})
}

// takeFlash reads and clears it.
func (q *request) takeFlash() {
	c, err := q.Cookie(flashCookie)
	if err != nil || q.Method != http.MethodGet {
		return
	}
	q.flash, _ = url.QueryUnescape(c.Value)
	http.SetCookie(q.w, &http.Cookie{Name: flashCookie, Path: "/", MaxAge: -1, HttpOnly: true, Secure: q.srv.opt.Secure, SameSite: http.SameSiteLaxMode})
}
