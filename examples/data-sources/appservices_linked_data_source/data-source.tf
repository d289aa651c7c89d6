data "appservices_linked_data_source" "example" {
  app_id = appservices_app.triggers.id
  name = appservices_linked_data_source.example.name
}

output "linked_data_source_id" {
  value = data.appservices_linked_data_source.example.id
}
