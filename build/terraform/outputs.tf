output "invoke_arn" {
  description = "The URI for an authorizer of an API."
  value       = aws_lambda_alias.live.invoke_arn
}

output "alias_arn" {
  description = "The function's alias."
  value       = aws_lambda_alias.live.arn
}

output "function_name" {
  description = "The authorizer."
  value       = aws_lambda_function.this.function_name
}

# Method and path are identity sources, so that the cached result for one route is not used for another.
output "rest_identity_source" {
  description = "identity_source of aws_api_gateway_authorizer (type REQUEST)."
  value       = "method.request.header.Authorization,context.httpMethod,context.path"
}

output "http_identity_sources" {
  description = "identity_sources of aws_apigatewayv2_authorizer on an HTTP API."
  value       = ["$request.header.Authorization", "$context.routeKey", "$context.path", "$context.httpMethod"]
}

output "websocket_identity_sources" {
  description = "identity_sources of aws_apigatewayv2_authorizer on a WebSocket API."
  value       = ["route.request.header.Authorization"]
}
