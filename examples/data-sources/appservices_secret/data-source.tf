data "appservices_secret" "example" {
  app_id = appservices_app.example.id
  name = appservices_secret.example.name
}

output "secret_id" {
  value = data.appservices_secret.example.id
}
