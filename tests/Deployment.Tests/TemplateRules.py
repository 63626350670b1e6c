"""Rules for every resource, in every combination of conditions."""

import functools
import json
import re
import warnings

import jsonschema
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from TemplateStack import READ_BY_SAM, PSEUDO, Choices, Dangling, Stack, load, references, sam

REGION = PSEUDO["AWS::Region"]
LAYER = "arn:aws:lambda:eu-central-1:066940009817:layer:AWS-AppConfig-Extension:110"

# Parameters that AWS publishes (AppConfig User Guide, "Retrieving the latest extension ARN from public parameters").
PUBLIC_PARAMETER = re.compile(r"\{\{resolve:ssm:/aws/service/aws-appconfig/lambda-extension/(?:arm64|x86)/latest\}\}")

# Constraints from the API references that the registry's schemas omit.
LONGEST_NAMES = {("AWS::ApiGatewayV2::Api", "Name"): 128, ("AWS::CodeDeploy::Application", "ApplicationName"): 100}

# The allowed variables of access logs for each kind of API. They are the documented variables without those whose text a caller chooses,
# because API Gateway does not escape the text.
COMMON_VARIABLES = {
    "requestId", "requestTime", "identity.sourceIp", "status", "error.responseType", "authorizer.clientId", "authorizer.ruleId",
    "authorizer.errorCode",
}
LOG_VARIABLES = {
    "AWS::ApiGateway::Stage": COMMON_VARIABLES | {
        "httpMethod", "resourcePath", "responseLatency", "xrayTraceId", "authorizer.requestId", "authorizer.status", "authorizer.latency"},
    "HTTP": COMMON_VARIABLES | {"httpMethod", "routeKey", "responseLatency"},
    "WEBSOCKET": COMMON_VARIABLES | {"eventType", "routeKey", "connectionId", "authorizer.status", "authorizer.latency"},
}
CONTEXT_VARIABLE = re.compile(r"\$context\.([A-Za-z.]+)")
# CloudFormation User Guide, "Rules": the functions of assertions.
RULE_FUNCTIONS = {"Fn::And", "Fn::Contains", "Fn::EachMemberEquals", "Fn::EachMemberIn", "Fn::Equals", "Fn::Not", "Fn::Or", "Fn::RefAll", "Fn::ValueOf",
                  "Fn::ValueOfAll"}
KEPT_WITH_THE_USERS = {"AWS::Cognito::UserPool", "AWS::Cognito::UserPoolClient", "AWS::Cognito::UserPoolGroup"}
METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "x-amazon-apigateway-any-method"}
POOL_URL = re.compile(r"cognito-idp\.([a-z0-9-]+)\.[^/]+/([a-z0-9-]+)_")
TOKEN_SOURCES = re.compile(r"(?:method|route|\$)\.?request\.(header|querystring)\.(.+)")


@functools.cache
def registry(resource_type):
    """The CloudFormation registry's schema of a type, as shipped with cfn-lint, and a validator."""
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, resource_type)
    return schema, jsonschema.Draft7Validator(schema.schema)


class PlausibleNames:
    """Returns names in the form of AWS for resources, without creating the resources."""

    ARN = "arn:aws:{service}:eu-central-1:123456789012:{name}"
    IDS = {
        "AWS::Cognito::UserPool": "eu-central-1_Abc123xyz",
        "AWS::ApiGateway::RestApi": "abcdefghi1",
        "AWS::ApiGatewayV2::Api": "abcdefghi2",
        "AWS::AppConfig::Application": "abc1234",
        "AWS::AppConfig::Environment": "abc1235",
        "AWS::AppConfig::ConfigurationProfile": "abc1236",
        "AWS::AppConfig::DeploymentStrategy": "abc1237",
        "AWS::AppConfig::HostedConfigurationVersion": "1",
    }

    def reference(self, name, resource_type):
        if resource_type in ("AWS::Lambda::Alias", "AWS::Lambda::Version"):
            return self.ARN.format(service="lambda", name=f"function:{name}:live")
        return self.IDS.get(resource_type, name)

    def attribute(self, name, resource_type, attribute):
        try:
            known = registry(resource_type)[0].get_atts
        except Exception:  # cfn-lint does not know the type. check_schema reports this.
            return name
        if attribute not in known:
            raise Dangling(f"{resource_type} has no attribute {attribute}")
        if resource_type == "AWS::IAM::Role":
            return f"arn:aws:iam::123456789012:role/{name}"
        if attribute.endswith("Arn"):
            kind = {"AWS::Lambda::Function": "function:", "AWS::Logs::LogGroup": "log-group:", "AWS::CloudWatch::Alarm": "alarm:"}
            return self.ARN.format(service=resource_type.split("::")[1].lower(), name=kind.get(resource_type, "") + name)
        return "1"


