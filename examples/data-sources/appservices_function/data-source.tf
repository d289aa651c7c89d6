data "appservices_function" "example" {
  app_id = appservices_app.example.id
  name = appservices_function.example.name
}

output "function_id" {
  value = data.appservices_function.example.id
}
