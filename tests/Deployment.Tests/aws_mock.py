"""An AWS emulator on a loopback port: moto's server, extended with features that this project's stack needs.

- aws-sam-translator performs the SAM transform. CloudFormation uses the same library.
- CloudFormation creates Cognito's pools, clients and groups, versions and aliases of functions, and AppConfig's applications, profiles and
  first versions. moto implements these resources. This file adds a rule that moto does not have: AppConfig does not delete a profile with
  hosted versions (https://docs.aws.amazon.com/appconfig/2019-10-09/APIReference/API_DeleteConfigurationProfile.html).
- A changed description creates a new version of a function, and the alias points to the new version.
- CloudFormation's deployments of AppConfig only have a number.
- AppConfig lists hosted versions, and stores a version only if the caller's latest version number is correct. An environment has at most one
  deployment at a time, which takes DEPLOYMENT_SECONDS. Deployed documents cannot be read.
- The authorizer of a method of a REST API can be changed.
- S3 checks ExpectedBucketOwner.
The stack does not contain other resources that moto does not support: alarms, stages, authorizers, the WebSocket API, the pool's domain and
resource server, AppConfig's environments and strategies, and CodeDeploy. moto logs these resources. References to SSM are not resolved.

aws_mock.py [FOLDER] PORT: with FOLDER, also starts the server of aws_cli.py there.
"""

import json
import os
import re
import subprocess
import sys
import threading
import time

import yaml
from moto.apigateway import models as apigateway
from moto.apigateway import responses as apigateway_responses
from moto.appconfig import models as appconfig
from moto.appconfig import responses as appconfig_responses
from moto.awslambda import models as awslambda
from moto.cloudformation import models as cloudformation
from moto.cloudformation import parsing
from moto.cloudformation.utils import yaml_tag_constructor
from moto.cognitoidp import models as cognito
from moto.core.common_models import CloudFormationModel
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.s3 import models as s3
from samtranslator.translator.transform import transform
from werkzeug.serving import run_simple


# moto registers models under the second part of their module's name.
__name__ = "moto.stack.models"


class NoManagedPolicies:
    """Gives the transform no managed policies, because the template uses their ARNs."""

    @staticmethod
    def load():
        return {}


def read_template(text, parameters):
    yaml.add_multi_constructor("", yaml_tag_constructor)
    template = yaml.load(text, Loader=yaml.Loader)
    if "Transform" in template:
        template = transform(template, parameters, NoManagedPolicies())
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::ApiGateway::RestApi":
            # AWS reads the name from the OpenAPI document.
            resource["Properties"].setdefault("Name", "rest")
    return template


def parse_change_set(self):
    self.template_dict = read_template(self.template, self.parameters)


def apply_change_set(self):
    # For an update, moto uses the defaults of parameters that are not given, and loses resources that it cannot update.
    resources = self.stack.resource_map
    resources.input_parameters = {name: str(value) for name, value in getattr(resources, "resolved_parameters", {}).items()}
    resources.update(self.template_dict, self.parameters)
    self.stack.template_dict = self.template_dict
    self.stack.output_map = self.stack._create_output_map()


cloudformation.ChangeSet._parse_template = parse_change_set
cloudformation.ChangeSet.apply = apply_change_set


def without_no_value(original):
    """AWS::NoValue removes an item from a list. moto replaces the item with null instead."""

    def clean(value, resources):
        cleaned = original(value, resources)
        return [item for item in cleaned if item is not None] if isinstance(cleaned, list) else cleaned

    return clean


parsing.clean_json = without_no_value(parsing.clean_json)


def keep_what_cannot_be_updated(original):
    """moto loses a resource that it cannot update."""

    def update(logical_name, resource, resources, **where):
        return original(logical_name, resource, resources, **where) or resources[logical_name]

    return update


parsing.parse_and_update_resource = keep_what_cannot_be_updated(parsing.parse_and_update_resource)


LAST = ["AWS::Lambda::Version", "AWS::Lambda::Alias"]


def order_of_changes(original):
    """Updates the function first, then publishes the version, and then updates the alias. moto has no such order, and loses the alias."""

    def build(self, template, parameters=None):
        changes, kinds = original(self, template, parameters), {name: resource["Type"] for name, resource in template["Resources"].items()}
        modified = changes["Modify"]
        if any(kinds[name] == LAST[0] for name in modified + changes["Add"]):
            modified += [name for name, kind in kinds.items() if kind == LAST[1] and name not in modified and name in self._resource_json_map]
        modified.sort(key=lambda name: LAST.index(kinds[name]) + 1 if kinds[name] in LAST else 0)
        return changes

    return build


