resource "appservices_linked_data_source" "example" {
  app_id          = appservices_app.triggers.id
  name            = "mongodb-atlas"
  cluster_name    = "Cluster0"
  read_preference = "secondaryPreferred"
}
