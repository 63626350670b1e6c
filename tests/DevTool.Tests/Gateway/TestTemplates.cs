namespace DevTool.Tests.Gateway;

/// <summary>Small templates. Each contains only the resources that a test needs.</summary>
internal static class TestTemplates
{
    /// <summary>A REST API whose authorizer uses the header as identity source and caches answers.</summary>
    public const string Rest =
        """
          RestApi:
            Type: AWS::Serverless::Api
            Properties:
              StageName: demo
              BinaryMediaTypes: [application~1octet-stream]
              Cors: { AllowOrigin: "'https://a.example'", AllowHeaders: "'Authorization'", AllowMethods: "'GET'" }
              GatewayResponses:
                ACCESS_DENIED:
                  StatusCode: 403
                  ResponseParameters: { Headers: { X-Code: context.authorizer.errorCode, X-Fixed: "'fixed'" } }
                  ResponseTemplates: { application/json: '{"code":"$context.authorizer.errorCode","path":"$context.path"}' }
                DEFAULT_5XX:
                  ResponseTemplates: { application/json: '{"type":"$context.error.responseType","message":$context.error.messageString}' }
                DEFAULT_4XX:
                  ResponseTemplates: { application/json: '{"type":"$context.error.responseType","message":$context.error.messageString}' }
              Auth:
                DefaultAuthorizer: Token
                AddDefaultAuthorizerToCorsPreflight: false
                Authorizers:
                  Token:
                    FunctionArn: !GetAtt AuthorizerFunction.Arn
                    FunctionPayloadType: REQUEST
                    Identity: { Headers: [Authorization], ReauthorizeEvery: !Ref Ttl }
              DefinitionBody:
                openapi: 3.0.1
                x-amazon-apigateway-request-validators:
                  all: { validateRequestBody: true, validateRequestParameters: true }
                x-amazon-apigateway-request-validator: all
                components:
                  schemas:
                    Item: { type: object, required: [name], properties: { name: { type: string, maxLength: 3 } } }
                paths:
                  /items/{id}:
                    x-amazon-apigateway-any-method:
                      x-amazon-apigateway-integration: { type: aws_proxy, httpMethod: POST, uri: !GetAtt Backend.Arn }
                  /below/{rest+}:
                    x-amazon-apigateway-any-method:
                      x-amazon-apigateway-integration: { type: aws_proxy, httpMethod: POST, uri: !GetAtt Backend.Arn }
                  /slash/:
                    get:
                      x-amazon-apigateway-integration: { type: aws_proxy, httpMethod: POST, uri: !GetAtt Backend.Arn }
                  /checked:
                    post:
                      parameters:
                        - { name: X-Tenant, in: header, required: true, schema: { type: string } }
                        - { name: page, in: query, required: true, schema: { type: string } }
                      requestBody:
                        content: { application/json: { schema: { $ref: "#/components/schemas/Item" } } }
                      x-amazon-apigateway-integration: { type: aws_proxy, httpMethod: POST, uri: !GetAtt Backend.Arn }
                  /optional:
                    post:
                      parameters: [{ name: X-Tenant, in: header, required: true, schema: { type: string } }]
                      requestBody: { content: { application/json: { schema: { type: object } } } }
                      x-amazon-apigateway-integration: { type: aws_proxy, httpMethod: POST, uri: !GetAtt Backend.Arn }
                  /open:
                    get:
                      security: [{ NONE: [] }]
                      x-amazon-apigateway-integration: { type: aws_proxy, httpMethod: POST, uri: !GetAtt Backend.Arn }
        """;

