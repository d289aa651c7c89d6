resource "appservices_linked_data_source" "example" {
  app_id          = appservices_app.triggers.id
  name            = "orders"
  cluster_name    = "Cluster1"
  read_preference = "secondaryPreferred"
}
