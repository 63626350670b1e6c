import { CfnOutput, Stack, StackProps } from 'aws-cdk-lib';
import { AuthorizationType, Cors, LambdaIntegration, ResponseType, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { CorsHttpMethod, HttpApi, HttpMethod, WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration, WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { CfnUserPoolGroup, StringAttribute, UserPool } from 'aws-cdk-lib/aws-cognito';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { Authorizer } from '../lib/authorizer';

/** The files that the example deploys. */
export interface ExampleProps extends StackProps {
  readonly zip: string;
  readonly permissionsFile: string;
}

/** A user pool, and one API of each kind. All three APIs use the same authorizer function. */
export class ExampleStack extends Stack {
  constructor(scope: Construct, id: string, props: ExampleProps) {
    super(scope, id, props);
    const pool = new UserPool(this, 'Pool', {
      autoVerify: { email: true },
      signInCaseSensitive: false,
      customAttributes: { tenant: new StringAttribute({ mutable: true }) },
    });
    const client = pool.addClient('People', { authFlows: { userPassword: true, userSrp: true } });
    for (const groupName of ['readers', 'admins', 'suspended']) {
      new CfnUserPoolGroup(this, `Group-${groupName}`, { userPoolId: pool.userPoolId, groupName });
    }

    const authorizer = new Authorizer(this, 'Authorizer', {
      zip: props.zip,
      permissionsFile: props.permissionsFile,
      userPools: [pool],
      clients: [client],
    });
    const backend = new Function(this, 'Backend', {
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event.requestContext.authorizer) });'),
    });

    this.#restApi(authorizer, backend);
    this.#httpApi(authorizer, backend);
    this.#webSocketApi(authorizer, backend);
  }

  #restApi(authorizer: Authorizer, backend: Function): void {
    const api = new RestApi(this, 'Rest', {
      cloudWatchRole: false,
      defaultMethodOptions: { authorizer: authorizer.forRestApi(), authorizationType: AuthorizationType.CUSTOM },
      // Without these options, preflights would need a token. Browsers send preflights without a token.
      defaultCorsPreflightOptions: {
        allowOrigins: Cors.ALL_ORIGINS,
        allowHeaders: ['Authorization', 'Content-Type'],
        allowMethods: Cors.ALL_METHODS,
      },
    });
    // Without CORS headers, a browser reports 401 and 403 as network errors.
    const responses: [ResponseType, string, string][] = [
      [ResponseType.UNAUTHORIZED, '401', 'unauthorized'],
      [ResponseType.ACCESS_DENIED, '403', '$context.authorizer.errorCode'],
    ];
    for (const [type, statusCode, code] of responses) {
      api.addGatewayResponse(`Response${statusCode}`, {
        type,
        statusCode,
        responseHeaders: { 'Access-Control-Allow-Origin': "'*'" },
        templates: { 'application/json': `{"error":{"code":"${code}","message":$context.error.messageString,"requestId":"$context.requestId"}}` },
      });
    }
    const integration = new LambdaIntegration(backend);
    const pets = api.root.addResource('pets');
    pets.addMethod('GET', integration);
    pets.addResource('{petId}').addMethod('GET', integration);
    api.root.addResource('admin').addResource('{proxy+}').addMethod('ANY', integration);
  }

  #httpApi(authorizer: Authorizer, backend: Function): void {
    const api = new HttpApi(this, 'Http', {
      defaultAuthorizer: authorizer.forHttpApi(),
      corsPreflight: {
        allowOrigins: ['*'],
        allowHeaders: ['authorization', 'content-type'],
        allowMethods: [CorsHttpMethod.GET, CorsHttpMethod.POST, CorsHttpMethod.OPTIONS],
      },
    });
    const integration = new HttpLambdaIntegration('Backend', backend);
    api.addRoutes({ path: '/pets', methods: [HttpMethod.GET], integration });
    api.addRoutes({ path: '/pets/{petId}', methods: [HttpMethod.GET], integration });
    api.addRoutes({ path: '/admin/{proxy+}', methods: [HttpMethod.GET, HttpMethod.POST], integration });
    new CfnOutput(this, 'HttpApiUrl', { value: api.apiEndpoint });
  }

  #webSocketApi(authorizer: Authorizer, backend: Function): void {
    const api = new WebSocketApi(this, 'WebSocket', {
      connectRouteOptions: { integration: new WebSocketLambdaIntegration('OnConnect', backend), authorizer: authorizer.forWebSocketApi() },
      defaultRouteOptions: { integration: new WebSocketLambdaIntegration('OnMessage', backend), returnResponse: true },
    });
    const stage = new WebSocketStage(this, 'WebSocketStage', { webSocketApi: api, stageName: 'prod', autoDeploy: true });
    new CfnOutput(this, 'WebSocketUrl', { value: stage.url });
  }
}
