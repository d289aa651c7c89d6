data "appservices_secrets" "example" {
  app_id     = appservices_app.example.id
  depends_on = [appservices_secret.example]
}

locals {
  secrets = [for one in data.appservices_secrets.example.secrets : one.name]
}
