data "appservices_endpoints" "example" {
  app_id     = appservices_app.example.id
  depends_on = [appservices_endpoint.example]
}

locals {
  endpoints = [for one in data.appservices_endpoints.example.endpoints : one.route]
}
