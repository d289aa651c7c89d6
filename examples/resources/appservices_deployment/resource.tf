# With draft = true in the provider block, everything that the deployment depends on is deployed at once.
resource "appservices_deployment" "example" {
  app_id = appservices_app.example.id

  # A new source deploys again.
  triggers = {
    hello = sha256(appservices_function.example.source)
  }

  depends_on = [
    appservices_value.example,
    appservices_environment_value.example,
  ]
}
