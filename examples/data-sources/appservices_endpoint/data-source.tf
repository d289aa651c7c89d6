data "appservices_endpoint" "example" {
  app_id = appservices_app.example.id
  route       = appservices_endpoint.example.route
  http_method = appservices_endpoint.example.http_method
}

output "endpoint_id" {
  value = data.appservices_endpoint.example.id
}
