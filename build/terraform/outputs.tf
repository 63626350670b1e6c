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

output "version" {
  description = "The newest version of the function, for an alias of your own."
  value       = aws_lambda_function.this.version
}
