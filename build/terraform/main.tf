data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  unauthorized_is_a_failure = lookup(var.environment, "AUTHORIZER_INVALID_TOKEN_RESPONSE", "unauthorized") == "unauthorized"
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/lambda/${var.name}"
  retention_in_days = var.log_retention_days
}

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "this" {
  statement {
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.this.arn}:*"]
  }
  # These X-Ray actions cannot be limited to resources.
  statement {
    actions   = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
    resources = ["*"]
  }
  dynamic "statement" {
    for_each = length(var.subnet_ids) > 0 ? [1] : []
    content {
      actions = [
        "ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets", "ec2:DeleteNetworkInterface",
        "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses",
      ]
      resources = ["*"]
    }
  }
}

resource "aws_iam_role" "this" {
  name_prefix          = "${var.name}-"
  assume_role_policy   = data.aws_iam_policy_document.assume.json
  permissions_boundary = var.permissions_boundary
}

resource "aws_iam_role_policy" "this" {
  name   = "logs-and-traces"
  role   = aws_iam_role.this.id
  policy = data.aws_iam_policy_document.this.json
}

data "archive_file" "permissions" {
  type        = "zip"
  output_path = "${path.root}/.terraform/${var.name}-permissions.zip"
  source {
    content  = file(var.permissions_file)
    filename = "permissions.json"
  }
}

resource "aws_lambda_layer_version" "permissions" {
  layer_name       = "${var.name}-permissions"
  filename         = data.archive_file.permissions.output_path
  source_code_hash = data.archive_file.permissions.output_base64sha256
}

resource "aws_lambda_function" "this" {
  function_name    = var.name
  description      = "Verifies Cognito tokens and decides by permissions.json."
  filename         = var.zip
  source_code_hash = filebase64sha256(var.zip)
  runtime          = "provided.al2023"
  handler          = "bootstrap"
  architectures    = [var.architecture]
  memory_size      = var.memory_size
  timeout          = 5
  role             = aws_iam_role.this.arn
  layers           = [aws_lambda_layer_version.permissions.arn]
  publish          = true

  environment {
    variables = merge({
      AUTHORIZER_USER_POOL_IDS    = join(",", var.user_pool_ids)
      AUTHORIZER_CLIENT_IDS       = join(",", var.client_ids)
      AUTHORIZER_PERMISSIONS_FILE = "/opt/permissions.json"
    }, var.environment)
  }

  logging_config {
    log_format            = "JSON"
    application_log_level = "INFO"
    log_group             = aws_cloudwatch_log_group.this.name
  }

  tracing_config {
    mode = "Active"
  }

  dynamic "vpc_config" {
    for_each = length(var.subnet_ids) > 0 ? [1] : []
    content {
      subnet_ids         = var.subnet_ids
      security_group_ids = var.security_group_ids
    }
  }

  depends_on = [aws_iam_role_policy.this]
}

# APIs call this alias. The alias can send a part of the calls to a new version first.
resource "aws_lambda_alias" "live" {
  name             = "live"
  function_name    = aws_lambda_function.this.function_name
  function_version = aws_lambda_function.this.version
}

resource "aws_lambda_permission" "api" {
  for_each = var.api_ids

  statement_id  = "api-${each.key}"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.this.function_name
  qualifier     = aws_lambda_alias.live.name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "arn:${data.aws_partition.current.partition}:execute-api:${data.aws_region.current.region}:${data.aws_caller_identity.current.account_id}:${each.value}/authorizers/*"
}

resource "aws_cloudwatch_metric_alarm" "own" {
  for_each = {
    errors = {
      metric = "Decisions", dimensions = { Decision = "error" }, periods = 1
      text   = "The authorizer could not decide, because keys were unavailable or because of a defect. Callers got 500. Read the ERROR lines in the authorizer's log. See AuthorizerErrorsAlarm in RUNBOOK.md."
    }
    key-fetch-failures = {
      metric = "KeyFetchFailures", dimensions = {}, periods = 3
      text   = "The authorizer could not fetch keys for 15 minutes. It uses its current keys until they are AUTHORIZER_JWKS_MAX_STALE_SECONDS old (one day by default). Read problem in the lines about key fetches. See KeyFetchFailuresAlarm in RUNBOOK.md."
    }
  }

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.text
  namespace           = "Authorizer"
  metric_name         = each.value.metric
  dimensions          = merge({ FunctionName = aws_lambda_function.this.function_name }, each.value.dimensions)
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = each.value.periods
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_topic_arns
}

resource "aws_cloudwatch_metric_alarm" "throttled" {
  alarm_name          = "${var.name}-throttled"
  alarm_description   = "Lambda throttled the authorizer, because concurrent calls exceeded its concurrency. Callers got 500. Raise the function's reserved concurrency or the account's quota. See AuthorizerThrottledAlarm in RUNBOOK.md."
  namespace           = "AWS/Lambda"
  metric_name         = "Throttles"
  dimensions          = { FunctionName = aws_lambda_function.this.function_name }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_topic_arns
}

# Lambda counts each 401 as a failed invocation, because an authorizer causes a 401 by failing. This alarm subtracts the 401s.
resource "aws_cloudwatch_metric_alarm" "crashes" {
  alarm_name          = "${var.name}-crashes"
  alarm_description   = "The authorizer did not start, timed out or crashed. Callers got 500. Read the FATAL and platform.report lines in the authorizer's log. See AuthorizerCrashesAlarm in RUNBOOK.md."
  evaluation_periods  = 3
  datapoints_to_alarm = 2
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_topic_arns

  metric_query {
    id          = "undecided"
    label       = "Invocations without a decision"
    expression  = local.unauthorized_is_a_failure ? "failed - FILL(unauthorized, 0) - FILL(errors, 0)" : "failed - FILL(errors, 0)"
    return_data = true
  }

  metric_query {
    id = "failed"
    metric {
      namespace   = "AWS/Lambda"
      metric_name = "Errors"
      period      = 300
      stat        = "Sum"
      dimensions  = { FunctionName = aws_lambda_function.this.function_name }
    }
  }

  dynamic "metric_query" {
    for_each = merge({ errors = "error" }, local.unauthorized_is_a_failure ? { unauthorized = "unauthorized" } : {})
    content {
      id = metric_query.key
      metric {
        namespace   = "Authorizer"
        metric_name = "Decisions"
        period      = 300
        stat        = "Sum"
        dimensions  = { FunctionName = aws_lambda_function.this.function_name, Decision = metric_query.value }
      }
    }
  }
}
