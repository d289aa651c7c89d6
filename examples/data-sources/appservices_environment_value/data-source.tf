data "appservices_environment_value" "example" {
  app_id = appservices_app.example.id
  name = appservices_environment_value.example.name
}

output "environment_value_id" {
  value = data.appservices_environment_value.example.id
}
