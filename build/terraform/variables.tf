variable "name" {
  description = "The function's name, and the beginning of the names of its resources."
  type        = string
  default     = "authorizer"
}

variable "zip" {
  description = "The path of a release's zip, authorizer-linux-arm64.zip or -x64.zip. It is deployed unchanged."
  type        = string
}

variable "permissions_file" {
  description = "The path of your permissions file. It is deployed as a layer, so the zip stays unchanged."
  type        = string
}

variable "user_pool_ids" {
  description = "The user pools whose tokens are accepted."
  type        = list(string)

  validation {
    condition     = length(var.user_pool_ids) > 0
    error_message = "Name at least one user pool, for example [\"eu-central-1_AbC123DeF\"]."
  }
}

variable "client_ids" {
  description = "The app clients that may call."
  type        = list(string)

  validation {
    condition     = length(var.client_ids) > 0
    error_message = "Name at least one app client."
  }
}

variable "api_ids" {
  description = "The APIs of this account and Region that may invoke the authorizer, by a name of yours."
  type        = map(string)
  default     = {}
}

variable "architecture" {
  description = "The processor that the zip was built for."
  type        = string
  default     = "arm64"

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "Use arm64 or x86_64."
  }
}

variable "memory_size" {
  description = "Memory in MB. The share of a processor is proportional to it."
  type        = number
  default     = 256
}

variable "environment" {
  description = "More settings (AUTHORIZER_…)."
  type        = map(string)
  default     = {}
}

variable "cache_seconds" {
  description = "How long API Gateway caches a result. The default is 300, or 0 if results depend on more than the identity sources. Use the output cache_seconds."
  type        = number
  default     = null
}

variable "log_retention_days" {
  description = "How long logs are kept."
  type        = number
  default     = 30
}

variable "alarm_topic_arns" {
  description = "The SNS topics that alarms are sent to."
  type        = list(string)
  default     = []
}

variable "permissions_boundary" {
  description = "The permissions boundary of the role."
  type        = string
  default     = null
}

variable "subnet_ids" {
  description = "The subnets of a VPC that the function runs in. It must be able to reach its issuers from there."
  type        = list(string)
  default     = []
}

variable "security_group_ids" {
  description = "With subnet_ids, the function's security groups."
  type        = list(string)
  default     = []
}