class Problems(list):
    """A list of problems, each as one line, without duplicates."""

    def report(self, where, what):
        line = f"{where}: {what}"
        if line not in self:
            self.append(line)


def check(text):
    """Returns all problems of a template."""
    problems = Problems()
    source = load(text)
    check_what_sam_cli_reads(source, problems)
    check_rules(source, problems)
    invokers = {}
    for choice in Choices.product(READ_BY_SAM):
        try:
            template = sam(source, choice)
        except Exception as error:
            problems.report("SAM", error)
            continue
        check_conditions(template, problems)
        check_cycles(template, problems)
        choices = Choices(template)
        for name, resource in template["Resources"].items():
            check_kept(name, resource, template, problems)
            found, invoked = check_combinations(name, choice, template, choices)
            problems.extend(problem for problem in found if problem not in problems)
            invokers.setdefault(name, set()).update(invoked)
        for output, declaration in template["Outputs"].items():
            check_output(output, declaration, template, choices, problems)
        for parameters in choices.product(which_decide_on_apis(template, choices)):
            check_calls(Stack(template, {**choice, **parameters}, PlausibleNames()), problems)
    for permission, functions in invokers.items():
        if len(functions) > 1:
            problems.report(permission, f"is replaced when a parameter changes, and API Gateway temporarily must not call: {sorted(functions)}")
    return problems


def check_rules(source, problems):
    """Checks the functions of rules. CloudFormation evaluates rules first, and supports only a few functions in them."""
    for name, rule in source.get("Rules", {}).items():
        unknown = set(functions(rule)) - RULE_FUNCTIONS
        for function in unknown:
            problems.report(f"rule {name}", f"CloudFormation does not support {function} in rules")
        if not unknown:
            check_rule(name, rule, source, problems)


def check_rule(name, rule, source, problems):
    """Checks that each assertion is false for some parameters and true for others."""
    parameters = {used for kind, used in references(rule) if kind == "ref"}
    for assertion in rule["Assertions"]:
        results = set()
        for choice in Choices.product(parameters):
            stack = Stack(source, choice, PlausibleNames())
            if "RuleCondition" not in rule or stack.resolve(rule["RuleCondition"]):
                results.add(stack.resolve(assertion["Assert"]))
        if results != {True, False}:
            problems.report(f"rule {name}", f"an assertion is always {results}")


def functions(value):
    if isinstance(value, dict):
        yield from (key for key in value if key.startswith("Fn::"))
        value = list(value.values())
    for item in value if isinstance(value, list) else []:
        yield from functions(item)


def check_what_sam_cli_reads(source, problems):
    for name, resource in source["Resources"].items():
        if not isinstance(resource.get("Properties", {}).get("Layers", []), list):
            problems.report(name, "`Layers` must be a list, because SAM CLI reads the keys of an `!If` as layers")
        if "BuildInSource" in resource.get("Metadata", {}):
            problems.report(name, "SAM CLI does not read `BuildInSource` in `Metadata`; use the option of `sam build`")


def check_conditions(template, problems):
    """Checks that each condition can be true and false, because otherwise some combinations would not be checked."""
    choices = Choices(template)
    for name in template["Conditions"]:
        try:
            seen = {Stack(template, parameters, PlausibleNames()).holds(name) for parameters in choices.product(choices.of_condition(name))}
        except KeyError as missing:
            problems.report(name, f"TemplateStack.OTHER_VALUES has no other value of the parameter {missing}")
            continue
        if len(seen) < 2 and not choices.of_condition(name) & set(READ_BY_SAM):
            problems.report(name, f"is always {seen.pop()}")


def check_cycles(template, problems):
    """Finds cycles of dependencies. Follows both branches of every condition, so the result applies to every combination."""
    resources = template["Resources"]
    graph = {}
    for name, resource in resources.items():
        after = resource.get("DependsOn", [])
        graph[name] = {other for kind, other in references([resource.get("Properties", {}), resource.get("UpdatePolicy", {})]) if kind == "ref"}
        graph[name] = (graph[name] | set([after] if isinstance(after, str) else after)) & set(resources)
        for other in [after] if isinstance(after, str) else after:
            if other not in resources:
                problems.report(name, f"depends on {other}, which does not exist")
    while graph:
        free = [name for name, others in graph.items() if not others & set(graph)]
        if not free:
            problems.report("a dependency cycle", ", ".join(sorted(graph)))
            return
        for name in free:
            del graph[name]


