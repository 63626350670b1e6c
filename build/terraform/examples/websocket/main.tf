variable "user_pool_id" { type = string }
variable "client_id" { type = string }

resource "aws_apigatewayv2_api" "this" {
  name                       = "pets"
  protocol_type              = "WEBSOCKET"
  route_selection_expression = "$request.body.action"
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

# API Gateway calls this authorizer only at $connect, and does not cache its result.
resource "aws_apigatewayv2_authorizer" "this" {
  name             = "cognito"
  api_id           = aws_apigatewayv2_api.this.id
  authorizer_type  = "REQUEST"
  authorizer_uri   = module.authorizer.invoke_arn
  identity_sources = module.authorizer.websocket_identity_sources
}

resource "aws_apigatewayv2_integration" "connect" {
  api_id           = aws_apigatewayv2_api.this.id
  integration_type = "MOCK"
  # API Gateway answers with the request template of this status.
  request_templates             = { "200" = "{\"statusCode\": 200}" }
  template_selection_expression = "200"
}

resource "aws_apigatewayv2_route" "connect" {
  api_id             = aws_apigatewayv2_api.this.id
  route_key          = "$connect"
  target             = "integrations/${aws_apigatewayv2_integration.connect.id}"
  authorization_type = "CUSTOM"
  authorizer_id      = aws_apigatewayv2_authorizer.this.id
}

resource "aws_apigatewayv2_stage" "prod" {
  api_id      = aws_apigatewayv2_api.this.id
  name        = "prod"
  auto_deploy = true
  depends_on  = [aws_apigatewayv2_route.connect]
}
