data "appservices_api_key" "example" {
  app_id = appservices_app.example.id
  name = appservices_api_key.example.name
}

output "api_key_id" {
  value = data.appservices_api_key.example.id
}
