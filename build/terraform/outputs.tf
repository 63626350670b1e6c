output "invoke_arn" {
  description = "The URI of the function's alias, for the authorizer of an API."
  value       = aws_lambda_alias.live.invoke_arn
}

output "alias_arn" {
  description = "The ARN of the function's alias."
  value       = aws_lambda_alias.live.arn
}

output "function_name" {
  description = "The name of the authorizer function."
  value       = aws_lambda_function.this.function_name
}

output "version" {
  description = "The number of the newest version of the function. You can use it for your own alias."
  value       = aws_lambda_function.this.version
}
