resource "appservices_non_vpc_access" "example" {
  app_id                        = appservices_app.example.id
  allow_non_vpc_client_requests = false
}