def check_kept(name, resource, template, problems):
    if resource["Type"] in KEPT_WITH_THE_USERS:
        for policy in ("DeletionPolicy", "UpdateReplacePolicy"):
            if resource.get(policy) != "Retain":
                problems.report(name, f"{policy} must be Retain, because the users must outlive the stack")


def check_output(name, declaration, template, choices, problems):
    for parameters in choices.of_resource({"Condition": declaration.get("Condition"), "Properties": declaration}):
        stack = Stack(template, parameters, PlausibleNames())
        if "Condition" not in declaration or stack.holds(declaration["Condition"]):
            try:
                stack.resolve(declaration["Value"])
            except Dangling as error:
                problems.report(f"output {name}", error)


CHECKED = {}


def check_combinations(name, choice, template, choices):
    """
    Checks a resource in every combination of the parameters that it depends on. Returns the problems, and the functions that a permission
    names. The results are cached, because a copy with one mistake has the same resources except one.
    """
    resource = template["Resources"][name]
    others = {other: template["Resources"].get(other) for kind, other in references(resource) if kind == "ref"}
    inputs = json.dumps([name, choice, resource, others, template["Parameters"], template["Conditions"]], sort_keys=True)
    if inputs not in CHECKED:
        problems, invoked = Problems(), set()
        for parameters in choices.of_resource(resource):
            stack = Stack(template, {**choice, **parameters}, PlausibleNames())
            if stack.exists(name):
                check_resource(name, resource["Type"], stack, invoked, problems)
        CHECKED[inputs] = problems, invoked
    return CHECKED[inputs]


def check_resource(name, resource_type, stack, invoked, problems):
    try:
        properties = stack.properties(name)
        stack.resolve(stack.resources[name].get("UpdatePolicy", {}))
    except Dangling as error:
        problems.report(name, error)
        return
    properties = publish_parameters(name, properties, problems)
    check_schema(name, resource_type, properties, problems)
    check_documents(name, resource_type, properties, stack, problems)
    check_security(name, resource_type, properties, stack, problems)
    if resource_type == "AWS::Lambda::Permission":
        invoked.add(properties["FunctionName"])


def publish_parameters(name, value, problems):
    if isinstance(value, dict):
        return {key: publish_parameters(name, item, problems) for key, item in value.items()}
    if isinstance(value, list):
        return [publish_parameters(name, item, problems) for item in value]
    if isinstance(value, str) and "{{resolve:" in value:
        value = PUBLIC_PARAMETER.sub(LAYER, value)
        if "{{resolve:" in value:
            problems.report(name, f"AWS does not publish the parameter {value}")
    return value


def check_schema(name, resource_type, properties, problems):
    for problem in schema_problems(resource_type, json.dumps(properties)):
        problems.report(name, problem)


@functools.cache
def schema_problems(resource_type, text):
    """Returns the problems of a resource. The result is cached, because most resources are equal in many combinations and templates."""
    try:
        schema, validator = registry(resource_type)
    except Exception:
        return [f"the registry has no type {resource_type}"]
    properties = json.loads(text)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        problems = [f"{'/'.join(map(str, error.path))}: {error.message[:200]}" for error in validator.iter_errors(properties)]
    for pointer in schema.schema.get("readOnlyProperties", []):
        if pointer.removeprefix("/properties/") in properties:
            problems.append(f"{pointer} cannot be set")
    for (limited, property_name), longest in LONGEST_NAMES.items():
        if limited == resource_type and len(properties.get(property_name, "")) > longest:
            problems.append(f"{property_name} is longer than {longest} characters")
    if resource_type == "AWS::ApiGatewayV2::Api" and len(properties.get("Body", {}).get("info", {}).get("title", "")) > 128:
        problems.append("the title of Body, which is the name of the API, is longer than 128 characters")
    return problems


