data "appservices_functions" "example" {
  app_id     = appservices_app.example.id
  depends_on = [appservices_function.example]
}

output "functions" {
  value = [for one in data.appservices_functions.example.functions : one.name]
}