    /// <summary>An HTTP API whose authorizer uses the header as identity source and caches simple answers.</summary>
    public const string Http =
        """
          HttpApi:
            Type: AWS::Serverless::HttpApi
            Properties:
              CorsConfiguration: { AllowOrigins: ["https://a.example"], AllowHeaders: [authorization], AllowMethods: [GET], MaxAge: 60 }
              Auth:
                DefaultAuthorizer: Token
                Authorizers:
                  Token:
                    FunctionArn: !GetAtt AuthorizerFunction.Arn
                    AuthorizerPayloadFormatVersion: "2.0"
                    EnableSimpleResponses: true
                    Identity: { Headers: [Authorization], ReauthorizeEvery: !Ref Ttl }
              DefinitionBody:
                openapi: 3.0.1
                paths:
                  /items/{id}:
                    get: { x-amazon-apigateway-integration: { type: aws_proxy, httpMethod: POST, payloadFormatVersion: "2.0", uri: !GetAtt Backend.Arn } }
                    post: { x-amazon-apigateway-integration: { type: aws_proxy, httpMethod: POST, payloadFormatVersion: "2.0", uri: !GetAtt Backend.Arn } }
                    delete: { x-amazon-apigateway-integration: { type: aws_proxy, httpMethod: POST, payloadFormatVersion: "2.0", uri: !GetAtt Backend.Arn } }
                  /any/{id}:
                    x-amazon-apigateway-any-method:
                      x-amazon-apigateway-integration: { type: aws_proxy, httpMethod: POST, payloadFormatVersion: "2.0", uri: !GetAtt Backend.Arn }
                  /first/{id}:
                    get: { x-amazon-apigateway-integration: { type: aws_proxy, httpMethod: POST, payloadFormatVersion: "1.0", uri: !GetAtt Backend.Arn } }
                    post: { x-amazon-apigateway-integration: { type: aws_proxy, httpMethod: POST, payloadFormatVersion: "1.0", uri: !GetAtt Backend.Arn } }
        """;

    /// <summary>A WebSocket API with a custom route in addition to the standard ones.</summary>
    public const string WebSocket =
        """
          Sockets:
            Type: AWS::ApiGatewayV2::Api
            Properties: { Name: sockets, ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.action }
          SocketsAuthorizer:
            Type: AWS::ApiGatewayV2::Authorizer
            Properties:
              ApiId: !Ref Sockets
              AuthorizerType: REQUEST
              AuthorizerUri: !Sub arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${AuthorizerFunction.Arn}/invocations
              IdentitySource: [route.request.querystring.token]
          SocketsIntegration:
            Type: AWS::ApiGatewayV2::Integration
            Properties:
              ApiId: !Ref Sockets
              IntegrationType: AWS_PROXY
              IntegrationUri: !Sub arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${Backend.Arn}/invocations
          Connect:
            Type: AWS::ApiGatewayV2::Route
            Properties:
              ApiId: !Ref Sockets
              RouteKey: $connect
              AuthorizationType: CUSTOM
              AuthorizerId: !Ref SocketsAuthorizer
              Target: !Sub integrations/${SocketsIntegration}
          Disconnect:
            Type: AWS::ApiGatewayV2::Route
            Properties: { ApiId: !Ref Sockets, RouteKey: $disconnect, Target: !Sub "integrations/${SocketsIntegration}" }
          Ask:
            Type: AWS::ApiGatewayV2::Route
            Properties:
              ApiId: !Ref Sockets
              RouteKey: ask
              RouteResponseSelectionExpression: $default
              Target: !Sub integrations/${SocketsIntegration}
          AskResponse:
            Type: AWS::ApiGatewayV2::RouteResponse
            Properties: { ApiId: !Ref Sockets, RouteId: !Ref Ask, RouteResponseKey: $default }
          Tell:
            Type: AWS::ApiGatewayV2::Route
            Properties: { ApiId: !Ref Sockets, RouteKey: tell, Target: !Sub "integrations/${SocketsIntegration}" }
          Stage:
            Type: AWS::ApiGatewayV2::Stage
            Properties: { ApiId: !Ref Sockets, StageName: live, AutoDeploy: true }
        """;

    /// <summary>Adds API resources to a complete template.</summary>
    public static string Around(string apis) =>
        $$"""
        Transform: AWS::Serverless-2016-10-31
        Parameters:
          Ttl: { Type: Number, Default: 300 }
        Resources:
          UserPool: { Type: AWS::Cognito::UserPool }
          AuthorizerFunction: { Type: AWS::Serverless::Function }
          Backend: { Type: AWS::Serverless::Function }
        {{apis}}
        """;
}
