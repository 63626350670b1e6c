// cdk-caching.cjs PROJECT CASES: for each case, a JSON object of properties, the authorizers that the construct makes and its errors.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const [project, cases] = process.argv.slice(2);
const cdk = require(path.join(project, 'node_modules', 'aws-cdk-lib'));
const api = require(path.join(project, 'node_modules', 'aws-cdk-lib', 'aws-apigateway'));
const { UserPool } = require(path.join(project, 'node_modules', 'aws-cdk-lib', 'aws-cognito'));
const { HttpApi, HttpMethod, WebSocketApi } = require(path.join(project, 'node_modules', 'aws-cdk-lib', 'aws-apigatewayv2'));
const { HttpUrlIntegration, WebSocketMockIntegration } = require(path.join(project, 'node_modules', 'aws-cdk-lib', 'aws-apigatewayv2-integrations'));
const { Template, Annotations, Match } = require(path.join(project, 'node_modules', 'aws-cdk-lib', 'assertions'));
const { Authorizer } = require(path.join(project, 'dist', 'lib', 'authorizer'));

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cdk-caching-'));
const zip = path.join(folder, 'authorizer.zip');
fs.writeFileSync(zip, 'zip');
const results = JSON.parse(cases).map(({ rules, ttl, ...properties }, index) => {
  const permissionsFile = path.join(folder, `permissions-${index}.json`);
  fs.writeFileSync(permissionsFile, JSON.stringify({ version: 1, rules }));
  const stack = new cdk.Stack(new cdk.App(), 'Stack');
  const authorizer = new Authorizer(stack, 'Authorizer', {
    zip, permissionsFile, userPools: [UserPool.fromUserPoolId(stack, 'Pool', 'eu-central-1_AbC123DeF')], clients: ['client'],
    ...(ttl !== undefined && { resultsCacheTtl: cdk.Duration.seconds(ttl) }), ...properties,
  });
  new api.RestApi(stack, 'Rest', { defaultMethodOptions: { authorizer: authorizer.forRestApi(), authorizationType: api.AuthorizationType.CUSTOM } }).root.addMethod('GET');
  new HttpApi(stack, 'Http', { defaultAuthorizer: authorizer.forHttpApi() })
    .addRoutes({ path: '/', methods: [HttpMethod.GET], integration: new HttpUrlIntegration('Url', 'https://example.com') });
  new WebSocketApi(stack, 'WebSocket', { connectRouteOptions: { integration: new WebSocketMockIntegration('Mock'), authorizer: authorizer.forWebSocketApi() } });
  const errors = Annotations.fromStack(stack).findError('*', Match.anyValue()).map((found) => found.entry.data);
  const template = Template.fromStack(stack, { skipCyclicalDependenciesCheck: true });
  const of = (type) => Object.values(template.findResources(type)).map((resource) => resource.Properties);
  const http = of('AWS::ApiGatewayV2::Authorizer');
  return {
    errors,
    rest: of('AWS::ApiGateway::Authorizer').map((one) => `${one.IdentitySource ?? ''} ${one.AuthorizerResultTtlInSeconds}`)[0],
    http: http.filter((one) => one.AuthorizerPayloadFormatVersion).map((one) => `${one.IdentitySource.join(' ')} ${one.AuthorizerResultTtlInSeconds}`)[0],
    webSocket: http.filter((one) => !one.AuthorizerPayloadFormatVersion).map((one) => one.IdentitySource.join(' '))[0],
  };
});
fs.rmSync(folder, { recursive: true });
process.stdout.write(JSON.stringify(results));
