resource "appservices_log_forwarder" "example" {
  app_id       = appservices_app.example.id
  name         = "errors"
  log_types    = ["function", "trigger"]
  log_statuses = ["error"]
  policy       = { type = "batch" }
  action = {
    collection = {
      data_source = "mongodb-atlas"
      database    = "operations"
      collection  = "logs"
    }
  }
}