def check_documents(name, resource_type, properties, stack, problems):
    for path, text in texts(properties):
        for region, pool_region in POOL_URL.findall(text):
            if region != pool_region:
                problems.report(name, f"{path} has a user pool of {pool_region}, but the endpoint of {region}")
        if resource_type == "AWS::CloudWatch::Dashboard" and path == "DashboardBody" or text.lstrip().startswith(("{", "[")):
            # API Gateway writes quotes around messageString. The document must have quotes around all other variables.
            document = CONTEXT_VARIABLE.sub("x", text.replace("$context.error.messageString", '"x"'))
            try:
                json.loads(document)
            except ValueError as error:
                problems.report(name, f"{path} is not valid JSON: {error}")
                return
    if resource_type == "AWS::AppConfig::ConfigurationProfile":
        for validator in properties.get("Validators", []):
            jsonschema.Draft4Validator.check_schema(json.loads(validator["Content"]))
    if resource_type == "AWS::AppConfig::HostedConfigurationVersion":
        profile = stack.resources[name]["Properties"]["ConfigurationProfileId"]["Ref"]
        for validator in stack.properties(profile)["Validators"]:
            for error in jsonschema.Draft4Validator(json.loads(validator["Content"])).iter_errors(json.loads(properties["Content"])):
                problems.report(name, f"its profile refuses the document: {error.message}")
    if "Body" in properties:
        check_openapi(name, resource_type, properties["Body"], problems)


def texts(value, path=""):
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, (dict, list)):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from texts(item, f"{path}/{key}" if path else str(key))


def check_openapi(name, resource_type, body, problems):
    if not re.fullmatch(r"3\.0\.\d", str(body.get("openapi"))):
        problems.report(name, "Body is not OpenAPI 3.0")
    for path, text in texts(body):
        if path.endswith("$ref"):
            target = body
            for step in text.removeprefix("#/").split("/"):
                target = target.get(step) if isinstance(target, dict) else None
            if target is None:
                problems.report(name, f"{path}: there is no {text}")
    answers_preflights = resource_type == "AWS::ApiGatewayV2::Api" and "x-amazon-apigateway-cors" in body
    for path, item in body["paths"].items():
        for method in METHODS & set(item):
            operation = item[method]
            if "x-amazon-apigateway-integration" not in operation:
                problems.report(name, f"{method} {path} has no integration")
            guarded = any(scheme != "NONE" for scheme in map(lambda entry: next(iter(entry)), operation.get("security", [])))
            # The metadata with the authorization server is public (RFC 9728).
            is_open = method == "options" or (method == "get" and path.startswith("/.well-known/"))
            if not guarded and not is_open:
                problems.report(name, f"{method} {path} has no authorizer")
            if method == "options" and guarded or answers_preflights and guarded and method.endswith("any-method"):
                problems.report(name, f"{path}: a route that takes OPTIONS has an authorizer, so a browser's preflight gets 401")


