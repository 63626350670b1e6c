"""
Checks build/samples/pipeline/deploy-role.yaml: python3 DeployRoleCheck.py FUNCTION-ONLY HISTORY ROLE …

HISTORY is the database in which the AWS CLI recorded the calls of the workflow. Prints a JSON object with the list of problems of each file
ROLE. Problems are refused calls of the workflow or of CloudFormation, and allowed calls of an attacker. If Python packages are missing, the
script prints their names and exits with 3.
"""

import json
import logging
import os
import re
import sqlite3
import sys

from TemplateCheck import missing_packages

ACCOUNT, REGION, STACK, BUCKET = "123456789012", "eu-central-1", "pets", "my-artifacts"
PARAMETERS = {
    "StackName": STACK, "CodeBucket": BUCKET, "Repository": "example/pets", "Environment": "production", "AppConfigApplicationId": "abc1234",
    "OidcProviderArn": f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com",
}
SELF = f"arn:aws:iam::{ACCOUNT}:role/pipeline/pets-deploy-DeployRole-1A2B3C4D5E6F"
BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/pipeline/pets-deploy-Boundary-1A2B3C4D5E6F"
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
CODEDEPLOY = "arn:aws:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited"
UPDATES = {
    "CreateFunction": ["UpdateFunctionCode", "UpdateFunctionConfiguration", "GetFunction", "DeleteFunction", "TagResource"],
    "PublishVersion": ["ListVersionsByFunction"], "CreateAlias": ["UpdateAlias", "GetAlias", "DeleteAlias"], "AddPermission": ["GetPolicy", "RemovePermission"],
    "PutFunctionConcurrency": ["DeleteFunctionConcurrency"], "PutProvisionedConcurrencyConfig": ["DeleteProvisionedConcurrencyConfig"],
    "CreateRole": ["GetRole", "DeleteRole", "TagRole"], "PutRolePolicy": ["GetRolePolicy", "DeleteRolePolicy"], "AttachRolePolicy": ["DetachRolePolicy"],
    "PutMetricAlarm": ["DescribeAlarms", "DeleteAlarms"], "CreateLogGroup": ["DeleteLogGroup"], "PutRetentionPolicy": ["DeleteRetentionPolicy"],
    "PutRule": ["DescribeRule", "DeleteRule"], "PutTargets": ["RemoveTargets"],
    "CreateApplication": ["GetApplication", "DeleteApplication"],
    "CreateDeploymentGroup": ["GetDeploymentGroup", "UpdateDeploymentGroup", "DeleteDeploymentGroup", "CreateDeployment", "GetDeployment"],
}


def arn(service, rest, region=REGION):
    return f"arn:aws:{service}:{region}:{ACCOUNT}:{rest}"


def role_arn(name):
    return arn("iam", f"role/{name}", "")


def physical(name, stack=STACK):
    """Returns a name in the form that CloudFormation generates."""
    return f"{stack}-{name}-1A2B3C4D5E6F"


def matches(pattern, value):
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."), value, re.DOTALL) is not None


def listed(value):
    return value if isinstance(value, list) else [value]


def applies(statement, action, resource, context):
    """Whether a statement applies to a call. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html"""
    if not any(matches(pattern.lower(), action.lower()) for pattern in listed(statement["Action"])):
        return False
    if not any(matches(pattern, resource) for pattern in listed(statement["Resource"])):
        return False
    for operator, keys in statement.get("Condition", {}).items():
        if operator not in ("StringEquals", "ArnEquals"):
            raise ValueError(f"unknown operator {operator}")
        for key, values in keys.items():
            if context.get(key) not in listed(values):
                return False
    return True


def allows(statements, action, resource, context=None):
    context = {"aws:RequestedRegion": REGION, "aws:ResourceAccount": ACCOUNT, **(context or {})}
    found = {statement["Effect"] for statement in statements if applies(statement, action, resource, context)}
    return found == {"Allow"}


