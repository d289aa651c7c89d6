# Fires when an order is inserted or updated.
resource "appservices_trigger" "example" {
  app_id      = appservices_app.triggers.id
  name        = "onOrder"
  function_id = appservices_function.triggered.id

  database = {
    service_id      = appservices_linked_data_source.example.id
    database        = "shop"
    collection      = "orders"
    operation_types = ["INSERT", "UPDATE"]
    full_document   = true
    match           = jsonencode({ "fullDocument.total" = { "$gt" = 100 } })
  }
}

# Fires at 8 o'clock on weekdays, in UTC.
resource "appservices_trigger" "nightly" {
  app_id      = appservices_app.triggers.id
  name        = "everyMorning"
  function_id = appservices_function.triggered.id
  scheduled   = { schedule = "0 8 * * MON-FRI" }
}

resource "appservices_function" "triggered" {
  app_id  = appservices_app.triggers.id
  name    = "triggered"
  private = true
  source  = "exports = (event) => console.log(JSON.stringify(event));"
}
