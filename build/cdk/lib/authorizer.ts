import { copyFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Annotations, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { IdentitySource, RequestAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import { HttpLambdaAuthorizer, HttpLambdaResponseType, WebSocketLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { Alarm, ComparisonOperator, MathExpression, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { IUserPool, IUserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, Architecture, Code, Function, LayerVersion, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

/** The properties of the authorizer. */
export interface AuthorizerProps {
  /** The path of a release's zip, `authorizer-linux-arm64.zip` or `-x64.zip`. It is deployed unchanged. */
  readonly zip: string;

  /** The path of your permissions file. It is deployed as a layer, so the zip stays unchanged. */
  readonly permissionsFile: string;

  /** The user pools whose tokens are accepted. */
  readonly userPools: IUserPool[];

  /** The app clients that may call: constructs, or client IDs. */
  readonly clients: (IUserPoolClient | string)[];

  /** The processor that the zip was built for. @default arm64 */
  readonly architecture?: Architecture;

  /** How long API Gateway caches a result, at most one hour. A removed permission may stay effective this long. @default 5 minutes */
  readonly resultsCacheTtl?: Duration;

  /** Memory in MB. @default 256 */
  readonly memorySize?: number;

  /** The token source of WebSocket clients: a header, or a query parameter for browsers, which cannot set headers. @default the header Authorization */
  readonly webSocketTokenQuery?: string;

  /** The topic that receives alarms. @default none */
  readonly alarmTopic?: ITopic;

  /** More settings (`AUTHORIZER_…`). */
  readonly environment?: Record<string, string>;
}

/**
 * The authorizer's function with its role, log group, alias and alarms, and authorizers for the three kinds of API. Method and path are
 * identity sources of both caches, so that the cached result for one route is not used for another.
 */
export class Authorizer extends Construct {
  /** The function. Call it only through {@link alias}. */
  readonly function: Function;

  /** The alias that the APIs call. */
  readonly alias: Alias;

  readonly #ttl: Duration;
  readonly #webSocketTokenQuery: string | undefined;

  constructor(scope: Construct, id: string, props: AuthorizerProps) {
    super(scope, id);
    this.#ttl = this.#cacheTtl(props);
    this.#webSocketTokenQuery = props.webSocketTokenQuery;

    const logGroup = new LogGroup(this, 'Logs', { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addManagedPolicy(ManagedPolicy.fromAwsManagedPolicyName('AWSXRayDaemonWriteAccess'));
    logGroup.grantWrite(role);
    this.function = new Function(this, 'Function', {
      code: Code.fromAsset(props.zip),
      runtime: Runtime.PROVIDED_AL2023,
      handler: 'bootstrap',
      architecture: props.architecture ?? Architecture.ARM_64,
      description: 'Verifies Cognito tokens and decides by permissions.json.',
      memorySize: props.memorySize ?? 256,
      timeout: Duration.seconds(5),
      role,
      tracing: Tracing.ACTIVE,
      loggingFormat: LoggingFormat.JSON,
      logGroup,
      layers: [permissionsLayer(this, props.permissionsFile)],
      environment: {
        AUTHORIZER_USER_POOL_IDS: props.userPools.map((pool) => pool.userPoolId).join(','),
        AUTHORIZER_CLIENT_IDS: props.clients.map((client) => (typeof client === 'string' ? client : client.userPoolClientId)).join(','),
        AUTHORIZER_PERMISSIONS_FILE: '/opt/permissions.json',
        ...(props.webSocketTokenQuery && { AUTHORIZER_TOKEN_SOURCES: `header:Authorization,query:${props.webSocketTokenQuery}` }),
        ...props.environment,
      },
    });
    // Each change of code, rules or settings publishes a version, and the alias moves to it.
    this.alias = new Alias(this, 'Live', { aliasName: 'live', version: this.function.currentVersion });
    this.#addAlarms(props);
  }

  /** For the methods of one REST API: `authorizer: authorizer.forRestApi()`. Call it once for each API. */
  forRestApi(id = 'RestAuthorizer'): RequestAuthorizer {
    return new RequestAuthorizer(this, id, {
      handler: this.alias,
      identitySources: [IdentitySource.header('Authorization'), IdentitySource.context('httpMethod'), IdentitySource.context('path')],
      resultsCacheTtl: this.#ttl,
    });
  }

  /** For the routes of one HTTP API. Its routes must name their methods, because a route for ANY also matches a browser's preflight. */
  forHttpApi(id = 'HttpAuthorizer'): HttpLambdaAuthorizer {
    return new HttpLambdaAuthorizer(id, this.alias, {
      identitySource: ['$request.header.Authorization', '$context.routeKey', '$context.path', '$context.httpMethod'],
      responseTypes: [HttpLambdaResponseType.SIMPLE],
      resultsCacheTtl: this.#ttl,
    });
  }

  /** For the route `$connect` of one WebSocket API, where API Gateway caches nothing. */
  forWebSocketApi(id = 'WebSocketAuthorizer'): WebSocketLambdaAuthorizer {
    const query = this.#webSocketTokenQuery;
    return new WebSocketLambdaAuthorizer(id, this.alias, {
      identitySource: [query ? `route.request.querystring.${query}` : 'route.request.header.Authorization'],
    });
  }

  // The checked headers are not identity sources, so a result that depends on them must not be cached.
  #cacheTtl(props: AuthorizerProps): Duration {
    const headerChecks = ['AUTHORIZER_REQUIRED_HEADERS', 'AUTHORIZER_CONTENT_TYPES', 'AUTHORIZER_MAX_CONTENT_LENGTH'];
    if (!headerChecks.some((name) => props.environment?.[name])) {
      return props.resultsCacheTtl ?? Duration.minutes(5);
    }
    if (props.resultsCacheTtl && props.resultsCacheTtl.toSeconds() > 0) {
      Annotations.of(this).addError(`resultsCacheTtl must be 0 with ${headerChecks.join(', ')}: cached answers do not depend on headers`);
    }
    return Duration.seconds(0);
  }

  #addAlarms(props: AuthorizerProps): void {
    const period = Duration.minutes(5);
    const own = (metricName: string, decision?: string): Metric => new Metric({
      namespace: 'Authorizer',
      metricName,
      dimensionsMap: { FunctionName: this.function.functionName, ...(decision && { Decision: decision }) },
      statistic: 'Sum',
      period,
    });
    // Lambda counts each 401 as a failed invocation, because an authorizer must return an error for 401.
    const unauthorized = props.environment?.['AUTHORIZER_INVALID_TOKEN_RESPONSE'] !== 'deny';
    const undecided = new MathExpression({
      expression: `failed - ${unauthorized ? 'FILL(unauthorized, 0) - ' : ''}FILL(errors, 0)`,
      usingMetrics: {
        failed: this.function.metricErrors({ period }),
        errors: own('Decisions', 'error'),
        ...(unauthorized && { unauthorized: own('Decisions', 'unauthorized') }),
      },
      period,
    });
    const alarms: [string, string, Metric | MathExpression, number, number][] = [
      ['Errors', 'The authorizer could not decide (keys unavailable, or a defect). Callers got 500.', own('Decisions', 'error'), 1, 1],
      // The two metrics have different timestamps, so at the edge of a period one may be counted without the other.
      ['Crashes', 'The authorizer did not start, timed out or crashed. Callers got 500.', undecided, 3, 2],
      ['Throttled', 'There were more concurrent calls than the concurrency of the authorizer allows. Callers got 500.', this.function.metricThrottles({ period }), 1, 1],
      ['KeyFetchFailures', 'The authorizer could not fetch keys for 15 minutes.', own('KeyFetchFailures'), 3, 3],
    ];
    for (const [id, alarmDescription, metric, evaluationPeriods, datapointsToAlarm] of alarms) {
      const alarm = new Alarm(this, id, {
        alarmDescription,
        metric,
        evaluationPeriods,
        datapointsToAlarm,
        threshold: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
      if (props.alarmTopic) {
        alarm.addAlarmAction(new SnsAction(props.alarmTopic));
      }
    }
  }
}

// A layer requires a folder. The asset hash is the file's hash, so an unchanged file publishes nothing.
function permissionsLayer(scope: Construct, file: string): LayerVersion {
  const folder = mkdtempSync(join(tmpdir(), 'permissions-'));
  copyFileSync(file, join(folder, 'permissions.json'));
  return new LayerVersion(scope, 'Permissions', { code: Code.fromAsset(folder), description: 'permissions.json' });
}
