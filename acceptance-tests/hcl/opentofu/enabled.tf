provider "appservices" {
  local_path = "./data"
}

variable "with_key" {
  type = bool
}

resource "appservices_app" "a" {
  name = "a"
}

resource "appservices_api_key" "k" {
  app_id = appservices_app.a.id
  name   = "k"

  lifecycle {
    enabled = var.with_key
  }
}

output "key_name" {
  value = try(appservices_api_key.k.name, "none")
}
