data "appservices_private_endpoint_services" "example" {
  app_id = appservices_app.example.id
}

output "private_endpoint_services" {
  value = data.appservices_private_endpoint_services.example.services
}
