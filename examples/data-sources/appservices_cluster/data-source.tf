resource "appservices_app" "shop" {
  name = "shop"
}

data "appservices_cluster" "shop" {
  name = "Cluster0"
}

resource "appservices_linked_data_source" "shop" {
  app_id       = appservices_app.shop.id
  name         = "mongodb-atlas"
  type         = "mongodb-atlas"
  cluster_name = data.appservices_cluster.shop.name
}
