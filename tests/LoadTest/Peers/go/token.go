package main

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"strings"
	"time"
)

const (
	maxTokenBytes = 16 * 1024
	skewSeconds   = 5
)

type claims struct {
	Issuer    string   `json:"iss"`
	Sub       string   `json:"sub"`
	TokenUse  string   `json:"token_use"`
	ClientID  string   `json:"client_id"`
	Username  string   `json:"username"`
	Scope     string   `json:"scope"`
	JTI       string   `json:"jti"`
	Groups    []string `json:"cognito:groups"`
	Expires   float64  `json:"exp"`
	NotBefore float64  `json:"nbf"`
	IssuedAt  float64  `json:"iat"`
	// The claims that routes name.
	all map[string]any
}

type verifier struct {
	keys             map[string]*rsa.PublicKey
	issuers, clients []string
}

func newVerifier(keysFile, issuers, clients string) *verifier {
	var set struct {
		Keys []struct{ Kty, Kid, N, E string }
	}
	read(keysFile, &set)
	made := &verifier{map[string]*rsa.PublicKey{}, strings.Split(issuers, ","), strings.Split(clients, ",")}
	for _, key := range set.Keys {
		n, errN := decode(key.N)
		e, errE := decode(key.E)
		if key.Kty == "RSA" && errN == nil && errE == nil && len(e) <= 4 {
			made.keys[key.Kid] = &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: int(new(big.Int).SetBytes(e).Int64())}
		}
	}
	if len(made.keys) == 0 {
		die("no keys")
	}
	return made
}

func decode(text string) ([]byte, error) { return base64.RawURLEncoding.Strict().DecodeString(text) }

func contains(list []string, value string) bool {
	for _, one := range list {
		if one == value {
			return true
		}
	}
	return false
}

// Returns the claims, or the reason for a refusal.
func (v *verifier) verify(token string) (*claims, string) {
	if len(token) > maxTokenBytes {
		return nil, "token_too_large"
	}
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil, "token_malformed"
	}
	header, errHeader := decode(parts[0])
	payload, errPayload := decode(parts[1])
	signature, errSignature := decode(parts[2])
	var jose struct {
		Alg, Kid string
		Crit     json.RawMessage
	}
	if errHeader != nil || errPayload != nil || errSignature != nil || json.Unmarshal(header, &jose) != nil {
		return nil, "token_malformed"
	}
	if jose.Alg != "RS256" {
		return nil, "algorithm_not_allowed"
	}
	if jose.Crit != nil {
		return nil, "critical_header_unsupported"
	}
	key := v.keys[jose.Kid]
	if key == nil {
		return nil, "key_unknown"
	}
	hash := sha256.Sum256([]byte(token[:len(parts[0])+1+len(parts[1])]))
	if rsa.VerifyPKCS1v15(key, crypto.SHA256, hash[:], signature) != nil {
		return nil, "signature_invalid"
	}

	read := &claims{}
	if json.Unmarshal(payload, read) != nil || json.Unmarshal(payload, &read.all) != nil {
		return nil, "claim_invalid"
	}
	return read, v.check(read, float64(time.Now().Unix()))
}

func (v *verifier) check(read *claims, now float64) string {
	switch {
	case !contains(v.issuers, read.Issuer):
		return "issuer_not_allowed"
	case read.Expires+skewSeconds <= now:
		return "token_expired"
	case read.NotBefore-skewSeconds > now || read.IssuedAt-skewSeconds > now:
		return "token_not_yet_valid"
	case read.TokenUse != "access":
		return "token_use_not_allowed"
	case !contains(v.clients, read.ClientID):
		return "client_not_allowed"
	case read.Sub == "":
		return "claim_invalid"
	}
	return ""
}
