data "appservices_environment_values" "example" {
  app_id     = appservices_app.example.id
  depends_on = [appservices_environment_value.example]
}

locals {
  environment_values = [for one in data.appservices_environment_values.example.environment_values : one.name]
}
