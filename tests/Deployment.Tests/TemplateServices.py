"""Creates the resources of a stack as CloudFormation does. botocore's models check each call to a service, and moto executes the call."""

import functools
import io
import json
import re
import zipfile

import boto3
import botocore.exceptions
from moto import mock_aws

from TemplateStack import PSEUDO, READ_BY_SAM, Stack

client_of = functools.cache(boto3.client)
REGION = PSEUDO["AWS::Region"]

# Properties that the call that creates the resource does not contain. CloudFormation sets them with other calls.
APART = {
    "AWS::ApiGateway::Stage": {"AccessLogSetting", "MethodSettings"},
    "AWS::Cognito::UserPool": {"EnabledMfas"},
    "AWS::Events::Rule": {"Targets"},
    "AWS::IAM::Role": {"Policies", "ManagedPolicyArns"},
    "AWS::Lambda::Alias": {"ProvisionedConcurrencyConfig"},
    "AWS::Lambda::Function": {"ReservedConcurrentExecutions"},
    "AWS::Logs::LogGroup": {"RetentionInDays"},
}

# For each resource type: the service, the call that creates a resource, the argument for its name, and the member of the answer that Ref returns.
MAKERS = {
    "AWS::ApiGateway::Account": ("apigateway", "update_account", None, None),
    "AWS::ApiGateway::Deployment": ("apigateway", "create_deployment", None, "id"),
    "AWS::ApiGateway::RestApi": ("apigateway", "import_rest_api", None, "id"),
    "AWS::ApiGateway::Stage": ("apigateway", "create_stage", None, "stageName"),
    "AWS::ApiGatewayV2::Api": ("apigatewayv2", "create_api", None, "ApiId"),
    "AWS::ApiGatewayV2::Authorizer": ("apigatewayv2", "create_authorizer", None, "AuthorizerId"),
    "AWS::ApiGatewayV2::Integration": ("apigatewayv2", "create_integration", None, "IntegrationId"),
    "AWS::ApiGatewayV2::Route": ("apigatewayv2", "create_route", None, "RouteId"),
    "AWS::ApiGatewayV2::RouteResponse": ("apigatewayv2", "create_route_response", None, "RouteResponseId"),
    "AWS::ApiGatewayV2::Stage": ("apigatewayv2", "create_stage", None, "StageName"),
    "AWS::AppConfig::Application": ("appconfig", "create_application", None, "Id"),
    "AWS::AppConfig::ConfigurationProfile": ("appconfig", "create_configuration_profile", None, "Id"),
    "AWS::AppConfig::Deployment": ("appconfig", "start_deployment", None, "DeploymentNumber"),
    "AWS::AppConfig::DeploymentStrategy": ("appconfig", "create_deployment_strategy", None, "Id"),
    "AWS::AppConfig::Environment": ("appconfig", "create_environment", None, "Id"),
    "AWS::AppConfig::HostedConfigurationVersion": ("appconfig", "create_hosted_configuration_version", None, "VersionNumber"),
    "AWS::CloudWatch::Alarm": ("cloudwatch", "put_metric_alarm", "AlarmName", None),
    "AWS::CloudWatch::Dashboard": ("cloudwatch", "put_dashboard", None, None),
    "AWS::CodeDeploy::Application": ("codedeploy", "create_application", "applicationName", None),
    "AWS::CodeDeploy::DeploymentGroup": ("codedeploy", "create_deployment_group", "deploymentGroupName", None),
    "AWS::Cognito::UserPool": ("cognito-idp", "create_user_pool", "PoolName", "UserPool.Id"),
    "AWS::Cognito::UserPoolClient": ("cognito-idp", "create_user_pool_client", "ClientName", "UserPoolClient.ClientId"),
    "AWS::Cognito::UserPoolDomain": ("cognito-idp", "create_user_pool_domain", None, None),
    "AWS::Cognito::UserPoolGroup": ("cognito-idp", "create_group", None, None),
    "AWS::Cognito::UserPoolResourceServer": ("cognito-idp", "create_resource_server", None, None),
    "AWS::Events::Rule": ("events", "put_rule", "Name", None),
    "AWS::IAM::Role": ("iam", "create_role", "RoleName", None),
    "AWS::Lambda::Alias": ("lambda", "create_alias", None, "AliasArn"),
    "AWS::Lambda::Function": ("lambda", "create_function", "FunctionName", None),
    "AWS::Lambda::Permission": ("lambda", "add_permission", "StatementId", None),
    "AWS::Lambda::Version": ("lambda", "publish_version", None, "FunctionArn"),
    "AWS::Logs::LogGroup": ("logs", "create_log_group", None, None),
}

