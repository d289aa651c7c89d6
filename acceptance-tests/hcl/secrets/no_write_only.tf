provider "appservices" {
  local_path = "./data"
}

variable "value" {
  type = string
}

resource "appservices_app" "a" {
  name = "a"
}

resource "appservices_secret" "s" {
  app_id           = appservices_app.a.id
  name             = "s"
  value_wo         = var.value
  value_wo_version = 1
}
