package main

import "strings"

type rule struct {
	ID     string
	Effect string
	Routes []string
	When   struct{ AnyGroup, AllGroups []string }
}

func readRules(file string) []rule {
	var document struct{ Rules []rule }
	read(file, &document)
	return document.Rules
}

func (r *rule) conditionsHold(groups []string) bool {
	for _, group := range r.When.AllGroups {
		if !contains(groups, group) {
			return false
		}
	}
	for _, group := range r.When.AnyGroup {
		if contains(groups, group) {
			return true
		}
	}
	return r.When.AnyGroup == nil
}

func segmentMatches(pattern, segment string, read *claims) bool {
	if segment == "" {
		return false
	}
	if !strings.HasPrefix(pattern, "{") {
		return pattern == segment
	}
	return !strings.HasPrefix(pattern, "{claim:") || read.all[pattern[7:len(pattern)-1]] == segment
}

func routeMatches(route, method string, path []string, read *claims) bool {
	wanted, rest, _ := strings.Cut(route, " ")
	if wanted != "*" && wanted != method {
		return false
	}
	pattern := strings.Split(strings.TrimPrefix(rest, "/"), "/")
	deep := pattern[len(pattern)-1] == "**"
	if deep {
		pattern = pattern[:len(pattern)-1]
	}
	if len(path) < len(pattern) || (!deep && len(path) != len(pattern)) {
		return false
	}
	for i, segment := range pattern {
		if !segmentMatches(segment, path[i], read) {
			return false
		}
	}
	return true
}

// Returns the first rule that allows the call. Returns nil if no rule allows the call or a rule denies it.
func permit(rules []rule, method, path string, read *claims) *rule {
	segments := strings.Split(strings.TrimPrefix(path, "/"), "/")
	var allowed *rule
	for i := range rules {
		one := &rules[i]
		if !one.conditionsHold(read.Groups) {
			continue
		}
		for _, route := range one.Routes {
			if routeMatches(route, method, segments, read) {
				if one.Effect == "deny" {
					return nil
				}
				if allowed == nil {
					allowed = one
				}
				break
			}
		}
	}
	return allowed
}