# Operations that moto does not support. Only the services' models check them.
WITHOUT_A_SERVICE = {"create_environment", "create_deployment_strategy", "start_deployment", "put_provisioned_concurrency_config"}

TRUE = {"true": True, "false": False}


class Deployment:
    """Creates resources for a stack. A reference to a resource creates the resource first, and returns its real name."""

    def __init__(self, template, parameters):
        self.stack = Stack(template, parameters, self)
        self.made, self.attributes, self.problems, self.served = {}, {}, [], set()
        self.layer = self._packages()

    @staticmethod
    def _packages():
        storage = client_of("s3")
        storage.create_bucket(Bucket="code", CreateBucketConfiguration={"LocationConstraint": REGION})
        package = io.BytesIO()
        with zipfile.ZipFile(package, "w") as archive:
            archive.writestr("bootstrap", "")
        storage.put_object(Bucket="code", Key="function.zip", Body=package.getvalue())
        # On AWS, this layer is in an account of AWS. In moto, it is in the account of the stack.
        layer = client_of("lambda").publish_layer_version(LayerName="AWS-AppConfig-Extension", Content={"ZipFile": package.getvalue()})
        return layer["LayerVersionArn"]

    def reference(self, name, _):
        return self.make(name)

    def attribute(self, name, _, attribute):
        self.make(name)
        return self.attributes[name].get(attribute, f"{name}-{attribute}")

    def make(self, name):
        if name not in self.made:
            self.made[name] = name  # If the creation fails, it is not repeated, and the other resources are still created.
            resource_type = self.stack.resources[name]["Type"]
            properties = self.stack.properties(name)
            self.attributes[name] = {}
            after = self.stack.resources[name].get("DependsOn", [])
            for other in [after] if isinstance(after, str) else after:
                if self.stack.exists(other):
                    self.make(other)
            try:
                self._make(name, resource_type, properties)
            except (botocore.exceptions.ClientError, botocore.exceptions.ParamValidationError, KeyError, TypeError, ValueError) as error:
                self.problems.append(f"{name} ({resource_type}): {type(error).__name__}: {error}")
        return self.made[name]

    def _make(self, name, resource_type, properties):
        if resource_type not in MAKERS:
            raise KeyError(f"MAKERS has no call that creates a {resource_type}")
        service, operation, named_by, result = MAKERS[resource_type]
        apart = {key: properties.pop(key) for key in APART.get(resource_type, ()) if key in properties}
        arguments = getattr(self, f"_{resource_type.split('::', 1)[1].replace('::', '_')}", dict)(properties)
        if named_by:
            arguments.setdefault(named_by, name)
        answer = self.call(service, operation, arguments)
        reference = answer
        for step in (result or "").split("."):
            reference = reference.get(step, name) if step and isinstance(reference, dict) else reference
        self.made[name] = str(reference) if result else str(arguments.get(named_by) or next(
            (properties[key] for key in ("LogGroupName", "DashboardName", "Domain", "GroupName", "Identifier") if key in properties), name))
        self.attributes[name] = self._attributes(resource_type, answer)
        self._finish(resource_type, self.made[name], apart)

    def call(self, service, operation, arguments):
        """Calls a service. First checks each argument against the model, because botocore checks only a part of the model."""
        client = client_of(service)
        model = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[operation])
        arguments = conform(arguments, model.input_shape, operation)
        if operation in WITHOUT_A_SERVICE:
            return {"Id": "abc1234", "DeploymentNumber": 1}
        answer = getattr(client, operation)(**arguments)
        self.served.add(operation)
        return answer

    @staticmethod
    def _attributes(resource_type, answer):
        found = {
            "AWS::Lambda::Function": lambda: {"Arn": answer["FunctionArn"]},
            "AWS::Lambda::Version": lambda: {"Version": answer["Version"]},
            "AWS::IAM::Role": lambda: {"Arn": answer["Role"]["Arn"]},
            "AWS::Events::Rule": lambda: {"Arn": answer["RuleArn"]},
            "AWS::CloudWatch::Alarm": lambda: {"Arn": f"arn:aws:cloudwatch:{REGION}:123456789012:alarm:a"},
            "AWS::Logs::LogGroup": lambda: {"Arn": f"arn:aws:logs:{REGION}:123456789012:log-group:g"},
            "AWS::AppConfig::Deployment": lambda: {"DeploymentNumber": "1"},
        }.get(resource_type)
        return found() if found else {}

    def _finish(self, resource_type, name, apart):
        if resource_type == "AWS::IAM::Role":
            for policy in apart.get("Policies", []):
                document = json.dumps(policy["PolicyDocument"])
                self.call("iam", "put_role_policy", {"RoleName": name, "PolicyName": policy["PolicyName"], "PolicyDocument": document})
            for policy in apart.get("ManagedPolicyArns", []):
                # moto does not have the managed policies of AWS.
                path, policy_name = policy.split(":policy", 1)[1].rsplit("/", 1)
                document = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "logs:*", "Resource": "*"}]}'
                own = self.call("iam", "create_policy", {"PolicyName": policy_name, "Path": f"{path}/", "PolicyDocument": document})
                self.call("iam", "attach_role_policy", {"RoleName": name, "PolicyArn": own["Policy"]["Arn"]})
        elif resource_type == "AWS::Logs::LogGroup":
            self.call("logs", "put_retention_policy", {"logGroupName": name, "retentionInDays": apart["RetentionInDays"]})
        elif resource_type == "AWS::Events::Rule":
            self.call("events", "put_targets", {"Rule": name, "Targets": apart["Targets"]})
        elif resource_type == "AWS::Lambda::Function" and apart:
            self.call("lambda", "put_function_concurrency", {"FunctionName": name, **apart})
        elif resource_type == "AWS::Lambda::Alias" and apart:
            self.call("lambda", "put_provisioned_concurrency_config", {
                "FunctionName": "AuthorizerFunction", "Qualifier": "live", **apart["ProvisionedConcurrencyConfig"]})

    # ── Properties whose name or form differs in the call ──

    def _ApiGateway_RestApi(self, properties):
        body = properties.pop("Body")
        properties.pop("Parameters", None)
        lists = {"types": properties["EndpointConfiguration"]["Types"]}
        arguments = {**lower(properties), "name": body["info"]["title"], "endpointConfiguration": lists}
        # import_rest_api has no argument for the TLS setting, so the model of create_rest_api checks this property.
        client = client_of("apigateway")
        conform(arguments, client.meta.service_model.operation_model("CreateRestApi").input_shape, "create_rest_api")
        return {"failOnWarnings": True, "body": by_the_letter(body)}

    def _ApiGateway_Stage(self, properties):
        return lower(properties)

    def _ApiGateway_Deployment(self, properties):
        return lower(properties)

    def _ApiGateway_Account(self, properties):
        return {"patchOperations": [{"op": "replace", "path": "/cloudwatchRoleArn", "value": properties["CloudWatchRoleArn"]}]}

    def _ApiGatewayV2_Api(self, properties):
        if "Body" not in properties:
            return properties
        made = self.call("apigatewayv2", "create_api", {"Name": properties["Body"]["info"]["title"], "ProtocolType": "HTTP"})
        self.call("apigatewayv2", "reimport_api", {
            "ApiId": made["ApiId"], "FailOnWarnings": properties.get("FailOnWarnings", False), "Body": json.dumps(properties["Body"])})
        return {"Name": properties["Body"]["info"]["title"], "ProtocolType": "HTTP"}

    def _AppConfig_HostedConfigurationVersion(self, properties):
        return {**properties, "Content": properties["Content"].encode()}

    def _CodeDeploy_Application(self, properties):
        return lower(properties)

    def _CodeDeploy_DeploymentGroup(self, properties):
        return lower(properties, deep=True)

    def _Cognito_UserPool(self, properties):
        return properties

    def _IAM_Role(self, properties):
        return {**properties, "AssumeRolePolicyDocument": json.dumps(properties["AssumeRolePolicyDocument"])}

    def _Lambda_Function(self, properties):
        layers = {"Layers": [self.layer]} if properties.get("Layers") else {}
        return {**properties, **layers, "Tags": {tag["Key"]: tag["Value"] for tag in properties.get("Tags", [])}}

    def _Lambda_Permission(self, properties):
        # The ARN of an alias is the function's ARN with a qualifier.
        parts = properties["FunctionName"].split(":")
        return {**properties, **({"FunctionName": parts[6], "Qualifier": parts[7]} if len(parts) == 8 else {})}

    def _Logs_LogGroup(self, properties):
        return {"logGroupName": properties["LogGroupName"], "tags": {tag["Key"]: tag["Value"] for tag in properties.get("Tags", [])}}


