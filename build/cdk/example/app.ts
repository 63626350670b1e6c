import { App } from 'aws-cdk-lib';
import { ExampleStack } from './example-stack';

// Usage: cdk synth -c zip=authorizer-linux-arm64.zip -c permissions=permissions.json
const app = new App();
new ExampleStack(app, 'AuthorizerExample', {
  zip: app.node.getContext('zip') as string,
  permissionsFile: app.node.getContext('permissions') as string,
});