parsing.ResourceMap.build_resource_diff = order_of_changes(parsing.ResourceMap.build_resource_diff)


class Made(CloudFormationModel):
    """A resource that CloudFormation creates through a moto backend."""

    def __init__(self, properties, account_id, region_name):
        self.properties, self.account_id, self.region_name = properties, account_id, region_name
        self.physical_resource_id = self.make()

    @staticmethod
    def cloudformation_name_type():
        return ""

    @classmethod
    def has_cfn_attr(cls, attr):
        return attr in ("Arn", "ProviderURL")

    def get_cfn_attribute(self, attr):
        return f"{attr} of {self.physical_resource_id}"

    @classmethod
    def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs):
        return cls(cloudformation_json["Properties"], account_id, region_name)

    @classmethod
    def update_from_cloudformation_json(cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name):
        original_resource.properties = cloudformation_json["Properties"]
        original_resource.update()
        return original_resource

    def update(self):
        pass

    @classmethod
    def delete_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name):
        raise NotImplementedError

    def delete(self, account_id, region_name):
        pass

    @property
    def cognito(self):
        return cognito.cognitoidp_backends[self.account_id][self.region_name]

    @property
    def functions(self):
        return awslambda.lambda_backends[self.account_id][self.region_name]

    @property
    def appconfig(self):
        return appconfig.appconfig_backends[self.account_id][self.region_name]


class UserPool(Made):
    @staticmethod
    def cloudformation_type():
        return "AWS::Cognito::UserPool"

    def make(self):
        return self.cognito.create_user_pool("pool", dict(self.properties)).id

    def delete(self, account_id, region_name):
        self.cognito.delete_user_pool(self.physical_resource_id)


class UserPoolClient(Made):
    @staticmethod
    def cloudformation_type():
        return "AWS::Cognito::UserPoolClient"

    def make(self):
        return self.cognito.create_user_pool_client(
            self.properties["UserPoolId"], self.properties.get("GenerateSecret", False), dict(self.properties)).id


class UserPoolGroup(Made):
    @staticmethod
    def cloudformation_type():
        return "AWS::Cognito::UserPoolGroup"

    def make(self):
        return self.cognito.create_group(self.properties["UserPoolId"], self.properties["GroupName"], "", None, 0).group_name


class LiveApplication(Made):
    @staticmethod
    def cloudformation_type():
        return "AWS::AppConfig::Application"

    def make(self):
        return self.appconfig.create_application(self.properties["Name"], None, {}).id

    def delete(self, account_id, region_name):
        if self.appconfig.get_application(self.physical_resource_id).config_profiles:
            raise RuntimeError("Cannot delete application because it contains configuration profiles")
        self.appconfig.delete_application(self.physical_resource_id)


class LiveProfile(Made):
    @staticmethod
    def cloudformation_type():
        return "AWS::AppConfig::ConfigurationProfile"

    def make(self):
        return self.appconfig.create_configuration_profile(
            self.properties["ApplicationId"], self.properties["Name"], "", "hosted", None, [], "AWS.Freeform", {}).id

    def delete(self, account_id, region_name):
        profiles = self.appconfig.get_application(self.properties["ApplicationId"]).config_profiles
        if profiles[self.physical_resource_id].config_versions:
            raise RuntimeError("Cannot delete configuration profile because it contains hosted configuration versions")
        del profiles[self.physical_resource_id]


class LiveVersion(Made):
    @staticmethod
    def cloudformation_type():
        return "AWS::AppConfig::HostedConfigurationVersion"

    @property
    def versions(self):
        return self.appconfig.get_application(self.properties["ApplicationId"]).config_profiles[self.properties["ConfigurationProfileId"]]

    def make(self):
        return str(self.versions.create_version(
            self.properties["ApplicationId"], self.properties["ConfigurationProfileId"], "", self.properties["Content"], "application/json", "").version)

    def delete(self, account_id, region_name):
        # CloudFormation ignores a resource that is already deleted.
        application = self.appconfig.applications.get(self.properties["ApplicationId"])
        profile = application and application.config_profiles.get(self.properties["ConfigurationProfileId"])
        if profile:
            profile.config_versions.pop(int(self.physical_resource_id), None)


class FunctionVersion(Made):
    """A version of a function. moto's resource has no name and no attribute Version."""

    @staticmethod
    def cloudformation_type():
        return "AWS::Lambda::Version"

    def get_cfn_attribute(self, attr):
        return self.physical_resource_id.rpartition(":")[2]

    def make(self):
        return self.functions.publish_version(self.properties["FunctionName"], self.properties["Description"]).function_arn

    def update(self):
        # A changed description creates a new version.
        self.physical_resource_id = self.make()


