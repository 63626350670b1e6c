output "invoke_arn" {
  description = "What an authorizer of an API takes as its URI."
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

# Method and path are part of what an answer is cached by: without them one route's answer would be used for another.
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