def check_security(name, resource_type, properties, stack, problems):
    def require(condition, what):
        if not condition:
            problems.report(name, what)

    if resource_type == "AWS::ApiGateway::RestApi":
        require(properties.get("SecurityPolicy", "TLS_1_0") != "TLS_1_0", "accepts TLS 1.0")
        require("EndpointAccessMode" in properties, "a SecurityPolicy_… requires an EndpointAccessMode")
    elif resource_type == "AWS::ApiGateway::Deployment":
        require("StageName" not in properties, "creates a second stage, without throttling, access log and tracing")
    elif resource_type in ("AWS::ApiGateway::Stage", "AWS::ApiGatewayV2::Stage"):
        kind, log = resource_type, properties.get("AccessLogSetting") or properties.get("AccessLogSettings")
        if kind == "AWS::ApiGatewayV2::Stage":
            api = stack.resources[stack.resources[name]["Properties"]["ApiId"]["Ref"]]
            kind = api["Properties"].get("ProtocolType", "HTTP")
        require(log, "has no access log")
        for variable in CONTEXT_VARIABLE.findall((log or {}).get("Format", "")):
            require(variable in LOG_VARIABLES[kind], f"$context.{variable} is not a variable of this access log, or a caller chooses its text")
        throttled = properties.get("MethodSettings", [{}])[0] if kind == "AWS::ApiGateway::Stage" else properties.get("DefaultRouteSettings", {})
        require("ThrottlingRateLimit" in throttled and "ThrottlingBurstLimit" in throttled, "is not throttled")
    elif resource_type == "AWS::Cognito::UserPool":
        require(properties.get("UsernameConfiguration", {}).get("CaseSensitive") is False, "treats Alice and alice as different users")
        require(
            "email" in properties.get("UserAttributeUpdateSettings", {}).get("AttributesRequireVerificationBeforeUpdate", []),
            "accepts a new email address before the owner confirms the address")
        require(
            properties["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] == (stack.parameters.get("SelfSignUp") == "false"),
            "SelfSignUp does not decide who may sign up")
    elif resource_type == "AWS::Cognito::UserPoolClient":
        flows = properties.get("ExplicitAuthFlows")
        require(flows, "without ExplicitAuthFlows, Cognito allows flows that are not in the template")
        if properties.get("AllowedOAuthFlows") == ["client_credentials"]:
            require(flows == ["ALLOW_REFRESH_TOKEN_AUTH"], "ExplicitAuthFlows of a machine client must not allow users to sign in")
        elif stack.parameters.get("RefreshTokenRotation") == "true":
            require(properties.get("RefreshTokenRotation", {}).get("Feature") == "ENABLED", "does not rotate refresh tokens")
            require("ALLOW_REFRESH_TOKEN_AUTH" not in flows, "Cognito refuses ALLOW_REFRESH_TOKEN_AUTH with token rotation")
    elif resource_type == "AWS::IAM::Role":
        boundary = stack.parameters.get("PermissionsBoundaryArn")
        require(boundary is not None and properties.get("PermissionsBoundary", "") == boundary, "does not have the permissions boundary")
    elif resource_type == "AWS::AppConfig::Environment" and properties["Name"] == "permissions":
        require(properties.get("Monitors"), "has no alarm that rolls a deployment back")


def which_decide_on_apis(template, choices):
    decisive = set()
    for condition in ("HasRestApi", "HasHttpApi", "WebSocketTokenIsInQuery", "HasProvisionedConcurrency", "HasLiveData"):
        decisive |= choices.of_condition(condition) if condition in template["Conditions"] else set()
    return decisive


def authorizers(stack):
    """Yields for each authorizer the API, the URI of the function and the identity sources."""
    for name in stack.existing():
        resource_type, properties = stack.resources[name]["Type"], stack.resources[name].get("Properties", {})
        if resource_type == "AWS::ApiGatewayV2::Authorizer":
            resolved = stack.resolve(properties)
            yield properties["ApiId"]["Ref"], resolved["AuthorizerUri"], resolved["IdentitySource"]
        elif "Body" in properties:
            body = stack.resolve(properties["Body"])
            for scheme in body.get("components", {}).get("securitySchemes", {}).values():
                if "x-amazon-apigateway-authorizer" in scheme:
                    authorizer = scheme["x-amazon-apigateway-authorizer"]
                    sources = authorizer["identitySource"]
                    yield name, authorizer["authorizerUri"], sources.split(", ") if isinstance(sources, str) else sources


def token_source(match):
    """Converts an identity source to the format of AUTHORIZER_TOKEN_SOURCES."""
    if match[2] == "Sec-WebSocket-Protocol":
        return "subprotocol:bearer"
    return f"{'query' if match[1] == 'querystring' else 'header'}:{match[2]}"


def check_calls(stack, problems):
    """Checks that each API calls an alias with its permission, and that API and function have the same token source."""
    try:
        known = stack.properties("AuthorizerFunction")["Environment"]["Variables"]["AUTHORIZER_TOKEN_SOURCES"].split(",")
        permissions = [stack.properties(name) for name in stack.existing() if stack.resources[name]["Type"] == "AWS::Lambda::Permission"]
        found = list(authorizers(stack))
    except Dangling:
        return  # check_resource reports the missing resource.
    for api, uri, sources in found:
        called = re.search(r"/functions/(.+)/invocations$", uri)[1]
        if not called.endswith(":live"):
            problems.report(api, f"its authorizer is {called}, which is not an alias, so each update gets all calls at once")
        identity = stack.names.reference(api, stack.resources[api]["Type"])
        if not any(
            permission["FunctionName"] == called and permission["Principal"] == "apigateway.amazonaws.com"
            and f":{identity}/" in permission["SourceArn"] for permission in permissions):
            problems.report(api, f"has no permission to call its authorizer {called}")
        tokens = [TOKEN_SOURCES.fullmatch(source) for source in sources]
        tokens = [token_source(match) for match in tokens if match]
        if not tokens:
            problems.report(api, f"no identity source in {sources} contains a token")
        for token in tokens:
            if token not in known:
                problems.report(api, f"its identity source is {token}, but the authorizer reads the token from {known}")
