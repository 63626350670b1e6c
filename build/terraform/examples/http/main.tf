variable "user_pool_id" { type = string }
variable "client_id" { type = string }

resource "aws_apigatewayv2_api" "this" {
  name          = "pets"
  protocol_type = "HTTP"
}

module "authorizer" {
  source           = "../.."
  name             = "pets-authorizer"
  zip              = "authorizer-linux-arm64.zip"
  permissions_file = "permissions.json"
  user_pool_ids    = [var.user_pool_id]
  client_ids       = [var.client_id]
  api_ids          = { pets = aws_apigatewayv2_api.this.id }
}

resource "aws_apigatewayv2_authorizer" "this" {
  name                              = "cognito"
  api_id                            = aws_apigatewayv2_api.this.id
  authorizer_type                   = "REQUEST"
  authorizer_uri                    = module.authorizer.invoke_arn
  authorizer_payload_format_version = "2.0"
  enable_simple_responses           = true
  identity_sources                  = module.authorizer.http_identity_sources
  authorizer_result_ttl_in_seconds  = module.authorizer.cache_seconds
}

resource "aws_apigatewayv2_integration" "pets" {
  api_id             = aws_apigatewayv2_api.this.id
  integration_type   = "HTTP_PROXY"
  integration_method = "GET"
  integration_uri    = "https://example.com/pets"
}

resource "aws_apigatewayv2_route" "get_pets" {
  api_id             = aws_apigatewayv2_api.this.id
  route_key          = "GET /pets"
  target             = "integrations/${aws_apigatewayv2_integration.pets.id}"
  authorization_type = "CUSTOM"
  authorizer_id      = aws_apigatewayv2_authorizer.this.id
}

resource "aws_apigatewayv2_stage" "default" {
  api_id      = aws_apigatewayv2_api.this.id
  name        = "$default"
  auto_deploy = true
}
