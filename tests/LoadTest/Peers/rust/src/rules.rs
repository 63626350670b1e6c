//! Reads and applies the rules of the permissions file.
use serde_json::Value;

pub struct Rule {
    pub id: String,
    denies: bool,
    routes: Vec<(String, Vec<String>)>,
    any_group: Option<Vec<String>>,
    all_groups: Vec<String>,
}

fn strings(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|one| one.as_str().map(str::to_owned)).collect()
}

fn segments(path: &str) -> Vec<String> {
    path.split('/').map(str::to_owned).collect()
}

pub fn read(file: &str) -> Result<Vec<Rule>, crate::Failure> {
    let document: Value = serde_json::from_slice(&std::fs::read(file)?)?;
    let rule = |rule: &Value| {
        let route = |route: &String| route.split_once(" /").map(|(method, path)| (method.to_owned(), segments(path)));
        Some(Rule {
            id: rule["id"].as_str()?.to_owned(),
            denies: rule["effect"] == "deny",
            routes: strings(&rule["routes"])?.iter().map(route).collect::<Option<_>>()?,
            any_group: strings(&rule["when"]["anyGroup"]),
            all_groups: strings(&rule["when"]["allGroups"]).unwrap_or_default(),
        })
    };
    let rules: Option<Vec<Rule>> = document["rules"].as_array().ok_or("no rules")?.iter().map(rule).collect();
    rules.ok_or_else(|| "a rule is not understood".into())
}

fn segment_matches(pattern: &str, segment: &str, claims: &Value) -> bool {
    !segment.is_empty()
        && match pattern.strip_prefix("{claim:") {
            Some(name) => claims[&name[..name.len() - 1]] == segment,
            None => pattern.starts_with('{') || pattern == segment,
        }
}

impl Rule {
    fn conditions_hold(&self, claims: &Value) -> bool {
        let groups = claims["cognito:groups"].as_array().map_or(&[][..], Vec::as_slice);
        let has = |group: &String| groups.iter().any(|one| one == group.as_str());
        self.any_group.as_ref().is_none_or(|any| any.iter().any(has)) && self.all_groups.iter().all(has)
    }

    fn matches(&self, method: &str, path: &[&str], claims: &Value) -> bool {
        self.routes.iter().any(|(wanted, pattern)| {
            let deep = pattern.last().is_some_and(|last| last == "**");
            let fixed = &pattern[..pattern.len() - usize::from(deep)];
            (wanted == "*" || wanted == method)
                && if deep { path.len() >= fixed.len() } else { path.len() == fixed.len() }
                && fixed.iter().zip(path).all(|(one, segment)| segment_matches(one, segment, claims))
        })
    }
}

/// Returns the first rule that allows the call. Returns `None` if no rule allows the call or a rule denies it.
pub fn permit<'a>(rules: &'a [Rule], method: &str, path: &str, claims: &Value) -> Option<&'a Rule> {
    let segments: Vec<&str> = path.split('/').collect();
    let mut matching = rules.iter().filter(|rule| rule.conditions_hold(claims) && rule.matches(method, &segments, claims));
    let first = matching.next()?;
    (!first.denies && !matching.any(|rule| rule.denies)).then_some(first)
}
