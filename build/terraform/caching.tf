# Computes the cache time and the identity sources. `authz check` warns about the same rules and settings.
locals {
  rules           = jsondecode(file(var.permissions_file)).rules
  has_mcp_routes  = anytrue([for route in flatten(local.rules[*].routes) : startswith(route, "MCP ")])
  has_sign_in_age = anytrue([for rule in local.rules : can(rule.when.signedInWithin)])
  has_source_ip   = anytrue([for rule in local.rules : can(rule.when.sourceIp)])
  checks_headers = anytrue([
    for name in ["AUTHORIZER_REQUIRED_HEADERS", "AUTHORIZER_CONTENT_TYPES", "AUTHORIZER_MAX_CONTENT_LENGTH"] : lookup(var.environment, name, "") != ""
  ])

  # Only WebSocket APIs use subprotocols, so REST and HTTP APIs ignore these token sources.
  token_sources    = [for source in split(",", coalesce(lookup(var.environment, "AUTHORIZER_TOKEN_SOURCES", ""), "header:Authorization")) : split(":", trimspace(source))]
  http_sources     = [for source in local.token_sources : source if source[0] != "subprotocol"]
  one_token_source = length(local.http_sources) == 1
  has_subprotocol  = length(local.http_sources) < length(local.token_sources)

  # The identity source of a cookie is the header Cookie.
  request_parts = [
    for source in local.http_sources :
    source[0] == "query" ? "request.querystring.${source[1]}" : "request.header.${source[0] == "cookie" ? "Cookie" : source[1]}"
  ]

  reasons_not_to_cache = compact([
    local.has_mcp_routes ? "a rule has an MCP route, whose decision depends on headers that are not identity sources" : "",
    local.has_sign_in_age ? "a rule has \"signedInWithin\", so a cached result could be used after the allowed time" : "",
    local.checks_headers ? (
      "AUTHORIZER_REQUIRED_HEADERS, AUTHORIZER_CONTENT_TYPES or AUTHORIZER_MAX_CONTENT_LENGTH checks headers that are not identity sources"
    ) : "",
    local.one_token_source ? "" : "AUTHORIZER_TOKEN_SOURCES lists several token sources, so the token cannot be an identity source",
  ])
}

output "cache_seconds" {
  description = "The value for authorizer_result_ttl_in_seconds. It is the variable cache_seconds, or 0 if results depend on more than the identity sources."
  value       = coalesce(var.cache_seconds, length(local.reasons_not_to_cache) == 0 ? 300 : 0)

  precondition {
    condition     = length(local.reasons_not_to_cache) == 0 || coalesce(var.cache_seconds, 0) == 0
    error_message = "cache_seconds must be 0: ${join("; ", local.reasons_not_to_cache)}."
  }
}

# Method and path are identity sources, so that the cached result for one route is not used for another route. With several token sources,
# there are no identity sources, because API Gateway answers 401 if a request lacks one of the identity sources.
output "rest_identity_source" {
  description = "The identity_source for aws_api_gateway_authorizer (type REQUEST)."
  value = local.one_token_source ? join(",", concat(
    ["method.${local.request_parts[0]}", "context.httpMethod", "context.path"], local.has_source_ip ? ["context.identity.sourceIp"] : []
  )) : ""
}

output "http_identity_sources" {
  description = "The identity_sources for aws_apigatewayv2_authorizer on an HTTP API."
  value = local.one_token_source ? concat(
    [join("", ["$", local.request_parts[0]]), "$context.routeKey", "$context.path", "$context.httpMethod"], local.has_source_ip ? ["$context.identity.sourceIp"] : []
  ) : []
}

output "websocket_identity_sources" {
  description = "The identity_sources for aws_apigatewayv2_authorizer on a WebSocket API."
  value = (
    local.has_subprotocol ? ["route.request.header.Sec-WebSocket-Protocol"] :
    local.one_token_source ? ["route.${local.request_parts[0]}"] : []
  )
}
