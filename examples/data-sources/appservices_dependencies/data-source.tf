data "appservices_dependencies" "example" {
  app_id = appservices_app.example.id
}

output "dependencies" {
  value = data.appservices_dependencies.example.dependencies_list
}
