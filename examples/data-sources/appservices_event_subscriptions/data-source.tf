data "appservices_event_subscriptions" "example" {
  app_id = appservices_app.triggers.id
  type   = "SCHEDULED"
}

locals {
  scheduled = data.appservices_event_subscriptions.example.event_subscriptions[*].name
}
