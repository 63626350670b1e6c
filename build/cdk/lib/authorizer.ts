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
  /** The path of a release's zip, `authorizer-linux-arm64.zip` or `authorizer-linux-x64.zip`. The construct deploys it unchanged. */
  readonly zip: string;

  /** The path of your permissions file. The construct deploys it as a layer, so the zip stays unchanged. */
  readonly permissionsFile: string;

  /** The user pools whose tokens are accepted. */
  readonly userPools: IUserPool[];

  /** The app clients that may call, as constructs or as client IDs. */
  readonly clients: (IUserPoolClient | string)[];

  /** The processor architecture for which the zip was built. @default arm64 */
  readonly architecture?: Architecture;

  /**
   * The time for which API Gateway caches a result, at most one hour. A removed permission may stay effective for this time. If a result depends
   * on more than the identity sources, the time must be 0, or synthesis fails. @default 5 minutes, or 0 if the time must be 0
   */
  readonly resultsCacheTtl?: Duration;

  /** The function's memory in MB. @default 256 */
  readonly memorySize?: number;

  /**
   * The query parameter that contains the token of WebSocket clients. Browsers cannot set the header Authorization when they open a WebSocket.
   * @default WebSocket clients use the header Authorization
   */
  readonly webSocketTokenQuery?: string;

  /** The topic that receives the alarms. @default none */
  readonly alarmTopic?: ITopic;

  /** More environment variables of the authorizer (`AUTHORIZER_…`). */
  readonly environment?: Record<string, string>;
}

