// An authorizer as a Go programmer would write it with only the standard library. It calls the Runtime API with net/http, like Amazon's own
// package for Go. It uses encoding/json, crypto/rsa with pinned keys, and the same permissions file. It returns an IAM policy, and writes one
// log line per decision. It supports only REQUEST events of REST APIs, and has no cache between calls.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

type event struct {
	MethodArn string            `json:"methodArn"`
	Headers   map[string]string `json:"headers"`
}

type statement struct {
	Action   string
	Effect   string
	Resource string
}

type policy struct {
	Version   string
	Statement []statement
}

type answer struct {
	PrincipalID    string         `json:"principalId"`
	PolicyDocument policy         `json:"policyDocument"`
	Context        map[string]any `json:"context"`
}

type line struct {
	Timestamp  string `json:"timestamp"`
	Level      string `json:"level"`
	Message    string `json:"message"`
	RequestID  string `json:"requestId"`
	Decision   string `json:"decision"`
	Reason     string `json:"reason,omitempty"`
	Sub        string `json:"sub,omitempty"`
	ClientID   string `json:"clientId,omitempty"`
	RuleID     string `json:"ruleId,omitempty"`
	MethodArn  string `json:"methodArn,omitempty"`
	DurationUs int64  `json:"durationUs"`
}

func require(name string) string {
	value := os.Getenv(name)
	if value == "" {
		die(name)
	}
	return value
}

func die(why any) {
	fmt.Fprintln(os.Stderr, "authorizer:", why)
	os.Exit(1)
}

func read(path string, into any) {
	content, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(content, into)
	}
	if err != nil {
		die(err)
	}
}

func bearer(headers map[string]string) string {
	for name, value := range headers {
		if strings.EqualFold(name, "authorization") && len(value) > 7 && strings.EqualFold(value[:7], "bearer ") {
			return value[7:]
		}
	}
	return ""
}

// Decides about an event and fills in the log line. Returns nil for the error Unauthorized.
func decide(body []byte, verifier *verifier, rules []rule, made *line) *answer {
	var asked event
	made.Decision, made.Reason = "error", "event_unsupported"
	if json.Unmarshal(body, &asked) != nil {
		return nil
	}
	arn := strings.SplitN(asked.MethodArn, ":", 6)
	if len(arn) < 6 {
		return nil
	}
	target := strings.SplitN(arn[5], "/", 4)
	if len(target) < 4 {
		return nil
	}

	made.Decision, made.MethodArn = "unauthorized", asked.MethodArn
	token := bearer(asked.Headers)
	if token == "" {
		made.Reason = "token_missing"
		return nil
	}
	claims, reason := verifier.verify(token)
	if made.Reason = reason; reason != "" {
		return nil
	}

	made.Sub, made.ClientID = claims.Sub, claims.ClientID
	allowed := permit(rules, target[2], "/"+target[3], claims)
	if allowed == nil {
		made.Decision, made.Reason = "deny", "route_not_permitted"
		return respond(claims.Sub, "Deny", asked.MethodArn, map[string]any{"errorCode": made.Reason})
	}
	made.Decision, made.RuleID = "allow", allowed.ID
	return respond(claims.Sub, "Allow", asked.MethodArn, map[string]any{
		"sub": claims.Sub, "username": claims.Username, "clientId": claims.ClientID, "tokenUse": claims.TokenUse, "scope": claims.Scope,
		"groups": strings.Join(claims.Groups, " "), "issuer": claims.Issuer, "jti": claims.JTI, "expiresAt": claims.Expires, "ruleId": allowed.ID,
	})
}

func respond(sub, effect, arn string, context map[string]any) *answer {
	return &answer{sub, policy{"2012-10-17", []statement{{"execute-api:Invoke", effect, arn}}}, context}
}

func main() {
	api := "http://" + require("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/invocation/"
	verifier := newVerifier(require("AUTHORIZER_JWKS_FILE"), require("AUTHORIZER_ISSUERS"), require("AUTHORIZER_CLIENT_IDS"))
	rules := readRules(require("AUTHORIZER_PERMISSIONS_FILE"))
	client := &http.Client{}
	output := json.NewEncoder(os.Stdout)
	for {
		response, err := client.Get(api + "next")
		if err != nil {
			die(err)
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil || response.StatusCode != http.StatusOK {
			die("no event")
		}

		start := time.Now()
		made := line{Level: "INFO", Message: "decision", RequestID: response.Header.Get("Lambda-Runtime-Aws-Request-Id")}
		given := decide(body, verifier, rules, &made)
		made.DurationUs = time.Since(start).Microseconds()
		made.Timestamp = time.Now().UTC().Format("2006-01-02T15:04:05.000Z")
		if output.Encode(made) != nil {
			die("standard output is lost")
		}

		path, sent := "/response", []byte(`{"errorType":"Unauthorized","errorMessage":"Unauthorized"}`)
		if given == nil {
			path = "/error"
		} else if sent, err = json.Marshal(given); err != nil {
			die(err)
		}
		response, err = client.Post(api+made.RequestID+path, "application/json", bytes.NewReader(sent))
		if err != nil {
			die(err)
		}
		io.Copy(io.Discard, response.Body)
		response.Body.Close()
	}
}
