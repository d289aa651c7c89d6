data "appservices_private_endpoint" "example" {
  app_id = appservices_app.local.id
  cloud_provider_endpoint_id = appservices_private_endpoint.example.cloud_provider_endpoint_id
}

output "private_endpoint_id" {
  value = data.appservices_private_endpoint.example.id
}