/**
 * The authorizer function with its role, log group, alias and alarms. The methods return authorizers for the three kinds of API. On REST and
 * HTTP APIs, method and path are identity sources, so that the cached result for one route is not used for another route.
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
    // Each change of code, rules or settings publishes a version, and moves the alias to this version.
    this.alias = new Alias(this, 'Live', { aliasName: 'live', version: this.function.currentVersion });
    this.#addAlarms(props);
  }

  /** Returns the authorizer for the methods of one REST API. Call this method once for each API. */
  forRestApi(id = 'RestAuthorizer'): RequestAuthorizer {
    const address = this.#needsSourceIp ? ['identity.sourceIp'] : [];
    return new RequestAuthorizer(this, id, {
      handler: this.alias,
      identitySources: this.#identitySources('method.', ['httpMethod', 'path', ...address].map((name) => IdentitySource.context(name))),
      resultsCacheTtl: this.#ttl,
    });
  }

  /**
   * Returns the authorizer for one HTTP API. The routes of this API must name their methods, because a route for ANY also matches a browser's
   * preflight.
   */
  forHttpApi(id = 'HttpAuthorizer'): HttpLambdaAuthorizer {
    const address = this.#needsSourceIp ? ['$context.identity.sourceIp'] : [];
    return new HttpLambdaAuthorizer(id, this.alias, {
      identitySource: this.#identitySources('$', ['$context.routeKey', '$context.path', '$context.httpMethod', ...address]),
      responseTypes: [this.#responseType],
      resultsCacheTtl: this.#ttl,
    });
  }

  /** Returns the authorizer for the route `$connect` of one WebSocket API. API Gateway does not cache its result. */
  forWebSocketApi(id = 'WebSocketAuthorizer'): WebSocketLambdaAuthorizer {
    const subprotocol = this.#tokenSources.some((source) => source.startsWith('subprotocol:'));
    const source = this.#webSocketTokenQuery ? `query:${this.#webSocketTokenQuery}` : subprotocol ? 'header:Sec-WebSocket-Protocol' : this.#onlyTokenSource();
    return new WebSocketLambdaAuthorizer(id, this.alias, { identitySource: source ? [`route.${requestPart(source)}`] : [] });
  }

  // With several token sources, there are no identity sources, because API Gateway answers 401 if a request lacks one of the identity sources.
  #identitySources(prefix: string, others: string[]): string[] {
    const source = this.#onlyTokenSource();
    return source ? [prefix + requestPart(source), ...others] : [];
  }

  // Returns the only token source of REST and HTTP APIs. They ignore the token sources of WebSocket clients.
  #onlyTokenSource(): string | undefined {
    const sources = this.#tokenSources.filter((source) => !source.startsWith('subprotocol:') && source !== `query:${this.#webSocketTokenQuery}`);
    return sources.length === 1 ? sources[0] : undefined;
  }

  // A result that depends on more than the identity sources must not be cached. `authz check` warns about the same rules and settings.
  #cacheTtl(props: AuthorizerProps, rules: Rule[]): Duration {
    const reasons: string[] = [];
    const mcp = rules.find((rule) => rule.routes.some((route) => /^MCP\s/.test(route)));
    if (mcp) {
      reasons.push(`rule "${mcp.id}" has an MCP route, whose decision depends on headers that are not identity sources`);
    }
    const signedIn = rules.find((rule) => rule.when?.['signedInWithin'] !== undefined);
    if (signedIn) {
      reasons.push(`rule "${signedIn.id}" has "signedInWithin", which depends on the time, so a cached result would be used for too long`);
    }
    for (const name of ['AUTHORIZER_REQUIRED_HEADERS', 'AUTHORIZER_CONTENT_TYPES', 'AUTHORIZER_MAX_CONTENT_LENGTH']) {
      if (props.environment?.[name]) {
        reasons.push(`${name} checks headers that are not identity sources`);
      }
    }
    if (!this.#onlyTokenSource()) {
      const sources = this.#tokenSources.join(',');
      reasons.push(`AUTHORIZER_TOKEN_SOURCES lists several token sources ("${sources}"), so the token cannot be an identity source`);
    }
    if (reasons.length === 0) {
      if (props.environment?.['AUTHORIZER_PERMISSIONS_URI'] && props.resultsCacheTtl?.toSeconds() !== 0) {
        Annotations.of(this).addWarningV2('authorizer:live-rules', 'AUTHORIZER_PERMISSIONS_URI: the construct checked permissionsFile, '
          + 'but not the rules at this URL; set resultsCacheTtl to 0 before these rules contain an MCP route, "sourceIp" or "signedInWithin"');
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
    // Lambda counts each 401 as a failed invocation, because an authorizer causes a 401 by failing. The expression subtracts the 401s.
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
      ['Errors', 'The authorizer could not decide, because keys were unavailable or because of a defect. Callers got 500. Read the ERROR lines in the authorizer\'s log. See AuthorizerErrorsAlarm in RUNBOOK.md.', own('Decisions', 'error'), 1, 1],
      // Lambda's metric and the authorizer's metric have different timestamps. A failure at the edge of a period may be counted in only one of them.
      ['Crashes', 'The authorizer did not start, timed out or crashed. Callers got 500. Read the FATAL and platform.report lines in the authorizer\'s log. See AuthorizerCrashesAlarm in RUNBOOK.md.', undecided, 3, 2],
      ['Throttled', 'Lambda throttled the authorizer, because concurrent calls exceeded its concurrency. Callers got 500. Raise the function\'s reserved concurrency or the account\'s quota. See AuthorizerThrottledAlarm in RUNBOOK.md.', this.function.metricThrottles({ period }), 1, 1],
      ['KeyFetchFailures', 'The authorizer could not fetch keys for 15 minutes. It uses its current keys until they are AUTHORIZER_JWKS_MAX_STALE_SECONDS old (one day by default). Read problem in the lines about key fetches. See KeyFetchFailuresAlarm in RUNBOOK.md.', own('KeyFetchFailures'), 3, 3],
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

// The parts of a rule that affect the cache time and the identity sources.
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

// Converts a token source to the part of an identity source that begins with `request.`. A cookie becomes the header Cookie.
function requestPart(source: string): string {
  const [kind, name] = source.split(':', 2);
  return kind === 'query' ? `request.querystring.${name}` : `request.header.${kind === 'cookie' ? 'Cookie' : name}`;
}

// An asset of a layer must be a folder. CDK hashes the content of the folder, so an unchanged file publishes no new layer version.
function permissionsLayer(scope: Construct, file: string): LayerVersion {
  const folder = mkdtempSync(join(tmpdir(), 'permissions-'));
  copyFileSync(file, join(folder, 'permissions.json'));
  return new LayerVersion(scope, 'Permissions', { code: Code.fromAsset(folder), description: 'permissions.json' });
}
