"""Deploys infra/template.yaml to the local cloud: `deploy.py REQUEST`, where REQUEST is a JSON file.

The request contains the template, the folder with one bootstrap per function, the stack and its parameters. Prints
the result as JSON: the stack's outputs, the functions' environment and the ids of their URLs. Errors of CloudFormation
go to standard error, one line per failed resource, because the status `ROLLBACK_COMPLETE` does not name the cause.
"""

import hashlib
import io
import json
import pathlib
import re
import shlex
import sys
import time
import zipfile

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

POLL_SECONDS = 0.1
TIMEOUT_SECONDS = 120
CODE_URI = re.compile(r"CodeUri: \.\./target/lambda/([a-z0-9-]+)/")


def client(service, endpoint):
    # The first attempt after a start may use a closed keep-alive connection; boto retries it.
    return boto3.client(service, endpoint_url=endpoint, config=Config(retries={"max_attempts": 5}))


def package(bootstrap):
    """Returns a zip whose bootstrap runs the program in the build folder. The unoptimized programs themselves would be
    300 MB to upload and store; with this script a new build needs no new deployment."""
    entry = zipfile.ZipInfo("bootstrap", date_time=(1980, 1, 1, 0, 0, 0))
    entry.external_attr = 0o755 << 16
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr(entry, f"#!/bin/sh\nexec {shlex.quote(str(bootstrap))}\n")
    return body.getvalue()


def upload(s3, request, folder, suffix, body):
    """Uploads under a key with the content's digest (CloudFormation compares keys, not bytes); returns the key."""
    key = f"{folder}/{hashlib.sha256(body).hexdigest()[:16]}.{suffix}"
    s3.put_object(Bucket=request["artifacts"], Key=key, Body=body)
    return key


def code_uri(s3, request, function):
    zipped = package(pathlib.Path(request["lambda_dir"]) / function / "bootstrap")
    return f"CodeUri: s3://{request['artifacts']}/{upload(s3, request, function, 'zip', zipped)}"


def packaged_template(s3, request):
    """Uploads the functions and the template; returns the template's URL. A template in the request itself is limited
    to 51,200 bytes."""
    s3.create_bucket(Bucket=request["artifacts"])
    template = pathlib.Path(request["template"]).read_text(encoding="utf-8")
    packaged = CODE_URI.sub(lambda match: code_uri(s3, request, match.group(1)), template)
    key = upload(s3, request, "template", "yaml", packaged.encode())
    return f"{request['endpoint']}/{request['artifacts']}/{key}"


def start(cloudformation, request, template):
    """Starts the creation or the update of the stack."""
    arguments = {
        "StackName": request["stack"],
        "TemplateURL": template,
        "Parameters": [
            {"ParameterKey": key, "ParameterValue": value} for key, value in request["parameters"].items()
        ],
        "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
    }
    try:
        if stack(cloudformation, request) is None:
            cloudformation.create_stack(**arguments)
        else:
            cloudformation.update_stack(**arguments)
    except ClientError as error:
        if "No updates are to be performed" in str(error):
            return
        raise SystemExit(f"CloudFormation refused the template: {error}") from error


def stack(cloudformation, request):
    """Returns the stack, or None. A stack whose creation failed is deleted, because it cannot be updated."""
    try:
        found = cloudformation.describe_stacks(StackName=request["stack"])["Stacks"][0]
    except ClientError:
        return None
    if found["StackStatus"] in ("ROLLBACK_COMPLETE", "CREATE_FAILED", "DELETE_COMPLETE"):
        cloudformation.delete_stack(StackName=request["stack"])
        return None
    return found


def wait(cloudformation, request):
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while time.monotonic() < deadline:
        found = cloudformation.describe_stacks(StackName=request["stack"])["Stacks"][0]
        if not found["StackStatus"].endswith("_IN_PROGRESS"):
            return found
        time.sleep(POLL_SECONDS)
    raise SystemExit(f"the stack {request['stack']} is not ready after {TIMEOUT_SECONDS} seconds")


def fail_with_events(cloudformation, request, found):
    events = cloudformation.describe_stack_events(StackName=request["stack"])["StackEvents"]
    for event in reversed(events):
        if event["ResourceStatus"].endswith("FAILED"):
            print(f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}", file=sys.stderr)
    raise SystemExit(f"the stack {request['stack']} has the status {found['StackStatus']}")


def environment(functions):
    """Returns the environment variables of all functions, for a process that runs them outside MiniStack."""
    merged = {}
    for function in functions:
        merged.update(function.get("Environment", {}).get("Variables", {}))
    return merged


def url_ids(client_of_lambda, request, functions):
    """Returns the ids of the function URLs by folder name; functions without a URL are absent."""
    ids = {}
    for name in (function["FunctionName"] for function in functions):
        try:
            url = client_of_lambda.get_function_url_config(FunctionName=name)["FunctionUrl"]
        except client_of_lambda.exceptions.ResourceNotFoundException:
            continue
        ids[name.removeprefix(request["stack"] + "-")] = url.removeprefix("https://").split(".", 1)[0]
    return ids


def result(request, found):
    client_of_lambda = client("lambda", request["endpoint"])
    functions = client_of_lambda.list_functions()["Functions"]
    return {
        "outputs": {output["OutputKey"]: output["OutputValue"] for output in found["Outputs"]},
        "environment": environment(functions),
        "urls": url_ids(client_of_lambda, request, functions),
    }


def main():
    request = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    cloudformation = client("cloudformation", request["endpoint"])
    template = packaged_template(client("s3", request["endpoint"]), request)
    start(cloudformation, request, template)
    found = wait(cloudformation, request)
    if found["StackStatus"] not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
        fail_with_events(cloudformation, request, found)
    print(json.dumps(result(request, found)))


main()
