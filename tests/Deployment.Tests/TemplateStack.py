"""A template of this repository as SAM transforms it, and its intrinsic functions for one choice of parameters."""

import copy
import functools
import itertools
import re

from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

PSEUDO = {
    "AWS::AccountId": "123456789012",
    "AWS::Partition": "aws",
    "AWS::Region": "eu-central-1",
    "AWS::URLSuffix": "amazonaws.com",
    # The longest name that CloudFormation allows, so that all generated names have their maximum length.
    "AWS::StackName": "s" * 128,
    "AWS::StackId": "arn:aws:cloudformation:eu-central-1:123456789012:stack/s/1b2c3d4e-0123-4567-89ab-cdef01234567",
}

# Values other than the defaults. For every condition, at least one value changes the result.
OTHER_VALUES = {
    # A user pool in another Region than the stack.
    "UserPoolId": "us-east-1_AbC123",
    "IssuerType": "UPDATED",
    "AdditionalUserPoolIds": "us-east-1_AbC123,us-west-2_Def456@us-east-1",
    "AdditionalIssuers": "https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC123",
    "ClientIds": "client1,client2",
    "SelfSignUp": "true",
    "RefreshTokenRotation": "true",
    "Mfa": "OFF",
    "LiveData": "true",
    "ShadowPermissions": "true",
    "AppConfigExtensionArn": "arn:aws:lambda:eu-central-1:066940009817:layer:AWS-AppConfig-Extension:110",
    "CreateRestApi": "false",
    "CreateHttpApi": "false",
    "CreateWebSocketApi": "false",
    "WebSocketTokenSource": "subprotocol:bearer",
    "TenantClaim": "custom:tenant",
    "TenantIsolation": "true",
    "RequiredHeaders": "x-request-id",
    "ContentTypes": "application/json",
    "MaxContentLength": "1000",
    "InvalidTokenResponse": "deny",
    "Architecture": "x86_64",
    "ReservedConcurrency": "5",
    "ProvisionedConcurrency": "2",
    "GradualDeployment": "Canary10Percent15Minutes",
    "WarmUp": "true",
    "VpcSubnetIds": "subnet-0123456789abcdef0,subnet-0123456789abcdef1",
    "VpcSecurityGroupIds": "sg-0123456789abcdef0",
    "PermissionsBoundaryArn": "arn:aws:iam::123456789012:policy/boundary",
    "LogSubject": "hash",
    "LogSubjectKey": "k" * 32,
    "AlarmTopicArn": "arn:aws:sns:eu-central-1:123456789012:alarms",
    "CreateApiGatewayLogsRole": "true",
    "PublicUrl": "https://api.example.com/v1",
    "McpServerUrl": "https://mcp.example.com/mcp",
    "AuthorizationServerUrl": "https://sign-in.example.com",
    # The parameters of function-only.yaml.
    "UserPoolIds": "eu-central-1_AbC123,us-east-1_Def456",
    "Issuers": "https://issuer.example.com",
    "ApiIds": "abcdefghi1,abcdefghi2,abcdefghi3,abcdefghi4,abcdefghi5",
    "PermissionsLayerArn": "arn:aws:lambda:eu-central-1:123456789012:layer:authorizer-permissions:1",
    "PermissionsInZip": "true",
    "PermissionsUri": "https://rules.example.com/permissions.json",
    "RevocationsUri": "https://rules.example.com/revocations.json",
    "ShadowPermissionsUri": "https://rules.example.com/shadow.json",
    "AppConfigApplicationId": "abc1234",
}

# Parameters for which a condition distinguishes a third value.
THIRD_VALUES = {"WebSocketTokenSource": "query:token"}

# Parameters whose values change the template that SAM creates.
READ_BY_SAM = ["GradualDeployment"]

CONDITION_FUNCTIONS = {"Fn::Equals", "Fn::Not", "Fn::And", "Fn::Or", "Condition"}
SUB_VARIABLE = re.compile(r"\$\{([^{}!][^{}]*)\}")


class NoValue:
    """The result of `Ref: AWS::NoValue`."""


class Dangling(Exception):
    """A reference to something that does not exist."""


class PolicyLoader:
    """Gives SAM no names of AWS's managed policies, because the template uses their ARNs."""

    def load(self):
        return {}


def intrinsic(value):
    """The name and the argument of an intrinsic function, or None."""
    if isinstance(value, dict) and len(value) == 1:
        (name, argument), = value.items()
        if name in ("Ref", "Condition") and isinstance(argument, str) or name.startswith("Fn::"):
            return name, argument
    return None


@functools.cache
def load(text):
    return yaml_parse(text)


