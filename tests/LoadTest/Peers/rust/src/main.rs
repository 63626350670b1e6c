//! An authorizer as a Rust programmer would write it. It calls the Runtime API with hyper and tokio, like Amazon's own crate. It uses
//! serde_json, ring with pinned keys, and the same permissions file. It returns an IAM policy, and writes one log line per decision. It
//! supports only REQUEST events of REST APIs, and has no cache between calls.
mod rules;
mod token;

use hyper::{body::to_bytes, client::HttpConnector, Body, Client, Request};
use serde_json::{json, Value};
use std::io::Write;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

type Failure = Box<dyn std::error::Error>;

struct Authorizer {
    verifier: token::Verifier,
    rules: Vec<rules::Rule>,
}

fn bearer(event: &Value) -> Option<&str> {
    let headers = event["headers"].as_object()?;
    let value = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("authorization"))?.1.as_str()?;
    let (scheme, token) = value.split_at_checked(7)?;
    (scheme.eq_ignore_ascii_case("bearer ") && !token.is_empty()).then_some(token)
}

fn policy(claims: &Value, arn: &str, effect: &str, context: Value) -> Value {
    json!({
        "principalId": claims["sub"],
        "policyDocument": { "Version": "2012-10-17", "Statement": [{ "Action": "execute-api:Invoke", "Effect": effect, "Resource": arn }] },
        "context": context,
    })
}

impl Authorizer {
    /// Decides about an event and fills in the log line. Returns `None` for the error Unauthorized.
    fn decide(&self, body: &[u8], line: &mut Value) -> Option<Value> {
        line["decision"] = "error".into();
        line["reason"] = "event_unsupported".into();
        let event: Value = serde_json::from_slice(body).ok()?;
        let arn = event["methodArn"].as_str()?;
        let mut target = arn.splitn(6, ':').nth(5)?.splitn(4, '/').skip(2);
        let (method, path) = (target.next()?, target.next()?);

        line["methodArn"] = arn.into();
        line["decision"] = "unauthorized".into();
        let verified = match bearer(&event) {
            Some(token) => self.verifier.verify(token),
            None => Err("token_missing"),
        };
        let claims = match verified {
            Ok(claims) => claims,
            Err(reason) => {
                line["reason"] = reason.into();
                return None;
            }
        };

        line["sub"] = claims["sub"].clone();
        line["clientId"] = claims["client_id"].clone();
        let Some(rule) = rules::permit(&self.rules, method, path, &claims) else {
            line["decision"] = "deny".into();
            line["reason"] = "route_not_permitted".into();
            return Some(policy(&claims, arn, "Deny", json!({ "errorCode": "route_not_permitted" })));
        };
        line["decision"] = "allow".into();
        line["ruleId"] = rule.id.as_str().into();
        line.as_object_mut()?.remove("reason");
        let groups: Vec<&str> = claims["cognito:groups"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let context = json!({
            "sub": claims["sub"], "username": claims["username"], "clientId": claims["client_id"], "tokenUse": claims["token_use"],
            "scope": claims["scope"], "groups": groups.join(" "), "issuer": claims["iss"], "jti": claims["jti"], "expiresAt": claims["exp"],
            "ruleId": rule.id,
        });
        Some(policy(&claims, arn, "Allow", context))
    }
}

/// The current time in the format of RFC 3339, computed from the days since 1970 in the proleptic Gregorian calendar.
fn timestamp() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let (days, seconds) = (now.as_secs() / 86_400, now.as_secs() % 86_400);
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:03}Z", now.subsec_millis())
}

async fn post(client: &Client<HttpConnector>, uri: String, body: Vec<u8>) -> Result<(), Failure> {
    let request = Request::post(uri).header("Content-Type", "application/json").body(Body::from(body))?;
    to_bytes(client.request(request).await?.into_body()).await?;
    Ok(())
}

async fn run() -> Result<(), Failure> {
    let api = format!("http://{}/2018-06-01/runtime/invocation/", std::env::var("AWS_LAMBDA_RUNTIME_API")?);
    let authorizer = Authorizer {
        verifier: token::Verifier::read(
            &std::env::var("AUTHORIZER_JWKS_FILE")?, &std::env::var("AUTHORIZER_ISSUERS")?, &std::env::var("AUTHORIZER_CLIENT_IDS")?)?,
        rules: rules::read(&std::env::var("AUTHORIZER_PERMISSIONS_FILE")?)?,
    };
    let client = Client::new();
    let next: hyper::Uri = format!("{api}next").parse()?;
    loop {
        let response = client.get(next.clone()).await?;
        let id = response.headers().get("lambda-runtime-aws-request-id").ok_or("no event")?.to_str()?.to_owned();
        let body = to_bytes(response.into_body()).await?;

        let start = Instant::now();
        let mut line = json!({ "level": "INFO", "message": "decision", "requestId": id });
        let answer = authorizer.decide(&body, &mut line);
        line["durationUs"] = u64::try_from(start.elapsed().as_micros())?.into();
        line["timestamp"] = timestamp().into();
        writeln!(std::io::stdout(), "{line}")?;
        match answer {
            Some(answer) => post(&client, format!("{api}{id}/response"), serde_json::to_vec(&answer)?).await?,
            None => post(&client, format!("{api}{id}/error"), br#"{"errorType":"Unauthorized","errorMessage":"Unauthorized"}"#.to_vec()).await?,
        }
    }
}

fn main() -> Result<(), Failure> {
    tokio::runtime::Builder::new_current_thread().enable_io().build()?.block_on(run())
}
