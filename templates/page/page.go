// Package page is the pages: one .templ and one view model each. A view model is a struct that holds strings and booleans
// ready to show, with the frame around it; its View method is the page. Links come from package route.
package page
