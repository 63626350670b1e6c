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
  authorizer_result_ttl_in_seconds = module.authorizer.cache_seconds
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

resource "aws_api_gateway_integration" "get_pets" {
  rest_api_id             = aws_api_gateway_rest_api.this.id
  resource_id             = aws_api_gateway_resource.pets.id
  http_method             = aws_api_gateway_method.get_pets.http_method
  type                    = "HTTP_PROXY"
  integration_http_method = "GET"
  uri                     = "https://example.com/pets"
}

# Without CORS headers, a browser reports 401 and 403 as network errors.
resource "aws_api_gateway_gateway_response" "refusal" {
  for_each = { UNAUTHORIZED = "401", ACCESS_DENIED = "403" }

  rest_api_id         = aws_api_gateway_rest_api.this.id
  response_type       = each.key
  status_code         = each.value
  response_parameters = { "gatewayresponse.header.Access-Control-Allow-Origin" = "'*'" }
}

# A change of one of these resources makes a new deployment, because a stage does not serve changes without a deployment.
resource "aws_api_gateway_deployment" "this" {
  rest_api_id = aws_api_gateway_rest_api.this.id

  triggers = {
    served = sha1(jsonencode([
      aws_api_gateway_authorizer.this, aws_api_gateway_method.get_pets, aws_api_gateway_integration.get_pets, aws_api_gateway_gateway_response.refusal,
    ]))
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_stage" "prod" {
  rest_api_id   = aws_api_gateway_rest_api.this.id
  deployment_id = aws_api_gateway_deployment.this.id
  stage_name    = "prod"
}
