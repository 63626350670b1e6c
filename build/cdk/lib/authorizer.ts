import { copyFileSync, mkdtempSync, readFileSync } from 'node:fs';
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

  /**
   * How long API Gateway caches a result, at most one hour. A removed permission may stay effective this long. It must be 0 if a result depends on
   * more than the identity sources; synthesis fails otherwise. @default 5 minutes, or 0 if it must be 0
   */
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
  readonly #needsSourceIp: boolean;
  readonly #tokenSources: string[];
  readonly #webSocketTokenQuery: string | undefined;
  readonly #responseType: HttpLambdaResponseType;

  constructor(scope: Construct, id: string, props: AuthorizerProps) {
    super(scope, id);
    const rules = readRules(props.permissionsFile);
    this.#webSocketTokenQuery = props.webSocketTokenQuery;
    this.#tokenSources = (props.environment?.['AUTHORIZER_TOKEN_SOURCES'] || defaultTokenSources(props)).split(',').map((source) => source.trim());
    this.#needsSourceIp = rules.some((rule) => rule.when?.['sourceIp'] !== undefined);
    this.#responseType = props.environment?.['AUTHORIZER_HTTP_RESPONSE'] === 'iam' ? HttpLambdaResponseType.IAM : HttpLambdaResponseType.SIMPLE;
    this.#ttl = this.#cacheTtl(props, rules);

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
        AUTHORIZER_TOKEN_SOURCES: defaultTokenSources(props),
        ...props.environment,
      },
    });
    // Each change of code, rules or settings publishes a version, and the alias moves to it.
    this.alias = new Alias(this, 'Live', { aliasName: 'live', version: this.function.currentVersion });
    this.#addAlarms(props);
  }

  /** For the methods of one REST API: `authorizer: authorizer.forRestApi()`. Call it once for each API. */
  forRestApi(id = 'RestAuthorizer'): RequestAuthorizer {
    const address = this.#needsSourceIp ? ['identity.sourceIp'] : [];
    return new RequestAuthorizer(this, id, {
      handler: this.alias,
      identitySources: this.#identitySources('method.', ['httpMethod', 'path', ...address].map((name) => IdentitySource.context(name))),
      resultsCacheTtl: this.#ttl,
    });
  }

  /** For the routes of one HTTP API. Its routes must name their methods, because a route for ANY also matches a browser's preflight. */
  forHttpApi(id = 'HttpAuthorizer'): HttpLambdaAuthorizer {
    const address = this.#needsSourceIp ? ['$context.identity.sourceIp'] : [];
    return new HttpLambdaAuthorizer(id, this.alias, {
      identitySource: this.#identitySources('$', ['$context.routeKey', '$context.path', '$context.httpMethod', ...address]),
      responseTypes: [this.#responseType],
      resultsCacheTtl: this.#ttl,
    });
  }

  /** For the route `$connect` of one WebSocket API, where API Gateway caches nothing. */
  forWebSocketApi(id = 'WebSocketAuthorizer'): WebSocketLambdaAuthorizer {
    const subprotocol = this.#tokenSources.some((source) => source.startsWith('subprotocol:'));
    const source = this.#webSocketTokenQuery ? `query:${this.#webSocketTokenQuery}` : subprotocol ? 'header:Sec-WebSocket-Protocol' : this.#onlyTokenSource();
    return new WebSocketLambdaAuthorizer(id, this.alias, { identitySource: source ? [`route.${requestPart(source)}`] : [] });
  }

  // A request without one of the identity sources gets 401, so with two places of the token neither can be one.
  #identitySources(prefix: string, others: string[]): string[] {
    const source = this.#onlyTokenSource();
    return source ? [prefix + requestPart(source), ...others] : [];
  }

  // REST and HTTP APIs do not use the places that are for WebSocket clients.
  #onlyTokenSource(): string | undefined {
    const sources = this.#tokenSources.filter((source) => !source.startsWith('subprotocol:') && source !== `query:${this.#webSocketTokenQuery}`);
    return sources.length === 1 ? sources[0] : undefined;
  }

  // `authz check` warns of the same: a result that depends on more than the identity sources must not be cached.
  #cacheTtl(props: AuthorizerProps, rules: Rule[]): Duration {
    const reasons: string[] = [];
    const mcp = rules.find((rule) => rule.routes.some((route) => /^MCP\s/.test(route)));
    if (mcp) {
      reasons.push(`rule "${mcp.id}" has an MCP route, which is decided by headers, so the decision about one MCP request would be used for others`);
    }
    const signedIn = rules.find((rule) => rule.when?.['signedInWithin'] !== undefined);
    if (signedIn) {
      reasons.push(`rule "${signedIn.id}" has "signedInWithin", which depends on the time, so an answer would count for longer`);
    }
    for (const name of ['AUTHORIZER_REQUIRED_HEADERS', 'AUTHORIZER_CONTENT_TYPES', 'AUTHORIZER_MAX_CONTENT_LENGTH']) {
      if (props.environment?.[name]) {
        reasons.push(`${name} checks headers, on which cached answers do not depend`);
      }
    }
    if (!this.#onlyTokenSource()) {
      reasons.push(`AUTHORIZER_TOKEN_SOURCES names several places ("${this.#tokenSources.join(',')}"), so none can be an identity source`);
    }
    if (reasons.length === 0) {
      if (props.environment?.['AUTHORIZER_PERMISSIONS_URI'] && props.resultsCacheTtl?.toSeconds() !== 0) {
        Annotations.of(this).addWarningV2('authorizer:live-rules', 'AUTHORIZER_PERMISSIONS_URI: only the permissions file was checked; before the rules from the URL get an MCP route, '
          + '"sourceIp" or "signedInWithin", set resultsCacheTtl to 0');
      }
      return props.resultsCacheTtl ?? Duration.minutes(5);
    }
    if (props.resultsCacheTtl && props.resultsCacheTtl.toSeconds() > 0) {
      Annotations.of(this).addError(`resultsCacheTtl must be 0: ${reasons.join('; ')}`);
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

// The parts of a rule that the cache depends on.
interface Rule {
  readonly id: string;
  readonly routes: string[];
  readonly when?: Record<string, unknown>;
}

function readRules(file: string): Rule[] {
  try {
    const rules = (JSON.parse(readFileSync(file, 'utf8')) as { rules: Rule[] }).rules;
    if (Array.isArray(rules) && rules.every((rule) => Array.isArray(rule.routes))) {
      return rules;
    }
  } catch (error) {
    throw new Error(`permissionsFile ${file} cannot be read: ${(error as Error).message}; run authz check`);
  }
  throw new Error(`permissionsFile ${file} is not a permissions file; run authz check`);
}

function defaultTokenSources(props: AuthorizerProps): string {
  return props.webSocketTokenQuery ? `header:Authorization,query:${props.webSocketTokenQuery}` : 'header:Authorization';
}

// A token source as the part of the request in an identity source. A cookie is in a header.
function requestPart(source: string): string {
  const [kind, name] = source.split(':', 2);
  return kind === 'query' ? `request.querystring.${name}` : `request.header.${kind === 'cookie' ? 'Cookie' : name}`;
}

// A layer requires a folder. The asset hash is the file's hash, so an unchanged file publishes nothing.
function permissionsLayer(scope: Construct, file: string): LayerVersion {
  const folder = mkdtempSync(join(tmpdir(), 'permissions-'));
  copyFileSync(file, join(folder, 'permissions.json'));
  return new LayerVersion(scope, 'Permissions', { code: Code.fromAsset(folder), description: 'permissions.json' });
}
