resource "appservices_app" "a" {
  name = "a"
}

resource "appservices_linked_data_source" "watched" {
  app_id       = appservices_app.a.id
  name         = "mongodb-atlas"
  cluster_name = "Cluster0"
}

resource "appservices_function" "f" {
  app_id = appservices_app.a.id
  name   = "f"
  source = "exports = () => 1;"
}

resource "appservices_trigger" "t" {
  app_id      = appservices_app.a.id
  name        = "t"
  function_id = appservices_function.f.id
  database = {
    service_id      = appservices_linked_data_source.watched.id
    database        = "shop"
    collection      = "orders"
    operation_types = ["INSERT"]
  }
}

action "appservices_resume_trigger" "t" {
  config {
    app_id     = appservices_app.a.id
    trigger_id = appservices_trigger.t.id
  }
}
