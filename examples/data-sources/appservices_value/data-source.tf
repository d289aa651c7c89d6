data "appservices_value" "example" {
  app_id = appservices_app.example.id
  name = appservices_value.example.name
}

output "value_id" {
  value = data.appservices_value.example.id
}
