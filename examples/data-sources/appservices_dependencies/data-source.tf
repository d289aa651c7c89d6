data "appservices_dependencies" "example" {
  app_id     = appservices_app.example.id
  depends_on = [appservices_dependencies.example]
}

output "dependencies" {
  value = data.appservices_dependencies.example.dependencies_list
}
