data "appservices_values" "example" {
  app_id     = appservices_app.example.id
  depends_on = [appservices_value.example]
}

locals {
  values = [for one in data.appservices_values.example.values : one.name]
}
