variable "user_pool_id" { type = string }
variable "client_id" { type = string }

resource "aws_api_gateway_rest_api" "this" {
  name = "pets"
}

module "authorizer" {
  source           = "../.."
  name             = "pets-authorizer"
  zip              = "authorizer-linux-arm64.zip"
  permissions_file = "permissions.json"
  user_pool_ids    = [var.user_pool_id]
  client_ids       = [var.client_id]
  api_ids          = { pets = aws_api_gateway_rest_api.this.id }
}

resource "aws_api_gateway_authorizer" "this" {
  name                             = "cognito"
  rest_api_id                      = aws_api_gateway_rest_api.this.id
  type                             = "REQUEST"
  authorizer_uri                   = module.authorizer.invoke_arn
  identity_source                  = module.authorizer.rest_identity_source
  authorizer_result_ttl_in_seconds = 300
}

resource "aws_api_gateway_resource" "pets" {
  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_rest_api.this.root_resource_id
  path_part   = "pets"
}

resource "aws_api_gateway_method" "get_pets" {
  rest_api_id   = aws_api_gateway_rest_api.this.id
  resource_id   = aws_api_gateway_resource.pets.id
  http_method   = "GET"
  authorization = "CUSTOM"
  authorizer_id = aws_api_gateway_authorizer.this.id
}

# Without CORS headers a browser reports a 401 as a network error.
resource "aws_api_gateway_gateway_response" "unauthorized" {
  rest_api_id         = aws_api_gateway_rest_api.this.id
  response_type       = "UNAUTHORIZED"
  status_code         = "401"
  response_parameters = { "gatewayresponse.header.Access-Control-Allow-Origin" = "'*'" }
}
