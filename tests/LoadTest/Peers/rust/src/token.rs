//! Checks the form, the signature and the claims of tokens.
use ring::signature::{RsaPublicKeyComponents, RSA_PKCS1_2048_8192_SHA256};
use serde_json::Value;
use std::time::{SystemTime, UNIX_EPOCH};

const MAX_TOKEN_BYTES: usize = 16 * 1024;
const SKEW_SECONDS: f64 = 5.0;

pub struct Verifier {
    keys: Vec<(String, RsaPublicKeyComponents<Vec<u8>>)>,
    issuers: Vec<String>,
    clients: Vec<String>,
}

fn decode(text: &str) -> Option<Vec<u8>> {
    base64::decode_config(text, base64::URL_SAFE_NO_PAD).ok()
}

fn list(text: &str) -> Vec<String> {
    text.split(',').map(str::to_owned).collect()
}

fn listed(list: &[String], claim: &Value) -> bool {
    claim.as_str().is_some_and(|value| list.iter().any(|one| one == value))
}

/// Reads a claim that is a number. Returns `Some(None)` if the claim is absent.
fn moment(claims: &Value, name: &str) -> Option<Option<f64>> {
    claims.get(name).map_or(Some(None), |value| value.as_f64().map(Some))
}

impl Verifier {
    pub fn read(file: &str, issuers: &str, clients: &str) -> Result<Verifier, crate::Failure> {
        let set: Value = serde_json::from_slice(&std::fs::read(file)?)?;
        let key = |jwk: &Value| {
            let components = RsaPublicKeyComponents { n: decode(jwk["n"].as_str()?)?, e: decode(jwk["e"].as_str()?)? };
            (jwk["kty"] == "RSA").then_some((jwk["kid"].as_str()?.to_owned(), components))
        };
        let keys: Vec<_> = set["keys"].as_array().into_iter().flatten().filter_map(key).collect();
        if keys.is_empty() {
            return Err("no keys".into());
        }
        Ok(Verifier { keys, issuers: list(issuers), clients: list(clients) })
    }

    /// Returns the claims, or the reason for a refusal.
    pub fn verify(&self, token: &str) -> Result<Value, &'static str> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err("token_too_large");
        }
        let (signed, signature) = token.rsplit_once('.').ok_or("token_malformed")?;
        let (header, payload) = signed.split_once('.').ok_or("token_malformed")?;
        let (Some(jose), Some(payload), Some(signature)) = (decode(header), decode(payload), decode(signature)) else {
            return Err("token_malformed");
        };
        let jose: Value = serde_json::from_slice(&jose).map_err(|_| "token_malformed")?;
        if jose["alg"] != "RS256" {
            return Err("algorithm_not_allowed");
        }
        if jose.get("crit").is_some() {
            return Err("critical_header_unsupported");
        }
        let (_, key) = self.keys.iter().find(|(id, _)| jose["kid"] == id.as_str()).ok_or("key_unknown")?;
        key.verify(&RSA_PKCS1_2048_8192_SHA256, signed.as_bytes(), &signature).map_err(|_| "signature_invalid")?;

        let claims: Value = serde_json::from_slice(&payload).map_err(|_| "token_malformed")?;
        self.check(&claims)?;
        Ok(claims)
    }

    fn check(&self, claims: &Value) -> Result<(), &'static str> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|_| "token_expired")?.as_secs() as f64;
        let time = |name| moment(claims, name).ok_or("claim_invalid");
        if !listed(&self.issuers, &claims["iss"]) {
            return Err("issuer_not_allowed");
        }
        if time("exp")?.ok_or("claim_invalid")? + SKEW_SECONDS <= now {
            return Err("token_expired");
        }
        if [time("nbf")?, time("iat")?].iter().flatten().any(|start| start - SKEW_SECONDS > now) {
            return Err("token_not_yet_valid");
        }
        if claims["token_use"] != "access" {
            return Err("token_use_not_allowed");
        }
        if !listed(&self.clients, &claims["client_id"]) {
            return Err("client_not_allowed");
        }
        claims["sub"].as_str().map(|_| ()).ok_or("claim_invalid")
    }
}
