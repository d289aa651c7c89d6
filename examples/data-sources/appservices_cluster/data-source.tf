data "appservices_cluster" "by_name" {
  name = "Cluster0"
}

resource "appservices_linked_data_source" "by_name" {
  app_id       = appservices_app.example.id
  name         = "by-name"
  cluster_name = data.appservices_cluster.by_name.name
}
