variable "name" {
  type = string
}

resource "appservices_app" "this" {
  name = var.name
}

resource "appservices_ip_access_list" "this" {
  app_id  = appservices_app.this.id
  entries = [{ address = "192.0.2.0/24" }]
}

output "client_app_id" {
  value = appservices_app.this.client_app_id
}