class RoleNames:
    """Returns the values of references in the template of the role."""

    @staticmethod
    def reference(name, _):
        return {"DeployRole": SELF.rpartition("/")[2], "Boundary": BOUNDARY}[name]

    @staticmethod
    def attribute(name, _, attribute):
        return {("DeployRole", "Arn"): SELF}[name, attribute]


def calls_of_the_workflow(history):
    """Yields the recorded calls, as (action, resource, context)."""
    with sqlite3.connect(history) as database:
        recorded = [json.loads(payload) for (payload,) in database.execute("SELECT payload FROM records WHERE event_type = 'API_CALL'")]
    for call in recorded:
        operation, parameters = call["operation"], call["params"]
        if operation == "GetCallerIdentity":
            continue  # This call needs no permission.
        if call["service"] == "cloudformation":
            name = parameters["StackName"]
            yield f"cloudformation:{operation}", name if name.startswith("arn:") else arn("cloudformation", f"stack/{name}/1"), {}
            if operation == "CreateChangeSet":
                yield f"cloudformation:{operation}", f"arn:aws:cloudformation:{REGION}:aws:transform/Serverless-2016-10-31", {}
        elif operation == "PutObject":
            yield "s3:PutObject", f"arn:aws:s3:::{parameters['Bucket']}/{parameters['Key']}", {"aws:ResourceAccount": parameters.get("ExpectedBucketOwner")}
        elif operation == "PublishLayerVersion":
            yield "lambda:PublishLayerVersion", arn("lambda", f"layer:{parameters['LayerName']}"), {}
            yield "s3:GetObject", f"arn:aws:s3:::{parameters['Content']['S3Bucket']}/{parameters['Content']['S3Key']}", {}
        else:
            yield f"{call['service']}:{operation}", "*", {}


