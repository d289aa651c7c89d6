resource "appservices_log_forwarder" "example" {
  app_id       = appservices_app.example.id
  name         = "errors"
  log_types    = ["function", "trigger"]
  log_statuses = ["error"]
  policy       = { type = "batch" }
  action = {
    collection = {
      data_source = appservices_linked_data_source.logs.name
      database    = "operations"
      collection  = "logs"
    }
  }
}

resource "appservices_linked_data_source" "logs" {
  app_id       = appservices_app.example.id
  name         = "logs"
  cluster_name = "Cluster0"
}
