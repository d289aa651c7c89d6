data "appservices_event_subscription" "example" {
  app_id                = appservices_app.triggers.id
  event_subscription_id = appservices_trigger.example.id
}

output "subscription_type" {
  value = jsondecode(data.appservices_event_subscription.example.event_subscription).type
}
