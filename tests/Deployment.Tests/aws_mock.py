"""An AWS emulator on a loopback port: moto's server, extended with features that this project's stack needs.

- The SAM transform is performed by aws-sam-translator, which is what CloudFormation runs.
- CloudFormation makes Cognito's pools, clients and groups, versions and aliases of functions, and AppConfig's applications, profiles and
  first versions. The resources themselves are moto's. AppConfig's rule that a profile with hosted versions cannot be deleted is moto's to
  lack and ours to add: https://docs.aws.amazon.com/appconfig/2019-10-09/APIReference/API_DeleteConfigurationProfile.html
- Another description replaces a version of a function, and the alias goes to the new one.
- A deployment of AppConfig is a number, and nothing is deployed.
- AppConfig lists hosted versions, stores one only if the latest is still the one that the caller names, and deploys: one deployment at a time
  in an environment, each for as long as DEPLOYMENT_SECONDS says. Nothing is served.
- A method of a REST API gets another authorizer.
- A bucket has an owner, as ExpectedBucketOwner asks for.
Everything else that moto does not support is left out of the stack (alarms, stages, authorizers, the WebSocket API, the pool's domain and
resource server, AppConfig's environments and strategies, CodeDeploy); it says so in its log. References to SSM are not resolved.

aws_mock.py [FOLDER] PORT: with a folder, the AWS CLI waits there as well (aws_cli.py).
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


# moto registers its models by the second part of their module's name.
__name__ = "moto.stack.models"


class NoManagedPolicies:
    """The template names managed policies by their ARNs."""

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
            # AWS takes the name from the OpenAPI document.
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
    """AWS::NoValue removes an item from a list; moto replaces it with null."""

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
    """A version is published after its function is updated, and then the alias points to it. (moto does not order these, and loses the alias.)"""

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
    """moto's resource has neither a name nor its attribute Version."""

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
            # moto deletes in its own order, and deletes an alias with its function.
            pass


class LiveDeployment(Made):
    """moto has no deployments. None is running, and only their number is requested."""

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
    """A stack that cannot be deleted is in the state DELETE_FAILED and has the reason. (moto answers with an internal error and loses it.)"""

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
    """Omits empty entries for resources that moto does not create."""
    return [resource for resource in self.resource_map.values() if resource is not None]


def has_parameters(self, others):
    """A parameter with its former value or its default has not changed."""
    values = self.resource_map.resolved_parameters
    return all(str(values.get(name)) == str(value) for name, value in others.items())


cloudformation.Stack.has_parameters = has_parameters
cloudformation.Stack.stack_resources = property(stack_resources)
models = CloudFormationModel.__subclasses__() + Made.__subclasses__()
models.remove(Made)
models.remove(awslambda.LambdaVersion)
parsing.get_model_list = lambda: models
# moto counts methods, but does not read those of an OpenAPI document.
parsing.NULL_MODELS.append("AWS::ApiGateway::Deployment")


def update_method(self):
    """moto cannot change a method of a REST API."""
    _, _, api, _, resource, _, verb = self.path.split("/")
    method = self.backend.get_method(api, resource, verb)
    for change in self._get_param("patchOperations"):
        setattr(method, {"/authorizationType": "authorization_type", "/authorizerId": "authorizer_id"}[change["path"]], change["value"])
    return json.dumps(method.to_json())


apigateway_responses.APIGatewayResponse.update_method = update_method


def delete_rest_api(self, account_id, region_name):
    """moto's CloudFormation leaves a REST API behind."""
    apigateway.apigateway_backends[account_id][region_name].delete_rest_api(self.id)


apigateway.RestAPI.delete = delete_rest_api

# AWS's own layers are in AWS's accounts, which moto does not have.
awslambda.LambdaFunction._get_layers_data = lambda self, arns: [{"Arn": arn, "CodeSize": 0} for arn in arns]


def put_integration(original):
    """moto's import of an OpenAPI document omits these if an integration does not need them."""

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
    """ExpectedBucketOwner: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html"""

    def answer(environment, start_response):
        expected = environment.get("HTTP_X_AMZ_EXPECTED_BUCKET_OWNER")
        owner = s3.s3_backends.bucket_accounts.get(environment["PATH_INFO"].split("/")[1]) if expected else None
        if owner and owner[1] != expected:
            start_response("403 Forbidden", [("Content-Type", "application/xml")])
            return [b"<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"]
        return application(environment, start_response)

    return answer


class Deployments:
    """AppConfig's deployments, and its lock on versions (https://docs.aws.amazon.com/appconfig/2019-10-09/APIReference/API_StartDeployment.html,
    …/API_CreateHostedConfigurationVersion.html, Latest-Version-Number)."""

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
            # The comparison and the version that is stored are one step.
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
        # The AWS CLI's server ends with this process.
        arguments = [sys.executable, os.path.join(os.path.dirname(os.path.abspath(__file__)), "aws_cli.py"), folder]
        subprocess.Popen(arguments, stdout=subprocess.PIPE).stdout.readline()
    # The translator requires a Region from boto3.
    os.environ.setdefault("AWS_DEFAULT_REGION", "eu-central-1")
    run_simple("127.0.0.1", int(port), Deployments(enforce_owner(DomainDispatcherApplication(create_backend_app))), threaded=True)


main(*reversed(sys.argv[1:]))