def calls_of_cloudformation(template):
    """Yields the calls that create, read, change and delete the stack, with all options of the template and with none."""
    import TemplateServices
    from moto import mock_aws
    from TemplateStack import OTHER_VALUES, sam

    layer = arn("lambda", f"layer:{STACK}-permissions:1")
    extension = OTHER_VALUES["AppConfigExtensionArn"]
    for parameters in ({}, {**OTHER_VALUES, "PermissionsLayerArn": layer}):
        parameters = {**parameters, "PermissionsBoundaryArn": BOUNDARY}
        with mock_aws():
            deployment = TemplateServices.Deployment(sam(template, parameters), parameters)
            deployment.stack.pseudo["AWS::StackName"] = STACK
            made, call = [], deployment.call
            deployment.call = lambda service, operation, arguments: made.append((service, operation, arguments)) or call(service, operation, arguments)
            for name in deployment.stack.existing():
                deployment.make(name)
            if deployment.problems:
                raise ValueError(deployment.problems)
        boundaries = {}
        for service, operation, arguments in made:
            action = "".join(word.capitalize() for word in operation.split("_"))
            for context, resource in of_call(service, action, arguments, boundaries):
                for one in [action, *UPDATES.get(action, [])]:
                    yield f"{'cloudwatch' if service == 'cloudwatch' else service}:{one}", resource, context
            if action == "CreateFunction":
                yield "iam:PassRole", role_arn(physical("AuthorizerRole")), {"iam:PassedToService": "lambda.amazonaws.com"}
                yield "s3:GetObject", f"arn:aws:s3:::{BUCKET}/{STACK}/authorizer.zip", {}
                for used in (layer, extension):
                    yield "lambda:GetLayerVersion", used, {}
            if action == "CreateDeploymentGroup":
                yield "iam:PassRole", role_arn(physical("DeploymentRole")), {"iam:PassedToService": "codedeploy.amazonaws.com"}
                yield "codedeploy:GetDeploymentConfig", arn("codedeploy", f"deploymentconfig:{arguments['deploymentConfigName']}"), {}
    for action in ("ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "logs:DescribeLogGroups"):
        yield action, "*", {}


def of_call(service, action, arguments, boundaries):
    """Returns the context and the resource of a call."""
    if service == "iam":
        if action == "CreatePolicy":
            return []  # TemplateServices creates this policy in place of a managed policy of AWS.
        name = arguments["RoleName"]
        if action == "CreateRole":
            boundaries[name] = arguments.get("PermissionsBoundary")
        return [({"iam:PermissionsBoundary": boundaries[name], **({"iam:PolicyARN": arguments["PolicyArn"].replace(f"::{ACCOUNT}:", "::aws:")} if "PolicyArn" in arguments else {})},
                 role_arn(physical(name)))]
    if service == "lambda":
        return [({}, arn("lambda", f"function:{physical('AuthorizerFunction')}"))]
    if service == "cloudwatch":
        return [({}, arn("cloudwatch", f"alarm:{physical(arguments['AlarmName'])}"))]
    if service == "logs":
        return [({}, arn("logs", f"log-group:{arguments['logGroupName']}"))]
    if service == "events":
        return [({}, arn("events", f"rule/{physical(arguments.get('Name') or arguments['Rule'])}"))]
    if action == "CreateDeploymentGroup":
        return [({}, arn("codedeploy", f"deploymentgroup:{physical(arguments['applicationName'])}/{physical(arguments['deploymentGroupName'])}"))]
    if service == "codedeploy":
        return [({}, arn("codedeploy", f"application:{physical(arguments['applicationName'])}"))]
    raise ValueError(f"no resource is known for {service}:{action}")


def forbidden():
    """Yields calls that an attacker would make with a stolen token of the pipeline or a malicious change of the workflow."""
    own, other = role_arn(physical("AuthorizerRole")), role_arn(physical("AuthorizerRole", "pets-api"))
    bound = {"iam:PermissionsBoundary": BOUNDARY}
    for action in ("UpdateAssumeRolePolicy", "PutRolePolicy", "AttachRolePolicy", "DeleteRolePolicy", "PutRolePermissionsBoundary", "DeleteRole"):
        yield f"iam:{action}", SELF, {**bound, "iam:PolicyARN": CODEDEPLOY}
    for action in ("CreatePolicyVersion", "SetDefaultPolicyVersion", "DeletePolicy"):
        yield f"iam:{action}", BOUNDARY, {}
    for action in ("CreateRole", "PutRolePolicy", "AttachRolePolicy", "PutRolePermissionsBoundary"):
        for boundary in (None, ADMINISTRATOR):
            yield f"iam:{action}", own, {"iam:PermissionsBoundary": boundary, "iam:PolicyARN": CODEDEPLOY}
        yield f"iam:{action}", other, {**bound, "iam:PolicyARN": CODEDEPLOY}
        yield f"iam:{action}", role_arn("Admin"), {**bound, "iam:PolicyARN": CODEDEPLOY}
    for name in ("AuthorizerRole", "DeploymentRole"):
        yield "iam:AttachRolePolicy", role_arn(physical(name)), {**bound, "iam:PolicyARN": ADMINISTRATOR}
        yield "iam:DeleteRolePermissionsBoundary", role_arn(physical(name)), bound
        yield "iam:UpdateAssumeRolePolicy", role_arn(physical(name)), bound
        for service in ("ec2.amazonaws.com", "cloudformation.amazonaws.com"):
            yield "iam:PassRole", role_arn(physical(name)), {"iam:PassedToService": service}
    yield "iam:PassRole", role_arn("Admin"), {"iam:PassedToService": "lambda.amazonaws.com"}
    yield "iam:CreateUser", arn("iam", "user/x", ""), bound
    for action in ("UpdateFunctionCode", "AddPermission", "DeleteFunction"):
        yield f"lambda:{action}", arn("lambda", f"function:{physical('AuthorizerFunction', 'pets-api')}"), {}
        yield f"lambda:{action}", arn("lambda", f"function:{physical('BackendFunction')}"), {}
    yield "lambda:InvokeFunction", arn("lambda", f"function:{physical('AuthorizerFunction')}"), {}
    yield "lambda:PublishLayerVersion", arn("lambda", "layer:pets-api-permissions"), {}
    yield "cloudformation:ExecuteChangeSet", arn("cloudformation", "stack/pets-deploy/1"), {}
    yield "cloudformation:DeleteStack", arn("cloudformation", "stack/pets/1"), {}
    yield "s3:PutObject", f"arn:aws:s3:::{BUCKET}/pets/x.zip", {"aws:ResourceAccount": "111111111111"}
    yield "s3:PutObject", f"arn:aws:s3:::{BUCKET}/pets-api/x.zip", {}
    yield "cognito-idp:AdminCreateUser", arn("cognito-idp", "userpool/eu-central-1_Abc"), {}
    yield "apigateway:DELETE", f"arn:aws:apigateway:{REGION}::/restapis/abc", {}
    yield "appconfig:StartDeployment", arn("appconfig", "application/abc1234"), {}
    yield "logs:PutResourcePolicy", "*", {}


def check_boundary(boundary, template, problems):
    """Checks that the boundary allows all permissions of the roles, and no further permissions."""
    from TemplateRules import PlausibleNames
    from TemplateStack import OTHER_VALUES, Stack, sam

    parameters = {**OTHER_VALUES, "AppConfigApplicationId": "abc1234"}
    stack = Stack(sam(template, parameters), parameters, PlausibleNames())
    stack.pseudo["AWS::StackName"] = STACK
    own_log = arn("logs", f"log-group:/aws/lambda/{STACK}-authorizer:log-stream:x")
    for policy in stack.properties("AuthorizerRole")["Policies"]:
        for statement in policy["PolicyDocument"]["Statement"]:
            for action in listed(statement["Action"]):
                for resource in listed(statement["Resource"]):
                    resource = own_log if action.startswith("logs:") else resource.replace("/*", "/x")
                    if not allows(boundary, action, resource):
                        problems.append(f"the boundary does not allow {action} on {resource}")
    alias = arn("lambda", f"function:{physical('AuthorizerFunction')}:live")
    for action in ("lambda:GetAlias", "lambda:UpdateAlias"):
        if not allows(boundary, action, alias):
            problems.append(f"the boundary does not allow {action} on {alias}")
    beyond = [
        ("iam:CreateUser", "*"), ("iam:PassRole", role_arn("Admin")), ("sts:AssumeRole", role_arn("Admin")), ("s3:GetObject", "arn:aws:s3:::secrets/x"),
        ("secretsmanager:GetSecretValue", "*"), ("lambda:InvokeFunction", alias), ("lambda:UpdateFunctionCode", alias), ("cognito-idp:AdminCreateUser", "*"),
        ("logs:PutLogEvents", arn("logs", "log-group:/aws/lambda/pets-api-authorizer:log-stream:x")), ("appconfig:GetLatestConfiguration", arn("appconfig", "application/other/environment/x")),
    ]
    problems += [f"the boundary allows {action} on {resource}" for action, resource in beyond if allows(boundary, action, resource)]


def main(function_only, history, paths):
    if missing := missing_packages():
        print(missing)
        return 3
    os.environ.update(AWS_DEFAULT_REGION=REGION, AWS_ACCESS_KEY_ID="none", AWS_SECRET_ACCESS_KEY="none")
    logging.disable(logging.CRITICAL)
    from TemplateStack import Stack, load

    with open(function_only, encoding="utf-8") as file:
        template = load(file.read())
    needed = list(calls_of_the_workflow(history))
    if not needed:
        raise ValueError("the AWS CLI recorded no calls")
    needed += calls_of_cloudformation(template)
    found = {}
    for path in paths:
        with open(path, encoding="utf-8") as file:
            stack = Stack(load(file.read()), PARAMETERS, RoleNames())
        policies = [stack.properties(name)["PolicyDocument"]["Statement"] for name, resource in stack.resources.items() if resource["Type"] == "AWS::IAM::RolePolicy"]
        statements = [statement for policy in policies for statement in policy]
        problems = [f"does not allow {action} on {resource} {context}" for action, resource, context in needed if not allows(statements, action, resource, context)]
        problems += [f"allows {action} on {resource} {context}" for action, resource, context in forbidden() if allows(statements, action, resource, context)]
        check_boundary(stack.properties("Boundary")["PolicyDocument"]["Statement"], template, problems)
        found[path] = sorted(set(problems))
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
