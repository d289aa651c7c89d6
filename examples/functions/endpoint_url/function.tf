# The app itself can be passed.
output "function_endpoint_url" {
  value = provider::appservices::endpoint_url(appservices_app.example, "/hello")
}
