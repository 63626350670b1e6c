"""
Checks templates: python3 TemplateCheck.py TEMPLATE …

Prints a JSON object with the list of problems of each file. If Python packages are missing, the script prints their names and exits with 3.
"""

import importlib.util
import json
import logging
import os
import sys

NEEDED = {"boto3": "boto3", "cfnlint": "cfn-lint", "jsonschema": "jsonschema", "moto": "moto", "samtranslator": "aws-sam-translator"}

# The stacks are created with three choices of parameters: the defaults, all features, and no APIs.
WITHOUT_APIS = {"CreateRestApi": "false", "CreateHttpApi": "false", "CreateWebSocketApi": "false"}


def missing_packages():
    return ", ".join(package for module, package in NEEDED.items() if importlib.util.find_spec(module) is None)


def main(paths):
    if missing := missing_packages():
        print(missing)
        return 3
    # Use no credentials of this machine, and use the Region of the generated names.
    os.environ.update(AWS_DEFAULT_REGION="eu-central-1", AWS_ACCESS_KEY_ID="none", AWS_SECRET_ACCESS_KEY="none")
    logging.disable(logging.CRITICAL)
    import TemplateRules
    import TemplateServices
    from TemplateStack import OTHER_VALUES, load, sam

    everything = {name: value for name, value in OTHER_VALUES.items() if name not in WITHOUT_APIS and name != "UserPoolId"}
    little = {"UserPoolId": OTHER_VALUES["UserPoolId"], "ClientIds": OTHER_VALUES["ClientIds"], **WITHOUT_APIS}
    found = {}
    for path in paths:
        with open(path, encoding="utf-8") as file:
            text = file.read()
        problems = TemplateRules.check(text)
        for parameters in [] if problems else [{}, everything, little]:
            made, served = TemplateServices.make(sam(load(text), parameters), parameters)
            problems += made
            if not served:
                problems.append("no service was called")
        found[path] = list(problems)
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
