resource "appservices_endpoint" "example" {
  app_id            = appservices_app.example.id
  route             = "/hello"
  http_method       = "POST"
  function_id       = appservices_function.example.id
  validation_method = "VERIFY_PAYLOAD"
  secret_id         = appservices_secret.example.id
  respond_result    = true
}

output "hello_url" {
  value = appservices_endpoint.example.url
}
