data "appservices_private_endpoints" "example" {
  app_id     = appservices_app.local.id
  depends_on = [appservices_private_endpoint.example]
}

locals {
  private_endpoints = [for one in data.appservices_private_endpoints.example.private_endpoints : one.cloud_provider_endpoint_id]
}