def sam(source, parameters):
    """Transforms a template for CloudFormation."""
    source = copy.deepcopy(source)
    for resource in source["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            # `sam package` would write such a URI.
            resource["Properties"]["CodeUri"] = "s3://code/function.zip"
    defaults = {name: declaration.get("Default", "") for name, declaration in source["Parameters"].items()}
    return transform(source, {**defaults, **parameters}, PolicyLoader())


class Stack:
    """A transformed template with one choice of parameters. `names` has the values of references to resources."""

    def __init__(self, template, parameters, names):
        self.template = template
        self.resources = template["Resources"]
        self.names = names
        self.pseudo = dict(PSEUDO)
        self.parameters = {
            name: self._typed(declaration, parameters.get(name, declaration.get("Default", "")))
            for name, declaration in template["Parameters"].items()
        }
        self._conditions = {}

    @staticmethod
    def _typed(declaration, value):
        if declaration["Type"] == "Number":
            return int(value)
        return str(value).split(",") if declaration["Type"] == "CommaDelimitedList" else str(value)

    def holds(self, name):
        if name not in self._conditions:
            if name not in self.template["Conditions"]:
                raise Dangling(f"there is no condition {name}")
            self._conditions[name] = self._holds(self.template["Conditions"][name])
        return self._conditions[name]

    def _holds(self, value):
        name, argument = intrinsic(value)
        if name == "Condition":
            return self.holds(argument)
        if name == "Fn::Equals":
            left, right = (self.resolve(operand) for operand in argument)
            return str(left) == str(right)
        operands = [self._holds(operand) for operand in argument]
        return {"Fn::Not": lambda: not operands[0], "Fn::And": lambda: all(operands), "Fn::Or": lambda: any(operands)}[name]()

    def exists(self, name):
        condition = self.resources[name].get("Condition")
        return condition is None or self.holds(condition)

    def existing(self):
        return [name for name in self.resources if self.exists(name)]

    def properties(self, name):
        return self.resolve(self.resources[name].get("Properties", {}))

    def resolve(self, value):
        call = intrinsic(value)
        if call is not None:
            return self._call(*call)
        if isinstance(value, dict):
            return {k: v for k, v in ((k, self.resolve(v)) for k, v in value.items()) if v is not NoValue}
        if isinstance(value, list):
            return [item for item in map(self.resolve, value) if item is not NoValue]
        return value

    def _call(self, name, argument):
        if name == "Ref":
            return self._ref(argument)
        if name == "Fn::GetAtt":
            return self._attribute(*(argument if isinstance(argument, list) else argument.split(".", 1)))
        if name == "Fn::If":
            condition, then, otherwise = argument
            return self.resolve(then if self.holds(condition) else otherwise)
        if name == "Fn::Sub":
            text, variables = argument if isinstance(argument, list) else (argument, {})
            return SUB_VARIABLE.sub(lambda match: self._text(self._variable(match[1], variables)), text).replace("${!", "${")
        if name == "Fn::Join":
            separator, items = argument
            return separator.join(map(self._text, self.resolve(items)))
        if name == "Fn::Select":
            return self.resolve(argument[1])[int(self.resolve(argument[0]))]
        if name == "Fn::Split":
            return self.resolve(argument[1]).split(argument[0])
        if name in CONDITION_FUNCTIONS:
            return self._holds({name: argument})
        raise Dangling(f"there is no function {name}")

    @staticmethod
    def _text(value):
        if isinstance(value, (dict, list)):
            raise Dangling(f"{value} is not text")
        return str(value)

    def _variable(self, name, variables):
        if name in variables:
            return self.resolve(variables[name])
        return self._attribute(*name.split(".", 1)) if "." in name else self._ref(name)

    def _ref(self, name):
        if name == "AWS::NoValue":
            return NoValue
        if name in self.parameters:
            return self.parameters[name]
        if name in self.pseudo:
            return self.pseudo[name]
        self._require(name)
        return self.names.reference(name, self.resources[name]["Type"])

    def _attribute(self, name, attribute):
        self._require(name)
        return self.names.attribute(name, self.resources[name]["Type"], attribute)

    def _require(self, name):
        if name not in self.resources:
            raise Dangling(f"there is no resource {name}")
        if not self.exists(name):
            raise Dangling(f"{name} does not exist, because its condition {self.resources[name]['Condition']} is false")


def references(value):
    """Finds the references in a value to resources, parameters and conditions, as (kind, name)."""
    call = intrinsic(value)
    if call is not None:
        name, argument = call
        if name == "Ref":
            yield "ref", argument
        elif name == "Fn::GetAtt":
            yield "ref", argument[0] if isinstance(argument, list) else argument.split(".", 1)[0]
        elif name == "Condition":
            yield "condition", argument
        elif name == "Fn::If":
            yield "condition", argument[0]
        elif name == "Fn::Sub":
            text, variables = argument if isinstance(argument, list) else (argument, {})
            for variable in SUB_VARIABLE.findall(text):
                if variable not in variables:
                    yield "ref", variable.split(".", 1)[0]
        yield from references(list(argument) if isinstance(argument, list) else [argument] if isinstance(argument, dict) else [])
    elif isinstance(value, dict):
        for item in value.values():
            yield from references(item)
    elif isinstance(value, list):
        for item in value:
            yield from references(item)


class Choices:
    """The choices of parameters that affect a resource."""

    def __init__(self, template):
        self.template = template

    @functools.lru_cache(maxsize=None)
    def of_condition(self, name):
        parameters = set()
        for kind, other in references(self.template["Conditions"].get(name, {})):
            parameters |= self.of_condition(other) if kind == "condition" else {other} & set(self.template["Parameters"])
        return frozenset(parameters)

    def of_resource(self, resource):
        """All choices of the parameters that affect this resource or its references."""
        parameters = self._of_existence(resource)
        for kind, name in references([resource.get("Properties", {}), resource.get("UpdatePolicy", {})]):
            if kind == "condition":
                parameters |= self.of_condition(name)
            elif name in self.template["Resources"]:
                parameters |= self._of_existence(self.template["Resources"][name])
        return self.product(parameters - set(READ_BY_SAM))

    def _of_existence(self, resource):
        condition = resource.get("Condition")
        return set(self.of_condition(condition)) if condition else set()

    @staticmethod
    def product(parameters):
        ordered = sorted(parameters)
        values = ([None, OTHER_VALUES[name], *filter(None, [THIRD_VALUES.get(name)])] for name in ordered)
        for chosen in itertools.product(*values):
            yield {name: value for name, value in zip(ordered, chosen) if value is not None}