class FunctionAlias(Made):
    @staticmethod
    def cloudformation_type():
        return "AWS::Lambda::Alias"

    def make(self):
        return self.functions.create_alias(self.properties["Name"], self.properties["FunctionName"], self.properties["FunctionVersion"], "", None).arn

    def update(self):
        self.functions.update_alias(self.properties["Name"], self.properties["FunctionName"], self.properties["FunctionVersion"], "", None)

    def delete(self, account_id, region_name):
        try:
            self.functions.delete_alias(self.properties["Name"], self.properties["FunctionName"])
        except awslambda.UnknownFunctionException:
            # moto may have deleted the function before, and then the alias is deleted, too.
            pass


class LiveDeployment(Made):
    """A deployment of AppConfig, which moto does not support. The stack uses only its number."""

    @staticmethod
    def cloudformation_type():
        return "AWS::AppConfig::Deployment"

    @classmethod
    def has_cfn_attr(cls, attr):
        return attr == "DeploymentNumber"

    def get_cfn_attribute(self, attr):
        return self.physical_resource_id

    def make(self):
        return "1"


def delete_stack(original):
    """Sets a stack that cannot be deleted to DELETE_FAILED, with the reason. moto would answer with an internal error and lose the stack."""

    def delete(self, name_or_stack_id):
        found = [stack for stack in self.stacks.values() if name_or_stack_id in (stack.name, stack.stack_id)]
        try:
            original(self, name_or_stack_id)
        except RuntimeError as reason:
            for stack in found:
                self.stacks[stack.stack_id] = stack
                stack.status = "DELETE_FAILED"
                stack._add_stack_event("DELETE_FAILED", resource_status_reason=str(reason))

    return delete


cloudformation.CloudFormationBackend.delete_stack = delete_stack(cloudformation.CloudFormationBackend.delete_stack)


def stack_resources(self):
    """Returns the resources without the empty entries for resources that moto does not create."""
    return [resource for resource in self.resource_map.values() if resource is not None]


def has_parameters(self, others):
    """Whether all parameters have their current values. A default counts as a value."""
    values = self.resource_map.resolved_parameters
    return all(str(values.get(name)) == str(value) for name, value in others.items())


cloudformation.Stack.has_parameters = has_parameters
cloudformation.Stack.stack_resources = property(stack_resources)
models = CloudFormationModel.__subclasses__() + Made.__subclasses__()
models.remove(Made)
models.remove(awslambda.LambdaVersion)
parsing.get_model_list = lambda: models
# For a deployment, moto requires methods, but does not read the methods of an OpenAPI document.
parsing.NULL_MODELS.append("AWS::ApiGateway::Deployment")


def update_method(self):
    """Changes the authorizer of a method. moto has no such operation."""
    _, _, api, _, resource, _, verb = self.path.split("/")
    method = self.backend.get_method(api, resource, verb)
    for change in self._get_param("patchOperations"):
        setattr(method, {"/authorizationType": "authorization_type", "/authorizerId": "authorizer_id"}[change["path"]], change["value"])
    return json.dumps(method.to_json())


apigateway_responses.APIGatewayResponse.update_method = update_method


def delete_rest_api(self, account_id, region_name):
    """Deletes a REST API with its stack. moto does not delete the API."""
    apigateway.apigateway_backends[account_id][region_name].delete_rest_api(self.id)


apigateway.RestAPI.delete = delete_rest_api

# The layers of AWS are in accounts of AWS, which moto does not have.
awslambda.LambdaFunction._get_layers_data = lambda self, arns: [{"Arn": arn, "CodeSize": 0} for arn in arns]


def put_integration(original):
    """Adds defaults for arguments that moto's import of an OpenAPI document omits."""

    def put(self, function_id, resource_id, method_type, integration_type, uri=None, integration_method="POST", **named):
        return original(self, function_id, resource_id, method_type, integration_type, uri, integration_method=integration_method, **named)

    return put


apigateway.APIGatewayBackend.put_integration = put_integration(apigateway.APIGatewayBackend.put_integration)


def list_hosted_configuration_versions(self):
    application, profile = self._get_param("ApplicationId"), self._get_param("ConfigurationProfileId")
    versions = self.appconfig_backend.get_application(application).config_profiles[profile].config_versions
    items = ",".join(f'{{"ApplicationId":"{application}","ConfigurationProfileId":"{profile}","VersionNumber":{number}}}' for number in versions)
    return f'{{"Items":[{items}]}}'