def is_mock(operation):
    return operation.get("x-amazon-apigateway-integration", {}).get("type") == "mock"


def by_the_letter(body):
    """
    Returns a document for moto, which is stricter than API Gateway. moto requires a response and a description, and a declaration for each
    greedy parameter with its plus sign. Mock integrations, such as the preflights that SAM adds, are removed, because moto cannot create them.
    """
    document = json.loads(json.dumps(body).replace('"responses": {}', '"responses": {"default": {"description": ""}}'))
    document["info"].setdefault("description", "")
    document["paths"] = {path: {method: operation for method, operation in item.items() if not is_mock(operation)} for path, item in document["paths"].items()}
    for path, item in document["paths"].items():
        for operation in item.values():
            operation["parameters"] = [
                {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in re.findall(r"\{([^}]+)\}", path)]
    return json.dumps(document).encode()


def lower(value, deep=False):
    """Changes the first letter of names to lower case, as the models of API Gateway and CodeDeploy require."""
    if isinstance(value, dict):
        return {key[0].lower() + key[1:]: lower(item, deep) if deep else item for key, item in value.items()}
    return [lower(item, deep) for item in value] if deep and isinstance(value, list) else value


def conform(value, shape, path):
    """Converts a value to the types of a model, as CloudFormation converts text. Raises a ValueError if the model does not allow the value."""
    metadata, kind = shape.metadata, shape.type_name
    if kind == "structure" and isinstance(value, dict):
        unknown = set(value) - set(shape.members)
        if unknown:
            raise ValueError(f"{path} has no member {', '.join(sorted(unknown))}")
        return {key: conform(item, shape.members[key], f"{path}.{key}") for key, item in value.items()}
    if kind == "list" and isinstance(value, list):
        measure(len(value), metadata, path)
        return [conform(item, shape.member, path) for item in value]
    if kind == "map" and isinstance(value, dict):
        return {key: conform(item, shape.value, f"{path}.{key}") for key, item in value.items()}
    if kind in ("integer", "long", "double", "float"):
        measure(float(value), metadata, path)
        return int(value) if kind in ("integer", "long") else float(value)
    if kind == "boolean":
        return value if isinstance(value, bool) else TRUE[value]
    if kind == "string":
        value = str(value)
        measure(len(value), metadata, path)
        if "enum" in metadata and value not in metadata["enum"]:
            raise ValueError(f"{path}: {value} is not one of {metadata['enum']}")
        # The models have Java patterns. Python does not support the classes \\p{…} of Java.
        if "pattern" in metadata and "\\p" not in metadata["pattern"] and not re.fullmatch(metadata["pattern"], value, re.DOTALL):
            raise ValueError(f"{path}: {value} does not match {metadata['pattern']}")
    return value


def measure(size, metadata, path):
    if not metadata.get("min", size) <= size <= metadata.get("max", size):
        raise ValueError(f"{path}: {size:g} is not from {metadata.get('min', 0)} to {metadata.get('max', 'any')}")


def make(template, parameters):
    """Creates a whole stack in an empty account. Returns the errors and the used operations."""
    with mock_aws():
        deployment = Deployment(template, parameters)
        for name in deployment.stack.existing():
            deployment.make(name)
        return deployment.problems, deployment.served
