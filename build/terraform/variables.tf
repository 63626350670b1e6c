variable "name" {
  description = "The name of the function. The names of its other resources begin with this name."
  type        = string
  default     = "authorizer"
}

variable "zip" {
  description = "The path of a release's zip, authorizer-linux-arm64.zip or authorizer-linux-x64.zip. The module deploys it unchanged."
  type        = string
}

variable "permissions_file" {
  description = "The path of your permissions file. The module deploys it as a layer, so the zip stays unchanged."
  type        = string
}

variable "user_pool_ids" {
  description = "The IDs of the user pools whose tokens are accepted."
  type        = list(string)

  validation {
    condition     = length(var.user_pool_ids) > 0
    error_message = "Name at least one user pool, for example [\"eu-central-1_AbC123DeF\"]."
  }
}

variable "client_ids" {
  description = "The IDs of the app clients that may call."
  type        = list(string)

  validation {
    condition     = length(var.client_ids) > 0
    error_message = "Name at least one app client."
  }
}

variable "api_ids" {
  description = "The IDs of the APIs in this account and Region that may invoke the authorizer. Choose any key for each ID."
  type        = map(string)
  default     = {}
}

variable "architecture" {
  description = "The processor architecture for which the zip was built."
  type        = string
  default     = "arm64"

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "Use arm64 or x86_64."
  }
}

variable "memory_size" {
  description = "Memory of the function in MB. Lambda gives the function processor time in proportion to its memory."
  type        = number
  default     = 256
}

variable "environment" {
  description = "More environment variables of the authorizer (AUTHORIZER_…)."
  type        = map(string)
  default     = {}
}

variable "cache_seconds" {
  description = "The time in seconds for which API Gateway caches a result. The default is 300, or 0 if results depend on more than the identity sources. Set the authorizer's cache time from the output cache_seconds."
  type        = number
  default     = null
}

variable "log_retention_days" {
  description = "The number of days for which logs are kept."
  type        = number
  default     = 30
}

variable "alarm_topic_arns" {
  description = "The ARNs of the SNS topics that receive alarms."
  type        = list(string)
  default     = []
}

variable "permissions_boundary" {
  description = "The ARN of the permissions boundary of the function's role."
  type        = string
  default     = null
}

variable "subnet_ids" {
  description = "The IDs of the VPC subnets in which the function runs. The function must be able to connect from there to its issuers."
  type        = list(string)
  default     = []
}

variable "security_group_ids" {
  description = "The IDs of the function's security groups in the VPC. Used together with subnet_ids."
  type        = list(string)
  default     = []
}
