data "appservices_api_keys" "example" {
  app_id     = appservices_app.example.id
  depends_on = [appservices_api_key.example]
}

locals {
  api_keys = [for one in data.appservices_api_keys.example.api_keys : one.name]
}
