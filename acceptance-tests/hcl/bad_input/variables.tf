provider "appservices" {
  local_path = "./data"
}

variable "unset" {
  type    = string
  default = null
}
variable "list" {
  type    = list(string)
  default = ["error", null]
}
resource "appservices_app" "required" {
  name = var.unset
}
resource "appservices_log_forwarder" "nested" {
  app_id       = "64f0aa64f0aa64f0aa64f0aa"
  name         = "f"
  log_types    = ["auth"]
  log_statuses = var.list
  policy       = { type = "single" }
  action       = { function = { name = var.unset } }
}