appconfig_responses.AppConfigResponse.list_hosted_configuration_versions = list_hosted_configuration_versions


def enforce_owner(application):
    """Checks ExpectedBucketOwner: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html"""

    def answer(environment, start_response):
        expected = environment.get("HTTP_X_AMZ_EXPECTED_BUCKET_OWNER")
        owner = s3.s3_backends.bucket_accounts.get(environment["PATH_INFO"].split("/")[1]) if expected else None
        if owner and owner[1] != expected:
            start_response("403 Forbidden", [("Content-Type", "application/xml")])
            return [b"<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"]
        return application(environment, start_response)

    return answer


class Deployments:
    """AppConfig's deployments and its check of the latest version number.

    https://docs.aws.amazon.com/appconfig/2019-10-09/APIReference/API_StartDeployment.html
    https://docs.aws.amazon.com/appconfig/2019-10-09/APIReference/API_CreateHostedConfigurationVersion.html (Latest-Version-Number)
    """

    PATH = re.compile(r"/applications/([^/]+)/environments/([^/]+)/deployments(?:/(\d+))?$")
    VERSIONS = re.compile(r"/applications/([^/]+)/configurationprofiles/([^/]+)/hostedconfigurationversions$")

    def __init__(self, application):
        self.application, self.lock, self.made = application, threading.Lock(), {}
        self.seconds = float(os.environ.get("DEPLOYMENT_SECONDS", "1"))

    def __call__(self, environment, start_response):
        path, method = environment["PATH_INFO"], environment["REQUEST_METHOD"]
        if found := self.PATH.match(path):
            body = environment["wsgi.input"].read(int(environment.get("CONTENT_LENGTH") or 0))
            with self.lock:
                return self.answer(found, method, body, start_response)
        if method == "POST" and (found := self.VERSIONS.match(path)):
            # The lock makes the comparison and the storage of the version atomic.
            with self.lock:
                expected = environment.get("HTTP_LATEST_VERSION_NUMBER")
                latest = max(self.profile(*found.groups()).config_versions, default=0)
                if expected is not None and int(expected) != latest:
                    return self.conflict(f"Latest version number is {latest}", start_response)
                return [b"".join(self.application(environment, start_response))]
        return self.application(environment, start_response)

    @staticmethod
    def profile(application, profile):
        for regions in appconfig.appconfig_backends.values():
            for backend in regions.values():
                if application in backend.applications:
                    return backend.applications[application].config_profiles[profile]
        raise KeyError(application)

    @staticmethod
    def conflict(message, start_response):
        start_response("409 Conflict", [("Content-Type", "application/json"), ("x-amzn-ErrorType", "ConflictException")])
        return [json.dumps({"Message": message}).encode()]

    def shown(self, deployment):
        ended = time.monotonic() - deployment["started"] >= self.seconds
        return {name: value for name, value in deployment.items() if name != "started"} | {"State": "COMPLETE" if ended else "DEPLOYING"}

    def answer(self, found, method, body, start_response):
        made = self.made.setdefault(found.group(1, 2), [])
        if method == "POST":
            if made and self.shown(made[-1])["State"] != "COMPLETE":
                return self.conflict("A deployment is in progress", start_response)
            wanted = json.loads(body)
            made.append({
                "DeploymentNumber": len(made) + 1,
                "ConfigurationProfileId": wanted["ConfigurationProfileId"],
                "ConfigurationVersion": wanted["ConfigurationVersion"],
                "started": time.monotonic(),
            })
            result = self.shown(made[-1])
        elif found.group(3):
            result = self.shown(made[int(found.group(3)) - 1])
        else:
            result = {"Items": [self.shown(deployment) for deployment in reversed(made)]}
        start_response("201 Created" if method == "POST" else "200 OK", [("Content-Type", "application/json")])
        return [json.dumps(result).encode()]


def main(port, folder=None):
    if folder:
        # The server of the AWS CLI ends with this process.
        arguments = [sys.executable, os.path.join(os.path.dirname(os.path.abspath(__file__)), "aws_cli.py"), folder]
        subprocess.Popen(arguments, stdout=subprocess.PIPE).stdout.readline()
    # The translator requires a Region from boto3.
    os.environ.setdefault("AWS_DEFAULT_REGION", "eu-central-1")
    run_simple("127.0.0.1", int(port), Deployments(enforce_owner(DomainDispatcherApplication(create_backend_app))), threaded=True)


main(*reversed(sys.argv[1:]))
