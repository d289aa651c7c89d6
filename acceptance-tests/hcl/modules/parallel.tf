variable "name" {
  type = string
}

resource "appservices_app" "this" {
  name = var.name
}

resource "appservices_function" "this" {
  app_id = appservices_app.this.id
  name   = "hello"
  source = "exports = () => 1;"
}

resource "appservices_api_key" "this" {
  app_id = appservices_app.this.id
  name   = "backend"
}

output "client_app_id" {
  value = appservices_app.this.client_app_id
}
