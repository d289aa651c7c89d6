data "appservices_linked_data_sources" "example" {
  app_id     = appservices_app.triggers.id
  depends_on = [appservices_linked_data_source.example]
}

locals {
  linked_data_sources = [for one in data.appservices_linked_data_sources.example.linked_data_sources : one.name]
}
