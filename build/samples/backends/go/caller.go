// Package backend reads who calls from what the authorizer says.
package backend

import (
	"encoding/json"
	"errors"
	"strings"
)

// Caller is the user or, for a machine, the app client.
type Caller struct {
	Sub      string
	Username string
	Scopes   []string
	Groups   []string
}

type context struct {
	Sub      string `json:"sub"`
	Username string `json:"username"`
	Scope    string `json:"scope"`
	Groups   string `json:"groups"`
}

// CallerOf reads the event of a proxy integration. REST APIs pass every value as text, HTTP APIs (payload 2.0) under "lambda"
// and as it is.
func CallerOf(event []byte) (Caller, error) {
	var proxy struct {
		RequestContext struct {
			Authorizer struct {
				context
				Lambda *context `json:"lambda"`
			} `json:"authorizer"`
		} `json:"requestContext"`
	}
	if err := json.Unmarshal(event, &proxy); err != nil {
		return Caller{}, err
	}
	found := proxy.RequestContext.Authorizer.context
	if proxy.RequestContext.Authorizer.Lambda != nil {
		found = *proxy.RequestContext.Authorizer.Lambda
	}
	if found.Sub == "" {
		// Nothing but the authorizer fills the context, so this route has none.
		return Caller{}, errors.New("the route has no authorizer")
	}
	return Caller{found.Sub, found.Username, words(found.Scope), words(found.Groups)}, nil
}

// Separated by spaces; a space or a percent sign in a name is escaped.
func words(text string) []string {
	var all []string
	for _, word := range strings.Fields(text) {
		all = append(all, strings.NewReplacer("%20", " ", "%25", "%").Replace(word))
	}
	return all
}
