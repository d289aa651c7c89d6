data "appservices_environment_values" "example" {
  app_id     = appservices_app.example.id
  depends_on = [appservices_environment_value.example]
}

output "environment_values" {
  value = [for one in data.appservices_environment_values.example.environment_values : one.name]
}
